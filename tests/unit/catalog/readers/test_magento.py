"""Magento's product CSV: configurable products, their variants, and the store views' rows."""

import csv
import io
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.catalogs import SAMPLES, codes, report_of, there_and_back

from catalog_loader.load import check, load
from catalog_loader.product import Availability, Money, OfferKind
from catalog_loader.readers.magento.layout import category_of, language_of, pairs_of
from catalog_loader.readers.reader import Options

EXPORT = SAMPLES / "magento" / "catalog_product.csv"
IN_POUNDS = Options(currency="GBP", timezone="Europe/London")


def product(path, handle):
    """The product of `handle` in a file."""
    products = load(path, options=IN_POUNDS).catalog.products
    return next(each for each in products if each.handle == handle)


def csv_of(*rows):
    """A file in which each row fills the cells it names."""
    needed = ("sku", "store_view_code", "attribute_set_code", "product_type", "name")
    columns = dict.fromkeys((*needed, *(name for row in rows for name in row)))
    text = io.StringIO()
    writer = csv.DictWriter(text, list(columns), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def mug(**cells):
    """The row of a simple product."""
    row = {"sku": "MUG", "attribute_set_code": "Default", "product_type": "simple", "name": "Mug"}
    return row | {"price": "9.000000"} | cells


def jacket(*sizes, **cells):
    """The row of a configurable product of these sizes."""
    variations = "|".join(f"sku=JK-{size},size={size}" for size in sizes)
    row = {"sku": "JK", "product_type": "configurable", "name": "Jacket"}
    row |= {"configurable_variations": variations, "configurable_variation_labels": "size=Size"}
    return row | cells


def in_size(size, **cells):
    """The row of a variant of the jacket."""
    return mug(sku=f"JK-{size}", name=f"Jacket-{size}", price="89.000000") | cells


def test_an_export_is_recognised_by_its_header_and_has_no_errors():
    report = check(EXPORT)
    assert report.format == "magento"
    assert report.errors == 0
    assert (report.counts.products, report.counts.skus, report.counts.priced) == (9, 9, 9)


def test_the_sample_holds_what_an_independent_reading_of_it_finds():
    with EXPORT.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if not row["store_view_code"]]
    parts = {
        part.split(",")[0].removeprefix("sku=")
        for row in rows
        for part in row["configurable_variations"].split("|")
        if part
    }
    sold = [
        row["sku"]
        for row in rows
        if row["product_type"] in ("simple", "virtual", "downloadable")
        and not (row["sku"] in parts and row["product_online"] == "2")
    ]
    products = load(EXPORT).catalog.products
    assert [each.handle for each in products] == [
        row["url_key"] for row in rows if row["sku"] not in parts
    ]
    assert sorted(v.sku for each in products for v in each.variants) == sorted(sold)


def test_variants_stand_before_the_product_they_are_of():
    jacket = product(EXPORT, "fell-jacket")
    assert jacket.option_names == ("Size", "Colour")
    assert [(each.sku, each.options) for each in jacket.variants] == [
        ("JK01-S-Moss", {"Size": "S", "Colour": "Moss"}),
        ("JK01-M-Moss", {"Size": "M", "Colour": "Moss"}),
        ("JK01-M-Slate", {"Size": "M", "Colour": "Slate"}),
    ]
    assert [each.origin.row for each in jacket.variants] == ["2", "3", "5"]


def test_variants_may_stand_after_their_product(written):
    path = written(csv_of(jacket("S", "L"), in_size("L"), mug(), in_size("S")))
    assert [each.handle for each in load(path).catalog.products] == ["JK", "MUG"]
    assert [each.sku for each in product(path, "JK").variants] == ["JK-S", "JK-L"]


def test_a_configurable_products_own_price_is_never_read():
    prices = [each.price.plain for each in product(EXPORT, "fell-jacket").variants]
    assert prices == ["89", "89", "95"]


def test_what_an_export_says_of_a_product_is_read():
    mug = product(EXPORT, "tin-mug")
    assert (mug.title, mug.brand) == ("Tin Mug", "Emalia")
    assert mug.category == "Gear > Kitchen, Camp"
    assert mug.description == "Holds half a litre.\nEnamelled, so it does not rust."
    told = {each.name: (each.value, each.unit, each.key) for each in mug.attributes}
    assert told == {
        "capacity": ("500", "ml", "capacity"),
        "features": ("Stackable, light, Dishwasher safe", "", ""),
        "warranty": ("2", "years", "warranty"),
        "country of manufacture": ("Poland", "", "origin"),
    }
    assert mug.returns is not None
    assert mug.returns.accepted is False


