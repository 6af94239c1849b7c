"""Rooms of a Janus server for tests, and other people in them."""

import asyncio
import contextlib
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from support.bad_network import BadNetwork
from support.janus import Server
from support.links import SOON_S, silent
from support.participant import Participant, Recording
from support.wire import Wire
from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.typing import Subprotocol

from assistant.gateways.link import Gateway, Link
from assistant.gateways.registry import gateway
from assistant.settings import Settings
from assistant.speech.audio import Audio

PIN = "sesame"

_PROTOCOL = Subprotocol("janus-protocol")


class Client:
    """A client of a Janus server that only tests use."""

    def __init__(self, socket: ClientConnection, api_secret: str) -> None:
        self._socket = socket
        self._always = {"apisecret": api_secret} if api_secret else {}
        self._session = 0
        self._happened: defaultdict[int, asyncio.Queue[dict[str, Any]]] = defaultdict(asyncio.Queue)
        self._answers: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._tasks = [asyncio.create_task(self._read()), asyncio.create_task(self._stay())]

    @classmethod
    @contextlib.asynccontextmanager
    async def connected(cls, url: str, *, api_secret: str = "") -> AsyncIterator["Client"]:
        """One with a session, which ends with this."""
        async with connect(url, subprotocols=[_PROTOCOL]) as socket:
            client = cls(socket, api_secret)
            try:
                client._session = (await client.ask({"janus": "create"}))["data"]["id"]
                yield client
                await client.ask({"janus": "destroy"})
            finally:
                for task in client._tasks:
                    task.cancel()
                await asyncio.gather(*client._tasks, return_exceptions=True)

    async def attach(self, plugin: str) -> int:
        """A handle of a plugin."""
        answer = await self.ask({"janus": "attach", "plugin": f"janus.plugin.{plugin}"})
        return int(answer["data"]["id"])

    async def message(
        self, handle: int, body: dict[str, Any], **jsep: Any
    ) -> tuple[dict[str, Any], str]:
        """What the plugin answers, and the SDP that comes with it."""
        message = {"janus": "message", "handle_id": handle, "body": body}
        answer = await self.ask(message | ({"jsep": jsep} if jsep else {}))
        return answer["plugindata"]["data"], answer.get("jsep", {}).get("sdp", "")

    async def event(self, handle: int) -> dict[str, Any]:
        """The next event of a handle's plugin."""
        while True:
            happened = await self._happened[handle].get()
            if happened["janus"] == "event":
                data: dict[str, Any] = happened["plugindata"]["data"]
                return data

    async def ask(self, message: dict[str, Any]) -> dict[str, Any]:
        """What answers `message`, acknowledgements left out."""
        transaction = uuid4().hex
        told: dict[str, Any] = {**message, **self._always, "transaction": transaction}
        if self._session:
            told["session_id"] = self._session
        answer = asyncio.get_running_loop().create_future()
        self._answers[transaction] = answer
        await self._socket.send(json.dumps(told))
        async with asyncio.timeout(SOON_S):
            return await answer

    async def _stay(self) -> None:
        """Keep the session; what acknowledges it goes where nobody listens."""
        while True:
            await asyncio.sleep(20)
            about = {"janus": "keepalive", "session_id": self._session, "transaction": "stay"}
            await self._socket.send(json.dumps({**about, **self._always}))

    async def _read(self) -> None:
        async for text in self._socket:
            message = json.loads(text)
            answer = self._answers.get(message.get("transaction", ""))
            if answer is None:
                self._happened[message.get("sender", 0)].put_nowait(message)
            elif message["janus"] != "ack" and not answer.done():
                answer.set_result(message)


@contextlib.asynccontextmanager
async def room(client: Client, plugin: str, **about: Any) -> AsyncIterator[int]:
    """A room of its own, destroyed with this."""
    handle = await client.attach(plugin)
    made, _ = await client.message(handle, {"request": "create", **about})
    assert made.get(plugin) == "created", made
    try:
        yield made["room"]
    finally:
        await client.message(handle, {"request": "destroy", "room": made["room"]})


@contextlib.asynccontextmanager
async def in_bridge(
    client: Client, number: int, display: str, **about: Any
) -> AsyncIterator[Participant]:
    """A participant of an AudioBridge."""
    participant = Participant()
    handle = await client.attach("audiobridge")
    try:
        join = {"request": "join", "room": number, "display": display, **about}
        joined, _ = await client.message(handle, join)
        assert joined.get("audiobridge") == "joined", joined
        offer = await participant.offer()
        _, answer = await client.message(
            handle, {"request": "configure", "muted": False}, type="offer", sdp=offer
        )
        await participant.accept(answer)
        yield participant
    finally:
        await participant.close()
        await client.ask({"janus": "detach", "handle_id": handle})


