"""What the columns of a table are guessed to mean, which price is taken, and corrections."""

import json
from datetime import UTC, datetime

import pytest
from support.catalogs import codes, report_of

from catalog_loader.load import CatalogRefused, load
from catalog_loader.readers.generic.documents import GenericJsonReader
from catalog_loader.readers.generic.mapping import guess
from catalog_loader.readers.generic.reader import GenericReader
from catalog_loader.readers.guessing.headers import header_of, meaning_of
from catalog_loader.readers.guessing.looks import is_barcode, pictures_in
from catalog_loader.readers.guessing.promises import returns_of
from catalog_loader.readers.guessing.words import GOODS, on_shelf, stock_state, yes
from catalog_loader.readers.reader import Options, Source


def fields(*columns, row=(), said=()):
    """Column to field, as guessed of a table with these columns and one row."""
    made = guess(columns, [list(row)] if row else [], dict(said))
    return {each.column: each.field for each in made.guesses}


def prices(*columns, row=()):
    """Field to column, of the columns of prices that are read."""
    guessed = fields("商品名称", *columns, row=("杯", *row) if row else ())
    return {field: name for name, field in guessed.items() if field.endswith("price")}


def findings(text, code, **options):
    """The findings of one kind in the report on a table."""
    made = report_of(text.encode(), options=Options(**options))
    return [finding for finding in made.findings if finding.code == code]


@pytest.mark.parametrize(
    ("name", "sense"),
    [
        ("商品名称*", "title"), ("宝贝标题", "title"), ("product_name", "title"),
        ("productTitle", "title"), ("Nama Produk", "title"), ("Tên sản phẩm", "title"),
        ("ชื่อสินค้า", "title"), ("商品名稱", "title"), ("NAME", "title"),
        ("售价（元）", "price"), ("price_usd", "price"), ("Harga Jual", "price"),
        ("Giá bán", "price"), ("ราคา (บาท)", "price"), ("单价/元", "price"),
        ("吊牌价", "market_price"), ("MSRP", "market_price"), ("原价", "list_price"),
        ("compareAtPrice", "list_price"), ("直播间到手价", "live_price"), ("现价", "now_price"),
        ("活动价", "sale_price"), ("到手价", "final_price"), ("会员价", "member_price"),
        ("成本价", "cost"), ("成本价_旧", "cost"), ("含税采购成本", "cost"),
        ("Harga Modal", "cost"), ("giá vốn", "cost"), ("佣金比例", "cost"),
        ("wholesale cost", "cost"),
        ("券后价", "conditional_price"), ("秒杀价", "conditional_price"),
        ("批发价", "conditional_price"), ("学生价格", "other_price"), ("价格区间", "other_price"),
        ("售价（万元）", "other_price"), ("售价（会员）", "other_price"), ("双11价", "other_price"),
        ("non member price", "other_price"), ("满减", "discount"), ("优惠券", "discount"),
        ("discountPercentage", "discount"), ("可售库存", "quantity"), ("锁定库存", "technical"),
        ("availabilityStatus", "availability"), ("夏装尺码", "option"), ("màu sắc", "option"),
        ("图片3", "images"), ("meta.barcode", "barcode"), ("供应商SKU", "private"),
        ("发货地址", "private"), ("category.id", "technical"),
        ("minimumOrderQuantity", "attribute"), ("性价比", None), ("面料", None),
        ("product_weight", None), ("dimensions.width", None),
    ],
)  # fmt: skip
def test_what_a_column_is_called_says_what_it_is(name, sense):
    meaning = meaning_of(header_of(name))
    assert (meaning.sense if meaning else None) == sense


def test_no_word_means_two_things():
    several = {word: {each.sense for each in found} for word, found in GOODS.items()}
    assert {word: senses for word, senses in several.items() if len(senses) > 1} == {}


@pytest.mark.parametrize(
    ("name", "label", "unit"),
    [
        ("重量(kg)", "重量", "kg"), ("面料*", "面料", ""), ("minimumOrderQuantity",
         "minimum order quantity", ""), ("dimensions.width", "dimensions width", ""),
        ("attributes.Material", "Material", ""), ("属性:产地", "产地", ""), ("Battery life",
         "Battery life", ""),
    ],
)  # fmt: skip
def test_a_property_is_called_as_people_say_it(name, label, unit):
    header = header_of(name)
    assert (header.label, header.unit) == (label, unit)


