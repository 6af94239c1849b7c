"""Turns by voice: found, heard, answered aloud, interrupted."""

import asyncio
import time
from unittest.mock import ANY

import pytest
from realtime_fakes import WAIT_S, Client, FakeRoom, hush, tone

from assistant.speech.recognisers.port import RecogniserError

TURN = (hush(400), tone(800), hush(1300))


async def test_a_voice_turn_comes_in_the_protocols_order(client: Client, room: FakeRoom) -> None:
    room.transcripts = ["羽绒服多少钱"]
    client.say(*TURN)
    done = await client.until("response.done")
    assert client.kinds() == [
        "session.created",
        "input_audio_buffer.speech_started",
        "input_audio_buffer.speech_stopped",
        "input_audio_buffer.committed",
        "conversation.item.added",
        "conversation.item.done",
        "conversation.item.input_audio_transcription.delta",
        "conversation.item.input_audio_transcription.completed",
        "response.created",
        "rate_limits.updated",
        "response.output_item.added",
        "conversation.item.added",
        "response.content_part.added",
        "response.output_audio_transcript.delta",
        "response.output_audio.delta",
        "response.output_audio.done",
        "response.output_audio_transcript.done",
        "response.content_part.done",
        "conversation.item.done",
        "response.output_item.done",
        "response.done",
    ]
    response = done["response"]
    assert response["status"] == "completed"
    assert response["output"][0]["content"] == [
        {"type": "output_audio", "transcript": "这款259元。"}
    ]
    assert response["metadata"]["answer_id"] == "answer-1"
    assert client.sound().seconds == pytest.approx(0.05 * len("这款259元。"))


async def test_one_item_id_runs_through_a_turn(client: Client, room: FakeRoom) -> None:
    room.transcripts = ["多少钱"]
    client.say(*TURN)
    await client.until("response.done")
    ids = {
        event["item_id"]
        for event in client.events
        if event["type"].startswith(("input_audio_buffer.", "conversation.item.input_audio"))
    }
    assert len(ids) == 1


async def test_the_question_reaches_the_room_with_its_source_and_viewer(
    client: Client, room: FakeRoom
) -> None:
    room.transcripts = ["多少钱"]
    client.say(*TURN)
    done = await client.until("response.done")
    (question,) = room.questions
    assert (question.text, question.source, question.viewer, question.room) == (
        "多少钱",
        "voice",
        "小李",
        "demo",
    )
    assert question.question_id == done["response"]["metadata"]["question_id"]
    created = next(e for e in client.events if e["type"] == "response.created")
    assert created["response"]["metadata"] == {"question_id": question.question_id}


async def test_speech_is_placed_where_it_was(client: Client, room: FakeRoom) -> None:
    room.transcripts = ["多少钱"]
    client.say(*TURN)
    started = await client.until("input_audio_buffer.speech_started")
    stopped = await client.until("input_audio_buffer.speech_stopped")
    assert started["audio_start_ms"] == pytest.approx(400 - 300, abs=64)
    assert stopped["audio_end_ms"] == pytest.approx(1200, abs=64)


async def test_recognition_begins_in_the_pause_and_is_used_when_the_turn_ends(
    client: Client, room: FakeRoom
) -> None:
    room.transcripts = ["多少钱"]
    client.say(hush(200), tone(600), hush(320))
    await client.settled()
    assert len(room.recognised) == 1
    assert "input_audio_buffer.speech_stopped" not in client.kinds()
    client.say(hush(300))
    await client.until("response.done")
    assert len(room.recognised) == 1
    assert room.questions[0].text == "多少钱"


async def test_a_pause_that_was_none_is_recognised_anew(client: Client, room: FakeRoom) -> None:
    room.transcripts = ["这件", "这件多少钱"]
    client.say(hush(200), tone(400), hush(300))
    await client.settled()
    client.say(tone(400), hush(1300))
    await client.until("response.done")
    assert room.questions[0].text == "这件多少钱"
    assert room.recognised[1].seconds > room.recognised[0].seconds + 0.6


async def test_a_guess_that_fails_does_not_end_the_session(client: Client, room: FakeRoom) -> None:
    room.raising["recognise"] = RecogniserError("the recogniser is gone; restart the server")
    client.say(*TURN)
    failed = await client.until("conversation.item.input_audio_transcription.failed")
    assert failed["error"]["message"] == "the recogniser is gone; restart the server"
    room.raising.clear()
    room.transcripts = ["多少钱"]
    client.say(*TURN)
    assert (await client.until("response.done"))["response"]["status"] == "completed"


