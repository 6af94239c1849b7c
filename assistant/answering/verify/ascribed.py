"""A number is that of the property it is said of: 容量是24小时 takes the hours of another one."""

import re
from collections.abc import Sequence
from functools import cache

from assistant.answering.verify.quantities import Quantity
from assistant.answering.verify.reading import Reading
from assistant.answering.verify.units import Unit, property_names
from assistant.answering.verify.verdict import Reason, Unsupported
from assistant.knowledge.words import longest_first

_IS = (
    r"\s*(?:\([^()]*\)\s*)?(?:(?:大约|大概|约|仅|只|就|都|也)?(?:是|为|有|达到?|可达|:)|is|are|of|adalah|ialah|là|คือ|เป็น)"
    r"(?:大约|大概|约|仅|只|就| about| only| sekitar| khoảng)?\s*$"
)


def ascribed(number: Quantity, clause: Reading, units: Sequence[Unit]) -> list[Unit]:
    """Those of `units` that are the property `number` is said of, where it is said of one by name.

    Raises Unsupported where none is.
    """
    named = _property_before(clause.text[: number.start], units)
    if not named:
        return list(units)
    kept = [unit for unit in units if not unit.thing or unit.named_in(named)]
    if not kept:
        raise Unsupported(Reason.QUANTITY, f"{named} {number.text}")
    return kept


def _property_before(text: str, units: Sequence[Unit]) -> str:
    """The name of a property that `text` ends in, with a verb that equates; "" for none."""
    equating = re.search(_IS, text)
    if equating is None:
        return ""
    before = text[: equating.start()]
    own = longest_first(name for unit in units for name in unit.names)
    return next((name for name in (*own, *_names()) if before.endswith(name)), "")


@cache
def _names() -> tuple[str, ...]:
    """What the properties that are known everywhere are called, in every language."""
    return tuple(longest_first(property_names()))
