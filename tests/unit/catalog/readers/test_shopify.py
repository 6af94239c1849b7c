"""Shopify's product CSV, with the header of before 2025 and with the newer one."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.catalogs import SAMPLES, codes, report_of, there_and_back

from catalog_loader.load import check, load
from catalog_loader.product import Availability, Money, OfferKind, ValueKind
from catalog_loader.readers.reader import Options

EXPORT = SAMPLES / "shopify" / "products_export.csv"
NEWER = SAMPLES / "shopify" / "products_2025.csv"
IN_DOLLARS = Options(currency="USD")
IN_YUAN = Options(currency="CNY", language="zh")


def product(path, handle, options=IN_DOLLARS):
    """The product of `handle` in a file."""
    products = load(path, options=options).catalog.products
    return next(each for each in products if each.handle == handle)


def csv_of(*rows):
    """A file in which each row fills the cells it names."""
    columns = dict.fromkeys(("Handle", "Title", "Variant Price", *(n for row in rows for n in row)))
    text = io.StringIO()
    writer = csv.DictWriter(text, list(columns), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def mug(**cells):
    """The row of a mug of one variant; `_` stands for a space in the names of columns."""
    row = {"Handle": "mug", "Title": "Mug", "Variant Price": "9.00", "Option1 Name": "Title"}
    row |= {"Option1 Value": "Default Title"}
    return row | {name.replace("_", " "): value for name, value in cells.items()}


def test_both_headers_are_recognised_and_have_no_errors():
    for path, counts in ((EXPORT, (4, 8, 8)), (NEWER, (2, 3, 3))):
        report = check(path)
        assert report.format == "shopify"
        assert report.errors == 0
        assert (report.counts.products, report.counts.skus, report.counts.priced) == counts


def test_what_an_export_says_of_a_product_is_read():
    candle = product(EXPORT, "harbour-candle")
    assert candle.title == "Harbour Candle"
    assert candle.brand == "Tern & Tide"
    assert candle.category == "Candle"
    assert candle.description == (
        "Poured by hand in small batches.\nSoy wax & cotton wick\nReusable glass"
    )
    assert candle.option_names == ("Scent", "Size")
    assert candle.published


def test_the_newer_header_is_read_the_same():
    tea = product(NEWER, "longjing-spring", IN_YUAN)
    first, second = tea.variants
    assert tea.title == "明前龙井"
    assert tea.description == "清明前手工采摘,豆香明显。"
    assert tea.option_names == ("规格",)
    assert (first.sku, first.barcode, first.quantity) == ("LJ-100", "6901234567892", 35)
    assert first.price == Money(minor=19800, currency="CNY")
    assert first.offers[0].price == Money(minor=16800, currency="CNY")
    assert second.options == {"规格": "250克礼盒"}
    assert second.image.endswith("longjing-box.jpg")
    assert [each.name for each in tea.attributes] == ["Color", "Age group", "Condition"]


def test_a_byte_order_mark_is_no_part_of_the_first_columns_name():
    assert NEWER.read_bytes().startswith(b"\xef\xbb\xbf")
    assert product(NEWER, "gaiwan", IN_YUAN).title == "白瓷盖碗"


def test_further_rows_of_a_product_are_its_variants():
    candle = product(EXPORT, "harbour-candle")
    assert [each.sku for each in candle.variants] == [
        "HC-SEA-S",
        "HC-SEA-L",
        "HC-FIG-S",
        "HC-FIG-L",
    ]
    assert candle.variants[3].options == {"Scent": "Fig", "Size": "Large"}


def test_a_row_with_a_picture_alone_is_no_variant():
    candle = product(EXPORT, "harbour-candle")
    assert [each.rsplit("/", 1)[1] for each in candle.images] == [
        "candle-1.jpg?v=1",
        "candle-2.jpg?v=1",
        "candle-3.jpg?v=1",
    ]


def test_the_apostrophe_before_a_code_is_for_spreadsheets(written):
    first = product(EXPORT, "harbour-candle").variants[0]
    assert (first.sku, first.barcode) == ("HC-SEA-S", "5012345678900")
    path = written(csv_of(mug(Variant_SKU="''n-roll")))
    assert product(path, "mug").variants[0].sku == "'n-roll", "one of them was the spreadsheet's"


def test_a_higher_compare_at_price_makes_the_price_a_sale():
    small, large, *_ = product(EXPORT, "harbour-candle").variants
    assert small.price == Money(minor=2900, currency="USD")
    assert [(offer.kind, offer.price) for offer in small.offers] == [
        (OfferKind.SALE, Money(minor=2400, currency="USD"))
    ]
    assert large.price == Money(minor=3800, currency="USD")
    assert large.offers == (), "38.00 compared with 38.00 is no sale"


@pytest.mark.parametrize("compared", ["", "0.00", "8.99", "9.00"])
def test_a_compare_at_price_that_is_no_higher_says_nothing(written, compared):
    path = written(csv_of(mug(Variant_Compare_At_Price=compared)))
    (variant,) = product(path, "mug").variants
    assert variant.price == Money(minor=900, currency="USD")
    assert variant.offers == ()


@pytest.mark.parametrize(
    ("tracker", "policy", "quantity", "expected"),
    [
        ("shopify", "deny", "18", (Availability.IN_STOCK, 18)),
        ("shopify", "deny", "0", (Availability.OUT_OF_STOCK, 0)),
        ("shopify", "deny", "-3", (Availability.OUT_OF_STOCK, 0)),
        ("shopify", "deny", "", (Availability.UNKNOWN, None)),
        ("shopify", "continue", "4", (Availability.IN_STOCK, 4)),
        ("shopify", "continue", "0", (Availability.BACKORDER, 0)),
        ("shopify", "CONTINUE", "-2", (Availability.BACKORDER, 0)),
        ("shopify", "continue", "", (Availability.IN_STOCK, None)),
        ("", "deny", "0", (Availability.IN_STOCK, None)),
        ("", "deny", "", (Availability.IN_STOCK, None)),
    ],
)
def test_stock(written, tracker, policy, quantity, expected):
    row = mug(
        Variant_Inventory_Tracker=tracker,
        Variant_Inventory_Policy=policy,
        Variant_Inventory_Qty=quantity,
    )
    (variant,) = product(written(csv_of(row)), "mug").variants
    assert (variant.availability, variant.quantity) == expected


def test_an_oversold_variant_is_a_warning():
    report = check(EXPORT)
    assert ("negative_quantity", "8", "Variant Inventory Qty") in codes(report)
    assert report.by_code["negative_quantity"] == 1, "the other may be sold on"


def test_a_file_without_stock_says_nothing_of_it(written):
    (variant,) = product(written(csv_of(mug())), "mug").variants
    assert (variant.availability, variant.quantity) == (Availability.UNKNOWN, None)


@pytest.mark.parametrize(
    ("status", "published", "expected"),
    [
        ("active", "true", True),
        ("Active", "", True),
        ("", "TRUE", True),
        ("active", "false", False),
        ("draft", "true", False),
        ("archived", "true", False),
        ("Unlisted", "TRUE", False),
    ],
)
def test_what_is_taken_off_the_shelf(written, status, published, expected):
    path = written(csv_of(mug(Status=status, Published=published)))
    assert product(path, "mug").published is expected


def test_a_variant_without_a_sku_gets_a_key_that_stays_the_same():
    for _ in range(2):
        towel = product(EXPORT, "tea-towel")
        assert [each.sku for each in towel.variants] == ["tea-towel/Oat", "tea-towel/Slate-Blue"]
        (napkin,) = product(EXPORT, "linen-napkin").variants
        assert (napkin.sku, napkin.options) == ("linen-napkin", {})


def test_the_type_goes_before_shopifys_own_category():
    assert product(EXPORT, "harbour-candle").category == "Candle"
    napkin = product(EXPORT, "linen-napkin")
    assert napkin.category == "Home & Garden > Linens & Bedding > Table Linens"
    assert napkin.origin.columns["category"] == "Product Category"


def test_metafields_are_what_is_published_of_a_product():
    told = {each.name: each for each in product(EXPORT, "harbour-candle").attributes}
    assert list(told) == [
        "Care", "Burn time", "Scents", "wick", "Warranty", "Gender", "Age group", "Condition",
    ]  # fmt: skip
    assert told["Care"].value == "Trim the wick before each use."
    assert (told["Burn time"].value, told["Burn time"].unit) == ("40", "hours")
    assert told["Burn time"].kind is ValueKind.NUMBER
    assert told["Scents"].value == "Sea Salt, Fig"
    assert (told["Warranty"].value, told["Warranty"].unit) == ("30", "days")
    assert told["Warranty"].key == "warranty"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("", None),
        ("Cotton", "Cotton"),
        ("{not json", "{not json"),
        ('{"amount":"5.00","currency_code":"EUR"}', "5.00 EUR"),
        ('["a","b"]', "a, b"),
        ('["gid://shopify/Metaobject/1"]', None),
        ("gid://shopify/Metaobject/1", None),
        ("[]", None),
        ("{}", None),
        ("[" * 5000 + "]" * 5000, "[" * 5000 + "]" * 5000),
    ],
)
def test_a_metafields_value(written, cell, value):
    path = written(csv_of(mug() | {"Fabric (product.metafields.custom.fabric)": cell}))
    told = [each.value for each in product(path, "mug").attributes]
    assert told == ([] if value is None else [value])


def test_a_variants_weight_is_in_grams():
    (weight,) = product(EXPORT, "harbour-candle").variants[0].attributes
    assert (weight.value, weight.unit, weight.key) == ("310", "g", "weight")


def test_every_value_says_where_it_was_read():
    candle = product(EXPORT, "harbour-candle")
    assert (candle.origin.file, candle.origin.row) == ("products_export.csv", "2")
    assert candle.origin.columns["title"] == "Title"
    assert candle.origin.columns["variants.price"] == "Variant Price"
    rows = [each.origin.row for each in candle.variants]
    assert rows == ["2", "7", "8", "9"], "a description of five lines stands between"
    assert product(NEWER, "gaiwan", IN_YUAN).origin.columns["variants.price"] == "Price"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([{"Handle": "cup", "Variant Price": "1"}], ("orphan_row", "2", "Handle")),
        ([{"Title": "Cup", "Variant Price": "1"}], ("missing_field", "2", "Handle")),
        ([mug(Variant_Price="cheap")], ("bad_price", "2", "Variant Price")),
        ([mug(Variant_Price="-1")], ("negative_price", "2", "Variant Price")),
        ([mug(Variant_Inventory_Qty="some")], ("not_integer", "2", "Variant Inventory Qty")),
        ([mug(), mug(Handle="cup", Variant_SKU="mug")], ("duplicate_sku", "3", "variants.0.sku")),
        ([mug(), mug(Handle="cup", Title="Cup"), mug()], ("duplicate_handle", "4", "handle")),
    ],
)
def test_what_is_wrong_with_a_row(rows, expected):
    report = report_of(csv_of(*rows).encode(), options=IN_DOLLARS)
    assert expected in codes(report)


def test_a_product_with_a_wrong_row_is_not_loaded(written):
    wrong = {"Handle": "mug", "Option1 Value": "Blue", "Variant Price": "?"}
    path = written(csv_of(mug(Option1_Name="Colour", Option1_Value="Red"), wrong))
    report = check(path)
    assert report.counts.products == 0
    assert report.dropped == 1


def test_a_row_that_cannot_be_read_makes_the_product_around_it_unfit(written):
    first = mug(Option1_Name="Colour", Option1_Value="Red")
    last = {"Handle": "mug", "Option1 Value": "Blue", "Variant Price": "9"}
    cup = mug(Handle="cup", Title="Cup", Variant_SKU="CUP")
    path = written(csv_of(first, first | {"Title": '=HYPERLINK("x")'}, last, cup))
    report = check(path)
    assert report.by_code["formula"] == 1
    assert report.counts.products == 1, "the cup is not"


def test_a_first_row_without_a_price_is_a_variant_without_one(written):
    path = written(csv_of(mug(Variant_Price="", Option1_Name="", Option1_Value="")))
    (variant,) = product(path, "mug").variants
    assert variant.price is None
    assert ("no_price", "2", "variants.0.price") in codes(check(path))


def test_the_currency_is_assumed_unless_it_is_given():
    assert ("assumed_currency", "", "") in codes(check(EXPORT))
    assert check(EXPORT, options=Options(currency="GBP")).by_code["assumed_currency"] == 0


def test_a_file_of_another_format_lacks_its_columns():
    report = report_of(b"a,b\n1,2\n", format_name="shopify")
    assert codes(report)[0][0] == "missing_column"


def test_there_and_back():
    for path in (EXPORT, NEWER):
        read, again = there_and_back(path)
        assert again == read


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_whatever_the_bytes_there_is_a_report(data):
    sample = EXPORT.read_bytes()
    start = data.draw(st.integers(0, len(sample)))
    length = data.draw(st.integers(0, 200))
    middle = data.draw(st.binary(max_size=60))
    report = report_of(sample[:start] + middle + sample[start + length :], format_name="shopify")
    assert report.as_json()
