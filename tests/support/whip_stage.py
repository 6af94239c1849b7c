"""A WHIP server, Xiaoer's streams at it, and somebody else who speaks there and listens."""

import contextlib
from collections.abc import AsyncIterator

import httpx
from support.participant import Participant, Recording
from support.whip_server import SDP, WhipServer

from assistant.gateways.link import Gateway
from assistant.gateways.registry import gateway
from assistant.settings import Settings
from assistant.speech.audio import Audio


class WhipStage:
    """Somebody publishes `host` and plays `xiaoer`; Xiaoer the other way round."""

    def __init__(self, server: WhipServer, host: Participant, recording: Recording) -> None:
        self.server, self.host, self.recording = server, host, recording

    def gateway(self) -> Gateway:
        return self.joining(f"{self.server.url}/whip/xiaoer?whep={self.server.url}/whep/host")

    def wrong(self) -> Gateway:
        return self.joining(f"{self.server.url}/whip/nowhere")

    def joining(self, url: str, **settings: str) -> Gateway:
        """A gateway to that, with the right tokens where no others are given."""
        tokens = {"whip_token": self.server.publish_token, "whep_token": self.server.play_token}
        return gateway("whip", url, Settings(**{**tokens, **settings}))

    async def talk(self, audio: Audio) -> None:
        await self.host.say(audio)

    async def listen(self, seconds: float) -> Audio:
        return await self.recording.listen(seconds)

    async def cut(self) -> None:
        await self.server.hang_up("whip", "xiaoer")
        await self.server.hang_up("whep", "host")


@contextlib.asynccontextmanager
async def whip_stage() -> AsyncIterator[WhipStage]:
    """All of it, until this ends."""
    host, recorder = Participant(), Participant()
    async with WhipServer.open() as server, httpx.AsyncClient() as http:
        try:
            offer = await host.offer(hears=False)
            await host.accept(await _posted(http, f"{server.url}/whip/host", server, offer))
            offer = await recorder.offer(speaks=False)
            await recorder.accept(await _posted(http, f"{server.url}/whep/xiaoer", server, offer))
            yield WhipStage(server, host, recorder.recording)
        finally:
            await host.close()
            await recorder.close()


async def _posted(http: httpx.AsyncClient, url: str, server: WhipServer, offer: str) -> str:
    token = server.publish_token if "/whip/" in url else server.play_token
    headers = {"Content-Type": SDP, "Authorization": f"Bearer {token}"}
    response = await http.post(url, content=offer, headers=headers)
    assert response.status_code == 201, response.text
    return response.text
