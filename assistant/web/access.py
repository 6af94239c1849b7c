"""Who calls, and whether they may: the one dependency that every route of staff's has.

    async def put_on_air(caller: Annotated[Caller, requires(Right.ON_AIR, log="…")], …)

It goes first among a route's parameters, so that who may not is told nothing else.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, cast
from urllib.parse import urlsplit

from fastapi import Depends
from starlette.requests import HTTPConnection

from assistant.review import audit
from assistant.review.access import local_key
from assistant.review.access.access import Access
from assistant.review.access.errors import AccessRefused
from assistant.review.access.keys import PREFIX as KEY
from assistant.review.access.roles import OPERATORS, PERSONS, Right, Role, rights
from assistant.review.access.sessions import csrf_token
from assistant.review.audit import Actor
from assistant.settings import Settings
from assistant.store.staff.accounts import AccountRecord
from assistant.web.context import SettingsOf
from assistant.web.cookies import SESSION, address, cookie_name, from_elsewhere, is_loopback

CSRF_HEADER = "X-CSRF-Token"
LOOKED_AGAIN_S = 15.0
"""How soon a connection of somebody who is no longer of staff ends."""

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_LONGEST_NOTE = 500


def _access(connection: HTTPConnection) -> Access:
    return cast("Access", connection.app.state.access)


AccessOf = Annotated[Access, Depends(_access)]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: somebody of staff, by their session or a key of theirs, or this machine."""

    name: str
    by: Literal["session", "key", "local", "open"]
    rights: frozenset[Right]
    address: str = ""
    account: AccountRecord | None = None
    key: str = ""
    noted: dict[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """What stays the same of them."""
        return self.account.id if self.account else self.name

    @property
    def actor(self) -> Actor:
        """As the audit log names them."""
        return Actor(self.name, f"{self.by} {self.key}".strip(), self.address)

    def note(self, **detail: Any) -> None:
        """Add to what the audit log keeps of this call."""
        self.noted.update(detail)

    def of_staff(self) -> AccountRecord:
        """Their account. Raises AccessRefused for this machine itself, which has none."""
        if self.account is None:
            raise AccessRefused("not_signed_in", "sign in: this is for somebody of staff")
        return self.account


def requires(right: Right, *, log: str = "") -> Any:
    """The dependency of a route that needs `right`: it gives the Caller.

    `log`: what the audit log calls it when the route has done it. Raises AccessRefused, which is
    401 for nobody and 403 for who may not, also before a WebSocket is accepted.
    """

    async def check(
        connection: HTTPConnection, access: AccessOf, settings: SettingsOf
    ) -> AsyncIterator[Caller]:
        caller = await permitted(right, connection, access, settings)
        yield caller
        if log:
            subject = "/".join(str(part) for part in connection.path_params.values())
            detail = {name: _short(value) for name, value in caller.noted.items()}
            async with access.database.writing() as session:
                await audit.append(session, caller.actor, log, subject, **detail)

    return Depends(check, scope="function")


async def permitted(
    right: Right, connection: HTTPConnection, access: Access, settings: Settings
) -> Caller:
    """Who calls, for routes that need `right` only in some cases. Raises AccessRefused."""
    caller = await caller_of(connection, access, settings)
    if caller is not None and right in caller.rights:
        return caller
    return await _operator(right, caller, connection, access, settings)


async def until_not(
    right: Right, connection: HTTPConnection, access: Access, settings: Settings
) -> None:
    """Wait until whoever calls may do `right` no more: for connections that stay open."""
    with suppress(AccessRefused):
        while True:
            await permitted(right, connection, access, settings)
            await asyncio.sleep(LOOKED_AGAIN_S)


async def caller_of(
    connection: HTTPConnection, access: Access, settings: Settings, *, csrf: bool = True
) -> Caller | None:
    """Who calls: by the key they show, else by their session; None for nobody of staff.

    Raises AccessRefused: a key that is none; a session that another origin uses, or without the
    header that proves that its page sent it (`csrf`).
    """
    shown = bearer(connection)
    if shown.startswith((KEY, local_key.PREFIX)):
        return await _by_key(shown, connection, access)
    token = connection.cookies.get(cookie_name(connection, SESSION), "")
    account = await access.sessions.find(token) if token else None
    if account is None:
        return None
    websocket = connection.scope["type"] == "websocket"
    if websocket or connection.scope["method"] not in _SAFE:
        if from_elsewhere(connection, settings) or (
            websocket and "origin" not in connection.headers
        ):
            raise AccessRefused("cross_site", "another site sent this; open the page here")
        if csrf and not websocket:
            proof = connection.headers.get(CSRF_HEADER, "")
            if not secrets.compare_digest(proof.encode(), csrf_token(token).encode()):
                raise AccessRefused(
                    "no_csrf_token", f"send `csrf` of GET /api/session as {CSRF_HEADER}"
                )
    may = rights(Role(account.role))
    return Caller(account.name, "session", may, address(connection), account)


def bearer(connection: HTTPConnection) -> str:
    """What an Authorization header shows; empty where there is none."""
    scheme, _, shown = connection.headers.get("authorization", "").partition(" ")
    return shown.strip() if scheme.lower() == "bearer" else ""


async def _by_key(shown: str, connection: HTTPConnection, access: Access) -> Caller:
    here = address(connection)
    if shown.startswith(local_key.PREFIX):
        own = str(getattr(connection.app.state, "local_key", ""))
        if own and secrets.compare_digest(shown.encode(), own.encode()):
            return Caller("this machine", "local", rights(Role.ADMIN) - PERSONS, here)
        raise AccessRefused("not_signed_in", "this is not the key of the service that runs now")
    found = await access.keys.find(shown)
    if found is None:
        raise AccessRefused("not_signed_in", "this key is not known, or was revoked")
    account, role, key = found
    return Caller(account.name, "key", rights(role) - PERSONS, here, account, key.start)


async def _operator(
    right: Right,
    caller: Caller | None,
    connection: HTTPConnection,
    access: Access,
    settings: Settings,
) -> Caller:
    """Whoever calls, where operating the service is open. Raises AccessRefused where it is not."""
    if right not in OPERATORS or not await _open(connection, access, settings):
        if caller is None:
            raise AccessRefused("not_signed_in", "sign in, or show an API key as bearer token")
        raise AccessRefused("no_right", f"{caller.name!r} may not: this needs the right {right!r}")
    if from_elsewhere(connection, settings):
        raise AccessRefused("cross_site", "another site sent this; open the page here")
    return caller or Caller("", "open", OPERATORS, address(connection))


async def _open(connection: HTTPConnection, access: Access, settings: Settings) -> bool:
    """Whether rooms, catalogs and gateways are operated without signing in.

    A fresh service on one's own machine is tried out, and scripted, before anybody makes accounts:
    who reaches it there could read its database as well. That ends with the first account, and it
    never holds where others may reach it: an address that is not loopback, a proxy in front, or a
    browser that was led here under another name (DNS rebinding).
    """
    if settings.operators != "auto":
        return settings.operators == "open"
    if not is_loopback(settings.host) or await access.accounts.anybody():
        return False
    if {"forwarded", "x-forwarded-for"} & set(connection.headers):
        return False
    origin = connection.headers.get("origin")
    return origin is None or is_loopback(urlsplit(origin).hostname or "")


def _short(value: Any) -> Any:
    return value[:_LONGEST_NOTE] if isinstance(value, str) else value
