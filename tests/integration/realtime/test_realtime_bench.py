"""The bench against the real server: what it measures agrees with what the server says."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant.gateways.realtime.bench import run
from assistant.settings import Settings

pytestmark = pytest.mark.models


async def test_a_recorded_question_is_measured_from_its_sound(
    live_server: Any, tmp_path: Path
) -> None:
    text = "羽绒服多少钱？"
    async with httpx.AsyncClient(base_url=live_server.url, timeout=60) as client:
        body = {"model": "kokoro", "input": text, "voice": "zm_yunjian"}
        speech = await client.post("/v1/audio/speech", json={**body, "response_format": "wav"})
    (tmp_path / "question.wav").write_bytes(speech.content)
    manifest = tmp_path / "manifest.jsonl"
    row = {"audio": "question.wav", "text": text, "fields": ["price"]}
    manifest.write_text(json.dumps(row) + "\n")

    report = await run(Settings(), url=live_server.url, manifest=manifest, ahead=False)

    (measured,) = report.rows
    assert (measured.status, measured.outcome, measured.on_topic) == ("completed", "answered", True)
    assert measured.voice_to_voice is not None
    assert measured.turn_end is not None
    assert 300 < measured.turn_end < measured.voice_to_voice
    # the server counts to the moment it sends, the bench to the moment it is heard; where speech
    # ended both estimate, some frames apart
    assert measured.stages["first_audio"] < measured.voice_to_voice + 300
    assert report.as_json()["voice_to_voice_ms"]["count"] == 1
