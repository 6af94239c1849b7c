"""A scripted room and an in-memory socket, for conversations without models or network."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from typing import Any, get_args

import numpy as np
from openai.types.realtime import RealtimeServerEvent
from support.desks import FakeDesk

from assistant.answering.values import Answer, AnswerEvent, Outcome, Question, Sentence
from assistant.gateways.realtime.connection import serve
from assistant.gateways.realtime.errors import ConnectionLost
from assistant.settings import Settings
from assistant.speech.audio import HEARING_RATE, SPEAKING_RATE, Audio, Samples
from assistant.speech.recognisers.port import Transcript, Wanted
from assistant.speech.turns import TurnDetector, TurnRules
from assistant.telemetry import TurnLatency, TurnTimer
from assistant.telemetry.turns import Reason

WAIT_S = 5.0

OFFICIAL = {
    get_args(shape.model_fields["type"].annotation)[0]: shape
    for shape in get_args(get_args(RealtimeServerEvent)[0])
}
"""The official client's model of each server event."""

MESSAGE = {
    "type": "message",
    "role": "user",
    "content": [{"type": "input_text", "text": "多少钱"}],
}


def manual() -> dict[str, Any]:
    """A session whose turns the client ends."""
    return {"type": "realtime", "audio": {"input": {"turn_detection": None}}}


