"""Searching the demo shop by words."""

import pytest

from assistant.knowledge.search import search
from catalog_loader.demo import demo_catalog_path
from catalog_loader.load import load
from catalog_loader.product import Catalog


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load(demo_catalog_path()).catalog


@pytest.mark.parametrize(
    ("words", "handle"),
    [
        ("羽绒服", "light-down-jacket"),
        ("yurongfu", "light-down-jacket"),
        ("YJ-DJ-BLK-S", "light-down-jacket"),
        ("白鸭绒 收纳袋", "light-down-jacket"),
        ("羽絨服", "light-down-jacket"),
    ],
)
def test_best_hit(catalog: Catalog, words: str, handle: str) -> None:
    assert search(catalog, words)[0].product.handle == handle


def test_category_finds_all_of_it(catalog: Catalog) -> None:
    expected = {product.handle for product in catalog.products if product.category == "护肤"}
    found = {hit.product.handle for hit in search(catalog, "护肤", limit=100)}
    assert expected <= found


@pytest.mark.parametrize("words", ["", "   ", "量子计算机", "？？"])
def test_nothing_fits(catalog: Catalog, words: str) -> None:
    assert search(catalog, words) == ()


def test_limit_and_order(catalog: Catalog) -> None:
    hits = search(catalog, "服饰", limit=3)
    assert len(hits) == 3
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
