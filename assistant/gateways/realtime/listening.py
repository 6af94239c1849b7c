"""What the viewer says, from its first syllable to the question it was."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog

from assistant.gateways.realtime.audio_in import (
    AudioIn,
    Began,
    Heard,
    MakeDetector,
    Paused,
    Resumed,
    Turn,
)
from assistant.gateways.realtime.conversation import BYTES_PER_MS, Conversation, Item, Part
from assistant.gateways.realtime.events import event
from assistant.gateways.realtime.floor import Happening
from assistant.gateways.realtime.interruption import Judge
from assistant.gateways.realtime.outbox import Outbox
from assistant.gateways.realtime.pauses import Pauses
from assistant.gateways.realtime.port import RoomPort
from assistant.gateways.realtime.recognition import Recognition
from assistant.gateways.realtime.responses import TOLD, Responses
from assistant.gateways.realtime.session_config import SemanticVad, SessionConfig
from assistant.speech.audio import SPEAKING_RATE, Audio, join
from assistant.speech.recognisers.port import Transcript
from assistant.speech.turns.patience import BOUNDS, Patience
from assistant.speech.turns.rhythm import Rhythm
from assistant.telemetry import TurnTimer, new_trace_id, trace
from assistant.telemetry.turns import Reason

Answer = Callable[[list[Item], float], None]
"""Answers these questions, the last of which was complete at that moment (monotonic seconds)."""

FIRST_MS, FOLLOW_MS = 3_000.0, 800.0
"""Of speech, after which what was said so far is looked at, and looked at again.

