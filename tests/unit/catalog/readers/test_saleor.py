"""Saleor's fixtures: rows of many models that make a product only together."""

import json
from collections import Counter, defaultdict
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.catalogs import SAMPLES, codes, real_file, report_of, there_and_back

from catalog_loader.load import check, load
from catalog_loader.product import Availability, Money, OfferKind
from catalog_loader.readers.reader import Options
from catalog_loader.readers.saleor import fixtures

FIXTURE = SAMPLES / "saleor" / "fixture.json"


def product(handle, path=FIXTURE, **options):
    """The product of `handle` in a file."""
    products = load(path, options=Options(**options)).catalog.products
    return next(each for each in products if each.handle == handle)


def told(attributes):
    """Attributes as name to (key, value, unit)."""
    return {each.name: (each.key, each.value, each.unit) for each in attributes}


@pytest.fixture
def spoilt(tmp_path):
    """Writes the sample with some rows' fields changed (`...`: taken out), and gives its path."""

    def write(*changes, more=()):
        rows = json.loads(FIXTURE.read_text(encoding="utf-8"))
        for model, key, fields in changes:
            (row,) = (each for each in rows if (each["model"], each["pk"]) == (model, key))
            row["fields"] |= {name: value for name, value in fields.items() if value is not ...}
            for name in [name for name, value in fields.items() if value is ...]:
                del row["fields"][name]
        path = tmp_path / "fixture.json"
        path.write_text(json.dumps([*rows, *more]), encoding="utf-8")
        return path

    return write


def test_a_fixture_is_recognised_by_its_models_and_has_no_errors():
    report = check(FIXTURE)
    assert report.format == "saleor"
    assert report.errors == 0
    assert (report.counts.products, report.counts.skus, report.counts.priced) == (6, 9, 7)


def test_models_far_below_the_head_are_found(tmp_path):
    """A dump of a whole database begins with tables that have nothing to do with goods."""
    other = {"model": "account.user", "pk": 1, "fields": {"note": "x" * 100}}
    rows = [*[other] * 20_000, *json.loads(FIXTURE.read_text(encoding="utf-8"))]
    path = tmp_path / "dump.json"
    path.write_text(json.dumps(rows))
    assert check(path).format == "saleor"


def test_a_fixture_of_another_program_is_not_taken_for_saleors():
    data = json.dumps([{"model": "product.product", "pk": 1, "fields": {"name": "Mug"}}]).encode()
    assert report_of(data).format != "saleor"


def test_the_channel_that_lists_the_most_is_read_and_the_others_noted():
    catalog = load(FIXTURE).catalog
    assert (catalog.shop.name, catalog.shop.currency) == ("Kiln & Co", "CNY")
    notes = [each for each in check(FIXTURE).findings if each.code == "mixed_currency"]
    assert [(each.row, each.values["currency"]) for each in notes] == [("channel.channel:2", "SGD")]


def test_the_channel_of_the_currency_that_was_said_goes_before():
    bowl = product("moon-bowl", currency="SGD")
    assert [each.price for each in bowl.variants] == [
        Money(minor=2600, currency="SGD"),
        Money(minor=3200, currency="SGD"),
        None,
    ]
    assert not product("bamboo-whisk", currency="SGD").published, "it is not listed there"


def test_a_currency_that_no_channel_has_prices_nothing():
    report = report_of(FIXTURE.read_bytes(), options=Options(currency="JPY"))
    assert (report.errors, report.counts.priced) == (0, 0)


def test_a_product_has_what_its_rows_say():
    bowl = product("moon-bowl")
    assert (bowl.title, bowl.brand, bowl.category) == ("Moon bowl", "Kiln & Co", "Bowls")
    assert bowl.description == "Thrown slowly. Holds 300 ml.\nWash by hand."
    assert bowl.images == ("products/moon-front.png", "products/moon-side.png"), "in their order"
    assert told(bowl.attributes) == {
        "Material": ("material", "Stoneware, Ash glaze", ""),
        "Capacity": ("capacity", "300", "ml"),
        "Hand wash only": ("", "true", ""),
        "Care": ("", "Rinse and dry.\nNo machine.", ""),
        "Product type": ("", "Bowl", ""),
        "Weight": ("weight", "420.5", "g"),
    }


