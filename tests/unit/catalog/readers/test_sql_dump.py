"""Dumps of databases that nobody here has seen: which tables, which columns, and corrections."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.catalogs import SAMPLES, codes, real_file, report_of, there_and_back

from catalog_loader.load import check, load
from catalog_loader.product import Availability
from catalog_loader.readers.reader import Options

MYSQL = SAMPLES / "sql" / "phpmyadmin.sql"
POSTGRES = SAMPLES / "sql" / "pg_dump.sql"


def changed(*pairs: tuple[str, str], mapping: dict[str, str] | None = None):
    """The report on the MySQL sample with some of its text changed."""
    text = MYSQL.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return report_of(text.encode(), options=Options(mapping=mapping or {}))


def guessed(report) -> str:
    """What the notes say was guessed."""
    return "; ".join(f.values["mapping"] for f in report.findings if f.code == "guessed_mapping")


@pytest.fixture(scope="module")
def bakery():
    return {product.handle: product for product in load(MYSQL).catalog.products}


@pytest.fixture(scope="module")
def outdoor():
    return {product.handle: product for product in load(POSTGRES).catalog.products}


def test_the_tables_are_told_by_names_comments_and_columns():
    report = check(MYSQL, name="x.txt")
    assert report.format == "sql"
    note = guessed(report)
    for part in (
        "table=t_spda", "variants.table=t_spgg", "variants.product=spid", "category=t_fl.flmc",
        "attributes=t_spcs.csz", "images=t_sptp.dz", "title=spmc", "price=t_spgg.sj",
        "quantity=t_spgg.kc", "sku=t_spgg.sjbm", "barcode=t_spgg.tm", "published=zt",
    ):  # fmt: skip
        assert part in note


def test_a_product_is_joined_from_its_tables(bakery):
    bread = bakery["3001"]
    assert (bread.title, bread.category, bread.description) == (
        "麦香切片面包",
        "面包",
        "全麦粉 & 酵母",
    )
    assert bread.selling_points == ("每天现烤",)
    stated = {each.name: f"{each.value}{each.unit}" for each in bread.attributes}
    assert stated == {"产地": "苏州", "保质期": "5天", "净含量": "400克"}
    assert [image[-10:] for image in bread.images] == ["m/3001.jpg", "3001-2.jpg", "3001-3.jpg"]
    assert bread.option_names == ("口味", "重量")
    read = [(v.sku, v.options["重量"], v.price.plain, v.quantity) for v in bread.variants]
    assert read == [("MB-400", "400克", "12.8", 30), ("MB-800", "800克", "22.8", 0)]
    assert bread.variants[0].barcode == "6901234567892"


def test_stock_that_is_not_stated_is_not_none_left(bakery):
    (croissant,) = bakery["3002"].variants
    assert (croissant.quantity, croissant.availability) == (None, Availability.UNKNOWN)


def test_numbers_mean_what_the_comment_says_of_them(bakery):
    assert [(handle, product.published) for handle, product in bakery.items()] == [
        ("3001", True),
        ("3002", True),
        ("3003", False),
    ]
    assert ("skipped_product", "t_spda:3004", "") in codes(check(MYSQL))


def test_a_product_whose_skus_are_all_deleted_is_not_sold_at_its_own_price():
    text = (
        "CREATE TABLE `goods` (`id` int, `name` text, `price` int, PRIMARY KEY (`id`));\n"
        "CREATE TABLE `sku` (`id` int, `goods_id` int, `price` int, `is_deleted` int);\n"
        "INSERT INTO `goods` VALUES (1,'杯子',9),(2,'碗',8);\n"
        "INSERT INTO `sku` VALUES (1,1,9,1),(2,2,8,0),(3,2,7,1);\n"
    )
    report = report_of(text.encode())
    assert ("skipped_product", "goods:1", "") in codes(report)
    assert (report.counts.products, report.counts.skus) == (1, 1)


def test_costs_conditional_prices_orders_and_comments_are_not_read(bakery):
    exported = str({handle: product.model_dump() for handle, product in bakery.items()})
    assert "13800000000" not in exported
    assert "不会坏" not in exported
    assert all(not variant.offers for each in bakery.values() for variant in each.variants)
    assert "cbj" not in guessed(check(MYSQL))


def test_provenance_names_the_table_the_key_and_the_column(bakery):
    bread = bakery["3001"]
    assert (bread.origin.file, bread.origin.row) == ("phpmyadmin.sql", "t_spda:3001")
    assert bread.origin.columns["title"] == "t_spda.spmc"
    assert bread.origin.columns["variants.price"] == "t_spgg.sj"
    assert bread.origin.columns["category"] == "t_fl.flmc"
    assert bread.variants[1].origin.row == "t_spda:3001/t_spgg[52]"


def test_a_dump_of_postgres_is_read_by_its_copy_blocks(outdoor):
    assert check(POSTGRES).format == "sql"
    assert list(outdoor) == ["T-100", "S-200", "S-300"]
    tent = outdoor["T-100"]
    assert (tent.title, tent.brand, tent.category) == ("Ridge tent\tfor two", "Fjell", "Tents")
    assert tent.description == "Light.\nStands without pegs; 1.9 kg."
    assert [image[-6:] for image in tent.images] == ["t1.jpg", "t2.jpg"]
    read = [
        (v.sku, v.options, v.price.minor, v.price.currency, v.availability, v.quantity)
        for v in tent.variants
    ]
    assert read == [
        ("T-100-G", {"Colour": "Green", "Size": "2P"}, 25990, "USD", Availability.IN_STOCK, 4),
        ("T-100-R", {"Colour": "Red", "Size": "2P"}, 26990, "USD", Availability.OUT_OF_STOCK, 0),
    ]
    assert outdoor["S-200"].brand == 'North "Fork"'
    assert outdoor["S-200"].attributes[0].value == "Steel \\ brass"
    assert not outdoor["S-300"].published


def test_what_a_function_would_insert_is_no_row(outdoor):
    skus = [variant.sku for product in outdoor.values() for variant in product.variants]
    assert "GHOST" not in skus


def test_nobodys_address_is_read(outdoor):
    exported = str({handle: product.model_dump() for handle, product in outdoor.items()})
    assert "@" not in exported


@pytest.mark.parametrize("path", [MYSQL, POSTGRES], ids=["mysql", "postgres"])
def test_an_export_of_it_gives_it_back(path):
    read, again = there_and_back(path)
    assert again == read


@pytest.mark.parametrize("path", [MYSQL, POSTGRES], ids=["mysql", "postgres"])
def test_the_same_file_gives_the_same_keys(path):
    first, second = (
        [(p.handle, [v.sku for v in p.variants]) for p in load(path).catalog.products]
        for _ in range(2)
    )
    assert first == second


# --- corrections ---------------------------------------------------------------------------


def loaded(**mapping: str):
    named = {name.replace("__", "."): column for name, column in mapping.items()}
    return load(MYSQL, options=Options(mapping=named)).catalog.products


def test_a_person_says_which_table_and_which_column():
    products = loaded(table="t_fl", title="flmc")
    assert [(p.handle, p.title) for p in products] == [("7", "面包"), ("8", "蛋糕; 甜点")]


def test_a_person_says_what_the_columns_of_skus_are():
    bread = loaded(variants__sku="ggid", variants__price="t_spgg.hdj")[0]
    # the amounts stay what the comment says they are: cents
    assert [(v.sku, v.price and v.price.minor) for v in bread.variants] == [
        ("51", 100),
        ("52", None),
    ]


def test_a_person_says_the_table_of_skus_and_its_link():
    text = (
        "CREATE TABLE `a` (`id` int, `mc` text, PRIMARY KEY (`id`));\n"
        "CREATE TABLE `b` (`bh` text, `x` int, `je` decimal(10,2), PRIMARY KEY (`bh`));\n"
        "INSERT INTO `a` VALUES (1,'杯子'),(2,'碗');\n"
        "INSERT INTO `b` VALUES ('B1',1,9.90),('B2',1,12),('B3',2,5);\n"
    )
    assert "no_goods_table" in [code for code, *_ in codes(report_of(text.encode()))]
    mapping = {
        "table": "a", "title": "mc", "variants.table": "b", "variants.product": "x",
        "variants.price": "je", "variants.sku": "bh",
    }  # fmt: skip
    report = report_of(text.encode(), options=Options(mapping=mapping))
    assert (report.counts.products, report.counts.skus, report.counts.priced) == (2, 3, 3)


def test_a_person_says_what_is_a_property_and_what_is_none():
    bread = load(
        MYSQL, options=Options(mapping={"attributes.浏览": "llcs", "ignore": "cdd"})
    ).catalog.products[0]
    stated = {each.name: each.value for each in bread.attributes}
    assert stated["浏览"] == "1200"
    assert stated["产地"] == "上海", "the column is ignored, the table of properties is not"


@pytest.mark.parametrize(
    ("mapping", "code", "field"),
    [
        ({"table": "t_spdb"}, "unknown_table", "table"),
        ({"variants.table": "t_x"}, "unknown_table", "variants.table"),
        ({"variants.table": "t_fl"}, "unmapped", ""),
        ({"title": "mc"}, "unknown_column", "title"),
        ({"variants.price": "jg"}, "unknown_column", "price"),
        ({"titel": "spmc"}, "unknown_field", "titel"),
    ],
)
def test_what_a_person_says_wrong_is_told(mapping, code, field):
    found = [(finding.code, finding.field) for finding in changed(mapping=mapping).findings]
    assert (code, field) in found


# --- what cannot be guessed, and what is wrong --------------------------------------------


def test_a_dump_without_goods_names_its_tables():
    text = b"CREATE TABLE `log` (`id` int, `at` datetime);\nINSERT INTO log VALUES (1,'x');"
    report = report_of(text)
    (finding,) = [each for each in report.findings if each.code == "no_goods_table"]
    assert "log" in finding.remedy("en")
    assert report.fatal


def test_a_dump_without_the_names_of_columns_asks_for_them():
    report = report_of(b"INSERT INTO `goods` VALUES (1,'a',2.00);\n")
    assert "nameless_columns" in [finding.code for finding in report.findings]
    assert report.fatal


@pytest.mark.parametrize(
    ("old", "new", "code", "row"),
    [
        ("克', 1280, 100,", "克', 'x', 100,", "not_integer", "t_spda:3001/t_spgg[51]"),
        ("克', 1280, 100,", "克', -5, 100,", "negative_price", "t_spda:3001/t_spgg[51]"),
        ("克', 1280, 100,", "克', 6*2, 100,", "formula", "t_spgg:51"),
        ("1280, 100, 30,", "1280, 100, -3,", "negative_quantity", "t_spda:3001/t_spgg[51]"),
        ("(3001, '麦香切片面包', 7,", "(3001, '', 7,", "missing_field", "t_spda:3001/t_spgg[51]"),
        ("(3002, '海盐可颂', 7,", "(3002, '海盐可颂',", "extra_cells", "t_spda[1]"),
        ("(56, 'XX-1', 3999", "(56, 'XX-1', 3999", "orphan_sku", "t_spgg:56"),
        ("COMMIT;", "UPDATE t_spda SET zt = 0;", "not_carried_out", "t_spda"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_table_and_key(old, new, code, row):
    found = [(finding.code, finding.row) for finding in changed((old, new)).findings]
    assert (code, row) in found


def test_a_row_that_is_wrong_makes_its_product_unfit():
    report = changed(("克', 1280, 100,", "克', 'x', 100,"))
    assert (report.counts.products, report.dropped) == (2, 1)


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04\x14\x00\x00\x00\x08\x00 not a zip at all",
        b'<?xml version="1.0"?><sql>INSERT INTO t VALUES (1);</sql>',
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 4,
        b"\x00" * 4096,
        b"\xff\xfe",
        b"SELECT 1;",
    ],
    ids=["zip", "xml", "png", "zeros", "mark", "query"],
)
@pytest.mark.parametrize("format_name", ["", "sql", "litemall", "mall"])
def test_what_is_no_dump_gives_a_report(data, format_name):
    report = report_of(data, format_name=format_name)
    assert report.fatal or report.errors or not report.counts.products
    assert report.findings


TEXTS = [path.read_bytes() for path in sorted(SAMPLES.glob("*/*.sql"))]


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_any_damage_gives_a_report(data):
    text = bytearray(data.draw(st.sampled_from(TEXTS)))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.integers(0, 200))
        junk = st.one_of(
            st.binary(max_size=6), st.sampled_from([b"'", b"(", b");", b"\\", b"/*", b"\t"])
        )
        text[at : at + cut] = data.draw(junk)
    report_of(bytes(text), format_name=data.draw(st.sampled_from(["", "sql", "litemall", "mall"])))


@settings(max_examples=30, deadline=None)
@given(data=st.binary(max_size=300), format_name=st.sampled_from(["sql", "litemall", "mall"]))
def test_any_bytes_give_a_report(data, format_name):
    report_of(b"CREATE TABLE `goods` (`id` int, `name` text);\n" + data, format_name=format_name)


def test_the_published_shops_are_understood_without_being_known():
    text = real_file("mall", "mall.sql").read_text(encoding="utf-8")
    report = check(real_file("mall", "mall.sql"), format_name="sql")
    deleted = len(
        re.findall(r"^INSERT INTO `pms_product` VALUES .*?', '[^']*', 1, [01], ", text, re.M)
    )
    rows = text.count("INSERT INTO `pms_product` ")
    assert report.counts.products == rows - deleted == 20
    assert "variants.table=pms_sku_stock" in guessed(report)
    assert not report.errors
