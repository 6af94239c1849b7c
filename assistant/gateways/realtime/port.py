"""What the Realtime gateway needs of a room, of the ear that finds turns, and of a socket."""

from collections.abc import AsyncIterator
from contextlib import AbstractContextManager
from typing import Protocol

from assistant.answering.values import Answer, AnswerEvent, Question
from assistant.room.conduct.ruling import Ruling
from assistant.room.conduct.words import Place
from assistant.speech.audio import Audio
from assistant.speech.recognisers.port import Transcript, Wanted
from assistant.telemetry import TurnLatency, TurnTimer
from assistant.telemetry.turns import Reason


class RoomFacts(Protocol):
    """What is read of a room's state."""

    @property
    def id(self) -> str:
        """The room's name, as in `model=room:<id>`."""
        ...

    @property
    def voice(self) -> str:
        """The voice answers are spoken in."""
        ...


class DeskPort(Protocol):
    """Who answers in a room; `room.conduct.desk.Desk` is one."""

    def ruling(self, *viewers: str) -> Ruling:
        """What may happen to a question that `viewers` ask."""
        ...

    def seated(self, place: Place) -> AbstractContextManager[None]:
        """While the context is open, `place` hears of changes and is given staff's words."""
        ...


class RoomPort(Protocol):
    """One live room, as far as a conversation in it goes; `room.session.RoomSession` is one."""

    @property
    def room(self) -> RoomFacts:
        """The room's state."""
        ...

    @property
    def desk(self) -> DeskPort:
        """Who answers."""
        ...

    def ask(self, question: Question) -> AsyncIterator[AnswerEvent]:
        """Sentences as they are ready, then the whole Answer, once, last."""
        ...

    async def recognise(
        self, audio: Audio, language: str = "", *, wanted: Wanted | None = None
    ) -> Transcript:
        """The text of `audio`; an empty text where nobody spoke. Raises RecogniserError.

        `wanted` says how urgently; none: at once.
        """
        ...

    def attend(self) -> None:
        """Somebody has begun to speak."""
        ...

    async def finished(self, audio: Audio) -> float | None:
        """The chance that who speaks in `audio` is done; None where nothing can tell."""
        ...

    def speak(self, text: str, *, language: str, voice: str = "") -> AsyncIterator[Audio]:
        """The sound of one sentence, piece by piece. Raises SynthesiserError."""
        ...

    async def record_first_audio(
        self, answer: Answer, milliseconds: float, latency: TurnLatency | None = None
    ) -> Answer:
        """Keep, with an answer that is done, when its first sound was sent and where time went."""
        ...

    def turn_over(self, turn: TurnTimer, reason: Reason, answer: Answer | None = None) -> None:
        """A turn is over; only the first word about it counts."""
        ...

    def heard_only(self, viewer: str, question_id: str, text: str) -> None:
        """Remember of an answer only the `text` the viewer heard."""
        ...


class SinkPort(Protocol):
    """Where the events of a session go."""

    async def send(self, text: str) -> None:
        """Send one event. Raises ConnectionLost."""
        ...


class SocketPort(SinkPort, Protocol):
    """A WebSocket, already accepted."""

    async def receive(self) -> str | bytes:
        """The next message. Raises ConnectionLost."""
        ...
