"""A publisher in a Janus VideoRoom: it speaks, and hears everybody who publishes sound.

For Janus 1.0 and later, which names the streams of those who publish.
"""

import contextlib
from collections.abc import AsyncIterator

from assistant.gateways.janus.address import Address, address
from assistant.gateways.janus.events import Place
from assistant.gateways.janus.session import Session
from assistant.gateways.janus.subscriptions import PLUGIN, Subscriptions
from assistant.gateways.link import NextFrame
from assistant.gateways.webrtc.configuration import configuration
from assistant.gateways.webrtc.room_peer import RoomPeer
from assistant.gateways.webrtc.sound_link import SoundLink
from assistant.settings import Settings


class VideoRoom:
    """A gateway to one room."""

    name = "janus-videoroom"

    def __init__(self, where: Address, settings: Settings) -> None:
        self._where = where
        self._settings = settings

    @contextlib.asynccontextmanager
    async def connect(self, next_frame: NextFrame) -> AsyncIterator[SoundLink]:
        """Join and publish, and wait until sound can flow. Raises LinkError, LinkLost."""
        where = self._where
        link = SoundLink(f"a Janus VideoRoom ({where.url})")
        servers = configuration(self._settings)
        async with contextlib.AsyncExitStack() as leaving:
            session = await leaving.enter_async_context(Session.opened(where, link.end))
            peer = await leaving.enter_async_context(
                RoomPeer.opened(servers, next_frame=next_frame, broken=link.end)
            )
            others = Subscriptions(session, where, link, servers)
            leaving.push_async_callback(others.close)
            place = Place("videoroom", link, peer, others.told)
            handle = await session.attach(PLUGIN, place.happened)
            joined = await handle.ask(where.joining(ptype="publisher", display=where.display))
            place.me = joined.data.get("id")
            others.begin(joined.data)
            publish = {"request": "publish", "audiocodec": "opus"}
            answer = await handle.ask(publish, offer=await peer.offer())
            await peer.accept(answer.sdp)
            await handle.candidates_complete()
            await link.standing(peer.connected())
            yield link


def make(url: str, settings: Settings) -> VideoRoom:
    """The gateway to the room at `url`. Raises LinkError."""
    return VideoRoom(address(url, settings), settings)
