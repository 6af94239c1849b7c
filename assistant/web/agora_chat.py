"""What Agora's engine adds to a chat completion, and the one packet it takes beside the chunks.

As a `custom` vendor Xiaoer is sent the engine's memory with every message's turn, time and speaker
(Agora's reference: short-term memory, custom LLM). None of it is needed, and what is not as Agora
writes it counts as not sent: whoever else uses such a name for something is no worse served.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

_NOT_ANSWERS = frozenset({"greeting", "silence", "command", "llm_failure"})
_LONGEST_NAME = 128  # as a viewer's anywhere else
_SECONDS_UNTIL = 10**11  # a Unix time below it is of seconds, above it of milliseconds
_RECENT = timedelta(minutes=1)


def speaker(metadata: Any) -> str:
    """Who said a message; empty where it does not say."""
    user = metadata.get("user") if isinstance(metadata, Mapping) else None
    return user.strip()[:_LONGEST_NAME] if isinstance(user, str) else ""


def answers(metadata: Any) -> bool:
    """Whether a message of the assistant's may be an answer: the engine greets, reminds, repeats
    what it was told to and excuses itself in the same role."""
    source = metadata.get("source") if isinstance(metadata, Mapping) else None
    return source not in _NOT_ANSWERS


def spoken_at(timestamp: Any, now: datetime) -> datetime:
    """When a message was said; `now` where its time is missing or cannot be."""
    if isinstance(timestamp, bool) or not isinstance(timestamp, int | float):
        return now
    seconds = timestamp if timestamp < _SECONDS_UNTIL else timestamp / 1000
    try:
        at = datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return now
    return at if now - _RECENT <= at <= now else now


def turn_of(turn_id: Any) -> int | None:
    """The engine's number of the turn; None of any other client, which sends none."""
    return turn_id if isinstance(turn_id, int) and not isinstance(turn_id, bool) else None


def interruption(custom_metadata: Any) -> bool | None:
    """Whether the answer may be broken off, where the client asked for that to be said.

    An agent's `llm.params` are carried into each request, and `custom_metadata` is the one read
    here. The engine's own `interruptable` is no such wish: saying it back would overrule whatever
    finer rule the agent was started with. None, and no packet, leaves that as it is.
    """
    asked = custom_metadata.get("interruptable") if isinstance(custom_metadata, Mapping) else None
    return asked if isinstance(asked, bool) else None


def metadata_packet(completion_id: str, *, interruptable: bool) -> dict[str, Any]:
    """The packet before the first chunk; the engine reads no other of its kind."""
    return {
        "id": completion_id,
        "object": "chat.completion.custom_metadata",
        "choices": [],
        "metadata": {"interruptable": interruptable},
    }
