"""litemall's dump: a sample of our own, and the shop that its project publishes."""

import re
from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from support.catalogs import SAMPLES, codes, real_file, report_of, there_and_back

from catalog_loader.load import check, load
from catalog_loader.product import Availability, OfferKind, PolicyTopic, ValueKind
from catalog_loader.readers.litemall import reader as litemall

SAMPLE = SAMPLES / "litemall" / "shop.sql"
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture(scope="module")
def catalog():
    return load(SAMPLE).catalog


@pytest.fixture(scope="module")
def quilt(catalog):
    return catalog.products[0]


def changed(*pairs: tuple[str, str]):
    """The report on the sample with some of its text changed."""
    text = SAMPLE.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return report_of(text.encode())


def test_it_is_recognised_by_its_tables():
    assert check(SAMPLE, name="backup.txt").format == "litemall"


def test_the_shop_is_what_its_settings_say(catalog):
    shop = catalog.shop
    assert (shop.name, shop.currency, shop.language) == ("青禾小铺", "CNY", "zh")


def test_a_product_says_what_its_tables_say(quilt):
    assert (quilt.handle, quilt.title, quilt.brand, quilt.category) == (
        "501",
        "羊毛冬被",
        "青禾",
        "被枕",
    )
    assert quilt.description == "100%羊毛"
    assert quilt.selling_points == ("澳洲羊毛，蓬松轻软",)
    assert quilt.images == (
        "https://img.example.com/501.jpg",
        "https://img.example.com/501-1.jpg",
        "https://img.example.com/501-2.jpg",
    )
    stated = {each.name: (each.value, each.key) for each in quilt.attributes}
    assert stated == {
        "面料": ("100%棉", "material"),
        "温馨提示": ("1.晾晒后使用 2.不可机洗", ""),
        "商品编号": ("QH-501", ""),
        "单位": ("床", ""),
    }


def test_skus_have_the_values_by_their_names_and_their_own_price_and_stock(quilt):
    assert quilt.option_names == ("尺寸", "颜色")
    read = [
        (v.sku, tuple(v.options.values()), v.price.plain, v.availability, v.quantity)
        for v in quilt.variants
    ]
    assert read == [
        ("71", ("1.5米", "米白"), "459", Availability.IN_STOCK, 12),
        ("72", ("1.8米", "米白"), "559", Availability.OUT_OF_STOCK, 0),
        ("73", ("1.8米", "墨绿"), "559", Availability.OUT_OF_STOCK, 0),
    ]
    assert [v.image for v in quilt.variants] == ["https://img.example.com/71.jpg", "", ""]


def test_the_counters_price_stands_beside_the_retail_price_alone(quilt):
    assert [[(o.kind, o.price.plain, o.note) for o in v.offers] for v in quilt.variants] == [
        [(OfferKind.LIST, "599", "专柜价格")],
        [],
        [],
    ]


def test_goods_without_a_choice_have_no_options(catalog):
    mug = catalog.products[1]
    assert mug.title == "保温杯 5''口径"
    assert (mug.option_names, mug.variants[0].options) == ((), {})
    assert mug.attributes[0].kind is ValueKind.NUMBER
    assert mug.variants[0].offers == (), "the counter's price is the retail price"


def test_what_is_off_the_shelf_or_deleted_is_unpublished(catalog):
    assert [(p.handle, p.published) for p in catalog.products] == [
        ("501", True),
        ("502", True),
        ("503", False),
        ("504", False),
    ]
    assert ("deleted_goods", "litemall_goods:504", "deleted") in codes(check(SAMPLE))


def test_coupons_are_offers_where_anybody_can_claim_them(catalog, quilt):
    assert [(o.off.plain, o.threshold.plain, o.note) for o in quilt.offers] == [
        ("5", "99", "全店券，领取后10天内有效")
    ]
    general, mugs = catalog.products[1].offers
    assert general == quilt.offers[0]
    assert (mugs.kind, mugs.off.plain, mugs.threshold) == (OfferKind.COUPON, "8", None)
    assert mugs.valid_from == datetime(2026, 11, 1, tzinfo=SHANGHAI)
    assert mugs.valid_until == datetime(2026, 11, 12, tzinfo=SHANGHAI)


def test_what_is_not_for_everybody_or_has_no_dates_is_left_out_with_a_finding():
    report = check(SAMPLE)
    left = [finding.row for finding in report.findings if finding.code == "offer_left_out"]
    # given on registering, by a code, without its dates, by a group; what is over is not a finding
    assert left == [*(f"litemall_coupon:{n}" for n in (3, 4, 6)), "litemall_groupon_rules:1"]
    assert "K3Y" not in str(report.as_json())


def test_questions_are_policies_by_topic_without_what_was_cut_off(catalog):
    assert [(p.id, p.topic, p.questions, p.statement) for p in catalog.policies] == [
        (
            "issue-1",
            PolicyTopic.SHIPPING,
            ("运费怎么收？",),
            "单笔满88元包邮，不满88元收8元运费。",
        ),
        ("issue-2", PolicyTopic.RETURNS, ("怎么退货？",), "签收后30天内可以退货"),
        (
            "issue-3",
            PolicyTopic.INVOICE,
            ("能开发票吗？",),
            "下单时选择“要发票”即可。",
        ),
        ("issue-4", PolicyTopic.PAYMENT, ("怎么付款？",), "支持微信支付。"),
    ]
    cut = [row for code, row, field in codes(check(SAMPLE)) if code == "cut_text"]
    assert cut == ["litemall_issue:1", "litemall_issue:2"]
    assert catalog.policies[0].origin.columns["statement"] == "litemall_issue.answer"


