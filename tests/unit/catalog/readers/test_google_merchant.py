"""Google Merchant's product feeds: what is one, what is in it, and what is wrong with it."""

import csv
import re
import xml.etree.ElementTree as ET
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.catalogs import codes, report_of, there_and_back
from support.effort import at_once
from support.google import ATOM, RSS, TSV, mug, product, rss, tsv

from catalog_loader.load import CatalogRefused, check, load
from catalog_loader.readers.google.local import GoogleLocalReader
from catalog_loader.readers.google.reader import GoogleMerchantReader
from catalog_loader.readers.reader import Source

G = "{http://base.google.com/ns/1.0}"


@pytest.mark.parametrize("path", [RSS, ATOM, TSV], ids=lambda path: path.name)
def test_a_feed_is_recognised_by_what_is_in_it(path):
    report = check(path)
    assert report.format == "google_merchant"
    assert report.sound


def test_an_xml_feed_holds_what_an_independent_reading_of_it_finds():
    items = ET.parse(RSS).getroot().findall("channel/item")
    groups = {item.findtext(f"{G}item_group_id") or item.findtext(f"{G}id") for item in items}
    catalog = load(RSS).catalog
    assert catalog.shop.name == "山谷羊毛铺"
    assert (catalog.shop.currency, catalog.shop.language) == ("CNY", "zh")
    assert {each.handle for each in catalog.products} == groups
    prices = {
        item.findtext(f"{G}id"): re.sub(r"[^\d.]", "", item.findtext(f"{G}price")) for item in items
    }
    read = {v.sku: v.price.plain for each in catalog.products for v in each.variants}
    assert {sku: float(price) for sku, price in read.items()} == {
        sku: float(price) for sku, price in prices.items()
    }


def test_a_table_holds_what_an_independent_reading_of_it_finds():
    with TSV.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    catalog = load(TSV).catalog
    assert {v.sku for each in catalog.products for v in each.variants} == {r["id"] for r in rows}
    assert len(catalog.products) == len({r["item group id"] or r["id"] for r in rows})
    assert catalog.shop.currency == "CNY"


@pytest.mark.parametrize("path", [RSS, ATOM, TSV], ids=lambda path: path.name)
def test_there_and_back(path):
    read, again = there_and_back(path)
    assert again == read


def test_the_same_file_gives_the_same_keys():
    first, second = load(RSS).catalog, load(RSS).catalog
    for one, other in zip(first.products, second.products, strict=True):
        assert one.handle == other.handle
        assert [v.sku for v in one.variants] == [v.sku for v in other.variants]


def test_every_value_says_where_it_was_read():
    columns = product(RSS, "SG-1001").origin.columns
    assert columns["handle"] == "g:item_group_id"
    assert columns["variants.offers.valid_from"] == "g:sale_price_effective_date"
    mine = product(TSV, "ZJ-10")
    assert (mine.origin.file, mine.origin.row) == ("products.tsv", "2")
    assert (mine.origin.columns["handle"], mine.origin.columns["category"]) == (
        "id",
        "product type",
    )


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_any_delimiter(written, delimiter):
    item = mug(product_highlight='"轻, 暖",软')
    (made,) = load(written(tsv(item, delimiter=delimiter))).catalog.products
    assert made.selling_points == ("轻, 暖", "软")


def test_values_quoted_in_a_cell_as_google_shows_them(written):
    header, row = tsv(mug(product_highlight="X")).splitlines()
    text = header + "\n" + row.replace("X", '"轻, 暖","软"') + "\n"
    (made,) = load(written(text)).catalog.products
    assert made.selling_points == ("轻, 暖", "软")


def test_a_column_may_be_repeated(written):
    header, row = tsv(mug()).splitlines()
    more = "\tadditional_image_link\tadditional_image_link\n"
    pictures = "\thttps://img.example.com/a.jpg\thttps://img.example.com/b.jpg\n"
    (made,) = load(written(header + more + row + pictures)).catalog.products
    assert made.images[1:] == ("https://img.example.com/a.jpg", "https://img.example.com/b.jpg")


