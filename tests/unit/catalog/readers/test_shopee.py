"""Shopee's mass-upload template: invented goods below the rows that each market's has."""

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from support.catalogs import codes, report_of, there_and_back

from catalog_loader.load import load
from catalog_loader.product import Availability
from catalog_loader.readers.reader import NOTHING_SAID, Options

_CODES = (
    "ps_category ps_product_name ps_product_description ps_minimum_purchase_quantity "
    "ps_sku_parent_short et_title_variation_integration_no et_title_variation_1 "
    "et_title_option_for_variation_1 et_title_image_per_variation et_title_variation_2 "
    "et_title_option_for_variation_2 ps_price ps_stock ps_sku_short ps_gtin_code "
    "ps_item_cover_image ps_item_image_1 ps_item_image_2 ps_weight ps_length ps_width ps_height "
    "channel_1 channel_2 ps_product_pre_order_dts ps_brand ps_product_global_attribute.100037 "
    "et_title_reason"
)
CODES = _CODES.split()
LABELS = {
    "id": "Kategori|Nama Produk|Deskripsi Produk|Min. Jumlah Pembelian|SKU Induk|"
    "Kode Integrasi Variasi|Nama Variasi 1|Varian untuk Variasi 1|Foto Produk per Varian|"
    "Nama Variasi 2|Varian untuk Variasi 2|Harga|Stok|Kode Variasi|GTIN|Foto Sampul|Foto Produk 1|"
    "Foto Produk 2|Berat|Panjang|Lebar|Tinggi|Reguler|Hemat Kargo|Dikirim Dalam Pre-order|Merek|"
    "Negara Asal|Alasan Gagal",
    "en": "Category|Product Name|Product Description|Minimum Purchase Quantity|Parent SKU|"
    "Variation Integration No.|Variation Name1|Option for Variation 1|Image per Variation|"
    "Variation Name2|Option for Variation 2|Price|Stock|SKU|GTIN|Cover image|Item Image 1|"
    "Item Image 2|Weight|Length|Width|Height|Standard Delivery|Self Collection|Pre-order DTS|"
    "Brand|Country of Origin|Reason",
    "tw": "分類|商品名稱|商品描述|最低購買數量|主商品貨號|商品規格識別碼|規格名稱 1|規格選項 1|"
    "規格圖片|規格名稱 2|規格選項 2|價格|庫存|商品選項貨號|GTIN|主商品圖片|商品圖片 1|商品圖片 2|"
    "重量|長度|寬度|高度|7-ELEVEN|宅配|較長備貨天數|品牌|產地|失敗原因",
}
MARKS = {"id": "Wajib", "en": "Mandatory", "tw": "必填"}
HELP = {
    "ps_weight": {"id": "Berat dalam gram (g)", "en": "Parcel weight in kg", "tw": "重量 (公斤)"},
    "ps_length": {"id": "dalam cm", "en": "in cm", "tw": "公分"},
}
LIMITS = {"ps_price": "1 - 120,000,000", "ps_stock": "0 - 9999999", "ps_product_name": "5-255"}
CHANNELS = {
    "id": (8003, 8005), "sg": (18025, 18099), "tw": (30005, 30015), "my": (2000, 28057),
    "ph": (48002, 40012), "vn": (5001, 50011), "th": (7000, 78004), "br": (90003, 91003),
}  # fmt: skip

