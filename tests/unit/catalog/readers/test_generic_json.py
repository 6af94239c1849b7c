"""Goods in JSON whose fields nobody fixed, and DummyJSON's products read wholly."""

import json
import random
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.catalogs import SAMPLES, codes, real_file, report_of, there_and_back

from catalog_loader.load import check, load
from catalog_loader.product import Availability
from catalog_loader.readers.generic import documents as generic_json
from catalog_loader.readers.reader import Options
from catalog_loader.readers.toolkit.json_text import arrays_in, is_document

SAMPLE = SAMPLES / "generic" / "wares.json"


@pytest.fixture
def read(tmp_path):
    """Loads a JSON value, or a text, with what is wrong left out, and gives its catalog."""

    def load_value(value, **options):
        path = tmp_path / "wares.json"
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        path.write_text(text, encoding="utf-8")
        return load(path, keep_good=True, options=Options(**options)).catalog

    return load_value


def report(value, **options):
    """The report on a JSON value, or on a text."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return report_of(text.encode(), options=Options(**options))


def stated(product):
    """The properties of a product by name."""
    return {each.name: each.value for each in product.attributes}


def test_an_object_with_an_array_of_products_is_recognised():
    made = check(SAMPLE)
    assert made.format == "generic-json"
    assert made.errors == 0
    assert (made.counts.products, made.counts.in_stock, made.counts.sold_out) == (3, 2, 1)


def test_what_a_document_says_of_a_product_is_read():
    mug = load(SAMPLE).catalog.products[0]
    assert (mug.handle, mug.title, mug.brand) == ("501", "Enamel Camp Mug", "Larchwood")
    assert mug.category == "kitchen"
    assert mug.description == "A steel mug with a white enamel coat."
    (variant,) = mug.variants
    assert (variant.sku, variant.quantity, variant.barcode) == (
        "KIT-LAR-MUG-501", 37, "4006381333931",
    )  # fmt: skip
    assert stated(mug) == {
        "rating": "4.4", "tags": "mug, camping", "weight": "3", "dimensions width": "8.5",
        "dimensions height": "9", "dimensions depth": "8.5", "minimum order quantity": "2",
        "warranty information": "2 year warranty",
    }  # fmt: skip
    assert [a.key for a in mug.attributes if a.key] == ["weight", "warranty"]
    assert mug.shipping[0].note == "Ships in 3-5 business days"
    assert (mug.returns.accepted, mug.returns.days) == (True, 30)
    assert len(mug.images) == 2


def test_the_price_is_what_the_file_says_and_no_sale_is_reckoned():
    for product in load(SAMPLE).catalog.products:
        assert product.variants[0].offers == ()
    assert load(SAMPLE).catalog.products[0].variants[0].price.plain == "14.5"
    left = [f for f in check(SAMPLE).findings if f.code == "left_column"]
    assert [f.values["name"] for f in left] == ["discountPercentage"]


def test_reviewers_are_not_read():
    assert "reviewer" not in load(SAMPLE).catalog.model_dump_json().lower()


def test_provenance_is_a_path():
    mug = load(SAMPLE).catalog.products[0]
    assert (mug.origin.file, mug.origin.row) == ("wares.json", "products[0]")
    assert mug.origin.columns["variants.barcode"] == "meta.barcode"
    assert mug.origin.columns["returns"] == "returnPolicy"
    assert mug.variants[0].origin.row == "products[0]"


def test_the_sample_survives_an_export_and_the_way_back():
    read_first, read_again = there_and_back(SAMPLE)
    assert read_again == read_first


def test_variants_of_a_nested_list(read):
    (tee, mug) = read(
        {
            "products": [
                {
                    "id": 1, "title": "Tee", "handle": "tee", "vendor": "Ana", "price": "1.00",
                    "images": [{"id": 5, "src": "https://a.example/1.jpg"}],
                    "options": [
                        {"name": "Colour", "position": 1, "values": ["Red", "Blue"]},
                        {"name": "Size", "position": 2, "values": ["S"]},
                    ],
                    "variants": [
                        {"id": 11, "title": "Red / S", "option1": "Red", "option2": "S",
                         "sku": "T-R", "price": "19.90", "compare_at_price": "29.90",
                         "available": True},
                        {"id": 12, "title": "Blue / S", "option1": "Blue", "option2": "S",
                         "sku": "T-B", "price": None, "compare_at_price": None,
                         "available": False},
                    ],
                },
                {
                    "id": 2, "title": "Mug", "handle": "mug",
                    "options": [{"name": "Title", "position": 1, "values": ["Default Title"]}],
                    "variants": [{"id": 21, "title": "Default Title", "option1": "Default Title",
                                  "sku": "", "price": "5.00", "available": True}],
                },
            ]
        }
    ).products  # fmt: skip
    assert (tee.handle, tee.brand, tee.option_names) == ("tee", "Ana", ("Colour", "Size"))
    red, blue = tee.variants
    assert (red.sku, red.options) == ("T-R", {"Colour": "Red", "Size": "S"})
    assert (red.price.plain, red.offers[0].price.plain) == ("29.9", "19.9")
    assert blue.price is None, "the product's own price is not its variant's"
    assert blue.availability is Availability.OUT_OF_STOCK
    assert tee.images == ("https://a.example/1.jpg",)
    assert (tee.origin.row, blue.origin.row) == ("products[0]", "products[0]/variants[1]")
    assert (mug.option_names, mug.variants[0].sku) == ((), "mug")


def test_a_product_without_variants_beside_some_with_them(read):
    tee, mug = read(
        [
            {
                "title": "Tee",
                "variants": [{"name": "Red", "price": 2}, {"name": "Blue", "price": 3}],
            },
            {"title": "Mug", "price": 4},
        ]
    ).products
    assert [variant.options for variant in tee.variants] == [
        {"variant": "Red"}, {"variant": "Blue"},
    ]  # fmt: skip
    assert mug.variants[0].price.plain == "4"


def test_lists_further_down_and_pairs_of_names_and_values(read):
    value = {
        "code": 0,
        "data": {
            "total": 1,
            "list": [
                {
                    "goodsId": 7,
                    "商品名称": "卫衣",
                    "品牌": {"id": 3, "name": "暖屿"},
                    "参数": [{"name": "面料", "value": "棉"}, {"name": "产地", "value": "浙江"}],
                    "skus": [
                        {"skuId": "a", "颜色": "红", "价格": 10.5, "库存": 3},
                        {"skuId": "b", "颜色": "蓝", "价格": 11, "库存": 0},
                    ],
                }
            ],
        },
    }
    (hoodie,) = read(value).products
    assert hoodie.handle == "7"
    assert hoodie.brand == "暖屿"
    assert stated(hoodie) == {"面料": "棉", "产地": "浙江"}
    assert [(v.sku, v.options["颜色"], v.price.plain, v.quantity) for v in hoodie.variants] == [
        ("a", "红", "10.5", 3), ("b", "蓝", "11", 0),
    ]  # fmt: skip
    assert hoodie.origin.row == "data.list[0]"


def test_faqs_beside_products_are_read_and_categories_are_not(read):
    value = {
        "products": [{"name": "Mug", "price": {"amount": 9.5, "currency": "EUR"}}],
        "categories": [{"id": 1, "name": "Cups", "image": "https://a.example/c.png"}],
        "faqs": [{"question": "How soon?", "answer": "In two days."}],
    }
    catalog = read(value)
    assert [product.title for product in catalog.products] == ["Mug"]
    assert catalog.products[0].variants[0].price.currency == "EUR"
    assert [faq.id for faq in catalog.faqs] == ["How-soon?"]
    ignored = [f.values["name"] for f in report(value).findings if f.code == "ignored_table"]
    assert ignored == ["categories"]


def test_a_mapping_names_paths(read):
    value = [{"t": "Mug", "cost": {"retail": 9}, "price": 5}]
    said = {"title": "t", "price": "cost.retail", "ignore": "price"}
    (mug,) = read(value, mapping=said).products
    assert (mug.title, mug.variants[0].price.plain) == ("Mug", "9")


def test_what_an_object_has_wrong_is_told_at_its_path():
    made = report(
        '[{"title":"a","price":1,"price":2},{"title":"b","price":NaN,"stock":1e2},'
        '{"title":"c","price":2,"stock":3.5},5,{"price":3},{"title":"d","price":15e-1,"stock":1}]'
    )
    assert [each for each in codes(made) if each[1] and each[0] != "stock_without_quantity"] == [
        ("repeated_field", "[0]", "price"),
        ("no_price", "[1]", "variants.0.price"),
        ("not_integer", "[2]", "stock"),
        ("not_object", "[3]", ""),
        ("missing_field", "[4]", "title"),
    ]
    assert made.counts.products == 2


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('[{"title":"a","price":1},', "malformed_document"),
        ('{"products":[{"title":"a","price":1}]', "malformed_document"),
        ('{"products":[{"title":"a","x":' + "[" * 5000 + "]" * 5000 + "}]}", "malformed_document"),
        ('[{"title":"a","price":1},{' + ",".join(f'"k{i}":1' for i in range(2500)) + "}]",
         "too_many_columns"),
        ("[{}]", "unknown_format"),
        ("[[1,2],[3,4]]", "unknown_format"),
        ("[" * 20_000, "unknown_format"),
    ],
)  # fmt: skip
def test_a_document_unfit_as_a_whole(text, code):
    made = report(text)
    assert made.fatal
    assert made.first_error.code == code


def test_a_document_that_is_too_large_is_not_held(monkeypatch):
    monkeypatch.setattr(generic_json, "MAX_DOCUMENT", 30)
    assert report([{"title": "a", "price": 1, "brand": "b"}]).first_error.code == "large_document"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_any_encoding_is_read(encoding):
    data = '[{"title":"马克杯和盘子","price":9}]'.encode(encoding)
    made = report_of(data)
    assert (made.format, made.counts.priced) == ("generic-json", 1)


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ('{"type":"shop","name":"x"}\n{"type":"product","variants":[{"sku":"a"}]}', True),
        ('{"type":"product","variants":[{"sku":"a"}]}', True),
        ('{"id":1,"title":"a"}\n{"id":2,"title":"b"}', True),
        ('{"products":[{"title":"a"}]}', False),
        ('{"total":2,"limit":{"n":[1]},"data":{"list":[{"title":"a"}]}}', False),
        ('{\n "products": [\n {"title": "a"', False),
    ],
)
def test_documents_are_told_from_records_a_line(text, ours):
    assert is_document(text) is not ours


def test_the_arrays_of_a_document_are_found_in_a_text_that_is_cut():
    text = '{"n": 1, "a": [{"x": [1, {"y": 2}]}], "b": {"c": [1], "d": [ {"z": '
    found = [(array.before, text[array.position :][:5]) for array in arrays_in(text)]
    assert found == [(("n", "a"), '{"x":'), (("n", "a", "b", "c", "d"), '{"z":')]


def test_dummyjson_is_read_wholly():
    path = real_file("dummyjson", "products.json")
    items = json.loads(path.read_bytes(), parse_float=Decimal)
    loaded = load(path)
    products = loaded.catalog.products
    assert len(products) == len(items) == 194
    assert loaded.report.errors == 0
    for item, product in zip(items, products, strict=True):
        (variant,) = product.variants
        assert (product.handle, product.title) == (str(item["id"]), item["title"].strip())
        assert (product.brand, product.category) == (item.get("brand", ""), item["category"])
        assert product.description == " ".join(item["description"].split())
        assert (variant.sku, variant.barcode) == (item["sku"], item["meta"]["barcode"])
        assert variant.price.amount == item["price"]
        assert variant.offers == (), "a percentage is no price"
        assert variant.quantity == item["stock"]
        sold_out = item["availabilityStatus"] == "Out of Stock"
        assert (variant.availability is Availability.OUT_OF_STOCK) is sold_out
        assert product.shipping[0].note == item["shippingInformation"]
        assert product.returns.note == item["returnPolicy"]
        assert product.images == tuple(item["images"])
        width, height, depth = (str(item["dimensions"][n]) for n in ("width", "height", "depth"))
        assert stated(product) == {
            "rating": str(item["rating"]),
            "tags": ", ".join(item["tags"]),
            "weight": str(item["weight"]),
            "dimensions width": width,
            "dimensions height": height,
            "dimensions depth": depth,
            "minimum order quantity": str(item["minimumOrderQuantity"]),
            "warranty information": item["warrantyInformation"],
        }
    days = Counter(item["returnPolicy"].split(" days ")[0] for item in items)
    assert Counter(p.returns.days for p in products) == {
        None: days["No return policy"], **{n: days[str(n)] for n in (7, 30, 60, 90)},
    }  # fmt: skip
    states = Counter(item["availabilityStatus"] for item in items)
    counts = loaded.report.counts
    assert counts.in_stock == states["In Stock"] + states["Low Stock"]
    assert (counts.sold_out, counts.priced) == (states["Out of Stock"], 194)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_a_spoilt_document_gives_a_report(seed):
    chance = random.Random(seed)
    data = bytearray(SAMPLE.read_bytes())
    for _ in range(chance.randint(1, 12)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    report_of(bytes(data), format_name="generic-json")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["title", "price", "variants", "sku", "name", "value", "options", "a.b"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@settings(max_examples=100, deadline=None)
@given(_JSON)
def test_any_json_gives_a_report(value):
    report_of(json.dumps({"products": [{"title": "Mug"}, value]}).encode())
    report_of(json.dumps(value).encode(), format_name="generic-json")


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_give_a_report(content):
    report_of(b'[{"title":"a"},' + content, format_name="generic-json")
