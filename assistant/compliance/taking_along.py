"""What was asked, answered and done about it, as lines to take along."""

import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import asdict

from assistant.compliance.masking import masked
from assistant.store import AnswerRecord
from assistant.store.figures import Period
from assistant.store.history import Acted, History


async def lines(history: History, period: Period, *, unmasked: bool = False) -> AsyncIterator[str]:
    """A JSON line for each answer of a period, and for each thing that staff did, oldest first;
    `what` says which it is. Personal data is masked, or as it was written."""
    actions = history.actions(period)
    async with aclosing(actions):  # type: ignore[type-var]
        action = await anext(actions, None)
        async for record in history.read(period):
            while action is not None and action.at < record.created_at:
                yield _written(_of_action(action), unmasked)
                action = await anext(actions, None)
            yield _written(_of_answer(record), unmasked)
        while action is not None:
            yield _written(_of_action(action), unmasked)
            action = await anext(actions, None)


def _of_answer(record: AnswerRecord) -> dict[str, object]:
    """One exchange, whole."""
    return {
        "what": "answer",
        "at": record.created_at.isoformat(),
        "question_id": record.question_id,
        "viewer": record.viewer,
        **record.document,
    }


def _of_action(acted: Acted) -> dict[str, object]:
    return {"what": "action", **asdict(acted), "at": acted.at.isoformat()}


def _written(line: dict[str, object], unmasked: bool) -> str:
    return json.dumps(line if unmasked else masked(line), ensure_ascii=False)
