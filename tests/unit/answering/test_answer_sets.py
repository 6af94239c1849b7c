"""The evaluation sets themselves: large enough, full of traps, and true to their catalogs."""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from assistant.answering.evaluate.sets import BEYOND_KINDS, Case, default_sets, read_sets
from assistant.answering.understand.kinds import Kind
from assistant.answering.values import Outcome
from catalog_loader.keys import ATTRIBUTE_KEYS, CLAUSE_KEYS
from catalog_loader.load import check, load
from catalog_loader.product import Catalog, PolicyTopic

CASES = read_sets(default_sets())
CATALOGS = sorted({case.catalog for case in CASES})
FIELDS_OF_FACTS = frozenset(
    ["title", "brand", "category", "selling_point", "description", "price", "list_price",
     "price_until", "coming_price", "price_from", "total", "off", "threshold", "min_quantity",
     "offer_note", "ladder_price", "member_price", "presale_price", "availability", "quantity",
     "available_from", "colour", "size", "height", "weight", "size_advice", "faq",
     "link_number", "on_air"]
)  # fmt: skip
NEVER_ASKED_ALONE = frozenset({Kind.UNCLEAR, Kind.HOST_SAID})  # a set has no host


@cache
def catalog_of(path: Path) -> Catalog:
    return load(path).catalog


def fields_of(path: Path) -> frozenset[str]:
    """Every field a fact of this catalog may have."""
    own: set[str] = {topic.value for topic in PolicyTopic}
    for product in catalog_of(path).products:
        own |= {*product.option_names, *(attribute.name for attribute in product.attributes)}
        rows = product.size_table.rows if product.size_table else ()
        own |= {name for row in rows for name in row.measures_cm}
    return FIELDS_OF_FACTS | ATTRIBUTE_KEYS.keys() | CLAUSE_KEYS.keys() | own


def test_there_are_enough_questions_in_every_language() -> None:
    languages = Counter(case.language for case in CASES)
    assert len(CASES) >= 800
    assert languages.most_common(1)[0][0] == "zh"
    assert all(languages[name] >= 60 for name in ("zh", "en", "id", "vi", "th", "ms"))


def test_a_third_are_traps_of_every_sort() -> None:
    traps = Counter(case.trap for case in CASES if case.trap)
    assert sum(traps.values()) * 3 >= len(CASES)
    assert len(traps) == 7


def test_every_kind_is_asked() -> None:
    asked = {case.kind for case in CASES}
    assert asked == ({kind.value for kind in Kind} - NEVER_ASKED_ALONE) | BEYOND_KINDS


def test_every_shop_is_asked_at_a_fixed_moment() -> None:
    assert len(CATALOGS) == 6
    assert all(case.at is not None and case.language for case in CASES)


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.stem)
def test_the_catalogs_have_nothing_wrong_with_them(path: Path) -> None:
    report = check(path)
    assert report.sound
    # that a shop does not tell its stock is asked about too
    assert {finding.code for finding in report.findings} <= {"stock_without_quantity"}
    assert len(catalog_of(path).products) >= 15


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.stem)
def test_what_is_expected_can_be_found_in_the_catalog(path: Path) -> None:
    handles = {product.handle for product in catalog_of(path).products}
    fields = fields_of(path)
    for case in (case for case in CASES if case.catalog == path):
        assert not case.on_air or case.on_air in handles, case.source
        assert set(case.fields) <= fields, case.source
        assert case.outcome is Outcome.ANSWERED or not case.fields, case.source


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.source)
def test_no_text_is_wanted_and_forbidden_at_once(case: Case) -> None:
    assert not {text for group in case.contains for text in group} & set(case.forbids)
