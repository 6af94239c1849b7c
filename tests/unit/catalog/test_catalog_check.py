"""What the records of a catalog mean together."""

import copy

import pytest

from catalog_loader.load import check


def money(minor: int, currency: str = "CNY") -> dict:
    return {"minor": minor, "currency": currency}


def sale(**fields) -> dict:
    return {"kind": "sale", "price": money(2990), **fields}


@pytest.mark.parametrize(
    ("where", "value", "code", "field", "severity"),
    [
        ("product.variants", [], "no_variants", "variants", "warning"),
        ("product.variants.0.price", ..., "no_price", "variants.0.price", "warning"),
        ("product.variants.0.price", None, "no_price", "variants.0.price", "warning"),
        ("product.variants.0.price.minor", 0, "zero_price", "variants.0.price", "warning"),
        ("product.variants.0.price", money(3990, "USD"), "currency_mismatch",
         "variants.0.price", "error"),
        ("product.variants.0.offers", [sale(price=money(2990, "USD"))], "currency_mismatch",
         "variants.0.offers.0.price", "error"),
        ("product.offers", [{"kind": "coupon", "off": money(5, "USD")}], "currency_mismatch",
         "offers.0.off", "error"),
        ("product.variants.0.offers",
         [sale(valid_from="2026-02-01T00:00:00Z", valid_until="2026-01-01T00:00:00Z")],
         "inverted_window", "variants.0.offers.0", "error"),
        ("product.offers",
         [sale(valid_from="2026-02-01T00:00:00Z", valid_until="2026-02-01T08:00:00+08:00")],
         "inverted_window", "offers.0", "error"),
        ("product.variants.0.offers", [sale(price=money(3991))], "offer_above_list",
         "variants.0.offers.0.price", "warning"),
        ("product.offers", [sale(price=money(4000))], "offer_above_list", "variants.0.price",
         "warning"),
        ("product.variants.0.offers", [{"kind": "sale"}], "empty_offer", "variants.0.offers.0",
         "warning"),
        ("product.offers", [{"kind": "nth_piece", "min_quantity": 2}], "empty_offer", "offers.0",
         "warning"),
        ("product.offers", [{"kind": "nth_piece", "percent": 50}], "empty_offer", "offers.0",
         "warning"),
        ("product.offers", [{"kind": "bundle", "price": money(9900)}], "empty_offer", "offers.0",
         "warning"),
        ("product.offers", [{"kind": "bundle", "price": money(9900), "together": ["cup"]}],
         "dangling_product", "offers", "warning"),
        ("shop.offers", [{"kind": "full_reduction", "threshold": money(9900)}], "empty_offer",
         "offers.0", "warning"),
        ("product.offers", [{"kind": "coupon", "off": money(500), "threshold": money(100)}],
         "coupon_exceeds", "offers.0", "warning"),
        ("product.variants.0.quantity", 0, "in_stock_but_zero", "variants.0.quantity", "warning"),
        ("product.variants.1.quantity", 4, "sold_out_with_quantity", "variants.1.quantity",
         "warning"),
        ("product.variants.0.availability", "preorder", "preorder_without_date",
         "variants.0.available_from", "warning"),
        ("product.variants.0.options", {}, "option_mismatch", "variants.0.options", "warning"),
        ("product.variants.0.options", {"顔色": "白色"}, "option_mismatch", "variants.0.options",
         "warning"),
        ("product.variants.1.options", {"颜色": "白色"}, "same_options", "variants.1.options",
         "warning"),
        ("product.variants.1.sku", "MUG-W", "duplicate_sku", "variants.1.sku", "error"),
        ("product.size_table", {"rows": [{"size": "白色", "height_cm": [170, 160]}]},
         "inverted_range", "size_table.rows.0", "error"),
        ("product.size_table", {"rows": [{"size": "XXL"}]}, "size_not_sold",
         "size_table.rows.0", "warning"),
        ("product.attributes", [{"name": "面料", "value": "棉", "key": "matrial"}], "unknown_key",
         "attributes.0.key", "warning"),
        ("policy.clauses", [{"name": "发货", "value": "24", "key": "material"}], "unknown_key",
         "clauses.0.key", "warning"),
        ("product.images", ["../../etc/passwd"], "unsafe_image", "images.0", "error"),
        ("product.images", ["/etc/passwd"], "unsafe_image", "images.0", "error"),
        ("product.images", ["..\\secret.png"], "unsafe_image", "images.0", "error"),
        ("product.images", ["file:///etc/passwd"], "unsafe_image", "images.0", "error"),
        ("product.images", ["javascript:alert(1)"], "unsafe_image", "images.0", "error"),
        ("product.images", ["//host/a.png"], "unsafe_image", "images.0", "error"),
        ("product.images", ["http://"], "unsafe_image", "images.0", "error"),
        ("product.images", ["http://[::1"], "unsafe_image", "images.0", "error"),
        ("product.images", [""], "unsafe_image", "images.0", "error"),
        ("product.variants.0.image", "../a.png", "unsafe_image", "variants.0.image", "error"),
        ("policy.products", ["cup"], "dangling_product", "products", "warning"),
        ("policy.categories", ["餐具"], "dangling_category", "categories", "warning"),
        ("faq.products", ["cup"], "dangling_product", "products", "warning"),
        ("shop.timezone", "Asia/Nowhere", "unknown_timezone", "timezone", "error"),
        ("shop.timezone", "../../etc/passwd", "unknown_timezone", "timezone", "error"),
    ],
)  # fmt: skip
def test_one_fault_is_one_finding(draft, where, value, code, field, severity):
    draft.set(where, value)
    report = check(draft.write())
    assert dict(report.by_code) == {code: 1}
    finding = report.findings[0]
    assert finding.field == field
    assert finding.severity == severity
    row = {"shop": "1", "product": "2", "policy": "3", "faq": "4"}[where.split(".")[0]]
    assert finding.row == row
    assert finding.message("zh") != finding.message("en")