@pytest.mark.parametrize(
    ("columns", "taken"),
    [
        # What everyone pays goes from the regular price up this ladder: the live price is last.
        (("售价",), {"price": "售价"}),
        (("到手价",), {"price": "到手价"}),
        (("售价", "现价"), {"price": "售价", "sale_price": "现价"}),
        (("现价", "活动价"), {"price": "现价", "sale_price": "活动价"}),
        (("直播价", "售价", "到手价", "活动价"), {"price": "售价", "sale_price": "直播价"}),
        (("到手价", "活动价"), {"price": "活动价", "sale_price": "到手价"}),
        # What is struck through stands beside it, and a former price goes before a market price.
        (("原价", "现价"), {"list_price": "原价", "price": "现价"}),
        (("吊牌价", "直播价"), {"market_price": "吊牌价", "price": "直播价"}),
        (("吊牌价", "原价", "售价"), {"list_price": "原价", "price": "售价"}),
        (("MSRP", "price"), {"market_price": "MSRP", "price": "price"}),
        # Alone, a former price is what the goods cost; a market price is what others ask.
        (("原价",), {"price": "原价"}),
        (("市场价",), {}),
        # A sale that ends leaves no price behind.
        (("活动价", "活动结束时间"), {"sale_price": "活动价"}),
        (("会员价", "售价"), {"member_price": "会员价", "price": "售价"}),
        (("成本价",), {}),
        (("批发价", "成本", "券后价", "员工价", "双11价"), {}),
        # Of two words for one thing the more definite one is taken.
        (("价格", "零售价"), {"price": "零售价"}),
    ],
)
def test_which_columns_of_prices_are_read_and_as_what(columns, taken):
    assert prices(*columns) == taken


def test_the_report_says_which_price_was_taken_and_why():
    text = "商品名称,原价,售价,活动价,直播价\n杯,99,89,79,69\n"
    (finding,) = findings(text, "chosen_price")
    assert finding.message("zh") == (
        "售价、活动价、直播价 都可能是价格：平时的价取 售价，现在卖的价取 直播价，"
        "因为直播间里以直播价为准"
    )
    assert "since in a live room the live price is what holds" in finding.message("en")
    (left,) = findings(text, "left_column")
    assert left.values["name"] == "活动价"


def test_two_prices_that_differ_are_warned_of_and_equal_ones_are_not():
    (finding,) = findings("商品名称,价格,零售价\n杯,99,89\n", "twin_prices")
    assert finding.severity == "warning"
    assert finding.values == {"columns": "零售价、价格", "taken": "零售价"}
    assert findings("商品名称,价格,零售价\n杯,99,99\n", "twin_prices") == []


def test_a_sale_above_the_price_is_no_offer_and_told():
    (finding,) = findings("商品名称,售价,直播价\n杯,59,99\n", "offer_above_list")
    assert (finding.row, finding.field) == ("2", "直播价")


@pytest.mark.parametrize(
    ("column", "values", "field"),
    [
        ("价格", ["面议", "请咨询"], None),
        ("库存", ["有货", "售罄"], "availability"),
        ("manage inventory", ["true", "false"], None),
        ("in stock", ["12", "35", "7"], "quantity"),
        ("状态", ["有货", "预售"], "availability"),
        ("状态", ["在售", "下架"], "published"),
        ("图片", ["有", "见附件"], None),
        ("运费", ["江浙沪包邮", "新疆10元"], "shipping"),
        ("规格", ["x" * 80, "y" * 80], "attributes.规格"),
        ("what", ["https://a.example/1.jpg", "https://a.example/2.jpg"], "images"),
        ("what", ["4006381333931", "4006381333948"], "barcode"),
        ("what", ["¥19.90", "¥29"], "price"),
        ("what", ["19.90", "29"], "attributes.what"),
        ("what", ["SPF50", "SPF30"], "attributes.what"),
        ("联系", ["13800000000", "13900000000"], None),
        ("raw", ['[{"a": 1}]', "[]"], None),
        ("12", ["a", "b"], None),
    ],
)
def test_what_stands_in_a_column_bears_on_what_it_is(column, values, field):
    made = guess(["商品名称", column], [["杯", value] for value in values], {})
    assert {each.column: each.field for each in made.guesses}.get(column) == field


def test_amounts_in_two_unknown_columns_are_no_price():
    made = guess(["商品名称", "one", "two"], [["杯", "¥9", "¥8"], ["碗", "¥7", "¥6"]], {})
    assert [each.field for each in made.guesses] == ["title"]


def test_a_guess_is_shown_with_how_sure_it_is():
    made = guess(["name", "price", "面料", "序号"], [["Mug", "9", "瓷", "1"]], {})
    assert json.loads(json.dumps(made.as_json())) == [
        {"column": "name", "field": "title", "confidence": 0.7, "by": "name"},
        {"column": "price", "field": "price", "confidence": 0.95, "by": "name"},
        {"column": "面料", "field": "attributes.面料", "confidence": 0.7, "by": "name"},
        {"column": "序号", "field": "", "confidence": 0.0, "by": ""},
    ]
    assert made.note().values["mapping"] == "title=name (70%); price=price; attributes=面料"


