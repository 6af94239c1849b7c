"""The feed's messages: what a live room's bridge tells Xiaoer, and what Xiaoer tells it.

A bridge says `hello` first; what it says it can do and what the platform allows holds for the
connection. Times are ISO 8601 with their zone; without one they are UTC. Unknown fields are left
alone, so that a bridge may send more than is read.
"""

import base64
import binascii
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from assistant.gateways.link import (
    Abilities,
    Happened,
    Heard,
    Limits,
    LiveEvent,
    Said,
    Shown,
    Visitor,
    Window,
)
from assistant.speech.audio import SPEAKING_RATE, Audio

Id = Annotated[str, Field(min_length=1, max_length=256)]


class Message(BaseModel):
    """Base of every message."""

    model_config = ConfigDict(extra="ignore")


class Viewer(Message):
    """Somebody in the live room."""

    id: Id
    name: Annotated[str, Field(max_length=256)] = ""
    role: Literal["viewer", "moderator", "host"] = "viewer"

    def as_visitor(self) -> Visitor:
        """As the gateways' port has it."""
        return Visitor(self.id, self.name, self.role)


class WindowOf(Message):
    """At most `count` messages in any `seconds`."""

    count: Annotated[int, Field(ge=1)]
    seconds: Annotated[float, Field(gt=0)]


class LimitsOf(Message):
    """What the platform allows of what is written."""

    windows: list[WindowOf] = []
    gap_s: Annotated[float, Field(ge=0)] = 0.0
    length: Annotated[int, Field(ge=1)] = 500
    parts: Annotated[int, Field(ge=1, le=10)] = 2
    counted: Literal["characters", "utf-8", "utf-16"] = "characters"


class Hello(Message):
    """The first message of a bridge: what it can do."""

    type: Literal["hello"]
    platform: Annotated[str, Field(max_length=64)] = ""
    writes: bool = Field(False, description="takes `message`")
    hears: bool = Field(False, description="sends `sound`")
    speaks: bool = Field(False, description="takes `sound`")
    to_one: bool = Field(False, description="can show a message to one viewer alone")
    limits: LimitsOf = LimitsOf()

    def abilities(self) -> Abilities:
        """As the gateways' port has them."""
        limits = self.limits
        return Abilities(
            reads=True,
            writes=self.writes,
            hears=self.hears,
            speaks=self.speaks,
            to_one=self.to_one,
            limits=Limits(
                windows=tuple(Window(one.count, one.seconds) for one in limits.windows),
                gap_s=limits.gap_s,
                length=limits.length,
                parts=limits.parts,
                counted=limits.counted,
            ),
        )


class Comment(Message):
    """A viewer wrote something. `id` is the same when it is delivered again."""

    type: Literal["comment"]
    id: Id
    viewer: Viewer
    text: Annotated[str, Field(max_length=2000)]
    at: AwareDatetime | None = None


class Act(Message):
    """A viewer did something that is no comment."""

    type: Literal["gift", "entered", "like", "follow"]
    id: Id
    viewer: Viewer
    at: AwareDatetime | None = None


class Product(Message):
    """The platform shows another product: its link there, or the shop's SKU or handle."""

    type: Literal["product"]
    link: Annotated[str, Field(min_length=1, max_length=2048)]
    at: AwareDatetime | None = None


class Sound(Message):
    """A piece of somebody's sound, or of Xiaoer's voice: mono pcm16, little-endian, in base64.

    A bridge names the viewer whose it is. Pieces of Xiaoer's come as fast as they are to be played.
    """

    type: Literal["sound"]
    pcm16: str
    rate: Annotated[int, Field(ge=8000, le=48000)] = SPEAKING_RATE
    viewer: Viewer | None = None


class Taken(Message):
    """The platform took the message of that id."""

    type: Literal["taken"]
    id: Id


class Refused(Message):
    """The platform refused the message of that id."""

    type: Literal["refused"]
    id: Id
    reason: Annotated[str, Field(max_length=500)] = ""


class End(Message):
    """The show is over."""

    type: Literal["end"]


FromBridge = Annotated[
    Hello | Comment | Act | Product | Sound | Taken | Refused | End, Field(discriminator="type")
]


class Welcome(Message):
    """Xiaoer's answer to `hello`: it reads from now on."""

    type: Literal["welcome"] = "welcome"
    room: str


class Written(Message):
    """A message to write, to all or to one viewer; `taken` or `refused` is awaited."""

    type: Literal["message"] = "message"
    id: str
    text: str
    to: Viewer | None = None


class Silence(Message):
    """Xiaoer's voice has ended or was stopped: what waits to be played is dropped."""

    type: Literal["silence"] = "silence"


class Fault(Message):
    """A message of the bridge's that could not be read, and why; it was left out."""

    type: Literal["fault"] = "fault"
    detail: str


FromXiaoer = Annotated[Welcome | Written | Sound | Silence | Fault, Field(discriminator="type")]

_FROM_BRIDGE: TypeAdapter[Any] = TypeAdapter(FromBridge)
_FROM_XIAOER: TypeAdapter[Any] = TypeAdapter(FromXiaoer)


class Unreadable(ValueError):
    """A message that is none of the feed's; says in one sentence which field is wrong."""


def read(text: str | bytes) -> Any:
    """A bridge's message. Raises Unreadable."""
    try:
        return _FROM_BRIDGE.validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Unreadable(f"{where or 'the message'}: {first['msg']}") from error


def event_of(message: Any) -> LiveEvent | None:
    """What a bridge's message says happened; None for one that is about the connection.

    Raises Unreadable where sound is no pcm16.
    """
    match message:
        case Comment(id=id_, viewer=viewer, text=text, at=at):
            return Said(id_, viewer.as_visitor(), text, at or _now())
        case Act(type=kind, id=id_, viewer=viewer, at=at):
            return Happened(id_, kind, viewer.as_visitor(), at or _now())
        case Product(link=link, at=at):
            return Shown(link, at or _now())
        case Sound(viewer=viewer):
            somebody = viewer or Viewer(id="host", role="host")
            return Heard(somebody.as_visitor(), sound_of(message))
    return None


def sound_of(message: Sound) -> Audio:
    """The sound in a message. Raises Unreadable."""
    try:
        pcm = base64.b64decode(message.pcm16, validate=True)
        samples = np.frombuffer(pcm, "<i2").astype(np.float32) / np.float32(32768)
    except (binascii.Error, ValueError) as error:
        raise Unreadable("pcm16: is not 16-bit sound in base64") from error
    return Audio(samples, message.rate)


def schema() -> dict[str, Any]:
    """The JSON schema of both directions."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Xiaoer's live-room feed",
        "from_bridge": _FROM_BRIDGE.json_schema(),
        "from_xiaoer": _FROM_XIAOER.json_schema(),
    }


def _now() -> datetime:
    return datetime.now(UTC)
