"""Tables whose columns nobody fixed: what is read of them, and what is said."""

import random
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from support.catalogs import SAMPLES, codes, report_of, there_and_back

from catalog_loader.load import CatalogRefused, check, load
from catalog_loader.product import Availability, OfferKind
from catalog_loader.readers.reader import Options

SAMPLE = SAMPLES / "generic" / "live-room.csv"
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def read(tmp_path):
    """Loads a table given as text, with what is wrong left out, and gives its catalog."""

    def load_text(text, **options):
        path = tmp_path / "table.csv"
        path.write_text(text, encoding="utf-8")
        return load(path, keep_good=True, options=Options(**options)).catalog

    return load_text


def report(text, *, format_name="", **options):
    """The report on a table given as text."""
    return report_of(text.encode(), format_name=format_name, options=Options(**options))


def found(made, code):
    """The findings of one kind."""
    return [finding for finding in made.findings if finding.code == code]


def money(variant):
    """A variant's price, and its offers by kind, as people write amounts."""
    price = variant.price.plain if variant.price else None
    return price, [(offer.kind.value, offer.price.plain) for offer in variant.offers]


def test_a_sheet_of_a_live_room_is_recognised_and_has_no_errors():
    made = check(SAMPLE)
    assert made.format == "generic"
    assert made.errors == 0
    assert made.counts.as_json() == {
        "products": 3, "skus": 5, "priced": 5, "in_stock": 3, "sold_out": 2, "preorder": 0,
        "policies": 0, "faqs": 0,
    }  # fmt: skip


def test_what_a_sheet_says_of_a_product_is_read():
    hoodie = load(SAMPLE).catalog.products[0]
    assert (hoodie.handle, hoodie.title, hoodie.brand) == ("NY-1001", "云柔连帽卫衣", "暖屿")
    assert hoodie.category == "卫衣"
    assert [(a.name, a.value, a.key) for a in hoodie.attributes] == [
        ("面料", "棉95% 氨纶5%", "material")
    ]
    assert hoodie.option_names == ("颜色", "尺码")
    assert [tuple(v.options.values()) for v in hoodie.variants] == [
        ("米白", "M"), ("米白", "L"), ("墨绿", "M"),
    ]  # fmt: skip
    assert [(v.availability, v.quantity) for v in hoodie.variants] == [
        (Availability.IN_STOCK, 30), (Availability.OUT_OF_STOCK, 0), (Availability.IN_STOCK, 12),
    ]  # fmt: skip
    # What differs between the variants is theirs, with the unit of its column.
    assert [(v.attributes[0].value, v.attributes[0].unit) for v in hoodie.variants] == [
        ("520", "g"), ("540", "g"), ("520", "g"),
    ]  # fmt: skip
    assert hoodie.variants[2].image.endswith("1001-green.jpg")
    assert len(hoodie.images) == 2
    assert hoodie.shipping[0].note == "发货时间：48小时内"
    assert (hoodie.returns.accepted, hoodie.returns.days) == (True, 7)


def test_the_price_of_each_row_is_quoted_from_the_columns_of_prices():
    hoodie = load(SAMPLE).catalog.products[0]
    assert money(hoodie.variants[0]) == (
        "299", [("sale", "199"), ("sale", "159"), ("member", "149")],
    )  # fmt: skip
    assert money(hoodie.variants[2]) == ("299", [("sale", "199"), ("member", "149")]), (
        "a row without a 直播价 has none"
    )


def test_what_goods_cost_the_shop_is_nowhere_in_the_catalog():
    catalog = load(SAMPLE).catalog
    text = catalog.model_dump_json()
    for secret in ("成本", "61.7", "6170", "佣金", "18.5%", "供应商", "绍兴"):
        assert secret not in text, secret
    left = found(check(SAMPLE), "left_column")
    assert [finding.values["name"] for finding in left] == ["成本价、佣金比例", "供应商"]


