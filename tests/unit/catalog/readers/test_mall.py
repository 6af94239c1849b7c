"""mall's dump: a sample of our own, and the shop that its project publishes."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from support.catalogs import SAMPLES, codes, real_file, report_of, there_and_back

from catalog_loader.load import check, load
from catalog_loader.product import Availability, OfferKind, PolicyTopic

SAMPLE = SAMPLES / "mall" / "shop.sql"
SHANGHAI = ZoneInfo("Asia/Shanghai")
NOVEMBER = (datetime(2026, 11, 1, tzinfo=SHANGHAI), datetime(2026, 11, 12, tzinfo=SHANGHAI))


@pytest.fixture(scope="module")
def products():
    return {product.handle: product for product in load(SAMPLE).catalog.products}


def changed(*pairs: tuple[str, str]):
    """The report on the sample with some of its text changed."""
    text = SAMPLE.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return report_of(text.encode())


def offers(holder, kind):
    return [offer for offer in holder.offers if offer.kind is kind]


def left_out(report):
    return [finding.row for finding in report.findings if finding.code == "offer_left_out"]


def test_a_product_says_what_its_tables_say(products):
    assert check(SAMPLE).format == "mall"
    earphones = products["11"]
    assert (earphones.title, earphones.brand, earphones.category) == ("云雀耳机", "云雀", "声音")
    assert earphones.description == "佩戴舒适 不漏音"
    assert earphones.selling_points == ("主动降噪，续航30小时",)
    assert [image[-7:] for image in earphones.images] == ["/11.jpg", "11a.jpg", "11b.jpg"]
    assert {(a.name, a.value, a.unit, a.key) for a in earphones.attributes} == {
        ("续航时间", "30", "小时", "battery_life"),
        ("货号", "LARK-11", "", ""),
        ("单位", "副", "", ""),
        ("商品重量", "52.5", "克", "weight"),
    }


def test_names_come_from_their_own_tables_else_from_the_product(products):
    speaker = products["12"]
    assert (speaker.brand, speaker.category) == ("云雀牌", "声音")


def test_services_are_shipping_and_returns(products):
    earphones = products["11"]
    assert [(s.fee.minor, s.note) for s in earphones.shipping] == [(0, "免费包邮")]
    returns = earphones.returns
    assert (returns.accepted, returns.note, returns.refund) == (True, "无忧退货", "快速退款")
    assert products["13"].returns is None
    assert products["13"].shipping
    assert products["12"].shipping == ()


def test_skus_have_their_options_and_what_orders_leave_of_the_stock(products):
    earphones = products["11"]
    assert earphones.option_names == ("颜色",)
    read = [(v.sku, v.options["颜色"], v.price.plain, v.quantity) for v in earphones.variants]
    assert read == [
        ("2026-11-1", "黑色", "199", 70),
        ("2026-11-2", "白色", "199", 0),
        ("2026-11-3", "限定金", "239", 8),
    ]
    assert earphones.variants[1].availability is Availability.OUT_OF_STOCK
    assert earphones.variants[0].image == "http://img.example.com/s1.jpg"


def test_a_product_without_skus_is_sold_as_itself(products):
    (variant,) = products["12"].variants
    assert (variant.sku, variant.price.plain, variant.quantity) == ("12", "99", 20)
    assert variant.origin.row == "pms_product:12"


def test_the_market_price_stands_beside_the_products_price_alone(products):
    listed = [
        [offer.price.plain for offer in offers(variant, OfferKind.LIST)]
        for variant in products["11"].variants
    ]
    assert listed == [["259"], ["259"], []]


def test_a_promotion_price_holds_in_its_window_and_for_its_sku(products):
    sales = [offers(variant, OfferKind.SALE) for variant in products["11"].variants]
    # its own; the product's, where the SKU costs what the product does; none for one that does not
    assert [[offer.price.plain for offer in each] for each in sales] == [["169"], ["149"], []]
    assert {(o.valid_from, o.valid_until) for each in sales for o in each} == {NOVEMBER}


def test_a_promotion_price_without_its_window_is_left_out(products):
    assert offers(products["15"].variants[0], OfferKind.SALE) == []
    assert "pms_sku_stock:5" in left_out(check(SAMPLE, format_name="mall"))


def test_only_the_promotion_that_the_product_names_is_in_force(products):
    assert not offers(products["11"], OfferKind.MEMBER)
    assert not offers(products["11"], OfferKind.FULL_REDUCTION)
    assert not offers(products["11"].variants[0], OfferKind.LADDER)
    assert not offers(products["11"].variants[0], OfferKind.FLASH)
    assert not offers(products["14"].variants[0], OfferKind.SALE)
    members = [(o.price.plain, o.note) for o in offers(products["12"], OfferKind.MEMBER)]
    assert members == [("88", "黄金会员")]
    steps = offers(products["13"].variants[0], OfferKind.LADDER)
    assert [(o.min_quantity, o.price.plain) for o in steps] == [(2, "240"), (3, "225")]
    reductions = offers(products["14"], OfferKind.FULL_REDUCTION)
    assert [(o.threshold.plain, o.off.plain) for o in reductions] == [("100", "10")]


def test_a_ladder_price_that_is_no_whole_cent_is_left_out():
    report = changed(
        ("13, 2, 0.80", "13, 2, 0.333333"), ("'2026-13-1', 300.00", "'2026-13-1', 9.99")
    )
    assert "pms_product_ladder:1" in left_out(report)


def test_a_flash_price_holds_in_its_hours_of_each_day(products):
    one, two = products["17"].variants
    hours = [(o.valid_from, o.valid_until) for o in offers(one, OfferKind.FLASH)]
    assert hours == [
        (
            datetime(2026, 11, day, 20, tzinfo=SHANGHAI),
            datetime(2026, 11, day, 22, tzinfo=SHANGHAI),
        )
        for day in (10, 11)
    ]
    assert {o.price.plain for o in offers(one, OfferKind.FLASH)} == {"15"}
    assert not offers(two, OfferKind.FLASH), "the flash price belongs to the product's price"


def test_a_flash_sale_that_cannot_be_dated_or_is_not_named_is_left_out():
    rows = [row for row in left_out(check(SAMPLE)) if "flash" in row]
    # hours of a whole year, a promotion that is not in the file, a product on another promotion
    assert rows == [f"sms_flash_promotion_product_relation:{n}" for n in (2, 3, 4)]


def test_coupons_are_for_all_for_a_category_or_for_some_products(products):
    def named(handle):
        return [offer.note for offer in offers(products[handle], OfferKind.COUPON)]

    assert named("11") == ["全店券", "声音券", "耳机券"]
    assert named("12") == ["全店券", "声音券"]
    everywhere, sound, _ = offers(products["11"], OfferKind.COUPON)
    assert (everywhere.off.plain, everywhere.threshold.plain) == ("10", "100")
    assert everywhere.valid_from == datetime(2026, 11, 3, tzinfo=SHANGHAI), "when it can be claimed"
    assert (sound.threshold, sound.channel) == (None, "移动端")


def test_coupons_that_not_everybody_can_claim_are_left_out():
    rows = [row for row in left_out(check(SAMPLE)) if "coupon" in row]
    assert rows == [f"sms_coupon:{n}" for n in (4, 5, 6, 7)]


def test_what_is_off_the_shelf_or_deleted_is_unpublished(products):
    assert list(products) == ["11", "12", "13", "14", "15", "16", "17"]
    unpublished = [handle for handle, product in products.items() if not product.published]
    assert unpublished == ["15", "16"]
    assert ("deleted_goods", "pms_product:16", "delete_status") in codes(check(SAMPLE))


def test_an_undated_promotion_in_the_words_is_not_read(products):
    assert products["12"].selling_points == ()
    assert ("undated_promotion", "pms_product:12", "sub_title") in codes(check(SAMPLE))


def test_the_reasons_to_return_goods_are_a_policy():
    (policy,) = load(SAMPLE).catalog.policies
    assert policy.topic is PolicyTopic.RETURNS
    assert policy.statement == "申请退货时可以选择的原因：质量问题、7天无理由退货。"


def test_a_sku_without_its_product_is_told():
    assert ("orphan_sku", "pms_sku_stock:8", "") in codes(check(SAMPLE))


def test_provenance_names_the_table_the_key_and_the_column(products):
    earphones = products["11"]
    assert (earphones.origin.file, earphones.origin.row) == ("shop.sql", "pms_product:11")
    assert earphones.origin.columns["variants.price"] == "pms_sku_stock.price"
    assert earphones.variants[1].origin.row == "pms_sku_stock:2"


@pytest.mark.parametrize(
    ("old", "new", "code", "row", "field"),
    [
        ("'2026-11-1', 199.00", "'2026-11-1', 'x'", "bad_price", "pms_sku_stock:1", "price"),
        ("'2026-11-1', 199.00", "'2026-11-1', NULL", "no_price", "pms_product:11",
         "variants.0.price"),
        ("'2026-11-01 00:00:00', '2026-11-12 00:00:00', 1", "'gestern', NULL, 1", "bad_date",
         "pms_product:11", "promotion_start_time"),
        ("'2026-11-12 00:00:00', 1", "'2026-10-12 00:00:00', 1", "offer_left_out",
         "pms_product:11", ""),
        ('{\\"key\\":\\"颜色\\",\\"value\\":\\"白色\\"}', "{", "malformed_json",
         "pms_sku_stock:2", "sp_data"),
        ("(7, 17, '2026-17-2', 30.00, 9", "(7, 17, '2026-17-2', 30.00, -9", "negative_quantity",
         "pms_sku_stock:7", "stock"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_row_is_told_at_its_table_key_and_column(old, new, code, row, field):
    found = codes(changed((old, new)))
    assert found.count((code, row, field)) == 1


def test_an_export_of_it_gives_it_back():
    read, again = there_and_back(SAMPLE)
    assert again == read


def rows_in(text: str, table: str) -> list[list[str]]:
    """The rows of a table of the real file, cut at `, `: enough where no text stands before."""
    return [
        line.split(" VALUES (", 1)[1].removesuffix(");").split(", ")
        for line in text.splitlines()
        if line.startswith(f"INSERT INTO `{table}` ")
    ]


def test_the_published_shop_is_read_whole():
    path = real_file("mall", "mall.sql")
    text = path.read_text(encoding="utf-8")
    rows, skus = rows_in(text, "pms_product"), rows_in(text, "pms_sku_stock")
    assert (len(rows), len(skus)) == (38, 96)
    deleted = {
        line.split(" VALUES (")[1].split(",")[0]
        for line in text.splitlines()
        if re.match(r"INSERT INTO `pms_product` .*?', '[^']*', 1, [01], [01], ", line)
    }
    loaded = load(path)
    products = loaded.catalog.products
    assert loaded.report.format == "mall"
    assert [p.handle for p in products] == [row[0] for row in rows]
    assert not any(product.published for product in products if product.handle in deleted)
    assert sum(code == "deleted_goods" for code, *_ in codes(loaded.report)) == len(deleted) == 18
    listed = {row[2].strip("'"): (row[3].replace(".", ""), row[4]) for row in skus}
    read = {v.sku: (str(v.price.minor), v) for p in products for v in p.variants}
    for sku, (price, stock) in listed.items():
        minor, variant = read[sku]
        assert minor == price
        assert variant.quantity <= int(stock)
    assert read.keys() == listed.keys()
    by_handle = {p.handle: p for p in products}
    # promotion_type 1 of 2023 and of 2020, by quantity, 满减; what is left over of others is not
    sold = {
        v.sku: [o.price.plain for o in offers(v, OfferKind.SALE)] for v in by_handle["26"].variants
    }
    assert set(map(tuple, sold.values())) == {("3699",), ("3899",)}
    assert len(offers(by_handle["27"].variants[0], OfferKind.LADDER)) == 2
    assert [o.off.plain for o in offers(by_handle["45"], OfferKind.FULL_REDUCTION)] == ["100"]
    assert not any(offers(v, OfferKind.SALE) for v in by_handle["45"].variants)
    assert not any(offers(v, OfferKind.FLASH) for p in products for v in p.variants)
    assert [len(offers(by_handle[h], OfferKind.COUPON)) for h in ("37", "40", "30")] == [3, 3, 1]