@pytest.mark.parametrize(
    ("reader", "text", "name"),
    [
        (GenericReader(), "商品名称,售价\n杯,9\n", ""),
        (GenericJsonReader(), '{"wares": [{"商品名称": "杯", "售价": 9}]}', "wares"),
    ],
)
def test_the_mapping_of_a_file_can_be_asked_for(tmp_path, reader, text, name):
    path = tmp_path / "wares"
    path.write_text(text, encoding="utf-8")
    source = Source(path, path.name, path.read_bytes(), datetime.now(UTC))
    (found,) = reader.mappings(source).items()
    assert found[0] == name
    assert [each["field"] for each in found[1].as_json()] == ["title", "price"]


def test_what_a_person_says_goes_before_what_is_guessed(tmp_path):
    path = tmp_path / "wares.csv"
    path.write_text("品名,全称,售价,到手价,料,x,y\n杯,大马克杯,39,29,瓷,1,2\n", encoding="utf-8")
    said = {"title": "全称", "price": "到手价", "attributes.面料": "料", "ignore": "x,y"}
    loaded = load(path, options=Options(mapping=said))
    (mug,) = loaded.catalog.products
    assert mug.title == "大马克杯"
    assert mug.variants[0].price.plain == "29"
    assert mug.variants[0].offers == (), "售价 is not second-guessed into anything"
    assert [(a.name, a.value, a.key) for a in mug.attributes] == [("面料", "瓷", "material")]


def test_a_mapping_reads_what_no_guess_would(tmp_path):
    path = tmp_path / "wares.csv"
    path.write_text("1,2,3,4,备注\n杯,9.9,red,Mug,易碎\n", encoding="utf-8")
    said = {"title": "1", "price": "2", "options.颜色": "3", "description": "备注",
            "translations.en.title": "4"}  # fmt: skip
    catalog = load(path, options=Options(mapping=said)).catalog
    (mug,) = catalog.products
    assert (mug.title, mug.description) == ("杯", "易碎")
    assert mug.variants[0].options == {"颜色": "red"}
    assert mug.translations == {"en": {"title": "Mug"}}


def test_all_said_leaves_nothing_guessed():
    said = {"title": "品名", "price": "价格"}
    assert findings("品名,价格\n杯,9\n", "guessed_mapping", mapping=said) == []
    assert findings("品名,价格\n杯,9\n", "guessed_mapping") != []


@pytest.mark.parametrize(
    ("said", "code", "field", "hint"),
    [
        ({"title": "品铭称"}, "unknown_column", "title", "did you mean 品名称?"),
        ({"title": "zzz"}, "unknown_column", "title", "the columns are 品名称、价格"),
        ({"ignore": "价格,库存"}, "unknown_column", "ignore", "the columns are 品名称、价格"),
        ({"prise": "价格"}, "unknown_field", "prise", "did you mean price?"),
        ({"attributes.": "价格"}, "unknown_field", "attributes.", "remove it"),
        ({"translations.en": "价格"}, "unknown_field", "translations.en", "remove it"),
        ({"price": "价格", "sale_price": "价格"}, "said_twice", "", "give a column one field"),
    ],
)
def test_a_mapping_that_cannot_be_is_an_error_with_the_nearest_there_is(
    tmp_path, said, code, field, hint
):
    path = tmp_path / "wares.csv"
    path.write_text("品名称,价格\n杯,9\n", encoding="utf-8")
    with pytest.raises(CatalogRefused) as caught:
        load(path, format_name="generic", options=Options(mapping=said))
    finding = caught.value.report.first_error
    assert (finding.code, finding.field) == (code, field)
    assert finding.remedy("en") == hint
    assert codes(caught.value.report)[-1][0] == "no_products"


@pytest.mark.parametrize(
    ("text", "accepted", "days"),
    [
        ("7天无理由退货", True, 7), ("支持15天退换货", True, 15),
        ("30 days return policy", True, 30), ("14-day money-back guarantee", True, 14),
        ("不支持退货", False, None),
        ("Final sale", False, None), ("no", False, None), ("是", True, None),
        ("不支持7天无理由退货", None, None), ("No return policy", None, None),
        ("30 days, unless opened", None, None),
    ],
)  # fmt: skip
def test_returns_are_read_where_a_text_says_nothing_else(text, accepted, days):
    made = returns_of(text, "return policy")
    assert (made.accepted, made.days) == (accepted, days)
    assert text in made.note


def test_the_words_of_cells():
    assert [on_shelf(word) for word in ("上架", "Draft", "0", "?")] == [True, False, False, None]
    assert [yes(word) for word in ("是", "Tidak", "maybe")] == [True, False, None]
    assert [stock_state(word).value for word in ("Low Stock", "habis", "预订", "?")] == [
        "in_stock", "out_of_stock", "preorder", "unknown",
    ]  # fmt: skip


def test_pictures_and_barcodes():
    assert pictures_in("https://a.example/1,2.jpg, https://a.example/3.jpg|b.png") == (
        "https://a.example/1,2.jpg", "https://a.example/3.jpg", "b.png",
    )  # fmt: skip
    assert is_barcode("4006381333931")
    assert not is_barcode("4006381333932")