def test_words_and_negative_numbers_of_stock():
    _, scarf, cap = load(SAMPLE).catalog.products
    assert (scarf.variants[0].availability, scarf.variants[0].quantity) == ("in_stock", None)
    assert (cap.variants[0].availability, cap.variants[0].quantity) == ("out_of_stock", 0)
    assert ("negative_quantity", "7", "库存") in codes(check(SAMPLE))


def test_provenance_names_the_row_and_the_column_of_every_field():
    hoodie = load(SAMPLE).catalog.products[0]
    assert (hoodie.origin.file, hoodie.origin.row) == ("live-room.csv", "3")
    assert hoodie.origin.columns["title"] == "商品名称*"
    assert hoodie.origin.columns["variants.sale_price"] == "直播价"
    assert hoodie.origin.columns["attributes.重量"] == "重量(g)"
    assert [variant.origin.row for variant in hoodie.variants] == ["3", "4", "5"]


def test_the_sample_survives_an_export_and_the_way_back():
    read_first, read_again = there_and_back(SAMPLE)
    assert read_again == read_first


def test_reading_twice_gives_the_same_keys():
    first, second = (load(SAMPLE).catalog for _ in range(2))
    assert [v.sku for p in first.products for v in p.variants] == [
        v.sku for p in second.products for v in p.variants
    ]


@pytest.mark.parametrize(
    ("text", "handles", "skus"),
    [
        pytest.param(
            "商品ID,商品名称,颜色,售价\n1,卫衣,红,10\n1,卫衣,蓝,11\n2,帽,红,5\n",
            ["1", "2"], [["1/红", "1/蓝"], ["2/红"]], id="by the product's id",
        ),
        pytest.param(
            "货号,商家编码,商品名称,颜色,售价\nA,a1,卫衣,红,10\nA,a2,卫衣,蓝,11\n",
            ["A"], [["a1", "a2"]], id="by an article number that repeats",
        ),
        pytest.param(
            "id,product name,colour,price\n1,Tee,Red,10\n2,Tee,Blue,11\n3,Mug,,5\n",
            ["Tee", "Mug"], [["1", "2"], ["3"]], id="by the title, where ids are of variants",
        ),
        pytest.param(
            "sku,name,price\na,Tee,10\nb,Mug,5\n",
            ["a", "b"], [["a"], ["b"]], id="a row a product",
        ),
        pytest.param(
            "品名,颜色,售价\n卫衣,红,10\n,蓝,11\n帽,红,5\n",
            ["卫衣", "帽"], [["卫衣/红", "卫衣/蓝"], ["帽/红"]], id="below merged cells",
        ),
        pytest.param(
            "款号,品名,颜色,售价\nA,卫衣,红,10\n,,蓝,11\nB,帽,红,5\n",
            ["A", "B"],
            [["A/红", "A/蓝"], ["B/红"]],
            id="below merged cells of a group",
        ),
        pytest.param(
            "商品ID,商品名称,颜色,售价\n1,卫衣,红,10\n2,裤,红,20\n1,卫衣,蓝,11\n2,裤,蓝,21\n",
            ["1", "2"], [["1/红", "1/蓝"], ["2/红", "2/蓝"]], id="scattered rows",
        ),
        pytest.param(
            "spu,name,price,power\nA,Kettle,10,1000W\nA,Kettle,12,1500W\n",
            ["A"], [["A/1000W", "A/1500W"]], id="by whatever tells the rows apart",
        ),
    ],
)  # fmt: skip
def test_rows_of_one_product_are_its_variants(read, text, handles, skus):
    products = read(text).products
    assert [product.handle for product in products] == handles
    assert [[variant.sku for variant in product.variants] for product in products] == skus


