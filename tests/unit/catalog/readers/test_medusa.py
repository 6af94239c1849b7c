"""Medusa's product CSV: prices in the names of columns, and what cannot be one."""

import csv
import re
from collections import defaultdict
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.catalogs import SAMPLES, codes, real_file, report_of, there_and_back

from catalog_loader.load import CatalogRefused, check, load
from catalog_loader.product import Availability, Money
from catalog_loader.readers.reader import Options

EXPORT = SAMPLES / "medusa" / "v2-export.csv"
TEMPLATE = SAMPLES / "medusa" / "v1-template.csv"
HEADER = "Product Handle,Product Title,Variant Title,Variant Sku"


def product(path, handle, **options):
    """The product of `handle` in a file."""
    products = load(path, options=Options(**options)).catalog.products
    return next(each for each in products if each.handle == handle)


def csv_of(columns, *rows):
    """A file with `columns` after the ones every row needs."""
    return "\n".join(
        (f"{HEADER},{columns}", *(f"mug,Mug,One,MUG-1,{row}" for row in rows))
    ).encode()


def test_an_export_is_recognised_by_its_header_and_has_no_errors():
    report = check(EXPORT)
    assert report.format == "medusa"
    assert report.errors == 0
    assert (report.counts.products, report.counts.skus, report.counts.priced) == (3, 3, 3)


def test_what_an_export_says_of_a_product_is_read():
    bowl = product(EXPORT, "ash-bowl")
    assert bowl.title == "Ash-glazed bowl"
    assert bowl.description == "Thrown by hand from local clay.\nNo two are alike."
    assert bowl.selling_points == ("Made in Jingdezhen",)
    assert bowl.images == (
        "https://img.kiln.example/bowl.jpg",
        "https://img.kiln.example/bowl-side.jpg",
    )
    told = {each.name: (each.value, each.key) for each in bowl.attributes}
    assert told == {
        "Material": ("Stoneware", "material"),
        "Origin country": ("cn", "origin"),
        "Weight": ("420", "weight"),
        "Tags": ("dishwasher-safe, 2026", ""),
        "Discountable": ("true", ""),
    }


def test_ids_of_types_collections_and_channels_are_not_taken_for_names():
    text = product(EXPORT, "ash-bowl").model_dump_json()
    assert not re.search(r"pcol_|ptyp_|pcat_|sc_", text)


def test_variants_have_their_options_price_barcode_and_weight():
    small, large = product(EXPORT, "ash-bowl").variants
    assert small.options == {"Size": "Small", "Glaze": "Celadon"}
    assert small.price == Money(minor=12800, currency="CNY")
    assert (small.sku, small.barcode) == ("KILN-BOWL-S", "6901234567892")
    assert large.sku == "ash-bowl/Large/Celadon", "a key for the SKU the shop gave none"
    assert large.price == Money(minor=16850, currency="CNY")
    assert [(each.name, each.value) for each in large.attributes] == [("Weight", "610")]


def test_an_export_states_no_stock_except_of_what_is_not_managed():
    small, large = product(EXPORT, "ash-bowl").variants
    assert (small.availability, small.quantity) == (Availability.UNKNOWN, None)
    assert (large.availability, large.quantity) == (Availability.IN_STOCK, None)


def test_a_deleted_variant_is_left_out_and_said():
    assert "KILN-BOWL-OLD" not in [each.sku for each in product(EXPORT, "ash-bowl").variants]
    assert ("switched_off", "4", "Variant Deleted At") in codes(check(EXPORT))


def test_the_default_option_of_a_simple_product_is_none():
    pot = product(EXPORT, "side-teapot")
    assert pot.option_names == ()
    assert pot.variants[0].options == {}


@pytest.mark.parametrize("status", ["draft", "proposed", "rejected"])
def test_what_is_not_published_is_off_the_shelf(status, tmp_path):
    path = tmp_path / "shop.csv"
    path.write_bytes(csv_of("Product Status,Variant Price CNY", f"{status},10"))
    assert not product(path, "mug").published


def test_a_product_without_variants_is_read_and_said():
    assert product(EXPORT, "empty-shelf").variants == ()
    assert ("no_variants", "7", "variants") in codes(check(EXPORT))


def test_the_template_of_medusa_1_is_read_with_its_own_names():
    report = check(TEMPLATE)
    assert report.format == "medusa"
    assert report.errors == 0
    tea = product(TEMPLATE, "rain-tea")
    assert tea.title == "雨前茶"
    assert tea.category == "绿茶"
    assert tea.description == "二〇二六年春茶。\n密封、避光保存。", "a line break it wrote as \\n"
    assert tea.images == ("https://img.kiln.example/tea.jpg",)
    told = {each.name: each.value for each in tea.attributes}
    assert told["Collection"] == "春茶"
    assert told["Tags"] == "绿茶, 明前后"
    assert told["Sales channels"] == "直播间"


