"""Staff in a conversation: they silence the answer, and are heard themselves."""

import pytest
from realtime_fakes import Client, FakeRoom, hush, tone

from assistant.answering.values import Answer, Outcome, Question
from assistant.room.conduct.ruling import Ruling, held_answer
from assistant.room.conduct.words import Words

TAKEN = Ruling("hold", "taken_over")
WORDS = Words("a-1", "q-1", "亲，我是客服。今晚发货。", "zh", to="小李", aloud=True)


async def test_words_are_a_response_that_the_server_begins(client: Client, room: FakeRoom) -> None:
    await room.desk.tell(WORDS)
    done = (await client.until("response.done"))["response"]
    assert client.kinds(deltas=False)[1:] == [
        "response.created",
        "rate_limits.updated",
        "response.output_item.added",
        "conversation.item.added",
        "response.content_part.added",
        "response.output_audio.done",
        "response.output_audio_transcript.done",
        "response.content_part.done",
        "conversation.item.done",
        "response.output_item.done",
        "response.done",
    ]
    assert done["status"] == "completed"
    assert done["metadata"] == {"composer": "staff", "question_id": "q-1", "answer_id": "a-1"}
    assert done["output"][0]["content"][0]["transcript"] == WORDS.text
    assert client.sound().seconds == pytest.approx(0.05 * len(WORDS.text))
    assert room.questions == []


async def test_words_for_another_are_not_heard(client: Client, room: FakeRoom) -> None:
    await room.desk.tell(Words("a", "q", "给别人的。", "zh", to="小张", aloud=True))
    await room.desk.tell(Words("a", "q", "给大家的。", "zh", aloud=True))
    assert await client.settled() == []


async def test_words_wait_for_the_answer_that_is_being_told(client: Client, room: FakeRoom) -> None:
    room.composing.clear()
    client.ask("多少钱")
    await client.until("response.output_audio.delta")
    await room.desk.tell(WORDS)
    room.composing.set()
    first = (await client.until("response.done"))["response"]
    second = (await client.until("response.done"))["response"]
    assert first["output"][0]["content"][0]["transcript"] == "这款259元。"
    assert second["output"][0]["content"][0]["transcript"] == WORDS.text


async def test_words_wait_until_the_viewer_is_done(client: Client, room: FakeRoom) -> None:
    room.transcripts = ["多少钱"]
    client.say(hush(100), tone(400))
    await client.until("input_audio_buffer.speech_started")
    await room.desk.tell(WORDS)
    client.say(hush(1000))
    answers = [(await client.until("response.done"))["response"] for _ in range(2)]
    said = [answer["output"][0]["content"][0]["transcript"] for answer in answers]
    assert said == ["这款259元。", WORDS.text]


async def test_an_answer_that_is_being_told_ends_at_once(client: Client, room: FakeRoom) -> None:
    room.sentences = ("这款259元。", "今天发货。")
    room.composing.clear()
    client.ask("多少钱")
    created = await client.until("response.created")
    await client.until("response.output_audio.delta")
    room.desk.rules(TAKEN)
    done = (await client.until("response.done"))["response"]
    assert done["status_details"] == {"type": "incomplete", "reason": "content_filter"}
    assert done["status"] == done["output"][0]["status"] == "incomplete"
    cleared = await client.until("output_audio_buffer.cleared")
    assert cleared["response_id"] == created["response"]["id"]
    room.composing.set()
    assert await client.settled() == []
    assert room.remembered[-1][0] == "小李"


async def test_an_answer_that_is_made_but_still_sounds_is_cleared(
    client: Client, room: FakeRoom
) -> None:
    room.sentences = ("一" * 100,)
    client.ask("介绍一下")
    await client.until("response.done")
    room.desk.rules(TAKEN)
    await client.until("output_audio_buffer.cleared")
    assert room.remembered[-1][2] == ""


async def test_staffs_own_words_are_not_silenced(client: Client, room: FakeRoom) -> None:
    room.speaking.clear()
    await room.desk.tell(WORDS)
    await client.until("response.output_audio_transcript.delta")
    room.desk.rules(TAKEN)
    room.speaking.set()
    done = (await client.until("response.done"))["response"]
    assert done["status"] == "completed"


async def test_what_was_ruled_already_silences_nothing(client: Client, room: FakeRoom) -> None:
    room.desk.rules(Ruling("draft"))
    room.composing.clear()
    client.ask("多少钱")
    await client.until("response.output_audio.delta")
    room.desk.rules(Ruling("draft"))
    room.composing.set()
    assert (await client.until("response.done"))["response"]["status"] == "completed"


class Held(FakeRoom):
    """A room whose questions a person answers."""

    async def ask(self, question: Question):  # type: ignore[no-untyped-def]
        self.questions.append(question)
        yield held_answer(question, "zh", "held.taken_over")


@pytest.fixture
def held() -> Held:
    return Held()


TOOL = {
    "type": "function",
    "name": "transfer_to_human",
    "description": "hand off to staff",
    "parameters": {"type": "object", "properties": {}},
}


@pytest.mark.parametrize("choice", ["auto", "required"])
async def test_a_held_question_says_and_calls_nothing(held: Held, settings, choice: str) -> None:
    client = Client(held, settings)
    await client.until("session.created")
    client.ask("多少钱", tools=[TOOL], tool_choice=choice)
    done = (await client.until("response.done"))["response"]
    assert (done["status"], done["output"]) == ("completed", [])
    await client.close()
    assert len(held.questions) == 1


def test_a_held_answer_is_empty_and_handed_off() -> None:
    held = held_answer(Question("多少钱", "demo"), "zh", "held.off")
    assert isinstance(held, Answer)
    assert (held.text, held.outcome, held.language) == ("", Outcome.HANDED_OFF, "zh")
