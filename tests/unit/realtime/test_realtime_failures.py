"""What a session does where the room behind it fails."""

import pytest
from realtime_fakes import Client, FakeRoom

from assistant.speech.synthesisers.port import SynthesiserError


@pytest.mark.parametrize(
    ("stage", "error", "message"),
    [
        ("speak", SynthesiserError("no voice; run xiaoer models pull"), "no voice; run xiaoer"),
        ("speak", RuntimeError("secret"), "The answer could not be made"),
        ("ask", RuntimeError("secret"), "The answer could not be made"),
    ],
)
async def test_a_response_that_fails_says_so_and_the_session_goes_on(
    client: Client, room: FakeRoom, stage: str, error: Exception, message: str
) -> None:
    room.raising[stage] = error
    client.ask("多少钱")
    response = (await client.until("response.done"))["response"]
    assert response["status"] == "failed"
    assert response["status_details"]["error"]["message"].startswith(message)
    room.raising.clear()
    client.ask("多少钱")
    assert (await client.until("response.done"))["response"]["status"] == "completed"


async def test_what_a_voice_fails_to_say_can_still_be_read(client: Client, room: FakeRoom) -> None:
    room.sentences = ("这款259元。", "有黑色和白色。")
    room.raising["speak"] = SynthesiserError("no voice")
    room.composing.clear()
    client.ask("多少钱")
    await client.until("response.output_audio_transcript.delta")
    room.composing.set()
    response = (await client.until("response.done"))["response"]
    assert response["status"] == "failed"
    assert response["output"][0]["content"][0]["transcript"] == "这款259元。有黑色和白色。"
    assert response["metadata"]["answer_id"] == "answer-1"