Most questions are shorter: what has begun when one ends would hold up its own text.
"""

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Open:
    """The turn that is being said: what of its words is shown, and when it is looked at again."""

    item_id: str
    shown: str = ""
    follow_ms: float = FIRST_MS


class Listening:
    """Hears one viewer: finds turns, has them recognised, and hands over what is to be answered."""

    def __init__(
        self,
        room: RoomPort,
        conversation: Conversation,
        responses: Responses,
        outbox: Outbox,
        tasks: asyncio.TaskGroup,
        *,
        config: Callable[[], SessionConfig],
        answer: Answer,
        max_seconds: float,
        make_detector: MakeDetector,
    ) -> None:
        self.audio_in = AudioIn(max_seconds=max_seconds, make_detector=make_detector)
        self._room = room
        self._conversation = conversation
        self._responses = responses
        self._outbox = outbox
        self._tasks = tasks
        self._config = config
        self._answer = answer
        self._rhythm = Rhythm()
        self._recognition = Recognition(room, tasks, self._settled)
        self._open = _Open("")
        self._pauses = Pauses(
            room,
            self._recognition,
            self.audio_in,
            tasks,
            on_heard=self.on_heard,
            on_said=self._on_said,
        )
        self._judge = Judge(
            responses, self.audio_in, self._recognition, tasks, lambda: self.language
        )

    @property
    def language(self) -> str:
        """The language the client says is spoken; empty to find it."""
        transcription = self._config().audio.input.transcription
        return transcription.language if transcription is not None else ""

    @property
    def _yields(self) -> bool:
        detection = self._config().audio.input.turn_detection
        return detection is not None and detection.interrupt_response

    @property
    def _patience(self) -> Patience | None:
        detection = self._config().audio.input.turn_detection
        if not isinstance(detection, SemanticVad):
            return None
        return Patience(BOUNDS[detection.eagerness], self._rhythm)

    async def append(self, sound: bytes) -> None:
        """Take in 24 kHz pcm16. Raises ProtocolError."""
        await self.on_heard(await self.audio_in.append(sound))
        speech_ms = self.audio_in.speech_ms
        if speech_ms >= self._open.follow_ms and (audio := self.audio_in.open_audio) is not None:
            self._open.follow_ms = speech_ms + FOLLOW_MS
            self._recognition.follow(audio, self.language)

    async def commit(self) -> None:
        """What was appended is a turn. Raises ProtocolError where that is hardly anything."""
        await self._commit(self.audio_in.commit(), respond=False)

    def clear(self) -> None:
        """Forget what was appended."""
        self._pauses.over()
        self._recognition.forget()
        self.audio_in.clear()

    def detect(self) -> None:
        """Find turns as the session says from now on."""
        self.audio_in.detect(self._config().audio.input.turn_detection)

    def hear_written(self, item: Item) -> None:
        """Recognise the sound that a client put into an item itself."""
        sounds = [
            Audio.from_pcm16(bytes(part.sound), SPEAKING_RATE)
            for part in item.parts
            if part.type == "input_audio"
        ]
        if sounds:
            self._tasks.create_task(self._hear(item, join(sounds), None))

    async def on_heard(self, heard: Sequence[Heard]) -> None:
        """Do what each thing noticed in the sound asks for."""
        for noticed in heard:
            match noticed:
                case Began():
                    await self._began(noticed)
                case Paused():
                    self._pauses.paused(noticed, self.language, self._patience)
                case Resumed():
                    await self._resumed(noticed)
                case Turn():
                    self._pauses.over()
                    await self._ended(noticed)

    async def _began(self, began: Began) -> None:
        if self._responses.sounding and self._judge.is_own_sound():
            self.audio_in.drop()
            return
        self._room.attend()
        self._open = _Open(began.item_id)
        await self._outbox.send(
            event(
                "input_audio_buffer.speech_started",
                item_id=began.item_id,
                audio_start_ms=began.start_ms,
            )
        )
        if not self._yields:
            return
        if self._responses.sounding:
            await self._judge.begin()
        else:
            await self._responses.cancel("turn_detected")
            self._responses.floor.on(Happening.VOICE)

    def _settled(self, text: str) -> None:
        """What is settled of the words of a turn that goes on: shown as they come."""
        shown, item_id = self._open.shown, self._open.item_id
        if self._config().audio.input.transcription is None or not text.startswith(shown):
            return
        self._open.shown = text
        delta = text[len(shown) :]
        self._outbox.put(
            event(
                "conversation.item.input_audio_transcription.delta",
                item_id=item_id,
                content_index=0,
                delta=delta,
            )
        )

    async def _resumed(self, resumed: Resumed) -> None:
        self._pauses.over()
        self._rhythm.paused(resumed.pause_ms)
        # A nod, and then a question: the answer went on, and is silenced anew.
        if self._yields and self._responses.sounding:
            await self._judge.begin()

    async def _on_said(self, heard: Transcript) -> None:
        """The words before a pause are known: enough to tell a nod from an interruption."""
        if self._responses.held:
            await self._judge.said(heard, self.audio_in.speech_ms)

    async def _ended(self, turn: Turn) -> None:
        await self._outbox.send(
            event(
                "input_audio_buffer.speech_stopped",
                item_id=turn.item_id,
                audio_end_ms=turn.end_ms,
            )
        )
        detection = self._config().audio.input.turn_detection
        await self._commit(turn, respond=detection is not None and detection.create_response)

    async def _commit(self, turn: Turn, *, respond: bool) -> None:
        spoken = TurnTimer("voice", began=turn.ended_at, sounds=True, trace_id=new_trace_id())
        spoken.spent("turn_end", since=turn.ended_at)
        sound = turn.audio.at(SPEAKING_RATE).pcm16()
        item = Item(
            id=turn.item_id,
            role="user",
            parts=[Part("input_audio", sound=bytearray(sound))],
            asked_at=turn.ended_at,
            turn=spoken,
            sound_ms=len(sound) // BYTES_PER_MS,
        )
        await self._outbox.send(
            event(
                "input_audio_buffer.committed",
                item_id=item.id,
                previous_item_id=self._conversation.last_id,
            )
        )
        self.add(item)
        with trace(spoken.trace_id):
            self._tasks.create_task(self._take_turn(item, turn, respond=respond))

    def add(self, item: Item, after: str | None = None) -> None:
        """Put an item into the conversation and show it. Raises ProtocolError."""
        previous = self._conversation.add(item, after)
        shown = item.as_json()
        self._outbox.put(
            event("conversation.item.added", previous_item_id=previous, item=shown),
            event("conversation.item.done", previous_item_id=previous, item=shown),
        )

    async def _take_turn(self, item: Item, turn: Turn, *, respond: bool) -> None:
        """Hear a turn and answer it, unless the viewer goes on: then with what they say next.

        Where nothing was asked, what the voice had silenced goes on, so that a false interruption
        is not followed by silence.
        """
        into_answer = self._responses.held or self._responses.sounding
        heard = await self._hear(item, turn.audio, turn.end)
        real = await self._judge.said(heard, turn.speech_ms)
        if not real and into_answer:
            item.answered = True  # a nod to an answer asks nothing
        if not respond:
            return
        if not real and self._responses.go_on():
            self._end(item, "ignored")
            return
        await self._responses.idle()
        asked = [open_ for open_ in self._conversation.open_questions() if open_.text]
        if asked and not (self._yields and self.audio_in.speaking):
            self._answer(asked, item.asked_at)
            return
        self._end(item, "interrupted" if asked else "ignored")
        if not asked:
            self._responses.floor.on(Happening.NOTHING)

    def _end(self, item: Item, reason: Reason) -> None:
        if item.turn is not None:
            self._room.turn_over(item.turn, reason)

    async def _hear(self, item: Item, audio: Audio, end: int | None) -> Transcript:
        """Fill in what was said, and show it to the client if it wants transcripts."""
        shown = self._config().audio.input.transcription is not None
        parts = [part for part in item.parts if part.type == "input_audio"]
        place = {"item_id": item.id, "content_index": item.parts.index(parts[0])}
        recognition = item.turn.begin("recognition") if item.turn is not None else None
        try:
            hearing = await self._recognition.hear(audio, end, self.language)
        except Exception as error:
            self._end(item, "error")
            known = isinstance(error, TOLD)
            if not known:
                _log.exception("recognition failed", item=item.id, error=repr(error))
            message = str(error) if known else "The audio could not be recognised; say it again."
            detail = {"type": "server_error", "code": "recognition_failed", "message": message}
            await self._outbox.send(
                event("conversation.item.input_audio_transcription.failed", **place, error=detail)
            )
            return Transcript(text="", language=self.language)
        else:
            text = parts[0].text = hearing.transcript.text.strip()
            item.heard_ms = hearing.waited_ms
            item.corrections = hearing.transcript.changes
        finally:
            if recognition is not None:
                recognition.end()
            for part in parts:
                part.heard.set()
        before = self._open.shown if self._open.item_id == item.id else ""
        rest = text.removeprefix(before) if text.startswith(before) else ""
        if shown and rest:
            await self._outbox.send(
                event("conversation.item.input_audio_transcription.delta", **place, delta=rest)
            )
        if shown:
            await self._outbox.send(
                event(
                    "conversation.item.input_audio_transcription.completed",
                    **place,
                    transcript=text,
                    usage={"type": "duration", "seconds": round(audio.seconds, 2)},
                )
            )
        return hearing.transcript
