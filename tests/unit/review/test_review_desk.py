"""Acting on review items: one person at a time, each action once."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from support.review import BEGAN, Moments, ask, asked, open_room

from assistant.review.queue.actions import (
    Action,
    Approve,
    Assign,
    Correct,
    Dismiss,
    Escalate,
    Note,
    Reopen,
    Tag,
    Untag,
)
from assistant.review.queue.desk import Decision, Desk
from assistant.review.queue.ports import Actor
from assistant.review.queue.refusals import (
    Changed,
    Claimed,
    Conflict,
    KeyReused,
    NotClaimed,
    NotSayable,
    Refusal,
    WrongState,
)
from assistant.store import Database, NotStored
from assistant.store.review import actions, items, outbox
from assistant.store.review.filters import Filters
from assistant.store.review.items import Item
from assistant.store.review.states import State
from assistant.store.searching import Term
from assistant.store.staff import audit

LI, WANG = Actor("li", "小李"), Actor("wang", "小王")
CLAIM = timedelta(seconds=120)


@pytest.fixture
def moments() -> Moments:
    return Moments()


@pytest.fixture
def desk(database: Database, moments: Moments) -> Desk:
    return Desk(database, claim=CLAIM, clock=moments)


@pytest.fixture
async def item(database: Database) -> Item:
    await open_room(database)
    await ask(database, asked())
    return await read(database, 1)


async def read(database: Database, item: int) -> Item:
    async with database.reading() as session:
        return await items.get(session, item)


async def found_by(database: Database, **filters: Any) -> list[int]:
    async with database.reading() as session:
        page = await items.page(session, Filters(**filters), now=BEGAN)
    return [item.id for item in page.items]


def decide(action: Action, key: str = "k", version: int = 1) -> Decision:
    return Decision(action, key, version)


async def test_a_claim_keeps_others_away_until_it_ends(
    desk: Desk, item: Item, moments: Moments
) -> None:
    claimed = await desk.claim(item.id, LI)
    assert (claimed.claimed_by, claimed.claimed_until) == ("li", BEGAN + CLAIM)
    with pytest.raises(Claimed, match="小李 is working on item 1") as refused:
        await desk.claim(item.id, WANG)
    assert refused.value.more["until"] == (BEGAN + CLAIM).isoformat()
    assert "小李正在处理" in refused.value.zh
    moments.passes(119)
    assert (await desk.claim(item.id, LI)).claimed_until == moments.at + CLAIM
    moments.passes(119)
    with pytest.raises(Claimed):
        await desk.claim(item.id, WANG)
    moments.passes(1)
    assert (await desk.claim(item.id, WANG)).held_by(moments.at) == "wang"


async def test_who_holds_it_may_let_go_and_nobody_else(desk: Desk, item: Item) -> None:
    await desk.claim(item.id, LI)
    with pytest.raises(Claimed):
        await desk.release(item.id, WANG)
    assert (await desk.release(item.id, LI)).claimed_by == ""
    assert (await desk.release(item.id, WANG)).claimed_by == ""
    assert (await desk.claim(item.id, WANG)).claimed_by == "wang"


@pytest.mark.parametrize(
    ("action", "state"),
    [
        (Approve(), State.APPROVED),
        (Correct("249元。", "zh"), State.CORRECTED),
        (Dismiss(), State.DISMISSED),
    ],
)
async def test_it_is_settled_and_taken_back(
    desk: Desk, database: Database, item: Item, action: Action, state: State
) -> None:
    await desk.claim(item.id, LI)
    done = await desk.act(item.id, decide(action), LI)
    assert (done.state, done.version) == (state, 2)
    settled = await read(database, item.id)
    assert (settled.settled_by, settled.settled_at, settled.claimed_by) == ("小李", BEGAN, "")
    with pytest.raises(Changed) as refused:
        await desk.act(item.id, decide(Reopen(), "again", 1), WANG)
    assert refused.value.more["version"] == 2
    await desk.act(item.id, decide(Reopen(), "again", 2), WANG)
    opened = await read(database, item.id)
    assert (opened.state, opened.settled_at, opened.told) == (State.OPEN, None, "")
    with pytest.raises(WrongState, match="nothing to reopen"):
        await desk.act(item.id, decide(Reopen(), "more", 3), WANG)


async def test_nothing_is_settled_without_a_claim(desk: Desk, item: Item, moments: Moments) -> None:
    with pytest.raises(NotClaimed, match="claim it first"):
        await desk.act(item.id, decide(Approve()), LI)
    await desk.claim(item.id, LI)
    with pytest.raises(Claimed):
        await desk.act(item.id, decide(Approve()), WANG)
    moments.passes(120)
    with pytest.raises(NotClaimed, match="run out"):
        await desk.act(item.id, decide(Approve()), LI)


async def test_a_decision_on_another_answer_is_refused(
    desk: Desk, database: Database, item: Item
) -> None:
    await desk.claim(item.id, LI)
    await ask(database, asked(digest="199", answer="199元。"))
    with pytest.raises(Changed, match="look at it again"):
        await desk.act(item.id, decide(Approve(), version=1), LI)
    assert (await desk.act(item.id, decide(Approve(), version=2), LI)).state is State.APPROVED
    with pytest.raises(WrongState, match="approved already"):
        await desk.act(item.id, decide(Approve(), "other", 3), LI)


async def test_the_same_key_is_the_same_action(
    desk: Desk, database: Database, item: Item, moments: Moments
) -> None:
    await desk.claim(item.id, LI)
    correct = decide(Correct("249元。", "zh"))
    first = await desk.act(item.id, correct, LI)
    moments.passes(1000)  # the claim is gone, the state another: what was done was done
    assert await desk.act(item.id, correct, LI) == first
    with pytest.raises(KeyReused, match="'k' was used for another request"):
        await desk.act(item.id, decide(Correct("248元。", "zh")), LI)
    with pytest.raises(WrongState):
        await desk.act(item.id, correct, WANG)  # keys are each person's own
    async with database.reading() as session:
        assert len(await actions.of_item(session, item.id)) == 1
        assert len(await outbox.of_item(session, item.id)) == 1


async def test_who_gave_no_name_is_told_with_the_room(
    desk: Desk, database: Database, item: Item
) -> None:
    await ask(database, asked("有货吗", viewer=""))
    await desk.claim(2, LI)
    said = Correct("有", "zh", to="viewer")
    with pytest.raises(NotSayable, match="send it to the room"):
        await desk.act(2, decide(said), LI)
    assert (await read(database, 2)).state is State.OPEN
    await desk.act(2, decide(replace(said, to="room")), LI)


async def test_what_need_not_be_claimed(desk: Desk, database: Database, item: Item) -> None:
    await desk.claim(item.id, LI)
    for number, action in enumerate(
        (Note("问过仓库了"), Tag("物流"), Tag("急"), Tag("急"), Untag("物流"), Assign("li"))
    ):
        await desk.act(item.id, Decision(action, f"k{number}"), WANG)
    changed = await read(database, item.id)
    assert (changed.tags, changed.assignee, changed.version) == (("急",), "li", 1)
    assert await found_by(database, tag="急") == [1]
    assert await found_by(database, tag="物流") == []
    assert await found_by(database, assignee="li") == [1]
    assert await found_by(database, words=[Term(("仓", "库"))]) == [1]
    async with database.reading() as session:
        done = await actions.of_item(session, item.id)
    assert sorted(action.kind for action in done) == sorted(
        ("note", "tag", "tag", "tag", "untag", "assign")
    )


async def test_what_is_escalated_comes_first(desk: Desk, database: Database, item: Item) -> None:
    await ask(database, asked("有货吗", askers=100))
    assert await found_by(database) == [2, 1]
    await desk.act(item.id, Decision(Escalate("要赔偿", "lead"), "k"), WANG)
    assert await found_by(database) == [1, 2]
    assert (await read(database, 1)).assignee == "lead"


async def test_an_item_that_is_not_there(desk: Desk, database: Database) -> None:
    with pytest.raises(NotStored, match="no review item 7"):
        await desk.claim(7, LI)
    with pytest.raises(NotStored, match="no review item 7"):
        await desk.act(7, decide(Approve()), LI)


async def test_what_is_done_stands_in_the_audit_log(
    database: Database, item: Item, moments: Moments
) -> None:
    desk = Desk(database, clock=moments)
    li = Actor("li", "小李", "session", "10.0.0.7")
    await desk.act(item.id, Decision(Tag("急"), "a"), li)
    await desk.act(item.id, Decision(Tag("急"), "a"), li)  # the same again
    with pytest.raises(NotClaimed):
        await desk.act(item.id, Decision(Approve(), "b", 1), li)
    async with database.reading() as session:
        (entry,) = await audit.page(session, before=None, limit=10)
    assert (entry.actor, entry.by, entry.address) == ("小李", "session", "10.0.0.7")
    assert (entry.action, entry.subject) == ("review.tag", f"review-item:{item.id}")
    assert json.loads(entry.detail) == {"tag": "急"}


ROUNDS = 12


async def test_of_two_who_race_for_an_item_one_answers(database: Database, item: Item) -> None:
    desk = Desk(database)

    async def answer(staff: Actor, number: int, version: int) -> bool:
        try:
            await desk.claim(item.id, staff)
            said = Correct(f"{staff.name}说", "zh")
            await desk.act(item.id, Decision(said, f"r{number}", version), staff)
        except Conflict:
            return False
        return True

    for number in range(ROUNDS):
        version = (await read(database, item.id)).version
        one = await asyncio.gather(answer(LI, number, version), answer(WANG, number, version))
        assert sorted(one) == [False, True]
        settled = await read(database, item.id)
        await desk.act(item.id, Decision(Reopen(), f"o{number}", settled.version), LI)
    async with database.reading() as session:
        corrections = [
            action for action in await actions.of_item(session, item.id) if action.kind == "correct"
        ]
    assert len(corrections) == ROUNDS


async def test_the_same_action_sent_many_times_at_once_is_done_once(
    database: Database, item: Item
) -> None:
    desk = Desk(database)
    await desk.claim(item.id, LI)
    done = await asyncio.gather(
        *(desk.act(item.id, decide(Correct("249元。", "zh")), LI) for _ in range(8))
    )
    assert len({replace(one, detail={}) == replace(done[0], detail={}) for one in done}) == 1
    assert len({one.id for one in done}) == 1
    async with database.reading() as session:
        assert len(await outbox.of_item(session, item.id)) == 1


def test_every_refusal_has_its_code() -> None:
    kinds = [kind for kind in Refusal.__subclasses__() if kind is not Conflict]
    codes = [kind.code for kind in (*kinds, *Conflict.__subclasses__())]
    assert len(codes) == len(set(codes))
    assert set(codes) >= {"claimed", "not_claimed", "changed", "wrong_state", "taken", "key_reused"}
