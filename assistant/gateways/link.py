"""What every gateway fills: one link into a live room that somebody else runs.

A gateway is a file that turns one platform's protocol into these values and back. It knows nothing
of questions, products or answers: what is said in the room goes in as it came, and what Xiaoer has
to say comes out once it is decided.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol, runtime_checkable

from assistant.speech.audio import SPEAKING_RATE, Audio
from assistant.telemetry import TurnFacts, TurnLatency

FRAME_MS = 20
FRAME_BYTES = SPEAKING_RATE * FRAME_MS // 1000 * 2
"""A frame of voice: 20 ms of 24 kHz mono pcm16, little-endian."""

NextFrame = Callable[[], bytes]
"""What to play next: `FRAME_BYTES` bytes, zeros where Xiaoer is silent. Never blocks."""


class LinkError(RuntimeError):
    """What joining or writing failed of, in one sentence: what, where, what to do.

    It is final: the address, the rights or the arguments are wrong, and trying again is in vain.
    """


class LinkLost(RuntimeError):
    """The connection broke, or could not be made just now; joining again may help."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody in the room, as the platform names them.

    `id` is the platform's own, stable for the show; `role` is what the platform vouches for.
    """

    id: str
    name: str = ""
    role: Literal["viewer", "moderator", "host"] = "viewer"


@dataclass(frozen=True, slots=True)
class Said:
    """A comment. `id` is the platform's own, the same when it is delivered again."""

    id: str
    visitor: Visitor
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Happened:
    """What is no comment and asks nothing: a gift, somebody coming in, a like."""

    id: str
    kind: Literal["gift", "entered", "like", "follow"]
    visitor: Visitor
    at: datetime


@dataclass(frozen=True, slots=True)
class Heard:
    """A piece of somebody's sound, as it came: the host's, or a viewer's where they have a
    microphone. Pieces of one visitor follow one another without gaps; silence may be left out."""

    visitor: Visitor
    audio: Audio


@dataclass(frozen=True, slots=True)
class Shown:
    """The platform shows another product: its `link` there, or the shop's SKU or handle."""

    link: str
    at: datetime


LiveEvent = Said | Happened | Heard | Shown


@dataclass(frozen=True, slots=True)
class Window:
    """At most `count` messages in any `seconds`."""

    count: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Limits:
    """What the platform allows of what is written; the sender keeps to it.

    `windows` slide. `gap_s` lies between any two messages. `length` is in characters as the
    platform counts them, by `counted`; a message may be cut into `parts` of it.
    """

    windows: tuple[Window, ...] = ()
    gap_s: float = 0.0
    length: int = 500
    parts: int = 2
    counted: Literal["characters", "utf-8", "utf-16"] = "characters"


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a link can do. `speaks` false means no sound of Xiaoer's reaches the room."""

    reads: bool = False
    writes: bool = False
    hears: bool = False
    speaks: bool = False
    to_one: bool = False
    """Whether a message can be for one visitor's eyes only."""
    limits: Limits = field(default_factory=Limits)


class Link(Protocol):
    """One connection, open from entering its context to leaving it."""

    @property
    def abilities(self) -> Abilities:
        """What this connection can do, now that it stands; rights may differ by account."""
        ...

    def events(self) -> AsyncIterator[LiveEvent]:
        """What happens in the room, from now on, to one reader.

        Ends when the show is over. Raises LinkLost when the connection breaks, LinkError when
        Xiaoer was shown out.
        """
        ...

    async def write(self, text: str, *, to: Visitor | None = None) -> None:
        """Write one message, no longer than the limits allow, to the room or to one visitor.

        Returns when the platform took it. Raises LinkLost, and LinkError for what it refuses.
        """
        ...


class Gateway(Protocol):
    """A platform's protocol; `registry.GATEWAYS` lists them all."""

    name: str
    """As in `xiaoer join NAME URL`."""

    def connect(self, next_frame: NextFrame) -> AbstractAsyncContextManager[Link]:
        """Join once; whoever called joins again when it breaks.

        Where the link speaks, it asks `next_frame` every 20 ms for what to play, for as long as it
        is open, so that what is no longer to be said is silent with the next frame. Entering
        raises LinkError, LinkLost.
        """
        ...


TurnOver = Callable[[TurnLatency, TurnFacts], None]
"""Takes a turn that is over, as `Telemetry.turn_over` does."""


@runtime_checkable
class Asking(Protocol):
    """A gateway whose platform hears and speaks itself and asks this service what to say.

    Whoever joins tells it which room answers, and takes the turns that the platform measured.
    """

    def serving(self, room: str, turn_over: TurnOver) -> Gateway:
        """The same gateway, for `room`."""
        ...
