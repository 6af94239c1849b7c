"""What grounding yields: whether a question can be answered, with which facts, worded how."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from assistant.answering.understand.understanding import Understanding
from assistant.answering.values import Heard, Outcome, Turn, heard_nothing
from assistant.knowledge.collect import said_in, title_of, unique
from assistant.knowledge.facts import Evidence, Fact
from assistant.knowledge.index import ShelfIndex
from assistant.knowledge.shelf import Shelf
from assistant.recommend.known import Known
from catalog_loader.product import Faq, Money, Policy, Product


class Answerable(StrEnum):
    """Whether the shop's facts answer a question."""

    YES = "yes"
    NOT_IN_CATALOG = "not_in_catalog"
    NEEDS_PERSON = "needs_person"
    DECLINE = "decline"

    @property
    def outcome(self) -> Outcome:
        """The outcome of an answer that stays with this decision."""
        return _OUTCOMES[self]


_OUTCOMES = {
    Answerable.YES: Outcome.ANSWERED,
    Answerable.NOT_IN_CATALOG: Outcome.UNKNOWN,
    Answerable.NEEDS_PERSON: Outcome.HANDED_OFF,
    Answerable.DECLINE: Outcome.DECLINED,
}

Value = str | int | Money | datetime | tuple[str, ...] | tuple[tuple[str, Money], ...]
"""What a template's place may hold; wording it is the language's business."""


@dataclass(frozen=True, slots=True)
class Say:
    """One template by name and what its places hold."""

    template: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Grounding:
    """The decision on one understanding.

    `says` are the sentences that word it from the facts. Where the first `leads` of them are set
    apart, those are said at once, the language model goes on from the same evidence, and the rest
    are said where it cannot be had. `missing` names what the catalog lacks. `caveats` are said
    before it, whoever words it.
    """

    answerable: Answerable
    says: tuple[Say, ...]
    evidence: Evidence = field(default_factory=Evidence)
    product: str = ""
    missing: tuple[str, ...] = ()
    leads: int = 0
    caveats: tuple[Say, ...] = ()


@dataclass(frozen=True)
class Context:
    """What grounding looks things up in. `now` is timezone-aware, in the shop's zone; `known` is
    what the shop knows of who asks, where they ask of their own purchases."""

    shelf: Shelf
    index: ShelfIndex
    now: datetime
    language: str
    history: Sequence[Turn] = ()
    heard: Heard = heard_nothing
    known: Known | None = None

    def title(self, product: Product) -> str:
        """A product's name as the answer says it."""
        known = (t for t in self._tongues if t in product.translations)
        return title_of(product, next(known, ""))

    def said(self, product: Product, text: str) -> str:
        """A published text in the language of the answer, else in English, else as published."""
        if self.language == self.shelf.language:
            return said_in(product, text, self.language)
        words = (product.translations.get(t, {}).get(text, "") for t in self._tongues)
        return self._first(words) or text

    def stated(self, record: Policy | Faq) -> str:
        """A policy's statement or an FAQ's answer, in the same order of languages."""
        plain = record.statement if isinstance(record, Policy) else record.answer
        return self._first(record.translations.get(t, "") for t in self._tongues) or plain

    @property
    def _tongues(self) -> tuple[str, ...]:
        if self.language == self.shelf.language:
            return (self.language,)
        return (self.language, "en") if self.language != "en" else ("en",)

    @staticmethod
    def _first(texts: Iterable[str]) -> str:
        return next((text for text in texts if text), "")


def answered(
    says: Say | Sequence[Say],
    facts: Iterable[Fact],
    *,
    product: str = "",
    statements: Iterable[str] = (),
    leads: int = 0,
) -> Grounding:
    """An answer that rests on `facts`."""
    listed = (says,) if isinstance(says, Say) else tuple(says)
    evidence = Evidence(unique(facts), tuple(dict.fromkeys(statements)))
    return Grounding(Answerable.YES, listed, evidence, product, leads=leads)


def unknown(
    template: str = "unknown", *, product: str = "", missing: str = "", **values: Value
) -> Grounding:
    """Nothing published answers this."""
    return Grounding(
        Answerable.NOT_IN_CATALOG,
        (Say(template, values),),
        product=product,
        missing=(missing,) if missing else (),
    )


def which_product(understood: Understanding) -> Grounding:
    """A question about a product when none is named and none is on air."""
    return unknown("which_product", missing=f"product for {understood.kind.value}")