@pytest.mark.parametrize(
    "text",
    [
        "sku,parent sku,name,colour,price\nT,,Tee,,0\nT-R,T,Tee red,Red,19\nT-B,T,Tee,Blue,19\n",
        "group id,sku,name,fit,price\nT,T,Tee,x,0\nT,T-R,Tee,x,19\nT,T-B,Tee,y,19\n",
        "group id,sku,name,colour,price\nT,T,Tee,,0\nT,T-R,Tee,Red,19\nT,T-B,Tee,Blue,19\n",
    ],
)
def test_a_row_that_only_groups_variants_is_never_one(read, text):
    (tee,) = read(text).products
    assert (tee.handle, tee.title) == ("T", "Tee")
    assert [money(variant)[0] for variant in tee.variants] == ["19", "19"]


def test_a_list_of_colours_in_one_cell_is_no_choice_with_a_price(read):
    (hoodie,) = read("品名,颜色,售价\n卫衣,红/蓝/白,10\n").products
    assert hoodie.option_names == ()
    assert [(a.name, a.value) for a in hoodie.attributes] == [("颜色", "红/蓝/白")]


def test_a_title_that_is_missing_is_an_error_of_its_row():
    made = report("品名,SKU,售价\n,a,10\n帽,b,5\n")
    assert ("missing_field", "2", "品名") in codes(made)
    assert made.counts.products == 1


def test_goods_off_the_shelf(read):
    text = (
        "品名,SKU,颜色,售价,状态\n"
        "卫衣,a,红,1,上架\n卫衣,b,蓝,1,下架\n帽,c,红,1,草稿\n袜,d,红,1,审核\n"
    )
    hoodie, cap, socks = read(text).products
    assert [variant.sku for variant in hoodie.variants] == ["a"], "the other is not sold"
    assert (hoodie.published, cap.published, socks.published) == (True, False, True)
    made = report(text)
    assert found(made, "switched_off")[0].row == "3"
    assert found(made, "not_flag")[0].row == "5"


def test_a_sale_with_its_window(read):
    text = (
        "商品名称,原价,活动价,活动开始时间,活动结束时间\n杯,99,59,2026-08-01,2026-08-07\n碗,88,,,\n"
    )
    mug, bowl = read(text).products
    (offer,) = mug.variants[0].offers
    assert (offer.kind, offer.price.plain) == (OfferKind.SALE, "59")
    assert offer.valid_from == datetime(2026, 8, 1, tzinfo=SHANGHAI)
    assert offer.valid_until == datetime(2026, 8, 8, tzinfo=SHANGHAI), "through its last day"
    assert money(bowl.variants[0]) == ("88", [])


def test_shipping_returns_and_warranty(read):
    text = (
        "商品名称,售价,发货时间,运费,快递,退货政策,保修期,是否包邮\n"
        "杯,9,48小时内,,中通,支持7天无理由退货,1年,是\n"
        "碗,9,现货,10,顺丰,拆封不支持7天无理由退货,,否\n"
    )
    mug, bowl = read(text).products
    assert (mug.shipping[0].service, mug.shipping[0].fee.minor) == ("中通", 0)
    assert (bowl.shipping[0].service, bowl.shipping[0].fee.plain) == ("顺丰", "10")
    assert (mug.returns.accepted, mug.returns.days) == (True, 7)
    assert (bowl.returns.accepted, bowl.returns.days) == (None, None), "a text may say the opposite"
    assert bowl.returns.note == "拆封不支持7天无理由退货"
    (warranty,) = mug.attributes
    assert (warranty.name, warranty.value, warranty.unit, warranty.key) == (
        "保修期", "1", "年", "warranty",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "language", "currency", "prices"),
    [
        ("商品名称,售价\n杯,9.9\n", "zh", "CNY", ["9.9"]),
        ("product name,price\nMug,9.90\n", "en", "USD", ["9.9"]),
        ("Nama Produk;Harga;Stok\nTopi;Rp75.000;habis\n", "id", "IDR", ["75000"]),
        ("Tên sản phẩm,Giá bán,Tồn kho\nÁo,199.000đ,3\n", "vi", "VND", ["199000"]),
        ("ชื่อสินค้า,ราคา (บาท),จำนวน\nเสื้อ,199,5\n", "th", "THB", ["199"]),
        ("Nama Produk,Harga Jualan,Baki Stok\nBaju,RM 49.90,5\n", "ms", "MYR", ["49.9"]),
        ("商品名稱,售價(TWD)\n杯,290\n", "zh", "TWD", ["290"]),
        ("name,brand,price\nMug,x,€9.90\n", "en", "EUR", ["9.9"]),
        ("name,price,currency\nMug,9.90,eur\n", "en", "EUR", ["9.9"]),
        ("商品名称,价格（分）\n杯,1990\n", "zh", "CNY", ["19.9"]),
    ],
)
def test_language_and_currency(read, text, language, currency, prices):
    catalog = read(text)
    assert (catalog.shop.language, catalog.shop.currency) == (language, currency)
    assert [money(p.variants[0])[0] for p in catalog.products] == prices


