from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from assistant.store import Catalogs, Database, NotStored, SkuPatch
from assistant.store.catalogs import fingerprint
from assistant.store.pricing import patched
from catalog_loader.product import (
    Availability,
    Catalog,
    Money,
    Offer,
    OfferKind,
    Origin,
    Product,
    Variant,
)

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def money(minor: int, currency: str = "CNY") -> Money:
    return Money(minor=minor, currency=currency)


async def test_a_catalog_comes_back_as_it_was_saved(database: Database, catalog: Catalog) -> None:
    catalogs = Catalogs(database)
    assert await catalogs.save("demo", catalog) == 1
    stored = await catalogs.load("demo")
    assert stored.catalog == catalog
    assert stored.version == await catalogs.version("demo") == 1
    assert await catalogs.names() == ("demo",)


async def test_saving_the_same_again_changes_nothing(database: Database, catalog: Catalog) -> None:
    catalogs = Catalogs(database)
    await catalogs.save("demo", catalog)
    assert await catalogs.save("demo", catalog) == 1


async def test_when_a_file_was_read_is_no_change(catalog: Catalog) -> None:
    def read_at(moment: datetime) -> Catalog:
        tea = catalog.products[1].model_copy(update={"origin": Origin(file="a", read_at=moment)})
        return catalog.model_copy(update={"products": (catalog.products[0], tea)})

    assert fingerprint(read_at(NOW)) == fingerprint(read_at(NOW + timedelta(days=1)))
    assert fingerprint(read_at(NOW)) != fingerprint(catalog)


async def test_saving_another_replaces_all_of_it(database: Database, catalog: Catalog) -> None:
    catalogs = Catalogs(database)
    await catalogs.save("demo", catalog)
    smaller = catalog.model_copy(update={"products": catalog.products[1:], "faqs": ()})
    assert await catalogs.save("demo", smaller) == 2
    assert (await catalogs.load("demo")).catalog == smaller
    with pytest.raises(NotStored, match="COAT-M"):
        await catalogs.patch_sku("demo", "COAT-M", SkuPatch(quantity=1))


async def test_importing_again_takes_patches_back(database: Database, catalog: Catalog) -> None:
    catalogs = Catalogs(database)
    await catalogs.save("demo", catalog)
    await catalogs.patch_sku("demo", "TEA", SkuPatch(price=Decimal(99)))
    assert await catalogs.imported("demo") == fingerprint(catalog)
    assert await catalogs.save("demo", catalog) == 3
    assert (await catalogs.load("demo")).catalog == catalog


async def test_catalogs_are_kept_apart(database: Database, catalog: Catalog) -> None:
    catalogs = Catalogs(database)
    await catalogs.save("a", catalog)
    await catalogs.save("b", catalog)
    await catalogs.patch_sku("a", "TEA", SkuPatch(price=Decimal(1)))
    assert (await catalogs.load("b")).catalog == catalog


async def test_a_patch_bumps_the_version_only_where_something_changes(
    database: Database, catalog: Catalog
) -> None:
    catalogs = Catalogs(database)
    await catalogs.save("demo", catalog)
    variant = await catalogs.patch_sku("demo", "COAT-M", SkuPatch(price=Decimal("199.5")))
    assert variant.price == money(19950)
    assert await catalogs.version("demo") == 2
    assert (await catalogs.load("demo")).catalog.products[0].variants[0].price == money(19950)
    await catalogs.patch_sku("demo", "COAT-M", SkuPatch(price=Decimal("199.50")))
    assert await catalogs.version("demo") == 2


async def test_what_is_not_there_is_named(database: Database, catalog: Catalog) -> None:
    catalogs = Catalogs(database)
    for call in (catalogs.load("none"), catalogs.version("none")):
        with pytest.raises(NotStored, match="none"):
            await call
    with pytest.raises(NotStored, match="none"):
        await catalogs.patch_sku("none", "TEA", SkuPatch(quantity=1))
    assert await catalogs.imported("none") == ""


async def test_a_price_the_currency_cannot_hold_is_refused(
    database: Database, catalog: Catalog
) -> None:
    catalogs = Catalogs(database)
    await catalogs.save("demo", catalog)
    with pytest.raises(ValueError, match="at most 2 decimals"):
        await catalogs.patch_sku("demo", "TEA", SkuPatch(price=Decimal("1.234")))
    assert await catalogs.version("demo") == 1