def test_pictures_are_paths_and_hidden_ones_are_left_out():
    assert product(EXPORT, "tin-mug").images == ("t/i/tin.jpg", "t/i/tin-2.jpg")
    assert product(EXPORT, "fell-jacket").variants[0].image == "j/k/jk01-moss.jpg"


def test_what_a_variant_has_of_its_own():
    moss, _, slate = product(EXPORT, "fell-jacket").variants
    assert moss.barcode == "4006381333931"
    assert moss.attributes == (), "size and colour are its options"
    assert [(each.name, each.value) for each in slate.attributes] == [("lining", "Fleece")]


@pytest.mark.parametrize("code", ["gtin", "GTIN", "ean", "upc", "isbn"])
def test_a_barcode_is_no_attribute(written, code):
    found = product(written(csv_of(mug(additional_attributes=f"{code}=4006381333931"))), "MUG")
    assert found.variants[0].barcode == "4006381333931"
    assert found.attributes == ()


def test_a_special_price_is_an_offer_through_its_last_day():
    (offer,) = product(EXPORT, "fell-jacket").variants[0].offers
    assert (offer.kind, offer.price) == (OfferKind.SALE, Money(minor=7450, currency="GBP"))
    assert offer.in_force(datetime.fromisoformat("2026-04-05T00:00:00+01:00"))
    assert offer.in_force(datetime.fromisoformat("2026-05-01T23:59:59+01:00"))
    assert not offer.in_force(datetime.fromisoformat("2026-05-02T00:00:00+01:00"))


@pytest.mark.parametrize(
    ("created", "begins", "expected"),
    [
        ("3/28/26, 4:02 PM", "4/5/26", "2026-04-05"),
        ("28/03/2026, 16:02", "04/05/2026", "2026-05-04"),
        ("1/2/26, 4:02 PM", "4/5/26", "2026-04-05"),
        ("28.03.26, 16:02", "04.05.26", "2026-05-04"),
        ("2026-03-28 16:02:00", "2026-04-05 00:00:00", "2026-04-05"),
        ("2026/3/28 下午4:02", "2026/4/5", "2026-04-05"),
        ("", "4/25/26", "2026-04-25"),
        ("", "5/5/26", "2026-05-05"),
    ],
)
def test_a_short_date_is_read_as_the_other_dates_of_the_file_are(
    written, created, begins, expected
):
    sale = {"special_price": "5.000000", "special_price_from_date": begins}
    path = written(csv_of(mug(created_at=created), mug(sku="CUP", url_key="cup", **sale)))
    (offer,) = product(path, "cup").variants[0].offers
    assert offer.valid_from is not None
    assert offer.valid_from.date().isoformat() == expected


@pytest.mark.parametrize("created", ["", "1/2/26, 16:02", "3/28/26, 16:02\n28/3/26, 16:02"])
def test_a_date_that_could_be_two_is_none(created):
    rows = [mug(sku=f"M{at}", created_at=each) for at, each in enumerate(created.split("\n"))]
    sale = {"special_price": "5.000000", "special_price_from_date": "4/5/26"}
    report = report_of(csv_of(*rows, mug(**sale)).encode())
    last = str(len(rows) + 2)
    assert ("bad_date", last, "special_price_from_date") in codes(report)


@pytest.mark.parametrize("special", ["", "9.000000", "10.000000"])
def test_a_special_price_that_is_not_lower_is_no_offer(written, special):
    (variant,) = product(written(csv_of(mug(special_price=special))), "MUG").variants
    assert variant.offers == ()


