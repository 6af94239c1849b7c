"""What was read from a file stands in the store as it was, however often it is loaded."""

from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import select
from support.databases import opened

from assistant.recommend.history import History, Ids
from assistant.recommend.keeping import NotDated, keep, of_columns
from assistant.recommend.reading import read_history, read_purchases
from assistant.recommend.reading.files import file_source
from assistant.store import Catalogs
from assistant.store.customers.purchases import Histories
from assistant.store.customers.tables import PurchaseRow, SoldRow
from catalog_loader.product import Catalog, Shop

FILE = """customer_id,basket_id,product_id,timestamp,quantity
小红,b1,TEA,2026-01-03,1
小红,b2,TEA,2026-01-03,2
小红,b2,CUP,2026-01-03,1
小红,b3,TEA,2026-02-11 20:15:30,1
阿强,b1,coat,2026-01-05T08:00:00+08:00,1
"""


@pytest.fixture
async def histories(tmp_path: Path) -> AsyncIterator[Histories]:
    async with opened("sqlite", tmp_path) as database:
        await Catalogs(database).save("shop", Catalog(shop=Shop(name="小店", currency="CNY")))
        yield Histories(database)


def told(history: History) -> list[tuple[str, str, float, int, float]]:
    """Its lines, baskets counted from each customer's first."""
    first = {who: history.basket[history.customer == who].min() for who in history.customer}
    return sorted(
        (
            history.ids.customers[who],
            history.ids.products[what],
            round(float(day), 6),
            int(basket - first[who]),
            float(quantity),
        )
        for who, what, day, basket, quantity in zip(
            history.customer,
            history.product,
            history.day,
            history.basket,
            history.quantity,
            strict=True,
        )
    )


async def test_a_file_loaded_twice_is_what_it_was(histories: Histories, tmp_path: Path) -> None:
    file = tmp_path / "bought.csv"
    file.write_text(FILE, encoding="utf-8")
    history, _ = read_history(file)
    seen: list[int] = []
    for _ in range(2):
        await keep(histories, "shop", history, seen.append)
        assert told(of_columns(await histories.purchases("shop"))) == told(history)
    assert seen == [5, 5]
    alone = of_columns(await histories.purchases("shop", "阿强"))
    assert alone.ids.customers == ("阿强",)
    assert told(alone) == [line for line in told(history) if line[0] == "阿强"]


async def test_prices_are_kept_where_the_file_has_them(
    histories: Histories, tmp_path: Path
) -> None:
    file = tmp_path / "bought.csv"
    file.write_text(
        "customer_id,basket_id,product_id,timestamp,price\n"
        "b,2,TEA,2026-01-05,45.5\n"
        "a,1,TEA,2026-01-03,39\n"
        "a,1,CUP,2026-01-03,\n"
        "a,1,BOX,2026-01-03,free\n"
        "a,1,HAT,2026-01-03,-1\n"
        "a,1,MAT,2026-01-03,0\n",
        encoding="utf-8",
    )
    history, report = read_purchases(file_source(file))
    assert (report.kept, report.unreadable_prices) == (6, 2)
    assert any("2" in sentence for sentence in report.sentences("zh")[1:])
    await keep(histories, "shop", history)
    query = select(SoldRow.id, PurchaseRow.price).join(
        SoldRow, SoldRow.number == PurchaseRow.product
    )
    async with histories._database.reading() as session:
        found = {(name, price) for name, price in await session.execute(query)}
    assert found == {
        ("TEA", 45.5), ("TEA", 39.0), ("CUP", None), ("BOX", None), ("HAT", None), ("MAT", 0.0),
    }  # fmt: skip
    assert read_history(file)[0].price is None
    assert history.before(0.0).price is not None


async def test_more_lines_than_are_kept_at_once(histories: Histories) -> None:
    count = 45_000
    rng = np.random.default_rng(7)
    history = History.of(
        Ids([f"c{n}" for n in range(300)], [f"p{n}" for n in range(50)]),
        rng.integers(0, 300, count),
        rng.integers(0, 50, count),
        np.arange(count),
        20_000 + rng.integers(0, 10**6, count) / 86_400,
    )
    seen: list[int] = []
    await keep(histories, "shop", history, seen.append)
    assert seen == [20_000, 40_000, 45_000]
    assert told(of_columns(await histories.purchases("shop"))) == told(history)


async def test_an_order_is_no_date(histories: Histories) -> None:
    history = History.of(Ids(["a"], ["p"]), [0], [0], [0], [1], dated=False)
    with pytest.raises(NotDated, match="order index"):
        await keep(histories, "shop", history)


async def test_nothing_kept_is_an_empty_history(histories: Histories) -> None:
    assert len(of_columns(await histories.purchases("shop"))) == 0
