"""A session with a Janus server: its requests, their answers, and what happens, by WebSocket.

The protocol is https://janus.conf.meetecho.com/docs/rest.html, "WebSockets Interface".
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import uuid4

import structlog
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus, InvalidURI
from websockets.typing import Subprotocol

from assistant.gateways.janus.address import Address
from assistant.gateways.janus.refusals import core_refusal, plugin_refusal
from assistant.gateways.link import LinkError, LinkLost

ANSWER_S = 10.0
"""How long an answer of the server's may take."""

KEEPALIVE_S = 25.0
"""A session of which nothing is heard is ended by the server, after 60 s where it is not told
otherwise."""

_PROTOCOL = Subprotocol("janus-protocol")

Message = dict[str, Any]
Happen = Callable[[Message], None]
"""Takes an event of a handle, as Janus sent it."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a plugin answered: its `data`, and an SDP where it comes with one."""

    data: Message
    sdp: str = ""


@dataclass(slots=True)
class _Waiting:
    """A request that is not yet answered; an acknowledgement may be all that is waited for."""

    acknowledged: bool
    answer: "asyncio.Future[Message]" = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class Session:
    """Open from entering `opened` to leaving it; `lost` is told, once, what it broke of."""

    def __init__(
        self, where: Address, socket: ClientConnection, lost: Callable[[LinkLost], None]
    ) -> None:
        self._where = where
        self._socket = socket
        self._lost = lost
        self._id = 0
        self._waiting: dict[str, _Waiting] = {}
        self._handles: dict[int, Happen] = {}

    @classmethod
    @contextlib.asynccontextmanager
    async def opened(
        cls, where: Address, lost: Callable[[LinkLost], None]
    ) -> AsyncIterator["Session"]:
        """Connect and begin a session, which is ended with this. Raises LinkError, LinkLost."""
        async with contextlib.AsyncExitStack() as leaving:
            socket = await _connected(where.url)
            leaving.push_async_callback(socket.close)
            session = cls(where, socket, lost)
            leaving.push_async_callback(
                _ended, asyncio.create_task(session._read(), name="janus session")
            )
            session._id = int((await session.request("create"))["data"]["id"])
            leaving.push_async_callback(session._destroy)
            leaving.push_async_callback(
                _ended, asyncio.create_task(session._keep_alive(), name="janus keepalive")
            )
            yield session

    async def attach(self, plugin: str, happen: Happen) -> "Handle":
        """A handle of a plugin, whose events go to `happen`. Raises LinkError, LinkLost."""
        answer = await self.request("attach", plugin=plugin)
        handle_id = int(answer["data"]["id"])
        self._handles[handle_id] = happen
        return Handle(self, handle_id)

    async def request(
        self, kind: str, *, handle_id: int = 0, acknowledged: bool = False, **fields: Any
    ) -> Message:
        """Ask, and wait for the answer; where `acknowledged` is enough, for that only.

        Raises LinkError, LinkLost.
        """
        transaction = uuid4().hex
        body = {"janus": kind, "transaction": transaction, **fields}
        if self._id:
            body["session_id"] = self._id
        if handle_id:
            body["handle_id"] = handle_id
        if self._where.api_secret:
            body["apisecret"] = self._where.api_secret
        waiting = _Waiting(acknowledged)
        self._waiting[transaction] = waiting
        try:
            await self._socket.send(json.dumps(body))
            async with asyncio.timeout(ANSWER_S):
                return self._checked(await waiting.answer)
        except ConnectionClosed as closed:
            raise self._gone(closed) from closed
        except TimeoutError:
            raise LinkLost(
                f"Janus at {self._where.url} did not answer within {ANSWER_S:.0f} s"
            ) from None
        finally:
            del self._waiting[transaction]

    def forget(self, handle_id: int) -> None:
        """No more events of that handle."""
        self._handles.pop(handle_id, None)

    def _checked(self, answer: Message) -> Message:
        if answer["janus"] == "error":
            error = answer["error"]
            raise core_refusal(self._where, int(error["code"]), str(error["reason"]))
        data = answer.get("plugindata", {}).get("data", {})
        if "error_code" in data:
            raise plugin_refusal(self._where, int(data["error_code"]), str(data.get("error", "")))
        return answer

    async def _read(self) -> None:
        why = LinkLost(f"the connection to Janus at {self._where.url} broke")
        try:
            async for text in self._socket:
                self._take(cast("Message", json.loads(text)))
            why = self._gone(None)
        except ConnectionClosed as closed:
            why = self._gone(closed)
        except (ValueError, KeyError, TypeError) as error:
            _log.warning("Janus sent what cannot be read", error=repr(error))
            why = LinkLost(f"Janus at {self._where.url} sent what is no message of its protocol")
        finally:
            for waiting in self._waiting.values():
                if not waiting.answer.done():
                    waiting.answer.set_exception(why)
            self._lost(why)

    def _take(self, message: Message) -> None:
        waiting = self._waiting.get(message.get("transaction", ""))
        if waiting is not None:
            if not waiting.answer.done() and (waiting.acknowledged or message["janus"] != "ack"):
                waiting.answer.set_result(message)
        elif message["janus"] == "timeout":
            self._lost(LinkLost(f"Janus at {self._where.url} says the session has timed out"))
        elif (happen := self._handles.get(message.get("sender", 0))) is not None:
            happen(message)

    async def _keep_alive(self) -> None:
        while True:
            await asyncio.sleep(KEEPALIVE_S)
            try:
                await self.request("keepalive", acknowledged=True)
            except (LinkError, LinkLost) as error:
                self._lost(LinkLost(str(error)))
                return

    async def _destroy(self) -> None:
        with contextlib.suppress(LinkError, LinkLost):
            await self.request("destroy")

    def _gone(self, closed: ConnectionClosed | None) -> LinkLost:
        reason = f" ({closed})" if closed is not None else ""
        return LinkLost(f"the connection to Janus at {self._where.url} broke{reason}")


