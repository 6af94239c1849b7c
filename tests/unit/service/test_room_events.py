import asyncio
from datetime import UTC, datetime

import pytest

from assistant.answering.values import Sentence
from assistant.room.events import (
    AnswerSentence,
    AnswerStopped,
    Comment,
    CommentAdded,
    EventBus,
    SubscriberDropped,
)


def stopped(number: int) -> AnswerStopped:
    return AnswerStopped(f"q{number}", "cancelled")


async def test_everyone_gets_everything_in_order() -> None:
    bus = EventBus()
    async with bus.subscribe() as one, bus.subscribe() as other:
        for number in range(3):
            bus.publish(stopped(number))
        bus.close()
        for reader in (one, other):
            seen = [message["question_id"] async for message in reader]
            assert seen == ["q0", "q1", "q2"]


async def test_a_slow_reader_is_dropped_and_holds_nobody_up() -> None:
    bus = EventBus(capacity=4)
    async with bus.subscribe() as slow, bus.subscribe() as quick:
        seen = []
        for number in range(20):
            bus.publish(stopped(number))
            seen.append((await anext(quick))["question_id"])
        assert seen == [f"q{number}" for number in range(20)]
        with pytest.raises(SubscriberDropped):
            await anext(slow)


async def test_who_left_is_told_nothing_more() -> None:
    bus = EventBus(capacity=1)
    async with bus.subscribe():
        pass
    for number in range(5):
        bus.publish(stopped(number))  # would raise QueueFull inside if it were still there


async def test_closing_ends_a_waiting_reader() -> None:
    bus = EventBus()
    async with bus.subscribe() as reader:
        waiting = asyncio.ensure_future(anext(reader, None))
        await asyncio.sleep(0)
        bus.close()
        assert await waiting is None
    async with bus.subscribe() as late:
        assert await anext(late, None) is None


async def test_closing_ends_a_reader_whose_queue_is_full() -> None:
    bus = EventBus(capacity=2)
    async with bus.subscribe() as reader:
        bus.publish(stopped(0))
        bus.publish(stopped(1))
        bus.close()
        with pytest.raises(SubscriberDropped):
            [message async for message in reader]


def test_messages_have_the_shapes_of_the_api() -> None:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    assert CommentAdded(Comment("c1", "小明", "好看", at)).as_json() == {
        "type": "comment.added",
        "comment": {
            "id": "c1",
            "viewer": "小明",
            "text": "好看",
            "at": "2026-11-23T00:00:00+00:00",
        },
    }
    assert AnswerSentence("q1", Sentence("259元。", "zh", 0)).as_json() == {
        "type": "answer.sentence",
        "question_id": "q1",
        "index": 0,
        "text": "259元。",
        "language": "zh",
    }
