"""Every text a language model is given, one file each: `prompts/<name>.<language>.md`.

A file begins with front matter between two `---` lines (`language`, `purpose`, `version`); the
rest is the text, with `{placeholders}` that the caller fills in.
"""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from string import Formatter

import yaml

FALLBACK = "en"
"""The language of the text for languages that have none of their own."""


class PromptError(ValueError):
    """A prompt file is missing or its front matter is not right; the message names the file."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt: its text, and what its front matter says of it."""

    text: str
    language: str
    purpose: str
    version: int

    @property
    def placeholders(self) -> frozenset[str]:
        """The names the text wants filled in."""
        return frozenset(name for _, name, _, _ in Formatter().parse(self.text) if name)


def available() -> tuple[tuple[str, str], ...]:
    """Every prompt there is, as (name, language)."""
    names = (entry.name for entry in files(__name__).iterdir() if entry.name.endswith(".md"))
    return tuple(sorted((name.split(".")[0], name.split(".")[1]) for name in names))


@lru_cache(maxsize=64)
def load(name: str, language: str = "zh") -> Prompt:
    """The prompt `name` in `language`, in English where there is none in that language.

    Raises PromptError.
    """
    for code in (language, FALLBACK):
        file = files(__name__).joinpath(f"{name}.{code}.md")
        if file.is_file():
            return parse(file.read_text(encoding="utf-8"), f"prompts/{name}.{code}.md")
    raise PromptError(f"there is no prompts/{name}.{language}.md; write it")


def parse(source: str, where: str) -> Prompt:
    """Read a prompt file's content; `where` names it in errors. Raises PromptError."""
    _, opening, rest = source.partition("---\n")
    head, closing, text = rest.partition("\n---\n")
    if not opening or not closing:
        raise PromptError(f"{where} has no front matter between two --- lines; add it")
    try:
        front = yaml.safe_load(head)
    except yaml.YAMLError as error:
        raise PromptError(f"the front matter of {where} is not YAML; mend it") from error
    if not isinstance(front, dict) or set(front) != {"language", "purpose", "version"}:
        raise PromptError(f"the front matter of {where} must hold language, purpose and version")
    if not isinstance(front["version"], int) or front["version"] < 1:
        raise PromptError(f"the version in {where} must be a whole number from 1")
    if not text.strip():
        raise PromptError(f"{where} holds no text; write it")
    return Prompt(text.strip(), str(front["language"]), str(front["purpose"]), front["version"])