class Handle:
    """What one plugin is asked through."""

    def __init__(self, session: Session, handle_id: int) -> None:
        self._session = session
        self._id = handle_id

    async def ask(self, body: Message, *, offer: str = "", answer: str = "") -> Answer:
        """Ask the plugin, with an SDP where there is one. Raises LinkError, LinkLost."""
        jsep: dict[str, Any] = {}
        if offer or answer:
            jsep["jsep"] = {"type": "offer" if offer else "answer", "sdp": offer or answer}
        found = await self._session.request("message", handle_id=self._id, body=body, **jsep)
        data = found.get("plugindata", {}).get("data", {})
        return Answer(data, found.get("jsep", {}).get("sdp", ""))

    async def candidates_complete(self) -> None:
        """Say that the description held every candidate."""
        candidate = {"completed": True}
        await self._session.request(
            "trickle", handle_id=self._id, acknowledged=True, candidate=candidate
        )

    async def detach(self) -> None:
        """Let go of it, and of its peer connection there."""
        self._session.forget(self._id)
        with contextlib.suppress(LinkError, LinkLost):
            await self._session.request("detach", handle_id=self._id)


async def _connected(url: str) -> ClientConnection:
    try:
        return await connect(url, subprotocols=[_PROTOCOL])
    except InvalidStatus as error:
        status = error.response.status_code
        if 400 <= status < 500 and status not in (408, 429):
            raise LinkError(f"{url} refused with {status}; is it Janus' WebSocket?") from error
        raise LinkLost(f"Janus at {url} answered {status}") from error
    except InvalidURI as error:
        raise LinkError(f"{url!r} is no WebSocket address") from error
    except (OSError, InvalidHandshake, TimeoutError) as error:
        raise LinkLost(f"Janus at {url} cannot be reached ({error})") from error


async def _ended(task: "asyncio.Task[None]") -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
