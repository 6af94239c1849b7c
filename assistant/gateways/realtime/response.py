"""One response: the room's answer, sentence by sentence, as the protocol's events."""

import asyncio
from collections.abc import Callable
from typing import Any, Literal
from uuid import uuid4

import structlog

from assistant.answering.values import Answer, Question
from assistant.gateways.realtime.conversation import BYTES_PER_MS, Conversation, Item, Part
from assistant.gateways.realtime.events import Event, ServerEventType, event, new_id
from assistant.gateways.realtime.function_calls import call_events, call_item
from assistant.gateways.realtime.outbox import Outbox
from assistant.gateways.realtime.port import RoomPort
from assistant.gateways.realtime.request import Request, corrections_of, sound_of, turn_of
from assistant.gateways.realtime.session_config import FunctionTool
from assistant.gateways.realtime.speaker import SLICE_MS, Place, Speaker
from assistant.gateways.realtime.telling import Telling, Told, closing
from assistant.gateways.realtime.usage import response_usage
from assistant.room.conduct.ruling import is_held
from assistant.speech.audio import SPEAKING_RATE
from assistant.speech.synthesisers.port import SynthesiserError
from assistant.telemetry.turns import Reason, Stretch

SENTENCES_AHEAD = 8  # composed while an earlier one is spoken

CancelReason = Literal["turn_detected", "client_cancelled", "content_filter"]
"""Why a response ends early; the last where the service itself lets no more of it out."""

Status = Literal["in_progress", "completed", "cancelled", "incomplete", "failed"]

_log = structlog.get_logger(__name__)


