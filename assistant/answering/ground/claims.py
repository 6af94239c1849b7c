"""A number a viewer puts forward (不是2升的吗, 20 pieces right?): the property it is of."""

from collections.abc import Iterator

from assistant.answering.understand.measures import Measure, measures, spelled
from assistant.knowledge.words import fold
from catalog_loader.product import Attribute, Product, Variant

_NAMED_AT_MOST = 2
_LIKE_ANYTHING = "piece"  # 两个 counts orders and days as well as what lies in a pack
Claimed = tuple[Attribute, Variant | None]


def claimed(product: Product, question: str, language: str) -> list[Claimed]:
    """The properties of `product` that measure or count what `question` puts a number on.

    Of several the one whose own name stands in the question, else those that hold the very number,
    else all, two at most.
    """
    said = [
        one
        for one in measures(spelled(fold(question), language))
        if one.kind and (one.kind != "count" or one.unit != _LIKE_ANYTHING)
    ]
    found = [
        (attribute, variant, published, one)
        for attribute, variant in _published(product)
        for published in measures(spelled(fold(attribute.value + attribute.unit)))
        for one in said
        if _alike(one, published)
    ]
    named = [entry for entry in found if _named(entry[0], question)]
    exact = [entry for entry in found if entry[3].names(entry[2])]
    kept = [(a, v) for a, v, _, _ in named or exact or found]
    unique = {(a.name, a.value, v.sku if v else ""): (a, v) for a, v in kept}
    return list(unique.values())[:_NAMED_AT_MOST]


def _published(product: Product) -> Iterator[Claimed]:
    for attribute in product.attributes:
        yield attribute, None
    for variant in product.variants:
        for attribute in variant.attributes:
            yield attribute, variant


def _alike(one: Measure, other: Measure) -> bool:
    """Whether both measure the same sort of thing, or count in the same words."""
    return one.kind == other.kind and (one.kind != "count" or one.unit == other.unit)


def _named(attribute: Attribute, question: str) -> bool:
    """Whether the question holds the property's name, or the name's last word."""
    name = fold(attribute.name)
    return len(name) > 1 and (name in question or name[-2:] in question)
