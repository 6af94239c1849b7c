"""A catalog into the store as it is read: whole or not at all, and only what changed."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import event

from assistant.store import Catalogs, Database, NotStored, SkuPatch
from assistant.store.importing import entries
from catalog_loader.load import CatalogRefused, stream
from catalog_loader.product import Catalog, Faq, Money, Origin, Product, Shop, Variant
from catalog_loader.report import Report


def product(handle: str, minor: int = 100, **fields: object) -> Product:
    price = Money(minor=minor, currency="CNY")
    return Product(
        handle=handle,
        title=f"商品{handle}",
        variants=(Variant(sku=f"{handle}-1", price=price),),
        **fields,
    )


def shop_of(*products: Product, **fields: object) -> Catalog:
    return Catalog(shop=Shop(name="小店", currency="CNY"), products=products, **fields)


async def test_what_differs_is_told_and_only_that(database: Database) -> None:
    catalogs = Catalogs(database)
    await catalogs.save("m", shop_of(product("a"), product("b"), product("c")))
    changed = shop_of(product("a"), product("b", 200), product("d"))
    imported = await catalogs.replace("m", entries(changed))
    told = imported.difference
    assert imported.version == 2
    assert (told.products.added, told.products.removed) == (("d",), ("c",))
    assert [change.key for change in told.skus.changed] == ["b-1"]
    assert (await catalogs.load("m")).catalog == changed


async def test_a_dry_run_tells_the_same_and_changes_nothing(database: Database) -> None:
    catalogs = Catalogs(database)
    before = shop_of(product("a"), faqs=(Faq(id="f", question="q", answer="a"),))
    await catalogs.save("m", before)
    imported = await catalogs.replace("m", entries(shop_of(product("b"))), dry_run=True)
    assert imported.difference.products.added == ("b",)
    assert imported.difference.faqs.removed == ("f",)
    assert (await catalogs.load("m")).catalog == before
    await catalogs.replace("new", entries(before), dry_run=True)
    with pytest.raises(NotStored):
        await catalogs.load("new")


@pytest.mark.parametrize("stops_after", [1, 3, 2500])
async def test_reading_that_breaks_off_leaves_the_old(database: Database, stops_after: int) -> None:
    catalogs = Catalogs(database)
    before = shop_of(product("a"))
    await catalogs.save("m", before)

    def broken() -> Iterator[object]:
        yield Shop(name="新店", currency="CNY")
        for number in range(stops_after):
            yield product(f"n{number}")
        raise OSError("the disk went away")

    with pytest.raises(OSError, match="went away"):
        await catalogs.replace("m", broken())  # type: ignore[arg-type]
    assert (await catalogs.load("m")).catalog == before


async def test_a_cancelled_import_leaves_the_old(database: Database) -> None:
    catalogs = Catalogs(database)
    before = shop_of(product("a"))
    await catalogs.save("m", before)
    many = shop_of(*(product(f"n{number}") for number in range(3000)))
    importing = asyncio.create_task(catalogs.replace("m", entries(many)))
    await asyncio.sleep(0.05)
    importing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await importing
    assert (await catalogs.load("m")).catalog == before


@pytest.mark.parametrize("batch", [1, 2])
async def test_an_import_cancelled_while_a_batch_is_sent(database: Database, batch: int) -> None:
    """More than a socket holds is on its way to the server when the cancellation comes."""
    catalogs = Catalogs(database)
    await catalogs.save("m", shop_of(product("a")))
    before = (await catalogs.load("m")).catalog
    many = [product(f"n{n}", description="长" * 5_000) for n in range(2_500)]
    sent: list[None] = []

    def cancelling(connection: object, cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("INSERT INTO products"):
            sent.append(None)
            if len(sent) == batch:
                asyncio.get_running_loop().call_soon(importing.cancel)

    event.listen(database.engine.sync_engine, "before_cursor_execute", cancelling)
    importing = asyncio.create_task(catalogs.replace("m", entries(shop_of(*many))))
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(importing, 60)
    assert len(sent) == batch
    assert (await catalogs.load("m")).catalog == before


async def test_a_refused_file_changes_nothing(database: Database, tmp_path: Path) -> None:
    catalogs = Catalogs(database)
    before = shop_of(product("a"))
    await catalogs.save("m", before)
    path = tmp_path / "bad.jsonl"
    path.write_text(
        '{"type":"shop","name":"x","currency":"CNY"}\n'
        '{"type":"product","handle":"b","title":"b"}\n'
        '{"type":"product","handle":"c"}\n'
        '{"type":"product","handle":"d","title":"d"}\n'
    )
    report = Report("bad.jsonl")
    with pytest.raises(CatalogRefused, match="row 3"):
        await catalogs.replace("m", stream(path, report))
    assert (await catalogs.load("m")).catalog == before
    await catalogs.replace("m", stream(path, Report("bad.jsonl"), keep_good=True))
    assert [each.handle for each in (await catalogs.load("m")).catalog.products] == ["b", "d"]


async def test_order_follows_the_file(database: Database) -> None:
    catalogs = Catalogs(database)
    await catalogs.save("m", shop_of(product("a"), product("b"), product("c")))
    turned = shop_of(product("c"), product("a"), product("b"))
    imported = await catalogs.replace("m", entries(turned))
    assert not imported.difference
    assert imported.version == 2, "link numbers follow the order, so rooms must hear of it"
    assert (await catalogs.load("m")).catalog == turned


async def test_a_sku_that_moves_to_another_product(database: Database) -> None:
    catalogs = Catalogs(database)
    tea = Variant(sku="TEA", price=Money(minor=1, currency="CNY"))
    one = Product(handle="one", title="一", variants=(tea,))
    two = Product(handle="two", title="二")
    await catalogs.save("m", shop_of(one, two))
    moved = shop_of(
        two.model_copy(update={"variants": (tea,)}), one.model_copy(update={"variants": ()})
    )
    imported = await catalogs.replace("m", entries(moved))
    (change,) = imported.difference.skus.changed
    assert change.fields["product"] == ("one", "two")
    patched = await catalogs.patch_sku("m", "TEA", SkuPatch(price=Decimal(2)))
    assert patched.price == Money(minor=200, currency="CNY")
    again = (await catalogs.load("m")).catalog.products
    assert [len(each.variants) for each in again] == [1, 0]


async def test_only_what_changed_is_read_again(database: Database) -> None:
    catalogs = Catalogs(database)
    await catalogs.save("m", shop_of(product("a"), product("b")))
    held = await catalogs.load("m")
    await catalogs.patch_sku("m", "b-1", SkuPatch(price=Decimal(9)))
    fresh = await catalogs.refresh(held)
    assert fresh.version == 2
    assert fresh.catalog.products[0] is held.catalog.products[0]
    assert fresh.catalog.products[1].variants[0].price == Money(minor=900, currency="CNY")
    await catalogs.save("m", shop_of(product("b", 900), product("c")))
    assert [each.handle for each in (await catalogs.refresh(fresh)).catalog.products] == ["b", "c"]


async def test_a_part_of_a_catalog(database: Database) -> None:
    catalogs = Catalogs(database)
    whole = shop_of(*(product(f"p{number}") for number in range(1200)))
    await catalogs.save("m", whole)
    some = await catalogs.load("m", ("p7", "p3", "nowhere"))
    assert [each.handle for each in some.catalog.products] == ["p3", "p7"]
    many = await catalogs.load("m", tuple(f"p{number}" for number in range(0, 1200, 2)))
    assert len(many.catalog.products) == 600


async def test_when_the_shop_last_confirmed(database: Database) -> None:
    catalogs = Catalogs(database)
    old = Origin(file="a", read_at=datetime(2020, 1, 1, tzinfo=UTC))
    await catalogs.save("m", shop_of(product("a", origin=old), product("b", origin=old)))
    loaded = await catalogs.load("m")
    assert datetime.now(UTC) - loaded.as_of < timedelta(minutes=1)
    assert loaded.changed_at == {}
    await catalogs.patch_sku("m", "b-1", SkuPatch(price=Decimal(1)))
    assert set((await catalogs.load("m")).changed_at) == {"b"}, "the same price, said again"
    await catalogs.confirm("m")
    again = await catalogs.load("m")
    assert again.as_of > loaded.as_of
    assert again.changed_at == {}
    assert again.version == 1