def tone(ms: int, *, rate: int = SPEAKING_RATE, hertz: float = 220.0) -> Audio:
    """A tone that the detector here takes for speech."""
    time = np.arange(rate * ms // 1000) / rate
    return Audio((0.3 * np.sin(2 * np.pi * hertz * time)).astype(np.float32), rate)


def hush(ms: int) -> Audio:
    """Digital silence."""
    return Audio(np.zeros(SPEAKING_RATE * ms // 1000, dtype=np.float32), SPEAKING_RATE)


class LoudIsSpeech:
    """Voice activity by loudness alone."""

    frame = 512

    def probability(self, frame: Samples) -> float:
        return 1.0 if float(np.abs(frame).max()) > 0.1 else 0.0

    def reset(self) -> None:
        pass


@dataclass
class FakeState:
    """What the gateway reads of a room."""

    id: str = "demo"
    voice: str = "zf_xiaoxiao"


@dataclass
class FakeRoom:
    """Hears `transcripts` one after the other, answers with `sentences`, speaks 50 ms a character.

    `composing` and `speaking`, while clear, hold up every sentence after the first, and every
    sound; `raising` is raised by the stage it names.
    """

    sentences: tuple[str, ...] = ("这款259元。",)
    transcripts: list[str] = field(default_factory=list)
    raising: dict[str, Exception] = field(default_factory=dict)
    done: float | None = None
    room: FakeState = field(default_factory=FakeState)
    desk: FakeDesk = field(default_factory=FakeDesk)
    composing: asyncio.Event = field(default_factory=asyncio.Event)
    speaking: asyncio.Event = field(default_factory=asyncio.Event)
    recognising: asyncio.Event = field(default_factory=asyncio.Event)
    questions: list[Question] = field(default_factory=list)
    recognised: list[Audio] = field(default_factory=list)
    spoken: list[tuple[str, str, str]] = field(default_factory=list)
    first_audio: dict[str, float] = field(default_factory=dict)
    turns: "asyncio.Queue[tuple[TurnLatency, Answer | None]]" = field(default_factory=asyncio.Queue)
    remembered: list[tuple[str, str, str]] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)
    silenced: asyncio.Event = field(default_factory=asyncio.Event)
    all_sounds: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        for gate in (self.composing, self.speaking, self.recognising):
            gate.set()

    async def ask(self, question: Question) -> AsyncIterator[AnswerEvent]:
        self.questions.append(question)
        try:
            if "ask" in self.raising:
                raise self.raising["ask"]
            for index, text in enumerate(self.sentences):
                if index:
                    await self.composing.wait()
                yield Sentence(text, "zh", index)
            await self.composing.wait()
            answer = "".join(self.sentences)
            yield Answer(question, answer, "zh", Outcome.ANSWERED, answer_id="answer-1")
        except (asyncio.CancelledError, GeneratorExit):
            self.stopped.append("ask")
            self.silenced.set()
            raise

    async def recognise(
        self, audio: Audio, language: str = "", *, wanted: Wanted | None = None
    ) -> Transcript:
        self.recognised.append(audio)
        await self.recognising.wait()
        if "recognise" in self.raising:
            raise self.raising["recognise"]
        return Transcript(self.transcripts.pop(0) if self.transcripts else "", language or "zh")

    def attend(self) -> None:
        pass

    async def finished(self, audio: Audio) -> float | None:
        return self.done

    async def speak(self, text: str, *, language: str, voice: str = "") -> AsyncIterator[Audio]:
        self.spoken.append((text, language, voice))
        if "speak" in self.raising:
            raise self.raising["speak"]
        try:
            for _ in text:
                await self.speaking.wait()
                yield tone(50)
            self.all_sounds.set()
        except (asyncio.CancelledError, GeneratorExit):
            self.stopped.append("speak")
            raise

    async def record_first_audio(
        self, answer: Answer, milliseconds: float, latency: TurnLatency | None = None
    ) -> Answer:
        self.first_audio[answer.answer_id] = milliseconds
        if "record" in self.raising:
            raise self.raising["record"]
        return replace(answer.timed(first_audio=milliseconds), latency=latency)

    def turn_over(self, turn: TurnTimer, reason: Reason, answer: Answer | None = None) -> None:
        if (latency := turn.close(reason)) is not None:
            self.turns.put_nowait((latency, answer))

    def heard_only(self, viewer: str, question_id: str, text: str) -> None:
        self.remembered.append((viewer, question_id, text))


class FakeSocket:
    """Two queues. `open`, while clear, lets nothing through to the client."""

    def __init__(self) -> None:
        self.incoming: asyncio.Queue[str | bytes | None] = asyncio.Queue()
        self.outgoing: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.open = asyncio.Event()
        self.open.set()
        self.broken = False

    async def receive(self) -> str | bytes:
        message = await self.incoming.get()
        if message is None:
            raise ConnectionLost
        return message

    async def send(self, text: str) -> None:
        await self.open.wait()
        if self.broken:
            raise ConnectionLost
        self.outgoing.put_nowait(json.loads(text))


class Client:
    """A client of one session; every event it gets is judged by the official client's models."""

    def __init__(self, room: FakeRoom, settings: Settings) -> None:
        self.room = room
        self.socket = FakeSocket()
        self.events: list[dict[str, Any]] = []
        self._serving = asyncio.create_task(
            serve(
                self.socket,
                room,
                settings,
                model="room:demo",
                viewer="小李",
                make_detector=loud_detector,
            )
        )

    async def close(self) -> None:
        """Leave; every task of the session must end by itself."""
        self.socket.incoming.put_nowait(None)
        await asyncio.wait_for(self._serving, WAIT_S)

    async def ended(self) -> None:
        """Wait for the session to end."""
        await asyncio.wait_for(self._serving, WAIT_S)

    def send(self, kind: str, **fields: Any) -> None:
        """Send one event."""
        self.socket.incoming.put_nowait(json.dumps({"type": kind, **fields}))

    def raw(self, message: str | bytes) -> None:
        """Send anything."""
        self.socket.incoming.put_nowait(message)

    def say(self, *pieces: Audio, frame_ms: int = 20) -> None:
        """Send sound in frames."""
        step = SPEAKING_RATE * 2 * frame_ms // 1000
        for piece in pieces:
            sound = piece.pcm16()
            for start in range(0, len(sound), step):
                audio = base64.b64encode(sound[start : start + step]).decode()
                self.send("input_audio_buffer.append", audio=audio)

    def ask(self, text: str, **response: Any) -> None:
        """Ask in writing."""
        content = [{"type": "input_text", "text": text}]
        item = {"type": "message", "role": "user", "content": content}
        self.send("conversation.item.create", item=item)
        self.send("response.create", **({"response": response} if response else {}))

    async def next(self) -> dict[str, Any]:
        """The next event."""
        event = await asyncio.wait_for(self.socket.outgoing.get(), WAIT_S)
        self.events.append(event)
        shape = OFFICIAL[event["type"]]
        shape.model_validate(event)
        assert set(event) <= set(shape.model_fields), f"unknown fields in {event['type']}"
        return event

    async def until(self, kind: str) -> dict[str, Any]:
        """The next event of that kind."""
        while (event := await self.next())["type"] != kind:
            pass
        return event

    async def settled(self) -> list[dict[str, Any]]:
        """What else comes before the server has done all it was sent, as a last fault proves."""
        before = len(self.events)
        self.send("conversation.item.retrieve", item_id="nothing", event_id="settled")
        while (event := await self.next())["type"] != "error" or (
            event["error"]["event_id"] != "settled"
        ):
            pass
        return self.events[before:-1]

    def kinds(self, *, deltas: bool = True) -> list[str]:
        """The types of the events so far, runs of one type as one."""
        kinds: list[str] = []
        for event in self.events:
            kind = event["type"]
            if kinds[-1:] != [kind] and (deltas or not kind.endswith(".delta")):
                kinds.append(kind)
        return kinds

    def sound(self) -> Audio:
        """All the sound that came."""
        deltas = [e["delta"] for e in self.events if e["type"] == "response.output_audio.delta"]
        return Audio.from_pcm16(b"".join(map(base64.b64decode, deltas)), SPEAKING_RATE)


def loud_detector(rules: TurnRules) -> TurnDetector:
    """Takes loudness for speech."""
    assert LoudIsSpeech.frame * 1000 % HEARING_RATE == 0
    return TurnDetector(LoudIsSpeech(), rules)
