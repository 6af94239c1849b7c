"""The link into a room that is nothing but sound."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any, TypeVar

from assistant.gateways.inbox import Inbox
from assistant.gateways.link import Abilities, Heard, LinkError, LinkLost, LiveEvent, Visitor
from assistant.speech.audio import SPEAKING_RATE, Audio

_OVER_S = 1.0  # of silence ends any turn

Result = TypeVar("Result")


class SoundLink:
    """What a gateway fills with what it hears, and ends; `room` names the room in messages."""

    def __init__(self, room: str, *, hears: bool = True, speaks: bool = True) -> None:
        self._room = room
        self._abilities = Abilities(hears=hears, speaks=speaks)
        self._inbox = Inbox()
        self._over = asyncio.Event()

    @property
    def abilities(self) -> Abilities:
        """Sound, and no text."""
        return self._abilities

    async def events(self) -> AsyncIterator[LiveEvent]:
        """What is heard."""
        async for event in self._inbox.events():
            yield event

    async def write(self, text: str, *, to: Visitor | None = None) -> None:
        """Raises LinkError: nothing can be written here."""
        raise LinkError(f"{self._room} carries sound only; nothing can be written there")

    def hearing(self, visitor: Visitor) -> Callable[[bytes], None]:
        """Takes the sound of one visitor: 24 kHz mono pcm16."""

        def hear(sound: bytes) -> None:
            if not self._over.is_set():
                self._inbox.keep(Heard(visitor, Audio.from_pcm16(sound, SPEAKING_RATE)))

        return hear

    def silent(self, visitor: Visitor) -> None:
        """That visitor's sound is over: they say nothing more, whatever they were saying."""
        self.hearing(visitor)(bytes(round(_OVER_S * SPEAKING_RATE) * 2))

    def end(self, why: LinkError | LinkLost | None = None) -> None:
        """It is over, because of `why`; what ended it first counts."""
        if not self._over.is_set():
            self._over.set()
            self._inbox.end(why)

    async def standing(self, waited: Coroutine[Any, Any, Result]) -> Result:
        """What `waited` gives. Raises why the link ended, where it does before."""
        doing = asyncio.ensure_future(waited)
        over = asyncio.ensure_future(self._over.wait())
        try:
            await asyncio.wait((doing, over), return_when=asyncio.FIRST_COMPLETED)
            if doing.done():
                return doing.result()
            raise self._inbox.over or LinkLost(f"{self._room} closed while it was being joined")
        finally:
            for task in (doing, over):
                task.cancel()
            await asyncio.gather(doing, over, return_exceptions=True)
