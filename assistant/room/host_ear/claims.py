"""What a host claims of a product, against what the shop publishes of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from assistant.answering.verify.reading import Reading, one_way, read
from assistant.answering.verify.units import split_clauses, split_sentences
from assistant.knowledge.facts import Fact
from assistant.knowledge.index import ShelfIndex
from assistant.knowledge.shelf import Shelf
from assistant.speech.sounding import apart, readings
from catalog_loader.product import Policy, Product

_TEN = re.compile(
    r"(?<![\d一-龥])十(?=[片件个支袋包瓶盒粒条双罐只张块])|"
    r"(?<=[的是])十(?=[片件支袋包瓶盒粒条双罐])"
)

_INSURANCES = ("运费险", "退货险")
_GIVEN = re.compile(r"(?<=送)[一-龥]{3}(?=的?(?![一-龥]))")
_ALIKE = 0.2  # per syllable: 院费嫌 is 0.18 from 运费险

ClaimKind = Literal["price", "gift", "size", "promise"]


@dataclass(frozen=True, slots=True)
class Differs:
    """A claim that the shop does not bear out.

    `claim` is what it comes to (`79 CNY`), the same however it is worded; `said` the words it was
    made in. `published` are the shop's own facts of the matter, none where it publishes nothing.
    Where it is not `sure` that this was said, nobody is told of it; it is not to be repeated.
    """

    kind: ClaimKind
    product: str
    claim: str
    said: str
    published: tuple[Fact, ...] = ()
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause as it was heard: `text` in its one way of writing, `start` in the whole, `before`
    the clauses of its sentence that come before it."""

    text: str
    start: int
    before: tuple[str, ...]

    @property
    def end(self) -> int:
        """One past its last character."""
        return self.start + len(self.text)

    @property
    def reading(self) -> Reading:
        """What it says."""
        return read(self.text)


@dataclass(frozen=True)
class Published:
    """What the shop publishes of one product at a moment (timezone-aware)."""

    product: Product
    policies: tuple[Policy, ...]
    shelf: Shelf
    now: datetime

    @classmethod
    def of(cls, product: Product, index: ShelfIndex, shelf: Shelf, now: datetime) -> "Published":
        """All of it; the product's own policies come before the shop's."""
        return cls(product, index.policies(product), shelf, now)


def clauses(folded: str) -> Iterator[Clause]:
    """The clauses of a text in its one way of writing."""
    at = 0
    for sentence in split_sentences(folded):
        before: list[str] = []
        for text in split_clauses(sentence):
            at = folded.find(text, at)
            yield Clause(text, at, tuple(before))
            before.append(text)
            at += len(text)


def written(text: str) -> str:
    """What was heard in its one way of writing; a ten that counts things is a number too, and the
    insurances that are given away are named as they sound: 送院费嫌 is 送运费险."""
    return _GIVEN.sub(_insured, _TEN.sub("10", one_way(text)))


def _insured(given: re.Match[str]) -> str:
    heard = given[0]
    meant = min(_INSURANCES, key=lambda word: _apart(heard, word))
    return meant if _apart(heard, meant) <= _ALIKE else heard


def _apart(heard: str, word: str) -> float:
    pairs = zip(readings(heard), readings(word), strict=True)
    return sum(min(apart(a, b) for a in one for b in other) for one, other in pairs) / len(word)
