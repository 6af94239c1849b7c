"""Spree's product CSV, its prices in several currencies, and the translations beside it."""

import csv
import shutil
from collections import defaultdict
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.catalogs import SAMPLES, codes, real_file, report_of, there_and_back

from catalog_loader.load import CatalogRefused, check, load
from catalog_loader.product import Availability, Money, OfferKind
from catalog_loader.readers.reader import Options

PRODUCTS = SAMPLES / "spree" / "products.csv"
TRANSLATIONS = SAMPLES / "spree" / "product_translations.csv"
HEADER = "slug,sku,name,price,currency,inventory_count,option1_name,option1_value"


def product(path, handle, **options):
    """The product of `handle` in a file."""
    products = load(path, options=Options(**options)).catalog.products
    return next(each for each in products if each.handle == handle)


def csv_of(*rows, header=HEADER):
    """A file of these rows."""
    return "\n".join((header, *rows)).encode()


def test_an_export_is_recognised_by_its_header_and_has_no_errors():
    report = check(PRODUCTS)
    assert report.format == "spree"
    assert report.errors == 0
    assert (report.counts.products, report.counts.skus, report.counts.priced) == (3, 5, 3)


def test_the_products_own_row_is_never_sold_where_variants_follow():
    lamp = product(PRODUCTS, "paper-lantern")
    assert [each.sku for each in lamp.variants] == ["LAMP-S-RED", "LAMP-L-RED", "LAMP-L-INK"]
    assert lamp.option_names == ("Size", "Colour")


def test_a_product_without_variants_is_sold_as_itself():
    (wick,) = product(PRODUCTS, "cotton-wick").variants
    assert (wick.sku, wick.options) == ("WICK", {})
    assert wick.price == Money(minor=450, currency="USD")


def test_a_price_of_0_is_none_and_never_quoted():
    """Spree writes 0.0 for what has no price in the currency of its export."""
    prices = {v.sku: v.price for each in load(PRODUCTS).catalog.products for v in each.variants}
    assert prices["LAMP-L-INK"] is None
    assert prices["HALO"] is None
    assert all(price is None or price.minor for price in prices.values())


def test_what_is_paid_below_the_listed_price_is_a_sale():
    small = product(PRODUCTS, "paper-lantern").variants[0]
    assert small.price == Money(minor=4990, currency="USD")
    (sale,) = small.offers
    assert (sale.kind, sale.price) == (OfferKind.SALE, Money(minor=3990, currency="USD"))


def test_what_is_told_of_a_product_is_read():
    lamp = product(PRODUCTS, "paper-lantern")
    assert (lamp.title, lamp.brand) == ("Paper lantern lamp", "Lantern & Co")
    assert lamp.category == "Home -> Lamps"
    assert lamp.description == "Folded from mulberry paper.\nLights a small room."
    told = {each.name: (each.key, each.value, each.unit) for each in lamp.attributes}
    assert told == {
        "Wattage": ("power", "7", "W"),
        "Warranty": ("warranty", "2", "Years"),
        "Material": ("material", "Mulberry paper", ""),
        "Tags": ("", "lamp, paper, bedside", ""),
    }


def test_a_variant_has_its_weight_size_and_picture():
    small = product(PRODUCTS, "paper-lantern").variants[0]
    told = {each.name: (each.key, each.value, each.unit) for each in small.attributes}
    assert told == {
        "Weight": ("weight", "1.2", "lb"),
        "Width × height × depth": ("dimensions", "8 × 12.5 × 8", "in"),
    }
    assert small.image == "https://img.lantern.example/lamp-red.webp"


def test_stock_is_what_is_left_and_what_is_not_tracked_is_always_sold():
    stock = {
        v.sku: (v.availability, v.quantity)
        for each in load(PRODUCTS).catalog.products
        for v in each.variants
    }
    assert stock == {
        "LAMP-S-RED": (Availability.IN_STOCK, 14),
        "LAMP-L-RED": (Availability.BACKORDER, 0),
        "LAMP-L-INK": (Availability.IN_STOCK, 3),
        "WICK": (Availability.IN_STOCK, None),
        "HALO": (Availability.OUT_OF_STOCK, 0),
    }
    assert ("negative_quantity", "7", "inventory_count") in codes(check(PRODUCTS))


def test_what_is_not_active_is_off_the_shelf():
    assert product(PRODUCTS, "paper-lantern").published
    assert not product(PRODUCTS, "halo").published


