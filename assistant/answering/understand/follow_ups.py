"""Questions that go on from what was asked before them, a turn or a breath ago."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.understand.heard import Heard
from assistant.answering.understand.kinds import (
    OF_A_POLICY,
    OF_A_PRODUCT,
    OF_MANNERS,
    OF_SENDING,
    Kind,
)
from assistant.answering.understand.refine import followed
from assistant.answering.understand.subject import Subject
from assistant.answering.understand.understanding import Understanding
from assistant.answering.values import Turn

_KINDS = frozenset(kind.value for kind in Kind)
_BARELY = 12
_OF_COUNTED = frozenset({Kind.PRICE, Kind.TOTAL, Kind.PROMOTION, Kind.COUPON})


def followed_up(heard: Heard, subject: Subject, history: Sequence[Turn]) -> Kind | None:
    """The kind of a follow-up that names only what changes: 那黑色呢, L呢, 3号呢, and the jeans?"""
    if not history or len(heard.text) > 24:
        return None
    last = history[-1].kind
    if last not in _KINDS:
        return None
    kind = Kind(last)
    if (heard.slots.height_cm or heard.slots.weight_kg) and not heard.reading.wishes:
        return Kind.SIZE_ADVICE
    counted = heard.slots.quantity > 1 and kind in _OF_COUNTED
    changed = heard.reading.wishes or heard.reading.end or subject.named or counted
    if changed and kind not in OF_MANNERS | {Kind.UNCLEAR}:
        return followed(kind, heard.slots)
    if heard.slots.regions and kind in OF_A_POLICY:
        return kind
    return None


def going_on(one: Understanding, before: Sequence[Understanding]) -> Understanding:
    """`one` with what it keeps of the part before it: 能发新加坡吗，运费多少 asks for the fee to
    Singapore, 有帐篷吗，多少钱 for the price of a tent."""
    if not before:
        return one
    if before[-1].stranger and not one.named and not one.stranger and one.kind in OF_A_PRODUCT:
        one = replace(one, stranger=before[-1].stranger)
    if before[-1].kind in OF_SENDING and one.kind is Kind.PRICE and len(one.text) <= _BARELY:
        one = replace(one, kind=Kind.SHIPPING_FEE)
    if before[-1].slots.regions and not one.slots.regions and one.kind in OF_SENDING:
        one = replace(one, slots=replace(one.slots, regions=before[-1].slots.regions))
    return one
