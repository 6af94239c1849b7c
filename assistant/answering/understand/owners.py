"""The one product that a question means by a measure alone: 两万毫安的多少钱, of whatever is on air
that measures nothing of the kind."""

import re
from collections.abc import Iterator

from assistant.answering.understand.measures import Measure, measures, spelled
from assistant.answering.understand.slots import Slots
from assistant.answering.understand.variants import measures_of, option_names
from assistant.knowledge.collect import option_values
from assistant.knowledge.shelf import Shelf
from assistant.knowledge.words import fold
from catalog_loader.product import Product

_NAMES_A_THING = re.compile(r"\s?(?:的|那|款|版|one\b|ones\b|version\b)")
_NOT_OF_GOODS = frozenset({"", "count", "people"})


def owner_by_measure(text: str, language: str, slots: Slots, shelf: Shelf) -> str:
    """The handle of the only product with an option of the measure that `text` names a thing by;
    "" where the product on air measures anything of that kind, or several products fit."""
    if slots.height_cm or slots.weight_kg:
        return ""
    plain = spelled(text, language)
    said = [
        measure
        for measure in measures(plain)
        if measure.kind not in _NOT_OF_GOODS and _NAMES_A_THING.match(plain, measure.end)
    ]
    if not said:
        return ""
    on_air = shelf.on_air_product
    kinds = {own.kind for own in (*_of_options(on_air), *_of_texts(on_air))} if on_air else set()
    if any(measure.kind in kinds for measure in said):
        return ""
    owners = [
        product.handle
        for product in shelf.listed
        if any(measure.names(own) for measure in said for own in _of_options(product))
    ]
    return owners[0] if len(owners) == 1 else ""


def _of_options(product: Product) -> Iterator[Measure]:
    for name in option_names(product):
        for value in option_values(product, name):
            yield from measures_of(value, product)


def _of_texts(product: Product) -> Iterator[Measure]:
    own = [*product.attributes, *(a for v in product.variants for a in v.attributes)]
    for attribute in own:
        yield from measures(spelled(fold(attribute.value + attribute.unit)))
