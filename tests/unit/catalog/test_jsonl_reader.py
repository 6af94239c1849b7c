"""Our own format, and every way in which a line of it can be wrong."""

import json
import tracemalloc
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog_loader.load import check, load
from catalog_loader.product import Origin
from catalog_loader.readers.toolkit.lines import MAX_LINE_BYTES

SHOP_LINE = '{"type":"shop","name":"小店","currency":"CNY"}\n'


def only(report, code):
    """The one finding of `code`, which must be the only kind there is beside `no_products`."""
    assert set(report.by_code) - {"no_products"} == {code}
    return next(finding for finding in report.findings if finding.code == code)


def test_a_sound_file_has_no_findings(draft):
    report = check(draft.write())
    assert report.findings == []
    assert report.sound
    assert report.format == "jsonl"


def test_every_entry_says_where_it_was_read(draft):
    before = datetime.now(UTC)
    catalog = load(draft.write()).catalog
    product = catalog.products[0]
    assert (product.origin.file, product.origin.row) == ("shop.jsonl", "2")
    assert [v.origin.row for v in product.variants] == ["2/variants/0", "2/variants/1"]
    assert catalog.policies[0].origin.row == "3"
    assert catalog.faqs[0].origin.row == "4"
    assert before <= product.origin.read_at <= datetime.now(UTC)
    # Empty: every value was read from the field of its own name.
    assert product.origin.columns == {}


def test_a_stated_origin_is_kept(draft):
    origin = {"file": "export.csv", "row": "17", "columns": {"title": "Title"}}
    draft.set("product.origin", origin)
    product = load(draft.write()).catalog.products[0]
    assert product.origin.file == "export.csv"
    assert product.origin.columns == {"title": "Title"}
    assert product.variants[0].origin == Origin(), "that of its product"


@pytest.mark.parametrize(
    ("line", "code", "field"),
    [
        ("{", "malformed_json", ""),
        ("{'type': 'faq'}", "malformed_json", ""),
        ('{"type":"faq","id":"a","question":"q","answer":"a"} x', "malformed_json", ""),
        ('{"type":"faq","id":"a","question":"q","answer":"a",}', "malformed_json", ""),
        ('{"type":"faq","id":NaN}', "malformed_json", ""),
        ('{"type":"faq","id":Infinity}', "malformed_json", ""),
        ('{"type":"faq","id":' + "9" * 5000 + "}", "malformed_json", ""),
        ("[" * 20_000 + "]" * 20_000, "malformed_json", ""),
        ('{"type":"faq","id":"\\ud800","question":"q","answer":"a"}', "malformed_json", ""),
        ("[]", "not_object", ""),
        ('"text"', "not_object", ""),
        ("12", "not_object", ""),
        ("null", "not_object", ""),
        ("{}", "unknown_type", "type"),
        ('{"type":"goods"}', "unknown_type", "type"),
        ('{"type":["faq"]}', "unknown_type", "type"),
        ('{"id":"a","question":"q","answer":"a"}', "unknown_type", "type"),
        ('{"type":"faq","id":"a","id":"b","question":"q","answer":"a"}', "repeated_field", "id"),
        ('{"type":"faq","id":"a","question":"q"}', "missing_field", "answer"),
        ('{"type":"faq","id":"","question":"q","answer":"a"}', "empty_field", "id"),
        ('{"type":"faq","id":"a","question":"q","answer":1}', "wrong_type", "answer"),
        ('{"type":"faq","id":"a","question":"q","answer":null}', "wrong_type", "answer"),
        ('{"type":"faq","id":"a","question":"q","answer":"a","similar":"x"}', "wrong_type",
         "similar"),
        ('{"type":"faq","id":"a","question":"q","answer":"a","answers":"x"}', "unknown_field",
         "answers"),
        ('{"type":"policy","id":"p","topic":"love","statement":"s"}', "unknown_value", "topic"),
        ('{"type":"shop","name":"b","currency":"CNY"}', "second_shop", ""),
    ],
)  # fmt: skip
def test_a_bad_line_is_named_with_what_is_wrong(written, line, code, field):
    report = check(written(SHOP_LINE + "\n" + line + "\n"))
    finding = only(report, code)
    assert finding.row == "3"  # The blank second line counts, as in an editor.
    assert finding.field == field
    assert report.dropped == 1
    for language in ("zh", "en"):
        assert finding.message(language)
        assert finding.remedy(language)