BOTTLE = {
    "ps_category": "100643 - Peralatan Dapur/Botol Minum",
    "ps_product_name": "Botol Minum Termos 500 ml",
    "ps_product_description": "Tahan panas 12 jam.\n\nBahan stainless untuk anak dan dewasa.",
    "ps_minimum_purchase_quantity": 1,
    "ps_sku_parent_short": "BTL",
    "et_title_variation_integration_no": "BTL-01",
    "et_title_variation_1": "Warna",
    "et_title_option_for_variation_1": "Merah",
    "et_title_image_per_variation": "https://cf.example/merah.jpg",
    "et_title_variation_2": "Ukuran",
    "et_title_option_for_variation_2": "500 ml",
    "ps_price": 85000,
    "ps_stock": 12,
    "ps_sku_short": "BTL-M-500",
    "ps_gtin_code": "8990000000017",
    "ps_item_cover_image": "https://cf.example/1.jpg",
    "ps_item_image_1": "https://cf.example/2.jpg",
    "ps_weight": 350,
    "ps_length": 8,
    "ps_width": 8,
    "ps_height": 25.5,
    "channel_1": "Aktif",
    "channel_2": "Nonaktif",
    "ps_brand": "Sejuk",
    "ps_product_global_attribute.100037": "Indonesia",
}
BLUE = {
    "et_title_variation_integration_no": "BTL-01",
    "et_title_option_for_variation_1": "Biru",
    "et_title_option_for_variation_2": "750 ml",
    "ps_price": "99.000",
    "ps_stock": 0,
    "ps_sku_short": "BTL-B-750",
    "ps_gtin_code": "00",
}
CLOTH = {
    "ps_category": "100777",
    "ps_product_name": "Kain Lap Microfiber",
    "ps_product_description": "Serap air.",
    "ps_price": 15000,
    "ps_sku_short": "LAP",
    "ps_item_cover_image": "https://cf.example/lap.jpg",
    "ps_brand": "NoBrand",
    "channel_1": "Aktif",
}


