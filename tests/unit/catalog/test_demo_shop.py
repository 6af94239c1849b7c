"""What the demo shop promises to be."""

import re
from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise

import pytest

from catalog_loader.demo import demo_catalog_path, pictures_dir
from catalog_loader.load import check
from catalog_loader.product import Availability, OfferKind, PolicyTopic

CATEGORIES = ["服饰", "护肤", "食品", "小家电", "母婴", "家居"]

# Words that advertising law forbids, and claims no shop may make of such goods.
BANNED = re.compile(
    "最|第一|国家级|世界级|顶级|顶尖|极致|极品|首选|唯一|绝对|万能|完美|永久|百分百|史上|全网|"
    "治疗|治愈|药效|消炎|杀菌|抗敏|防癌|疗效|根治|无副作用"
)


@pytest.fixture(scope="module")
def variants(demo):
    return [variant for product in demo.products for variant in product.variants]


def test_it_loads_with_nothing_to_remark():
    assert check(demo_catalog_path()).findings == []


def test_the_shop(demo):
    shop = demo.shop
    assert (shop.currency, shop.language, shop.timezone) == ("CNY", "zh", "Asia/Shanghai")


def test_its_size(demo, variants):
    assert len(demo.products) >= 40
    assert len(variants) >= 150
    assert len(demo.faqs) >= 20


def test_six_categories_with_several_products_each(demo):
    counted = Counter(product.category for product in demo.products)
    assert sorted(counted) == sorted(CATEGORIES)
    assert min(counted.values()) >= 5


def test_every_sku_has_its_price(variants):
    assert all(variant.price and variant.price.minor > 0 for variant in variants)


def test_prices_are_written_in_many_ways(variants):
    plain = {variant.price.plain for variant in variants}
    assert {"259", "89.9", "19.9"} <= plain


def test_several_are_sold_out_and_a_few_nearly(variants):
    sold_out = [each for each in variants if each.availability is Availability.OUT_OF_STOCK]
    assert len(sold_out) >= 10
    assert all(variant.quantity == 0 for variant in sold_out)
    assert any(variant.quantity and variant.quantity <= 5 for variant in variants)


def test_exactly_one_product_is_on_pre_sale(demo):
    waiting = [
        product
        for product in demo.products
        if any(v.availability is Availability.PREORDER for v in product.variants)
    ]
    assert [product.handle for product in waiting] == ["espresso-machine"]
    assert all(
        variant.available_from and variant.available_from.utcoffset()
        for variant in waiting[0].variants
    )


def test_promotions_begin_and_end(demo):
    offers = {
        product.handle: offer
        for product in demo.products
        for variant in product.variants
        for offer in variant.offers
    }
    assert len(offers) >= 2
    assert all(offer.valid_from and offer.valid_until for offer in offers.values())
    inside = datetime(2026, 12, 1, tzinfo=UTC)
    assert [handle for handle, offer in offers.items() if offer.in_force(inside)] == ["air-fryer"]
    assert {offer.kind for offer in offers.values()} == {OfferKind.SALE, OfferKind.FLASH}


def test_promotions_are_cheaper(variants):
    for variant in variants:
        for offer in variant.offers:
            assert offer.price.minor < variant.price.minor


def test_the_first_product_is_the_one_down_jacket(demo):
    jackets = [
        product
        for product in demo.products
        if "羽绒服" in product.title or "羽绒服" in product.aliases
    ]
    assert jackets == [demo.products[0]]
    jacket = jackets[0]
    assert {variant.price.amount for variant in jacket.variants} == {Decimal(259)}
    assert not any(variant.offers for variant in jacket.variants)
    assert not any("红" in variant.options["颜色"] for variant in jacket.variants)


def test_clothes_have_a_size_table_of_every_size_sold(demo):
    clothes = [product for product in demo.products if product.category == "服饰"]
    assert len(clothes) >= 8
    for product in clothes:
        assert product.size_table is not None, product.handle
        sold = {variant.options["尺码"] for variant in product.variants}
        assert {row.size for row in product.size_table.rows} == sold
        assert product.size_table.advice


