"""A stream that Xiaoer speaks into by WHIP, and one that it hears by WHEP."""

import contextlib
from collections.abc import AsyncIterator, Callable, Sequence

import httpx
from aiortc import RTCIceServer

from assistant.gateways.link import NextFrame, Visitor
from assistant.gateways.webrtc.configuration import configuration
from assistant.gateways.webrtc.room_peer import RoomPeer
from assistant.gateways.webrtc.sound_link import SoundLink
from assistant.gateways.whip.address import Address, address
from assistant.gateways.whip.endpoint import ANSWER_S, Endpoint
from assistant.settings import Settings

_SHOW = Visitor("whep", role="host")

OpenPeer = Callable[[Sequence[RTCIceServer]], "contextlib.AbstractAsyncContextManager[RoomPeer]"]


class Whip:
    """A gateway to the two endpoints of an address. What is heard counts as the host."""

    name = "whip"

    def __init__(self, where: Address, settings: Settings) -> None:
        self._where = where
        self._settings = settings

    @contextlib.asynccontextmanager
    async def connect(self, next_frame: NextFrame) -> AsyncIterator[SoundLink]:
        """Make a session at each endpoint, and wait until sound can flow.

        Raises LinkError, LinkLost.
        """
        where, settings = self._where, self._settings
        link = SoundLink(
            f"the stream at {where.whip or where.whep}",
            hears=bool(where.whep),
            speaks=bool(where.whip),
        )

        def mouth(told: Sequence[RTCIceServer]) -> contextlib.AbstractAsyncContextManager[RoomPeer]:
            servers = configuration(settings, told)
            return RoomPeer.opened(servers, next_frame=next_frame, broken=link.end)

        def ear(told: Sequence[RTCIceServer]) -> contextlib.AbstractAsyncContextManager[RoomPeer]:
            servers = configuration(settings, told)
            return RoomPeer.opened(servers, hear=link.hearing(_SHOW), broken=link.end)

        async with contextlib.AsyncExitStack() as leaving:
            http = await leaving.enter_async_context(httpx.AsyncClient(timeout=ANSWER_S))
            if where.whep:
                token = settings.whep_token.get_secret_value()
                endpoint = Endpoint(http, where.whep, token, setting="whep_token")
                await leaving.enter_async_context(_standing(link, endpoint, ear))
            if where.whip:
                token = settings.whip_token.get_secret_value()
                endpoint = Endpoint(http, where.whip, token, setting="whip_token")
                await leaving.enter_async_context(_standing(link, endpoint, mouth))
            yield link


@contextlib.asynccontextmanager
async def _standing(link: SoundLink, endpoint: Endpoint, peer: OpenPeer) -> AsyncIterator[None]:
    """A session at an endpoint, over which sound can flow.

    Where the server tells of ICE servers it is made anew, once, with candidates that they gave.
    """
    told: Sequence[RTCIceServer] = ()
    while True:
        async with peer(told) as one, endpoint.session(await one.offer()) as accepted:
            if accepted.ice_servers and not told:
                told = accepted.ice_servers
                continue
            await one.accept(accepted.answer)
            await link.standing(one.connected())
            yield
            return


def make(url: str, settings: Settings) -> Whip:
    """The gateway to the endpoints at `url`. Raises LinkError."""
    return Whip(address(url), settings)
