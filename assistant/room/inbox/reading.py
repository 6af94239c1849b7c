"""What comments come to: each wording is read once, however many write it."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import TypeVar

from assistant.answering.gist import Gist
from assistant.room.inbox.asking import CHATTER, HOSTILE, asks, surely_chatter
from assistant.room.inbox.most_awaited import MostAwaited
from assistant.room.inbox.plain import plain

FindGist = Callable[[str, str, str], Awaitable[Gist]]
"""The gist of a text, asked while a product (its handle) is on air, in a language ("": find it)."""

PATIENCE_S = 0.15
"""How long a comment waits to be read: a decision is due within a fifth of a second."""

_REMEMBERED = 4096  # wordings while one product is on air; 1 kB each
_REMEMBERED_CHATTER = 16_384  # wordings that ask nothing whatever is on air; 100 B each

_Asked = tuple[str, str, str]  # plain text, product on air, language
_Key = TypeVar("_Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Read:
    """A comment as read: `text` is the plain question; `gist` is None for chatter that was known
    before any gist was found; `hostile` names abuse or injection."""

    text: str
    asks: bool
    gist: Gist | None = None
    hostile: str = ""


class NotReadYet(Exception):
    """More wordings are new than can be read in time; this one is read when its turn comes."""

    def __init__(self, reading: "asyncio.Future[Read]") -> None:
        super().__init__("the wording waits to be read")
        self.reading = reading


class Reader:
    """Reads comments; what it found is remembered until facts change."""

    def __init__(self, find_gist: FindGist, *, patience_s: float = PATIENCE_S) -> None:
        self._find_gist = find_gist
        self._patience_s = patience_s
        self._known: OrderedDict[_Asked, Read] = OrderedDict()
        self._chatter: OrderedDict[str, Read] = OrderedDict()
        self._reading: dict[_Asked, asyncio.Future[Read]] = {}
        self._turns: MostAwaited[_Asked] = MostAwaited()

    def facts_changed(self) -> None:
        """The catalog is another: what questions come to is found anew."""
        self._known.clear()
        self._reading.clear()  # who waits for those still gets them

    async def read(self, text: str, *, on_air: str, language: str = "") -> Read:
        """Read a comment. Raises what finding a gist raises; NotReadYet where it has to wait too
        long, and CrowdedOut where more wordings wait than should be read at all."""
        asked = plain(text)
        chatter = self._chatter.get(asked)
        if chatter is not None:
            self._chatter.move_to_end(asked)
            return chatter
        key = asked, on_air, language
        known = self._known.get(key)
        if known is not None:
            self._known.move_to_end(key)
            return known
        reading = self._reading.get(key)
        if reading is None:
            reading = self._reading[key] = asyncio.ensure_future(self._in_turn(key))
        elif not reading.done():
            self._turns.one_more(key)
        try:
            return await asyncio.wait_for(asyncio.shield(reading), self._patience_s)
        except TimeoutError:
            raise NotReadYet(reading) from None
        finally:
            if reading.done() and self._reading.get(key) is reading:
                del self._reading[key]

    async def _in_turn(self, key: _Asked) -> Read:
        async with self._turns.turn(key):
            return await self._find(key)

    async def _find(self, key: _Asked) -> Read:
        text, on_air, language = key
        if surely_chatter(text):
            return self._keep(self._chatter, text, Read(text, False), _REMEMBERED_CHATTER)
        gist = await self._find_gist(text, on_air, language)
        hostile = next((kind.value for kind in gist.kinds if kind in HOSTILE), "")
        read = Read(text, asks(text, gist), gist, hostile)
        if all(kind in CHATTER | HOSTILE for kind in gist.kinds):
            return self._keep(self._chatter, text, read, _REMEMBERED_CHATTER)
        return self._keep(self._known, key, read, _REMEMBERED)

    @staticmethod
    def _keep(kept: "OrderedDict[_Key, Read]", key: _Key, read: Read, most: int) -> Read:
        kept[key] = read
        if len(kept) > most:
            kept.popitem(last=False)
        return read
