"""`xiaoer join webhook https://…`: what Xiaoer has to say is posted to an address, signed; what
happens in the live room is posted to Xiaoer, by the id of the presence that joining gave.

Each request carries one message of the feed. The first is `welcome`: its response may be a `hello`
that says what the platform allows. The header `X-Xiaoer-Signature: t=SECONDS,v1=HEX` holds an
HMAC-SHA256 of `SECONDS.BODY` under the setting `webhook_secret`; a receiver refuses what is older
than a few minutes. A message that may not have arrived is posted again under its own id.
"""

import asyncio
import hashlib
import hmac
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Protocol, runtime_checkable
from urllib.parse import urlsplit
from uuid import uuid4

import httpx

from assistant.gateways.feed import messages
from assistant.gateways.link import (
    Abilities,
    Gateway,
    LinkError,
    LinkLost,
    LiveEvent,
    NextFrame,
    Visitor,
)
from assistant.settings import Settings

TIMEOUT_S = 10.0
PAUSES_S = (0.5, 2.0)
"""Before a message is posted again."""

MOST_WAITING = 10_000
"""Events that were posted and not taken yet; more are refused, and the poster told so."""

SIGNATURE = "X-Xiaoer-Signature"


class Full(RuntimeError):
    """More events wait than are taken; post again later."""


@runtime_checkable
class Inlet(Protocol):
    """A gateway that is told what happens by somebody's posts."""

    def push(self, message: Any) -> None:
        """Take a message of `feed.messages`. Raises Full, Unreadable, LinkLost."""
        ...


class WebhookLink:
    """The link over one address."""

    def __init__(self, gateway: "WebhookGateway", abilities: Abilities) -> None:
        self._gateway = gateway
        self._abilities = abilities
        self.arrived: asyncio.Queue[LiveEvent | None] = asyncio.Queue(MOST_WAITING)

    @property
    def abilities(self) -> Abilities:
        """As the response to `welcome` said; by default it takes messages of 500 characters."""
        return self._abilities

    async def events(self) -> AsyncIterator[LiveEvent]:
        """What is posted, in the order it came, until `end` is."""
        while (event := await self.arrived.get()) is not None:
            yield event

    async def write(self, text: str, *, to: Visitor | None = None) -> None:
        """Post one message."""
        whom = messages.Viewer(id=to.id, name=to.name, role=to.role) if to is not None else None
        message = messages.Written(id=uuid4().hex, text=" ".join(text.split()), to=whom)
        await self._gateway.post(message)


class WebhookGateway:
    """Somebody's address, and what they post in return."""

    name = "webhook"

    def __init__(self, url: str, secret: str, *, pauses_s: tuple[float, ...] = PAUSES_S) -> None:
        self._url = url
        self._secret = secret
        self._pauses_s = pauses_s
        self._http: httpx.AsyncClient | None = None
        self._link: WebhookLink | None = None

    @asynccontextmanager
    async def connect(self, next_frame: NextFrame) -> AsyncIterator[WebhookLink]:
        """Post `welcome`, and be ready for what is posted. Raises LinkError, LinkLost."""
        async with httpx.AsyncClient(timeout=TIMEOUT_S) as self._http:
            said = await self.post(messages.Welcome(room=""))
            self._link = WebhookLink(self, _abilities(said))
            try:
                yield self._link
            finally:
                self._link = None

    def push(self, message: Any) -> None:
        """Take what somebody posted. Raises Full, Unreadable; LinkLost where nobody listens."""
        if self._link is None:
            raise LinkLost("the webhook is not joined just now; post again")
        event = None if isinstance(message, messages.End) else messages.event_of(message)
        if event is None and not isinstance(message, messages.End):
            raise messages.Unreadable(f"{message.type!r} is nothing that happens in a live room")
        try:
            self._link.arrived.put_nowait(event)
        except asyncio.QueueFull:
            raise Full(f"{MOST_WAITING} events wait already; post again later") from None

    async def post(self, message: messages.Message) -> bytes:
        """Post a message, signed; the body of the response. Raises LinkError, LinkLost."""
        body = message.model_dump_json(exclude_none=True).encode()
        reason = ""
        for pause_s in (*self._pauses_s, None):
            try:
                return await self._posted(body)
            except LinkLost as lost:
                reason = str(lost)
            if pause_s is not None:
                await asyncio.sleep(pause_s)
        raise LinkLost(reason)

    async def _posted(self, body: bytes) -> bytes:
        assert self._http is not None  # noqa: S101 - posted to only while connected
        headers = {"Content-Type": "application/json", SIGNATURE: signature(self._secret, body)}
        try:
            response = await self._http.post(self._url, content=body, headers=headers)
        except httpx.TransportError as error:
            raise LinkLost(f"{self._url} cannot be reached ({type(error).__name__})") from error
        if response.is_success:
            return response.content
        sentence = f"{self._url} answered {response.status_code}"
        if response.is_client_error and response.status_code not in (408, 429):
            raise LinkError(sentence)
        raise LinkLost(sentence)


def signature(secret: str, body: bytes, *, at: int | None = None) -> str:
    """The header's value for a body sent at a Unix time, by default now."""
    seconds = int(time.time()) if at is None else at
    signed = hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256)
    return f"t={seconds},v1={signed.hexdigest()}"


def make(url: str, settings: Settings) -> Gateway:
    """The webhook at `url`. Raises LinkError."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise LinkError(f"a webhook's address begins with http:// or https://, not {url!r}")
    secret = settings.webhook_secret.get_secret_value()
    if not secret:
        raise LinkError("a webhook is signed; set webhook_secret to what its receiver knows too")
    return WebhookGateway(url, secret)


def _abilities(said: bytes) -> Abilities:
    """What the receiver's response to `welcome` says. Raises LinkError where it is no `hello`."""
    if not said.strip():
        return Abilities(reads=True, writes=True)
    try:
        hello = messages.read(said)
    except messages.Unreadable as error:
        raise LinkError(f"the webhook's response to welcome is no hello: {error}") from error
    if not isinstance(hello, messages.Hello):
        raise LinkError(f"the webhook's response to welcome is {hello.type!r}, not hello")
    return hello.abilities()