COUNTED = {"manage_stock": "0", "use_config_manage_stock": "1"}
SOLD_ON = {"allow_backorders": "1", "use_config_backorders": "0"}
KEPT = {"out_of_stock_qty": "5.0000", "use_config_min_qty": "0"}


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"qty": "12.0000", "is_in_stock": "1"}, (Availability.IN_STOCK, 12)),
        ({"qty": "0.0000", "is_in_stock": "1"}, (Availability.OUT_OF_STOCK, 0)),
        ({"qty": "5.0000", "is_in_stock": "0"}, (Availability.OUT_OF_STOCK, 5)),
        ({"qty": "-1.0000", "is_in_stock": "1"}, (Availability.OUT_OF_STOCK, 0)),
        ({"qty": "12", "is_in_stock": ""}, (Availability.IN_STOCK, 12)),
        ({"qty": "", "is_in_stock": "1"}, (Availability.IN_STOCK, None)),
        ({"qty": "", "is_in_stock": "0"}, (Availability.OUT_OF_STOCK, None)),
        ({"qty": "", "is_in_stock": ""}, (Availability.UNKNOWN, None)),
        ({"qty": "0.0000", "is_in_stock": "1", **SOLD_ON}, (Availability.BACKORDER, 0)),
        ({"qty": "-4.0000", "is_in_stock": "1", **SOLD_ON}, (Availability.BACKORDER, 0)),
        ({"qty": "3.0000", "is_in_stock": "1", **SOLD_ON}, (Availability.IN_STOCK, 3)),
        ({"qty": "0.0000", "is_in_stock": "0", **SOLD_ON}, (Availability.OUT_OF_STOCK, 0)),
        ({"qty": "0.0000", "allow_backorders": "1", "use_config_backorders": "1"},
         (Availability.OUT_OF_STOCK, 0)),
        ({"qty": "8.0000", "is_in_stock": "1", **KEPT}, (Availability.IN_STOCK, 3)),
        ({"qty": "5.0000", "is_in_stock": "1", **KEPT}, (Availability.OUT_OF_STOCK, 0)),
        ({"qty": "8.0000", "is_in_stock": "1", **KEPT, "use_config_min_qty": "1"},
         (Availability.IN_STOCK, 8)),
        ({"qty": "0.0000", "manage_stock": "0", "use_config_manage_stock": "0"},
         (Availability.IN_STOCK, None)),
        ({"qty": "0.0000", **COUNTED}, (Availability.OUT_OF_STOCK, 0)),
        ({"qty": "2.5000", "is_qty_decimal": "1", "is_in_stock": "1"},
         (Availability.IN_STOCK, None)),
    ],
)  # fmt: skip
def test_stock(written, cells, expected):
    (variant,) = product(written(csv_of(mug(**cells))), "MUG").variants
    assert (variant.availability, variant.quantity) == expected


def test_what_is_put_together_from_others_has_no_variants_of_its_own():
    group, bundle = product(EXPORT, "camp-table-set"), product(EXPORT, "tent-kit")
    assert group.variants == bundle.variants == ()
    (contents,) = bundle.attributes
    assert (contents.value, contents.key) == ("Pegs, Stove", "package_contents")


@pytest.mark.parametrize("kind", ["simple", "virtual", "downloadable", "giftcard"])
def test_what_is_sold_by_itself(written, kind):
    path = written(csv_of(mug(product_type=kind)))
    assert [each.sku for each in product(path, "MUG").variants] == ["MUG"]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"product_online": "1"}, True),
        ({}, True),
        ({"product_online": "2"}, False),
        ({"product_online": "0"}, False),
        ({"visibility": "Catalog, Search"}, True),
        ({"visibility": "Not Visible Individually"}, False),
    ],
)
def test_what_is_taken_off_the_shelf(written, cells, expected):
    assert product(written(csv_of(mug(**cells))), "MUG").published is expected


def test_what_is_only_sold_on_the_page_of_its_group_is_sold():
    assert product(EXPORT, "spoon").published
    assert not product(EXPORT, "tent-peg").published, "a part of a bundle alone is not"


def test_a_variant_that_is_switched_off_or_missing_is_told():
    found = codes(check(EXPORT))
    assert ("switched_off", "17", "configurable_variations") in found
    assert ("missing_variant", "17", "configurable_variations") in found


def test_a_variant_of_two_products_is_read_with_the_first(written):
    other = jacket("S", sku="JK2", name="Jacket too")
    path = written(csv_of(in_size("S"), jacket("S"), other))
    assert [each.sku for each in product(path, "JK").variants] == ["JK-S"]
    assert product(path, "JK2").variants == ()
    assert ("variant_elsewhere", "4", "configurable_variations") in codes(check(path))


def test_a_product_that_would_be_its_own_variant_is_still_a_product(written):
    knot = jacket(configurable_variations="sku=JK,size=S|sku=JK2,size=M")
    twin = jacket(sku="JK2", configurable_variations="sku=JK,size=S")
    path = written(csv_of(knot, twin))
    assert [(each.handle, each.variants) for each in load(path).catalog.products] == [
        ("JK", ()),
        ("JK2", ()),
    ]


def test_store_views_are_translations():
    mug = product(EXPORT, "tin-mug")
    assert mug.translations == {
        "zh": {
            "title": "搪瓷杯",
            "description": "搪瓷，不生锈。",
            "Stackable, light, Dishwasher safe": "可叠放, 可机洗",
        }
    }
    french = product(EXPORT, "fell-jacket").translations["fr"]
    assert french == {
        "title": "Veste Fell",
        "description": "Garde au sec.",
        "Cold, Windy": "Froid, Venteux",
    }, "what is the same in both is not translated"


