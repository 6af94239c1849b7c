"""The order of the queue, and that its pages neither skip nor repeat what stays where it is."""

import asyncio
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.databases import opened
from support.review import BEGAN, ask, asked, open_room

from assistant.store import Database
from assistant.store.review import items
from assistant.store.review.filters import BadCursor, Cursor, Filters
from assistant.store.review.items import Item
from assistant.store.review.ranking import rank

crowds = st.integers(1, 2_000_000)
sure = st.floats(0, 1)


@given(st.booleans(), crowds, sure, st.booleans(), crowds, sure)
def test_what_presses_more_ranks_first(
    urgent: bool, askers: int, confidence: float, urgent2: bool, askers2: int, confidence2: float
) -> None:
    one = rank(urgent=urgent, askers=askers, confidence=confidence)
    two = rank(urgent=urgent2, askers=askers2, confidence=confidence2)
    assert 0 <= one < 1 << 31
    most = (1 << 20) - 1
    ours = (not urgent, -min(askers, most), round(confidence * 1000))
    theirs = (not urgent2, -min(askers2, most), round(confidence2 * 1000))
    assert (one < two) == (ours < theirs)


async def page(database: Database, filters: Filters, after: Cursor | None) -> items.Page:
    async with database.reading() as session:
        return await items.page(session, filters, now=BEGAN, after=after, limit=3)


def in_order(item: Item) -> tuple[object, ...]:
    return not item.forced, -item.askers, round(item.confidence * 1000), item.opened_at, item.id


questions = st.lists(
    st.tuples(st.booleans(), st.integers(1, 3), st.sampled_from([0.2, 0.9]), st.integers(0, 2)),
    min_size=1,
    max_size=12,
)


@settings(max_examples=15, deadline=None)
@given(questions, st.lists(st.tuples(st.integers(0, 11), st.booleans()), max_size=6))
def test_pages_hold_what_stays_once_whatever_changes_between_them(
    given_questions: list[tuple[bool, int, float, int]], changes: list[tuple[int, bool]]
) -> None:
    async def read() -> None:
        with tempfile.TemporaryDirectory() as folder:
            async with opened("sqlite", Path(folder)) as database:
                await open_room(database)
                for number, (forced, askers, confidence, late) in enumerate(given_questions):
                    one = asked(
                        f"问{number}",
                        viewer="",
                        forced="投诉" if forced else "",
                        askers=askers,
                        confidence=confidence,
                        at=BEGAN + timedelta(seconds=late),
                    )
                    await ask(database, one)
                for filters in (Filters(), Filters(state=None)):
                    await _read_all(database, filters, changes)

    asyncio.run(read())


async def _read_all(database: Database, filters: Filters, changes: list[tuple[int, bool]]) -> None:
    async with database.reading() as session:
        before = (await items.page(session, filters, now=BEGAN, limit=200)).items
    if filters.by_rank:
        assert list(before) == sorted(before, key=in_order)
    moved, seen, after, left = set(), [], None, list(changes)
    while True:
        found = await page(database, filters, after)
        seen += [item.question for item in found.items]
        if found.after is None:
            break
        after = Cursor.read(found.after.written())
        if left:
            number, is_new = left.pop()
            text = f"新{len(left)}{filters.by_rank}" if is_new else f"问{number}"
            await ask(database, asked(text, viewer="", askers=5))
            moved.add(text)
    stayed = [item.question for item in before if item.question not in moved]
    assert [text for text in seen if text not in moved] == stayed


@pytest.mark.parametrize("written", ["", "nonsense", "W10", "WzEsICIyMDI2LTAxLTAxIiwgM10"])
def test_a_place_that_is_none_is_refused(written: str) -> None:
    with pytest.raises(BadCursor, match="is no place in the queue"):
        Cursor.read(written)