def workbook(*rows, language="id", market="id", marks=True, above=6, categories=(), **changes):
    """The bytes of a template of some market with these goods, `above` rows below its top."""
    names = dict(zip(("channel_1", "channel_2"), CHANNELS[market], strict=True))
    titles = [f"channel_id.{names[code]}" if code in names else code for code in CODES]
    titles = [changes.get("renamed", {}).get(title, title) for title in titles]
    book = Workbook()
    book.active.title = "Guidance"
    book.active.append(["How to fill in the template"])
    sheet = book.create_sheet("Template")
    sheet.append([f"{title}|0|0" if marks else title for title in titles])
    texts = [
        ["basic", "0f9a2b6c", "0", "391814440"],
        LABELS[language].split("|"),
        [MARKS[language]] * len(CODES),
        [HELP.get(code, {}).get(language) for code in CODES],
        [LIMITS.get(code) for code in CODES],
    ]
    texts = texts[1:] if above == 5 else texts
    for number in range(2, above + 1):
        sheet.append(texts[number - 2] if changes.get("explained", True) else [])
    for row in rows:
        sheet.append([row.get(code) for code in CODES])
    sample = book.create_sheet("Upload sample")
    sample.append(titles)
    sample.append([{"ps_product_name": "Sample", "ps_price": 1}.get(code) for code in CODES])
    ranges = book.create_sheet("Pre-order DTS Range")
    ranges.append(["et_title_category_name", "et_title_category_id", "et_title_dts_range"])
    for number, name in categories:
        ranges.append([name, number, "3 - 15"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.fixture
def catalog_of(tmp_path: Path):
    """Loads a template with some goods."""

    def load_rows(*rows, options=NOTHING_SAID, **how):
        path = tmp_path / "shopee.xlsx"
        path.write_bytes(workbook(*rows, **how))
        return load(path, options=options).catalog

    return load_rows


def test_the_sample_has_only_what_the_file_does_not_say():
    report = report_of(workbook(BOTTLE, BLUE, CLOTH))
    assert report.format == "shopee"
    assert report.sound
    assert codes(report) == [
        ("assumed_currency", "", ""),
        ("numbers_only", "9", "ps_category"),
        ("stock_without_quantity", "9", "variants.0.quantity"),
    ]
    assert report.findings[0].values == {"currency": "IDR"}


def test_rows_of_one_integration_number_are_one_product(catalog_of):
    bottle, cloth = catalog_of(BOTTLE, BLUE, CLOTH).products
    assert bottle.option_names == ("Warna", "Ukuran")
    assert [(v.sku, v.options, v.price.minor, v.quantity) for v in bottle.variants] == [
        ("BTL-M-500", {"Warna": "Merah", "Ukuran": "500 ml"}, 85000, 12),
        ("BTL-B-750", {"Warna": "Biru", "Ukuran": "750 ml"}, 99000, 0),
    ]
    assert [v.availability for v in bottle.variants] == [
        Availability.IN_STOCK,
        Availability.OUT_OF_STOCK,
    ]
    assert [v.barcode for v in bottle.variants] == ["8990000000017", ""]
    assert (cloth.option_names, len(cloth.variants), cloth.variants[0].options) == ((), 1, {})
    assert cloth.variants[0].quantity is None


def test_the_product_may_be_repeated_on_each_row(catalog_of):
    repeated = BOTTLE | BLUE | {"et_title_variation_1": "Warna", "et_title_variation_2": "Ukuran"}
    once, again = catalog_of(BOTTLE, BLUE), catalog_of(BOTTLE, repeated)
    assert [v.options for v in again.products[0].variants] == [
        v.options for v in once.products[0].variants
    ]
    assert again.products[0].title == once.products[0].title


def test_what_the_product_publishes_is_read(catalog_of):
    product = catalog_of(BOTTLE, BLUE).products[0]
    assert product.handle == "BTL"
    assert product.brand == "Sejuk"
    assert product.category == "Peralatan Dapur/Botol Minum"
    assert product.description == ("Tahan panas 12 jam.\nBahan stainless untuk anak dan dewasa.")
    assert product.images == ("https://cf.example/1.jpg", "https://cf.example/2.jpg")
    assert [v.image for v in product.variants] == ["https://cf.example/merah.jpg", ""]
    assert {a.name: a.value for a in product.attributes} == {
        "Min. Jumlah Pembelian": "1",
        "Negara Asal": "Indonesia",
    }
    parcel = [(a.name, a.value, a.unit) for a in product.variants[0].attributes]
    assert parcel == [("Berat paket", "350", "g"), ("Ukuran paket", "8×8×25.5", "cm")]
    assert [s.service for s in product.shipping] == ["Reguler"]


def test_a_picture_of_a_value_is_that_of_all_its_variants(catalog_of):
    large = BLUE | {"et_title_option_for_variation_1": "Merah", "ps_sku_short": "BTL-M-750"}
    assert [v.image for v in catalog_of(BOTTLE, large).products[0].variants] == [
        "https://cf.example/merah.jpg"
    ] * 2


def test_a_category_is_named_by_the_sheet_that_lists_them(catalog_of):
    listed = [("100777", "100777 - Rumah/Kebersihan")]
    assert catalog_of(CLOTH, categories=listed).products[0].category == "Rumah/Kebersihan"


def test_no_brand_is_none(catalog_of):
    assert catalog_of(CLOTH).products[0].brand == ""


def test_origins_name_rows_and_codes(catalog_of):
    bottle, cloth = catalog_of(BOTTLE, BLUE, CLOTH).products
    assert (bottle.origin.row, cloth.origin.row) == ("7", "9")
    assert [v.origin.row for v in bottle.variants] == ["7", "8"]
    assert bottle.origin.columns["variants.price"] == "ps_price"


@pytest.mark.parametrize("above", [1, 2, 3, 4, 5, 6])
@pytest.mark.parametrize("marks", [True, False])
def test_goods_are_found_below_any_instructions(catalog_of, above, marks):
    catalog = catalog_of(BOTTLE, BLUE, CLOTH, above=above, marks=marks)
    assert [p.title for p in catalog.products] == [
        "Botol Minum Termos 500 ml",
        "Kain Lap Microfiber",
    ]
    assert catalog.products[0].origin.row == str(above + 1)


def test_instructions_may_be_blank(catalog_of):
    catalog = catalog_of(BOTTLE, BLUE, explained=False)
    assert catalog.products[0].origin.row == "7"
    assert [s.service for s in catalog.products[0].shipping] == ["channel_id_8003"]


def test_the_first_goods_are_not_lost_where_their_price_is_wrong():
    report = report_of(workbook(BOTTLE | {"ps_price": "murah", "ps_item_cover_image": ""}, CLOTH))
    assert ("bad_price", "7", "ps_price") in codes(report)
    assert report.counts.products == 1


def test_a_template_not_filled_in_has_no_products():
    report = report_of(workbook())
    assert (report.format, report.by_code["no_products"]) == ("shopee", 1)


@pytest.mark.parametrize(
    ("market", "language", "text", "expected"),
    [
        ("id", "id", "", ("id", "IDR", "Asia/Jakarta")),
        ("sg", "en", "The bottle for hiking, with a lid and a strap", ("en", "SGD", None)),
        ("my", "en", "Botol air kualiti tinggi, boleh pilih saiz", ("ms", "MYR", None)),
        ("ph", "en", "The bottle for hiking and for school, with a lid", ("en", "PHP", None)),
        ("tw", "tw", "保溫瓶，適合登山", ("zh", "TWD", "Asia/Taipei")),
        ("th", "en", "ขวดน้ำเก็บความเย็น", ("th", "THB", None)),
        ("vn", "en", "Bình giữ nhiệt cho cả gia đình, giữ nóng lâu", ("vi", "VND", None)),
        ("br", "en", "Garrafa para o produto com imagem e peso de altura", ("pt", "BRL", None)),
    ],
)
def test_markets_are_told_by_their_channels_and_languages_by_their_words(
    catalog_of, market, language, text, expected
):
    row = CLOTH | {"ps_product_description": text, "ps_product_name": text[:30] or "Kain"}
    shop = catalog_of(row, market=market, language=language).shop
    assert (shop.language, shop.currency) == expected[:2]
    assert expected[2] in (None, shop.timezone)


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("ขวดน้ำเก็บความเย็น", "THB"),
        ("Bình giữ nhiệt cho cả gia đình", "VND"),
        ("保溫瓶，適合登山的選項", "TWD"),
        ("保温瓶，适合登山的选项", "CNY"),
    ],
)
def test_without_channels_the_writing_tells_the_market(catalog_of, text, currency):
    renamed = {"channel_id.18025": "x1", "channel_id.18099": "x2"}
    row = CLOTH | {"ps_product_name": text, "ps_product_description": text}
    shop = catalog_of(row, market="sg", language="en", renamed=renamed).shop
    assert shop.currency == currency


