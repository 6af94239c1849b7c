"""What is looked up of a customer who asks, by what they allow at that moment."""

import threading
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from support.databases import opened
from support.moments import NOW

from assistant.recommend.forecast import Forecast
from assistant.recommend.forecasting import forecast
from assistant.recommend.history import History
from assistant.recommend.known import Known
from assistant.recommend.outreach.forecasts import Forecasts
from assistant.room.customers.known import KnownCustomers
from assistant.store import Catalogs, Database
from assistant.store.customers.consent import Customers
from assistant.store.customers.purchases import Bought, Did, Histories
from assistant.store.customers.standings import Standings
from catalog_loader.product import Catalog, Shop


def days_ago(days: float) -> int:
    return int((NOW - timedelta(days=days)).timestamp())


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with opened("sqlite", tmp_path) as database:
        await Catalogs(database).save("shop", Catalog(shop=Shop(name="小店", currency="CNY")))
        await Histories(database).buy(
            "shop",
            [
                Bought("小红", "TEA", days_ago(70)),
                Bought("小红", "TEA", days_ago(30)),
                Bought("小红", "CUP", days_ago(30)),
                Bought("小红", "BOX", days_ago(-2)),  # told ahead of its day
                Bought("阿强", "BOX", days_ago(5)),
            ],
        )
        yield database


async def looked_up(
    database: Database, customer: str = "小红", *, wishes: bool = True, **more: float
) -> Known | None:
    forecasts = Forecasts(Histories(database), clock=lambda: NOW)
    known = KnownCustomers(database, forecasts, clock=lambda: NOW, **more)
    try:
        return await known.get("shop", customer, wishes=wishes)
    finally:
        await forecasts.close()


async def test_a_customer_as_their_history_has_them(database: Database) -> None:
    await Standings(database).turn_down("shop", "小红", ["cup"], "refused")
    known = await looked_up(database)
    assert known is not None
    assert {*known.last} == {"TEA", "CUP"}
    assert known.habits.keys() == {"TEA", "CUP"}
    assert known.habits["TEA"].gap_days == 40
    assert {wish.product for wish in known.wishes} == {"TEA", "CUP"}
    assert known.refused == {"cup"}
    brief = await looked_up(database, wishes=False)
    assert brief is not None
    assert brief.wishes == ()


@pytest.mark.parametrize(("days", "wanted"), [(1, True), (40, False)])
async def test_what_they_lately_put_into_the_cart_is_a_wish(
    database: Database, days: float, wanted: bool
) -> None:
    await Histories(database).do("shop", [Did("小红", "HAT", days_ago(days), "cart")])
    known = await looked_up(database)
    assert known is not None
    assert ("HAT" in {wish.product for wish in known.wishes}) is wanted


async def test_nobody_is_nobody(database: Database) -> None:
    assert await looked_up(database, "小明") is None


async def test_who_refuses_profiling_is_not_looked_into(database: Database) -> None:
    await Customers(database).allow("shop", "小红", profiled=False)
    for wishes in (True, False):
        known = await looked_up(database, wishes=wishes)
        assert known is not None
        assert (known.profiled, known.last, known.habits) == (False, (), {})
        assert all(wish.habit is None for wish in known.wishes)
        assert known.wishes


async def test_nobody_waits_long_for_a_forecast(database: Database) -> None:
    over = threading.Event()

    def slow(history: History, at: object) -> Forecast:
        over.wait(10)
        return forecast(history, NOW)

    forecasts = Forecasts(Histories(database), fit=slow, clock=lambda: NOW)
    known = KnownCustomers(database, forecasts, clock=lambda: NOW, patience_s=0.01)
    first = await known.get("shop", "小红", wishes=True)
    assert first is not None
    assert (first.wishes, len(first.habits)) == ((), 2)
    over.set()
    patient = KnownCustomers(database, forecasts, clock=lambda: NOW)
    later = await patient.get("shop", "小红", wishes=True)
    assert later is not None
    assert later.wishes
    await forecasts.close()


async def test_a_forecast_that_fails_is_none(database: Database) -> None:
    def broken(history: History, at: object) -> Forecast:
        raise ArithmeticError("no model")

    forecasts = Forecasts(Histories(database), fit=broken, clock=lambda: NOW)
    known = await KnownCustomers(database, forecasts, clock=lambda: NOW).get(
        "shop", "小红", wishes=True
    )
    assert known is not None
    assert known.wishes == ()