@pytest.mark.parametrize(
    ("where", "value", "code", "field"),
    [
        ("product.handle", ..., "missing_field", "handle"),
        ("product.title", "", "empty_field", "title"),
        ("product.colour", "red", "unknown_field", "colour"),
        ("product.variants.0.sku", "", "empty_field", "variants.0.sku"),
        ("product.variants.1.qantity", 3, "unknown_field", "variants.1.qantity"),
        ("product.variants.0.price", 39.9, "wrong_type", "variants.0.price"),
        ("product.variants.0.price.minor", 39.9, "wrong_type", "variants.0.price.minor"),
        ("product.variants.0.price.minor", "3990", "wrong_type", "variants.0.price.minor"),
        ("product.variants.0.price.minor", True, "wrong_type", "variants.0.price.minor"),
        ("product.variants.0.price.minor", -1, "negative_number", "variants.0.price.minor"),
        ("product.variants.0.price.minor", 10**20, "large_number", "variants.0.price.minor"),
        ("product.variants.0.price.currency", "¥", "bad_currency", "variants.0.price.currency"),
        ("product.variants.0.price.currency", ..., "missing_field", "variants.0.price.currency"),
        ("product.variants.0.quantity", 1.5, "wrong_type", "variants.0.quantity"),
        ("product.variants.0.quantity", 10**30, "large_number", "variants.0.quantity"),
        ("product.variants.0.availability", "有货", "unknown_value", "variants.0.availability"),
        ("product.variants.0.available_from", "明天", "bad_date", "variants.0.available_from"),
        ("product.variants.0.offers", [{"kind": "gift"}], "unknown_value",
         "variants.0.offers.0.kind"),
        ("product.variants.0.offers", [{"kind": "sale", "valid_from": "2026-13-01"}], "bad_date",
         "variants.0.offers.0.valid_from"),
        # A day alone does not say whether a promotion ends as it begins or as it is over.
        ("product.variants.0.offers", [{"kind": "sale", "valid_until": "2026-11-30"}], "bad_date",
         "variants.0.offers.0.valid_until"),
        ("product.variants.0.offers", [{"kind": "sale", "min_quantity": 0}], "negative_number",
         "variants.0.offers.0.min_quantity"),
        ("product.size_table", {"rows": [{"size": "M", "height_cm": [1]}]}, "missing_field",
         "size_table.rows.0.height_cm.1"),
        ("product.attributes", [{"name": "产地"}], "missing_field", "attributes.0.value"),
        ("product.published", "yes", "wrong_type", "published"),
        ("shop.currency", "元", "bad_currency", "currency"),
    ],
)  # fmt: skip
def test_a_bad_field_is_named_by_its_path(draft, where, value, code, field):
    draft.set(where, value)
    report = check(draft.write())
    finding = next(each for each in report.findings if each.code == code)
    assert finding.field == field
    assert finding.row == ("1" if where.startswith("shop") else "2")
    assert not report.sound


def test_a_misspelt_field_gets_the_right_one_suggested(draft):
    draft.set("product.variants.0.qantity", 3)
    finding = check(draft.write()).findings[0]
    assert finding.remedy("en") == "did you mean quantity?"
    assert finding.remedy("zh") == "是不是 quantity？"


def test_every_fault_of_a_record_is_told_and_it_counts_once(draft):
    draft.set("product.handle", ...)
    draft.set("product.variants.0.price", 39.9)
    report = check(draft.write())
    assert report.errors == 2
    assert report.dropped == 1


