"""What staff wrote reaches viewers and becomes knowledge: at least once, known by its id."""

from typing import Any

import pytest
from support.review import BEGAN, Moments, ask, asked, open_room

from assistant.review.queue.actions import Correct, Reopen
from assistant.review.queue.delivery import LEASE, Delivery
from assistant.review.queue.desk import Decision, Desk
from assistant.review.queue.ports import Actor, Correction
from assistant.store import Database
from assistant.store.review import items, outbox

LI = Actor("li", "小李")


class Room:
    """Tells viewers, unless it is broken; learns."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str, dict[str, Any]]] = []
        self.learned: list[Correction] = []
        self.broken = False

    async def tell(self, room: str, text: str, **how: Any) -> None:
        self.told.append((room, text, how))
        if self.broken:
            raise RuntimeError("the room is not open")

    async def learn(self, correction: Correction) -> None:
        self.learned.append(correction)


@pytest.fixture
def moments() -> Moments:
    return Moments()


@pytest.fixture
def room() -> Room:
    return Room()


@pytest.fixture
async def action(database: Database, moments: Moments) -> str:
    """A correction to be told to who asked, aloud, and learned."""
    await open_room(database)
    await ask(database, asked())
    desk = Desk(database, clock=moments)
    await desk.claim(1, LI)
    said = Correct("249元。", "zh", "viewer", True, "product")
    return (await desk.act(1, Decision(said, "k", 1), LI)).id


@pytest.fixture
def delivery(database: Database, room: Room, moments: Moments) -> Delivery:
    return Delivery(database, teller=room, learner=room, clock=moments)


async def standing(database: Database) -> dict[str, tuple[str, int, str]]:
    async with database.reading() as session:
        errands = await outbox.of_item(session, 1)
    return {errand.kind: (errand.state, errand.attempts, errand.error) for errand in errands}


async def test_it_is_told_and_learned_once(
    database: Database, delivery: Delivery, room: Room, action: str
) -> None:
    assert await delivery.deliver() == 2
    assert await delivery.deliver() == 0
    ((where, text, how),) = room.told
    assert (where, text) == ("demo", "249元。")
    assert how == {
        "viewer": "小明", "aloud": True, "language": "zh", "answer_id": action, "by": LI,
    }  # fmt: skip
    (learned,) = room.learned
    assert (learned.id, learned.answer, learned.text) == (action, "259元。", "249元。")
    assert (learned.scope, learned.item.product, learned.by) == ("product", "coat", LI)
    assert await standing(database) == {"tell": ("done", 0, ""), "learn": ("done", 0, "")}


async def test_who_looks_at_the_item_sees_how_far_it_has_come(
    database: Database, delivery: Delivery, room: Room, action: str
) -> None:
    async with database.reading() as session:
        before = await items.last_change(session)
    room.broken = True
    await delivery.deliver()
    async with database.reading() as session:
        item = await items.get(session, 1)
    assert item.change == before + 2  # learned, and could not be told
    assert item.changed in ("tell sent", "learn sent")


async def test_what_cannot_be_told_is_tried_again_later_each_time(
    database: Database, delivery: Delivery, room: Room, moments: Moments, action: str
) -> None:
    room.broken = True
    await delivery.deliver()
    assert (await standing(database))["tell"] == ("waiting", 1, "the room is not open")
    assert await delivery.deliver() == 0
    moments.passes(1)
    assert await delivery.deliver() == 1
    moments.passes(1)
    assert await delivery.deliver() == 0
    room.broken = False
    moments.passes(1)
    assert await delivery.deliver() == 1
    assert (await standing(database))["tell"] == ("done", 2, "")
    assert {how["answer_id"] for _, _, how in room.told} == {action}


async def test_what_a_killed_process_had_taken_another_does(
    database: Database, delivery: Delivery, room: Room, moments: Moments, action: str
) -> None:
    async with database.writing() as session:
        taken = await outbox.take_due(session, BEGAN, kinds=("tell", "learn"), lease=LEASE, limit=9)
    assert len(taken) == 2
    assert await delivery.deliver() == 0
    moments.passes(30)
    assert await delivery.deliver() == 2
    assert len(room.told) == 1


async def test_without_who_tells_it_waits(
    database: Database, room: Room, moments: Moments, action: str
) -> None:
    learning = Delivery(database, learner=room, clock=moments)
    assert await learning.deliver() == 1
    await Delivery(database).run()  # nothing to do, ever
    assert await standing(database) == {"tell": ("waiting", 0, ""), "learn": ("done", 0, "")}


async def test_what_is_taken_back_in_time_is_not_told(
    database: Database, delivery: Delivery, room: Room, moments: Moments, action: str
) -> None:
    await Desk(database, clock=moments).act(1, Decision(Reopen(), "undo", 2), LI)
    assert await delivery.deliver() == 0
    assert room.told == []
    assert {state for state, _, _ in (await standing(database)).values()} == {"withdrawn"}
