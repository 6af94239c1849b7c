"""Whether a template's sentence rests on its facts: every value in its places, exactly.

A template's own words are ours and fixed; what could be wrong is what fills its places. So each
amount must be a fact's amount, each moment a fact's moment, each name or text one that the facts,
or the shop's own translations of them, hold. What the language model writes is checked as
language, by `verify`; this is the exact check for what we write ourselves.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from assistant.answering.ground.grounding import Say, Value
from assistant.knowledge.facts import Evidence, Fact
from assistant.knowledge.shelf import Shelf
from assistant.knowledge.words import longest_first
from catalog_loader.product import Money, Product

_SAID_BY_THE_VIEWER = frozenset({"wish", "thing"})
_OUR_LABELS = frozenset({"option", "label", "attribute", "decides"})
_WORD = re.compile(r"\w")


def unsupported(say: Say, evidence: Evidence, shelf: Shelf) -> str:
    """The first value of `say` that no fact of `evidence` holds, as text; "" when all are held."""
    texts = longest_first(_texts(evidence, shelf))
    for name, value in say.values.items():
        if say.template.startswith("total") and name == "quantity":
            continue
        if name in _SAID_BY_THE_VIEWER or name in _OUR_LABELS:
            continue
        for part in _parts(value):
            if not _held(part, evidence, texts):
                return f"{name}: {part}"
    return ""


def untold(says: Sequence[Say], evidence: Evidence) -> Evidence:
    """`evidence` without the facts whose amounts and numbers `says` hold already."""
    told = {part for say in says for value in say.values.values() for part in _parts(value)}
    amounts = {(p.plain, p.currency) for p in told if isinstance(p, Money)}
    numbers = {str(p) for p in told if isinstance(p, int)}
    left = [
        fact
        for fact in evidence.facts
        if (fact.value, fact.unit) not in amounts and fact.value not in numbers
    ]
    return replace(evidence, facts=tuple(left))


def _parts(value: Value) -> Iterator[str | int | Money | datetime]:
    if not isinstance(value, tuple):
        yield value
        return
    for item in value:
        if isinstance(item, str):
            yield item
        else:
            yield from item


def _held(part: str | int | Money | datetime, evidence: Evidence, texts: list[str]) -> bool:
    if isinstance(part, Money):
        amount = (part.plain, part.currency)
        return any((fact.value, fact.unit) == amount for fact in evidence.facts)
    if isinstance(part, datetime):
        return any(_same_moment(fact.value, part) for fact in evidence.facts)
    if isinstance(part, int):
        return any(fact.value == str(part) for fact in evidence.facts)
    for text in texts:
        part = part.replace(text, " ")
    return _WORD.search(part) is None


def _same_moment(value: str, moment: datetime) -> bool:
    try:
        written = datetime.fromisoformat(value)
    except ValueError:
        return False
    return written == moment or value == moment.date().isoformat()


def _texts(evidence: Evidence, shelf: Shelf) -> Iterator[str]:
    """Every text the evidence holds, and the shop's translations of it."""
    yield from evidence.statements
    for fact in evidence.facts:
        product = _product_of(fact, shelf)
        held = [fact.value, fact.subject, *(value for _, value in fact.options)]
        if product is not None:
            held.append(product.title)
        if fact.unit:
            yield from (fact.value + fact.unit, f"{fact.value} {fact.unit}")
        for text in held:
            yield from (text, text.rstrip("。."))
            if product is not None:
                yield from _translated(product, text)
        if product is not None:
            yield from _translated(product, "title")
            yield from _translated(product, "short_title")
            if fact.field == "selling_point":
                yield from _translated(product, "selling_points")


def _product_of(fact: Fact, shelf: Shelf) -> Product | None:
    found = shelf.variant(fact.product)
    return found[0] if found else shelf.product(fact.product)


def _translated(product: Product, text: str) -> Iterator[str]:
    for words in product.translations.values():
        if words.get(text):
            yield from (words[text], words[text].rstrip("。."))
