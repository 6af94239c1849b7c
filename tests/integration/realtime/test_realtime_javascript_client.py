"""OpenAI's JavaScript client, unmodified, in conversation with the real server."""

import asyncio
import json
import os
from pathlib import Path
from typing import Any

import httpx
import pytest
from support.tls import certificate, tls_front

from assistant.speech.audio import SPEAKING_RATE, Audio, join, silence

pytestmark = pytest.mark.models

JS = Path(__file__).with_name("js")
TIMEOUT_S = 240


async def test_every_event_of_a_client_is_understood(live_server: Any, tmp_path: Path) -> None:
    if not (JS / "node_modules/openai").exists():
        pytest.fail("the JavaScript client is not installed: run make test")
    body = {"model": "kokoro", "input": "羽绒服多少钱？", "voice": "zm_yunxi"}
    async with httpx.AsyncClient(base_url=live_server.url, timeout=60) as http:
        speech = await http.post("/v1/audio/speech", json={**body, "response_format": "wav"})
    question = Audio.decode(speech.content, max_seconds=30).at(SPEAKING_RATE)
    quiet = silence(0.3, SPEAKING_RATE)
    (tmp_path / "question.pcm").write_bytes(join([quiet, question, quiet]).pcm16())

    cert, key = certificate(tmp_path)
    async with tls_front(httpx.URL(live_server.url).port or 80, cert, key) as port:
        process = await asyncio.create_subprocess_exec(
            "node",
            str(JS / "conversation.mjs"),
            f"https://127.0.0.1:{port}/v1",
            str(tmp_path / "question.pcm"),
            env={**os.environ, "NODE_EXTRA_CA_CERTS": str(cert)},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            out, errors = await asyncio.wait_for(process.communicate(), TIMEOUT_S)
        finally:
            if process.returncode is None:
                process.kill()
    assert process.returncode == 0, errors.decode()
    seen = json.loads(out)

    assert "羽绒服" in seen["heard"]
    assert "259" in seen["spoken"]["output"][0]["content"][0]["transcript"]
    assert seen["spoken"]["usage"]["input_token_details"]["audio_tokens"] > 5
    assert seen["truncated"]["content"][0]["transcript"] == ""
    assert "259" in seen["written"]["output"][0]["content"][0]["text"]
    (call,) = seen["called"]["output"]
    assert (call["type"], call["name"]) == ("function_call", "look_up")
    assert json.loads(call["arguments"])["question"] == "羽绒服多少钱"
    assert "259" in seen["returned"]["output"][0]["content"][0]["text"]
    assert seen["cancelled"]["status"] == "cancelled"
    assert seen["fault"]["code"] == "response_cancel_not_active"
    assert {"rate_limits.updated", "response.function_call_arguments.done"} <= set(seen["types"])