class Response:
    """The making of one answer. `run` it as a task; cancel that task to stop it.

    Whatever happens, the events that were opened are closed and `response.done` is the last.
    """

    def __init__(
        self,
        request: Request,
        room: RoomPort,
        conversation: Conversation,
        outbox: Outbox,
        speaker: Speaker,
        on_sound: Callable[[], object] = lambda: None,
    ) -> None:
        """`on_sound` is called when the first sound is handed over."""
        rest = request.rest
        self.id = new_id("resp")
        self.question_id = rest.telling.question.question_id if rest else uuid4().hex
        self.telling: Telling | None = rest.telling if rest else None
        self.status: Status = "in_progress"
        self.cancel_reason: CancelReason | None = None
        self.answer: Answer | None = None
        self.request = request
        self.turn = turn_of(request, self.question_id)
        self._left: asyncio.Future[float] | None = None
        self._synthesis: Stretch | None = None
        self._room = room
        self._conversation = conversation
        self._outbox = outbox
        self._speaker = speaker
        self._on_sound = on_sound
        self._question = ""
        self._call: Item | None = None
        self._item: Item | None = None
        self._previous: str | None = None

    @property
    def part_sent(self) -> bool:
        """Whether the client has been given anything of the answer."""
        return self._item is not None

    @property
    def item(self) -> Item | None:
        """The answer as an item of the conversation, once something of it was sent."""
        return self._item

    @property
    def place(self) -> Place | None:
        """What its sound is known by to the speaker."""
        return self._place(self._item) if self._item is not None else None

    def announce(self) -> None:
        """Send `response.created`."""
        self._outbox.put(
            event("response.created", response=self._as_json()),
            event("rate_limits.updated", rate_limits=self.request.rate_limits),
        )

    async def run(self, tasks: asyncio.TaskGroup) -> None:
        """Tell the room's answer, spoken while the rest is still being composed.

        It is composed as one of `tasks`: a telling outlives a response that is cut off. Raises
        what the room raised, an ExceptionGroup where it was while speaking.
        """
        telling = self.telling or await self._ask()
        if telling is None:
            return
        self._question = telling.question.text
        if (function := self.request.tools.insisted_on()) is not None:
            await self._call_instead(function, telling.question)
            return
        self.telling = telling
        telling.start(tasks)
        ready: asyncio.Queue[Told | None] = asyncio.Queue(SENTENCES_AHEAD)
        try:
            async with asyncio.TaskGroup() as steps:
                steps.create_task(self._write_all(telling, ready))
                steps.create_task(self._speak_all(telling, ready))
        except* SynthesiserError:
            self.answer = telling.answer  # it was written
            raise
        self.answer = telling.answer
        beside = self.request.tools.beside(self.answer) if self.answer is not None else None
        if self.answer is not None and beside is not None:
            if self._item is not None:
                self._close_item(self._item, "completed")
            self._call_function(beside, self.answer)

    async def settle(self) -> None:
        """After `finish`: wait until the first sound has left, and keep how long it took."""
        reason: Reason = "interrupted"
        try:
            if self._left is not None:
                await asyncio.wait([self._left])
                await self._record_first_audio()
            reason = "ok" if self.answer is not None else "ignored"
        finally:
            self._end_turn(reason)

    def finish(self, status: Status, error: dict[str, str] | None = None) -> None:
        """Close what is open and send `response.done`; nothing of the response comes after."""
        self.status = status
        cut = status in ("cancelled", "incomplete")
        if cut or status == "failed":
            self._end_turn("interrupted" if cut else "error")
        if cut:
            self._take_back_sound()
        if self._item is not None and self._item.status == "in_progress":
            self._close_item(self._item, "completed" if status == "completed" else "incomplete")
        details: dict[str, Any] | None = None
        if cut:
            details = {"type": status, "reason": self.cancel_reason}
        elif status == "failed":
            details = {"type": "failed", "error": error}
        done = self._as_json(details)
        self.request.spend(done["usage"]["total_tokens"])
        self._outbox.put(event("response.done", response=done))

    async def _ask(self) -> Telling | None:
        """The answer to what was asked; None where that was nothing."""
        for item in self.request.asked:
            await item.heard()
        request, newest = self.request, self.request.asked[-1]
        text = Item(parts=[part for item in request.asked for part in item.parts]).text
        question = Question(
            text=text,
            room=self._room.room.id,
            viewer=request.viewer,
            language=request.language,
            source="voice" if newest.by_voice else "text",
            question_id=self.question_id,
            heard_ms=newest.heard_ms,
            corrections=tuple(corrections_of(request.asked, text)),
            sound=sound_of(request.asked),
        )
        if not question.text:
            return None
        return Telling(self._room, question, returned=request.returned)

    async def _call_instead(self, function: FunctionTool, question: Question) -> None:
        """Call `function`; of the room's answer only what was understood is used, none is heard."""
        async with closing(self._room.ask(question)) as events:
            async for made in events:
                if isinstance(made, Answer):
                    self.answer = made
                    if not is_held(made):
                        self._call_function(function, made)
        self._room.heard_only(self.request.viewer, self.question_id, "")

    def _call_function(self, function: FunctionTool, answer: Answer) -> None:
        call = call_item(function, answer, asked=self.request.asked)
        previous = None
        if self.request.in_conversation:
            previous = self._conversation.add(call)
        index = 0 if self._item is None else 1
        self._outbox.put(
            *call_events(
                call, self.id, index, previous, in_conversation=self.request.in_conversation
            )
        )
        self._call = call

    async def _write_all(self, telling: Telling, ready: asyncio.Queue[Told | None]) -> None:
        start = self.request.rest.start if self.request.rest else 0
        async with closing(telling.sentences(start)) as sentences:
            async for told in sentences:
                await self._write(told.sentence.text)
                await ready.put(told)
        await ready.put(None)

    async def _write(self, text: str) -> None:
        part = (self._item or self._open_item()).parts[0]
        spaced = part.text and part.text[-1].isascii()
        delta = f" {text}" if spaced else text
        kind: ServerEventType = (
            "response.output_text.delta"
            if self.request.modality == "text"
            else "response.output_audio_transcript.delta"
        )
        await self._outbox.send(self._part_event(kind, delta=delta))
        part.text += delta

    async def _speak_all(self, telling: Telling, ready: asyncio.Queue[Told | None]) -> None:
        """Raises SynthesiserError, after the last sentence: what a voice fails to say is read."""
        skip_ms = self.request.rest.skip_ms if self.request.rest else 0
        failure: SynthesiserError | None = None
        while (told := await ready.get()) is not None:
            if self.request.modality == "text" or failure is not None:
                continue
            try:
                await self._speak(telling, told, skip_ms)
            except SynthesiserError as error:
                failure = error
            skip_ms = 0
        if self._item is not None and self.request.modality == "audio":
            self._speaker.finish(self._place(self._item))
        if failure is not None:
            raise failure

    async def _speak(self, telling: Telling, told: Told, skip_ms: int) -> None:
        self._synthesis = self._synthesis or self.turn.begin("synthesis")
        pieces = telling.sound(told, self.request.voice, skip_ms)
        async with closing(pieces) as sounds:
            async for sound in sounds:
                await self._send_sound(sound)
        if self._item is not None:
            self._item.spoken.append((told.sentence.text, self._item.sound_ms))

    async def _send_sound(self, sound: bytes) -> None:
        item = self._item
        if item is None:
            raise RuntimeError("a sentence is spoken before it was written")
        if self._left is None and self._synthesis is not None:
            made = self.turn.now()
            self._synthesis.end(made)
            self.turn.begin("transport", since=made)
        step = SLICE_MS * BYTES_PER_MS
        for start in range(0, len(sound), step):
            slice_ = sound[start : start + step]
            await self._speaker.play(self._place(item), slice_)
            if self._left is None:
                self._left = self._speaker.left(self._place(item))
                self._on_sound()
            self._hold_sound(item, slice_)

    async def _record_first_audio(self) -> None:
        self._hand_over()
        if self.answer is None or not self.turn.handed_over or self.request.rest is not None:
            return
        try:
            latency = self.turn.latency()
            # The answer's timings begin when its text was known; what hearing took stands apart.
            since_text = max(0.0, latency.total_ms - self.answer.question.heard_ms)
            await self._room.record_first_audio(self.answer, since_text, latency)
        except Exception as error:  # the viewer has the answer; only its timing is not kept
            _log.warning("first audio not recorded", response=self.id, error=repr(error))

    def _hand_over(self) -> None:
        if self._left is not None and self._left.done() and not self._left.cancelled():
            self.turn.hand_over(self._left.result())

    def _end_turn(self, reason: Reason) -> None:
        """The turn is over, unless it was so before: what only goes on is no turn of its own."""
        self._hand_over()
        if self.request.rest is None:
            self._room.turn_over(self.turn, reason, self.answer)

    def _hold_sound(self, item: Item, sound: bytes) -> None:
        held = item.parts[0].sound
        held += sound
        item.sound_ms = len(held) // BYTES_PER_MS

    def _take_back_sound(self) -> None:
        if self._item is None:
            return
        held = self._item.parts[0].sound
        unsent = self._speaker.stop(self._place(self._item))
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

    def _close_item(self, item: Item, status: Literal["completed", "incomplete"]) -> None:
        item.status = status
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

    def _place(self, item: Item) -> Place:
        return Place(self.id, item.id)

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
                called=self._call.fields["arguments"] if self._call is not None else "",
            )
        return {
            "object": "realtime.response",
            "id": self.id,
            "status": self.status,
            "status_details": details,
            "output": [made.as_json() for made in (item, self._call) if made is not None],
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