def test_what_a_person_says_goes_before_what_is_likely(catalog_of):
    shop = catalog_of(CLOTH, options=Options(currency="USD", language="en", shop="Sejuk")).shop
    assert (shop.currency, shop.language, shop.name) == ("USD", "en", "Sejuk")


@pytest.mark.parametrize(
    ("language", "unit", "name"),
    [("id", "g", "Berat paket"), ("en", "kg", "Berat paket"), ("tw", "kg", "Berat paket")],
)
def test_the_unit_of_weights_is_what_the_template_says(catalog_of, language, unit, name):
    variant = catalog_of(BOTTLE, language=language).products[0].variants[0]
    assert (variant.attributes[0].name, variant.attributes[0].unit) == (name, unit)


def test_a_weight_without_a_unit_is_not_read():
    report = report_of(workbook(BOTTLE, BLUE, explained=False))
    ignored = [f.field for f in report.findings if f.code == "ignored_column"]
    assert ignored == ["ps_weight", "ps_length, ps_width, ps_height"]


@pytest.mark.parametrize("word", ["On", "Aktif", "Mở", "เปิด", "開啟", "开启", "Ativar", "Ligado"])
def test_a_way_to_send_is_switched_on_in_any_language(catalog_of, word):
    assert len(catalog_of(CLOTH | {"channel_1": word}).products[0].shipping) == 1


@pytest.mark.parametrize("word", ["Off", "Nonaktif", "Tắt", "ปิด", "關閉", "关闭", "Desligado", ""])
def test_a_way_to_send_is_switched_off_in_any_language(catalog_of, word):
    assert catalog_of(CLOTH | {"channel_1": word}).products[0].shipping == ()


