"""How questions come into the queue, on both databases."""

from datetime import timedelta

from support.review import BEGAN, ask, asked, open_room

from assistant.store import Database
from assistant.store.history import History
from assistant.store.review import items
from assistant.store.review.filters import Filters
from assistant.store.review.items import Item
from assistant.store.review.states import State
from assistant.store.review.tables import ReviewItemRow
from assistant.store.searching import Term


async def queue(database: Database, **filters: object) -> tuple[Item, ...]:
    async with database.reading() as session:
        page = await items.page(session, Filters(**filters), now=BEGAN)  # type: ignore[arg-type]
    return page.items


async def settle(database: Database, item: int, state: State, told: str = "") -> None:
    async with database.writing() as session:
        row = await session.get(ReviewItemRow, item)
        assert row is not None
        row.state, row.told = state, told


async def test_alike_questions_are_one_item_that_counts_who_asks(database: Database) -> None:
    await open_room(database)
    await ask(database, asked("多少钱", key="price"))
    await ask(database, asked("啥价", key="price", viewer="小红", answer="现价259元。"))
    await ask(database, asked("啥价", key="price", viewer="小红"))
    await ask(database, asked("价格", key="price", viewer="", askers=30))
    (item,) = await queue(database)
    assert (item.question, item.viewer, item.askers, item.times) == ("多少钱", "小明", 32, 33)
    assert item.version == 1, "who else asks changes nothing that a decision rests on"
    async with database.reading() as session:
        assert len(await items.answers(session, item.id)) == 4


async def test_rooms_do_not_share_items(database: Database) -> None:
    await open_room(database, "a", "b")
    await ask(database, asked(room="a"))
    await ask(database, asked(room="b"))
    assert [item.room for item in await queue(database)] == ["a", "b"]
    assert [item.room for item in await queue(database, room="b")] == ["b"]


async def test_what_was_settled_is_no_new_work_until_the_answer_is_another(
    database: Database,
) -> None:
    await open_room(database)
    await ask(database, asked(key="price"))
    (item,) = await queue(database)
    await settle(database, item.id, State.APPROVED)
    await ask(database, asked(key="price", viewer="小红"))
    assert await queue(database) == ()
    (settled,) = await queue(database, state=State.APPROVED)
    assert (settled.times, settled.version) == (2, 1)
    later = BEGAN + timedelta(minutes=5)
    await ask(database, asked(key="price", digest="199", answer="199元。", at=later))
    (again,) = await queue(database)
    assert (again.id, again.askers, again.times, again.version) == (item.id, 1, 3, 2)
    assert (again.answer, again.opened_at) == ("199元。", later)


async def test_what_staff_said_is_not_asked_of_them_again(database: Database) -> None:
    await open_room(database)
    await ask(database, asked(key="price"))
    (item,) = await queue(database)
    await settle(database, item.id, State.CORRECTED, told="249元。")
    await ask(database, asked(key="price", digest="learned", answer="249元。"))
    assert await queue(database) == ()


async def test_another_answer_to_an_open_item_is_another_version(database: Database) -> None:
    await open_room(database)
    await ask(database, asked(key="price", confidence=0.9))
    await ask(database, asked(key="price", digest="199", confidence=0.5))
    (item,) = await queue(database)
    assert (item.version, item.confidence) == (2, 0.5)


async def test_a_forced_word_makes_an_open_item_urgent(database: Database) -> None:
    await open_room(database)
    await ask(database, asked("发货了吗", key="ship"))
    (item,) = await queue(database)
    assert item.due_at == BEGAN + timedelta(seconds=180)
    await ask(database, asked("不发货我投诉", key="ship", forced="投诉"))
    (item,) = await queue(database, forced=True)
    assert (item.forced, item.due_at) == ("投诉", BEGAN + timedelta(seconds=30))


async def test_unanswered_questions_are_due_sooner(database: Database) -> None:
    await open_room(database)
    await ask(database, asked(outcome="unknown"))
    (item,) = await queue(database)
    assert item.due_at == BEGAN + timedelta(seconds=60)


async def test_words_are_found_in_chinese_in_latin_and_in_thai(database: Database) -> None:
    await open_room(database)
    await ask(database, asked("充绒量是多少", answer="90克。", viewer="momo_77"))
    await ask(database, asked("Does it shrink?", title="Down jacket"))
    await ask(database, asked("ราคาเท่าไหร่", language="th"))
    for words, found in (
        (("绒", "量"), "充绒量是多少"),
        (("90", "克"), "充绒量是多少"),
        (("momo", "77"), "充绒量是多少"),
        (("绒", "充"), None),
        (("shrink",), "Does it shrink?"),
        (("jacket",), "Does it shrink?"),
    ):
        hits = [item.question for item in await queue(database, words=[Term(words)])]
        assert hits == ([found] if found else []), words
    begun = await queue(database, words=[Term(("shri",), begins=True)])
    assert [item.question for item in begun] == ["Does it shrink?"]


async def test_words_go_with_their_item(database: Database) -> None:
    await open_room(database)
    await ask(database, asked("充绒量是多少"))
    await History(database).remove(BEGAN + timedelta(days=1))
    assert await queue(database, state=None) == ()
    await ask(database, asked("别的", at=BEGAN + timedelta(days=2)))
    assert await queue(database, words=[Term(("充",))]) == ()


async def test_changes_are_numbered_in_the_order_they_were_made(database: Database) -> None:
    await open_room(database)
    for text in "甲乙丙":
        await ask(database, asked(text))
    await ask(database, asked("甲", viewer="小红"))
    async with database.reading() as session:
        changed = await items.changed_since(session, 1, 10)
        assert [item.question for item in changed] == ["乙", "丙", "甲"]
        assert await items.last_change(session) == changed[-1].change == 4


async def test_pages_follow_one_another(database: Database) -> None:
    await open_room(database)
    for number in range(8):
        at = BEGAN + timedelta(milliseconds=number % 2)
        await ask(database, asked(str(number), askers=1 + number % 2, confidence=0.3, at=at))
    for filters, order in ((Filters(), "13570246"), (Filters(state=None), "76543210")):
        seen, after = "", None
        while len(seen) < 8:
            async with database.reading() as session:
                page = await items.page(session, filters, now=BEGAN, after=after, limit=3)
            seen, after = seen + "".join(item.question for item in page.items), page.after
        assert (seen, after) == (order, None)


async def test_counts_tell_what_presses(database: Database) -> None:
    await open_room(database)
    await ask(database, asked("甲"))
    await ask(database, asked("乙投诉", forced="投诉"))
    late = BEGAN + timedelta(seconds=31)
    async with database.reading() as session:
        counts = await items.counts(session, now=late)
        of_room = await items.counts(session, now=late, room="elsewhere")
    assert (counts.open, counts.forced, counts.overdue) == (2, 1, 1)
    assert (of_room.open, of_room.forced, of_room.overdue) == (0, 0, 0)
