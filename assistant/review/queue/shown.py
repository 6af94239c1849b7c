"""Items as JSON: in the queue, and one with all that is known of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assistant.store import AnswerRecord
from assistant.store.review.actions import ActionRecord
from assistant.store.review.items import Counts, Item
from assistant.store.review.outbox import Errand, ErrandKind

_NOT_SHOWN = ("claimed_by", "claimed_name", "claimed_until", "change", "changed")
_SHOWN = tuple(name for name in Item.__slots__ if name not in _NOT_SHOWN)


@dataclass(frozen=True, slots=True)
class Whole:
    """An item with its answers (newest first), what was done to it, and what is told of that."""

    item: Item
    answers: Sequence[AnswerRecord]
    actions: Sequence[ActionRecord]
    errands: Sequence[Errand]


def item_json(item: Item, now: datetime) -> Mapping[str, Any]:
    """An item at a moment: a claim that has run out is none."""
    shown = {name: getattr(item, name) for name in _SHOWN}
    for name, value in shown.items():
        if isinstance(value, datetime):
            shown[name] = value.isoformat()
    claim = None
    if item.held_by(now) and item.claimed_until is not None:
        until = item.claimed_until.isoformat()
        claim = {"by": item.claimed_by, "name": item.claimed_name, "until": until}
    return {**shown, "state": item.state.value, "tags": list(item.tags), "claim": claim}


def counts_json(counts: Counts) -> Mapping[str, Any]:
    """How many items there are."""
    settled = {state.value: number for state, number in counts.settled.items()}
    return {
        "open": counts.open,
        "forced": counts.forced,
        "overdue": counts.overdue,
        "settled": settled,
    }


def whole_json(whole: Whole, now: datetime) -> Mapping[str, Any]:
    """An item with all that is known of it."""
    errands = {(errand.action, errand.kind): errand for errand in whole.errands}
    return {
        "item": item_json(whole.item, now),
        "answers": [_answer_json(record) for record in whole.answers],
        "actions": [_action_json(action, errands) for action in whole.actions],
    }


def done_json(action: ActionRecord) -> Mapping[str, Any]:
    """An action as its caller gets it, the same however often it is sent."""
    return {
        "action_id": action.id,
        "kind": action.kind,
        "item": action.item,
        "state": action.state.value,
        "version": action.version,
        "at": action.at.isoformat(),
    }


def _answer_json(record: AnswerRecord) -> Mapping[str, Any]:
    return {
        "at": record.created_at.isoformat(),
        "question_id": record.question_id,
        "viewer": record.viewer,
        "has_sound": bool(record.sound),
        **record.document,
    }


def _action_json(
    action: ActionRecord, errands: Mapping[tuple[str, ErrandKind], Errand]
) -> Mapping[str, Any]:
    by = {"id": action.actor, "name": action.actor_name}
    kinds: Sequence[ErrandKind] = ("tell", "learn")
    sent = {
        kind: {"state": found.state, "attempts": found.attempts, "error": found.error}
        for kind in kinds
        if (found := errands.get((action.id, kind)))
    }
    return {**done_json(action), "by": by, "detail": dict(action.detail), "sent": sent}