def test_a_switch_that_says_neither_is_found():
    report = report_of(workbook(CLOTH | {"channel_1": "mungkin"}))
    assert ("not_flag", "7", "channel_id_8003") in codes(report)


def test_goods_made_to_order_say_how_long_it_takes(catalog_of):
    late = BOTTLE | {"ps_product_pre_order_dts": 15}
    product = catalog_of(late, BLUE).products[0]
    assert product.shipping[0].handling_days == (0, 15)
    assert product.variants[0].availability is Availability.PREORDER
    assert product.variants[0].quantity == 12
    assert product.variants[1].availability is Availability.OUT_OF_STOCK


def test_amounts_in_another_currency_are_left_out(catalog_of):
    report = report_of(workbook(BOTTLE | {"ps_price": "9.90 USD"}, BLUE | {"ps_price": "8 USD"}))
    mixed = [f.values for f in report.findings if f.code == "mixed_currency"]
    assert mixed == [{"currency": "USD", "expected": "IDR"}]
    assert report.errors == 0


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"ps_price": "murah"}, "bad_price", "ps_price"),
        ({"ps_price": -5}, "negative_price", "ps_price"),
        ({"ps_stock": 1.5}, "not_integer", "ps_stock"),
        ({"ps_stock": -2}, "negative_quantity", "ps_stock"),
        ({"et_title_variation_1": ""}, "missing_field", "et_title_variation_1"),
        ({"ps_product_name": ""}, "empty_field", "title"),
    ],
)
def test_what_is_wrong_is_found_at_its_cell(changes, code, field):
    report = report_of(workbook(BOTTLE | changes, CLOTH))
    assert (code, "7", field) in codes(report)


def test_a_product_with_a_bad_row_is_left_out_whole():
    report = report_of(workbook(BOTTLE, BLUE | {"ps_price": "murah"}, CLOTH))
    assert report.counts.products == 1
    assert report.counts.skus == 1


def test_a_formula_between_its_rows_makes_a_product_unfit():
    green = BLUE | {"ps_sku_short": "BTL-G", "et_title_option_for_variation_1": "Hijau"}
    report = report_of(workbook(BOTTLE, BLUE | {"ps_price": "=L7*2"}, green, CLOTH))
    assert ("formula", "8", "") in codes(report)
    assert report.counts.products == 1


def test_a_formula_in_the_first_row_of_goods_is_found():
    report = report_of(workbook(BOTTLE | {"ps_price": "=1+1"}, CLOTH))
    assert ("formula", "7", "") in codes(report)


def test_a_description_that_begins_like_a_formula_is_none(catalog_of):
    text = "-Bahan(katun)\n-Ukuran(50 cm)"
    product = catalog_of(CLOTH | {"ps_product_description": text}).products[0]
    assert product.description == text


def test_a_forced_format_without_its_columns():
    report = report_of(b"a,b\n1,2\n", format_name="shopee")
    assert report.by_code["missing_column"] == 1


def test_there_and_back(tmp_path):
    path = tmp_path / "shopee.xlsx"
    path.write_bytes(workbook(BOTTLE, BLUE, CLOTH))
    read, again = there_and_back(path)
    assert again == read


SOUND = workbook(BOTTLE, BLUE, CLOTH)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_whatever_the_bytes_there_is_a_report(data):
    start = data.draw(st.integers(0, len(SOUND) - 1))
    change = data.draw(st.binary(max_size=12))
    length = data.draw(st.integers(0, 40))
    assert report_of(SOUND[:start] + change + SOUND[start + length :]).as_json()


@settings(max_examples=20, deadline=None)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            code: st.one_of(st.text("0123-.,ab รูป", max_size=12), st.integers(), st.floats())
            for code in CODES
        },
    )
)
def test_whatever_the_cells_there_is_a_report(row):
    sound = {code: value for code, value in row.items() if value == value}
    assert report_of(workbook(BOTTLE | sound, BLUE | sound)).as_json()