def test_attributes_of_saleors_earlier_versions_are_found_through_their_assignment():
    assert told(product("bamboo-whisk").attributes)["Material"] == ("material", "Bamboo", "")


def test_a_category_is_read_with_those_it_lies_in(spoilt):
    assert product("bamboo-whisk").category == "Tea tools > Whisks"
    path = spoilt(("product.category", 10, {"parent": 11}))
    assert check(path).errors == 0, "a circle of categories has no end"


def test_a_plain_description_stands_for_a_rich_one():
    assert product("bamboo-whisk").description == "Eighty tines."


def test_variants_stand_in_their_order_with_options_and_attributes():
    bowl = product("moon-bowl")
    assert bowl.option_names == ("Size", "Glaze")
    assert [(each.sku, each.options) for each in bowl.variants] == [
        ("MOON-S", {"Size": "Small", "Glaze": "Ash"}),
        ("MOON-L", {"Size": "Large", "Glaze": "Ash"}),
        ("MOON-S-SOOT", {"Size": "Small", "Glaze": "Soot"}),
    ]
    large = bowl.variants[1]
    assert told(large.attributes) == {
        "Batch": ("production_batch", "B-07", ""),  # nobody chooses a bowl by it
        "Weight": ("weight", "610", "g"),
    }
    assert large.image == "products/moon-side.png"


def test_variants_that_are_told_apart_by_their_names_alone_have_them_as_options():
    assert [each.options for each in product("spring-kettle").variants] == [
        {"Variant": "Black"},
        {"Variant": "Raw iron"},
    ]


def test_a_number_that_saleor_puts_in_place_of_a_name_is_none():
    (whisk,) = product("bamboo-whisk").variants
    assert (whisk.sku, whisk.options) == ("bamboo-whisk", {})


def test_a_variant_that_is_not_listed_in_the_channel_has_no_price_and_is_reported():
    assert product("moon-bowl").variants[2].price is None
    found = [each.values["value"] for each in check(FIXTURE).findings if each.code == "no_price"]
    assert found == ["MOON-S-SOOT", "SCOOP"]


def test_a_sale_lowers_what_it_names_for_as_long_as_it_lasts():
    small, large, _ = product("moon-bowl").variants
    (sale,) = small.offers
    assert (sale.kind, sale.note) == (OfferKind.SALE, "Kiln opening")
    assert sale.price == Money(minor=10880, currency="CNY")
    assert sale.valid_from == datetime(2026, 11, 1, tzinfo=UTC)
    assert sale.valid_until == datetime(2027, 1, 1, tzinfo=UTC)
    assert large.offers[0].price == Money(minor=14322, currency="CNY"), "25.275 are 25.28 off"


def test_a_sale_of_a_category_is_one_of_those_below_it():
    (whisk,) = product("bamboo-whisk").variants
    assert [each.price for each in whisk.offers] == [Money(minor=5950, currency="CNY")]


@pytest.mark.parametrize("field", ["products", "variants", "collections", "categories"])
def test_a_sale_may_name_its_goods_in_four_ways(field, spoilt):
    key = {"products": 21, "variants": 202, "collections": 500, "categories": 12}[field]
    path = spoilt(("discount.sale", 7, {"products": [], field: [key]}))
    assert product("moon-bowl", path).variants[0].offers


def test_a_price_that_a_promotion_lowered_is_a_sale_without_an_end():
    (card,) = product("gift-card-200").variants
    assert card.price == Money(minor=20000, currency="CNY")
    assert [(each.price.plain, each.valid_until) for each in card.offers] == [("190", None)]


@pytest.mark.parametrize(
    ("model", "key", "fields", "found"),
    [
        ("discount.sale", 7, {"end_date": "soon"}, ("bad_date", "discount.sale:7", "end_date")),
        (
            "discount.salechannellisting",
            71,
            {"discount_value": "150"},
            ("bad_price", "discount.salechannellisting:71", "discount_value"),
        ),
    ],
)
def test_a_sale_that_cannot_be_read_lowers_nothing_and_is_said(model, key, fields, found, spoilt):
    path = spoilt((model, key, fields))
    assert found in codes(check(path))
    assert not load(path, keep_good=True).catalog.products[0].variants[0].offers


