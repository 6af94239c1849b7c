"""A call from offer to hang-up: what is said is heard, what is answered sounds, nothing stays."""

import asyncio
import re
import threading

import psutil
import pytest
from realtime_fakes import FakeRoom, hush, tone
from support.peer import Viewer

from assistant.gateways.realtime.errors import ProtocolError
from assistant.gateways.webrtc.call import Asked, Call
from assistant.gateways.webrtc.calls import Calls, TooManyCalls
from assistant.gateways.webrtc.sdp import OfferRefused


async def test_a_spoken_question_is_answered_on_the_track(viewer: Viewer, room: FakeRoom) -> None:
    room.transcripts = ["多少钱"]
    await viewer.until("session.created")
    viewer.microphone.say(hush(200))
    viewer.microphone.say(tone(600))
    await viewer.until("output_audio_buffer.started")
    await viewer.until("output_audio_buffer.stopped")
    await asyncio.sleep(0.2)  # what was sent last is still on its way

    assert room.questions[0].text == "多少钱"
    assert room.questions[0].source == "voice"
    assert room.recognised[0].seconds == pytest.approx(0.6 + 0.3 + 0.2, abs=0.3)
    made_ms = 50 * len("这款259元。")
    assert viewer.loud_ms == pytest.approx(made_ms, abs=60)
    assert "response.output_audio_transcript.done" in viewer.kinds
    assert "response.output_audio.delta" not in viewer.kinds


async def test_a_voice_stops_the_answer_and_it_is_cut_at_what_was_heard(
    viewer: Viewer, room: FakeRoom
) -> None:
    room.sentences = ("一" * 20, "二" * 60)  # 1 s and 3 s
    viewer.ask("介绍一下")
    await viewer.until("output_audio_buffer.started")
    item_id = next(
        event["item"]["id"]
        for event in viewer.events
        if event["type"] == "response.output_item.added"
    )
    await asyncio.sleep(1.3)
    room.transcripts, room.sentences = ["有黑色吗"], ()
    viewer.microphone.say(tone(400))
    cleared = await viewer.until("output_audio_buffer.cleared")
    truncated = await viewer.until("conversation.item.truncated")
    assert truncated["item_id"] == item_id
    assert 1_300 <= truncated["audio_end_ms"] <= 2_500
    assert room.remembered[-1][2] == "一" * 20
    loud = viewer.loud_ms
    await asyncio.sleep(0.5)
    assert viewer.loud_ms - loud <= 100, "the answer goes on"
    assert cleared["response_id"]


async def test_a_cough_holds_the_answer_and_it_goes_on_where_it_was(
    viewer: Viewer, room: FakeRoom
) -> None:
    room.sentences = ("一" * 40,)  # 2 s
    viewer.ask("介绍一下")
    await viewer.until("output_audio_buffer.started")
    await asyncio.sleep(0.4)
    viewer.microphone.say(tone(200))
    await viewer.until("input_audio_buffer.speech_started")
    await viewer.until("output_audio_buffer.stopped")
    await asyncio.sleep(0.3)  # what was sent last is still on its way
    kinds = [event["type"] for event in viewer.events]
    assert "output_audio_buffer.cleared" not in kinds
    assert "conversation.item.truncated" not in kinds
    assert len(room.questions) == 1
    assert 1_800 <= viewer.loud_ms <= 2_400  # all of it, and the syllable that was cut twice


async def test_the_client_can_clear_what_sounds(viewer: Viewer, room: FakeRoom) -> None:
    room.sentences = ("一" * 60,)
    viewer.ask("介绍一下")
    await viewer.until("output_audio_buffer.started")
    viewer.send("output_audio_buffer.clear")
    await viewer.until("output_audio_buffer.cleared")
    assert (await viewer.until("conversation.item.truncated"))["audio_end_ms"] < 1_000


async def test_a_buffer_that_nobody_commits_does_not_end_the_call(viewer: Viewer) -> None:
    session = {"type": "realtime", "audio": {"input": {"turn_detection": None}}}
    viewer.send("session.update", session=session)
    await viewer.until("input_audio_buffer.cleared")  # after the five seconds it holds
    viewer.ask("多少钱")
    assert (await viewer.until("response.done"))["response"]["status"] == "completed"


async def test_a_session_comes_with_the_call(calls: Calls, room: FakeRoom) -> None:
    session = {"type": "realtime", "output_modalities": ["text"]}

    async def signal(offer: str) -> str:
        return (await calls.take(Asked(offer, "room:demo", session=session), room))[1]

    viewer = Viewer()
    await viewer.call(signal)
    created = await viewer.until("session.created")
    assert created["session"]["output_modalities"] == ["text"]
    assert "useinbandfec=1" in viewer.answer
    await viewer.close()


async def test_what_cannot_be_answered_leaves_nothing(calls: Calls, room: FakeRoom) -> None:
    viewer = Viewer()
    offer = await viewer.offer()
    await viewer.close()
    wrong = {"type": "realtime", "audio": {"output": {"speed": 3}}}
    with pytest.raises(ProtocolError):
        await calls.take(Asked(offer, "room:demo", session=wrong), room)
    for sdp in ("", "v=0", offer.replace("opus/48000/2", "speex/8000"), offer + "x" * 70_000):
        with pytest.raises(OfferRefused):
            await calls.take(Asked(sdp, "room:demo"), room)
    assert len(calls) == 0


async def test_calls_are_bounded_and_each_can_be_ended(calls: Calls, room: FakeRoom) -> None:
    viewer = Viewer()
    asked = Asked(await viewer.offer(), "room:demo")
    taken = [(await calls.take(asked, room))[0] for _ in range(3)]
    with pytest.raises(TooManyCalls):
        await calls.take(asked, room)
    assert calls.hang_up(taken[0].id)
    await over(taken[0])
    assert not calls.hang_up(taken[0].id)
    await viewer.close()


async def test_nothing_is_left_after_twenty_calls(calls: Calls, room: FakeRoom) -> None:
    async def once() -> None:
        taken: list[Call] = []

        async def signal(offer: str) -> str:
            call, answer = await calls.take(Asked(offer, "room:demo"), room)
            taken.append(call)
            return answer

        viewer = Viewer()
        await viewer.call(signal)
        viewer.ask("多少钱")
        await viewer.until("output_audio_buffer.started")
        await viewer.close()
        await over(*taken)

    await once()
    before = _left()
    for _ in range(20):
        await once()
    assert _left() == before


async def over(*calls: Call) -> None:
    """Wait until these calls are over."""
    names = {f"call {call.id}" for call in calls}
    held = [task for task in asyncio.all_tasks() if task.get_name() in names]
    if held:
        await asyncio.wait(held, timeout=10)


def _left() -> tuple[int, int, list[str]]:
    """Tasks, threads, and sockets of this process."""
    tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    threads = [t.name for t in threading.enumerate() if re.match("audio-", t.name)]
    sockets = len(psutil.Process().net_connections("udp"))
    return len(tasks), sockets, threads
