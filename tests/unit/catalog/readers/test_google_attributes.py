"""What else the items of a Google Merchant feed publish: texts, details, pictures, shipping."""

import json

import pytest
from support.catalogs import codes
from support.google import ATOM, RSS, TSV, mug, product, rss, single, tsv

from catalog_loader.load import load
from catalog_loader.product import FreightPayer, Shipping


def test_texts_are_plain():
    scarf = product(RSS, "SG-1001")
    assert scarf.description == "山羊绒，手工缝边。\n冬天戴着不扎脖子。"
    assert scarf.selling_points == ("100%山羊绒，不掺羊毛", "手工缝边")
    assert product(RSS, "SG-2001").description == "304不锈钢内胆 & 双层防烫"
    assert product(ATOM, "tag:valley.example.com,2026:8").description == "Soft and warm."


def test_details_have_their_keys_and_units():
    mine = {a.name: a for a in product(TSV, "ZJ-10").attributes}
    capacity = mine["容量"]
    assert (capacity.key, capacity.value, capacity.unit) == ("capacity", "350", "ml")
    assert (mine["材质"].key, mine["材质"].value) == ("material", "陶瓷, 竹")
    assert mine["比例"].value == "16:9"
    assert "warranty" in {a.key for a in product(RSS, "SG-1001").variants[0].attributes}


def test_details_of_one_name_are_told_apart_by_their_sections():
    def detail(section):
        return (
            f"<g:section_name>{section}</g:section_name>"
            f"<g:attribute_name>长</g:attribute_name><g:attribute_value>1 m</g:attribute_value>"
        )

    both = f"{detail('伞面')}</g:product_detail><g:product_detail>{detail('伞柄')}"
    assert [a.name for a in single(product_detail=both).attributes] == ["伞面 长", "伞柄 长"]


def test_measures_certificates_and_classes():
    kettle = {a.name: a for a in product(RSS, "SG-2001").attributes}
    size = kettle["尺寸（长×宽×高）"]
    assert (size.value, size.unit, size.key) == ("22 × 16 × 25.5", "cm", "dimensions")
    assert (kettle["重量"].value, kettle["重量"].unit) == ("1.1", "kg")
    assert kettle["能效等级"].value == "A"
    assert (kettle["认证"].key, kettle["认证"].value) == (
        "certificate",
        "中国质量认证中心 CCC 2025010717000001",
    )


def test_measures_in_several_units_are_told_one_by_one():
    told = single(product_length="1 m", product_width="20 cm", product_height="3 cm").attributes
    assert [(a.name, a.value, a.unit) for a in told] == [
        ("长度", "1", "m"), ("宽度", "20", "cm"), ("高度", "3", "cm")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("condition", "refurbished", ("成色", "翻新")),
        ("age_group", "kids", ("适用年龄", "儿童")),
        ("gender", "female", ("适用性别", "女")),
        ("gender", "dogs", ("适用性别", "dogs")),
        ("size_system", "EU", ("尺码标准", "EU")),
        ("size_type", "maternity", ("尺码类型", "孕妇")),
        ("adult", "yes", ("成人用品", "true")),
        ("is_bundle", "true", ("组合套装", "true")),
        ("multipack", "6", ("套装件数", "6")),
        ("mpn", "X-1", ("厂商型号", "X-1")),
        ("unit_pricing_measure", "500 ml", ("净含量", "500")),
        ("shipping_weight", "2 kg", ("运输重量", "2")),
        ("shipping_label", "易碎", ("运费标签", "易碎")),
        ("ships_from_country", "CN", ("发货地", "CN")),
        ("pattern", "格纹", ("图案", "格纹")),
    ],
)
def test_an_attribute_is_said_in_the_shops_language(name, text, expected):
    assert [(a.name, a.value) for a in single(**{name: text}).attributes] == [expected]


@pytest.mark.parametrize(
    ("name", "text"),
    [("adult", "no"), ("is_bundle", "false"), ("multipack", "0"), ("multipack", "1"),
     ("multipack", "many"), ("cost_of_goods_sold", "9 CNY"), ("custom_label_0", "margin"),
     ("auto_pricing_min_price", "9 CNY"), ("ads_redirect", "https://a.example.com")],
)  # fmt: skip
def test_what_says_nothing_to_a_shopper_is_not_read(name, text):
    made = single(**{name: text})
    assert made.attributes == ()
    assert text not in json.dumps(made.model_dump(mode="json")["variants"][0]["attributes"])


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ({"product_type": "家居 &gt; 杯子", "google_product_category": "2169"}, "家居 > 杯子"),
        ({"google_product_category": "Home &gt; Mugs"}, "Home > Mugs"),
        ({"google_product_category": "2169"}, ""),
    ],
)
def test_the_category_is_the_shops_own(attributes, expected):
    assert single(**attributes).category == expected