@pytest.mark.parametrize(
    ("days", "published", "availability"),
    [
        ("2020-01-01 00:00:00,", True, Availability.IN_STOCK),
        ("2999-01-01 00:00:00,", False, Availability.IN_STOCK),
        (",2999-01-01 00:00:00", True, Availability.IN_STOCK),
        (",2020-01-01 00:00:00", False, Availability.OUT_OF_STOCK),
    ],
)
def test_the_days_between_which_it_is_sold_count(days, published, availability, tmp_path):
    path = tmp_path / "shop.csv"
    header = f"{HEADER},available_on,discontinue_on"
    path.write_bytes(csv_of(f"mug,MUG,Mug,9.5,USD,5,,,{days}", header=header))
    mug = product(path, "mug")
    assert (mug.published, mug.variants[0].availability) == (published, availability)


def test_the_currency_is_that_of_the_first_row_and_each_other_is_noted_once():
    report = check(PRODUCTS)
    assert load(PRODUCTS).catalog.shop.currency == "USD"
    notes = [finding for finding in codes(report) if finding[0] == "mixed_currency"]
    assert notes == [("mixed_currency", "8", "currency"), ("mixed_currency", "11", "currency")]


def test_another_currency_is_read_from_its_own_rows_when_asked_for():
    lamp = product(PRODUCTS, "paper-lantern", currency="EUR")
    small, large, ink = lamp.variants
    assert small.price == Money(minor=4590, currency="EUR")
    assert small.offers[0].price == Money(minor=3690, currency="EUR")
    assert large.price == Money(minor=5500, currency="EUR")
    assert ink.price is None
    assert small.quantity == 14, "which only its own row says"
    assert small.origin.row == "3"
    assert small.origin.columns["price"] == "8:price"
    (wick,) = product(PRODUCTS, "cotton-wick", currency="GBP").variants
    assert wick.price == Money(minor=380, currency="GBP")


def test_a_currency_that_no_row_is_in_prices_nothing():
    report = report_of(PRODUCTS.read_bytes(), options=Options(currency="JPY"))
    assert (report.errors, report.counts.priced) == (0, 0)


def test_prices_between_the_products_are_read_as_well():
    """Spree 5 writes the rows of further currencies after each product."""
    data = csv_of(
        "mug,MUG,Mug,9.5,USD,5,,", "mug,MUG,,8.9,EUR,,,",
        "jug,JUG,Jug,19.5,USD,5,,", "jug,JUG,,18.9,EUR,,,",
    )  # fmt: skip
    for currency in ("USD", "EUR"):
        report = report_of(data, options=Options(currency=currency))
        assert report.errors == 0
        assert (report.counts.products, report.counts.skus, report.counts.priced) == (2, 2, 2)


def test_an_option_that_a_variant_has_no_value_of_is_none():
    data = csv_of("mug,MUG,Mug,0,USD,,,", "mug,MUG-1,,9.5,USD,5,Size,")
    report = report_of(data)
    assert (report.errors, report.counts.skus, report.counts.priced) == (0, 1, 1)


@pytest.mark.parametrize(
    ("row", "finding"),
    [
        ("mug,MUG,Mug,cheap,USD,5,,", ("bad_price", "2", "price")),
        ("mug,MUG,Mug,-1,USD,5,,", ("negative_price", "2", "price")),
        ("mug,MUG,Mug,9.5,USD,few,,", ("not_integer", "2", "inventory_count")),
        ("mug,MUG,Mug,9.5,USX,5,,", ("bad_currency", "2", "currency")),
        ("mug,MUG,Mug,9.5,USD,5,,Red", ("empty_field", "2", "option1_name")),
        (",MUG,Mug,9.5,USD,5,,", ("missing_field", "2", "slug")),
        ("mug,MUG,,9.5,USD,5,,", ("orphan_row", "2", "slug")),
        ("mug,MUG-1,,9.5,USD,5,Size,L", ("orphan_row", "2", "slug")),
    ],
)
def test_what_is_wrong_with_a_row_is_said_at_its_cell_and_costs_the_product(row, finding):
    report = report_of(csv_of(row, "jug,JUG,Jug,3,USD,1,,"))
    assert [each for each in codes(report) if each[0] == finding[0]] == [finding]
    assert report.counts.products == 1