def test_freight_is_what_the_settings_say_unless_the_shop_says_otherwise(catalog):
    shipping = catalog.products[0].shipping
    assert [(s.fee.plain, s.free_from.plain) for s in shipping] == [("8", "88")]
    report = changed(("收8元运费", "收10元运费"))
    assert ("contradiction", "litemall_issue:1", "answer") in codes(report)


def test_provenance_names_the_table_the_key_and_the_column(quilt):
    assert (quilt.origin.file, quilt.origin.row) == ("shop.sql", "litemall_goods:501")
    assert quilt.origin.columns["title"] == "litemall_goods.name"
    assert quilt.origin.columns["variants.price"] == "litemall_goods_product.price"
    assert quilt.variants[1].origin.row == "litemall_goods_product:72"


def test_a_promotion_without_dates_is_no_selling_point(catalog):
    assert catalog.products[1].selling_points == ()
    assert ("undated_promotion", "litemall_goods:502", "brief") in codes(check(SAMPLE))


def test_neither_comments_nor_users_are_read(catalog):
    exported = str(catalog.model_dump())
    assert "三年不变形" not in exported
    assert "secret-hash" not in exported


@pytest.mark.parametrize(
    ("old", "new", "code", "row", "field"),
    [
        ("459.00,12,", "'贵',12,", "bad_price", "litemall_goods_product:71", "price"),
        ("459.00,12,", "-1.00,12,", "negative_price", "litemall_goods_product:71", "price"),
        ("459.00,12,", "459.00,'十二',", "not_integer", "litemall_goods_product:71", "number"),
        ("459.00,12,", "2*9,12,", "formula", "litemall_goods_product:71", "price"),
        ('[\\"1.5米\\",', '[\\"3米\\",', "unknown_value", "litemall_goods_product:71",
         "specifications"),
        ('[\\"1.5米\\",', "[1.5米,", "malformed_json", "litemall_goods_product:71",
         "specifications"),
        ("'羊毛冬被',11", "'',11", "empty_field", "litemall_goods:501", "title"),
        ("0,5.00,99.00", "0,'五元',99.00", "bad_price", "litemall_coupon:1", "discount"),
        ("(71,501,", "(71,999,", "orphan_sku", "litemall_goods_product:71", ""),
        ("'2026-11-12 00:00:00'", "'2026-10-12 00:00:00'", "offer_left_out", "litemall_coupon:2",
         ""),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_row_is_told_at_its_table_key_and_column(old, new, code, row, field):
    assert (code, row, field) in codes(changed((old, new)))


def test_a_row_that_is_wrong_makes_its_product_unfit():
    report = changed(("459.00,12,", "'贵',12,"))
    assert (report.counts.products, report.dropped) == (3, 1)


def test_the_columns_of_a_create_table_go_before_those_known():
    table = (
        "CREATE TABLE `litemall_issue` (`id` int, `answer` text, `question` text, "
        "`deleted` tinyint(1));\n"
        "INSERT INTO `litemall_issue` VALUES (9,'可以。','能定制吗？',0);\n"
    )
    text = SAMPLE.read_text(encoding="utf-8").split("LOCK TABLES `litemall_issue`")[0]
    report = report_of((text + table).encode())
    assert report.counts.policies == 1
    assert not report.errors


def test_an_export_of_it_gives_it_back():
    read, again = there_and_back(SAMPLE)
    assert again == read


def rows_in(text: str, table: str) -> list[str]:
    """The rows of a table of the real file: what stands between `(id,` and `)` of its INSERTs."""
    inserts = re.findall(rf"^INSERT INTO `{table}` VALUES (.*);$", text, re.MULTILINE)
    return [row for insert in inserts for row in re.split(r"\),\((?=\d+,)", insert[1:-1])]


def test_the_published_shop_is_read_whole():
    path = real_file("litemall", "litemall_data.sql")
    text = path.read_text(encoding="utf-8")
    goods, skus = rows_in(text, "litemall_goods"), rows_in(text, "litemall_goods_product")
    attributes = rows_in(text, "litemall_goods_attribute")
    assert (len(goods), len(skus), len(attributes)) == (239, 244, 876)
    loaded = load(path)
    products = loaded.catalog.products
    assert loaded.report.format == "litemall"
    assert [p.handle for p in products] == [row.split(",")[0] for row in goods]
    assert [p.published for p in products].count(False) == 1
    stated = Counter(each.name for p in products for each in p.attributes)
    assert sum(stated.values()) - stated["单位"] == sum(r.endswith(",0") for r in attributes) == 861
    listed = {}
    for row in skus:
        found = re.fullmatch(r"(\d+),.*\]',(\d+)\.(\d\d),(\d+),'.*", row)
        listed[found[1]] = (int(found[2] + found[3]), int(found[4]))
    read = {v.sku: (v.price.minor, v.quantity) for p in products for v in p.variants}
    assert read == listed
    assert len(loaded.catalog.policies) == len(rows_in(text, "litemall_issue")) == 4
    topics = [policy.topic.value for policy in loaded.catalog.policies]
    assert topics == ["shipping", "shipping", "returns", "invoice"]
    assert all(policy.statement.count("（") == policy.statement.count("）")
               for policy in loaded.catalog.policies)  # fmt: skip
    comment = re.search(r"布料很厚实[^']*", text)
    assert comment[0] not in str(loaded.catalog.model_dump())


def test_the_columns_known_are_those_of_the_published_structure():
    text = real_file("litemall", "litemall_table.sql").read_text(encoding="utf-8")
    for table, names in litemall._COLUMNS.items():
        made = re.search(rf"CREATE TABLE `{table}` \((.*?)\n\) ENGINE", text, re.DOTALL)[1]
        assert re.findall(r"^  `(\w+)`", made, re.MULTILINE) == names.split()
