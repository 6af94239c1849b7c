"""Histories and what customers allow, over both databases."""

import pytest

from assistant.store import Catalogs, Database, NotStored
from assistant.store.customers.consent import Customer, Customers
from assistant.store.customers.purchases import Bought, Did, Histories, Kept
from catalog_loader.product import Catalog

DAY = 86_400


@pytest.fixture
async def histories(database: Database, catalog: Catalog) -> Histories:
    for shop in ("winter", "tea"):
        await Catalogs(database).save(shop, catalog)
    return Histories(database)


LINES = (
    Bought("小红", "TEA", 40 * DAY, quantity=2, price=88.0),
    Bought("小红", "TEA", 2 * DAY),
    Bought("阿强", "coat", 3 * DAY),
    Bought("小红", "OLD-CUP", 40 * DAY),
)


async def test_lines_come_back_by_customer_and_time(histories: Histories) -> None:
    await histories.buy("winter", LINES)
    await histories.buy("tea", LINES[2:3])
    found = await histories.purchases("winter")
    told = [
        (found.customers[who], found.products[what], at // DAY, quantity)
        for who, what, at, quantity in zip(
            found.customer, found.product, found.at.tolist(), found.quantity.tolist(), strict=True
        )
    ]
    of_red = [line for line in told if line[0] == "小红"]
    assert [line[2] for line in of_red] == [2, 40, 40]
    assert {*told} == {
        ("小红", "TEA", 2, 1),
        ("小红", "TEA", 40, 2),
        ("小红", "OLD-CUP", 40, 1),
        ("阿强", "coat", 3, 1),
    }
    assert len({*found.basket[found.at == 40 * DAY].tolist()}) == 1
    alone = await histories.purchases("winter", "阿强")
    assert alone.customers == ("阿强",)
    assert alone.at.tolist() == [3 * DAY]


async def test_the_same_file_again_changes_nothing(histories: Histories) -> None:
    for _ in range(2):
        await histories.buy("winter", LINES)
        await histories.do("winter", [Did("小红", "TEA", 41 * DAY, "ask")] * 2)
    assert await histories.kept("winter") == Kept(2, 3, 4, 1)
    assert await histories.kept("tea") == Kept(0, 0, 0, 0)


async def test_what_is_told_last_counts(histories: Histories) -> None:
    await histories.buy("winter", LINES)
    await histories.buy("winter", [Bought("阿强", "coat", 3 * DAY, quantity=5)])
    assert (await histories.purchases("winter", "阿强")).quantity.tolist() == [5]


async def test_two_baskets_of_one_moment_are_two(histories: Histories) -> None:
    lines = [Bought("小红", "TEA", 2 * DAY, basket) for basket in (0, 1)]
    await histories.buy("winter", lines)
    assert (await histories.purchases("winter")).basket.tolist() == [0, 1]


async def test_products_are_matched_by_sku_and_handle(histories: Histories) -> None:
    await histories.buy("winter", LINES)
    assert await histories.unmatched("winter") == (1, ("OLD-CUP",))


async def test_more_ids_than_are_asked_for_at_once(histories: Histories) -> None:
    lines = [Bought(f"c{n}", f"p{n % 7}", n) for n in range(1_201)]
    await histories.buy("winter", lines)
    await histories.buy("winter", lines[::-1])
    assert await histories.kept("winter") == Kept(1_201, 7, 1_201, 0)


async def test_nothing_bought_is_no_lines(histories: Histories) -> None:
    await histories.buy("winter", ())
    found = await histories.purchases("winter")
    assert (found.customers, len(found.at)) == ((), 0)


async def test_no_such_shop(histories: Histories) -> None:
    with pytest.raises(NotStored, match="no catalog 'nowhere'"):
        await histories.buy("nowhere", LINES)


async def test_customers_say_what_they_allow(histories: Histories, database: Database) -> None:
    await histories.buy("winter", LINES)
    customers = Customers(database)
    assert await customers.get("winter", "小红") == Customer("小红")
    refused = await customers.allow("winter", "小红", profiled=False)
    assert refused == Customer("小红", profiled=False)
    # a history that is loaded again says nothing of what they allow
    await histories.buy("winter", LINES)
    assert await customers.allow("winter", "小红", joined=True, language="th") == Customer(
        "小红", "th", profiled=False, joined=True
    )
    assert await customers.get("winter", "阿强") == Customer("阿强")


async def test_a_customer_is_forgotten_whole(histories: Histories, database: Database) -> None:
    await histories.buy("winter", LINES)
    await histories.do("winter", [Did("小红", "TEA", 41 * DAY, "ask")])
    await Customers(database).forget("winter", "小红")
    assert await histories.kept("winter") == Kept(1, 3, 1, 0)
    with pytest.raises(NotStored, match="no customer '小红'"):
        await Customers(database).forget("winter", "小红")
