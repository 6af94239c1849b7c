"""Agora's Conversational AI API: agents that hear and speak in a channel and ask us what to say.

Each call is asked again, a few times and a little later each, only where that cannot do a thing
twice: what reads, what ends the same however often it is done, and what the answer says was never
begun. Status codes and what to do about each are those of Agora's reference.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any, Literal, TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from assistant.gateways.agora.documents import (
    Agent,
    Agents,
    History,
    Join,
    Priority,
    Refusal,
    TurnRecord,
    Turns,
)
from assistant.gateways.link import LinkError, LinkLost

TIMEOUT_S = 10.0
PAUSES_S = (0.5, 1.5)
"""Before the second and the third attempt."""
BROADCAST_BYTES = 512
"""The longest text `speak` takes, in UTF-8."""

_PAGES = 20  # of turns; an answer that never says it is the last page must not keep us for ever
_NEVER_BEGUN = frozenset({429, 503})
_PASSING = frozenset({429, 500, 502, 503, 504})
_MEANINGS = {
    400: "the request is not valid; see the settings named there",
    401: "it does not know these credentials; see agora_customer_key and agora_customer_secret, "
    "or agora_app_certificate",
    403: "the service is not enabled for this project, or the account is suspended; see Agora's "
    "console",
    404: "there is no such agent, or it has left",
    409: "an agent of that name is already there",
    422: "more is asked for than the account's quota allows; stop other agents, or have it raised",
    429: "too many requests",
    500: "an error within Agora",
    502: "an error within Agora",
    503: "the agent could not be started",
    504: "Agora took too long",
}

Answer = TypeVar("Answer", bound=BaseModel)
Repeat = Literal["always", "never begun"]


class NoSuchAgent(LinkError):
    """The agent was never there, or has left."""


class Unsure(LinkLost):
    """No answer came, or none that says whether what was asked for was done."""


class Api:
    """The API for one project. `authorization` gives each request's header of that name."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        base_url: str,
        app_id: str,
        authorization: Callable[[], str],
        *,
        pauses_s: tuple[float, ...] | None = None,
    ) -> None:
        self._http = http
        self._project = f"{base_url.rstrip('/')}/v2/projects/{app_id}"
        self._authorization = authorization
        self._pauses_s = PAUSES_S if pauses_s is None else pauses_s

    async def join(self, body: Join) -> Agent:
        """Start an agent. Raises Unsure where one may run of which no id is known."""
        agent = await self._ask("POST", "/join", Agent, "start an agent", "never begun", body)
        if not agent.agent_id:
            raise Unsure("Agora did not start an agent: it gave no id for one")
        return agent

    async def leave(self, agent_id: str) -> None:
        """Have an agent leave; one that has left already is fine."""
        try:
            await self._send("POST", f"/agents/{agent_id}/leave", "stop the agent", "always")
        except NoSuchAgent:
            return

    async def query(self, agent_id: str) -> Agent:
        """An agent as it stands. Raises NoSuchAgent."""
        return await self._ask("GET", f"/agents/{agent_id}", Agent, "say how the agent is")

    async def agents(self, channel: str) -> list[Agent]:
        """The agents in a channel that are starting or running."""
        params = {"channel": channel, "state": "0,1,2", "limit": "20"}
        listed = await self._ask("GET", "/agents", Agents, "list its agents", params=params)
        return listed.data.agents

    async def renew(self, agent_id: str, token: str) -> Agent:
        """Give an agent a new token before its old one expires."""
        body = {"properties": {"token": token}}
        path = f"/agents/{agent_id}/update"
        return await self._ask("POST", path, Agent, "renew the agent's token", "always", body)

    async def update(self, agent_id: str, properties: dict[str, Any]) -> Agent:
        """Change `properties` of a running agent; `llm.params` are replaced as a whole."""
        body = {"properties": properties}
        path = f"/agents/{agent_id}/update"
        return await self._ask("POST", path, Agent, "change the agent", "always", body)

    async def speak(
        self, agent_id: str, text: str, *, priority: Priority = "APPEND", interruptable: bool = True
    ) -> None:
        """Have the agent say `text`, of at most `BROADCAST_BYTES`. Raises LinkError."""
        if len(text.encode()) > BROADCAST_BYTES:
            raise LinkError(f"Agora says at most {BROADCAST_BYTES} bytes at a time; cut the text")
        body = {"text": text, "priority": priority, "interruptable": interruptable}
        await self._send("POST", f"/agents/{agent_id}/speak", "say the text", "never begun", body)

    async def interrupt(self, agent_id: str) -> None:
        """Have the agent stop what it says or thinks."""
        path = f"/agents/{agent_id}/interrupt"
        await self._send("POST", path, "interrupt the agent", "always", {})

    async def history(self, agent_id: str) -> History:
        """What was said so far, while the agent runs."""
        path = f"/agents/{agent_id}/history"
        return await self._ask("GET", path, History, "give the conversation")

    async def turns(self, agent_id: str) -> AsyncIterator[TurnRecord]:
        """Every turn of an agent with its latencies; Agora keeps them for seven days."""
        for page in range(1, _PAGES + 1):
            params = {"page_index": str(page), "page_size": "100"}
            path = f"/agents/{agent_id}/turns"
            answer = await self._ask("GET", path, Turns, "give the turns", params=params)
            for turn in answer.turns:
                yield turn
            if answer.pagination.is_last_page or page >= answer.pagination.total_pages:
                return

    async def _ask(
        self,
        method: str,
        path: str,
        wanted: type[Answer],
        doing: str,
        repeat: Repeat = "always",
        body: BaseModel | dict[str, Any] | None = None,
        params: dict[str, str] | None = None,
    ) -> Answer:
        response = await self._send(method, path, doing, repeat, body, params)
        try:
            return wanted.model_validate_json(response.content)
        except ValidationError:
            raise Unsure(f"Agora did not {doing}: it answered what is not its API's") from None

    async def _send(
        self,
        method: str,
        path: str,
        doing: str,
        repeat: Repeat,
        body: BaseModel | dict[str, Any] | None = None,
        params: dict[str, str] | None = None,
    ) -> httpx.Response:
        content = body.model_dump(exclude_none=True) if isinstance(body, BaseModel) else body
        for pause_s in (*self._pauses_s, None):
            try:
                response = await self._http.request(
                    method,
                    self._project + path,
                    json=content,
                    params=params,
                    headers={"Authorization": self._authorization()},
                )
            except httpx.TransportError as error:
                begun = not isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)
                if pause_s is None or (begun and repeat != "always"):
                    fault = f"Agora cannot be reached to {doing}: {type(error).__name__}"
                    raise (Unsure if begun else LinkLost)(fault) from error
            else:
                if response.is_success:
                    return response
                again = _PASSING if repeat == "always" else _NEVER_BEGUN
                if pause_s is None or response.status_code not in again:
                    raise _fault(response, doing)
            await asyncio.sleep(pause_s)
        raise AssertionError("the last attempt returns or raises")


def _fault(response: httpx.Response, doing: str) -> LinkError | LinkLost:
    """What an answer that is no success means for who asked."""
    status = response.status_code
    try:
        refusal = Refusal.model_validate_json(response.content)
    except ValidationError:
        refusal = Refusal()
    said = ": ".join(part for part in (refusal.reason, refusal.detail) if part)
    said = f" ({' '.join(said.split())[:200]})" if said else ""
    meaning = _MEANINGS.get(status, "an answer its reference does not know")
    sentence = f"Agora did not {doing}: {meaning} [{status}]{said}"
    if status == 404:
        return NoSuchAgent(sentence)
    if status in (500, 502, 504):
        return Unsure(sentence)
    # a name is of one attempt, so that the next is not in its way
    return LinkLost(sentence) if status in (409, 429) or status >= 500 else LinkError(sentence)
