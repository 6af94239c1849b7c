"""The server as OpenAI's own client sees it, unmodified, with the real models."""

from collections.abc import Iterator

import httpx
import openai
import pytest

from assistant.speech.audio import Audio

pytestmark = pytest.mark.models

ASKING = "zm_yunxi"  # not the voice the room answers in


@pytest.fixture
def client(live_server) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{live_server.url}/v1", api_key="none", timeout=120) as opened:
        yield opened


def test_the_room_is_a_model(client: openai.OpenAI) -> None:
    names = [model.id for model in client.models.list()]
    assert "room:demo" in names
    assert len(names) >= 3
    assert client.models.retrieve("room:demo").owned_by == "xiaoer"


def test_an_answer_whole(client: openai.OpenAI) -> None:
    completion = client.chat.completions.create(
        model="room:demo", messages=[{"role": "user", "content": "羽绒服多少钱"}], user="甲"
    )
    message = completion.choices[0].message
    assert message.content is not None
    assert "259" in message.content
    answer = message.model_extra["xiaoer"]
    assert answer["outcome"] == "answered"
    assert ("price", "259") in {(fact["field"], fact["value"]) for fact in answer["facts"]}
    assert completion.usage is not None
    assert completion.usage.total_tokens == (
        completion.usage.prompt_tokens + completion.usage.completion_tokens
    )


def test_an_answer_streamed(client: openai.OpenAI) -> None:
    stream = client.chat.completions.create(
        model="room:demo",
        messages=[{"role": "user", "content": "羽绒服多少钱？几天发货？"}],
        stream=True,
        stream_options={"include_usage": True},
    )
    chunks = list(stream)
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    answer = next(
        chunk.model_extra["xiaoer"] for chunk in chunks if "xiaoer" in (chunk.model_extra or {})
    )
    assert text == answer["text"]
    assert "259" in text
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.completion_tokens > 0
    assert [c.choices[0].finish_reason for c in chunks if c.choices][-1] == "stop"


def test_a_follow_up_is_understood_by_the_messages_before(client: openai.OpenAI) -> None:
    completion = client.chat.completions.create(
        model="room:demo",
        messages=[
            {"role": "user", "content": "羽绒服有什么颜色"},
            {"role": "assistant", "content": "轻羽90白鸭绒连帽羽绒服有黑色、米白、雾蓝。"},
            {"role": "user", "content": "那有红色的吗"},
        ],
    )
    answer = completion.choices[0].message.model_extra["xiaoer"]
    assert answer["product"] == "light-down-jacket"
    assert "红色" in answer["text"]


def test_an_unknown_room_is_openais_not_found(client: openai.OpenAI) -> None:
    with pytest.raises(openai.NotFoundError) as error:
        client.chat.completions.create(
            model="room:nowhere", messages=[{"role": "user", "content": "在吗"}]
        )
    assert error.value.code == "model_not_found"
    assert "nowhere" in error.value.message


def test_a_question_too_long_is_openais_unprocessable(client: openai.OpenAI) -> None:
    with pytest.raises(openai.UnprocessableEntityError):
        client.chat.completions.create(
            model="room:demo", messages=[{"role": "user", "content": "长" * 501}]
        )


@pytest.fixture(scope="module")
def spoken(live_server) -> bytes:
    """A WAV file in which another voice than the room's asks for a price."""
    with openai.OpenAI(base_url=f"{live_server.url}/v1", api_key="none", timeout=120) as opened:
        return opened.audio.speech.create(
            model="tts-1", voice=ASKING, input="羽绒服多少钱？", response_format="wav"
        ).content


def test_speech_is_sound(spoken: bytes) -> None:
    sound = Audio.decode(spoken, max_seconds=20)
    assert sound.rate == 24_000
    assert 0.8 < sound.seconds < 5
    assert abs(sound.samples).max() > 0.1


def test_what_was_spoken_is_heard(client: openai.OpenAI, spoken: bytes) -> None:
    heard = client.audio.transcriptions.create(
        model="whisper-1", file=("question.wav", spoken), language="zh", prompt="羽绒服"
    )
    assert "羽绒服" in heard.text
    assert "多少钱" in heard.text


def test_a_transcription_tells_language_and_length(client: openai.OpenAI, spoken: bytes) -> None:
    heard = client.audio.transcriptions.create(
        model="whisper-1", file=("question.wav", spoken), response_format="verbose_json"
    )
    assert heard.language == "chinese"
    assert heard.duration == pytest.approx(Audio.decode(spoken, max_seconds=20).seconds, abs=0.1)


def test_speech_streams_as_it_is_made(client: openai.OpenAI) -> None:
    with client.audio.speech.with_streaming_response.create(
        model="tts-1", voice="alloy", input="欢迎来到直播间。", response_format="pcm"
    ) as response:
        pieces = [piece for piece in response.iter_bytes() if piece]
    sound = Audio.from_pcm16(b"".join(pieces), 24_000)
    assert sound.seconds > 0.5
    assert abs(sound.samples).max() > 0.1


def test_speech_comes_as_mp3_by_default(client: openai.OpenAI) -> None:
    speech = client.audio.speech.create(model="tts-1", voice="nova", input="你好")
    assert Audio.decode(speech.content, max_seconds=20).seconds > 0.2


@pytest.mark.parametrize("content", [b"", b"these are words, not sounds" * 20])
def test_what_is_no_audio_is_openais_bad_request(client: openai.OpenAI, content: bytes) -> None:
    with pytest.raises(openai.BadRequestError) as error:
        client.audio.transcriptions.create(model="whisper-1", file=("a.wav", content))
    assert "WAV, FLAC, OGG or MP3" in error.value.message


def test_too_much_audio_is_refused(client: openai.OpenAI) -> None:
    from assistant.speech.audio import silence

    ten_minutes = silence(600, 8_000).encode("flac")
    with pytest.raises(openai.APIStatusError) as error:
        client.audio.transcriptions.create(model="whisper-1", file=("a.flac", ten_minutes))
    assert error.value.status_code == 413
    assert "600 s" in error.value.message


def test_traces_reach_the_log(live_server) -> None:
    trace_id = "trace-of-this-question"
    response = httpx.post(
        f"{live_server.url}/api/rooms/demo/questions",
        json={"text": "羽绒服多少钱"},
        headers={"X-Trace-Id": trace_id},
        timeout=60,
    )
    assert response.headers["x-trace-id"] == trace_id
    lines = (live_server.home / "server.log").read_text().splitlines()
    assert any(trace_id in line and '"answered"' in line for line in lines)
