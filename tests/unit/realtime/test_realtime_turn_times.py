"""Where the time of a turn over the Realtime protocol goes, on clocks that tests move."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from realtime_fakes import WAIT_S, Client, FakeRoom, FakeSocket, hush, tone
from support.clock import VirtualClock

from assistant.answering.values import Answer, AnswerEvent, Question
from assistant.gateways.realtime.conversation import Conversation, Item, Part
from assistant.gateways.realtime.outbox import Outbox
from assistant.gateways.realtime.request import Request
from assistant.gateways.realtime.responses import Responses
from assistant.gateways.realtime.speaker import EventSpeaker
from assistant.speech.audio import Audio
from assistant.speech.recognisers.port import RecogniserError
from assistant.telemetry import Laps, TurnLatency, TurnTimer, current_trace_id, note


async def over(room: FakeRoom) -> tuple[TurnLatency, Answer | None]:
    return await asyncio.wait_for(room.turns.get(), WAIT_S)


@dataclass
class SlowRoom(FakeRoom):
    """A room whose every stage takes time, of a clock that stands still in between."""

    clock: VirtualClock = field(default_factory=VirtualClock)
    traces: set[str] = field(default_factory=set)

    async def ask(self, question: Question) -> AsyncIterator[AnswerEvent]:
        self.traces.add(current_trace_id())
        laps = Laps("understanding")
        for ms, key in ((7.5, "grounding"), (2.25, "first_sentence"), (1.0, None)):
            await asyncio.sleep(0)
            self.clock.passes(ms)
            laps.next(key)
        async for made in super().ask(question):
            yield made

    async def speak(self, text: str, *, language: str, voice: str = "") -> AsyncIterator[Audio]:
        note("synthesis", "cached")
        await asyncio.sleep(0)
        self.clock.passes(88.0)
        async for piece in super().speak(text, language=language, voice=voice):
            yield piece


class SlowSocket(FakeSocket):
    """A socket that takes three milliseconds for every piece of sound."""

    def __init__(self, clock: VirtualClock) -> None:
        super().__init__()
        self.clock = clock

    async def send(self, text: str) -> None:
        if "output_audio.delta" in text:
            self.clock.passes(3.0)
        await super().send(text)


async def answered(room: SlowRoom, request: Request) -> None:
    """Let `room` answer over a socket, until its first sound has left."""
    outbox = Outbox()
    speaker = EventSpeaker(outbox, room.clock)
    async with asyncio.TaskGroup() as tasks:
        delivering = tasks.create_task(outbox.deliver(SlowSocket(room.clock)))
        responses = Responses(
            room, Conversation(), outbox, speaker, tasks, on_cut=lambda _: asyncio.sleep(0)
        )
        responses.start(request)
        room.turns.put_nowait(await room.turns.get())
        delivering.cancel()


def spoken(clock: VirtualClock) -> Item:
    """A question that was heard: 480 ms until its end was known, 35 more for its text."""
    turn = TurnTimer("voice", sounds=True, clock=clock)
    clock.passes(480)
    turn.spent("turn_end", since=turn.began)
    with turn.spending("recognition"):
        clock.passes(35)
    part = Part("input_audio", text="多少钱")
    part.heard.set()
    return Item(role="user", parts=[part], asked_at=turn.began, heard_ms=35.0, turn=turn)


async def test_every_millisecond_of_a_spoken_turn_is_somebodys() -> None:
    room = SlowRoom()
    item = spoken(room.clock)
    room.clock.passes(20)  # an earlier answer was waited for
    await answered(room, Request(asked=(item,), viewer="小李", since=item.asked_at))
    turn, answer = await over(room)
    assert turn.by_key() == {
        "turn_end": 480.0,
        "recognition": 35.0,
        "queue": 20.0,
        "understanding": 7.5,
        "grounding": 2.25,
        "first_sentence": 1.0,
        "synthesis": 88.0,
        "transport": 3.0,
    }
    assert turn.total_ms == 636.75
    assert (turn.source, turn.reason, turn.cached) == ("voice", "ok", True)
    assert answer is not None
    assert room.first_audio == {answer.answer_id: 636.75 - 35.0}
    assert room.traces == {turn.trace_id}


async def test_a_written_question_that_is_answered_aloud_has_no_turn_end() -> None:
    room = SlowRoom()
    item = Item(role="user", parts=[Part("input_text", text="多少钱")])
    item.turn = TurnTimer("text", clock=room.clock)
    await answered(room, Request(asked=(item,), viewer="小李", since=room.clock()))
    latency, _ = await over(room)
    assert list(latency.by_key()) == [
        "understanding",
        "grounding",
        "first_sentence",
        "synthesis",
        "transport",
    ]
    assert latency.source == "text"


async def test_a_turn_found_in_sound_adds_up(client: Client, room: FakeRoom) -> None:
    room.transcripts = ["多少钱"]
    client.say(tone(400), hush(1300))
    await client.until("response.done")
    turn, answer = await over(room)
    keys = list(turn.by_key())
    assert keys[0] == "turn_end"
    assert {"recognition", "synthesis", "transport"} <= set(keys)
    assert (turn.source, turn.reason, turn.handed_over) == ("voice", "ok", True)
    summed = sum(round(it.duration_ms * 1000) for it in turn.contributions)
    assert summed == round(turn.total_ms * 1000)
    assert answer is not None
    assert room.first_audio[answer.answer_id] <= turn.total_ms
    assert room.turns.empty()


async def test_transport_lasts_until_the_socket_took_the_sound(
    client: Client, room: FakeRoom
) -> None:
    client.socket.open.clear()
    client.ask("多少钱")
    await asyncio.wait_for(room.all_sounds.wait(), WAIT_S)
    assert room.turns.empty()
    assert room.first_audio == {}
    client.socket.open.set()
    turn, _ = await over(room)
    assert list(turn.by_key())[-1] == "transport"
    assert turn.handed_over


async def test_an_answer_in_text_ends_its_turn(client: Client, room: FakeRoom) -> None:
    client.ask("多少钱", output_modalities=["text"])
    await client.until("response.done")
    turn, answer = await over(room)
    assert (turn.source, turn.reason) == ("text", "ok")
    assert answer is not None
    assert "synthesis" not in turn.by_key()


async def test_an_answer_that_is_interrupted_before_it_sounds(
    client: Client, room: FakeRoom
) -> None:
    room.speaking.clear()
    client.ask("多少钱")
    await client.until("response.output_audio_transcript.delta")
    client.send("response.cancel")
    await client.until("response.done")
    turn, _ = await over(room)
    assert (turn.reason, turn.handed_over) == ("interrupted", False)
    assert turn.contributions[-1].key == "synthesis"
    assert room.turns.empty()


async def test_a_cough_is_ignored(client: Client, room: FakeRoom) -> None:
    room.transcripts = [""]
    client.say(tone(300), hush(1300))
    turn, answer = await over(room)
    assert (turn.reason, turn.handed_over, answer) == ("ignored", False, None)
    assert turn.contributions[0].key == "turn_end"


@pytest.mark.parametrize("stage", ["recognise", "ask", "speak"])
async def test_a_turn_that_fails_is_an_error(client: Client, room: FakeRoom, stage: str) -> None:
    room.transcripts = ["多少钱"]
    room.raising[stage] = RecogniserError("no")
    client.say(tone(400), hush(1300))
    turn, _ = await over(room)
    assert (turn.reason, turn.handed_over) == ("error", False)
    assert room.turns.empty()
