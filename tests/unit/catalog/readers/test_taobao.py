"""淘宝助理's 数据包: an invented shop, in the columns and habits of a real export."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.catalogs import codes, report_of, there_and_back

from catalog_loader.load import check, load
from catalog_loader.product import Availability
from catalog_loader.readers.reader import Options

COLUMNS = dict(
    line.split(maxsplit=1)
    for line in """
    title 宝贝名称
    cid 宝贝类目
    seller_cids 店铺类目
    stuff_status 新旧程度
    location_state 省
    location_city 城市
    item_type 出售方式
    price 宝贝价格
    auction_increment 加价幅度
    num 宝贝数量
    valid_thru 有效期
    freight_payer 运费承担
    post_fee 平邮
    ems_fee EMS
    express_fee 快递
    has_invoice 发票
    has_warranty 保修
    approve_status 放入仓库
    has_showcase 橱窗推荐
    list_time 开始时间
    description 宝贝描述
    cateProps 宝贝属性
    postage_id 邮费模版ID
    has_discount 会员打折
    modified 修改时间
    upload_fail_msg 上传状态
    picture_status 图片状态
    auction_point 返点比例
    picture 新图片
    video 视频
    skuProps 销售属性组合
    inputPids 用户输入ID串
    inputValues 用户输入名-值对
    outer_id 商家编码
    propAlias 销售属性别名
    auto_fill 代充类型
    num_id 数字ID
    local_cid 本地ID
    navigation_type 宝贝分类
    user_name 用户名称
    syncStatus 宝贝状态
    is_lighting_consigment 闪电发货
    is_xinpin 新品
    foodparame 食品专项
    features 尺码库
    buyareatype 采购地
    global_stock_type 库存类型
    global_stock_country 国家地区
    sub_stock_type 库存计数
    item_size 物流体积
    item_weight 物流重量
    sell_promise 退换货承诺
    custom_design_flag 定制工具
    wireless_desc 无线详情
    barcode 商品条形码
    sku_barcode sku 条形码
    newprepay 7天退货
    subtitle 宝贝卖点
    cpv_memo 属性值备注
    input_custom_cpv 自定义属性值
    qualification 商品资质
    add_qualification 增加商品资质
    o2o_bind_service 关联线下服务
    """.strip().splitlines()
)

USUAL = {
    "stuff_status": "1", "location_state": "浙江", "location_city": "嘉兴", "item_type": "1",
    "auction_increment": "0.00", "valid_thru": "7", "freight_payer": "2",
    "post_fee": "1.4139E-38", "ems_fee": "2.37266e+25", "express_fee": "0", "has_invoice": "1",
    "has_warranty": "0", "approve_status": "1", "has_showcase": "1", "list_time": "",
    "postage_id": "5478758160", "has_discount": "0", "modified": "2026/10/21  21:17:33",
    "upload_fail_msg": "200", "picture_status": "1;1;", "auction_point": "0", "auto_fill": "0",
    "local_cid": "0", "navigation_type": "2", "user_name": "织里小铺", "syncStatus": "1",
    "is_lighting_consigment": "32", "is_xinpin": "248", "features": "mysize_tp:-1",
    "buyareatype": "0", "global_stock_type": "-1", "sub_stock_type": "2",
    "item_size": "bulk:0.000000", "item_weight": "0", "sell_promise": "1", "newprepay": "1",
    "qualification": "%7B%20%20%7D", "add_qualification": "0",
}  # fmt: skip

COAT = USUAL | {
    "title": "加厚连帽羽绒服 女",
    "cid": "50008899",
    "price": "399.00",
    "num": "14",
    "description": '<p style="color:red">90%白鸭绒<br>可机洗</p><script>x()</script>',
    "cateProps": "20000:29534;20021:105255;1627207:28341;1627207:-1001;20509:28314;20509:28315;",
    "picture": "aa11:1:1:|https://img.example.cn/side.jpg;bb22:1:0:|//img.example.cn/front.jpg;"
    "cc33:1:2:|;dd44:2:0:1627207:-1001|https://img.example.cn/green.jpg;",
    "skuProps": "399.00:5:YR-B-S:1627207:28341;20509:28314;399.00:0:YR-B-M:1627207:28341;"
    "20509:28315;429.00:9:YR-G-M:1627207:-1001;20509:28315;",
    "inputPids": "20000,13021751",
    "inputValues": "织里;系列;山野,YR2026",
    "outer_id": "YR2026",
    "propAlias": "20509:28315:M（建议50-60kg）;",
    "num_id": "680001112223",
    "item_weight": "1.2",
    "sku_barcode": "6900000000011;;6900000000035;",
    "subtitle": "90绒，零下二十度也不冷",
    "input_custom_cpv": "1627207:-1001:薄荷绿;",
}
TOWEL = USUAL | {
    "title": "纯棉毛巾两条装",
    "cid": "50012345",
    "price": "29.90",
    "num": "120",
    "freight_payer": "1",
    "post_fee": "0.00",
    "ems_fee": "0.00",
    "express_fee": "0.00",
    "has_invoice": "0",
    "has_warranty": "",
    "description": "",
    "wireless_desc": "<wapDesc><txt>34×75cm</txt><img>E:\\图\\a.jpg</img>"
    "<txt>一条80克</txt></wapDesc>",
    "outer_id": "MJ-2",
    "num_id": "0",
    "barcode": "6900000000042",
    "sell_promise": "0",
    "newprepay": "",
    "navigation_type": "1",
}
STORED = USUAL | {
    "title": "旧款帆布包",
    "price": "59.00",
    "num": "3",
    "stuff_status": "3",
    "express_fee": "8.00",
    "approve_status": "2",
    "navigation_type": "3",
    "num_id": "680001112299",
    "outer_id": "FB-1",
    "newprepay": "0",
    "sell_promise": "0",
}


def package(*rows, english=True, chinese=True, version=True, columns=COLUMNS, separator="\t"):
    """The bytes of an export of these rows, as 淘宝助理 writes them."""
    lines = ["version 1.00"] * version
    lines += [separator.join(columns)] * english
    lines += [separator.join(columns.values())] * chinese
    for row in rows:
        cells = ('"{}"'.format(row.get(name, "").replace('"', '""')) for name in columns)
        lines.append(separator.join(cells))
    return b"\xff\xfe" + "".join(line + "\r\n" for line in lines).encode("utf-16-le")


@pytest.fixture
def catalog_of(tmp_path: Path):
    """Loads an export of some rows."""

    def load_rows(*rows, keep_good=False, **how):
        path = tmp_path / "taobao.csv"
        path.write_bytes(package(*rows, **how))
        return load(path, keep_good=keep_good).catalog

    return load_rows


def product_of(catalog_of, **changes):
    """The coat, with other cells."""
    return catalog_of(COAT | changes).products[0]


def found(**changes):
    """The findings on the coat, with other cells."""
    return codes(report_of(package(COAT | changes)))


def test_the_shop_is_named_by_its_nick_and_sells_in_yuan(catalog_of):
    shop = catalog_of(COAT).shop
    assert (shop.name, shop.currency, shop.language) == ("织里小铺", "CNY", "zh")


def test_the_sample_has_only_notes():
    report = report_of(package(COAT, TOWEL, STORED))
    assert report.format == "taobao"
    assert report.sound
    assert report.warnings == 0
    assert codes(report) == [
        ("numbers_only", "4", "cateProps"),
        ("numbers_only", "4", "cid"),
        ("assumed_on_sale", "5", "approve_status"),
    ]


def test_skus_stand_in_one_cell(catalog_of):
    product = catalog_of(COAT).products[0]
    assert product.option_names == ("颜色分类", "尺码")
    assert [
        (v.sku, tuple(v.options.values()), v.price.plain, v.quantity, v.availability)
        for v in product.variants
    ] == [
        ("YR-B-S", ("黑色", "S"), "399", 5, Availability.IN_STOCK),
        ("YR-B-M", ("黑色", "M（建议50-60kg）"), "399", 0, Availability.OUT_OF_STOCK),
        ("YR-G-M", ("薄荷绿", "M（建议50-60kg）"), "429", 9, Availability.IN_STOCK),
    ]
    assert [v.barcode for v in product.variants] == ["6900000000011", "", "6900000000035"]
    assert product.variants[2].image == "https://img.example.cn/green.jpg"
    assert product.variants[0].image == ""


def test_an_item_with_skus_is_not_quoted_at_its_own_price(catalog_of):
    product = product_of(catalog_of, price="1.00", num="9999")
    assert {v.price.plain for v in product.variants} == {"399", "429"}
    assert product.offers == ()


def test_an_item_without_skus_is_one_variant(catalog_of):
    product = catalog_of(TOWEL).products[0]
    (variant,) = product.variants
    assert (variant.sku, variant.options, variant.price.plain) == ("MJ-2", {}, "29.9")
    assert (variant.quantity, variant.barcode) == (120, "6900000000042")
    assert product.option_names == ()


def test_what_the_row_publishes_is_read(catalog_of):
    product = catalog_of(COAT).products[0]
    assert product.handle == "680001112223"
    assert product.title == "加厚连帽羽绒服 女"
    assert product.brand == "织里"
    assert product.category == "", "a number is no category a viewer knows"
    assert product.description == "90%白鸭绒\n可机洗"
    assert product.selling_points == ("90绒，零下二十度也不冷",)
    assert {a.name: (a.value, a.unit, a.key) for a in product.attributes} == {
        "系列": ("山野", "", ""),
        "货号": ("YR2026", "", ""),
        "新旧程度": ("全新", "", ""),
        "宝贝所在地": ("浙江 嘉兴", "", ""),
        "发票": ("有", "", ""),
        "保修": ("无", "", "warranty"),
        "物流重量": ("1.2", "kg", "weight"),
    }
    assert product.images == ("https://img.example.cn/front.jpg", "https://img.example.cn/side.jpg")


def test_a_description_for_phones_stands_in_where_there_is_no_other(catalog_of):
    assert catalog_of(TOWEL).products[0].description == "34×75cm\n一条80克"


@pytest.mark.parametrize("text", ["", "0", "-1"])
def test_an_item_not_uploaded_yet_is_known_by_its_code(catalog_of, text):
    assert product_of(catalog_of, num_id=text).handle == "YR2026"


def test_origins_name_the_columns(catalog_of):
    coat, towel = catalog_of(COAT, TOWEL).products
    assert (coat.origin.file, coat.origin.row, towel.origin.row) == ("taobao.csv", "4", "5")
    assert coat.origin.columns["variants.price"] == "skuProps"
    assert towel.origin.columns["variants.price"] == "price"
    assert coat.origin.columns["handle"] == "num_id"
    assert towel.origin.columns["handle"] == "outer_id"
    assert [v.origin.row for v in coat.variants] == [f"4/skuProps/{n}" for n in range(3)]


@pytest.mark.parametrize(
    "how",
    [
        {"english": False},
        {"chinese": False},
        {"version": False},
        {"english": False, "version": False},
        {"separator": ","},
    ],
)
def test_either_header_will_do(catalog_of, how):
    plain, other = catalog_of(COAT, TOWEL, STORED), catalog_of(COAT, TOWEL, STORED, **how)
    strip = {"origin": ..., "variants": {"__all__": {"origin"}}}
    assert [p.model_dump(exclude=strip) for p in plain.products] == [
        p.model_dump(exclude=strip) for p in other.products
    ]


def test_the_chinese_header_is_what_origins_name_where_it_is_alone(catalog_of):
    columns = catalog_of(COAT, english=False).products[0].origin.columns
    assert columns["variants.price"] == "销售属性组合"


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16-be"])
def test_a_file_saved_again_in_another_encoding(tmp_path, codec):
    text = package(COAT, TOWEL)[2:].decode("utf-16-le")
    path = tmp_path / "again.csv"
    path.write_bytes((b"\xfe\xff" if codec == "utf-16-be" else b"") + text.encode(codec))
    assert [p.title for p in load(path).catalog.products] == [COAT["title"], TOWEL["title"]]


def test_a_value_without_a_word_stays_its_number(catalog_of):
    product = product_of(
        catalog_of, skuProps="9.9:3::5569827:55481263;1627207:28341;9.9:3::5569827:55481264;"
        "1627207:28341;", sku_barcode="",
    )  # fmt: skip
    assert [v.options for v in product.variants] == [
        {"5569827": "55481263", "颜色分类": "黑色"},
        {"5569827": "55481264", "颜色分类": "黑色"},
    ]


def test_a_value_without_a_word_is_found_once():
    cell = "9.9:3::5569827:1;1627207:28341;9.9:3::5569827:1;1627207:28320;"
    report = report_of(package(COAT | {"skuProps": cell}))
    unnamed = [f for f in report.findings if f.code == "unnamed_value"]
    assert [(f.row, f.field, f.values["value"]) for f in unnamed] == [
        ("4", "skuProps", "5569827"),
        ("4", "skuProps", "5569827:1"),
    ]


def test_words_in_the_properties_name_options_and_attributes(catalog_of):
    product = product_of(
        catalog_of,
        cateProps="20000:777:品牌:山水;122:5:面料:棉;5569827:1:适用床尺寸:1.5m床",
        inputPids="",
        inputValues="",
        skuProps="99:3:A1:5569827:1;",
    )
    assert product.brand == "山水"
    assert product.variants[0].options == {"适用床尺寸": "1.5m床"}
    stated = {a.name: (a.value, a.key) for a in product.attributes}
    assert stated["面料"] == ("棉", "material")
    assert "适用床尺寸" not in stated, "it is an option"


def test_an_alias_goes_before_the_usual_word(catalog_of):
    product = product_of(catalog_of, propAlias="1627207:28341:曜石黑;")
    assert product.variants[0].options["颜色分类"] == "曜石黑"


def test_one_code_for_all_skus_is_not_a_sku(catalog_of):
    product = product_of(
        catalog_of, skuProps="9:1:YR:1627207:28341;9:1:YR:1627207:28320;", num_id="42"
    )
    assert [v.sku for v in product.variants] == ["42/黑色", "42/白色"]


@pytest.mark.parametrize(
    ("changes", "fees"),
    [
        ({"freight_payer": "1", "post_fee": "0", "ems_fee": "0"}, [("", 0)]),
        ({}, []),  # the buyer pays, by a template of the shop's
        ({"express_fee": "10.00"}, [("快递", 1000)]),
        (
            {"post_fee": "5", "ems_fee": "20.00", "express_fee": "10"},
            [("平邮", 500), ("EMS", 2000), ("快递", 1000)],
        ),
        ({"freight_payer": "1", "express_fee": "10.00"}, [("快递", 1000)]),
        ({"freight_payer": "", "express_fee": ""}, []),
    ],
)
def test_freight(catalog_of, changes, fees):
    shipping = product_of(catalog_of, **changes).shipping
    assert [(each.service, each.fee.minor) for each in shipping] == fees


def test_free_delivery_with_a_fee_beside_it_is_a_contradiction():
    assert ("contradiction", "4", "freight_payer") in found(freight_payer="1", express_fee="10.00")


@pytest.mark.parametrize(
    ("changes", "published"),
    [
        ({}, True),
        ({"approve_status": "2"}, False),
        ({"navigation_type": "3"}, False),
        ({"approve_status": "0", "navigation_type": "1"}, True),
        ({"approve_status": "instock", "navigation_type": ""}, False),
    ],
)
def test_goods_in_the_stock_room_are_off_the_shelf(catalog_of, changes, published):
    assert product_of(catalog_of, **changes).published is published


def test_the_codes_of_version_4_are_read_its_own_way(tmp_path):
    columns = {name: zh for name, zh in COLUMNS.items() if name != "navigation_type"}
    columns["pay"] = "付款方式"
    path = tmp_path / "old.csv"
    stored = TOWEL | {"title": "搪瓷碗", "outer_id": "W", "approve_status": "1"}
    sold = TOWEL | {"approve_status": "0", "freight_payer": "1", "express_fee": "12.00"}
    path.write_bytes(package(stored, sold, english=False, version=False, columns=columns))
    off, on = load(path).catalog.products
    assert (off.published, on.published) == (False, True)
    assert off.shipping == ()
    assert [(s.service, s.fee.plain) for s in on.shipping] == [("快递", "12")]
    assert "新旧程度" not in {a.name for a in on.attributes}


@pytest.mark.parametrize(
    ("seven", "promise", "returns"),
    [
        ("1", "0", (True, 7, "")),
        ("", "1", (True, None, "退换货承诺")),
        ("0", "1", (True, None, "不支持7天无理由退货，退换货承诺")),
        ("0", "0", (False, None, "不支持7天无理由退货")),
    ],
)
def test_returns(catalog_of, seven, promise, returns):
    found = product_of(catalog_of, newprepay=seven, sell_promise=promise).returns
    assert (found.accepted, found.days, found.note) == returns


def test_nothing_said_of_returns(catalog_of):
    assert catalog_of(TOWEL).products[0].returns is None


def test_a_title_is_no_markup(catalog_of):
    assert product_of(catalog_of, title="<新款> 毛巾 & 浴巾").title == "<新款> 毛巾 & 浴巾"


@pytest.mark.parametrize(
    ("cell", "barcodes"),
    [
        ("1;2;3", ["1", "2", "3"]),
        ("1;2;3;", ["1", "2", "3"]),
        ("1;;", ["1", "", ""]),
        ("1;2", ["", "", ""]),
        ("1", ["", "", ""]),
        ("", ["", "", ""]),
    ],
)
def test_barcodes_are_of_the_skus_only_where_there_are_as_many(catalog_of, cell, barcodes):
    assert [v.barcode for v in product_of(catalog_of, sku_barcode=cell).variants] == barcodes


def test_amounts_in_another_currency_are_left_out():
    report = report_of(package(COAT | {"skuProps": "9 USD:1:A:1627207:28341;8USD:1:B:1627207:2;"}))
    assert report.by_code["mixed_currency"] == 1
    assert report.errors == 0


def test_what_a_person_says_goes_before_what_taobao_is(tmp_path):
    path = tmp_path / "taobao.csv"
    path.write_bytes(package(COAT, TOWEL))
    catalog = load(path, options=Options(currency="USD", shop="小店")).catalog
    assert (catalog.shop.name, catalog.shop.currency) == ("小店", "USD")
    assert catalog.products[0].variants[0].price.currency == "USD"


def test_an_auction_is_not_quoted(catalog_of):
    product = catalog_of(TOWEL | {"item_type": "2"}).products[0]
    assert product.variants[0].price is None


@pytest.mark.parametrize(
    "cell",
    [
        "399:5:1627207;",
        "1627207:28341;",
        "abc",
        "399:5:YR:1627207:黑色;",
        "399:5:X:1627207:",
        ":::",
    ],
)
def test_skus_that_cannot_be_made_out_make_the_item_unfit(cell):
    report = report_of(package(COAT | {"skuProps": cell}, TOWEL))
    assert ("malformed_skus", "4", "skuProps") in codes(report)
    assert report.counts.products == 1


@pytest.mark.parametrize(
    ("cell", "code", "field"),
    [
        ("-5:5:A:1627207:28341;", "negative_price", "skuProps.price"),
        ("五元:5:A:1627207:28341;", "bad_price", "skuProps.price"),
        ("5:x:A:1627207:28341;", "not_integer", "skuProps.quantity"),
        ("5:-3:A:1627207:28341;", "negative_quantity", "skuProps.quantity"),
    ],
)
def test_what_is_wrong_inside_the_cell_is_found_there(cell, code, field):
    assert (code, "4", field) in found(skuProps=cell, sku_barcode="")


def test_an_empty_quantity_is_not_said(catalog_of):
    variant = product_of(catalog_of, skuProps="5::A:1627207:28341;", sku_barcode="").variants[0]
    assert (variant.quantity, variant.availability) == (None, Availability.UNKNOWN)


def test_a_row_without_a_title_is_unfit():
    assert ("empty_field", "4", "title") in found(title="")


def test_a_row_with_an_open_quotation_mark_is_refused():
    data = package(COAT) + '"坏\t"x"y\r\n'.encode("utf-16-le")
    report = report_of(data)
    assert ("malformed_row", "5", "") in codes(report)
    assert report.counts.products == 1


def test_another_file_of_columns_is_not_taken_for_one():
    assert report_of("标题,价格\n毛巾,9\n".encode()).format != "taobao"


def test_a_forced_format_without_its_columns():
    report = report_of("标题,价格\n毛巾,9\n".encode(), format_name="taobao")
    assert report.by_code["missing_column"] == 1


def test_the_same_keys_from_one_reading_to_the_next(tmp_path):
    path = tmp_path / "taobao.csv"
    path.write_bytes(package(COAT | {"skuProps": COAT["skuProps"].replace("YR-", "")}, TOWEL))
    first, second = load(path).catalog, load(path).catalog
    assert [v.sku for p in first.products for v in p.variants] == [
        v.sku for p in second.products for v in p.variants
    ]


def test_there_and_back(tmp_path):
    path = tmp_path / "taobao.csv"
    path.write_bytes(package(COAT, TOWEL, STORED))
    read, again = there_and_back(path)
    assert again == read
    assert len(read.products) == 3


def test_a_long_file_is_read_a_row_at_a_time(tmp_path):
    path = tmp_path / "long.csv"
    rows = (TOWEL | {"title": f"毛巾{n}", "outer_id": f"M{n}"} for n in range(300))
    path.write_bytes(package(*rows))
    report = check(path)
    assert (report.counts.products, report.errors) == (300, 0)


SOUND = package(COAT, TOWEL, STORED)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_the_bytes_there_is_a_report(data):
    start = data.draw(st.integers(0, len(SOUND) - 1))
    change = data.draw(st.binary(max_size=12))
    length = data.draw(st.integers(0, 40))
    assert report_of(SOUND[:start] + change + SOUND[start + length :]).as_json()


@settings(max_examples=60, deadline=None)
@given(
    st.fixed_dictionaries(
        {}, optional={name: st.text('0123456789:;|,-. 黑a"', max_size=24) for name in COLUMNS}
    )
)
def test_whatever_the_cells_there_is_a_report(row):
    assert report_of(package(COAT | row), format_name="taobao").as_json()
