"""WooCommerce's product CSV: variations far from their products, and what is no variant."""

import csv
import io
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.catalogs import SAMPLES, codes, report_of, there_and_back

from catalog_loader.load import check, load
from catalog_loader.product import Availability, Money, OfferKind
from catalog_loader.readers.reader import Options

EXPORT = SAMPLES / "woocommerce" / "wc-product-export.csv"
CHINESE = SAMPLES / "woocommerce" / "wc-product-export-zh.csv"
IN_EUROS = Options(currency="EUR", timezone="Europe/Paris")


def product(path, handle, options=IN_EUROS):
    """The product of `handle` in a file."""
    products = load(path, options=options).catalog.products
    return next(each for each in products if each.handle == handle)


def csv_of(*rows):
    """A file in which each row fills the cells it names."""
    needed = ("ID", "Type", "SKU", "Name", "Regular price")
    columns = dict.fromkeys((*needed, *(name for row in rows for name in row)))
    text = io.StringIO()
    writer = csv.DictWriter(text, list(columns), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def mug(**cells):
    """The row of a simple product; `_` stands for a space in the names of columns."""
    row = {"ID": "7", "Type": "simple", "SKU": "MUG", "Name": "Mug", "Regular price": "9"}
    return row | {name.replace("_", " "): value for name, value in cells.items()}


def smock(**cells):
    """The row of a product with variations."""
    row = {"ID": "8", "Type": "variable", "SKU": "SMOCK", "Name": "Smock"}
    return row | {name.replace("_", " "): value for name, value in cells.items()}


def in_size(size, **cells):
    """The row of a variation of the smock."""
    row = {"ID": f"9{size}", "Type": "variation", "SKU": f"SMOCK-{size}", "Name": f"Smock - {size}"}
    row |= {"Parent": "SMOCK", "Regular price": "95"}
    row |= {"Attribute 1 name": "Size", "Attribute 1 value(s)": size}
    return row | {name.replace("_", " "): value for name, value in cells.items()}


def test_an_export_is_recognised_by_its_header_and_has_no_errors():
    report = check(EXPORT)
    assert report.format == "woocommerce"
    assert report.errors == 0
    assert (report.counts.products, report.counts.skus, report.counts.priced) == (10, 12, 12)


def test_the_sample_holds_what_an_independent_reading_of_it_finds():
    with EXPORT.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    own = [row for row in rows if row["Type"] != "variation"]
    sold = [
        row["SKU"] or f"id:{row['ID']}"
        for row in rows
        if row["Type"] not in ("variable", "grouped")
        and not (row["Type"] == "variation" and row["Published"] == "0")
    ]
    products = load(EXPORT).catalog.products
    assert [each.handle for each in products] == [row["ID"] for row in own]
    assert sorted(v.sku for each in products for v in each.variants) == sorted(sold)


def test_what_an_export_says_of_a_product_is_read():
    smock = product(EXPORT, "41")
    assert smock.title == "Fisherman Smock"
    assert smock.brand == "Tern & Tide"
    assert smock.category == "Clothing > Tops > Smocks, Overshirts", "the most particular one"
    assert smock.description == (
        "A smock for all weathers.\nWoven in Brittany.\nCut wide, so that a jumper fits below."
    )
    assert [each.rsplit("/", 1)[1] for each in smock.images] == ["smock-navy.jpg", "smock,ecru.jpg"]
    told = {each.name: (each.value, each.unit, each.key) for each in smock.attributes}
    assert told == {
        "Weight": ("0.65", "kg", "weight"),
        "Dimensions": ("40 × 30 × 6", "cm", "dimensions"),
        "Material": ("Cotton", "", "material"),
        "warranty": ("2", "years", "warranty"),
    }


def test_the_same_description_is_not_said_twice():
    assert product(EXPORT, "44").description == "Enamel on steel."


def test_an_attribute_the_shop_hides_is_not_read():
    mug = product(EXPORT, "44")
    assert "Margin" not in [each.name for each in mug.attributes]
    assert mug.brand == "Emalia", "said by an attribute where there is no column of brands"


def test_an_apostrophe_before_what_could_be_a_formula_is_left_off():
    assert product(EXPORT, "45").description == "- Forty knots, drawn."


def test_variations_are_found_wherever_they_stand():
    smock = product(EXPORT, "41")
    assert smock.option_names == ("Colour", "Size")
    assert [(each.sku, each.options) for each in smock.variants] == [
        ("TIDE-SMOCK-NAVY-S", {"Colour": "Navy", "Size": "S"}),
        ("TIDE-SMOCK-NAVY-M", {"Colour": "Navy", "Size": "M"}),
        ("TIDE-SMOCK-RED-L", {"Colour": "Red, faded", "Size": "L"}),
    ]
    assert [each.origin.row for each in smock.variants] == ["11", "12", "14"]


def test_variations_may_stand_before_their_product(written):
    path = written(csv_of(in_size("S"), mug(), in_size("L", Parent="id:8"), smock()))
    assert [each.handle for each in load(path).catalog.products] == ["7", "8"]
    assert {each.sku for each in product(path, "8").variants} == {"SMOCK-S", "SMOCK-L"}


def test_a_variable_products_own_price_is_never_read():
    smock = product(EXPORT, "41")
    prices = [each.price.plain for each in smock.variants]
    assert prices == ["95", "95", "99"]
    assert not smock.offers


def test_what_a_variation_says_of_itself_is_its_own():
    first = product(EXPORT, "41").variants[0]
    assert first.barcode == "5012345000111"
    assert first.image.endswith("smock-navy.jpg")
    assert [(each.name, each.value) for each in first.attributes] == [
        ("Weight", "0.6"),
        ("Description", "The darker of the two."),
    ]


def test_a_variation_that_is_switched_off_is_left_out_with_a_note():
    assert ("switched_off", "15", "Published") in codes(check(EXPORT))


def test_the_variations_of_a_draft_are_read_with_it(written):
    draft = {"Published": "-1"}
    path = written(csv_of(smock(**draft), in_size("S", **draft)))
    found = product(path, "8")
    assert not found.published
    assert [each.sku for each in found.variants] == ["SMOCK-S"]


def test_an_option_that_variations_leave_open_is_what_all_come_in():
    bracelet = product(EXPORT, "46")
    assert bracelet.option_names == ("Strands",)
    assert [each.options for each in bracelet.variants] == [
        {"Strands": "Two"},
        {"Strands": "Three"},
    ]
    assert [(each.name, each.value) for each in bracelet.attributes] == [("Wrist", "Small, Large")]


def test_without_a_sku_a_variant_is_called_what_woocommerce_calls_it():
    assert [each.sku for each in product(EXPORT, "46").variants] == ["id:66", "id:67"]
    assert [each.sku for each in product(EXPORT, "45").variants] == ["id:45"]


def test_without_numbers_the_sku_is_the_handle(written):
    path = written(csv_of(mug(ID=""), smock(ID=""), in_size("S", ID="", SKU="")))
    assert [each.handle for each in load(path).catalog.products] == ["MUG", "SMOCK"]
    assert [each.sku for each in product(path, "SMOCK").variants] == ["SMOCK/S"]


def test_a_group_is_a_product_without_variants():
    report = check(EXPORT)
    assert product(EXPORT, "51").title == "Picnic Set"
    assert product(EXPORT, "51").variants == ()
    assert ("no_variants", "7", "variants") in codes(report)


@pytest.mark.parametrize(
    ("kind", "skus"),
    [
        ("simple", ["MUG"]),
        ("simple, virtual", ["MUG"]),
        ("simple, downloadable, virtual", ["MUG"]),
        ("external", ["MUG"]),
        ("subscription", ["MUG"]),
        ("", ["MUG"]),
        ("grouped", []),
        ("variable", []),
        ("variable-subscription", []),
    ],
)
def test_what_is_sold_by_itself(written, kind, skus):
    path = written(csv_of(mug(Type=kind)))
    assert [each.sku for each in product(path, "7").variants] == skus


def test_a_lower_sale_price_is_an_offer_through_its_last_day():
    (mug,) = product(EXPORT, "44").variants
    (offer,) = mug.offers
    assert mug.price == Money(minor=1200, currency="EUR")
    assert (offer.kind, offer.price) == (OfferKind.SALE, Money(minor=950, currency="EUR"))
    assert offer.in_force(datetime.fromisoformat("2026-11-01T00:00:00+01:00"))
    assert offer.in_force(datetime.fromisoformat("2026-11-11T23:59:59+01:00"))
    assert not offer.in_force(datetime.fromisoformat("2026-11-12T00:00:00+01:00"))


def test_a_date_alone_is_the_whole_day():
    (offer,) = product(EXPORT, "41").variants[0].offers
    assert offer.valid_from is None
    assert offer.in_force(datetime(2026, 12, 24, 22, 59, tzinfo=UTC)), "still the 24th in Paris"
    assert not offer.in_force(datetime(2026, 12, 24, 23, 0, tzinfo=UTC))


@pytest.mark.parametrize("sale", ["", "9", "9.00", "12"])
def test_a_sale_price_that_is_not_lower_is_no_offer(written, sale):
    (variant,) = product(written(csv_of(mug(Sale_price=sale))), "7").variants
    assert variant.offers == ()
    assert variant.price == Money(minor=900, currency="EUR")


@pytest.mark.parametrize("price", ["12,50", "12.5", "12.50"])
def test_a_price_is_read_with_the_shops_own_decimal_sign(written, price):
    (variant,) = product(written(csv_of(mug(Regular_price=price))), "7").variants
    assert variant.price == Money(minor=1250, currency="EUR")


@pytest.mark.parametrize(
    ("said", "quantity", "backorders", "expected"),
    [
        ("1", "", "0", (Availability.IN_STOCK, None)),
        ("0", "", "0", (Availability.OUT_OF_STOCK, None)),
        ("backorder", "", "1", (Availability.BACKORDER, None)),
        ("onbackorder", "", "1", (Availability.BACKORDER, None)),
        ("", "", "", (Availability.UNKNOWN, None)),
        ("1", "23", "0", (Availability.IN_STOCK, 23)),
        ("", "23", "0", (Availability.IN_STOCK, 23)),
        ("", "0", "0", (Availability.OUT_OF_STOCK, 0)),
        ("0", "2", "0", (Availability.OUT_OF_STOCK, 2)),
        ("0", "-1", "0", (Availability.OUT_OF_STOCK, 0)),
        ("0", "'-1", "0", (Availability.OUT_OF_STOCK, 0)),
        ("backorder", "-2", "notify", (Availability.BACKORDER, 0)),
        ("1", "0", "1", (Availability.BACKORDER, 0)),
        ("0", "0", "1", (Availability.OUT_OF_STOCK, 0)),
    ],
)
def test_stock(written, said, quantity, backorders, expected):
    row = mug(Stock=quantity) | {"In stock?": said, "Backorders allowed?": backorders}
    (variant,) = product(written(csv_of(row)), "7").variants
    assert (variant.availability, variant.quantity) == expected


def test_variations_share_the_stock_their_product_keeps():
    two, three = product(EXPORT, "46").variants
    assert (two.availability, two.quantity) == (Availability.IN_STOCK, 7)
    assert (three.availability, three.quantity) == (Availability.OUT_OF_STOCK, None)


def test_shared_stock_that_is_oversold_is_told_once(written):
    path = written(csv_of(smock(Stock="-4"), in_size("S", Stock="parent"), in_size("L", Stock="")))
    assert [(v.availability, v.quantity) for v in product(path, "8").variants] == [
        (Availability.OUT_OF_STOCK, 0),
        (Availability.OUT_OF_STOCK, 0),
    ]
    assert check(path).by_code["negative_quantity"] == 1


@pytest.mark.parametrize(
    ("published", "expected"), [("1", True), ("", True), ("0", False), ("-1", False), ("2", False)]
)
def test_what_is_taken_off_the_shelf(written, published, expected):
    assert product(written(csv_of(mug(Published=published))), "7").published is expected


def test_a_product_hidden_from_lists_is_still_sold():
    assert product(EXPORT, "53").published


def test_the_chinese_header_is_read_the_same():
    fan = product(CHINESE, "301", Options())
    assert (fan.title, fan.category) == ("竹骨团扇", "家居 > 扇子")
    assert fan.description == "轻巧,手柄可拆。\n扇面为真丝。\n扇骨为毛竹。"
    assert fan.option_names == ("颜色",)
    told = {each.name: (each.value, each.unit, each.key) for each in fan.attributes}
    assert told == {
        "重量": ("0.12", "kg", "weight"),
        "尺寸": ("38 × 26 × 2", "cm", "dimensions"),
        "面料": ("真丝", "", "material"),
        "质保": ("一年", "", "warranty"),
    }
    white, blue = fan.variants
    assert white.price == Money(minor=6900, currency="CNY")
    assert white.offers[0].price == Money(minor=4900, currency="CNY")
    assert (white.availability, white.quantity) == (Availability.IN_STOCK, 12)
    assert (blue.availability, blue.quantity) == (Availability.OUT_OF_STOCK, 0)


def test_every_value_says_where_it_was_read():
    mug = product(EXPORT, "44")
    assert (mug.origin.file, mug.origin.row) == ("wc-product-export.csv", "3")
    assert mug.origin.columns["title"] == "Name"
    assert mug.origin.columns["variants.price"] == "Regular price"
    assert product(CHINESE, "301").origin.columns["variants.price"] == "常规售价"


@pytest.mark.parametrize("weight", ["", "0", "0.000", "heavy", "1e999999999", "-2"])
def test_a_weight_that_is_none_is_not_read(written, weight):
    assert product(written(csv_of(mug() | {"Weight (kg)": weight})), "7").attributes == ()


def test_dimensions_that_are_not_all_given_are_read_one_by_one(written):
    path = written(csv_of(mug() | {"Length (in)": "4", "Width (in)": "", "Height (in)": ".5"}))
    told = [(each.name, each.value, each.unit) for each in product(path, "7").attributes]
    assert told == [("Length", "4", "in"), ("Height", "0.5", "in")]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([mug(Regular_price="cheap")], ("bad_price", "2", "Regular price")),
        ([mug(Regular_price="-1")], ("negative_price", "2", "Regular price")),
        ([mug(Sale_price="?")], ("bad_price", "2", "Sale price")),
        ([mug(Stock="some")], ("not_integer", "2", "Stock")),
        ([mug(Sale_price="5", Date_sale_price_ends="3/4/26")],
         ("bad_date", "2", "Date sale price ends")),
        ([mug(Name="")], ("empty_field", "2", "title")),
        ([mug(ID="", SKU="")], ("missing_field", "2", "ID")),
        ([mug(), mug(SKU="CUP")], ("duplicate_handle", "3", "handle")),
        ([mug(), mug(ID="9")], ("duplicate_sku", "3", "variants.0.sku")),
        ([in_size("S")], ("orphan_row", "2", "Parent")),
        ([in_size("S", Parent="")], ("orphan_row", "2", "Parent")),
        ([mug(), in_size("S", Parent="MUG")], ("orphan_row", "3", "Parent")),
        ([smock(), in_size("S", Regular_price="?")], ("bad_price", "3", "Regular price")),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_row(rows, expected):
    report = report_of(csv_of(*rows).encode(), options=IN_EUROS)
    assert expected in codes(report)
    assert report.errors == 1, "and it is said once"


def test_a_product_with_a_wrong_variation_is_not_loaded():
    rows = (smock(), mug(), in_size("S"), in_size("L", Regular_price="?"))
    report = report_of(csv_of(*rows).encode())
    assert report.counts.products == 1


def test_a_row_that_cannot_be_read_is_told_in_its_place(written):
    path = written(csv_of(mug(Name="=1+1"), mug(ID="9", SKU="CUP")))
    report = check(path)
    assert ("formula", "2", "") in codes(report)
    assert report.counts.products == 1


def test_a_file_of_another_format_lacks_its_columns():
    report = report_of(b"a,b\n1,2\n", format_name="woocommerce")
    assert codes(report)[0][0] == "missing_column"


def test_there_and_back():
    for path in (EXPORT, CHINESE):
        read, again = there_and_back(path)
        assert again == read


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_whatever_the_bytes_there_is_a_report(data):
    sample = EXPORT.read_bytes()
    start = data.draw(st.integers(0, len(sample)))
    length = data.draw(st.integers(0, 200))
    middle = data.draw(st.binary(max_size=60))
    report = report_of(
        sample[:start] + middle + sample[start + length :], format_name="woocommerce"
    )
    assert report.as_json()
