"""Which corrections rooms are given, as the catalog changes and time goes by."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from assistant.knowledge.corrections import Correction, Rest
from assistant.room.catalogs import CatalogCache
from assistant.room.corrections.keeper import Keeper
from assistant.store import Catalogs, Database, SkuPatch, StoredCatalog
from assistant.store.corrections import Corrections
from catalog_loader.product import Catalog, Money, Product, Shop, Variant

NOW = datetime(2026, 11, 26, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)
ENDS = Correction(
    id="ends",
    catalog="shop",
    scope="room",
    subject="demo",
    question="几点下播",
    text="十二点下播。",
    language="zh",
    state="in_force",
    owner="li",
    made_at=NOW,
    ends_at=NOW + HOUR,
)
COSTS = replace(
    ENDS,
    id="costs",
    scope="product",
    subject="coat",
    question="多少钱",
    text="现在259元。",
    rests_on=(Rest("coat", "price", "259"),),
    ends_at=None,
)


class Shops:
    """A shop in a database of its own, at a moment that the test sets."""

    def __init__(self, database: Database) -> None:
        self.now = NOW
        self.catalogs, self.corrections = Catalogs(database), Corrections(database)
        self.cache = self.opened()

    def opened(self) -> CatalogCache:
        """The catalogs as another process holds them."""
        return CatalogCache(self.catalogs, Keeper(self.catalogs, self.corrections, self._clock))

    async def add(self, *corrections: Correction) -> None:
        for one in corrections:
            await self.corrections.add(one.record, by="li")

    async def in_force(self, room: str = "demo") -> list[str]:
        return faqs(await self.cache.current("shop", None, room))

    def _clock(self) -> datetime:
        return self.now


def faqs(stored: StoredCatalog) -> list[str]:
    return [faq.id for faq in stored.catalog.faqs]


@pytest.fixture
async def shops(tmp_path: Path) -> AsyncIterator[Shops]:
    database = await Database.open(f"sqlite+aiosqlite:///{tmp_path / 'shop.db'}")
    variant = Variant(sku="COAT", price=Money(minor=25900, currency="CNY"))
    coat = Product(handle="coat", title="羽绒服", variants=(variant,))
    catalog = Catalog(shop=Shop(name="小店", currency="CNY"), products=(coat,))
    await Catalogs(database).save("shop", catalog)
    yield Shops(database)
    await database.close()


async def test_a_correction_is_given_until_its_time_is_over(shops: Shops) -> None:
    await shops.add(ENDS)
    assert await shops.in_force() == ["ends"]
    shops.now = NOW + HOUR
    assert await shops.in_force() == []
    kept = await shops.corrections.get("ends")
    assert (kept.state, kept.version) == ("ended", 2)


async def test_who_sees_it_first_ends_it_and_the_others_follow(shops: Shops) -> None:
    await shops.add(COSTS)
    other = shops.opened()
    assert faqs(await other.current("shop")) == ["costs"]
    await shops.catalogs.patch_sku("shop", "COAT", SkuPatch(price=Decimal(269)))
    assert await shops.in_force() == []
    assert faqs(await other.current("shop")) == []
    assert [one.by for one in await shops.corrections.versions("costs")] == ["li", ""]


async def test_a_room_has_its_own_and_the_others_share_one_catalog(shops: Shops) -> None:
    await shops.add(ENDS, COSTS)
    assert await shops.in_force("demo") == ["costs", "ends"]
    assert await shops.in_force("other") == ["costs"]
    other = (await shops.cache.current("shop", None, "other")).catalog
    assert (await shops.cache.current("shop", None, "third")).catalog is other
    assert (await shops.cache.current("shop", None, "other")).catalog is other
    await shops.catalogs.confirm("shop")
    confirmed = await shops.cache.current("shop", None, "other")
    assert confirmed.catalog is other
    assert confirmed.as_of == (await shops.catalogs.state("shop"))[1]


async def test_a_listing_without_the_product_neither_has_it_nor_ends_it(shops: Shops) -> None:
    await shops.add(COSTS)
    assert faqs(await shops.cache.current("shop", ())) == []
    assert await shops.in_force() == ["costs"]


async def test_what_nobody_sells_from_is_settled_when_it_is_looked_at(shops: Shops) -> None:
    await shops.add(replace(COSTS, rests_on=(Rest("coat", "price", "1"),)))
    await shops.cache.settle("shop")
    assert (await shops.corrections.get("costs")).state == "ended"
