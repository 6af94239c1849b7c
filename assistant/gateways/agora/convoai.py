"""Agora's Conversational AI engine: Agora hears and speaks in the channel, Xiaoer is what it asks.

Joining starts an agent whose language model is this service's own `/v1/chat/completions`; the link
reads, writes, hears and speaks nothing itself, but holds the agent: it looks after it while it is
open, has it leave at the end, and then takes over what Agora recorded of its turns.

Built from Agora's public reference and tested against a server that behaves as that says; it has
not met the live service. Unproven there are how soon after leaving the turns can be read, and
whether a new token given by `update` is taken as a renewal.
"""

import asyncio
import contextlib
import json
import time
from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

import httpx
import structlog
from pydantic import SecretStr

from assistant.gateways.agora import token
from assistant.gateways.agora.address import Address, address
from assistant.gateways.agora.api import TIMEOUT_S, Api, NoSuchAgent, Unsure
from assistant.gateways.agora.documents import Agent, Join, LanguageModel, Properties
from assistant.gateways.agora.turns import latency
from assistant.gateways.link import (
    Abilities,
    LinkError,
    LinkLost,
    LiveEvent,
    NextFrame,
    TurnOver,
    Visitor,
)
from assistant.settings import Settings
from assistant.telemetry import TurnFacts, TurnLatency

START_S = 30.0
"""How long an agent may take to be in its channel."""
LEAVE_S = 15.0
"""How long leaving may take, its turns read."""
MISSED = 3
"""Looks at an agent in a row that may fail before its link counts as lost."""

RENEWED_AFTER = 2 / 3
"""How much of a token's time is over when its agent is given the next."""
RENEW_AGAIN_S = 300.0

_START_POLL_S = 0.5
_AUTHORIZATION_S = 300
_CHINESE = {"language": "zh-CN"}

_log = structlog.get_logger(__name__)


class ConvoAi:
    """A gateway to one channel; `turn_over` is told of Agora's turns when the link closes."""

    name = "agora-convoai"

    def __init__(
        self, where: Address, settings: Settings, turn_over: TurnOver | None = None
    ) -> None:
        self._where = where
        self._settings = settings
        self._certificate = settings.agora_app_certificate.get_secret_value()
        self._turn_over = turn_over or _logged
        if not (self._certificate or settings.agora_customer_key):
            raise LinkError(
                "Agora's API wants credentials; set agora_customer_key and agora_customer_secret, "
                "or agora_app_certificate"
            )
        self._properties = _properties(where, settings)

    def serving(self, room: str, turn_over: TurnOver) -> "ConvoAi":
        """The same gateway, asking `room`, its turns told to `turn_over`."""
        return ConvoAi(replace(self._where, room=room), self._settings, turn_over)

    @contextlib.asynccontextmanager
    async def connect(self, next_frame: NextFrame) -> AsyncIterator["AgentLink"]:
        """Start an agent and hold it; nothing is asked of `next_frame`."""
        if not self._where.room:
            raise LinkError("an agent asks a room what to say; write ?room=… after its address")
        async with httpx.AsyncClient(timeout=TIMEOUT_S) as http:
            api = Api(http, self._settings.agora_api_url, self._where.app_id, self._authorization)
            agent_id = await self._started(api)
            link = AgentLink(api, agent_id, self._token, self._settings.agora_poll_s)
            try:
                await link.running()
                yield link
            finally:
                await self._ended(api, agent_id)

    async def _started(self, api: Api) -> str:
        name = f"xiaoer-{self._where.room}-{uuid4().hex[:12]}"
        properties = self._properties.model_copy(update={"token": self._token()})
        try:
            return (await api.join(Join(name=name, properties=properties))).agent_id
        except (Unsure, asyncio.CancelledError):
            # one may be in the channel, heard and paid for, of which nobody knows
            await _bounded(_abandon(api, self._where.channel, name), "an agent may still run")
            raise

    async def _ended(self, api: Api, agent_id: str) -> None:
        await _bounded(api.leave(agent_id), "the agent may still run", agent=agent_id)
        await _bounded(self._tell(api, agent_id), "turns not read", agent=agent_id)

    async def _tell(self, api: Api, agent_id: str) -> None:
        async for record in api.turns(agent_id):
            turn = latency(record)
            if turn is not None:
                self._turn_over(turn, TurnFacts(room=self._where.room))

    def _token(self) -> str:
        where = self._where
        return token.access(
            where.app_id, self._certificate, where.channel, where.uid, seconds=token.LONGEST_S
        )

    def _authorization(self) -> str:
        settings = self._settings
        if settings.agora_customer_key:
            secret = settings.agora_customer_secret.get_secret_value()
            pair = f"{settings.agora_customer_key}:{secret}"
            return f"Basic {b64encode(pair.encode()).decode()}"
        where = self._where
        signed = token.access(
            where.app_id, self._certificate, where.channel, where.uid, seconds=_AUTHORIZATION_S
        )
        return f"agora token={signed}"


