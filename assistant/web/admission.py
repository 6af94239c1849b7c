"""Who is let into a room as a viewer: everybody, or, by setting, who shows a token for it.

A token comes as bearer token (which is an OpenAI client's `api_key`), as the parameter `token`, as
the subprotocol that browsers' Realtime clients put a key into, or in the cookie that
`/rooms/{room}?token=…` sets. Whoever is of staff needs none. Where none is needed, one that is
shown still says which customer of the shop a viewer is.
"""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from assistant.review.access.access import Access
from assistant.review.access.errors import AccessRefused
from assistant.review.access.room_tokens import May, RoomToken
from assistant.settings import Settings
from assistant.web.access import AccessOf, bearer, caller_of
from assistant.web.context import SettingsOf
from assistant.web.cookies import ROOM, cookie_name, from_elsewhere

_IN_SUBPROTOCOL = "openai-insecure-api-key."


@dataclass(frozen=True, slots=True)
class Guest:
    """Whoever calls, as a viewer; `tokens` is what they hold, None where none is needed, then
    `shown` is what they showed all the same."""

    tokens: tuple[RoomToken, ...] | None = None
    shown: tuple[RoomToken, ...] = ()

    def enter(self, room: str, may: May) -> RoomToken | None:
        """Their token for a room. Raises AccessRefused where they need one and have none."""
        if self.tokens is None:
            return None
        for token in self.tokens:
            if token.room == room and may in token.may:
                return token
        raise AccessRefused("room_token", "show a token for this room; the shop's page gives one")

    def as_viewer(self, room: str, claimed: str, may: May = "ask") -> str:
        """Whom they speak as there: whom their token names, whatever they claim."""
        token = self.enter(room, may)
        return token.viewer if token is not None and token.viewer else claimed

    def customer(self, room: str, may: May = "ask") -> str:
        """Which customer of the shop they are, by their token for the room; empty: nobody knows."""
        for token in self.tokens if self.tokens is not None else self.shown:
            if token.room == room and may in token.may:
                return token.customer
        return ""

    def anywhere(self) -> None:
        """For what belongs to no room. Raises AccessRefused where they have no token at all."""
        if self.tokens == ():
            raise AccessRefused("room_token", "show a room token; the shop's page gives one")


async def _guest(connection: HTTPConnection, access: AccessOf, settings: SettingsOf) -> Guest:
    if settings.rooms == "open":
        return Guest(shown=await _read(connection, access, settings))
    # the viewers' page knows no proof against forged requests: its cookies go to nobody else's
    if await caller_of(connection, access, settings, csrf=False) is not None:
        return Guest()
    return Guest(await _read(connection, access, settings))


async def _read(
    connection: HTTPConnection, access: Access, settings: Settings
) -> tuple[RoomToken, ...]:
    read = [await access.room_tokens.read(token) for token in _shown(connection)]
    if not from_elsewhere(connection, settings):
        prefix = cookie_name(connection, ROOM)
        read += [
            await access.room_tokens.read(value)
            for name, value in connection.cookies.items()
            if name.startswith(prefix)
        ]
    return tuple(token for token in read if token is not None)


def _shown(connection: HTTPConnection) -> list[str]:
    offered = (str(one) for one in connection.scope.get("subprotocols", ()))
    inside = [
        one.removeprefix(_IN_SUBPROTOCOL) for one in offered if one.startswith(_IN_SUBPROTOCOL)
    ]
    return [
        one for one in (bearer(connection), *inside, connection.query_params.get("token")) if one
    ]


GuestOf = Annotated[Guest, Depends(_guest)]


async def _watching(room: str, guest: GuestOf) -> None:
    guest.enter(room, "watch")


async def _anywhere(guest: GuestOf) -> None:
    guest.anywhere()


WATCHING = Depends(_watching)
"""The dependency of routes of a room that viewers read."""

SOME_ROOM = Depends(_anywhere)
"""The dependency of viewers' routes that belong to no room."""
