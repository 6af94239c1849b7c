"""What a response is to answer, and how."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from assistant.gateways.realtime.conversation import Item
from assistant.gateways.realtime.functions import Tools
from assistant.gateways.realtime.telling import Telling
from assistant.speech.audio import SPEAKING_RATE, Audio
from assistant.speech.product_words import Change
from assistant.telemetry import TurnTimer

Modality = Literal["audio", "text"]


@dataclass(frozen=True, slots=True, eq=False)
class Rest:
    """What is left of an answer that was cut off: from `skip_ms` into sentence `start`."""

    telling: Telling
    start: int
    skip_ms: int


@dataclass(frozen=True, slots=True)
class Request:
    """What a response is to answer, and how.

    `asked` are the viewer's messages, none where staff begin to speak; `since` is the moment
    (monotonic seconds) the question was complete, from which `first_audio` counts;
    `in_conversation` whether the answer joins it; `rest` the answer to go on with instead of asking
    anew; `returned` what a function gave back. `spend` is told the tokens used.
    """

    asked: tuple[Item, ...]
    viewer: str
    since: float
    modality: Modality = "audio"
    voice: str = ""
    language: str = ""
    in_conversation: bool = True
    metadata: dict[str, str] = field(default_factory=dict)
    rest: Rest | None = None
    tools: Tools = field(default_factory=Tools)
    returned: str = ""
    rate_limits: list[dict[str, Any]] = field(default_factory=list)
    spend: Callable[[int], None] = lambda _: None


def turn_of(request: Request, trace_id: str) -> TurnTimer:
    """The turn that the newest question began, or one that begins with a written question."""
    if not request.asked:
        return TurnTimer("text", began=request.since, trace_id=trace_id)
    newest = request.asked[-1]
    turn = newest.turn
    if request.rest is not None or turn is None or turn.closed:
        source: Literal["text", "voice"] = "voice" if newest.by_voice else "text"
        turn = TurnTimer(source, began=request.since, trace_id=trace_id)
    else:
        turn.queued()
    turn.sounds = request.modality == "audio"
    return turn


def sound_of(asked: Sequence[Item]) -> Audio | None:
    """What was said of the items, as it was heard; None of what was written."""
    parts = (part for item in asked for part in item.parts if part.type == "input_audio")
    sound = b"".join(part.sound for part in parts)
    return Audio.from_pcm16(sound, SPEAKING_RATE) if sound else None


def corrections_of(asked: Sequence[Item], text: str) -> Iterator[Change]:
    """The corrections of each item, where they are in the `text` of all."""
    begins = 0
    for item in asked:
        begins = max(begins, text.find(item.text, begins))
        for change in item.corrections:
            yield replace(change, at=begins + change.at)
        begins += len(item.text)
