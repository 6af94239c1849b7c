"""What customers may be told: the forecast of their shop, the rules, and what they allow."""

import asyncio
import threading
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.databases import opened
from support.review import Moments

from assistant.recommend.forecast import Forecast
from assistant.recommend.forecasting import forecast
from assistant.recommend.history import History
from assistant.recommend.outreach.forecasts import Forecasts
from assistant.recommend.outreach.suggesting import ForCustomer, Outreach, Wanted
from assistant.store import Catalogs, Database, NotStored, SkuPatch
from assistant.store.customers.consent import Customers
from assistant.store.customers.purchases import Bought, Did, Histories
from catalog_loader.product import Catalog, Money, Product, Shop, Variant

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = 86_400
NAMES = ("TEA", "CUP", "RICE")
SHOP = Catalog(
    shop=Shop(name="小店", currency="CNY"),
    products=tuple(
        Product(
            handle=name.lower(),
            title=name.title(),
            variants=(Variant(sku=name, price=Money(minor=3900, currency="CNY")),),
        )
        for name in NAMES
    ),
)


def bought(customer: str, product: str, *days_ago: int) -> list[Bought]:
    return [Bought(customer, product, int(NOW.timestamp()) - day * DAY) for day in days_ago]


LINES = [
    *bought("小红", "TEA", 118, 78, 38),
    *bought("小红", "CUP", 1),
    *bought("阿强", "RICE", 90),
]


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with opened("sqlite", tmp_path) as database:
        await Catalogs(database).save("shop", SHOP)
        await Histories(database).buy("shop", LINES)
        yield database


@pytest.fixture
async def outreach(database: Database) -> AsyncIterator[Outreach]:
    made = Outreach(database, clock=lambda: NOW)
    yield made
    await made.close()


def handles(found: ForCustomer) -> list[str]:
    return [one.handle for one in found.suggested.suggestions]


async def test_what_is_due_is_suggested_and_what_was_just_bought_is_not(
    outreach: Outreach,
) -> None:
    found = await outreach.suggest("shop", "小红", NOW)
    assert (handles(found), found.personal) == (["tea"], True)
    (tea,) = found.suggested.suggestions
    assert tea.wish.habit is not None
    assert (tea.wish.habit.times, tea.wish.habit.gap_days) == (3, 40)
    assert [(wish.product, why) for wish, why in found.suggested.held_back] == [
        ("CUP", "just_bought")
    ]


async def test_what_they_asked_about_is_suggested_too(
    outreach: Outreach, database: Database
) -> None:
    asked = Did("小红", "RICE", int((NOW - timedelta(hours=2)).timestamp()), "ask")
    await Histories(database).do("shop", [asked])
    assert handles(await outreach.suggest("shop", "小红", NOW)) == ["tea", "rice"]
    assert handles(await outreach.suggest("shop", "阿强", NOW)) == ["rice"]


async def test_who_refuses_profiling_gets_what_is_popular_and_no_word_of_their_history(
    outreach: Outreach, database: Database
) -> None:
    await Customers(database).allow("shop", "小红", profiled=False)
    found = await outreach.suggest("shop", "小红", NOW)
    assert not found.personal
    assert {*handles(found)} == {"tea", "cup", "rice"}
    assert all(one.wish.habit is None for one in found.suggested.suggestions)


async def test_what_they_turned_down_is_not_brought_up(outreach: Outreach) -> None:
    await outreach.standings.turn_down("shop", "小红", ["tea"], "returned")
    found = await outreach.suggest("shop", "小红", NOW)
    assert handles(found) == []
    assert ("TEA", "returned") in [(wish.product, why) for wish, why in found.suggested.held_back]


async def test_a_sold_out_product_is_not_offered_from_that_moment_on(
    outreach: Outreach, database: Database
) -> None:
    await outreach.suggest("shop", "小红", NOW)
    await Catalogs(database).patch_sku("shop", "TEA", SkuPatch(quantity=0))
    assert handles(await outreach.suggest("shop", "小红", NOW)) == []


