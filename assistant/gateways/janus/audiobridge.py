"""A participant of a Janus AudioBridge: it speaks, and hears the mix of all the others."""

import contextlib
from collections.abc import AsyncIterator

from assistant.gateways.janus.address import Address, address
from assistant.gateways.janus.events import Place
from assistant.gateways.janus.session import Session
from assistant.gateways.link import NextFrame, Visitor
from assistant.gateways.webrtc.configuration import configuration
from assistant.gateways.webrtc.room_peer import RoomPeer
from assistant.gateways.webrtc.sound_link import SoundLink
from assistant.settings import Settings

EXPECTED_LOSS_PERCENT = 10
"""Of the mix's packets on their way here, which its FEC is made for; 0 would be without FEC."""

_PLUGIN = "janus.plugin.audiobridge"


class AudioBridge:
    """A gateway to one room. Its mix, in which Xiaoer's own voice is not, counts as the host's."""

    name = "janus-audiobridge"

    def __init__(self, where: Address, settings: Settings) -> None:
        self._where = where
        self._settings = settings

    @contextlib.asynccontextmanager
    async def connect(self, next_frame: NextFrame) -> AsyncIterator[SoundLink]:
        """Join, and wait until sound can flow. Raises LinkError, LinkLost."""
        where = self._where
        link = SoundLink(f"a Janus AudioBridge ({where.url})")
        mix = Visitor(f"room-{where.room}", role="host")
        async with (
            Session.opened(where, link.end) as session,
            RoomPeer.opened(
                configuration(self._settings),
                next_frame=next_frame,
                hear=link.hearing(mix),
                broken=link.end,
            ) as peer,
        ):
            place = Place("audiobridge", link, peer)
            handle = await session.attach(_PLUGIN, place.happened)
            joined = await handle.ask(
                where.joining(display=where.display, expected_loss=EXPECTED_LOSS_PERCENT)
            )
            place.me = joined.data.get("id")
            answer = await handle.ask(
                {"request": "configure", "muted": False}, offer=await peer.offer()
            )
            await peer.accept(answer.sdp)
            await handle.candidates_complete()
            await link.standing(peer.connected())
            yield link


def make(url: str, settings: Settings) -> AudioBridge:
    """The gateway to the room at `url`. Raises LinkError."""
    return AudioBridge(address(url, settings), settings)