async def test_an_unexpected_failure_to_hear_is_not_told_in_its_own_words(
    client: Client, room: FakeRoom
) -> None:
    room.raising["recognise"] = RuntimeError("secret detail")
    client.say(*TURN)
    failed = await client.until("conversation.item.input_audio_transcription.failed")
    assert "secret" not in failed["error"]["message"]


async def test_nothing_said_is_not_answered(client: Client, room: FakeRoom) -> None:
    room.transcripts = [""]
    client.say(*TURN)
    completed = await client.until("conversation.item.input_audio_transcription.completed")
    assert completed["transcript"] == ""
    client.say(hush(200))
    assert await client.settled() == []
    assert room.questions == []


async def test_a_click_is_no_turn(client: Client) -> None:
    client.say(hush(300), tone(40), hush(900))
    assert await client.settled() == []


async def test_the_second_sentence_is_composed_while_the_first_is_heard(
    client: Client, room: FakeRoom
) -> None:
    room.sentences = ("这款259元。", "今天发货。")
    room.composing.clear()
    client.ask("多少钱")
    await client.until("response.output_audio.delta")
    assert room.spoken == [("这款259元。", "zh", "zf_xiaoxiao")]
    room.composing.set()
    done = await client.until("response.done")
    assert done["response"]["output"][0]["content"][0]["transcript"] == "这款259元。今天发货。"
    assert [text for text, _, _ in room.spoken] == list(room.sentences)


async def test_sound_goes_out_in_slices_a_client_can_stop_at(
    client: Client, room: FakeRoom
) -> None:
    client.ask("多少钱")
    await client.until("response.done")
    deltas = [e for e in client.events if e["type"] == "response.output_audio.delta"]
    assert all(len(e["delta"]) <= 200 * 48 * 4 / 3 for e in deltas)


async def test_first_audio_is_counted_from_the_last_speech_sample(
    client: Client, room: FakeRoom
) -> None:
    room.transcripts = ["多少钱"]
    room.speaking.clear()
    client.say(*TURN)
    await client.until("response.output_audio_transcript.delta")
    blocked = time.monotonic()
    await asyncio.sleep(0.05)
    held_ms = (time.monotonic() - blocked) * 1000
    room.speaking.set()
    await client.until("response.done")
    await client.settled()
    assert held_ms <= room.first_audio["answer-1"] < 5_000


async def test_a_timing_that_cannot_be_kept_costs_nothing(client: Client, room: FakeRoom) -> None:
    room.raising["record"] = RuntimeError("the database is locked")
    client.ask("多少钱")
    assert (await client.until("response.done"))["response"]["status"] == "completed"
    client.ask("多少钱")
    assert (await client.until("response.done"))["response"]["status"] == "completed"


# interruptions


async def _half_spoken(client: Client, room: FakeRoom) -> None:
    """An answer of which one sentence is out and the next is not."""
    room.sentences = ("这款259元。", "今天发货。")
    room.composing.clear()
    room.transcripts = ["多少钱"]
    client.say(*TURN)
    await client.until("response.output_audio.delta")
    await client.settled()


async def test_speech_stops_the_answer(client: Client, room: FakeRoom) -> None:
    await _half_spoken(client, room)
    seen = len(client.events)
    client.say(tone(300))
    done = await client.until("response.done")
    kinds = [event["type"] for event in client.events[seen:]]
    assert kinds == [
        "input_audio_buffer.speech_started",
        "response.output_audio.done",
        "response.output_audio_transcript.done",
        "response.content_part.done",
        "conversation.item.done",
        "response.output_item.done",
        "response.done",
    ]
    assert done["response"]["status"] == "cancelled"
    assert done["response"]["status_details"] == {"type": "cancelled", "reason": "turn_detected"}
    assert done["response"]["output"][0]["status"] == "incomplete"
    assert "ask" not in room.stopped  # it may have been a cough


async def test_an_answer_is_composed_no_further_once_a_question_cuts_it_off(
    client: Client, room: FakeRoom
) -> None:
    await _half_spoken(client, room)
    room.transcripts = ["有黑色吗"]
    client.say(tone(400), hush(200))
    await client.until("response.done")
    await client.settled()
    assert "ask" in room.stopped


async def test_nothing_of_a_cancelled_response_comes_after(client: Client, room: FakeRoom) -> None:
    await _half_spoken(client, room)
    client.say(tone(300))
    done = await client.until("response.done")
    room.composing.set()
    client.say(hush(100))
    later = await client.settled()
    assert not [e for e in later if e.get("response_id") == done["response"]["id"]]


