"""One response: the room's answer, sentence by sentence, as the protocol's events."""

import asyncio
import base64
import time
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeVar, cast
from uuid import uuid4

import structlog

from assistant.answering.values import Answer, Question, Sentence
from assistant.gateways.realtime.conversation import BYTES_PER_MS, Conversation, Item, Part
from assistant.gateways.realtime.events import Event, ServerEventType, event, new_id
from assistant.gateways.realtime.outbox import Outbox
from assistant.gateways.realtime.port import RoomPort
from assistant.gateways.realtime.usage import response_usage
from assistant.speech.audio import SPEAKING_RATE, Audio
from assistant.speech.product_words import Change

SLICE_MS = 200  # of sound in one event: large enough to be cheap, small enough to stop at once
SENTENCES_AHEAD = 8  # composed while an earlier one is spoken

Modality = Literal["audio", "text"]
CancelReason = Literal["turn_detected", "client_cancelled"]
Status = Literal["in_progress", "completed", "cancelled", "failed"]

_T = TypeVar("_T")

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Request:
    """What a response is to answer, and how.

    `asked` are the viewer's messages; `since` is the moment (monotonic seconds) the question was
    complete, from which `first_audio` counts; `in_conversation` whether the answer joins it.
    """

    asked: tuple[Item, ...]
    viewer: str
    since: float
    modality: Modality = "audio"
    voice: str = ""
    language: str = ""
    in_conversation: bool = True
    metadata: dict[str, str] = field(default_factory=dict)