def test_stock_is_what_is_left_0_is_sold_out_and_empty_says_nothing():
    stock = {v.sku: (v.availability, v.quantity) for v in product(TEMPLATE, "rain-tea").variants}
    assert stock == {
        "TEA-50": (Availability.IN_STOCK, 12),
        "TEA-100": (Availability.BACKORDER, 0),  # may be ordered all the same
        "TEA-250": (Availability.OUT_OF_STOCK, 0),
        "TEA-500": (Availability.UNKNOWN, None),
    }
    assert ("negative_quantity", "4", "Variant Inventory Quantity") in codes(check(TEMPLATE))


def test_a_variant_without_a_price_is_reported():
    findings = [each for each in check(TEMPLATE).findings if each.code == "no_price"]
    assert [each.values["value"] for each in findings] == ["TEA-500"]


def test_the_currency_is_the_first_that_prices_everything():
    data = csv_of("Variant Price EUR,Variant Price USD", "10,11", ",12")
    data = data.replace(b"One,MUG-1,,12", b"Two,MUG-2,,12")
    report = report_of(data)
    assert report.counts.priced == 2
    assert {
        each.values["currency"] for each in report.findings if each.code == "mixed_currency"
    } == {"EUR"}


def test_the_first_of_two_that_price_everything_counts():
    report = report_of(csv_of("Variant Price EUR,Variant Price USD", "10,11"))
    found = [each.values for each in report.findings if each.code == "mixed_currency"]
    assert found == [{"currency": "USD", "expected": "EUR"}]


def test_the_currency_that_was_said_goes_before():
    bowl = product(EXPORT, "ash-bowl", currency="EUR")
    assert [each.price for each in bowl.variants] == [Money(minor=1850, currency="EUR"), None]


def test_a_currency_that_is_in_no_column_prices_nothing():
    report = report_of(EXPORT.read_bytes(), options=Options(currency="USD"))
    assert (report.errors, report.counts.priced, report.by_code["no_price"]) == (0, 0, 3)


def test_a_price_of_one_region_is_noted_and_read_only_when_asked_for():
    notes = [each.field for each in check(EXPORT).findings if each.code == "regional_price"]
    assert notes == ["Variant Price Hong Kong [HKD]", "Variant Price Inland [CNY]"]
    asked = Options(mapping={"price": "Variant Price Hong Kong [HKD]"})
    catalog = load(EXPORT, options=asked).catalog
    assert catalog.shop.currency == "HKD"
    prices = [each.price for each in catalog.products[0].variants]
    assert prices == [None, Money(minor=18800, currency="HKD")]
    assert catalog.products[0].origin.columns["variants.price"] == "Variant Price Hong Kong [HKD]"


def test_a_price_column_that_is_asked_for_and_not_there_is_said():
    report = report_of(EXPORT.read_bytes(), options=Options(mapping={"price": "Price"}))
    assert report.fatal
    assert "missing_column" in report.by_code


@pytest.mark.parametrize(
    ("column", "code"),
    [
        ("Product field", "unknown_column"),
        ("Variant Colour", "unknown_column"),
        ("Variant Price", "unknown_column"),
        ("Variant Price EUX", "bad_price_column"),
        ("Variant Price Europe [EUX]", "bad_price_column"),
        ("Variant Price Europe []", "bad_price_column"),
        ("Variant Price nowhere [CNY]", "bad_price_column"),
        ("Variant Price South east [CNY]", "bad_price_column"),
        ("Price XYZ", "bad_price_column"),
    ],
)
def test_a_column_that_cannot_be_refuses_the_file(column, code):
    report = report_of(csv_of(f"Variant Price CNY,{column}", "10,9"))
    assert report.fatal
    assert [each for each in codes(report) if each[0] == code] == [(code, "1", column)]


@pytest.mark.parametrize(
    "column",
    [
        "Variant Price Europe [EUR]",
        "Variant Price [Europe] EUR",
        "Variant Price 华东 [CNY]",
        "Price test region [EUR]",
        "Price EUR",
        "Variant Metadata.care",
        "Variant Option 3 Is Exclusive",
        "Variant Image 2",
        "Product Shipping Profile Id",
    ],
)
def test_columns_of_either_version_are_known(column):
    report = report_of(csv_of(f"Variant Price CNY,{column}", "10,"))
    assert not report.errors
    assert "ignored_column" not in report.by_code


def test_a_region_cannot_have_two_currencies():
    report = report_of(csv_of("Variant Price Europe [EUR],Variant Price Europe [CHF]", "10,9"))
    assert ("bad_price_column", "1", "Variant Price Europe [CHF]") in codes(report)
    assert report.fatal


def test_a_column_beside_medusas_own_is_only_noted():
    report = report_of(csv_of("Variant Price CNY,Shelf", "10,A3"))
    assert report.errors == 0
    assert ("ignored_column", "1", "Shelf") in codes(report)


def test_an_option_without_its_value_is_an_error_in_its_cell():
    data = csv_of("Variant Option 1 Name,Variant Option 1 Value,Variant Price CNY", "Size,,10")
    assert ("empty_field", "2", "Variant Option 1 Value") in codes(report_of(data))


