"""Searching a catalog in the store: words, pinyin, codes, numbers, typos, and meaning."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from support.databases import opened, postgres

from assistant.knowledge.pinyin import read_as_syllables
from assistant.knowledge.search import CatalogSearch
from assistant.store import Catalogs, Database, NotStored
from catalog_loader.demo import demo_catalog_path
from catalog_loader.load import load
from catalog_loader.product import Catalog, Money, Product, Shop, Variant

__all__ = ["postgres"]


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load(demo_catalog_path()).catalog


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(
    request: pytest.FixtureRequest, tmp_path: Path, catalog: Catalog
) -> AsyncIterator[Database]:
    socket = request.getfixturevalue("postgres") if request.param == "postgresql" else ""
    async with opened(request.param, tmp_path, socket) as database:
        await Catalogs(database).save("demo", catalog)
        yield database


@pytest.mark.parametrize(
    ("words", "handle", "by"),
    [
        ("羽绒服", "light-down-jacket", "name"),
        ("yurongfu", "light-down-jacket", "pinyin"),
        ("yu rong fu", "light-down-jacket", "pinyin"),
        ("YRF", "light-down-jacket", "initials"),
        ("mm", "hyaluronic-mask", "initials"),
        ("mianmo", "hyaluronic-mask", "pinyin"),
        ("YJ-DJ-BLK-S", "light-down-jacket", "code"),
        ("yj-dj-blk-s", "light-down-jacket", "code"),
        ("YJ-DJ-", "light-down-jacket", "code"),
        ("light-down-jacket", "light-down-jacket", "code"),
        ("白鸭绒 收纳袋", "light-down-jacket", "words"),
        ("羽絨服", "light-down-jacket", "name"),
        ("羽容服", "light-down-jacket", "sound"),
        ("1号链接", "light-down-jacket", "number"),
        ("2号", "cotton-crew-tee", "number"),
        ("链接2", "cotton-crew-tee", "number"),
        ("featherlight", "light-down-jacket", "name"),
        ("featherlihgt", "light-down-jacket", "typo"),
        ("白鸭绒羽绒服有吗", "light-down-jacket", "part"),
    ],
)
async def test_best_hit(database: Database, words: str, handle: str, by: str) -> None:
    hits = await CatalogSearch(database).find("demo", words)
    assert (hits[0].product.handle, hits[0].by) == (handle, by)


async def test_category_finds_all_of_it(database: Database, catalog: Catalog) -> None:
    expected = {product.handle for product in catalog.products if product.category == "护肤"}
    hits = await CatalogSearch(database).find("demo", "护肤", limit=100)
    assert expected <= {hit.product.handle for hit in hits}


@pytest.mark.parametrize(
    "words", ["", "   ", "量子计算机", "？？", '"', "' OR 1", "0号", "999号链接", "*", "a" * 1000]
)
async def test_nothing_fits(database: Database, words: str) -> None:
    assert await CatalogSearch(database).find("demo", words) == ()


async def test_limit_and_order(database: Database) -> None:
    hits = await CatalogSearch(database).find("demo", "服饰", limit=3)
    assert len(hits) == 3
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


async def test_a_catalog_that_is_not_there(database: Database) -> None:
    with pytest.raises(NotStored, match="nowhere"):
        await CatalogSearch(database).find("nowhere", "羽绒服")


def shop_of(*products: Product) -> Catalog:
    return Catalog(shop=Shop(name="小店", currency="CNY"), products=products)


def named(handle: str, title: str, **fields: object) -> Product:
    price = Money(minor=100, currency="CNY")
    return Product(
        handle=handle, title=title, variants=(Variant(sku=handle, price=price),), **fields
    )


async def test_catalogs_do_not_see_each_other(database: Database) -> None:
    await Catalogs(database).save("other", shop_of(named("x", "羽绒被")))
    found = await CatalogSearch(database).find("other", "羽绒")
    assert [hit.product.handle for hit in found] == ["x"]


async def test_what_changed_is_found_as_it_is_now(database: Database) -> None:
    catalogs, search = Catalogs(database), CatalogSearch(database)
    await catalogs.save("other", shop_of(named("a", "青花瓷碗"), named("b", "竹筷子")))
    await catalogs.save("other", shop_of(named("a", "白瓷碗"), named("c", "木勺")))
    assert [hit.product.handle for hit in await search.find("other", "白瓷")] == ["a"]
    assert await search.find("other", "青花") == ()
    assert await search.find("other", "竹筷子") == ()
    assert [hit.product.handle for hit in await search.find("other", "木勺")] == ["c"]


async def test_goods_off_the_shelf_are_not_found(database: Database) -> None:
    await Catalogs(database).save("other", shop_of(named("a", "青花瓷碗", published=False)))
    assert await CatalogSearch(database).find("other", "青花瓷碗") == ()


async def test_thai_is_found_inside_a_run(database: Database) -> None:
    await Catalogs(database).save("other", shop_of(named("a", "เสื้อกันหนาวขนเป็ด")))
    found = await CatalogSearch(database).find("other", "ขนเป็ด")
    assert [hit.product.handle for hit in found] == ["a"]


class Guess:
    """A meaning that takes everything for one product, and counts how often it is asked."""

    def __init__(self, product: int) -> None:
        self.product = product
        self.asked: list[str] = []

    async def nearest(self, catalog: str, words: str, limit: int) -> Sequence[tuple[int, float]]:
        self.asked.append(words)
        return [(self.product, 0.9)]


async def test_meaning_is_asked_only_when_words_find_nothing(database: Database) -> None:
    meaning = Guess(1 << 32 | 1)
    search = CatalogSearch(database, meaning)
    assert (await search.find("demo", "羽绒服"))[0].by == "name"
    assert meaning.asked == []
    hits = await search.find("demo", "量子计算机")
    assert [(hit.product.handle, hit.by) for hit in hits] == [("light-down-jacket", "meaning")]


@pytest.mark.parametrize(
    ("word", "readings"),
    [
        ("mianmo", [("mian", "mo")]),
        ("xian", [("xi", "an")]),
        ("shi", []),
        ("strap", []),
        ("", []),
        ("m" * 60, []),
    ],
)
def test_latin_letters_as_syllables(word: str, readings: list[tuple[str, ...]]) -> None:
    found = read_as_syllables(word)
    assert found[: len(readings)] == readings
    assert bool(found) == bool(readings)