def test_a_text_marked_as_machine_made_is_read_where_there_is_no_other():
    text = (
        "<g:digital_source_type>trained_algorithmic_media</g:digital_source_type>"
        "<g:content>竹节杯</g:content>"
    )
    made = single(title=None, structured_title=text, structured_description=text)
    assert (made.title, made.description) == ("竹节杯", "竹节杯")
    assert single(structured_title=text).title == "马克杯"


def test_pictures_and_codes():
    mug_of_table = product(TSV, "ZJ-10")
    assert mug_of_table.images == (
        "https://img.example.com/10.jpg",
        "https://img.example.com/10a,b.jpg",
        "https://img.example.com/10c.jpg",
    )
    scarf = product(RSS, "SG-1001").variants[0]
    assert (scarf.image, scarf.barcode) == ("https://img.example.com/1001-hs.jpg", "6901234567892")


def test_what_is_no_address_is_no_picture(written):
    loaded = load(written(rss(mug(image_link="n/a"))))
    assert loaded.catalog.products[0].images == ()
    assert codes(loaded.report) == [("ignored_image", "item[1]", "image_link")]


def test_shipping_in_xml_is_what_all_variants_share():
    loaded = load(RSS)
    (way,) = loaded.catalog.products[0].shipping
    assert (way.service, way.regions, way.fee.minor) == ("中通", ("CN",), 0)
    assert (way.free_from.minor, way.transit_days, way.handling_days) == (9900, (0, 5), None)
    assert codes(loaded.report) == [("differs_by_variant", "item[1]", "shipping")]
    assert loaded.catalog.products[0].returns.note == "七天无理由"


def test_shipping_in_a_table():
    one, two = product(TSV, "ZJ-10").shipping
    assert (one.service, one.regions, one.fee.minor) == ("标准", ("CN Beijing",), 1200)
    assert (one.handling_days, one.transit_days) == ((0, 1), (1, 3))
    assert (two.service, two.regions, two.fee.minor) == ("", ("CN",), 800)
    assert two.handling_days == (1, 2), "those beside shipping, where it states none"
    assert {one.free_from.minor, two.free_from.minor} == {5900}


@pytest.mark.parametrize(
    ("header", "text", "expected"),
    [
        ("shipping", "CN:Beijing:Standard:12.00 CNY", ("CN Beijing", "Standard", 1200)),
        ("shipping", "CN:::CNY12.00", ("CN", "", 1200)),
        ("shipping", ':::0 CNY', ("", "", 0)),
        ("shipping", 'CN::"次日达: 上午, 下午":12 CNY', ("CN", "次日达: 上午, 下午", 1200)),
        ("shipping(country:price)", "CN:12 CNY", ("CN", "", 1200)),
        ("Shipping (country:postal code:price)", "CN:100*:12 CNY", ("CN 100*", "", 1200)),
        ("g:shipping", "CN:::12 CNY", ("CN", "", 1200)),
        ("carrier_shipping(country:flat_price)", "CN:12 CNY", ("CN", "", 1200)),
    ],
)  # fmt: skip
def test_the_parts_of_shipping_in_a_table(written, header, text, expected):
    (way,) = load(written(tsv(mug(**{header: text})))).catalog.products[0].shipping
    region, service, fee = expected
    assert (way.regions, way.service, way.fee.minor) == ((region,) if region else (), service, fee)


def test_shipping_to_another_currency_has_no_fee():
    way = "<g:country>US</g:country><g:price>5 USD</g:price>"
    assert single(shipping=way).shipping == (Shipping(regions=("US",)),)


def test_times_and_thresholds_alone_are_shipping_too():
    (way,) = single(max_handling_time="2").shipping
    assert (way.handling_days, way.note) == ((0, 2), "按工作日算")
    threshold = "<g:country>CN</g:country><g:price_threshold>99 CNY</g:price_threshold>"
    (way,) = single(free_shipping_threshold=threshold).shipping
    assert (way.regions, way.free_from.minor) == (("CN",), 9900)


def test_days_that_cannot_be_are_not_read(written):
    loaded = load(written(rss(mug(min_handling_time="5", max_handling_time="2"))))
    assert loaded.catalog.products[0].shipping == ()
    assert codes(loaded.report) == [("inverted_days", "item[1]", "min_handling_time")]


def test_a_return_policys_label_says_nothing_of_who_pays():
    returns = single(return_policy_label="30天").returns
    assert (returns.note, returns.accepted, returns.freight) == ("30天", None, None)
    assert returns.freight is not FreightPayer.CUSTOMER


@pytest.mark.parametrize("name", ["shipping", "certification", "product_detail", "installment"])
def test_parts_that_say_nothing_are_nothing(name):
    made = single(**{name: "<g:country/><g:months> </g:months>"})
    assert (made.shipping, made.attributes) == ((), ())