class Ears:
    """Hears one of those who publish in a VideoRoom, whenever they do."""

    def __init__(self, client: Client, number: int, pin: str, whom: str) -> None:
        self.recording = Recording()
        self._client = client
        self._about = {"room": number, "pin": pin}
        self._whom = whom
        self._open: dict[int, Participant] = {}

    async def follow(self, handle: int, data: dict[str, Any]) -> None:
        """Take what the room says to a handle, from `data` on."""
        while True:
            for publisher in data.get("publishers", ()):
                if publisher.get("display") == self._whom:
                    await self._hear(publisher["id"])
            if (ear := self._open.pop(data.get("unpublished", 0), None)) is not None:
                await ear.close()
            data = await self._client.event(handle)

    async def close(self) -> None:
        """Hear no more."""
        for ear in self._open.values():
            await ear.close()

    async def _hear(self, feed: int) -> None:
        ear = self._open[feed] = Participant(self.recording)
        handle = await self._client.attach("videoroom")
        body = {"request": "join", "ptype": "subscriber", "streams": [{"feed": feed}]}
        _, offer = await self._client.message(handle, {**body, **self._about})
        answer = await ear.answer(offer)
        await self._client.message(handle, {"request": "start"}, type="answer", sdp=answer)


@contextlib.asynccontextmanager
async def in_video_room(
    client: Client, number: int, display: str, *, pin: str = "", hears: str = "店小二"
) -> AsyncIterator[Participant]:
    """A publisher of a VideoRoom, who records whoever is called `hears`."""
    ears = Ears(client, number, pin, hears)
    participant = Participant(ears.recording)
    handle = await client.attach("videoroom")
    join = {"request": "join", "ptype": "publisher", "room": number, "display": display}
    joined, _ = await client.message(handle, {**join, "pin": pin})
    assert joined.get("videoroom") == "joined", joined
    following = asyncio.create_task(ears.follow(handle, joined))
    try:
        offer = await participant.offer(hears=False)
        _, answer = await client.message(handle, {"request": "publish"}, type="offer", sdp=offer)
        await participant.accept(answer)
        yield participant
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
        await participant.close()
        await ears.close()
        await client.ask({"janus": "detach", "handle_id": handle})


@contextlib.asynccontextmanager
async def through(network: BadNetwork, server: Server) -> AsyncIterator[int]:
    """A port at which the server is joined, what is spoken there going over a bad network.

    That is the peer connection that the client offers; those it answers are spared.
    """

    async def carry(client: ServerConnection) -> None:
        async with (
            connect(server.url, subprotocols=[_PROTOCOL]) as there,
            asyncio.TaskGroup() as ways,
        ):
            ways.create_task(_way(client, there, "offer", network.of_viewer))
            ways.create_task(_way(there, client, "answer", network.of_server))

    async with serve(carry, "127.0.0.1", 0, subprotocols=[_PROTOCOL]) as proxy:
        yield next(iter(proxy.sockets)).getsockname()[1]
    network.close()


async def _way(
    here: ClientConnection | ServerConnection,
    there: ClientConnection | ServerConnection,
    kind: str,
    stand_in: Callable[[str], Awaitable[str]],
) -> None:
    async for text in here:
        message = json.loads(text)
        if (jsep := message.get("jsep", {})).get("type") == kind:
            jsep["sdp"] = await stand_in(jsep["sdp"])
        await there.send(json.dumps(message))
    await there.close()


class JanusStage:
    """A room of a Janus, a wire to it, and somebody else in the room."""

    def __init__(
        self, plugin: str, server: Server, number: int, client: Client, other: Participant
    ) -> None:
        self.server, self.number, self.client, self.other = server, number, client, other
        self.wire = Wire(server.port)
        self._plugin = plugin

    def gateway(self) -> Gateway:
        return self.joining(pin=PIN)

    def wrong(self) -> Gateway:
        return self.joining(pin="not the pin")

    def joining(self, **query: str | int) -> Gateway:
        """A gateway to the room, with that in its address."""
        return self.joining_at(self.wire.port, **query)

    def joining_at(self, port: int, **query: str | int) -> Gateway:
        """The same, by another way to the server."""
        asked = urlencode({"room": self.number, **query})
        return gateway(f"janus-{self._plugin}", f"ws://127.0.0.1:{port}/?{asked}", Settings())

    async def talk(self, audio: Audio) -> None:
        await self.other.say(audio)

    async def listen(self, seconds: float) -> Audio:
        return await self.other.recording.listen(seconds)

    async def cut(self) -> None:
        self.wire.cut()

    async def ask(self, **body: Any) -> dict[str, Any]:
        """Ask the room's administration."""
        handle = await self.client.attach(self._plugin)
        return (await self.client.message(handle, {"room": self.number, **body}))[0]

    async def kick(self, display: str) -> None:
        """Show somebody out."""
        await self.ask(request="kick", id=await self.id_of(display))

    async def id_of(self, display: str) -> int:
        """Somebody's id in the room."""
        listed = await self.ask(request="listparticipants")
        (found,) = [one["id"] for one in listed["participants"] if one["display"] == display]
        return int(found)


async def joined(made: Gateway) -> None:
    """Join and leave."""
    async with asyncio.timeout(SOON_S), made.connect(silent):
        pass


async def ending(link: Link) -> None:
    """Read until there is no more."""
    async with asyncio.timeout(SOON_S):
        async for _ in link.events():
            pass
