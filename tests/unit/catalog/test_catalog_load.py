"""Recognising a file, refusing it whole, or keeping what is good in it."""

import copy
import zoneinfo
from pathlib import Path

import pytest

from catalog_loader.demo import demo_catalog_path
from catalog_loader.load import CatalogRefused, check, load, walk
from catalog_loader.report import Report


def test_a_sound_file_is_loaded_whole(draft):
    loaded = load(draft.write())
    assert loaded.catalog.shop.name == "小店"
    assert [product.handle for product in loaded.catalog.products] == ["mug"]
    assert [policy.id for policy in loaded.catalog.policies] == ["ship"]
    assert [faq.id for faq in loaded.catalog.faqs] == ["how"]


def test_a_warning_does_not_stop_a_load(draft):
    draft.set("product.variants.0.price", ...)
    loaded = load(draft.write())
    assert loaded.report.warnings == 1
    assert loaded.catalog.products[0].variants[0].price is None


def test_one_error_refuses_the_whole_file_in_one_line(draft):
    draft.set("product.variants.0.price", 39.9)
    with pytest.raises(CatalogRefused) as caught:
        load(draft.write())
    english, chinese = str(caught.value), caught.value.text("zh")
    assert english.startswith("shop.jsonl was refused: row 2, field variants.0.price: 39.9 ")
    assert chinese.startswith("shop.jsonl 没有加载：第 2 行 variants.0.price 值 39.9 ")
    assert "\n" not in english + chinese
    assert caught.value.report.errors == 1


def test_keeping_the_good_drops_the_bad(draft):
    bad = copy.deepcopy(draft.product) | {"handle": ""}
    draft.more += [bad, {"type": "faq", "id": "ok", "question": "q", "answer": "a"}, {"type": "x"}]
    path = draft.write()
    with pytest.raises(CatalogRefused):
        load(path)
    loaded = load(path, keep_good=True)
    assert [product.handle for product in loaded.catalog.products] == ["mug"]
    assert [faq.id for faq in loaded.catalog.faqs] == ["how", "ok"]
    assert loaded.report.dropped == 2
    assert loaded.report.counts.products == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b" \n\r\n\t", "empty_file"),
        (b"\xef\xbb\xbf\n", "empty_file"),
        (b"\0" * 100, "unknown_format"),
        (b"%PDF-1.7\n", "unknown_format"),
        (b"Dear all,\nplease find the price list, as always, attached.\n", "unknown_format"),
        (b"<?xml version='1.0'?><rss/>", "unknown_format"),
        (b"[{}]", "unknown_format"),
        (b'{"type":"faq","id":"a","question":"q","answer":"a"}\n', "no_shop"),
    ],
)
@pytest.mark.parametrize("keep_good", [False, True])
def test_a_file_unfit_as_a_whole_is_refused_either_way(written, content, code, keep_good):
    with pytest.raises(CatalogRefused) as caught:
        load(written(content), keep_good=keep_good)
    assert caught.value.report.first_error.code == code
    assert caught.value.report.fatal


def test_a_shop_line_that_was_refused_is_not_also_called_missing(draft):
    draft.set("shop.currency", "元")
    path = draft.write()
    assert dict(check(path).by_code) == {"bad_currency": 1}
    with pytest.raises(CatalogRefused, match="row 1, field currency"):
        load(path, keep_good=True)


def test_a_shop_that_comes_late_does_not_count(draft):
    draft.shop, draft.product = draft.product, draft.shop
    with pytest.raises(CatalogRefused, match="the first record is not the shop"):
        load(draft.write(), keep_good=True)


def test_a_missing_file(tmp_path):
    with pytest.raises(CatalogRefused, match=r"none\.jsonl was refused: the file cannot be opened"):
        load(tmp_path / "none.jsonl")


def test_a_folder_is_not_a_file(tmp_path):
    assert check(tmp_path).first_error.code == "unreadable"


def test_the_content_decides_not_the_name(draft):
    path = draft.write().rename(draft.path.with_suffix(".csv"))
    assert check(path).format == "jsonl"


def test_the_format_can_be_given(draft):
    path = draft.write()
    assert load(path, format_name="jsonl").report.sound
    known = r"there is no format called paper; use one of: .*jsonl"
    with pytest.raises(CatalogRefused, match=known):
        load(path, format_name="paper")


def test_an_upload_keeps_its_own_name(draft):
    loaded = load(draft.write(), name="十一月.jsonl")
    assert loaded.report.file == "十一月.jsonl"
    assert loaded.catalog.products[0].origin.file == "十一月.jsonl"


def test_walking_is_lazy(draft):
    draft.more.append({"type": "x"})
    report = Report("shop.jsonl")
    entries = walk(draft.write(), report)
    next(entries)
    assert report.findings == []
    assert len(list(entries)) == 3
    assert report.errors == 1


REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "catalogs"


@pytest.mark.skipif(not REAL.is_dir(), reason=f"the collection of real exports is not at {REAL}")
def test_other_shops_exports_are_not_taken_for_ours():
    files = [path for path in REAL.rglob("*") if path.is_file()]
    assert len(files) > 10
    assert [path.name for path in files if check(path).format == "jsonl"] == []


@pytest.mark.parametrize(
    "head",
    ["\ufeffHandle,Title", "<rss>", "item_id\tps_name", "-- MySQL dump", "PK\x03\x04", "[1]"],
)
def test_other_formats_are_not_taken_for_ours(written, head):
    assert check(written(head + "\n")).format != "jsonl"


def test_a_machine_without_time_zones_still_loads_the_demo_shop():
    zoneinfo.reset_tzpath(to=())
    zoneinfo.ZoneInfo.clear_cache()
    try:
        assert load(demo_catalog_path()).report.findings == []
    finally:
        zoneinfo.reset_tzpath()