def test_a_row_that_cannot_be_read_costs_the_product_around_it():
    data = csv_of(
        "mug,MUG,Mug,0,USD,,,", "mug,MUG-S,,9,USD,1,Size,S",
        "mug,MUG-M,=1+1,9,USD,1,Size,M", "mug,MUG-L,,9,USD,1,Size,L",
        "jug,JUG,Jug,3,USD,1,,",
    )  # fmt: skip
    report = report_of(data)
    assert ("formula", "4", "") in codes(report)
    assert report.counts.products == 1


def test_translations_beside_the_products_are_merged_with_where_they_were_read():
    lamp = product(PRODUCTS, "paper-lantern")
    assert lamp.translations == {
        "de": {"title": "Papierlaterne", "description": "Aus Maulbeerpapier gefaltet."},
        "zh": {"title": "纸灯笼台灯", "description": "用桑皮纸折成，照亮一间小房。"},
    }
    columns = lamp.origin.columns
    assert columns["translations.de.title"] == "product_translations.csv:2:name"
    assert columns["translations.zh.description"] == "product_translations.csv:3:description"
    assert product(PRODUCTS, "cotton-wick").translations == {"de": {"title": "Baumwolldocht"}}
    (note,) = (each for each in check(PRODUCTS).findings if each.code == "translations_read")
    assert note.values["count"] == "2", "the one of a product that is not here is none of them"
    assert note.values["languages"] == "de, zh"


def test_the_file_of_translations_loads_the_products_beside_it():
    report = check(TRANSLATIONS)
    assert report.format == "spree"
    assert "products_beside" in report.by_code
    assert report.counts == check(PRODUCTS).counts
    assert load(TRANSLATIONS).catalog.products[0].origin.file == "products.csv"


def test_translations_alone_say_what_they_are_and_are_refused(tmp_path):
    """Loading them as a catalog would take every product of the shop away."""
    path = shutil.copy(TRANSLATIONS, tmp_path)
    report = check(path)
    assert report.fatal
    (finding,) = (each for each in report.findings if each.code == "translations_alone")
    assert finding.values == {"count": "3", "languages": "de, zh-CN"}
    with pytest.raises(CatalogRefused, match="translations of 3 products"):
        load(path, keep_good=True)


def test_translations_beside_two_files_of_products_cannot_be_told_apart(tmp_path):
    for name in ("a.csv", "b.csv"):
        shutil.copy(PRODUCTS, tmp_path / name)
    path = shutil.copy(TRANSLATIONS, tmp_path)
    assert "translations_alone" in check(path).by_code


def test_products_alone_load_without_translations(tmp_path):
    path = shutil.copy(PRODUCTS, tmp_path)
    assert product(path, "paper-lantern").translations == {}
    assert "translations_read" not in check(path).by_code


def test_a_row_of_translations_that_cannot_be_read_is_left_out_and_said(tmp_path):
    path = shutil.copy(PRODUCTS, tmp_path)
    rows = "slug,locale,name,description\ncotton-wick,,Docht,\npaper-lantern,fr,Lanterne,=A1\n"
    (tmp_path / "words.csv").write_text(rows + "halo,fr,Halo,\n")
    report = check(path)
    assert report.errors == 0
    found = [each for each in report.findings if each.code == "companion_row"]
    assert [(each.values["file"], each.values["row"]) for each in found] == [
        ("words.csv", "2"),
        ("words.csv", "3"),
    ]
    assert product(path, "halo").translations == {"fr": {"title": "Halo"}}


def test_a_locale_stands_for_its_language_and_a_second_one_for_itself(tmp_path):
    path = shutil.copy(PRODUCTS, tmp_path)
    rows = "slug,locale,name,description\nhalo,pt-BR,Anel,\nhalo,pt_PT,Argola,\nhalo,pt-BR,X,\n"
    (tmp_path / "words.csv").write_text(rows)
    assert product(path, "halo").translations == {
        "pt": {"title": "Anel"},
        "pt-pt": {"title": "Argola"},
    }


def test_where_each_value_was_read_is_kept():
    lamp = product(PRODUCTS, "paper-lantern")
    assert (lamp.origin.file, lamp.origin.row) == ("products.csv", "2")
    assert lamp.origin.columns["attributes.Warranty"] == "metafield.custom.warranty"
    assert [each.origin.row for each in lamp.variants] == ["3", "4", "5"]


