"""What an answer may say: its facts, the records they come from, and the question itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from assistant.answering.evaluate.figures import Day, Figure, days_and_figures, flat
from assistant.answering.evaluate.sets import Case
from assistant.answering.values import Answer
from assistant.knowledge.facts import Fact
from assistant.knowledge.shelf import Shelf
from catalog_loader.product import Faq, Policy, Product

_OWN = ("title", "short_title")


@dataclass(frozen=True)
class Ground:
    """The texts an answer rests on, and every date and number in them or in the question.

    A viewer's own numbers and names may be said again; what a viewer claims is no ground for a
    promise.
    """

    texts: tuple[str, ...]
    question: str = ""

    @cached_property
    def flat_texts(self) -> tuple[str, ...]:
        """The texts in one width and case, longest first."""
        return tuple(sorted({flat(text) for text in self.texts if text}, key=len, reverse=True))

    @cached_property
    def sayable(self) -> tuple[str, ...]:
        """The same with the question."""
        return (*self.flat_texts, flat(self.question)) if self.question else self.flat_texts

    @cached_property
    def days(self) -> tuple[Day, ...]:
        """Every date in the texts and the question."""
        return tuple(day for days, _ in self._read for day in days)

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """Every number in the texts and the question."""
        return tuple(figure for _, figures in self._read for figure in figures)

    @cached_property
    def _read(self) -> tuple[tuple[tuple[Day, ...], tuple[Figure, ...]], ...]:
        return tuple(days_and_figures(text) for text in (*self.texts, self.question))


def ground_of(case: Case, answer: Answer, shelf: Shelf) -> Ground:
    """The ground of `answer`: what its facts hold, in every language the shop wrote it in."""
    texts = [text for fact in answer.facts for text in _of_fact(fact, shelf)]
    for handle in (answer.product, shelf.on_air):
        product = shelf.product(handle) if handle else None
        texts += _names(product) if product else ()
    return Ground(tuple(texts), case.question)


def _of_fact(fact: Fact, shelf: Shelf) -> Iterator[str]:
    yield from (f"{fact.value} {fact.unit}".strip(), fact.label, fact.subject)
    yield from (text for option in fact.options for text in option)
    product = _product(fact, shelf)
    if product is not None:
        yield from _names(product)
        words = {fact.value, fact.label, *(text for option in fact.options for text in option)}
        for said in product.translations.values():
            yield from (said[word] for word in words if said.get(word))
            if fact.field == "selling_point" and "selling_points" in said:
                yield said["selling_points"]
        return
    record = _record(fact, shelf)
    if isinstance(record, Policy):
        yield from (record.statement, *record.translations.values())
        yield from (f"{clause.name} {clause.value} {clause.unit}" for clause in record.clauses)
    elif isinstance(record, Faq):
        yield from (record.question, record.answer, *record.translations.values())


def _product(fact: Fact, shelf: Shelf) -> Product | None:
    found = shelf.variant(fact.product)
    return found[0] if found else shelf.product(fact.product)


def _record(fact: Fact, shelf: Shelf) -> Policy | Faq | None:
    records = (*shelf.catalog.policies, *shelf.catalog.faqs)
    wanted = Faq if fact.source in ("faq", "staff") else Policy
    return next((r for r in records if isinstance(r, wanted) and r.id == fact.product), None)


def _names(product: Product) -> Iterator[str]:
    yield product.title
    for said in product.translations.values():
        yield from (said[name] for name in _OWN if said.get(name))
