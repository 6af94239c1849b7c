"""Which question is answered next: what most viewers wait for longest, of what matters most."""

from math import log2

from assistant.answering.ground.grounding import Answerable
from assistant.answering.understand.kinds import OF_A_POLICY, OF_A_PRODUCT, Kind
from assistant.room.inbox.groups import Group

AGEING_S = 10.0
"""Waiting that long doubles a question's rank, twice as long triples it: what waits is in the end
before whatever comes new, however many ask that."""

_OF_BUYING = frozenset(
    {Kind.PRICE, Kind.TOTAL, Kind.STOCK, Kind.SIZE_ADVICE, Kind.SIZES, Kind.COUPON}
)
_INTENT = {"buying": 3.0, "goods": 2.0, "policy": 2.0, "person": 2.5, "else": 1.0}
_ON_AIR = 1.5
_TOLD_LATELY = 0.25


def rank(group: Group, now: float, *, on_air: str, told: bool) -> float:
    """How much speaks for answering `group` now; the highest is next.

    intent x askers x product on air x waiting x value. Askers count by their logarithm: three
    hundred who ask one thing outweigh eight single questions and not three hundred. `told` says
    that the same was answered to all a moment ago. A viewer's value is at most `MOST_VALUED`: it
    decides between equals, and buys no place before a crowd.
    """
    waited = 1 + max(0.0, now - group.opened) / AGEING_S
    about = _ON_AIR if group.gist.product == on_air else 1.0
    score = _INTENT[_intent(group)] * (1 + log2(len(group.askers))) * about * waited
    return score * min(group.value, MOST_VALUED) * (_TOLD_LATELY if told else 1.0)


MOST_VALUED = 1.5


def _intent(group: Group) -> str:
    if group.gist.answerable is Answerable.NEEDS_PERSON:
        return "person"
    if group.gist.kind in _OF_BUYING:
        return "buying"
    if group.gist.kind in OF_A_PRODUCT:
        return "goods"
    return "policy" if group.gist.kind in OF_A_POLICY else "else"