def test_prices_in_another_currency_are_left_out_and_told_once(read):
    text = "name,price,currency\na,1,USD\nb,2,USD\nc,3,CNY\nd,4,CNY\n"
    assert [money(p.variants[0])[0] for p in read(text).products] == ["1", "2", None, None]
    (finding,) = found(report(text), "mixed_currency")
    assert (finding.row, finding.values["currency"]) == ("4", "CNY")


def test_of_columns_in_two_currencies_the_shop_s_is_read(read):
    text = "name,price (USD),price (CNY)\nMug,1,7\n"
    assert money(read(text, currency="CNY").products[0].variants[0])[0] == "7"
    assert money(read(text, currency="USD").products[0].variants[0])[0] == "1"


def test_a_currency_that_is_none_is_an_error():
    made = report("name,price,currency\nMug,1,USD\nCup,2,???\n")
    assert ("bad_currency", "3", "currency") in codes(made)


def test_questions_and_policies_have_tables_of_their_own(tmp_path):
    book = Workbook()
    goods = book.active
    goods.title = "商品"
    goods.append(["暖屿选品"])
    goods.append(["商品名称", "售价", "库存"])
    goods.append(["马克杯", 39.9, 12])
    for title, rows in {
        "问答": [["问题", "答案"], ["多久发货？", "48小时内。"], ["", "没有问题"]],
        "政策": [
            ["类型", "内容"],
            ["退货", "7天无理由。"],
            ["运费", "满99包邮。"],
            ["运费", "新疆加10元。"],
        ],
        "说明": [["填表说明", "日期"], ["不要改列名", "今天"]],
    }.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    path = tmp_path / "book.xlsx"
    book.save(path)
    loaded = load(path, keep_good=True)
    (mug,) = loaded.catalog.products
    assert (mug.title, mug.origin.row, money(mug.variants[0])[0]) == ("马克杯", "商品!3", "39.9")
    (faq,) = loaded.catalog.faqs
    assert (faq.question, faq.answer, faq.origin.row) == ("多久发货？", "48小时内。", "问答!2")
    assert faq.origin.columns == {"question": "问题", "answer": "答案"}
    assert [(p.id, p.topic, p.statement) for p in loaded.catalog.policies] == [
        ("退货", "returns", "7天无理由。"),
        ("运费", "shipping", "满99包邮。"),
        ("运费-2", "shipping", "新疆加10元。"),
    ]
    assert ("missing_field", "问答!3", "问题") in codes(loaded.report)
    assert found(loaded.report, "ignored_table")[0].values["name"] == "说明"


def test_a_file_of_questions_alone_is_read():
    made = report("Question,Answer\nHow soon?,In two days.\n")
    assert (made.format, made.counts.faqs, made.errors) == ("generic", 1, 0)


