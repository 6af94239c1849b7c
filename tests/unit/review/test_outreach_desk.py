"""Messages to customers: drafted for who is due, kept true while they wait, decided on once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from support.review import Moments

from assistant.recommend.outreach.suggesting import Outreach
from assistant.review.audit import Actor
from assistant.review.outreach.desk import OutreachDesk, Staff
from assistant.review.outreach.drafting import Drafting
from assistant.review.outreach.refusals import NotBorneOut, NotDrafted
from assistant.store import Catalogs, Database, NotStored, SkuPatch
from assistant.store.customers.consent import Customers
from assistant.store.customers.purchases import Bought, Histories
from assistant.store.history import History
from assistant.store.repurchase import batches, drafts
from assistant.store.repurchase.drafts import Draft, State
from assistant.store.staff import audit
from catalog_loader.product import Catalog, Money, Product, Shop, Variant

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = 86_400
LI = Staff("li", Actor("小李"))
WANG = Staff("wang", Actor("小王"))
SHOP = Catalog(
    shop=Shop(name="小店", currency="CNY"),
    products=tuple(
        Product(
            handle=name.lower(),
            title=title,
            variants=(Variant(sku=name, price=Money(minor=3900, currency="CNY")),),
        )
        for name, title in (("TEA", "龙井茶"), ("CUP", "保温杯"))
    ),
)
TEXT = "龙井茶您上次买是38天前，您一般40天左右买一次。现在39元。"


@pytest.fixture
def moments() -> Moments:
    return Moments(NOW)


@pytest.fixture
async def outreach(database: Database, moments: Moments) -> AsyncIterator[Outreach]:
    await Catalogs(database).save("shop", SHOP)
    lines = [
        Bought(who, sku, int(NOW.timestamp()) - day * DAY)
        for who, sku, days in (
            ("小红", "TEA", (118, 78, 38)),
            ("阿强", "CUP", (75, 45)),
            ("阿花", "CUP", (40, 2)),
        )
        for day in days
    ]
    await Histories(database).buy("shop", lines)
    made = Outreach(database, clock=moments)
    yield made
    await made.close()


@pytest.fixture
async def drafting(
    database: Database, outreach: Outreach, moments: Moments
) -> AsyncIterator[Drafting]:
    made = Drafting(database, outreach, clock=moments)
    yield made
    await made.close()


@pytest.fixture
def desk(database: Database, outreach: Outreach, moments: Moments) -> OutreachDesk:
    return OutreachDesk(database, outreach.shelves, clock=moments)


async def draft(drafting: Drafting, database: Database) -> Any:
    """Run a batch; what became of it."""
    batch = await drafting.begin("shop", within=timedelta(days=14), k=3, least=0.2)
    await drafting.finished("shop")
    async with database.reading() as session:
        return await batches.get(session, batch, NOW)


async def listed(database: Database, state: State | None = "drafted") -> list[Draft]:
    async with database.reading() as session:
        return [*await drafts.page(session, "shop", state=state)]


async def entries(database: Database) -> list[tuple[str, str]]:
    async with database.reading() as session:
        return [(one.actor, one.action) for one in await audit.page(session, before=None, limit=9)]


async def test_who_is_due_gets_a_message_the_earliest_first(
    drafting: Drafting, database: Database
) -> None:
    done = await draft(drafting, database)
    assert (done.state, done.customers, done.looked_at, done.drafted) == ("done", 3, 3, 2)
    first, second = await listed(database)
    assert (first.customer, second.customer, second.text) == ("阿强", "小红", TEXT)
    assert second.due == NOW + timedelta(days=2)
    assert {fact["value"] for fact in second.facts} >= {"38", "40", "39"}
    assert [one["sku"] for one in second.suggestions] == ["TEA"]


async def test_a_batch_again_writes_nobody_twice(drafting: Drafting, database: Database) -> None:
    await draft(drafting, database)
    assert (await draft(drafting, database)).drafted == 2
    assert len(await listed(database, None)) == 2


async def test_who_opted_out_is_not_written_to(drafting: Drafting, database: Database) -> None:
    await draft(drafting, database)
    await Customers(database).allow("shop", "小红", messaged=False)
    await draft(drafting, database)
    assert [one.customer for one in await listed(database, None)] == ["阿强"]


async def test_who_is_forgotten_takes_their_messages_along(
    drafting: Drafting, database: Database
) -> None:
    await draft(drafting, database)
    await Customers(database).forget("shop", "小红")
    assert [one.customer for one in await listed(database)] == ["阿强"]


async def test_what_was_approved_rests_and_counts_as_written(
    drafting: Drafting, desk: OutreachDesk, database: Database, outreach: Outreach
) -> None:
    await draft(drafting, database)
    waiting = {one.customer: one.id for one in await listed(database)}
    await desk.decide([waiting["小红"]], "approve", LI)
    await desk.decide([waiting["阿强"]], "decline", LI)
    assert (await draft(drafting, database)).drafted == 0
    found = await outreach.suggest("shop", "小红", NOW)
    assert ("TEA", "told_lately") in [(w.product, why) for w, why in found.suggested.held_back]
    later = NOW + timedelta(days=15)
    assert (await outreach.suggest("shop", "小红", later)).suggested.suggestions


async def test_two_people_do_not_decide_differently(
    drafting: Drafting, desk: OutreachDesk, database: Database
) -> None:
    await draft(drafting, database)
    ids = [one.id for one in await listed(database)]
    both = await asyncio.gather(
        desk.decide(ids, "approve", LI), desk.decide(ids[::-1], "decline", WANG)
    )
    assert sorted(len(one.decided) for one in both) == [0, 2]
    assert sorted(len(one.refused) for one in both) == [0, 2]
    states = {one.state for one in await listed(database, None)}
    assert len(states) == 1
    assert states <= {"approved", "declined"}


async def test_the_same_again_by_the_same_person_changes_nothing(
    drafting: Drafting, desk: OutreachDesk, database: Database, moments: Moments
) -> None:
    await draft(drafting, database)
    ids = [one.id for one in await listed(database)]
    await desk.decide(ids, "decline", LI)
    moments.passes(60)
    again = await desk.decide(ids, "decline", LI)
    assert ({*again.decided}, again.refused) == ({*ids}, [])
    assert {one.decided_at for one in await listed(database, "declined")} == {NOW}
    other = await desk.decide(ids, "decline", WANG)
    assert other.decided == []
    assert str(other.refused[0][1]) == "小李 has declined this message already"
    nobody = await desk.decide(["x"], "approve", LI)
    assert isinstance(nobody.refused[0][1], NotStored)
    assert (await entries(database))[-1] == ("小李", "repurchase.declined")


async def test_only_what_was_read_is_decided_on(
    drafting: Drafting, desk: OutreachDesk, database: Database
) -> None:
    await draft(drafting, database)
    tea = (await listed(database))[1]
    await desk.edit(tea.id, f"亲，您好！\n{TEXT}", WANG, tea.text)
    late = await desk.decide([tea.id], "approve", LI, {tea.id: tea.text})
    assert late.decided == []
    assert "changed meanwhile" in str(late.refused[0][1])
    with pytest.raises(NotDrafted, match="changed meanwhile"):
        await desk.edit(tea.id, TEXT, LI, tea.text)
    now = (await listed(database))[1]
    found = await desk.decide([tea.id], "approve", LI, {tea.id: now.text, "x": "another"})
    assert found.decided == [tea.id]


async def test_what_waited_is_approved_as_it_reads_on_that_day(
    drafting: Drafting, desk: OutreachDesk, database: Database, moments: Moments
) -> None:
    await draft(drafting, database)
    tea = (await listed(database))[1]
    moments.passes(2 * DAY)
    await desk.decide([tea.id], "approve", LI)
    (approved,) = await listed(database, "approved")
    assert approved.text == TEXT.replace("38", "40")
    assert "40" in {fact["value"] for fact in approved.facts}


@pytest.mark.parametrize(
    ("patch", "words"),
    [
        (SkuPatch(price=Decimal(45)), "costs 45 now, not 39"),
        (SkuPatch(quantity=0), "is not sold now"),
    ],
)
async def test_what_is_true_no_more_is_not_approved(
    drafting: Drafting, desk: OutreachDesk, database: Database, patch: SkuPatch, words: str
) -> None:
    await draft(drafting, database)
    tea = (await listed(database))[1]
    await Catalogs(database).patch_sku("shop", "TEA", patch)
    found = await desk.decide([tea.id], "approve", LI)
    assert words in str(found.refused[0][1])
    assert len(await listed(database)) == 2


async def test_an_edited_text_is_held_to_the_facts_and_stays_true(
    drafting: Drafting, desk: OutreachDesk, database: Database, moments: Moments
) -> None:
    await draft(drafting, database)
    tea = (await listed(database))[1]
    with pytest.raises(NotBorneOut) as refused:
        await desk.edit(tea.id, TEXT.replace("39", "35"), LI)
    assert refused.value.more["rejected"][0]["text"] == "现在35元。"
    moments.passes(DAY)
    edited = await desk.edit(tea.id, f"亲，您好！\n{TEXT}", LI)
    assert edited.text == f"亲，您好！\n{TEXT.replace('38', '39')}"
    await draft(drafting, database)  # another batch leaves it alone
    moments.passes(DAY)
    await desk.decide([tea.id], "approve", WANG)
    (approved,) = await listed(database, "approved")
    assert approved.text == f"亲，您好！\n{TEXT.replace('38', '40')}"
    with pytest.raises(NotDrafted, match="小王 has approved"):
        await desk.edit(tea.id, TEXT, LI)
    assert (await entries(database))[:2] == [
        ("小王", "repurchase.approved"),
        ("小李", "repurchase.edited"),
    ]


async def test_pages_and_search(drafting: Drafting, database: Database) -> None:
    await draft(drafting, database)
    async with database.reading() as session:
        (first,) = await drafts.page(session, "shop", limit=1)
        (second,) = await drafts.page(session, "shop", after=drafts.place(first))
        assert (first.customer, second.customer) == ("阿强", "小红")
        assert await drafts.page(session, "shop", after=drafts.place(second)) == []
        for words, found in (("龙井", ["小红"]), ("强", ["阿强"]), ("%", []), ("没有", [])):
            page = await drafts.page(session, "shop", search=words)
            assert [one.customer for one in page] == found
        assert await drafts.counts(session, "shop") == {
            "drafted": 2,
            "approved": 0,
            "declined": 0,
            "sent": 0,
            "failed": 0,
        }


async def test_a_batch_whose_process_ended_says_so(drafting: Drafting, database: Database) -> None:
    with pytest.raises(NotStored, match="nowhere"):
        await drafting.begin("nowhere", within=timedelta(days=1), k=1, least=0.0)
    async with database.writing() as session:
        batch = await batches.begin(session, "shop", 3, NOW)
    async with database.reading() as session:
        assert (await batches.get(session, batch, NOW)).state == "running"
        later = await batches.get(session, batch, NOW + timedelta(minutes=11))
    assert (later.state, "begin another" in later.error) == ("failed", True)


async def test_one_run_at_a_time_over_a_shop(drafting: Drafting, database: Database) -> None:
    begun = await asyncio.gather(
        *(drafting.begin("shop", within=timedelta(days=14), k=3, least=0.2) for _ in range(3))
    )
    assert len({*begun}) == 1
    await drafting.finished("shop")
    assert len(await listed(database)) == 2


async def test_a_run_that_is_stopped_says_so(drafting: Drafting, database: Database) -> None:
    batch = await drafting.begin("shop", within=timedelta(days=14), k=3, least=0.2)
    await asyncio.sleep(0)
    await drafting.close()
    async with database.reading() as session:
        found = await batches.get(session, batch, NOW)
    assert (found.state, found.error) == ("failed", "the service was stopped; begin another")


async def test_old_messages_are_removed_with_old_answers(
    drafting: Drafting, database: Database
) -> None:
    await draft(drafting, database)
    await History(database).remove(NOW)
    assert len(await listed(database)) == 2
    await History(database).remove(NOW + timedelta(seconds=1))
    assert await listed(database) == []