def test_a_negative_quantity_is_sold_out(draft):
    draft.set("product.variants.0.quantity", -3)
    loaded = load(draft.write())
    variant = loaded.catalog.products[0].variants[0]
    assert variant.quantity == 0
    assert variant.availability == "out_of_stock"
    assert only(loaded.report, "negative_quantity").field == "variants.0.quantity"


def test_times_without_a_zone_are_the_shops(draft):
    draft.set("product.variants.0.available_from", "2027-03-01T00:00:00")
    draft.set(
        "product.variants.0.offers",
        [
            {
                "kind": "sale",
                "price": {"minor": 2990, "currency": "CNY"},
                "valid_from": "2026-11-01T00:00:00",
                "valid_until": "2026-11-11T00:00:00+00:00",
            }
        ],
    )
    loaded = load(draft.write())
    variant = loaded.catalog.products[0].variants[0]
    assert variant.available_from.utcoffset() == timedelta(hours=8)
    assert variant.offers[0].valid_from.isoformat() == "2026-11-01T00:00:00+08:00"
    assert variant.offers[0].valid_until.utcoffset() == timedelta(0)
    assert variant.offers[0].in_force(datetime(2026, 11, 5, tzinfo=UTC))
    assert loaded.report.by_code == {"no_timezone": 2}


def test_a_byte_order_mark_is_noted_and_ignored(draft):
    path = draft.write()
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    loaded = load(path)
    assert only(loaded.report, "bom").severity == "note"
    assert loaded.catalog.shop.name == "小店"


def test_windows_line_ends_and_no_last_line_end(draft):
    path = draft.write()
    path.write_bytes(path.read_bytes().strip().replace(b"\n", b"\r\n"))
    assert check(path).findings == []


def test_a_line_that_is_not_utf8_is_named_with_its_byte(written):
    bad = '{"type":"faq","id":"怎"}\n'.encode("gb18030")
    finding = only(check(written(SHOP_LINE.encode() + bad)), "not_utf8")
    assert finding.row == "2"
    assert finding.values["byte"] == "21"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16_is_refused_as_such(written, encoding):
    report = check(written(SHOP_LINE.encode(encoding)))
    assert report.format == "jsonl"
    assert not report.sound
    assert {finding.code for finding in report.findings} <= {
        "not_utf8", "malformed_json", "no_products"
    }  # fmt: skip


def test_a_huge_line_is_skipped_without_being_held(written):
    faq = '{"type":"faq","id":"a","question":"q","answer":"a"}\n'
    path = written(SHOP_LINE + '{"type":"faq","id":"' + "x" * (5 * MAX_LINE_BYTES) + '"}\n' + faq)
    tracemalloc.start()
    report = check(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert only(report, "long_line").row == "2"
    assert report.counts.faqs == 1
    assert peak < 3 * MAX_LINE_BYTES


def test_a_huge_last_line_without_an_end(written):
    report = check(written(SHOP_LINE + "x" * (MAX_LINE_BYTES + 10)))
    assert only(report, "long_line").row == "2"


def test_messages_hold_no_control_characters(written):
    line = json.dumps({"type": "faq", "\x1b[31m\x07": 1, "id": "a", "question": "q", "answer": "a"})
    finding = only(check(written(SHOP_LINE + line)), "unknown_field")
    assert (finding.message("en") + finding.field).isprintable()


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["type", "handle", "title", "variants", "sku", "price", "minor", "offers", "id"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(record=_JSON, kind=st.sampled_from(["product", "policy", "faq", "shop", "goods"]))
def test_any_json_gives_a_report(written, record, kind):
    if isinstance(record, dict):
        record = {**record, "type": kind}
    report = check(written(SHOP_LINE + json.dumps(record) + "\n"))
    for finding in report.findings:
        assert finding.message("zh")
        assert finding.remedy("en")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=st.binary(max_size=400))
def test_any_bytes_give_a_report(written, content):
    assert not check(written(b'{"' + content)).sound
