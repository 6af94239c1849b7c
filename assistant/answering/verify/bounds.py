"""Words beside a number that bound it: over, under, about, before, after, from.

`至少259元`, `259元左右` and `under 259 yuan` are other claims than `259元`, so a bound that is said
must be the fact's own, and one of the fact's must be said.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from assistant.answering.verify.lexicon import lexicon
from assistant.answering.verify.quantities import Quantity
from assistant.answering.verify.spans import inside, wider

_REACH = 28  # characters before a number in which a bound may begin
_WITHIN = frozenset({"within"})
_NO_BOUND = re.compile(r"(?:预约|签约|节约|合约|最近|附近|小满|丰满)\s*$")
_MONEY_FROM = frozenset({"over", "from"})
# What the name of a field says already: 包邮门槛 59 is `满59元`, 活动截止 30日 is `30日前`.
_IMPLIED: dict[str, frozenset[str]] = {
    "price_until": frozenset({"before", "within"}),
    "price_from": frozenset({"after", "from"}),
    "available_from": frozenset({"after", "from"}),
    "threshold": _MONEY_FROM,
    "free_shipping_threshold": _MONEY_FROM,
    "min_quantity": _MONEY_FROM,
    "price": frozenset({"from"}),
    "list_price": frozenset({"from"}),
    "height": _WITHIN,
    "weight": _WITHIN,
}
_AFTER_SOMETHING = re.compile(r"\s*sau khi")  # 1 ngày sau khi thanh toán
_LOOSE = re.compile(
    r"以上|以下|左右|上下浮动|\bor (?:more|less|fewer|so)\b|\batau (?:lebih|kurang)\b|"
    r"trở (?:lên|xuống)|ขึ้นไป|ลงมา"
)
_MEASURED = frozenset({"mass", "length", "volume"})  # of these an exact value is also about so
_MUST_STAY = frozenset({"over", "under", "about"})


@lru_cache(maxsize=4096)
def bounds_of(number: Quantity, text: str) -> frozenset[str]:
    """The bounds `text` puts on `number`."""
    found = list(_bounds(number.start, number.end, text))
    # 不满 holds 满 and 不低于 holds 低于: the longer word is the one that is said.
    return frozenset(
        name
        for name, start, end in found
        if not any(wider(other[1:], (start, end)) for other in found)
    )


def bounded(start: int, end: int, text: str) -> bool:
    """Whether `text` says more, less or about what stands at `start`: M码以上, under 30g."""
    return any(name in _MUST_STAY for name, _, _ in _bounds(start, end, text))


def bound_spans(number: Quantity, text: str) -> list[tuple[int, int]]:
    """Where the words stand that bound `number`."""
    return [(start, end) for _, start, end in _bounds(number.start, number.end, text)]


def dangling(text: str, numbers: Iterable[Quantity]) -> str:
    """A bound that stands beside no number: `128 left or more`, 128件都以上."""
    spans = [span for number in numbers for span in bound_spans(number, text)]
    for match in _LOOSE.finditer(text):
        if not inside(match.span(), spans):
            return match[0]
    return ""


def _bounds(start: int, stop: int, text: str) -> Iterator[tuple[str, int, int]]:
    words = lexicon()
    begin = max(0, start - _REACH)
    lead = text[begin:start]
    if not _NO_BOUND.search(lead):
        for name, pattern in words.bounds_before.items():
            if match := pattern.search(lead):
                yield name, begin + match.start(), begin + match.end()
    for name, pattern in words.bounds_after.items():
        match = pattern.match(text, stop)
        if match and not _AFTER_SOMETHING.match(text, stop):
            yield name, *match.span()


def bounded_alike(number: Quantity, text: str, other: Quantity, held: str, field: str = "") -> bool:
    """Whether `number` in `text` is bounded as `other` in `held`, which is a value of `field`."""
    said, own = bounds_of(number, text), bounds_of(other, held)
    allowed = own | _IMPLIED.get(field, frozenset())
    if number.kind in _MEASURED:
        allowed |= {"about"}
    if number.kind in {"minutes", "workdays", "date", "clock"}:
        allowed |= _WITHIN
    if not field and own & _MONEY_FROM:
        allowed |= _MONEY_FROM
        own = own | (said & _MONEY_FROM)
    return said <= allowed and (own & _MUST_STAY) - said <= _carried(own, said)


def _carried(own: frozenset[str], said: frozenset[str]) -> frozenset[str]:
    """Bounds that need no word of their own: `满59元` may be said as `59元起`."""
    return _MONEY_FROM if said & _MONEY_FROM and own & _MONEY_FROM else frozenset()
