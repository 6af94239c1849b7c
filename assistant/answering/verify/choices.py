"""Whether the colours and sizes a clause names, or counts, are those the facts list."""

import re

from assistant.answering.verify.bounds import bounds_of
from assistant.answering.verify.quantities import Quantity
from assistant.answering.verify.reading import Reading
from assistant.answering.verify.subjects import is_colour, option_kind
from assistant.answering.verify.support import Support
from assistant.answering.verify.units import Unit
from assistant.answering.verify.verdict import Reason, Unsupported

_KINDS = {
    "colour": r"颜色|色号|色|colou?rs?|warna|màu|สี",
    "size": r"尺码|码数|码|sizes?|ukuran|saiz|cỡ|ไซส์",
}
# 三种颜色 and 颜色一共有三种 count colours; 黑色还剩三件 does not.
_COUNTED_AFTER = {
    name: re.compile(rf"\s*(?:个|种|款|different|pilihan|jenis|loại)?\s*(?:{words})")
    for name, words in _KINDS.items()
}
_COUNTED_BEFORE = {
    name: re.compile(rf"(?:{words})\s*(?:选择|可选|一共|总共|共|有|是|的|ada|có|มี|\s)*$")
    for name, words in _KINDS.items()
}


def _listed(units: list[Unit], name: str) -> tuple[list[Unit], bool]:
    """Units that hold a value of the option `name`, and whether all its values are known."""
    whole = [unit for unit in units if unit.fact.field == name and not unit.options]
    if whole:
        return whole, True
    return [
        unit
        for unit in units
        if any(option_kind(option) == name for option, _ in unit.fact.options)
    ], False


def check_colours(clause: Reading, units: list[Unit], support: Support) -> None:
    holders, complete = _listed(units, "colour")
    for colour in clause.colours:
        matching = [
            unit
            for unit in holders
            if any(is_colour(colour, value) for value in (unit.options or {unit.value.text}))
        ]
        if colour.denied and not clause.stock:
            if not complete or matching:
                raise Unsupported(Reason.COLOUR, colour.text or colour.name)
            support.use(holders)
            support.negators += 1
            support.claims += 1
            continue
        if not matching:
            matching = [u for u in units if colour.text and _in_value(colour.text, clause, u)]
        if not matching:
            raise Unsupported(Reason.COLOUR, colour.text or colour.name)
        support.use(matching[:1])
        support.claims += 1


def _in_value(text: str, clause: Reading, unit: Unit) -> bool:
    """Whether the characters around a colour word stand in a value: 白鸭绒 is no colour."""
    at = clause.text.find(text)
    around = clause.text[at : at + len(text) + 1]
    return len(around) > len(text) and around in unit.value.text


def check_sizes(clause: Reading, units: list[Unit], support: Support) -> None:
    holders, complete = _listed(units, "size")
    for size in clause.sizes:
        matching = [
            unit
            for unit in units
            if size.name in unit.options
            or (unit.fact.field == "size" and _size_of(unit) == size.name)
            or any(own.name == size.name for own in (*unit.value.sizes, *unit.label.sizes))
        ]
        if size.denied and not clause.stock:
            if not complete or matching:
                raise Unsupported(Reason.SIZE, size.text)
            support.use(holders)
            support.negators += 1
            support.claims += 1
            continue
        if not matching:
            raise Unsupported(Reason.SIZE, size.text)
        support.use(matching[:1])
        support.claims += 1


def _size_of(unit: Unit) -> str:
    if unit.value.sizes:
        return unit.value.sizes[0].name
    return unit.value.text.removesuffix("码").removesuffix("号")


def counts_listed(number: Quantity, clause: Reading, units: list[Unit]) -> bool:
    """Whether a count of kinds is the number of colours or sizes listed: 两种颜色."""
    if number.kind not in {"variety", "count", "plain"} or "quantity" in clause.labels:
        return False
    for name in _KINDS:
        holders, complete = _listed(units, name)
        counted = (
            re.search(_KINDS[name], number.text)
            or _COUNTED_AFTER[name].match(clause.text, number.end)
            or (
                number.kind != "plain" and _COUNTED_BEFORE[name].search(clause.text[: number.start])
            )
        )
        if counted and complete and len({unit.value.text for unit in holders}) == number.value:
            return not bounds_of(number, clause.text)
    return False