class Response:
    """The making of one answer. `run` it as a task; cancel that task to stop it.

    Whatever happens, the events that were opened are closed and `response.done` is the last.
    """

    def __init__(
        self, request: Request, room: RoomPort, conversation: Conversation, outbox: Outbox
    ) -> None:
        self.id = new_id("resp")
        self.question_id = uuid4().hex
        self.status: Status = "in_progress"
        self.cancel_reason: CancelReason | None = None
        self.answer: Answer | None = None
        self.first_audio_ms: float | None = None
        self.request = request
        self._room = room
        self._conversation = conversation
        self._outbox = outbox
        self._question = ""
        self._item: Item | None = None
        self._previous: str | None = None

    @property
    def part_sent(self) -> bool:
        """Whether the client has been given anything of the answer."""
        return self._item is not None

    def announce(self) -> None:
        """Send `response.created`."""
        self._outbox.put(
            event("response.created", response=self._as_json()),
            event("rate_limits.updated", rate_limits=[]),
        )

    async def run(self) -> None:
        """Ask the room and pass its answer on, spoken while the rest is still being composed.

        Raises what the room raised, an ExceptionGroup where it was while speaking.
        """
        asked = self.request.asked
        for item in asked:
            await item.heard()
        question = self._as_question()
        self._question = question.text
        if not question.text:
            return
        if self.request.modality == "text":
            await self._compose(question, None)
            return
        ready: asyncio.Queue[Sentence | None] = asyncio.Queue(SENTENCES_AHEAD)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._compose(question, ready))
            tasks.create_task(self._speak(ready))
        await self._record_first_audio()

    def finish(self, status: Status, error: dict[str, str] | None = None) -> None:
        """Close what is open and send `response.done`; nothing of the response comes after."""
        self.status = status
        if status == "cancelled":
            self._take_back_sound()
        if self._item is not None:
            self._close_item(self._item)
        details: dict[str, Any] | None = None
        if status == "cancelled":
            details = {"type": "cancelled", "reason": self.cancel_reason}
        elif status == "failed":
            details = {"type": "failed", "error": error}
        self._outbox.put(event("response.done", response=self._as_json(details)))

    def _as_question(self) -> Question:
        request = self.request
        newest = request.asked[-1]
        text = Item(parts=[part for item in request.asked for part in item.parts]).text
        return Question(
            text=text,
            room=self._room.room.id,
            viewer=request.viewer,
            language=request.language,
            source="voice" if newest.by_voice else "text",
            question_id=self.question_id,
            heard_ms=newest.heard_ms,
            corrections=tuple(_placed(request.asked, text)),
        )

    async def _compose(
        self, question: Question, ready: asyncio.Queue[Sentence | None] | None
    ) -> None:
        async with _closing(self._room.ask(question)) as events:
            async for made in events:
                if isinstance(made, Answer):
                    self.answer = made
                    continue
                await self._write(made)
                if ready is not None:
                    await ready.put(made)
        if ready is not None:
            await ready.put(None)

    async def _write(self, sentence: Sentence) -> None:
        part = (self._item or self._open_item()).parts[0]
        spaced = part.text and part.text[-1].isascii()
        delta = f" {sentence.text}" if spaced else sentence.text
        kind: ServerEventType = (
            "response.output_text.delta"
            if self.request.modality == "text"
            else "response.output_audio_transcript.delta"
        )
        await self._outbox.send(self._part_event(kind, delta=delta))
        part.text += delta

    async def _speak(self, ready: asyncio.Queue[Sentence | None]) -> None:
        while (sentence := await ready.get()) is not None:
            speech = self._room.speak(
                sentence.text, language=sentence.language, voice=self.request.voice
            )
            async with _closing(speech) as pieces:
                async for piece in pieces:
                    await self._send_sound(piece)
            if self._item is not None:
                self._item.spoken.append((sentence.text, self._item.sound_ms))

    async def _send_sound(self, piece: Audio) -> None:
        item = self._item
        if item is None:
            raise RuntimeError("a sentence is spoken before it was written")
        sound = piece.at(SPEAKING_RATE).pcm16()
        step = SLICE_MS * BYTES_PER_MS
        for start in range(0, len(sound), step):
            slice_ = sound[start : start + step]
            delta = base64.b64encode(slice_).decode("ascii")
            await self._outbox.send(self._part_event("response.output_audio.delta", delta=delta))
            if self.first_audio_ms is None:
                self.first_audio_ms = (time.monotonic() - self.request.since) * 1000.0
            self._hold_sound(item, slice_)

    async def _record_first_audio(self) -> None:
        if self.answer is None or self.first_audio_ms is None:
            return
        try:
            # The answer's timings begin when its text was known; what hearing took stands apart.
            since_text = max(0.0, self.first_audio_ms - self.answer.question.heard_ms)
            await self._room.record_first_audio(self.answer, since_text)
        except Exception as error:  # the viewer has the answer; only its timing is not kept
            _log.warning("first audio not recorded", response=self.id, error=repr(error))

    def _hold_sound(self, item: Item, sound: bytes) -> None:
        held = item.parts[0].sound
        held += sound
        item.sound_ms = len(held) // BYTES_PER_MS

    def _take_back_sound(self) -> None:
        if self._item is None:
            return
        held = self._item.parts[0].sound
        unsent = sum(
            len(base64.b64decode(delta)) for delta in self._outbox.take_back_sound(self.id)
        )
        if unsent:
            del held[-unsent:]
        self._item.sound_ms = len(held) // BYTES_PER_MS

    def _open_item(self) -> Item:
        kind: Literal["output_text", "output_audio"] = (
            "output_text" if self.request.modality == "text" else "output_audio"
        )
        item = Item(
            role="assistant",
            parts=[Part(kind)],
            status="in_progress",
            question_id=self.question_id,
            answers=self.request.asked,
        )
        bare = item.as_json(with_content=False)
        opened = [self._response_event("response.output_item.added", output_index=0, item=bare)]
        if self.request.in_conversation:
            self._previous = self._conversation.add(item)
            opened.append(
                event("conversation.item.added", previous_item_id=self._previous, item=bare)
            )
        self._item = item
        opened.append(self._part_event("response.content_part.added", part=self._part()))
        self._outbox.put(*opened)
        return item

    def _close_item(self, item: Item) -> None:
        item.status = "completed" if self.status == "completed" else "incomplete"
        text = item.parts[0].text
        if self.request.modality == "text":
            closed = [self._part_event("response.output_text.done", text=text)]
        else:
            closed = [
                self._part_event("response.output_audio.done"),
                self._part_event("response.output_audio_transcript.done", transcript=text),
            ]
        closed.append(self._part_event("response.content_part.done", part=self._part()))
        whole = item.as_json()
        if self.request.in_conversation:
            closed.append(
                event("conversation.item.done", previous_item_id=self._previous, item=whole)
            )
        closed.append(self._response_event("response.output_item.done", output_index=0, item=whole))
        self._outbox.put(*closed)

    def _part(self) -> dict[str, str]:
        text = self._item.parts[0].text if self._item is not None else ""
        if self.request.modality == "text":
            return {"type": "text", "text": text}
        return {"type": "audio", "transcript": text}

    def _response_event(self, kind: ServerEventType, **fields: Any) -> Event:
        return event(kind, response_id=self.id, **fields)

    def _part_event(self, kind: ServerEventType, **fields: Any) -> Event:
        item_id = self._item.id if self._item is not None else ""
        return self._response_event(
            kind, item_id=item_id, output_index=0, content_index=0, **fields
        )

    def _as_json(self, details: dict[str, Any] | None = None) -> dict[str, Any]:
        request, item = self.request, self._item
        metadata = {**request.metadata, "question_id": self.question_id}
        if self.answer is not None:
            metadata["answer_id"] = self.answer.answer_id
        usage = None
        if self.status != "in_progress":
            usage = response_usage(
                question=self._question,
                heard_ms=sum(asked.sound_ms for asked in request.asked),
                answer=item.text if item is not None else "",
                spoken_ms=item.sound_ms if item is not None else 0,
            )
        return {
            "object": "realtime.response",
            "id": self.id,
            "status": self.status,
            "status_details": details,
            "output": [item.as_json()] if item is not None else [],
            "conversation_id": self._conversation.id if request.in_conversation else None,
            "output_modalities": [request.modality],
            "max_output_tokens": "inf",
            "audio": {
                "output": {
                    "format": {"type": "audio/pcm", "rate": SPEAKING_RATE},
                    "voice": request.voice,
                }
            },
            "usage": usage,
            "metadata": metadata,
        }


@asynccontextmanager
async def _closing(stream: AsyncIterator[_T]) -> AsyncGenerator[AsyncIterator[_T]]:
    """The stream, closed at the end where it can be, so that a stopped one lets go at once."""
    try:
        yield stream
    finally:
        if hasattr(stream, "aclose"):
            await cast(AsyncGenerator[_T], stream).aclose()


def _placed(asked: Sequence[Item], text: str) -> Iterator[Change]:
    """The corrections of each item, where they are in the `text` of all."""
    begins = 0
    for item in asked:
        begins = max(begins, text.find(item.text, begins))
        for change in item.corrections:
            yield replace(change, at=begins + change.at)
        begins += len(item.text)