def test_heights_and_weights_grow_with_the_size(demo):
    checked = 0
    for product in demo.products:
        rows = product.size_table.rows if product.size_table else ()
        for name in ("height_cm", "weight_kg"):
            spans = [span for row in rows if (span := getattr(row, name))]
            checked += len(spans)
            assert spans == sorted(spans), product.handle
            # No gap between two sizes: whoever lies between has at least one that fits.
            assert all(b[0] <= a[1] for a, b in pairwise(spans))
    assert checked > 60


def test_each_product_is_fully_told(demo):
    for product in demo.products:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", product.handle)
        assert product.brand
        assert product.description
        assert product.aliases
        assert len(product.selling_points) >= 2
        assert len(product.attributes) >= 4, product.handle
        assert any(attribute.key == "origin" for attribute in product.attributes)
        assert product.images == (f"pictures/{product.handle}.svg",)
        assert product.translations["en"]["title"]
        assert product.translations["en"]["short_title"]


def test_a_short_name_means_one_product(demo):
    names = Counter(alias for product in demo.products for alias in product.aliases)
    assert [name for name, number in names.items() if number > 1] == []
    # One character would be found inside other products' names.
    assert all(len(name) >= 2 for name in names)


def test_english_has_no_chinese_in_it(demo):
    chinese = re.compile("[\u4e00-\u9fff]")
    texts = [text for each in demo.products for text in each.translations["en"].values()]
    texts += [entry.translations["en"] for entry in (*demo.policies, *demo.faqs)]
    assert [text for text in texts if chinese.search(text)] == []


def test_every_chinese_option_has_its_english(demo):
    chinese = re.compile("[\u4e00-\u9fff]")
    for product in demo.products:
        english = product.translations["en"]
        for variant in product.variants:
            for word in (*variant.options, *variant.options.values()):
                assert word in english or not chinese.search(word), (product.handle, word)


def test_every_chinese_attribute_has_its_english(demo):
    chinese = re.compile("[\u4e00-\u9fff]")
    for product in demo.products:
        english = product.translations["en"]
        assert english["selling_points"]
        own = [attribute for variant in product.variants for attribute in variant.attributes]
        for attribute in (*product.attributes, *own):
            assert attribute.key or attribute.name in english, (product.handle, attribute.name)
            for word in (attribute.value, attribute.unit):
                assert word in english or not chinese.search(word), (product.handle, word)
        if product.size_table:
            assert product.size_table.advice in english


def test_every_picture_is_there(demo):
    for product in demo.products:
        assert (pictures_dir() / f"{product.handle}.svg").is_file()


def test_no_superlatives_and_no_medical_claims():
    text = demo_catalog_path().read_text(encoding="utf-8")
    assert [text[m.start() - 12 : m.end() + 12] for m in BANNED.finditer(text)] == []


def test_every_policy_topic_a_viewer_asks_about(demo):
    topics = {policy.topic for policy in demo.policies}
    assert topics >= set(PolicyTopic) - {PolicyTopic.OTHER}


@pytest.mark.parametrize(
    "key",
    [
        "ship_within", "ship_from", "carrier", "free_shipping_threshold", "shipping_fee",
        "remote_regions", "remote_fee", "return_window", "return_freight",
        "return_freight_quality", "refund_within", "exchange_window", "no_return",
        "warranty_period", "invoice_type", "payment_methods", "compensation",
        "price_protection", "service_hours",
    ],
)  # fmt: skip
def test_a_policy_states_it_as_a_single_fact(demo, key):
    clauses = [clause for policy in demo.policies for clause in policy.clauses if clause.key == key]
    assert clauses


def test_the_numbers_of_a_clause_stand_in_its_statement(demo):
    number = re.compile(r"\d+(?:\.\d+)?")
    for policy in demo.policies:
        said = set(number.findall(policy.statement))
        for clause in policy.clauses:
            for figure in number.findall(clause.value):
                assert figure in said, (policy.id, clause.name)


def test_policies_and_faqs_have_phrasings_and_english(demo):
    for policy in demo.policies:
        assert len(policy.questions) >= 3
        assert policy.translations["en"]
    for faq in demo.faqs:
        assert len(faq.similar) >= 2
        assert faq.translations["en"]


def test_no_question_is_asked_of_two_entries(demo):
    asked = Counter(
        question
        for entry in (*demo.policies, *demo.faqs)
        for question in (
            entry.questions if entry.type == "policy" else (entry.question, *entry.similar)
        )
    )
    assert [question for question, number in asked.items() if number > 1] == []