@pytest.mark.parametrize(
    "offer",
    [
        {"kind": "nth_piece", "percent": 0, "min_quantity": 2},
        {"kind": "ladder", "percent": 80, "min_quantity": 2},
        {"kind": "coupon", "percent": 90},
        {"kind": "bundle", "price": money(9900), "together": ["mug"]},
    ],
)
def test_shares_and_bundles_are_whole_offers(draft, offer):
    draft.set("product.offers", [offer])
    report = check(draft.write())
    assert "empty_offer" not in report.by_code
    assert "offer_above_list" not in report.by_code


@pytest.mark.parametrize(
    ("where", "value"),
    [
        ("product.variants.0.quantity", ...),
        ("product.variants.0.offers", [sale()]),
        ("product.variants.0.offers", [sale(price=money(3990))]),
        ("product.variants.0.offers", [{"kind": "coupon", "off": money(100)}]),
        ("product.images", ["pictures/mug.svg", "https://example.com/a.png?b=1"]),
        ("policy.products", ["mug"]),
        ("faq.categories", [""]),
        ("product.attributes", [{"name": "故事", "value": "老窑"}]),
        ("shop.timezone", "Asia/Jakarta"),
    ],
)
def test_what_is_sound_gives_no_finding(draft, where, value):
    draft.set(where, value)
    assert check(draft.write()).findings == []


def test_a_price_may_come_from_an_offer_of_the_product(draft):
    for index in (0, 1):
        draft.set(f"product.variants.{index}.price", ...)
    draft.set("product.offers", [sale()])
    report = check(draft.write())
    assert report.findings == []
    assert report.counts.priced == 2


def test_nothing_said_of_the_stock(draft):
    draft.set("product.variants.0.availability", ...)
    draft.set("product.variants.0.quantity", ...)
    assert dict(check(draft.write()).by_code) == {"stock_without_quantity": 1}


@pytest.mark.parametrize(
    ("record", "key", "code"),
    [
        ("product", "handle", "duplicate_handle"),
        ("policy", "id", "duplicate_id"),
        ("faq", "id", "duplicate_id"),
    ],
)
def test_a_key_given_twice_names_the_first_row(draft, record, key, code):
    again = copy.deepcopy(getattr(draft, record))
    for index, variant in enumerate(again.get("variants", [])):
        variant["sku"] = f"OTHER-{index}"
    draft.more.append(again)
    report = check(draft.write())
    assert dict(report.by_code) == {code: 1}
    finding = report.findings[0]
    assert finding.row == "5"
    assert finding.field == key
    assert finding.values["first"] == {"product": "2", "policy": "3", "faq": "4"}[record]


def test_a_policy_and_a_faq_may_share_an_id(draft):
    draft.set("faq.id", "ship")
    assert check(draft.write()).findings == []


def test_a_sku_belongs_to_one_product(draft):
    other = copy.deepcopy(draft.product) | {"handle": "cup"}
    draft.more.append(other)
    assert dict(check(draft.write()).by_code) == {"duplicate_sku": 2}


def test_a_product_named_before_it_is_given_is_no_fault(draft):
    draft.set("policy.products", ["cup"])
    other = copy.deepcopy(draft.product) | {"handle": "cup"}
    for index, variant in enumerate(other["variants"]):
        variant["sku"] = f"CUP-{index}"
    draft.more.append(other)
    assert check(draft.write()).findings == []
