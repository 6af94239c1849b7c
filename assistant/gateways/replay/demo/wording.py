"""How a viewer writes: a wording drawn from the bank, its gaps filled, dressed as comments are."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TypeVar

from assistant.gateways.replay.demo.bank import Bank, Goods, Noise, Question, Wording

T = TypeVar("T")

_GAP = re.compile(r"\{(\w+)\}")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_HAN_SHARE = 0.9  # the rest: pinyin, English, the languages of Southeast Asia
_SPELT_RIGHT = 0.88
_SAME_ANSWER = ("far", "abroad")  # gaps that a policy fills with all their values at once
_HEAD = 0.7  # a few wordings are most of what is written: the nth is as frequent as n ** -0.7
_NAMED_ANYWAY = 0.15  # of questions about what is on air


@dataclass(frozen=True, slots=True)
class Worded:
    """A comment's text, and what filled its gaps, by their names, where another value is
    another question."""

    text: str
    filled: tuple[str, ...]
    language: str


class Pen:
    """Writes comments with one stream of chance."""

    def __init__(self, bank: Bank, chance: random.Random) -> None:
        self._bank = bank
        self._chance = chance
        self._ranked: dict[int, list[float]] = {}
        self._spoken: dict[tuple[str, bool], tuple[tuple[Wording, ...], tuple[Wording, ...]]] = {}

    def question(self, question: Question, product: str, *, on_air: bool) -> Worded:
        """The question in some wording; of a product that is not on air, with its name."""
        named = bool(question.named) and (not on_air or self._chance.random() < _NAMED_ANYWAY)
        han, other = self._by_script(question, named=named)
        wordings = han if han and (not other or self._chance.random() < _HAN_SHARE) else other
        goods = self._bank.goods[product]
        filled: dict[str, str] = {}

        def fill(gap: re.Match[str]) -> str:
            if gap[1] == "p":
                return self._name(goods)
            value = self._chance.choice(self._values(gap[1], goods))
            if gap[1] not in _SAME_ANSWER:
                filled[gap[1]] = value
            return value

        wording = self._usual(wordings)
        text = self._dressed(_GAP.sub(fill, wording.text))
        # Who writes 短袖 how much writes Chinese with a word of English in it.
        language = "zh" if _HAN.search(text) else wording.language
        return Worded(text, tuple(filled[gap] for gap in sorted(filled)), language)

    def again(self, text: str) -> str:
        """The same question by somebody who was not answered."""
        return self._chance.choice(self._bank.crowd.impatient).format(q=text)

    def noise(self, noise: Noise) -> str:
        """A comment of that kind of noise."""

        def fill(gap: re.Match[str]) -> str:
            if gap[1] == "n":
                return str(self._chance.randrange(1, 10))
            return self.viewer() if gap[1] == "c" else self._chance.choice(self._bank.crowd.emoji)

        text = _GAP.sub(fill, self._usual(noise.texts))
        # Small change keeps a flood from being a few lines over and over, as it is in real rooms.
        if _HAN.search(text) and self._chance.random() < 0.25:
            text += self._chance.choice(("", "~", "！", "啊", "哈哈", self._emoji(), self._emoji()))
        return text

    def viewer(self) -> str:
        """Somebody's name."""
        crowd = self._bank.crowd
        return self._chance.choice(crowd.first) + self._chance.choice(crowd.last)

    def _emoji(self) -> str:
        return self._chance.choice(self._bank.crowd.emoji)

    def _name(self, goods: Goods) -> str:
        right = self._chance.random() < _SPELT_RIGHT or not goods.misspelt
        return self._usual(goods.names if right else goods.misspelt)

    def _values(self, gap: str, goods: Goods) -> Sequence[str]:
        of_the_product = {"colour": goods.colours, "size": goods.sizes}
        return of_the_product.get(gap) or self._bank.crowd.fillings[gap]

    def _by_script(
        self, question: Question, *, named: bool
    ) -> tuple[tuple[Wording, ...], tuple[Wording, ...]]:
        key = question.id, named
        if key not in self._spoken:
            wordings = question.named if named else question.bare
            han = tuple(wording for wording in wordings if _HAN.search(_GAP.sub("", wording.text)))
            other = tuple(wording for wording in wordings if wording not in han)
            self._spoken[key] = han, other
        return self._spoken[key]

    def _usual(self, wordings: Sequence[T]) -> T:
        count = len(wordings)
        if count not in self._ranked:
            self._ranked[count] = list(accumulate((n + 1) ** -_HEAD for n in range(count)))
        return self._chance.choices(wordings, cum_weights=self._ranked[count])[0]

    def _dressed(self, text: str) -> str:
        crowd = self._bank.crowd
        if not _HAN.search(text):
            return text + ("?" if self._chance.random() < 0.2 and text[-1] != "?" else "")
        if self._chance.random() < 0.16:
            text = self._chance.choice(crowd.before) + text
        if self._chance.random() < 0.4 and text[-1] not in "？?吗啊呢":
            text += self._chance.choice(crowd.after)
        return text
