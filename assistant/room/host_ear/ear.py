"""One room's ear on its host: it keeps what they say, follows what they show, and checks what they
promise."""

import asyncio
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Literal, Protocol

import structlog

from assistant.answering.values import HostLine
from assistant.knowledge.index import ShelfIndex
from assistant.room import events
from assistant.room.host_ear.alarms import Alarm, Alarms
from assistant.room.host_ear.claims import written
from assistant.room.host_ear.judge import differing, touches_its_end
from assistant.room.host_ear.listening import Listening, Piece
from assistant.room.host_ear.showing import SURE, Showing
from assistant.room.host_ear.transcript import Spoken, Transcript
from assistant.room.state import RoomState
from assistant.speech.audio import Audio
from assistant.speech.recognisers import port
from assistant.telemetry import Telemetry

BREATH_S = 12.0
"""How much of what was just said is read together."""

_ANY = "今天这件79元包邮"  # a line of nobody's

_log = structlog.get_logger(__name__)


class EarRoom(Protocol):
    """What the ear needs of its room; `room.session.RoomSession` is one."""

    events: events.EventBus

    @property
    def room(self) -> RoomState:
        """The room as it stands."""
        ...

    def now(self) -> datetime:
        """This moment in the shop's zone."""
        ...

    async def index(self) -> ShelfIndex:
        """The index of its catalog."""
        ...

    async def recognise_host(self, audio: Audio, wanted: port.Wanted) -> port.Transcript:
        """The words of a piece of the host's speech."""
        ...

    async def put_on_air(
        self, sku_or_handle: str, *, by: Literal["host"], confidence: float
    ) -> bool:
        """Show another product; whether that counted."""
        ...


class HostEar:
    """Takes pieces of the host's speech, in order; `close` when the room does."""

    def __init__(
        self,
        room: EarRoom,
        telemetry: Telemetry,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.transcript = Transcript()
        self.alarms = Alarms(self._tell)
        self._room = room
        self._telemetry = telemetry
        self._clock = clock
        self._listening = Listening(room.recognise_host, self._understood, clock=clock)
        self._showing: tuple[ShelfIndex, Showing] | None = None
        self._held = 0  # characters of the last line whose claim may go on
        self._open: Spoken | None = None  # that line

    async def prepare(self) -> None:
        """Load what the first line needs, which else waits for it, up to 8 s on a busy machine.

        Raises EngineUnavailable.
        """
        index, shelf = await self._room.index(), self._room.room.shelf
        await asyncio.to_thread(differing, _ANY, len(_ANY), shelf, index, self._room.now())

    def hear(self, piece: Piece) -> None:
        """Take the next piece; returns at once."""
        self._listening.take(piece)

    async def idle(self) -> None:
        """Wait until everything heard so far is understood."""
        await self._listening.idle()

    async def close(self) -> None:
        """Hear no more."""
        await self._listening.close()

    def lately(self) -> Sequence[HostLine]:
        """What the host has said, oldest first; what staff have yet to confirm, what was perhaps
        not heard right and what is still being checked is marked."""
        return tuple(
            HostLine(line.text, line.at, line.on_air, self._holds_back(line))
            for line in self.transcript
        )

    def _holds_back(self, line: Spoken) -> bool:
        return self.transcript.withholds(line) or self.alarms.holds_back(line.text)

    async def _understood(self, piece: Piece, heard: port.Transcript) -> None:
        index = await self._room.index()
        line = self._line(piece, heard)
        self.transcript.add(line)
        self.transcript.withhold(line)
        self._room.events.publish(events.HostSaid(line))
        breath = self.transcript.breath(BREATH_S)
        if self._open is not None and self._open not in breath:  # it did not go on after all
            await self._check(_joined(self._open), 0, self._open, index, breaks_off=False)
        text = "".join(_joined(one) for one in breath)
        new = len(written(_joined(line)))
        await self._follow(text, new, line, index)
        await self._check(text, new, line, index, breaks_off=line.breaks_off)

    def _line(self, piece: Piece, heard: port.Transcript) -> Spoken:
        ago = timedelta(seconds=self._clock() - piece.began)
        return Spoken(
            text=heard.text,
            began=piece.began,
            ended=piece.ended,
            at=self._room.now() - ago,
            on_air=self._room.room.shelf.on_air,
            confidence=heard.confidence,
            breaks_off=piece.breaks_off,
        )

    async def _follow(self, text: str, new: int, line: Spoken, index: ShelfIndex) -> None:
        if self._showing is None or self._showing[0] is not index:
            self._showing = index, await asyncio.to_thread(Showing, index.names)
        shelf, showing = self._room.room.shelf, self._showing[1]
        sighting = await asyncio.to_thread(showing.hear, text, new, line.ended, shelf)
        if sighting is None or sighting.confidence < SURE or sighting.product == shelf.on_air:
            return
        counted = await self._room.put_on_air(
            sighting.product, by="host", confidence=sighting.confidence
        )
        _log.info("the host shows", product=sighting.product, counted=counted, words=sighting.words)

    async def _check(
        self, text: str, new: int, line: Spoken, index: ShelfIndex, *, breaks_off: bool
    ) -> None:
        shelf, now = self._room.room.shelf, self._room.now()
        found = await asyncio.to_thread(
            differing, text, new + self._held, shelf, index, now, breaks_off=breaks_off
        )
        goes_on = breaks_off and touches_its_end(text)
        if self._open is not None and not found:
            self.transcript.release(self._open)
        if not goes_on and all(differs.sure for differs in found):
            self.transcript.release(line)
        self._held, self._open = (new, line) if goes_on else (0, None)
        for differs in (one for one in found if one.sure):
            product = shelf.product(differs.product)
            self.alarms.raise_for(
                differs,
                title=product.title if product else "",
                line=line.text,
                at=line.at,
                now=now,
                confidence=line.confidence,
            )

    def _tell(self, alarm: Alarm) -> None:
        if alarm.state == "open":
            self._telemetry.host_alarm(alarm.differs.kind)
            _log.warning(
                "the host said what the shop does not publish",
                kind=alarm.differs.kind,
                product=alarm.differs.product,
                claim=alarm.differs.claim,
                said=alarm.line,
            )
        self._room.events.publish(events.HostAlarm(alarm))


def _joined(line: Spoken) -> str:
    """A line's text as the next one goes on from it."""
    if line.breaks_off:
        return line.text.rstrip("。.！!？?，, ")
    return line.text if line.text[-1:] in "。.！!？?，," else f"{line.text}，"
