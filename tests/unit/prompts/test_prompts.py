"""The prompt files: each well-formed, each in Chinese and English, and none of them in code."""

import ast
from pathlib import Path

import pytest

import prompts

ROOT = Path(__file__).parents[3]
FILES = sorted((ROOT / "prompts").glob("*.md"))
NAMES = sorted({name for name, _ in prompts.available()})


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_front_matter_is_complete_and_names_the_files_own_language(file: Path) -> None:
    prompt = prompts.parse(file.read_text(encoding="utf-8"), file.name)
    assert prompt.language == file.name.split(".")[1]
    assert len(prompt.purpose) > 10
    assert prompt.text


@pytest.mark.parametrize("name", NAMES)
def test_every_prompt_exists_in_chinese_and_english_with_the_same_placeholders(name: str) -> None:
    chinese, english = prompts.load(name, "zh"), prompts.load(name, "en")
    assert (chinese.language, english.language) == ("zh", "en")
    assert chinese.placeholders == english.placeholders
    assert chinese.version == english.version


def test_a_language_without_its_own_text_gets_the_english_one() -> None:
    assert prompts.load("compose-system", "th") == prompts.load("compose-system", "en")


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("just text", "no front matter"),
        ("---\nlanguage: zh\n---\ntext", "must hold language, purpose and version"),
        ("---\nlanguage: zh\npurpose: p\nversion: one\n---\ntext", "whole number"),
        ("---\nlanguage: zh\npurpose: p\nversion: 1\n---\n \n", "holds no text"),
        ("---\n: [\n---\ntext", "not YAML"),
    ],
)
def test_a_malformed_file_is_refused_by_name(source: str, says: str) -> None:
    with pytest.raises(prompts.PromptError, match=says) as error:
        prompts.parse(source, "prompts/x.zh.md")
    assert "prompts/x.zh.md" in str(error.value)


def test_a_prompt_that_is_not_there_is_an_error_that_names_it() -> None:
    with pytest.raises(prompts.PromptError, match=r"prompts/nothing\.zh\.md"):
        prompts.load("nothing")


def test_no_prompt_text_lives_in_code() -> None:
    """No string in the code addresses a model, and no line of a prompt file stands in it."""
    lines = {
        line.strip()
        for file in FILES
        for line in prompts.parse(file.read_text(encoding="utf-8"), file.name).text.splitlines()
        if len(line.strip()) > 12
    }
    for source in (ROOT / "assistant").rglob("*.py"):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                text = node.value
                assert not any(line in text for line in lines), source
                lowered = text.lower()
                assert "you are a" not in lowered, source
                assert not text.startswith("你是"), source