async def test_sound_still_queued_for_a_slow_client_is_taken_back(
    client: Client, room: FakeRoom
) -> None:
    room.sentences = ("这款" * 40, "今天发货。")
    room.composing.clear()
    room.speaking.clear()
    client.ask("多少钱")
    await client.until("response.output_audio_transcript.delta")
    client.socket.open.clear()
    room.speaking.set()
    await asyncio.wait_for(room.all_sounds.wait(), WAIT_S)
    client.send("response.cancel")
    await asyncio.wait_for(room.silenced.wait(), WAIT_S)
    for _ in range(10):  # turns of the loop, for the canceller to close the response
        await asyncio.sleep(0)
    client.socket.open.set()
    done = await client.until("response.done")
    assert done["response"]["status"] == "cancelled"
    assert client.sound().seconds <= 0.05  # what was on its way already
    item_id = done["response"]["output"][0]["id"]
    client.send("conversation.item.retrieve", item_id=item_id)
    kept = (await client.until("conversation.item.retrieved"))["item"]["content"][0]["audio"]
    assert len(kept) * 3 // 4 <= 0.05 * 48_000


async def test_speech_need_not_interrupt(client: Client, room: FakeRoom) -> None:
    client.send(
        "session.update",
        session={
            "type": "realtime",
            "audio": {
                "input": {
                    "turn_detection": {
                        "type": "server_vad",
                        "interrupt_response": False,
                        "silence_duration_ms": 400,
                    }
                }
            },
        },
    )
    await _half_spoken(client, room)
    room.transcripts = ["有黑色吗"]
    client.say(*TURN)
    await client.until("conversation.item.input_audio_transcription.completed")
    room.composing.set()
    first = await client.until("response.done")
    second = await client.until("response.done")
    assert first["response"]["status"] == second["response"]["status"] == "completed"
    assert [question.text for question in room.questions] == ["多少钱", "有黑色吗"]


async def test_create_response_may_be_left_to_the_client(client: Client, room: FakeRoom) -> None:
    client.send(
        "session.update",
        session={
            "type": "realtime",
            "audio": {
                "input": {"turn_detection": {"type": "semantic_vad", "create_response": False}}
            },
        },
    )
    room.transcripts = ["多少钱"]
    client.say(hush(200), tone(600), hush(900))
    await client.until("conversation.item.input_audio_transcription.completed")
    assert await client.settled() == []
    client.send("response.create")
    await client.until("response.done")
    assert room.questions[0].text == "多少钱"


async def test_a_question_cut_off_before_its_answer_is_answered_with_the_next(
    client: Client, room: FakeRoom
) -> None:
    room.transcripts = ["这件多少钱", "黑色的"]
    room.recognising.clear()
    client.say(*TURN)
    await client.until("input_audio_buffer.committed")
    client.say(tone(400))
    await client.until("input_audio_buffer.speech_started")
    room.recognising.set()
    await client.until("conversation.item.input_audio_transcription.completed")
    client.say(hush(1300))
    await client.until("response.done")
    assert [question.text for question in room.questions] == ["这件多少钱，黑色的"]


async def test_a_cough_does_not_leave_a_question_unanswered(client: Client, room: FakeRoom) -> None:
    room.transcripts = ["这件多少钱", ""]
    room.recognising.clear()
    client.say(*TURN)
    await client.until("input_audio_buffer.committed")
    client.say(tone(200))
    await client.until("input_audio_buffer.speech_started")
    room.recognising.set()
    client.say(hush(1300))
    done = await client.until("response.done")
    assert done["response"]["status"] == "completed"
    assert [question.text for question in room.questions] == ["这件多少钱"]


async def test_a_cough_in_the_middle_of_an_answer_does_not_silence_it(
    client: Client, room: FakeRoom
) -> None:
    await _half_spoken(client, room)
    room.transcripts = [""]
    client.say(tone(200), hush(1300))
    assert (await client.until("response.done"))["response"]["status"] == "cancelled"
    room.composing.set()
    done = await client.until("response.done")
    assert done["response"]["output"][0]["content"][0]["transcript"] == "这款259元。今天发货。"
    assert [question.text for question in room.questions] == ["多少钱"]