@pytest.mark.parametrize(
    "text",
    [
        "id,title,price,availability\n1,杯子,9 CNY,in_stock\n",
        "id,title,link,price\n1,杯子,https://a.example.com,9 CNY\n",
        "<rss><channel><item><title>blog</title></item></channel></rss>",
        '<html xmlns:g="http://base.google.com/ns/1.0"><item/></html>',
    ],
)
def test_what_is_not_made_for_google_is_not_taken_for_it(written, text):
    path = written(text)
    source = Source(path, path.name, path.read_bytes(), datetime.now(UTC))
    assert not GoogleMerchantReader().recognises(source)
    assert not GoogleLocalReader().recognises(source)


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ({"id": None}, ("missing_field", "id")),
        ({"price": "cheap"}, ("bad_price", "price")),
        ({"price": "-1 CNY"}, ("negative_price", "price")),
        ({"price": "1.999 CNY"}, ("bad_price", "price")),
        ({"sale_price": "x"}, ("bad_price", "sale_price")),
        ({"sale_price": "9 CNY", "sale_price_effective_date": "2026-11-11"},
         ("bad_date", "sale_price_effective_date")),
        ({"sale_price": "9 CNY", "sale_price_effective_date": "soon/later"},
         ("bad_date", "sale_price_effective_date")),
        ({"sale_price": "9 CNY", "sale_price_effective_date": "/"},
         ("bad_date", "sale_price_effective_date")),
        ({"availability_date": "soon"}, ("bad_date", "availability_date")),
        ({"expiration_date": "03/04/2026"}, ("bad_date", "expiration_date")),
        ({"quantity": "many"}, ("not_integer", "quantity")),
        ({"max_handling_time": "-1"}, ("negative_number", "max_handling_time")),
        ({"shipping": "<g:price>free</g:price>"}, ("bad_price", "shipping.price")),
    ],
)  # fmt: skip
@pytest.mark.parametrize("grouped", [False, True])
def test_an_item_with_an_error_makes_its_product_unfit(written, attributes, expected, grouped):
    wrong = mug(item_group_id="G", **attributes) if grouped else mug(**attributes)
    other = mug(id="M2", item_group_id="G" if grouped else None, title="另一个", color="红")
    path = written(rss(wrong, other))
    with pytest.raises(CatalogRefused):
        load(path)
    found = codes(check(path))
    code, column = expected
    assert [each for each in found if each[0] == code] == [(code, "item[1]", column)]
    fit = load(path, keep_good=True).catalog.products
    assert [each.title for each in fit] == ([] if grouped else ["另一个"])


def test_goods_without_a_title_are_refused_unless_another_variant_has_one(written):
    bare = mug(title=None)
    assert codes(check(written(rss(bare)))) == [
        ("missing_field", "item[1]", "title"),
        ("no_products", "", ""),
    ]
    both = mug(item_group_id="G", title=None), mug(id="M2", item_group_id="G", color="红")
    assert [each.title for each in load(written(rss(*both))).catalog.products] == ["马克杯"]


def test_an_id_used_twice_is_told(written):
    report = check(written(rss(mug(), mug(title="另一个"))))
    assert report.by_code["duplicate_sku"] == 1


BOMB = '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'


@pytest.mark.parametrize("form", [None, "google_merchant"])
def test_a_feed_with_entities_is_refused(written, form):
    path = written(BOMB + rss(mug(title="&b;")))
    report = check(path, format_name=form or "")
    assert report.format == "google_merchant"
    assert (report.first_error.code, report.counts.products) == ("unsafe_document", 0)
    assert report.fatal


def test_a_broken_feed_is_refused_with_its_line(written):
    report = check(written(rss(mug()).replace("</item>", "\n</itm>")))
    assert report.first_error.code == "malformed_document"
    assert (report.first_error.row, report.fatal) == ("2", True)


def test_a_prefix_that_was_never_declared_is_understood(written):
    text = rss(mug()).replace(' xmlns:g="http://base.google.com/ns/1.0"', "")
    path = written(text.replace("<title>小店", "<!-- base.google.com/ns/1.0 --><title>小店"))
    assert [each.title for each in load(path).catalog.products] == ["马克杯"]


@pytest.mark.parametrize("head", ["<!---->" * 9000, "<?a?>" * 9000, " " * 60_000])
def test_no_head_takes_long_to_recognise(head):
    with at_once():
        report_of(f"{head}<rsx>base.google.com/ns/1.0".encode())


def test_no_header_takes_long_to_understand():
    with at_once():
        header = "id\ttitle\tprice\tavailability\tlink\ta" + " " * 30_000 + "b(\n"
        assert report_of(header.encode(), format_name="google_merchant").by_code["no_products"]


def test_a_file_of_another_format_lacks_its_columns():
    report = report_of(b"a,b\n1,2\n", format_name="google_merchant")
    assert codes(report)[0][0] == "missing_column"


@pytest.mark.parametrize("path", [RSS, ATOM, TSV], ids=lambda path: path.name)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_whatever_the_bytes_there_is_a_report(path, data):
    sample = path.read_bytes()
    start = data.draw(st.integers(0, len(sample)))
    length = data.draw(st.integers(0, 200))
    middle = data.draw(st.binary(max_size=60) | st.sampled_from([b"", b'"', b":", b",", b"<g:"]))
    mutated = sample[:start] + middle + sample[start + length :]
    assert report_of(mutated, format_name="google_merchant").as_json()