@pytest.mark.parametrize(
    ("before", "patch", "after"),
    [
        ((Availability.IN_STOCK, 5), SkuPatch(quantity=0), (Availability.OUT_OF_STOCK, 0)),
        ((Availability.OUT_OF_STOCK, 0), SkuPatch(quantity=3), (Availability.IN_STOCK, 3)),
        ((Availability.PREORDER, 5), SkuPatch(quantity=0), (Availability.PREORDER, 0)),
        (
            (Availability.IN_STOCK, 5),
            SkuPatch(availability=Availability.OUT_OF_STOCK),
            (Availability.OUT_OF_STOCK, 0),
        ),
        (
            (Availability.OUT_OF_STOCK, 0),
            SkuPatch(availability=Availability.IN_STOCK),
            (Availability.IN_STOCK, None),
        ),
        (
            (Availability.IN_STOCK, 5),
            SkuPatch(quantity=0, availability=Availability.BACKORDER),
            (Availability.BACKORDER, 0),
        ),
        ((Availability.IN_STOCK, 5), SkuPatch(price=Decimal(1)), (Availability.IN_STOCK, 5)),
    ],
)
def test_stock_never_contradicts_itself(
    before: tuple[Availability, int],
    patch: SkuPatch,
    after: tuple[Availability, int | None],
) -> None:
    variant = Variant(sku="A", price=money(1), availability=before[0], quantity=before[1])
    product = Product(handle="a", title="a", variants=(variant,))
    (changed,) = patched(product, "A", patch, currency="CNY", now=NOW).variants
    assert (changed.availability, changed.quantity) == after


def test_a_new_price_ends_the_sale_in_force_but_no_other_offer() -> None:
    running = Offer(
        kind=OfferKind.FLASH, price=money(100), valid_until=NOW + timedelta(hours=1), note="秒杀"
    )
    coming = Offer(kind=OfferKind.SALE, price=money(150), valid_from=NOW + timedelta(days=1))
    listed = Offer(kind=OfferKind.LIST, price=money(900))
    variant = Variant(sku="A", price=money(500), offers=(running, coming, listed))
    product = Product(handle="a", title="a", variants=(variant,))
    (changed,) = patched(product, "A", SkuPatch(price=Decimal(3)), currency="CNY", now=NOW).variants
    assert changed.price == money(300)
    assert [offer.kind for offer in changed.offers if offer.in_force(NOW)] == [OfferKind.LIST]
    assert changed.offers[1:] == (coming, listed)


def test_a_promotion_written_without_a_time_zone_is_in_the_shops() -> None:
    shanghai = NOW.astimezone(ZoneInfo("Asia/Shanghai"))
    until = (shanghai + timedelta(minutes=1)).replace(tzinfo=None)
    sale = Offer(kind=OfferKind.SALE, price=money(100), valid_until=until)
    product = Product(handle="a", title="a", variants=(Variant(sku="A", offers=(sale,)),))
    (changed,) = patched(
        product, "A", SkuPatch(price=Decimal(3)), currency="CNY", now=shanghai
    ).variants
    assert not changed.offers[0].in_force(shanghai)


def test_a_sale_of_the_whole_product_stays_with_the_other_variants() -> None:
    sale = Offer(kind=OfferKind.SALE, price=money(100))
    coupon = Offer(kind=OfferKind.COUPON, off=money(10), threshold=money(200))
    product = Product(
        handle="a",
        title="a",
        variants=(Variant(sku="A", price=money(500)), Variant(sku="B", price=money(500))),
        offers=(sale, coupon),
    )
    changed = patched(product, "A", SkuPatch(price=Decimal(3)), currency="CNY", now=NOW)
    assert changed.offers == (coupon,)
    assert changed.variants[0].offers == ()
    assert changed.variants[1].offers == (sale,)


@pytest.mark.parametrize(
    ("price", "currency", "minor"),
    [("259", "CNY", 25900), ("259.90", "CNY", 25990), ("15000", "IDR", 15000), ("0", "USD", 0)],
)
def test_prices_become_minor_units(price: str, currency: str, minor: int) -> None:
    product = Product(handle="a", title="a", variants=(Variant(sku="A"),))
    (changed,) = patched(
        product, "A", SkuPatch(price=Decimal(price)), currency=currency, now=NOW
    ).variants
    assert changed.price == money(minor, currency)


@pytest.mark.parametrize(("price", "currency"), [("0.001", "CNY"), ("0.5", "IDR"), ("-1", "CNY")])
def test_impossible_prices_are_refused(price: str, currency: str) -> None:
    product = Product(handle="a", title="a", variants=(Variant(sku="A"),))
    with pytest.raises(ValueError, match="is no price in"):
        patched(product, "A", SkuPatch(price=Decimal(price)), currency=currency, now=NOW)
