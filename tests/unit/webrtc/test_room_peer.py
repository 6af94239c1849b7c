"""Peer connections into rooms: two of them, one at each end, over real sockets of this machine."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from aiortc import RTCConfiguration
from support.links import SOON_S, Tone, loudness, share_of_tone
from support.participant import Recording

from assistant.gateways.link import LinkError, LinkLost
from assistant.gateways.webrtc import room_peer
from assistant.gateways.webrtc.room_peer import RoomPeer

NO_SERVERS = RTCConfiguration(iceServers=[])
CANDIDATES = ("a=candidate", "a=end-of-candidates")


class End:
    """One end: its peer, what it heard, and why it broke."""

    def __init__(self) -> None:
        self.recording = Recording()
        self.lost: asyncio.Queue[LinkLost] = asyncio.Queue()

    @asynccontextmanager
    async def opened(self, tone: Tone | None) -> AsyncIterator[RoomPeer]:
        next_frame = tone.next_frame if tone is not None else None
        hear, broken = self.recording.hear, self.lost.put_nowait
        async with RoomPeer.opened(
            NO_SERVERS, next_frame=next_frame, hear=hear, broken=broken
        ) as peer:
            yield peer


async def described(caller: RoomPeer, called: RoomPeer) -> None:
    """Let each know of the other."""
    await caller.accept(await called.answer(await caller.offer()))
    async with asyncio.timeout(SOON_S):
        await asyncio.gather(caller.connected(), called.connected())


async def test_what_one_says_the_other_hears() -> None:
    here, there, tone = End(), End(), Tone()
    tone.on = True
    async with here.opened(tone) as caller, there.opened(None) as called:
        await described(caller, called)
        assert share_of_tone(await there.recording.listen(1.0)) > 0.7
        tone.on = False
        await there.recording.listen(0.5)
        assert loudness(await there.recording.listen(0.5)) < 0.01
    assert here.recording.seconds == 0


async def test_a_connection_that_breaks_is_told_once_and_one_that_is_left_is_not() -> None:
    here, there = End(), End()
    async with AsyncExitStack() as leaving:
        caller = await leaving.enter_async_context(here.opened(Tone()))
        called = await leaving.enter_async_context(there.opened(None))
        await described(caller, called)
        await called.close()
        async with asyncio.timeout(SOON_S):
            assert "broke off" in str(await here.lost.get())
    assert here.lost.empty()
    assert there.lost.empty()


async def test_candidates_may_come_after_the_description_and_before_it_is_taken() -> None:
    here, there = End(), End()
    async with here.opened(Tone()) as caller, there.opened(None) as called:
        lines = (await called.answer(await caller.offer())).splitlines()
        later = [line for line in lines if line.startswith("a=candidate")]
        for line in later:
            caller.add_candidate(line.removeprefix("a="), "0", 0)
        caller.add_candidate("")
        rest = [line for line in lines if not line.startswith(CANDIDATES)]
        await caller.accept("\r\n".join([*rest, ""]))
        async with asyncio.timeout(SOON_S):
            await caller.connected()


async def test_nobody_at_the_other_end(monkeypatch: pytest.MonkeyPatch) -> None:
    here, there = End(), End()
    async with here.opened(Tone()) as caller:
        async with there.opened(None) as called:
            answer = await called.answer(await caller.offer())
        monkeypatch.setattr(room_peer, "CONNECT_S", 0.2)
        await caller.accept(answer)
        with pytest.raises(LinkLost, match="no way for the sound"):
            await caller.connected()


@pytest.mark.parametrize("answer", ["", "v=0", "no description", "v=0\r\nm=audio\r\n"])
async def test_an_answer_that_is_of_no_use(answer: str) -> None:
    async with End().opened(Tone()) as caller:
        await caller.offer()
        with pytest.raises(LinkError, match="of no use"):
            await caller.accept(answer)


async def test_an_offer_without_sound() -> None:
    async with End().opened(None) as called:
        with pytest.raises(LinkError, match="no audio"):
            await called.answer("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n")


async def test_fec_is_asked_for() -> None:
    async with End().opened(Tone()) as caller:
        assert "useinbandfec=1" in await caller.offer()
