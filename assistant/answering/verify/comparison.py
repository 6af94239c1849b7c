"""Comparisons of prices, computed from the facts; any other comparison must be published."""

import re
from decimal import Decimal

from assistant.answering.verify.lexicon import lexicon
from assistant.answering.verify.quantities import Quantity
from assistant.answering.verify.reading import Reading
from assistant.answering.verify.units import Ground, Unit
from assistant.answering.verify.verdict import Reason, Unsupported

_OWN_PRICE = re.compile(
    r"现价|售价|价格|到手|卖|只要|仅需|only|at|costs?|priced|harga|giá|ราคา|than|比|daripada|hơn|กว่า"
)
_THAN = re.compile(r"比(?!较|例|如)|than|daripada|dari|hơn|กว่า")


def compared(clause: Reading) -> str:
    """What the clause compares: `price_less`, `price_more`, another dimension, or nothing."""
    words = lexicon().compare
    for name, pattern in words.items():
        if name != "other" and pattern.first(clause.text):
            if name.startswith("price") and not _comparing(clause.text):
                continue
            return name
    tokens = re.search(r"更|比(?!较|例|如)|\bthan\b|\bbetter\b|lebih|hơn|กว่า", clause.text)
    return "other" if tokens else ""


def _comparing(text: str) -> bool:
    return re.search(r"更|比|点|些|than|er\b|less|more|lebih|hơn|กว่า|便宜|贵", text) is not None


def follows_comparison(number: Quantity, clause: Reading) -> bool:
    """Whether `number` says by how much: 便宜59元, `59 yuan cheaper`."""
    for name in ("price_less", "price_more"):
        for start, end in lexicon().compare[name].spans(clause.text):
            between = clause.text[end : number.start] if end <= number.start else ""
            if end <= number.start and not _OWN_PRICE.search(between) and "," not in between:
                return True
            if number.end <= start and not clause.text[number.end : start].strip():
                return True
    return False


def check_comparison(
    clause: Reading, name: str, things: tuple[str, ...], ground: Ground
) -> tuple[tuple[Unit, ...], Decimal]:
    """The price facts a comparison rests on, and the difference. Raises Unsupported."""
    if not name.startswith("price"):
        raise Unsupported(Reason.COMPARISON, clause.text)
    prices: dict[str, list[tuple[Decimal, Unit]]] = {}
    for unit in ground.units:
        if unit.fact.field == "price":
            for number in unit.value.quantities:
                prices.setdefault(unit.thing, []).append((number.value, unit))
    if not things or things[0] not in prices:
        raise Unsupported(Reason.COMPARISON, clause.text)
    others = [thing for thing in prices if thing != things[0]]
    if len(things) > 1:
        others = [things[1]]
    if len(others) != 1 or others[0] not in prices:
        raise Unsupported(Reason.COMPARISON, clause.text)
    mine = [value for value, _ in prices[things[0]]]
    theirs = [value for value, _ in prices[others[0]]]
    holds = max(mine) < min(theirs) if name == "price_less" else min(mine) > max(theirs)
    if not holds:
        raise Unsupported(Reason.COMPARISON, clause.text)
    used = tuple(unit for thing in (things[0], others[0]) for _, unit in prices[thing])
    single = len(set(mine)) == 1 and len(set(theirs)) == 1
    return used, abs(mine[0] - theirs[0]) if single else Decimal(-1)
