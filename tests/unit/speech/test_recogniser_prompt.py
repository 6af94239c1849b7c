"""The words Whisper is told to expect."""

import pytest

from assistant.speech.product_words import expected
from assistant.speech.recognisers.prompt import MOST_WORDS, opening, prompt

SHOP = "，".join(expected())


@pytest.mark.parametrize(
    ("vocabulary", "language", "text"),
    [
        (["羽绒服", "面霜"], "zh", f"羽绒服，面霜，{SHOP}。"),
        (["羽绒服", "面霜"], "", f"羽绒服，面霜，{SHOP}。"),
        (["coat", "size"], "en", "coat, size."),
        (["coat", "coat", " "], "en", "coat."),
        ([], "zh", ""),
        ([], "en", ""),
        (["云朵轻暖羽绒服女款长款"], "zh", f"{SHOP}。"),
    ],
)
def test_words_to_expect_are_a_sentence(vocabulary: list[str], language: str, text: str) -> None:
    assert prompt(vocabulary, language) == text


def test_only_the_likeliest_words_are_given_and_each_once() -> None:
    words = [f"词{number}" for number in range(100)]
    given = prompt([*words, *words], "zh").rstrip("。").split("，")
    assert given[:MOST_WORDS] == words[:MOST_WORDS]
    assert len(given) == MOST_WORDS + len(expected())
    assert len(prompt(["羽绒服", *words[:3], "羽绒服"], "zh").split("羽绒服")) == 2


@pytest.mark.parametrize(
    ("vocabulary", "language", "text"),
    [
        (["羽绒服", "T恤"], "zh", "，".join(expected()) + "。"),
        ([], "zh", ""),
        (["羽绒服", "26", "2XL", "down jacket", "Melati"], "en", "down jacket, Melati."),
        (["羽绒服"], "en", ""),
    ],
)
def test_a_first_hearing_expects_little(vocabulary: list[str], language: str, text: str) -> None:
    assert opening(vocabulary, language) == text
