"""Those who publish in a VideoRoom, each heard over a peer connection of their own."""

import asyncio
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

import structlog
from aiortc import RTCConfiguration

from assistant.gateways.janus.address import Address
from assistant.gateways.janus.events import take_candidate
from assistant.gateways.janus.refusals import NO_SUCH_FEED, PluginRefused
from assistant.gateways.janus.session import Message, Session
from assistant.gateways.link import LinkError, LinkLost, Visitor
from assistant.gateways.webrtc.room_peer import RoomPeer
from assistant.gateways.webrtc.sound_link import SoundLink

PLUGIN = "janus.plugin.videoroom"

FeedId = int | str

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Feed:
    """Somebody who publishes sound: `mid` names it among what they publish."""

    id: FeedId
    display: str
    mid: str


class Subscriptions:
    """Subscribes to who publishes, as the room tells of them.

    Ends `link` where a host cannot be heard.
    """

    def __init__(
        self, session: Session, where: Address, link: SoundLink, configuration: RTCConfiguration
    ) -> None:
        self._session = session
        self._where = where
        self._link = link
        self._configuration = configuration
        self._private_id: int | None = None
        self._begun = asyncio.Event()
        self._following: dict[FeedId, tuple[Feed, asyncio.Task[None]]] = {}
        self._leaving: set[asyncio.Task[None]] = set()

    def begin(self, joined: Message) -> None:
        """Xiaoer has joined, and this is what it was told then."""
        self._private_id = joined.get("private_id")
        self._begun.set()
        self.told(joined)

    def told(self, data: Message) -> None:
        """Take what the room says of those who publish."""
        for feed in _feeds(data):
            known = self._following.get(feed.id)
            if known is None or known[0] != feed:
                self._leave(feed.id)
                task = asyncio.create_task(self._follow(feed), name="janus subscription")
                self._following[feed.id] = feed, task
        for gone in ("unpublished", "leaving"):
            if gone in data:
                self._leave(data[gone])

    async def close(self) -> None:
        """Hear nobody any more."""
        for feed_id in list(self._following):
            self._leave(feed_id)
        await asyncio.gather(*self._leaving, return_exceptions=True)

    def _leave(self, feed_id: FeedId) -> None:
        if (known := self._following.pop(feed_id, None)) is not None:
            self._leaving.add(known[1])
            known[1].add_done_callback(self._leaving.discard)
            known[1].cancel()

    async def _follow(self, feed: Feed) -> None:
        """Hear somebody, anew where Janus hangs up, until they publish no more."""
        try:
            await self._begun.wait()
            while True:
                await self._hear(feed)
        except (LinkError, LinkLost) as error:
            self._unheard(feed, error)
        except Exception as error:
            _log.exception("a subscription broke")
            self._unheard(feed, LinkLost(f"a subscription broke: {type(error).__name__}"))

    def _unheard(self, feed: Feed, why: LinkError | LinkLost) -> None:
        """Somebody cannot be heard. Of a host that is the end: Xiaoer would talk over them."""
        if isinstance(why, PluginRefused) and why.code == NO_SUCH_FEED:
            return  # they have left meanwhile
        if self._hosts(feed):
            self._link.end(why)
        else:
            _log.warning("a viewer cannot be heard", viewer=feed.display, reason=str(why))

    async def _hear(self, feed: Feed) -> None:
        over = asyncio.Event()
        visitor = Visitor(str(feed.id), feed.display, "host" if self._hosts(feed) else "viewer")

        def happened(message: Message) -> None:
            if message["janus"] in ("hangup", "detached"):
                over.set()
            elif message["janus"] == "trickle":
                take_candidate(peer, message)

        async with contextlib.AsyncExitStack() as leaving:
            leaving.callback(self._link.silent, visitor)
            peer = await leaving.enter_async_context(
                RoomPeer.opened(
                    self._configuration,
                    hear=self._link.hearing(visitor),
                    broken=lambda _: over.set(),
                )
            )
            handle = await self._session.attach(PLUGIN, happened)
            leaving.push_async_callback(handle.detach)
            offered = await handle.ask(self._subscribing(feed))
            await handle.ask({"request": "start"}, answer=await peer.answer(offered.sdp))
            await handle.candidates_complete()
            await peer.connected()
            await over.wait()

    def _subscribing(self, feed: Feed) -> Message:
        body = self._where.joining(
            ptype="subscriber",
            streams=[{"feed": feed.id, "mid": feed.mid}],
            autoupdate=False,  # who has left is left, with no new description
        )
        if self._private_id is not None:
            body["private_id"] = self._private_id
        return body

    def _hosts(self, feed: Feed) -> bool:
        return self._where.host in ("", str(feed.id), feed.display)


def _feeds(data: Message) -> Iterator[Feed]:
    for publisher in data.get("publishers", ()):
        for stream in publisher.get("streams", ()):
            opus = stream.get("codec", "opus") == "opus"
            if stream.get("type") == "audio" and opus and not stream.get("disabled"):
                yield Feed(publisher["id"], publisher.get("display", ""), stream["mid"])
                break
