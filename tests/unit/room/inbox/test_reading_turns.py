"""New wordings wait for one another, and what is known passes them by."""

import asyncio

from assistant.answering.gist import Gist
from assistant.answering.ground.grounding import Answerable
from assistant.answering.understand.kinds import Kind
from assistant.room.inbox import most_awaited
from assistant.room.inbox.asking import CHATTER
from assistant.room.inbox.inbox import Inbox, Remark, Verdict
from assistant.room.inbox.reading import Reader


class Slow:
    """Finds a gist when it is told to."""

    def __init__(self, kind: Kind = Kind.PRICE) -> None:
        self.kind = kind
        self.found: list[str] = []
        self.may = asyncio.Semaphore(0)

    async def __call__(self, text: str, on_air: str, language: str) -> Gist:
        await self.may.acquire()
        self.found.append(text)
        return Gist((self.kind,), on_air, "zh", Answerable.YES, text, rest=text)


async def test_what_is_known_waits_for_nothing_new() -> None:
    find = Slow()
    reader = Reader(find, patience_s=60)
    find.may.release()
    await reader.read("这个多少钱一斤", on_air="honey")
    new = asyncio.create_task(reader.read("保质期有几个月", on_air="honey"))
    await asyncio.sleep(0)
    known = await asyncio.wait_for(reader.read("这个多少钱一斤", on_air="honey"), 1)
    assert known.gist is not None
    assert not new.done()
    find.may.release()
    assert (await asyncio.wait_for(new, 1)).asks


async def test_the_wording_that_more_wait_for_is_read_first() -> None:
    find = Slow()
    reader = Reader(find, patience_s=60)
    asked = ["多少钱一斤呀", "保质期几个月呢", "产地在哪里呀", "产地在哪里呀"]
    reading = [asyncio.create_task(reader.read(text, on_air="honey")) for text in asked]
    await asyncio.sleep(0.01)
    for _ in range(3):
        find.may.release()
    await asyncio.wait_for(asyncio.gather(*reading), 5)
    assert find.found == ["多少钱一斤呀", "产地在哪里呀", "保质期几个月呢"]


async def test_a_comment_behind_too_many_new_wordings_is_decided_on_at_once() -> None:
    find = Slow()
    inbox = Inbox(find, patience_s=60)
    waiting = [
        asyncio.create_task(
            inbox.take(Remark(str(n), f"viewer {n}", f"第{n}种规格多少钱一箱"), on_air="honey")
        )
        for n in range(most_awaited.MOST + 1)
    ]
    await asyncio.sleep(0.05)
    late = await asyncio.wait_for(
        inbox.take(Remark("late", "late", "能不能送到乡下"), on_air="honey"), 1
    )
    assert (late.verdict, late.reason) == (Verdict.CROWDED, "unread")
    for _ in waiting:
        find.may.release()
    decided = await asyncio.wait_for(asyncio.gather(*waiting), 30)
    assert all(one.verdict is Verdict.NEW or one.verdict is Verdict.CROWDED for one in decided)
    assert len(find.found) == most_awaited.MOST + 1


async def test_a_wording_that_waits_while_facts_change_is_read_all_the_same() -> None:
    find = Slow()
    reader = Reader(find, patience_s=60)
    asked = ["多少钱一斤呀", "保质期几个月呢"]
    reading = [asyncio.create_task(reader.read(text, on_air="honey")) for text in asked]
    await asyncio.sleep(0.01)
    reader.facts_changed()
    reading += [asyncio.create_task(reader.read(text, on_air="honey")) for text in asked]
    await asyncio.sleep(0.01)
    for _ in range(4):
        find.may.release()
    read = await asyncio.wait_for(asyncio.gather(*reading), 5)
    assert all(one.asks for one in read)


async def test_a_comment_that_waits_too_long_is_decided_on_and_counts_once_it_is_read() -> None:
    find = Slow()
    inbox = Inbox(find, patience_s=0)
    remarks = [Remark(str(n), f"viewer {n}", "产地在哪里呀") for n in range(2)]
    decided = [await inbox.take(remark, on_air="honey") for remark in remarks]
    assert {(one.verdict, one.reason) for one in decided} == {(Verdict.CROWDED, "late")}
    assert len(inbox) == 0
    find.may.release()
    group = await asyncio.wait_for(inbox.next(lambda: "honey"), 10)
    assert set(group.askers) == {"viewer 0", "viewer 1"}
    assert find.found == ["产地在哪里呀"]


async def test_chatter_that_is_read_late_asks_nothing() -> None:
    find = Slow(next(iter(CHATTER)))
    inbox = Inbox(find, patience_s=0)
    late = await inbox.take(Remark("1", "viewer", "今天这件衣服衬你"), on_air="honey")
    assert late.reason == "late"
    find.may.release()
    for _ in range(20):
        await asyncio.sleep(0)
    again = await inbox.take(Remark("2", "viewer", "今天这件衣服衬你"), on_air="honey")
    assert again.verdict is Verdict.CHATTER
    assert len(inbox) == 0


async def test_the_loop_goes_round_between_readings_that_wait_for_nothing() -> None:
    rounds = 0
    read_in: list[int] = []

    async def find(text: str, on_air: str, language: str) -> Gist:
        read_in.append(rounds)
        return Gist((Kind.PRICE,), on_air, "zh", Answerable.YES, text, rest=text)

    async def count() -> None:
        nonlocal rounds
        while True:
            rounds += 1
            await asyncio.sleep(0)

    reader = Reader(find, patience_s=60)
    counting = asyncio.create_task(count())
    wordings = [f"第{n}种规格多少钱一箱" for n in range(20)]
    await asyncio.gather(*(reader.read(text, on_air="honey") for text in wordings))
    counting.cancel()
    assert len(set(read_in)) == len(wordings)