def test_stock_is_summed_over_warehouses_less_what_is_promised():
    stock = {
        v.sku: (v.availability, v.quantity)
        for each in load(FIXTURE).catalog.products
        for v in each.variants
    }
    assert stock == {
        "MOON-L": (Availability.IN_STOCK, 5),  # 3, and 4 of which 2 are promised
        "MOON-S": (Availability.OUT_OF_STOCK, 0),
        "MOON-S-SOOT": (Availability.IN_STOCK, 9),
        "bamboo-whisk": (Availability.IN_STOCK, None),  # not counted
        "gift-card-200": (Availability.IN_STOCK, None),
        "KETTLE-B": (Availability.PREORDER, None),
        "KETTLE-R": (Availability.OUT_OF_STOCK, 0),  # more are promised than there are
        "KETTLE-W": (Availability.UNKNOWN, None),  # in no warehouse's rows
        "SCOOP": (Availability.OUT_OF_STOCK, None),  # not for sale yet
    }
    assert ("negative_quantity", "product.productvariant:207", "quantity") in codes(check(FIXTURE))


def test_what_may_be_ordered_ahead_says_from_when():
    black = product("spring-kettle").variants[0]
    assert black.available_from == datetime(2027, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "published", "availability"),
    [
        ({}, True, Availability.IN_STOCK),
        ({"is_published": False}, False, Availability.IN_STOCK),
        ({"published_at": "2999-01-01T00:00:00Z"}, False, Availability.IN_STOCK),
        ({"published_at": None}, True, Availability.IN_STOCK),
        ({"available_for_purchase_at": None}, True, Availability.OUT_OF_STOCK),
        ({"available_for_purchase_at": "2999-01-01T00:00:00Z"}, True, Availability.OUT_OF_STOCK),
        ({"available_for_purchase_at": ...}, True, Availability.IN_STOCK),
        ({"channel": 2}, False, Availability.IN_STOCK),
    ],
)
def test_what_the_channel_says_of_a_product_counts(fields, published, availability, spoilt):
    whisk = product("bamboo-whisk", spoilt(("product.productchannellisting", 101, fields)))
    assert (whisk.published, whisk.variants[0].availability) == (published, availability)


def test_shipping_has_its_regions_days_and_a_fee_that_always_holds():
    courier, boat = product("moon-bowl").shipping
    assert (courier.service, courier.regions, courier.transit_days) == ("Courier", ("CN",), (2, 4))
    assert courier.fee == Money(minor=1200, currency="CNY")
    assert (boat.service, boat.fee) == ("Slow boat", None), "free up to 99 yuan only"
    row = "shipping.shippingmethodchannellisting:45"
    assert ("conditional_fee", row, "price_amount") in codes(check(FIXTURE))


def test_shipping_leaves_out_what_is_not_sent():
    assert [each.service for each in product("spring-kettle").shipping] == ["Slow boat"]
    card = product("gift-card-200")
    assert card.shipping == ()
    assert told(card.attributes)["Shipping required"] == ("", "false", "")
    assert told(card.attributes)["Gift card"] == ("", "true", "")


def test_translations_are_of_titles_attributes_and_values():
    assert product("moon-bowl").translations == {
        "zh": {"title": "月白碗", "description": "慢拉坯。", "Glaze": "釉色", "Ash": "灰釉"}
    }


def test_what_viewers_of_the_storefront_do_not_see_is_not_read():
    text = product("moon-bowl").model_dump_json()
    assert "margin" not in text
    assert "1.000" not in text, "what it cost the shop"


def test_where_each_value_was_read_is_kept():
    bowl = product("moon-bowl")
    assert (bowl.origin.file, bowl.origin.row) == ("fixture.json", "product.product:21")
    assert bowl.variants[0].origin.row == "product.productvariant:202"
    price = bowl.origin.columns["variants.price"]
    assert price == "product.productvariantchannellisting.price_amount"


