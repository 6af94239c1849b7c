"""Google's local inventory feeds: what stores have, never taken for what can be bought online."""

import csv

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.catalogs import codes, report_of, there_and_back
from support.google import FOLDER, mug, rss, tsv

from catalog_loader.load import check, load
from catalog_loader.product import Availability
from catalog_loader.readers.reader import Options

SAMPLE = FOLDER / "local_inventory.tsv"
ADDED_UP = Options(mapping={"quantity": "quantity"})
NOTES = [("titled_by_id", "", ""), ("stock_in_stores", "", "")]


def item(**attributes):
    """What one store has of one product, with what is given changed."""
    sound = {"store_code": "HZ", "id": "M1", "price": "39.90 CNY", "availability": "in stock"}
    return {name: text for name, text in (sound | attributes).items() if text is not None}


def stores(product):
    """What is told of each store."""
    return {attribute.name: attribute.value for attribute in product.variants[0].attributes}


@pytest.fixture
def loaded(written):
    """The goods of a feed of these items, by their ids."""

    def load_all(*items, **options):
        catalog = load(written(tsv(*items)), options=Options(**options)).catalog
        return {product.handle: product for product in catalog.products}

    return load_all


def test_a_feed_of_stores_is_recognised_and_its_limits_are_told():
    report = check(SAMPLE)
    assert (report.format, report.sound) == ("google_local_inventory", True)
    assert codes(report)[:2] == NOTES


def test_the_sample_holds_what_an_independent_reading_of_it_finds():
    with SAMPLE.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    catalog = load(SAMPLE).catalog
    assert [each.handle for each in catalog.products] == list(
        dict.fromkeys(row["itemid"] for row in rows)
    )
    assert sum(len(stores(each)) for each in catalog.products) == len(rows)


def test_what_stores_have_is_no_stock_online():
    for product in load(SAMPLE).catalog.products:
        (variant,) = product.variants
        assert (variant.availability, variant.quantity) == (Availability.UNKNOWN, None)
        assert "variants.quantity" not in product.origin.columns


def test_what_a_store_has_is_told_of_it():
    mug_of_all, box = load(SAMPLE).catalog.products
    assert stores(mug_of_all) == {
        "门店 HZ-01": "有货，12 件，可到店自提 (当天)",
        "门店 SH-02": "缺货，0 件",
    }
    assert stores(box) == {
        "门店 HZ-01": "少量现货，1 件，售价 188.00 CNY，促销价 168.00 CNY，可预留后到店购买 (2 天)",
        "门店 SH-02": "有样品，可预订，售价 199.00 CNY，可发到门店自提 (数周)",
    }


def test_in_another_language_it_is_told_in_english(loaded):
    told = stores(loaded(item(quantity="3", pickup_method="buy"), language="en")["M1"])
    assert told == {"Store HZ": "in stock, quantity 3, pickup in store"}


def test_a_price_is_one_of_the_goods_only_where_all_stores_ask_the_same():
    mug_of_all, box = load(SAMPLE).catalog.products
    assert mug_of_all.variants[0].price.minor == 3990
    assert (box.variants[0].price, box.variants[0].offers) == (None, ())


def test_a_sale_in_all_stores_is_an_offer(loaded):
    sale = {"sale_price": "29.90 CNY", "sale_price_effective_date": "2026-11-10/2026-11-12"}
    variant = loaded(item(**sale), item(store_code="SH", **sale))["M1"].variants[0]
    assert [offer.price.minor for offer in variant.offers] == [2990]
    assert variant.offers[0].valid_until is not None
    one_sided = loaded(item(**sale), item(store_code="SH"))["M1"].variants[0]
    assert (one_sided.price, one_sided.offers) == (None, ())


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (("in stock", "3"), ("out of stock", "0"), (Availability.IN_STOCK, 3)),
        (("in stock", "3"), ("in stock", "4"), (Availability.IN_STOCK, 7)),
        (("in stock", None), ("in stock", "4"), (Availability.IN_STOCK, 4)),
        (("in stock", None), ("out of stock", None), (Availability.IN_STOCK, None)),
        (("out of stock", "0"), ("out of stock", "0"), (Availability.OUT_OF_STOCK, 0)),
        ((None, "3"), (None, "0"), (Availability.IN_STOCK, 3)),
        ((None, None), (None, None), (Availability.UNKNOWN, None)),
    ],
)
def test_stores_are_added_up_where_a_person_says_so(loaded, first, second, expected):
    items = [
        item(store_code=store, availability=availability, quantity=quantity)
        for store, (availability, quantity) in zip(("HZ", "SH"), (first, second), strict=True)
    ]
    variant = loaded(*items, mapping=ADDED_UP.mapping)["M1"].variants[0]
    assert (variant.availability, variant.quantity) == expected


def test_once_it_is_said_there_is_no_note_of_it():
    report = check(SAMPLE, options=ADDED_UP)
    assert "stock_in_stores" not in report.by_code
    assert load(SAMPLE, options=ADDED_UP).catalog.products[0].variants[0].quantity == 12


def test_a_feed_in_xml_is_read_the_same(written):
    items = [item(quantity="3"), item(store_code="SH", quantity="0", availability="out of stock")]
    xml, table = written(rss(*items)), tsv(*items)
    one = load(xml).catalog.products[0]
    assert check(xml).format == "google_local_inventory"
    assert stores(one) == stores(load(written(table)).catalog.products[0])


def test_goods_with_titles_are_a_product_feed_though_they_name_a_store(written):
    assert check(written(rss(mug(store_code="HZ")))).format == "google_merchant"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([item(id=None), item()], ("missing_field", "2", "id")),
        ([item(), item(id="M2", store_code=None)], ("missing_field", "3", "store_code")),
        ([item(), item(quantity="1")], ("duplicate_id", "3", "store_code")),
        ([item(quantity="few")], ("not_integer", "2", "quantity")),
        ([item(price="cheap")], ("bad_price", "2", "price")),
        ([item(quantity="-1")], ("negative_quantity", "2", "quantity")),
        ([item(availability="perhaps")], ("unknown_availability", "2", "availability")),
    ],
)
def test_what_is_wrong_with_an_item(rows, expected):
    report = report_of(tsv(*rows).encode(), format_name="google_local_inventory")
    assert expected in codes(report)


def test_a_file_of_another_format_lacks_its_columns():
    report = report_of(b"a,b\n1,2\n", format_name="google_local_inventory")
    assert codes(report)[0][0] == "missing_column"


def test_there_and_back():
    read, again = there_and_back(SAMPLE)
    assert again == read


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_whatever_the_bytes_there_is_a_report(data):
    sample = SAMPLE.read_bytes()
    start = data.draw(st.integers(0, len(sample)))
    length = data.draw(st.integers(0, 100))
    middle = data.draw(st.binary(max_size=40))
    mutated = sample[:start] + middle + sample[start + length :]
    assert report_of(mutated, format_name="google_local_inventory").as_json()
