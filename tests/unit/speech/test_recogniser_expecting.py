"""A second hearing for the shop's words, over an engine that is told what it hears."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from assistant.speech.audio import Samples
from assistant.speech.product_words import Change
from assistant.speech.recognisers.engine import Attempt, Hypothesis
from assistant.speech.recognisers.expecting import LEEWAY, understand

SHOP = ("羽绒服", "针织开衫", "开衫", "大衣", "驼色", "墨绿")


@dataclass
class Told:
    """Hears `again` the second time; a text with `word` beats the one before by `likelier`."""

    again: Hypothesis
    word: str = "驼色"
    likelier: float = -100.0
    prompts: list[str] = field(default_factory=list)
    weighed: list[str] = field(default_factory=list)
    name: str = "told"
    window_s: float = 10.0

    def encode(self, samples: Samples) -> object:
        return samples

    def languages(self, encoded: object, among: Sequence[str]) -> dict[str, float]:
        return dict.fromkeys(among, 1 / len(among))

    def decode(
        self, encoded: object, *, language: str, prompt: str, attempt: Attempt
    ) -> Hypothesis:
        self.prompts.append(prompt)
        return self.again

    def score(
        self, encoded: object, texts: Sequence[str], *, language: str, prompt: str
    ) -> list[float]:
        self.weighed += texts
        return [0.0, *(self.likelier if self.word in text else -100.0 for text in texts[1:])]

    def close(self) -> None: ...


FIRST = Hypothesis("大衣的圖色還有貨嗎?", -0.4)


def test_the_second_hearing_expects_what_sounds_like_the_first_and_is_taken() -> None:
    engine = Told(Hypothesis("大衣的駝色還有貨嗎?", -0.2))
    understood = understand(engine, None, FIRST, SHOP)
    assert understood.text == "大衣的驼色还有货吗？"
    assert understood.heard == engine.again
    assert "驼色" in engine.prompts[0]
    assert "墨绿" not in engine.prompts[0]


@pytest.mark.parametrize(
    "again",
    [
        Hypothesis("大衣的駝色還有貨嗎?", -0.5),
        Hypothesis("驼色驼色驼色驼色驼色驼色", -0.1),
        Hypothesis("谢谢观看", -0.3),
        Hypothesis("大衣的土色還有貨嗎?", -0.2),
    ],
    ids=["less likely", "a loop", "none of the words", "still another"],
)
def test_a_second_hearing_that_is_no_better_is_not_taken(again: Hypothesis) -> None:
    understood = understand(Told(again), None, FIRST, SHOP)
    assert (understood.text, understood.changes) == ("大衣的图色还有货吗？", ())


def test_a_word_nearly_as_likely_is_put_in_and_told() -> None:
    engine = Told(FIRST, likelier=-LEEWAY * 2)
    understood = understand(engine, None, FIRST, SHOP)
    assert understood.text == "大衣的驼色还有货吗？"
    assert understood.changes == (Change(3, "图色", "驼色"),)
    assert {"大衣的图色还有货吗？", "大衣的驼色还有货吗？"} <= set(engine.weighed)


def test_what_makes_sense_is_kept_unless_the_other_is_likelier() -> None:
    first = Hypothesis("真是开衫吗?", -0.4)
    assert understand(Told(first, "针织", -1.0), None, first, SHOP).text == "真是开衫吗？"
    assert understand(Told(first, "针织", 0.5), None, first, SHOP).text == "针织开衫吗？"


def test_without_a_shop_nothing_is_heard_twice() -> None:
    engine = Told(FIRST)
    assert understand(engine, None, FIRST, ()).text == "大衣的图色还有货吗？"
    assert understand(engine, None, Hypothesis("", -1.0), SHOP).text == ""
    assert engine.prompts == []