async def test_an_answer_goes_on_where_a_cough_stopped_it(client: Client, room: FakeRoom) -> None:
    room.sentences = ("这款259元。", "今天发货。")
    client.ask("多少钱")
    done = await client.until("response.done")
    before = client.sound().seconds
    room.transcripts = [""]
    client.say(tone(200))
    await client.until("input_audio_buffer.speech_started")
    item_id = done["response"]["output"][0]["id"]
    client.send("conversation.item.truncate", item_id=item_id, content_index=0, audio_end_ms=550)
    client.say(hush(1300))
    again = await client.until("response.done")
    # 550 ms were heard: the first sentence, of 350 ms, and 200 ms of the second, of which 160 are
    # gone back: a syllable that was cut is said again whole.
    assert again["response"]["output"][0]["content"][0]["transcript"] == "今天发货。"
    assert client.sound().seconds - before == pytest.approx(0.21, abs=0.01)
    assert [text for text, _, _ in room.spoken] == list(room.sentences)
    assert room.remembered == [("小李", ANY, "这款259元。"), ("小李", ANY, "这款259元。今天发货。")]


@pytest.mark.parametrize("nod", ["嗯", "嗯嗯。", "对对对", "哈哈哈", "好的", "Mm-hmm.", "OK"])
async def test_a_nod_does_not_stop_an_answer_and_is_not_answered(
    client: Client, room: FakeRoom, nod: str
) -> None:
    room.sentences = ("这款259元。", "今天发货。")
    client.ask("多少钱")
    await client.until("response.done")
    room.transcripts = [nod]
    client.say(tone(250), hush(1300))
    again = (await client.until("response.done"))["response"]
    assert again["status"] == "completed"
    assert again["output"][0]["content"][0]["transcript"] == "这款259元。今天发货。"
    assert len(room.questions) == 1
    assert await client.settled() == []


async def test_the_answers_own_words_do_not_stop_it(client: Client, room: FakeRoom) -> None:
    room.sentences = ("这款羽绒服现在259元，包邮。",)
    client.ask("多少钱")
    await client.until("response.done")
    room.transcripts = ["羽绒服现在259元"]
    client.say(tone(500), hush(1300))
    await client.until("response.done")
    assert len(room.questions) == 1


@pytest.mark.parametrize(
    "words", ["停", "等一下", "不是", "有黑色吗", "Wait, stop", "我问的是运费"]
)
async def test_words_that_mean_it_stop_an_answer(
    client: Client, room: FakeRoom, words: str
) -> None:
    room.sentences = ("这款259元。", "今天发货。")
    client.ask("多少钱")
    await client.until("response.done")
    room.transcripts = [words]
    client.say(tone(400), hush(1300))
    await client.until("response.done")
    assert [question.text for question in room.questions] == ["多少钱", words]


async def test_a_cough_while_an_answer_is_still_played_does_not_silence_it(
    client: Client, room: FakeRoom
) -> None:
    client.ask("多少钱")
    done = await client.until("response.done")
    room.transcripts = [""]
    client.say(tone(200))
    await client.until("input_audio_buffer.speech_started")
    item_id = done["response"]["output"][0]["id"]
    client.send("conversation.item.truncate", item_id=item_id, content_index=0, audio_end_ms=100)
    client.say(hush(1300))
    assert (await client.until("response.done"))["response"]["status"] == "completed"
    assert [question.text for question in room.questions] == ["多少钱"]


async def test_what_is_said_into_an_answer_takes_its_place(client: Client, room: FakeRoom) -> None:
    await _half_spoken(client, room)
    room.transcripts = ["有黑色吗", ""]
    client.say(tone(400), hush(1300))
    await client.until("response.done")
    room.composing.set()
    await client.until("response.done")
    client.say(tone(200), hush(1300))
    await client.until("conversation.item.input_audio_transcription.completed")
    await client.until("response.done")  # the second answer goes on, not the first
    assert [question.text for question in room.questions] == ["多少钱", "有黑色吗"]


async def test_a_turn_longer_than_allowed_is_cut_and_answered(
    client: Client, room: FakeRoom
) -> None:
    room.transcripts = ["很长的话"]
    client.say(tone(5_500), frame_ms=500)
    await client.until("input_audio_buffer.committed")
    assert room.recognised[-1].seconds == pytest.approx(5.0, abs=0.1)


async def test_the_words_of_a_long_turn_are_shown_as_they_settle(
    client: Client, room: FakeRoom
) -> None:
    room.transcripts = [
        "这件羽绒服",
        "这件羽绒服有没有",
        "这件羽绒服有没有大码",
        "这件羽绒服有没有大码的",
    ]
    for _ in range(9):
        client.say(tone(500))
        await client.settled()
    client.say(hush(1_300))
    completed = await client.until("conversation.item.input_audio_transcription.completed")
    deltas = [
        event["delta"]
        for event in client.events
        if event["type"] == "conversation.item.input_audio_transcription.delta"
    ]
    assert len(deltas) >= 2
    assert "".join(deltas) == completed["transcript"]
    assert completed["transcript"].startswith(deltas[0])
