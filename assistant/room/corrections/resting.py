"""What a correction rests on, and whether that stands."""

from collections.abc import Iterable
from dataclasses import replace

from assistant.answering.verify import verify
from assistant.answering.verify.reading import one_way
from assistant.answering.verify.units import split_clauses, split_sentences
from assistant.knowledge.corrections import Conflict, Correction, Rest
from assistant.knowledge.facts import Fact
from assistant.room.corrections import why
from assistant.room.corrections.conflicts import (
    conflicts,
    named,
    of_one_product,
    refused,
    repeats,
)
from assistant.room.corrections.published import Published
from assistant.room.corrections.why import Why
from catalog_loader.product import Product

_SHOWN_ALONE = frozenset({"title", "quantity"})
"""What answers show beside what they say; a correction rests on it only where it says it."""
_A_WORD = 2  # characters; less may stand in any text


def rests_on(
    correction: Correction, answered: Iterable[Rest], published: Published
) -> tuple[Rest, ...]:
    """The published facts of the answer that was corrected (`answered`), and those that the text
    repeats."""
    text, language = correction.text, correction.language
    products = spoken_of(correction, published)
    evidence = published.evidence(products)
    said = [
        fact
        for sentence in split_sentences(one_way(text))
        for clause in split_clauses(sentence)
        for fact in verify(clause, evidence, language=language).used
    ]
    said += [fact for one in products for fact in published.of(one) if _is_repeated(fact, text)]
    own = [rest for rest in answered if rest.field not in _SHOWN_ALONE]
    own += [Rest(fact.product, fact.field, fact.value) for fact in said if fact.field != "title"]
    stands = (one for one in own if one.value in published.values.get((one.product, one.field), ()))
    return tuple(dict.fromkeys(stands))


def _is_repeated(fact: Fact, text: str) -> bool:
    return fact.label != "" and len(fact.value) >= _A_WORD and repeats(text, fact)


def spoken_of(correction: Correction, published: Published) -> tuple[Product, ...]:
    """The products that a correction says something of: its own, else those that it names."""
    own = correction.scope == "product"
    handles = (correction.subject,) if own else named(correction.text, published)
    found = (published.shelf.product(handle) for handle in handles)
    return tuple(product for product in found if product is not None)


def with_conflicts(correction: Correction, published: Published) -> Correction:
    """`correction` with what keeps it from being in force, now: `why` is empty where nothing
    does."""
    text, language = correction.text, correction.language
    if (verdict := refused(text, language, published)) is not None:
        return _kept_out(correction, why.forbidden(verdict))
    if correction.scope != "product":
        category = correction.subject if correction.scope == "category" else ""
        if said := of_one_product(text, language, category, published):
            return _kept_out(correction, why.of_one_product(said))
    if correction.scope == "product" and published.shelf.product(correction.subject) is None:
        return _kept_out(correction, why.gone(correction.subject))
    products = spoken_of(correction, published)
    found = conflicts(
        text,
        language,
        correction.question,
        products,
        published,
        of_all=correction.scope != "product",
    )
    return _kept_out(correction, why.CONFLICT if found else (), found)


def fallen(correction: Correction, published: Published) -> Why:
    """Why what a correction rests on does not stand any more; empty where it does."""
    for one in correction.rests_on:
        values = published.values.get((one.product, one.field), ())
        if one.value not in values:
            return why.changed(one.product, one.field, one.value, "、".join(values[:3]))
    return ()


def _kept_out(correction: Correction, of: Why, found: tuple[Conflict, ...] = ()) -> Correction:
    return replace(correction, why=of, conflicts=found)