@pytest.mark.parametrize(
    ("currency", "amount", "minor"),
    [("JPY", "40.000", 40), ("JPY", "1200", 1200), ("KWD", "1.125", 1125), ("CNY", "1.500", 150)],
)
def test_the_decimals_of_a_column_are_not_those_of_a_currency(currency, amount, minor, spoilt):
    """Saleor's columns have three; `40.000` yen would else be forty thousand."""
    listing = {"price_amount": amount, "discounted_price_amount": None}
    path = spoilt(
        ("channel.channel", 1, {"currency_code": currency}),
        ("product.productvariantchannellisting", 304, listing),
    )
    catalog = load(path, keep_good=True, options=Options(currency=currency)).catalog
    (whisk,) = next(each for each in catalog.products if each.handle == "bamboo-whisk").variants
    assert whisk.price == Money(minor=minor, currency=currency)


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        ("12.345", "bad_price"),
        ("-1", "negative_price"),
        ("x", "bad_price"),
        ("NaN", "bad_price"),
        ("1e9999999", "bad_price"),
        ("1e-9999999", "bad_price"),
    ],
)
def test_a_price_that_is_none_costs_its_product(amount, code, spoilt):
    model = "product.productvariantchannellisting"
    report = check(spoilt((model, 304, {"price_amount": amount})))
    assert (code, f"{model}:304", "price_amount") in codes(report)
    assert report.counts.products == 5


def test_a_variant_whose_product_is_not_there_is_said(spoilt):
    report = check(spoilt(("product.productvariant", 209, {"product": 99})))
    assert ("orphan_sku", "product.productvariant:209", "product") in codes(report)


def test_an_object_that_is_no_row_is_said_with_its_place(spoilt):
    path = spoilt(more=[7, {"model": "product.product"}, {"model": 1, "fields": {}}])
    found = [row for code, row, _ in codes(check(path)) if code == "not_object"]
    count = len(json.loads(FIXTURE.read_text(encoding="utf-8")))
    assert found == [f"[{count + index}]" for index in range(3)]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'[{"model": "product.product", "pk": 1', "malformed_document"),
        (b'{"model": "product.product"}', "malformed_document"),
        (b'[{"pk": NaN}]', "malformed_document"),
        (b"[" * 100_000, "malformed_document"),
        (b'[{"model": "x\xff"}]', "malformed_document"),
    ],
)
def test_a_document_that_cannot_be_read_is_refused(data, code):
    report = report_of(data, format_name="saleor")
    assert report.fatal
    assert code in report.by_code


def test_a_document_beyond_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(fixtures, "MAX_BYTES", 1024)
    report = report_of(FIXTURE.read_bytes(), format_name="saleor")
    assert "large_document" in report.by_code


@pytest.mark.parametrize("currency", ["", "SGD"])
def test_a_catalog_survives_an_export_and_back(currency):
    read, again = there_and_back(FIXTURE, Options(currency=currency))
    assert again == read


_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=3,
)


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_no_value_of_any_row_makes_it_raise(data):
    rows = json.loads(FIXTURE.read_text(encoding="utf-8"))
    for row in data.draw(st.lists(st.sampled_from(rows), max_size=12)):
        name = data.draw(st.sampled_from(sorted(row["fields"])))
        row["fields"][name] = data.draw(_json)
    assert report_of(json.dumps(rows).encode(), format_name="saleor") is not None


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_no_bytes_make_it_raise(data):
    sound = FIXTURE.read_bytes()
    at = data.draw(st.integers(0, len(sound)))
    spoilt = sound[:at] + data.draw(st.binary(max_size=40)) + sound[at + 20 :]
    assert report_of(spoilt, format_name="saleor") is not None


@pytest.fixture(scope="module")
def real():
    """The real rows as {model: {key: fields}}."""
    models = defaultdict(dict)
    path = real_file("saleor", "populatedb_data.json")
    for row in json.loads(path.read_text(encoding="utf-8")):
        models[row["model"]][row["pk"]] = row["fields"]
    return models