@pytest.mark.parametrize("currency", ["", "EUR"])
def test_a_catalog_survives_an_export_and_back(currency):
    read, again = there_and_back(PRODUCTS, Options(currency=currency))
    assert again == read


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_bytes_make_it_raise(data):
    sound = data.draw(st.sampled_from([PRODUCTS.read_bytes(), TRANSLATIONS.read_bytes()]))
    at = data.draw(st.integers(0, len(sound)))
    spoilt = sound[:at] + data.draw(st.binary(max_size=40)) + sound[at + 20 :]
    currency = data.draw(st.sampled_from(["", "EUR"]))
    options = Options(currency=currency)
    assert report_of(spoilt, format_name="spree", options=options) is not None


@pytest.fixture(scope="module")
def real():
    """The rows of the real export as the standard library reads them."""
    with real_file("spree", "products.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("currency", ["USD", "EUR"])
def test_the_real_export_loads_with_every_variant_price_and_stock(real, currency):
    path = real_file("spree", "products.csv")
    report, catalog = check(path, options=Options(currency=currency)), None
    sold = [row for row in real if row["option1_value"]]
    priced = [row for row in real if row["currency"] == currency and not row["name"]]
    assert report.errors == report.warnings == 0
    assert report.counts.products == len({row["slug"] for row in real}) == 37
    assert report.counts.skus == len(sold) == 87
    assert report.counts.priced == sum(Decimal(row["price"]) > 0 for row in priced)
    assert report.counts.in_stock == sum(int(row["inventory_count"]) > 0 for row in sold)
    catalog = load(path, options=Options(currency=currency)).catalog
    paid = {row["sku"]: Decimal(row["price"]) for row in priced}
    listed = {row["sku"]: Decimal(row["compare_at_price"] or 0) for row in priced}
    for each in catalog.products:
        for variant in each.variants:
            sale = variant.offers[0].price if variant.offers else variant.price
            assert sale.amount == paid[variant.sku]
            assert variant.price.amount == max(paid[variant.sku], listed[variant.sku])


def test_no_row_of_the_real_export_that_only_groups_is_ever_sold(real):
    parents = {row["sku"] for row in real if row["name"]}
    assert all(Decimal(row["price"]) == 0 for row in real if row["name"])
    catalog = load(real_file("spree", "products.csv")).catalog
    assert not parents & {v.sku for each in catalog.products for v in each.variants}
    assert all(v.price.minor for each in catalog.products for v in each.variants)


def test_the_real_fields_are_attributes_of_their_products(real):
    catalog = load(real_file("spree", "products.csv")).catalog
    rows = {row["slug"]: row for row in real if row["name"]}
    for each in catalog.products:
        told = {attribute.key: attribute for attribute in each.attributes}
        row = rows[each.handle]
        warranty = told["warranty"]
        assert f"{warranty.value} {warranty.unit}" == row["custom_field.custom.warranty"]
        power = told["power"]
        assert f"{power.value}{power.unit}" == row["custom_field.custom.wattage"]


def test_the_real_export_says_what_a_person_reads_in_it():
    read = {each.title: each for each in load(real_file("spree", "products.csv")).catalog.products}
    steamer = read["Professional Garment Steamer"]
    assert [
        (v.options["Color"], v.price.plain, v.offers[0].price.plain, v.quantity)
        for v in steamer.variants
    ] == [("White and Grey", "129.99", "100", 5000), ("Black", "129.99", "100", 5000)]
    drip = read["Drip Coffee Maker 1.5L"]
    assert [(v.options["Color"], v.price.plain) for v in drip.variants] == [
        ("Black", "89.99"),
        ("White", "89.99"),
        ("Steel Grey", "89.99"),
    ]
    robot = read["Robot Vacuum"]
    assert [(v.sku, v.price.plain, v.quantity) for v in robot.variants] == [
        ("ROBOT-VACUUM-BLACK", "349.99", 5000),
        ("ROBOT-VACUUM-WHITE", "349.99", 5000),
    ]


def test_the_real_translations_are_merged_into_every_product():
    words = defaultdict(dict)
    path = real_file("spree", "product_translations.csv")
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            words[row["slug"]][row["locale"]] = (row["name"], row["description"])
    catalog = load(real_file("spree", "products.csv")).catalog
    read = {
        each.handle: {
            language: (said["title"], said["description"])
            for language, said in each.translations.items()
        }
        for each in catalog.products
    }
    assert read == words
    assert check(path).counts == check(real_file("spree", "products.csv")).counts


def test_the_real_translations_alone_are_refused_with_their_number(tmp_path):
    path = shutil.copy(real_file("spree", "product_translations.csv"), tmp_path)
    (finding,) = (each for each in check(path).findings if each.code == "translations_alone")
    assert finding.values == {"count": "37", "languages": "de, fr"}