async def test_only_what_is_due_in_time_and_likely_enough(outreach: Outreach) -> None:
    soon = NOW + timedelta(days=3)
    assert handles(await outreach.suggest("shop", "小红", NOW, Wanted(3, soon))) == ["tea"]
    late = NOW + timedelta(days=1)
    assert handles(await outreach.suggest("shop", "小红", NOW, Wanted(3, late))) == []
    assert handles(await outreach.suggest("shop", "小红", NOW, Wanted(3, soon, 0.9))) == []


async def test_nobody_of_that_name_and_no_such_shop(outreach: Outreach) -> None:
    with pytest.raises(NotStored, match="no customer '阿花'"):
        await outreach.suggest("shop", "阿花", NOW)
    with pytest.raises(NotStored, match="no catalog 'nowhere'"):
        await outreach.suggest("nowhere", "小红", NOW)


async def test_all_customers_come_once(outreach: Outreach, database: Database) -> None:
    await Histories(database).buy("shop", [Bought(f"c{n}", "TEA", n) for n in range(1_100)])
    pages = [page async for page in outreach.each("shop", NOW)]
    assert max(len(page) for page in pages) < 1_102
    names = [one.customer.id for page in pages for one in page]
    assert len(names) == len({*names}) == 1_102


class Fits:
    """Counts fits, where they ran, and holds one until it is let go."""

    def __init__(self) -> None:
        self.threads: list[threading.Thread] = []
        self.go = threading.Event()
        self.go.set()

    def __call__(self, history: History, at: datetime) -> Forecast:
        self.threads.append(threading.current_thread())
        assert self.go.wait(30)
        return forecast(history, at)


@pytest.fixture
def fits() -> Fits:
    return Fits()


@pytest.fixture
def moments() -> Moments:
    return Moments(NOW)


@pytest.fixture
async def forecasts(database: Database, fits: Fits, moments: Moments) -> AsyncIterator[Forecasts]:
    made = Forecasts(Histories(database), fit=fits, clock=moments, patience_s=0.0)
    yield made
    fits.go.set()
    await made.close()


async def fresh(forecasts: Forecasts, old: Forecast) -> Forecast:
    """The next one, as soon as it is there."""
    while (found := await forecasts.of("shop")) is old:  # noqa: ASYNC110 - asking is what renews
        await asyncio.sleep(0)
    return found


async def test_a_forecast_is_fitted_once_off_the_event_loop(
    forecasts: Forecasts, fits: Fits
) -> None:
    found = await asyncio.gather(*(forecasts.of("shop") for _ in range(5)))
    assert len({id(one) for one in found}) == len(fits.threads) == 1
    assert fits.threads[0] is not threading.main_thread()


async def test_it_is_fitted_again_when_a_day_passed(
    forecasts: Forecasts, fits: Fits, moments: Moments
) -> None:
    old = await forecasts.of("shop")
    moments.passes(DAY - 1)
    assert await forecasts.of("shop") is old
    moments.passes(1)
    new = await fresh(forecasts, old)
    assert new.at == moments.at
    assert len(fits.threads) == 2


async def test_and_when_purchases_changed_the_old_one_serving_until_then(
    forecasts: Forecasts, fits: Fits, database: Database
) -> None:
    old = await forecasts.of("shop")
    await Histories(database).buy("shop", bought("阿花", "TEA", 20))
    fits.go.clear()
    assert await forecasts.of("shop") is old
    fits.go.set()
    new = await fresh(forecasts, old)
    assert [wish.product for wish in new.of("阿花", 1)] == ["TEA"]
    await Customers(database).forget("shop", "阿花")
    await fresh(forecasts, new)
    assert len(fits.threads) == 3


async def test_what_cannot_be_fitted_is_tried_again(database: Database) -> None:
    tries = []

    def fit(history: History, at: datetime) -> Forecast:
        tries.append(at)
        if len(tries) == 1:
            raise ValueError("no")
        return forecast(history, at)

    forecasts = Forecasts(Histories(database), fit=fit, clock=lambda: NOW)
    with pytest.raises(ValueError, match="no"):
        await forecasts.of("shop")
    assert (await forecasts.of("shop")).at == NOW
