"""Sentences without the clauses that a model added to what it was told."""

import pytest

from assistant.answering.compose.shorter import and_shorter


@pytest.mark.parametrize(
    ("sentence", "left"),
    [
        (
            "取暖器的功率是2000W，3秒出热风，适合冬天取暖。",
            ["取暖器的功率是2000W，3秒出热风。", "取暖器的功率是2000W。"],
        ),
        (
            "The shirt is 55% linen, 45% cotton, perfect for summer.",
            ["The shirt is 55% linen, 45% cotton.", "The shirt is 55% linen."],
        ),
        ("功率是1,200W，很省电。", ["功率是1,200W。"]),
        ("面料是100%棉。", []),
        ("如果今天下单，明天就能发。", []),
        ("Unlike the other one, it folds.", []),
        ("有的，给您看看。", []),
    ],
)
def test_clauses_are_taken_off_the_end(sentence: str, left: list[str]) -> None:
    assert list(and_shorter(sentence)) == [sentence, *left]


def test_a_semicolon_ends_a_sentence() -> None:
    assert next(and_shorter("混合装独立小包；")) == "混合装独立小包。"