@pytest.mark.parametrize(("price", "code"), [("free", "bad_price"), ("-1", "negative_price")])
def test_a_price_that_is_none_is_named_with_its_row_and_column(price, code):
    report = report_of(csv_of("Variant Price CNY", price))
    assert (code, "2", "Variant Price CNY") in codes(report)
    assert report.counts.products == 0


def test_where_each_value_was_read_is_kept():
    tea = product(TEMPLATE, "rain-tea")
    assert (tea.origin.file, tea.origin.row) == ("v1-template.csv", "2")
    assert tea.origin.columns["variants.sku"] == "Variant SKU", "as this file writes it"
    assert tea.origin.columns["variants.price"] == "Price CNY"
    assert [each.origin.row for each in tea.variants] == ["2", "3", "4", "5"]


@pytest.mark.parametrize("path", [EXPORT, TEMPLATE], ids=lambda path: path.stem)
def test_a_catalog_survives_an_export_and_back(path):
    read, again = there_and_back(path)
    assert again == read


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_bytes_make_it_raise(data):
    sound = data.draw(st.sampled_from([EXPORT.read_bytes(), TEMPLATE.read_bytes()]))
    at = data.draw(st.integers(0, len(sound)))
    spoilt = sound[:at] + data.draw(st.binary(max_size=40)) + sound[at + 20 :]
    assert report_of(spoilt, format_name="medusa") is not None


def rows_of(path, delimiter=","):
    """A file as the standard library reads it."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter=delimiter))


@pytest.mark.parametrize(
    ("name", "delimiter", "price"),
    [
        ("exported-products-comma.csv", ",", "Variant Price DKK"),
        ("exported-products-semicolon.csv", ";", "Variant Price DKK"),
        ("prices-with-region.csv", ",", "Variant Price USD"),
        ("v1-template.csv", ",", "Price USD"),
    ],
)
def test_a_real_file_loads_with_every_product_variant_and_price(name, delimiter, price):
    path = real_file("medusa", name)
    rows = rows_of(path, delimiter)
    report, catalog = check(path), load(path).catalog
    assert (report.format, report.errors) == ("medusa", 0)
    assert report.counts.products == len({row["Product Handle"] for row in rows})
    assert report.counts.skus == len(rows)
    assert report.counts.priced == sum(bool(row[price]) for row in rows)
    stock = [int(row.get("Variant Inventory Quantity") or 0) for row in rows]
    assert report.counts.in_stock == sum(number > 0 for number in stock)
    options = defaultdict(list)
    for row in rows:
        pairs = {
            row[column]: row[column.replace("Name", "Value")]
            for column in row
            if re.fullmatch(r"(Variant )?Option \d Name", column) and row[column]
        }
        amount = Decimal(row[price]) * 100 if row[price] else None
        options[row["Product Handle"]].append((pairs, amount))
    read = {
        each.handle: [(v.options, v.price and Decimal(v.price.minor)) for v in each.variants]
        for each in catalog.products
    }
    assert read == options


def test_the_real_exports_say_what_a_person_reads_in_them():
    base, proposed = load(real_file("medusa", "exported-products-comma.csv")).catalog.products
    assert base.title == "Base product"
    assert base.description == "test-product-description\ntest line 2"
    assert [(v.options["size"], v.price.plain) for v in base.variants] == [
        ("large", "30"),
        ("small", "50"),
    ]
    assert not base.published
    assert not proposed.published
    template = load(real_file("medusa", "v1-template.csv")).catalog
    sizes = [(v.sku, v.options["Size"], v.price and v.price.plain, v.quantity)
             for v in template.products[2].variants]  # fmt: skip
    assert sizes == [
        ("test-sku-2", "Small", "1.1", 10),
        ("test-sku-3", "Medium", "1.2", 10),
        ("test-sku-4", "Large", None, 10),
    ]


@pytest.mark.parametrize("currency", ["EUR", "USD"])
def test_the_other_currencies_of_a_real_export_are_read_when_asked_for(currency):
    path = real_file("medusa", "exported-products-comma.csv")
    catalog = load(path, options=Options(currency=currency)).catalog
    expected = [Decimal(row[f"Variant Price {currency}"]) for row in rows_of(path)]
    assert [v.price.amount for each in catalog.products for v in each.variants] == expected


@pytest.mark.parametrize(
    ("name", "code", "column"),
    [
        ("invalid-column.csv", "unknown_column", "Product field"),
        ("invalid-prices.csv", "bad_price_column", "Variant Price nonexistent [EUR]"),
    ],
)
def test_a_real_invalid_file_is_refused_with_its_row_and_column(name, code, column):
    path = real_file("medusa", name)
    assert (code, "1", column) in codes(check(path))
    with pytest.raises(CatalogRefused) as refused:
        load(path, keep_good=True)
    assert "row 1" in str(refused.value)
    assert column in str(refused.value)
    assert "第 1 行" in refused.value.text("zh")
