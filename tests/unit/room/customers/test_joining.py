"""What customers ask joins their history off the answers' way, where they consented."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import structlog
from sqlalchemy import select
from support.databases import opened
from support.moments import NOW

from assistant.answering.gist import Gist
from assistant.answering.ground.grounding import Answerable
from assistant.answering.understand.kinds import Kind
from assistant.room.customers.joining import Joining
from assistant.store import Catalogs, Database
from assistant.store.customers.consent import Customers
from assistant.store.customers.purchases import Bought, Histories
from assistant.store.customers.tables import CustomerEventRow
from catalog_loader.product import Catalog, Shop


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with opened("sqlite", tmp_path) as database:
        await Catalogs(database).save("shop", Catalog(shop=Shop(name="小店", currency="CNY")))
        await Histories(database).buy("shop", [Bought(who, "TEA", 1) for who in ("yes", "no")])
        await Customers(database).allow("shop", "yes", joined=True)
        yield database


def gist(product: str = "tea", kind: Kind = Kind.PRICE) -> Gist:
    return Gist((kind,), product, "zh", Answerable.YES, "key")


async def kept(database: Database) -> list[tuple[int, str]]:
    async with database.reading() as session:
        query = select(CustomerEventRow.at, CustomerEventRow.kind)
        return [(at, kind) for at, kind in await session.execute(query)]


async def test_only_of_who_consented_and_only_of_products(database: Database) -> None:
    joining = Joining(database, clock=lambda: NOW)
    for customer in ("yes", "no", "nobody"):
        joining.asked("shop", customer, gist())
    joining.asked("shop", "yes", gist(""))
    joining.asked("shop", "yes", gist("cup", Kind.SHIPPING_TIME))
    joining.asked("nowhere", "yes", gist())
    await joining.close()
    assert await kept(database) == [(int(NOW.timestamp()), "ask")]
    joining.asked("shop", "yes", gist("cup"))
    assert len(await kept(database)) == 1


async def test_a_flood_is_bounded(database: Database) -> None:
    joining = Joining(database, most=3, gathered=timedelta(hours=1), clock=lambda: NOW)
    with structlog.testing.capture_logs() as logged:
        for number in range(5):
            joining.asked("shop", "yes", gist(f"p{number}"))
    assert [line["dropped"] for line in logged] == ["p0", "p1"]
    await joining.close()
    assert len(await kept(database)) == 3


async def test_what_the_store_would_not_keep_waits_for_the_next_time(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    joining = Joining(database, gathered=timedelta(hours=1), clock=lambda: NOW)
    real = joining._histories.do

    async def broken(catalog: str, events: object) -> None:
        monkeypatch.setattr(joining._histories, "do", real)
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(joining._histories, "do", broken)
    joining.asked("shop", "yes", gist("lost"))
    await joining._keep_all()
    assert await kept(database) == []
    joining.asked("shop", "yes", gist("there"))
    await joining.close()
    assert len(await kept(database)) == 2


async def test_a_store_that_never_keeps_holds_nobody_up(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    joining = Joining(database, most=2, gathered=timedelta(hours=1), clock=lambda: NOW)

    async def broken(catalog: str, events: object) -> None:
        joining.asked("shop", "yes", gist("newer"))
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(joining._histories, "do", broken)
    for product in ("a", "b"):
        joining.asked("shop", "yes", gist(product))
    await joining._keep_all()
    assert [event.product for _, event in joining._waiting] == ["b", "newer"]
    await joining.close()
    assert await kept(database) == []
