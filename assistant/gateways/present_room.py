"""What a presence in a live room elsewhere needs of our room."""

from collections.abc import AsyncIterator
from contextlib import AbstractContextManager
from typing import Any, Literal, Protocol

from assistant.room.conduct.words import Place
from assistant.room.crowd import Crowd
from assistant.room.host_ear.listening import Piece
from assistant.speech.audio import Audio


class Ear(Protocol):
    """What listens to a room's host; `room.host_ear.ear.HostEar` is one."""

    def hear(self, piece: Piece) -> None:
        """Take the next piece of what they say; returns at once."""
        ...


class Desk(Protocol):
    """Who answers in a room; `room.conduct.desk.Desk` is one."""

    def allows(self, *viewers: str) -> bool:
        """Whether the assistant's words may reach `viewers` now."""
        ...

    def seated(self, place: Place) -> AbstractContextManager[None]:
        """While the context is open, staff's words are told there."""
        ...


class PresentRoom(Protocol):
    """What a presence needs of a room; `room.session.RoomSession` is one."""

    def new_crowd(self, **told: Any) -> Crowd:
        """An audience of its own."""
        ...

    async def leave(self, crowd: Crowd) -> None:
        """Answer that audience no more."""
        ...

    async def comment(
        self,
        viewer: str,
        text: str,
        *,
        comment_id: str = "",
        crowd: Crowd | None = None,
        asker: str = "",
    ) -> Any:
        """Take a comment of a `viewer`'s (a name), who is one `asker`, in a crowd."""
        ...

    async def put_on_air(self, sku_or_handle: str, *, by: Literal["platform"]) -> bool:
        """Another product is shown; whether that counted. Raises ProductNotFound."""
        ...

    @property
    def ear(self) -> Ear:
        """Takes what the host says."""
        ...

    @property
    def desk(self) -> Desk:
        """Rules whether it is Xiaoer that answers."""
        ...

    def title_of(self, handle: str) -> str:
        """A product's title, where it is not the one on air; "" otherwise."""
        ...

    def speak(self, text: str, *, language: str, voice: str = "") -> AsyncIterator[Audio]:
        """The sound of a sentence. Raises SynthesiserError, EngineUnavailable."""
        ...
