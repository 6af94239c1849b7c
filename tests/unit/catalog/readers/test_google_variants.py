"""The items of a Google Merchant feed as variants: what they differ in, their prices and stock."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from support.catalogs import codes
from support.google import ATOM, RSS, TSV, mug, product, products, rss, single

from catalog_loader.load import check, load
from catalog_loader.product import Availability, OfferKind

SHANGHAI = timezone(timedelta(hours=8))


def test_the_items_of_a_group_are_one_product_wherever_they_stand():
    scarf = product(RSS, "SG-1001")
    assert [(v.sku, v.options, v.origin.row) for v in scarf.variants] == [
        ("SG-1001-HS-M", {"颜色": "红色", "尺码": "M"}, "item[1]"),
        ("SG-1001-HS-L", {"颜色": "红色", "尺码": "L"}, "item[3]"),
        ("SG-1001-LS-M", {"颜色": "蓝色", "尺码": "M"}, "item[5]"),
    ]
    assert scarf.option_names == ("颜色", "尺码")
    assert [each.handle for each in load(RSS).catalog.products] == ["SG-1001", "SG-2001", "SG-3001"]


def test_a_groups_title_is_what_its_variants_share():
    scarf = product(RSS, "SG-1001")
    assert (scarf.title, scarf.aliases) == ("山谷羊绒围巾", ())
    assert scarf.translations == {"zh": {"short_title": "羊绒围巾"}}
    assert product(TSV, "ZJ-20").title == "竹节茶巾"


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        (("Wool Shirt, Red, M", "Wool Shirt, Blue, M"), ("Wool Shirt", ())),
        (("Wool Shirt - Red / M", "Wool Shirt - Blue / M"), ("Wool Shirt", ())),
        (("Wool Shirt (Red, M)", "Wool Shirt (Blue, M)"), ("Wool Shirt", ())),
        (("Red M Wool Shirt", "Blue M Wool Shirt"), ("Wool Shirt", ())),
        (("Shirt / Tee, red", "Shirt / Tee, blue"), ("Shirt / Tee", ())),
        (("Wool Shirt", "Wool Shirt"), ("Wool Shirt", ())),
        (("羊毛红色衫M", "羊毛Blue衫M"), ("羊毛红色衫M", ("羊毛Blue衫M",))),
        (("Sunrise", "Moon"), ("Sunrise", ("Moon",))),
        (("Red", "Blue"), ("Red", ("Blue",))),
        (("", "Wool Shirt, Blue"), ("Wool Shirt, Blue", ())),
    ],
)
def test_what_a_group_is_called(titles, expected):
    colours = ("Red", "Blue")
    items = [
        mug(id=f"S{n}", item_group_id="S", title=title, color=colours[n], size="M")
        for n, title in enumerate(titles)
    ]
    shirt = products(*items)["S"]
    assert (shirt.title, shirt.aliases) == expected


def test_what_all_variants_say_is_the_products_and_the_rest_is_theirs():
    scarf = product(RSS, "SG-1001")
    assert {a.name: a.value for a in scarf.attributes} == {
        "材质": "山羊绒", "适用性别": "男女通用", "适用年龄": "成人", "成色": "全新",
        "尺码标准": "CN",
    }  # fmt: skip
    weights = [{a.key: a.value for a in v.attributes}.get("weight") for v in scarf.variants]
    assert weights == ["180", "210", "180"]


def test_an_attribute_is_an_option_only_where_variants_differ_in_it():
    plain = products(*(mug(id=c, item_group_id="G", color=c, material="棉") for c in "红蓝"))["G"]
    assert plain.option_names == ("颜色",)
    mixed = products(*(mug(id=m, item_group_id="G", color="红", material=m) for m in "棉麻"))["G"]
    assert mixed.option_names == ("颜色", "材质")
    assert [v.options for v in mixed.variants] == [
        {"颜色": "红", "材质": "棉"}, {"颜色": "红", "材质": "麻"}
    ]  # fmt: skip
    assert not any(a.key == "material" for a in mixed.attributes)


def test_options_are_named_in_the_language_of_the_feed():
    by_gender = [mug(id=g, item_group_id="G", size="M", gender=g) for g in ("male", "female")]
    assert [v.options for v in products(*by_gender)["G"].variants] == [
        {"尺码": "M", "适用性别": "男"}, {"尺码": "M", "适用性别": "女"}
    ]  # fmt: skip
    english = products(*by_gender, language="en")["G"]
    assert [v.options for v in english.variants] == [
        {"Size": "M", "Gender": "male"}, {"Size": "M", "Gender": "female"}
    ]  # fmt: skip


def test_a_size_that_is_not_of_clothes_is_called_a_measure():
    assert single(size="350ml").option_names == ("规格",)
    assert single(size="42", gender="male").option_names == ("尺码",)


def test_a_parent_among_its_variants_is_never_sold(written):
    items = [
        mug(id="G", title="杯子", price="1.00 CNY", description="全系列"),
        mug(id="G-1", item_group_id="G", color="红", brand="山"),
        mug(id="G-2", item_group_id="G", color="蓝"),
    ]
    loaded = load(written(rss(*items)))
    (cup,) = loaded.catalog.products
    assert [v.sku for v in cup.variants] == ["G-1", "G-2"]
    assert (cup.title, cup.description, cup.brand) == ("杯子", "全系列", "山")
    assert codes(loaded.report) == [("skipped_product", "item[1]", "id")]


def test_a_main_variant_with_the_groups_id_is_sold():
    items = [mug(id=i, item_group_id="G", color=c) for i, c in (("G", "红"), ("G-2", "蓝"))]
    assert [v.sku for v in products(*items)["G"].variants] == ["G", "G-2"]


def test_a_group_spread_over_a_long_feed_is_one_product(written):
    items = [mug(id=f"{n}", item_group_id=f"G{n % 500}", color=f"c{n}") for n in range(2000)]
    catalog = load(written(rss(*items))).catalog
    assert [each.handle for each in catalog.products] == [f"G{n}" for n in range(500)]
    assert all(len(each.variants) == 4 for each in catalog.products)


@pytest.mark.parametrize(
    "price", ["259.00 CNY", "CNY259.00", "259 CNY", "CNY 259", "259.00CNY", "¥259", "259"]
)
def test_a_price_in_any_of_googles_forms(price):
    assert single(price=price).variants[0].price.minor == 25900


def test_a_sale_price_holds_for_its_time():
    variant = product(RSS, "SG-1001").variants[0]
    (sale,) = variant.offers
    assert (variant.price.minor, sale.kind, sale.price.minor) == (25900, OfferKind.SALE, 19900)
    assert sale.valid_from == datetime(2026, 11, 10, 20, tzinfo=SHANGHAI)
    assert sale.valid_until == datetime(2026, 11, 12, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("window", "begins", "ends"),
    [
        ("2026-11-10T20:00+0800/2026-11-12T00:00+0800", (10, 12), (11, 16)),
        ("2026-11-10T12:00Z / 2026-11-12T00:00Z", (10, 12), (12, 0)),
        ("2026-11-10/2026-11-12", (10, 0), (12, 0)),
        ("2026-11-10T12:00/", (10, 12), None),
        ("/2026-11-12", None, (12, 0)),
    ],
)
def test_times_without_a_zone_are_in_utc(window, begins, ends):
    (sale,) = single(sale_price="9 CNY", sale_price_effective_date=window).variants[0].offers

    def at(moment):
        return moment and datetime(2026, 11, *moment, tzinfo=UTC)

    assert (sale.valid_from, sale.valid_until) == (at(begins), at(ends))


@pytest.mark.parametrize("sale", ["0.00 CNY", "0", "40 CNY"])
def test_a_sale_price_that_is_none_is_left_out_with_a_warning(written, sale):
    loaded = load(written(rss(mug(sale_price=sale))))
    assert loaded.catalog.products[0].variants[0].offers == ()
    assert codes(loaded.report) == [("offer_left_out", "item[1]", "sale_price")]


def test_a_sale_price_equal_to_the_price_is_no_offer():
    assert single(sale_price="39.90 CNY").variants[0].offers == ()


def test_a_members_price_is_an_offer_to_members():
    blanket = product(ATOM, "VW-7")
    (offer,) = blanket.variants[0].offers
    assert (offer.kind, offer.price.plain, offer.note) == (OfferKind.MEMBER, "999", "gold")


def test_the_price_of_a_subscription_is_not_nothing(written):
    cost = (
        "<g:period>month</g:period><g:period_length>1</g:period_length><g:amount>9 CNY</g:amount>"
    )
    loaded = load(written(rss(mug(price="0 CNY", subscription_cost=cost))))
    (coffee,) = loaded.catalog.products
    assert coffee.variants[0].price is None
    assert [(a.name, a.value) for a in coffee.attributes] == [("订阅费用", "每 1 个月 9 CNY")]


def test_installments_are_told_as_published():
    kettle = product(RSS, "SG-2001")
    assert ("分期付款", "3 期，每期 43.00 CNY") in [(a.name, a.value) for a in kettle.attributes]


def test_prices_in_another_currency_are_left_out_with_one_note(written):
    items = [mug(id="A"), mug(id="B", price="5.00 USD"), mug(id="C", price="USD 6")]
    loaded = load(written(rss(*items)))
    assert [each.variants[0].price is None for each in loaded.catalog.products] == [0, 1, 1]
    assert codes(loaded.report).count(("mixed_currency", "item[2]", "price")) == 1
    assert loaded.report.by_code["mixed_currency"] == 1


def test_a_feed_that_names_no_currency_has_one_assumed(written):
    report = check(written(rss(mug(price="39.90"))))
    assert report.by_code["assumed_currency"] == 1


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("in_stock", Availability.IN_STOCK),
        ("in stock", Availability.IN_STOCK),
        ("In Stock", Availability.IN_STOCK),
        ("out_of_stock", Availability.OUT_OF_STOCK),
        ("out of stock", Availability.OUT_OF_STOCK),
        ("preorder", Availability.PREORDER),
        ("backorder", Availability.BACKORDER),
    ],
)
def test_availability(said, expected):
    variant = single(availability=said).variants[0]
    assert (variant.availability, variant.quantity) == (expected, None)


def test_an_unknown_availability_is_unknown_with_a_warning(written):
    loaded = load(written(rss(mug(availability="maybe"))))
    assert loaded.catalog.products[0].variants[0].availability is Availability.UNKNOWN
    assert ("unknown_availability", "item[1]", "availability") in codes(loaded.report)


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [
        (None, (Availability.IN_STOCK, None)),
        ("7", (Availability.IN_STOCK, 7)),
        ("0", (Availability.IN_STOCK, 0)),
        ("-3", (Availability.OUT_OF_STOCK, 0)),
    ],
)
def test_a_quantity_is_kept_apart_from_availability(quantity, expected):
    variant = single(quantity=quantity).variants[0]
    assert (variant.availability, variant.quantity) == expected


def test_when_goods_to_come_are_there():
    kettle = product(RSS, "SG-2001").variants[0]
    assert kettle.availability is Availability.PREORDER
    assert kettle.available_from == datetime(2026, 12, 1, 10, tzinfo=SHANGHAI)


def test_goods_past_their_date_are_off_the_shelf():
    socks = product(RSS, "SG-3001")
    assert not socks.published
    assert socks.variants[0].availability is Availability.OUT_OF_STOCK
    assert products(mug(expiration_date="2999-01-01T00:00Z"))["M1"].published


def test_a_variant_past_its_date_is_sold_out_beside_one_that_is_not():
    past = mug(id="A", item_group_id="G", color="红", expiration_date="2020-01-01")
    cup = products(past, mug(id="B", item_group_id="G", color="蓝"))["G"]
    assert cup.published
    assert [v.availability for v in cup.variants] == [
        Availability.OUT_OF_STOCK,
        Availability.IN_STOCK,
    ]