@pytest.mark.parametrize(("currency", "channel"), [("", 1), ("USD", 1), ("PLN", 2)])
def test_the_real_fixture_loads_with_every_variant_price_and_stock(real, currency, channel):
    path = real_file("saleor", "populatedb_data.json")
    report = check(path, options=Options(currency=currency))
    variants = real["product.productvariant"]
    listings = {
        row["variant"]: Decimal(row["price_amount"])
        for row in real["product.productvariantchannellisting"].values()
        if row["channel"] == channel
    }
    stock = Counter()
    for row in real["warehouse.stock"].values():
        stock[row["product_variant"]] += row["quantity"]
    assert report.errors == report.warnings == 0
    assert report.counts.products == len(real["product.product"]) == 32
    assert report.counts.skus == len(variants) == 73
    assert report.counts.priced == len(listings)
    assert len(real["warehouse.stock"]) == 56
    counted = [key for key, row in variants.items() if row["track_inventory"]]
    untracked = len(variants) - len(counted)
    assert report.counts.in_stock == sum(stock[key] > 0 for key in counted) + untracked
    assert report.counts.sold_out == sum(stock[key] == 0 for key in counted)
    read = {
        int(v.origin.row.rpartition(":")[2]): v
        for each in load(path, options=Options(currency=currency)).catalog.products
        for v in each.variants
    }
    assert {key: v.price.amount for key, v in read.items()} == listings
    assert {key: v.quantity for key, v in read.items() if key in counted} == {
        key: stock[key] for key in counted
    }


def test_the_real_sale_lowers_prices_to_what_saleor_itself_worked_out(real):
    catalog = load(real_file("saleor", "populatedb_data.json")).catalog
    lowest = {
        int(each.origin.row.rpartition(":")[2]): min(
            offer.price.amount if (offer := next(iter(v.offers), None)) else v.price.amount
            for v in each.variants
        )
        for each in catalog.products
    }
    assert lowest == {
        row["product"]: Decimal(row["discounted_price_amount"])
        for row in real["product.productchannellisting"].values()
        if row["channel"] == 1
    }


def test_the_real_attributes_are_those_of_their_rows(real):
    values, attributes = real["attribute.attributevalue"], real["attribute.attribute"]
    expected = defaultdict(dict)
    for row in real["attribute.assignedproductattributevalue"].values():
        value = values[row["value"]]
        expected[row["product"]][attributes[value["attribute"]]["name"]] = value["name"]
    for each in load(real_file("saleor", "populatedb_data.json")).catalog.products:
        key = int(each.origin.row.rpartition(":")[2])
        said = {a.name: a.value for a in each.attributes} | {"Brand": each.brand}
        assert {name: said.get(name) for name in expected[key]} == expected[key]
        kind = real["product.producttype"][real["product.product"][key]["product_type"]]
        assert said["Product type"] == kind["name"]


def test_the_real_pictures_are_those_of_their_rows(real):
    expected = defaultdict(set)
    for row in real["product.productmedia"].values():
        expected[row["product"]].add(row["image"])
    for each in load(real_file("saleor", "populatedb_data.json")).catalog.products:
        assert set(each.images) == expected[int(each.origin.row.rpartition(":")[2])]


def test_the_real_fixture_says_what_a_person_reads_in_it():
    catalog = load(real_file("saleor", "populatedb_data.json")).catalog
    read = {each.title: each for each in catalog.products}
    plimsolls = read["White Plimsolls"]
    assert plimsolls.brand == "Saleor Loom"
    assert plimsolls.category == "Apparel > Sneakers"
    assert [(v.options["Shoe size"], v.price.plain, v.quantity) for v in plimsolls.variants] == [
        (str(size), "80", 500) for size in range(39, 46)
    ]
    shirt = read["Blue Polygon Shirt"]
    assert [
        (v.sku, v.options["Size"], v.price.plain, v.offers[0].price.plain, v.quantity)
        for v in shirt.variants
    ] == [
        ("218223580", "M", "45", "40.5", 1000),
        ("218223581", "L", "45", "40.5", 1000),
        ("218223582", "XL", "45", "40.5", 1000),
    ]
    audiobook = read["Own your stack and data"]
    assert [(v.options["Medium"], v.price.plain, v.quantity) for v in audiobook.variants] == [
        ("iTunes", "2", 0),
        ("MP3", "2", 0),
    ]
    (juice,) = read["Apple Juice"].variants
    assert (juice.price.plain, juice.availability) == ("1.99", Availability.IN_STOCK)
