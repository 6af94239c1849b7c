"""The crowd of the demo show: who writes what and when, drawn from the bank with one seed.

Askers come in bursts: what the host says stirs many at once (the bank's `stirs`), one asker makes
others ask the same, and who is not answered asks again. Few write much and most write once: the
nth viewer as often as n ** -0.6.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from assistant.gateways.replay.demo.bank import Bank, Question
from assistant.gateways.replay.demo.script import Line, Stint
from assistant.gateways.replay.demo.wording import Pen
from assistant.gateways.replay.events import Comment, Enter, Gift, Label

_TAIL = 0.6
_HEARD_S = 2.5  # a line is under way before anybody reacts
_STIRRED_S = 6.0  # mean time that a reaction takes
_ECHO_S = 3.5
_PATIENCE_S = (7.0, 26.0)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody in the crowd."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A comment before it has its number."""

    at: float
    viewer: Viewer
    text: str
    label: Label

    def numbered(self, number: int) -> Comment:
        """The comment, `number`th of its show."""
        return Comment(
            at=round(self.at, 3),
            id=f"c{number:06}",
            viewer=self.viewer.id,
            name=self.viewer.name,
            text=self.text,
            label=self.label,
        )


class Crowd:
    """Draws comments; the same seed draws the same ones."""

    def __init__(self, bank: Bank, products: tuple[str, ...], seed: int) -> None:
        self._bank = bank
        self._products = products
        self._chance = random.Random(seed)  # noqa: S311 - a repeatable crowd, no secret
        self._pen = Pen(bank, self._chance)
        self._viewers = [Viewer(f"v{n:05}", self._pen.viewer()) for n in range(bank.crowd.viewers)]
        self._talkative = list(accumulate((n + 1) ** -_TAIL for n in range(len(self._viewers))))
        self._noises = list(bank.noise.values())
        self._noise_weights = list(accumulate(noise.weight for noise in self._noises))
        self._asked: dict[str, tuple[list[Question], list[float]]] = {}

    def stint(self, stint: Stint) -> Iterator[Draft]:
        """What is written while a product is on air, in no order."""
        crowd = self._bank.crowd
        for at in self._arrivals(crowd.noise_per_second, stint.begins, stint.ends):
            yield self.noise(at)
        for at in self._arrivals(crowd.questions_per_second, stint.shown, stint.ends):
            yield from self._and_after(self.question(at, stint.number, stint.product), stint)
        for line in stint.lines:
            yield from self._stirred(line, stint)

    def noise(self, at: float, kind: str = "") -> Draft:
        """A comment that asks nothing, of that kind or of any."""
        noise = (
            self._bank.noise[kind]
            if kind
            else self._chance.choices(self._noises, cum_weights=self._noise_weights)[0]
        )
        return Draft(at, self.viewer(), self._pen.noise(noise), Label(noise=noise.kind))

    def question(self, at: float, stint: int, on_air: str, asked: Question | None = None) -> Draft:
        """A question, that one or any, mostly of the product on air."""
        product = on_air
        if asked is None:
            if self._chance.random() < self._bank.crowd.named_share:
                product = self._chance.choice(self._products)
            questions, weights = self._askable(product, named=product != on_air)
            asked = self._chance.choices(questions, cum_weights=weights)[0]
        worded = self._pen.question(asked, product, on_air=product == on_air)
        meant = product if asked.of_a_product else ""
        group = "/".join((f"{stint:02}", meant or "shop", asked.id, *worded.filled))
        if worded.language != "zh":
            group = f"{group}/{worded.language}"  # an answer in another language is another answer
        label = Label(kind=asked.kind, product=meant, language=worded.language, group=group)
        return Draft(at, self.viewer(), worded.text, label)

    def viewer(self) -> Viewer:
        """Somebody; the talkative more often."""
        return self._chance.choices(self._viewers, cum_weights=self._talkative)[0]

    def entering(self, seconds: float) -> Iterator[Enter]:
        """Who comes in during a show of that length, in no order."""
        for _ in range(self._bank.crowd.entering):
            viewer = self._chance.choice(self._viewers)
            at = round(self._chance.random() ** 1.4 * seconds, 3)  # more at the beginning
            yield Enter(at=at, viewer=viewer.id, name=viewer.name)

    def giving(self, seconds: float) -> Iterator[Gift]:
        """Who gives what, in no order."""
        for _ in range(self._bank.crowd.gifts):
            viewer = self.viewer()
            at = round(self._chance.random() * seconds, 3)
            gift = self._chance.choice(self._bank.crowd.gift)
            yield Gift(at=at, viewer=viewer.id, name=viewer.name, gift=gift)

    def _stirred(self, line: Line, stint: Stint) -> Iterator[Draft]:
        for id_, count in line.stirs.items():
            for _ in range(round(count * self._bank.crowd.stir_scale)):
                at = line.at + _HEARD_S + self._chance.expovariate(1 / _STIRRED_S)
                if at >= stint.ends:
                    continue
                if id_ in self._bank.noise:
                    yield self.noise(at, id_)
                else:
                    asked = self._bank.questions[id_]
                    draft = self.question(at, stint.number, stint.product, asked)
                    yield from self._and_after(draft, stint)

    def _and_after(self, draft: Draft, stint: Stint) -> Iterator[Draft]:
        """The comment, who writes the same after it, and its viewer once more. What would come
        when another product is on air is left out: nobody could say what it means."""
        yield draft
        crowd = self._bank.crowd
        at = draft.at
        while self._chance.random() < crowd.echoes:
            at += self._chance.expovariate(1 / _ECHO_S)
            if at >= stint.ends:
                break
            yield Draft(at, self.viewer(), draft.text, draft.label)
        at = draft.at
        while self._chance.random() < crowd.asks_again:
            at += self._chance.uniform(*_PATIENCE_S)
            if at >= stint.ends:
                break
            yield Draft(at, draft.viewer, self._pen.again(draft.text), draft.label)

    def _arrivals(self, per_second: float, begins: float, ends: float) -> Iterator[float]:
        at = begins + self._chance.expovariate(per_second)
        while at < ends:
            yield at
            at += self._chance.expovariate(per_second)

    def _askable(self, product: str, *, named: bool) -> tuple[list[Question], list[float]]:
        key = f"{product} {named}"
        if key not in self._asked:
            asked = [
                question
                for question in self._bank.questions.values()
                if question.suits(product) and (question.named or not named)
            ]
            self._asked[key] = asked, list(accumulate(question.weight for question in asked))
        return self._asked[key]
