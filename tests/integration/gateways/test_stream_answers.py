"""The stream holds its answer: what Xiaoer says is recorded from nginx and recognised again."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from support.answer_aloud import ANSWER, SHARE, Shop, Voices, joined
from support.nginx_rtmp import MISSING, Host, Nginx, utterance

from assistant.gateways.presence import Presence
from assistant.gateways.registry import gateway
from assistant.recovery import Rests
from assistant.settings import Settings
from assistant.telemetry import Telemetry

pytestmark = [
    pytest.mark.models,
    pytest.mark.skipif(bool(MISSING), reason=MISSING),
]

SAID = f"有宝宝问，{ANSWER}"

LONGEST_S = 300.0
"""For a sentence to be made, said, recorded and recognised on a machine with other work."""


@pytest.fixture
async def voices() -> AsyncIterator[Voices]:
    async with Voices.opened() as voices:
        yield voices


async def test_the_stream_holds_its_answer_also_after_a_break(
    tmp_path: Path, voices: Voices
) -> None:
    nginx = Nginx(tmp_path)
    show, voice = nginx.stream("show"), nginx.stream("xiaoer")
    room = Shop(voices)
    there = gateway("stream", f"{show}?publish={voice}", Settings())
    rests = Rests(first_s=0.2, longest_s=0.5)
    presence = Presence(room, there, Telemetry(), mode="cohost", rests=rests)
    running = None
    async with asyncio.timeout(LONGEST_S):
        assert [piece async for piece in room.speak(SAID, language="zh")]
    hosts: list[Host] = []
    try:
        for time in (1, 2):
            await nginx.start()
            hosts.append(Host(show))
            hosts[-1].begin()
            running = running or asyncio.create_task(presence.run())
            await joined(presence, time)
            await nginx.published(voice)
            recording = asyncio.create_task(utterance(voice))
            async with asyncio.timeout(LONGEST_S):
                await room.ask()
                assert await voices.share_in(await recording, SAID) >= SHARE
            assert not room.ear.pieces  # the host is silent
            await nginx.kill()
    finally:
        if running is not None:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
        for host in hosts:
            await host.leave()
        await nginx.kill()