class AgentLink:
    """An agent in its channel. It does everything there itself; this looks after it."""

    abilities = Abilities()

    def __init__(
        self, api: Api, agent_id: str, new_token: Callable[[], str], poll_s: float
    ) -> None:
        self.api = api
        self.agent_id = agent_id
        self._new_token = new_token
        self._poll_s = poll_s
        self._renew_at = time.monotonic() + token.LONGEST_S * RENEWED_AFTER

    async def running(self) -> None:
        """Wait until the agent is in the channel. Raises LinkLost where it does not get there."""
        status = ""
        try:
            async with asyncio.timeout(START_S):
                while True:
                    status = (await self._alive()).status
                    if status == "RUNNING":
                        return
                    await asyncio.sleep(_START_POLL_S)
        except TimeoutError:
            raise LinkLost(
                f"Agora's agent is still {status or 'not there'} after {START_S:.0f} s"
            ) from None

    async def events(self) -> AsyncIterator[LiveEvent]:
        """Nothing, for as long as the agent lives.

        Raises LinkLost when it has gone, and when it could not be looked at `MISSED` times;
        LinkError where Agora will not have us look.
        """
        missed = 0
        while True:
            await asyncio.sleep(self._poll_s)
            try:
                await self._alive()
                missed = 0
            except _Passing as error:
                missed += 1
                if missed == MISSED:
                    raise LinkLost(str(error)) from error
            await self._renew()
        yield  # an agent's own events stay within Agora; this makes a generator of the watch

    async def write(self, text: str, *, to: Visitor | None = None) -> None:
        """Raises LinkError: an agent has no text of its own."""
        raise LinkError("an agent of Agora's writes nothing; it says what it is answered")

    async def _alive(self) -> Agent:
        """The agent. Raises LinkLost where it has gone, _Passing where that cannot be told."""
        try:
            agent = await self.api.query(self.agent_id)
        except NoSuchAgent as error:
            raise LinkLost(str(error)) from error
        except LinkLost as error:
            raise _Passing(str(error)) from error
        if agent.dead:
            why = f": {' '.join(agent.message.split())}" if agent.message else ""
            raise LinkLost(f"Agora's agent is {agent.status}{why}")
        return agent

    async def _renew(self) -> None:
        if time.monotonic() < self._renew_at or not (fresh := self._new_token()):
            return
        again_s: float = token.LONGEST_S * RENEWED_AFTER
        try:
            await self.api.renew(self.agent_id, fresh)
        except (LinkError, LinkLost) as error:
            # the agent goes on with its old token: only when that expires is anything lost
            _log.warning("token not renewed", agent=self.agent_id, error=str(error))
            again_s = RENEW_AGAIN_S
        self._renew_at = time.monotonic() + again_s


class _Passing(LinkLost):
    """The agent could not be looked at; it may well live."""


def make(url: str, settings: Settings) -> ConvoAi:
    """The gateway to the channel at `url`. Raises LinkError."""
    return ConvoAi(address(url, settings), settings)


def _properties(where: Address, settings: Settings) -> Properties:
    """The agent as it is started each time, without its token. Raises LinkError."""
    if not settings.public_url:
        raise LinkError(
            "Agora's agent asks this service what to say and has to reach it; set public_url to "
            "its address on the internet"
        )
    tts = _vendor("agora_tts", settings.agora_tts)
    if not tts:
        raise LinkError(
            'an agent needs a voice; set agora_tts, such as {"vendor": "microsoft", "params": …}'
        )
    params: dict[str, Any] = {"model": f"room:{where.room}"}
    if settings.agora_interruptable is not None:
        params["custom_metadata"] = {"interruptable": settings.agora_interruptable}
    return Properties(
        channel=where.channel,
        token="",
        agent_rtc_uid=where.uid,
        remote_rtc_uids=list(where.hears),
        idle_timeout=settings.agora_idle_s,
        llm=LanguageModel(
            url=f"{settings.public_url.rstrip('/')}/v1/chat/completions",
            api_key=settings.agora_llm_key.get_secret_value(),
            params=params,
        ),
        tts=tts,
        asr=_vendor("agora_asr", settings.agora_asr) or _CHINESE,
    )


def _vendor(setting: str, text: SecretStr) -> dict[str, Any]:
    """A vendor's JSON out of a setting; empty where none is set. Raises LinkError."""
    try:
        document = json.loads(text.get_secret_value() or "{}")
    except ValueError:
        document = None
    if not isinstance(document, dict):
        raise LinkError(f"{setting} is no JSON object; write Agora's document for the vendor there")
    return document


async def _abandon(api: Api, channel: str, name: str) -> None:
    """Have the agent of that name leave, if there is one after all."""
    for listed in await api.agents(channel):
        agent = await api.query(listed.agent_id)
        if agent.name == name:
            await api.leave(listed.agent_id)


async def _bounded(work: Awaitable[None], failed: str, **about: str) -> None:
    """Do what belongs to leaving, which nothing may hold up for long nor make fail."""
    try:
        async with asyncio.timeout(LEAVE_S):
            await work
    except (LinkError, LinkLost, TimeoutError) as error:
        _log.warning(failed, error=str(error) or f"no answer within {LEAVE_S:.0f} s", **about)


def _logged(turn: TurnLatency, facts: TurnFacts) -> None:
    _log.info(
        "turn over",
        room=facts.room,
        source=turn.source,
        reason=turn.reason,
        total_ms=turn.total_ms,
        contributions_ms=turn.by_key(),
    )