def test_a_store_view_that_names_no_language_is_told_once(written):
    views = [mug(store_view_code="default", name="Cup"), mug(store_view_code="default", sku="CUP")]
    path = written(csv_of(mug(), mug(sku="CUP"), *views))
    assert product(path, "MUG").title == "Mug"
    assert product(path, "MUG").translations == {}
    report = check(path)
    assert ("unknown_language", "4", "store_view_code") in codes(report)
    assert report.by_code["unknown_language"] == 1


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("en", "en"), ("zh_cn", "zh"), ("zh_hans_cn", "zh"), ("us_en", "en"), ("fr-FR", "fr"),
        ("chinese", "zh"), ("english_eu", "en"), ("ch_de", "de"), ("default", ""), ("", ""),
        ("main_store", ""), ("it_en", ""), ("b2b", ""),
    ],
)  # fmt: skip
def test_the_language_of_a_store_view(code, language):
    assert language_of(code) == language


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("", {}),
        ("nothing", {}),
        ("color=Red", {"color": "Red"}),
        ("color=Red,size=L", {"color": "Red", "size": "L"}),
        ("fit=Wide, warm,size=L", {"fit": "Wide, warm", "size": "L"}),
        ("a=1=2,b=", {"a": "1=2", "b": ""}),
        ('care="Wash at 30, size=L, ""gently""",size=M',
         {"care": 'Wash at 30, size=L, "gently"', "size": "M"}),
        ('open="never closed,size=M', {"open": '"never closed', "size": "M"}),
        ("a=1,a=2", {"a": "1"}),
        ("材质=棉,note=line\nbreak", {"材质": "棉", "note": "line\nbreak"}),
    ],
)  # fmt: skip
def test_pairs(text, pairs):
    assert pairs_of(text) == pairs


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("", ""),
        ("Default Category", ""),
        ("Default Category/Gear", "Gear"),
        ("Default Category/Gear,Default Category/Gear/Bags,Default Category/New", "Gear > Bags"),
        ("Default Category/Home, Garden,Default Category/New", "Home, Garden"),
        ("Root/Tops\\/Tees", "Tops/Tees"),
    ],
)
def test_a_category_is_named_without_the_shops_root(text, category):
    assert category_of(text) == category


def test_every_value_says_where_it_was_read():
    mug = product(EXPORT, "tin-mug")
    assert (mug.origin.file, mug.origin.row) == ("catalog_product.csv", "7")
    assert mug.origin.columns["title"] == "name"
    assert mug.origin.columns["variants.offers.price"] == "special_price"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([mug(price="cheap")], ("bad_price", "2", "price")),
        ([mug(price="-1")], ("negative_price", "2", "price")),
        ([mug(special_price="?")], ("bad_price", "2", "special_price")),
        ([mug(qty="some")], ("not_integer", "2", "qty")),
        ([mug(name="")], ("empty_field", "2", "title")),
        ([mug(sku="")], ("missing_field", "2", "sku")),
        ([mug(), mug()], ("duplicate_handle", "3", "handle")),
        ([in_size("S"), in_size("S"), jacket("S")], ("duplicate_sku", "3", "sku")),
        ([mug(store_view_code="fr")], ("orphan_row", "2", "sku")),
        ([in_size("S", price="?"), jacket("S")], ("bad_price", "2", "price")),
        ([mug(base_image="../../etc/passwd")], ("unsafe_image", "2", "images.0")),
    ],
)
def test_what_is_wrong_with_a_row(rows, expected):
    report = report_of(csv_of(*rows).encode(), options=IN_POUNDS)
    assert expected in codes(report)


def test_a_product_with_a_wrong_variant_is_not_loaded():
    rows = (in_size("S"), in_size("L", price="?"), mug(), jacket("S", "L"))
    report = report_of(csv_of(*rows).encode())
    assert (report.counts.products, report.errors) == (1, 1)


def test_a_file_of_another_format_lacks_its_columns():
    report = report_of(b"a,b\n1,2\n", format_name="magento")
    assert codes(report)[0][0] == "missing_column"


def test_there_and_back():
    read, again = there_and_back(EXPORT)
    assert again == read


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_whatever_the_bytes_there_is_a_report(data):
    sample = EXPORT.read_bytes()
    start = data.draw(st.integers(0, len(sample)))
    length = data.draw(st.integers(0, 200))
    middle = data.draw(st.binary(max_size=60))
    report = report_of(sample[:start] + middle + sample[start + length :], format_name="magento")
    assert report.as_json()