@pytest.mark.parametrize(
    "text",
    [
        "Dear all, here is a text, with commas.\nIt has, some more, of them.\nAnd so on, and on.\n",
        "2026-01-01 10:00:00,INFO,started\n2026-01-01 10:00:01,INFO,name=foo\n",
        "time,level,message\n1,INFO,hi\n2,WARN,ho\n",
        "name,email,phone\nAnn,ann@example.test,123\n",
        "1,2,3\na,5,6\nb,7,8\n",
        "title,price\n",
        "商品名称\n杯\n",
    ],
)
def test_what_is_no_catalog_is_not_taken_for_one(text):
    assert [code for code, _, _ in codes(report(text))] == ["unknown_format"]


def test_a_list_of_orders_is_refused(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_text(
        "订单编号,商品名称,收货人,收货地址,实付款\n1,杯,王某,某地,9\n", encoding="utf-8"
    )
    with pytest.raises(CatalogRefused, match=r"orders\.csv is a list of orders, not a catalog"):
        load(path, keep_good=True)


def test_without_a_title_the_file_is_refused():
    made = report("SKU,售价,库存\na,9,1\n", format_name="generic")
    assert [code for code, _, _ in codes(made)] == ["unmapped", "no_products"]
    assert made.fatal


def test_without_a_price_there_is_a_good_report(read):
    text = "商品名称,描述,成本价\n杯,白瓷,9\n"
    assert read(text).products[0].description == "白瓷"
    made = report(text)
    assert made.errors == 0
    assert found(made, "no_price_column")
    assert found(made, "no_price")[0].row == "2"


def test_blank_repeated_and_numbered_headers(read):
    text = ",,\n\n名称,,价格,价格,36,37,图片,图片\n杯,x,9,8,1,2,https://a.example/1.png,b.jpg\n"
    (mug,) = read(text).products
    assert money(mug.variants[0])[0] == "9"
    assert mug.attributes == ()
    assert mug.images == ("https://a.example/1.png", "b.jpg")
    made = report(text)
    assert [f.values["name"] for f in found(made, "repeated_column")] == ["价格", "图片"]
    assert found(made, "twin_prices")[0].values["columns"] == "价格、价格#4"
    assert found(made, "ignored_column")[0].values["name"] == "#2、36、37"


def test_ten_thousand_columns():
    names = ",".join(f"c{number}" for number in range(10_000))
    made = report(f"商品名称,{names}\n杯{',1' * 10_000}\n")
    assert [code for code, _, _ in codes(made)] == ["too_many_columns"]


def test_what_a_row_has_wrong_is_told_at_its_column():
    made = report("商品名称,售价,库存,图片\n杯,面议,1,\n碗,-5,2,\n盘,9,1.5,\n勺,9,1,\n叉,9,1,\n")
    errors = ("bad_price", "negative_price", "not_integer")
    assert [each for each in codes(made) if each[0] in errors] == [
        ("bad_price", "2", "售价"), ("negative_price", "3", "售价"), ("not_integer", "4", "库存"),
    ]  # fmt: skip
    assert made.counts.products == 2


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_give_a_report(content):
    report_of("商品名称,颜色,售价,库存\n".encode() + content, format_name="generic")
    report_of(content, format_name="generic")


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_a_spoilt_sample_gives_a_report(seed):
    chance = random.Random(seed)
    data = bytearray(SAMPLE.read_bytes())
    for _ in range(chance.randint(1, 30)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    report_of(bytes(data), format_name="generic")


_WORDS = st.sampled_from(
    ["商品名称", "售价", "直播价", "库存", "颜色", "sku", "id", "price", "parent", "状态", "",
     "图片", "7", "成本价", "问题", "答案", "¥9", "有货", "红", "2026-01-01", "-1",
     "x" * 70, "[{}]"]
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(_WORDS, min_size=2, max_size=6), min_size=1, max_size=6))
def test_any_table_gives_a_report(rows):
    report_of("\n".join(",".join(row) for row in rows).encode(), format_name="generic")
