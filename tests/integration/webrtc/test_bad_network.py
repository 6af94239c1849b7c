"""Turns over a network that loses every tenth packet and delays each by up to 80 ms."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from support.bad_network import BadNetwork
from support.peer import Viewer

from assistant.speech.audio import Audio, join, silence

pytestmark = pytest.mark.models

QUESTIONS = {"羽绒服多少钱？": "259", "羽绒服什么时候发货？": "", "这件羽绒服是什么面料？": ""}


@pytest.fixture
async def http(live_server: Any) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=live_server.url, timeout=60) as http:
        yield http


async def said(http: httpx.AsyncClient, text: str) -> Audio:
    """`text` in another voice than the one that answers."""
    body = {"model": "kokoro", "input": text, "voice": "zm_yunxi", "response_format": "wav"}
    speech = await http.post("/v1/audio/speech", json=body)
    return Audio.decode(speech.content, max_seconds=30)


async def test_every_turn_is_answered_through_losses_and_jitter(
    http: httpx.AsyncClient, live_server: Any
) -> None:
    async def signal(offer: str) -> str:
        headers = {"Content-Type": "application/sdp"}
        path = "/v1/realtime/calls?model=room:demo"
        return (await http.post(path, content=offer, headers=headers)).raise_for_status().text

    network = BadNetwork(loss=0.1, jitter_s=0.08)
    viewer = Viewer()
    try:
        await viewer.call(network.carrying(signal))
        for text, figure in QUESTIONS.items():
            question = await said(http, text)
            viewer.microphone.say(join([silence(0.3, question.rate), question]))
            heard = await viewer.until("conversation.item.input_audio_transcription.completed")
            assert "羽绒服" in heard["transcript"]
            done = (await viewer.until("response.done"))["response"]
            assert done["status"] == "completed"
            assert figure in json.dumps(done["output"], ensure_ascii=False)
            await viewer.until("output_audio_buffer.stopped")
    finally:
        await viewer.close()
        network.close()
    assert 0.05 < network.to_server.lost / network.to_server.sent < 0.15
    assert viewer.loud_ms > 1_500
    assert viewer.reception.figures.lost > 0
