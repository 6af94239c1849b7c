"""The difference between two catalogs."""

import json
from datetime import UTC, datetime

import pytest

from catalog_loader.load import load
from catalog_loader.product import Catalog, Money, Origin
from catalog_loader.sync import difference


def with_product(catalog: Catalog, index: int, **changes) -> Catalog:
    products = list(catalog.products)
    products[index] = products[index].model_copy(update=changes)
    return catalog.model_copy(update={"products": tuple(products)})


def with_variant(catalog: Catalog, **changes) -> Catalog:
    first, *rest = catalog.products[0].variants
    return with_product(catalog, 0, variants=(first.model_copy(update=changes), *rest))


def test_a_catalog_does_not_differ_from_itself(demo):
    assert not difference(demo, demo)


def test_reading_again_is_no_difference(draft):
    path = draft.write()
    assert not difference(load(path).catalog, load(path, name="later.jsonl").catalog)


def test_where_it_was_read_is_no_difference(demo):
    origin = Origin(file="x", row="9", read_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert not difference(demo, with_variant(with_product(demo, 0, origin=origin), origin=origin))


def test_a_new_price_is_one_changed_sku(demo):
    sku = demo.products[0].variants[0].sku
    changed = difference(demo, with_variant(demo, price=Money(minor=19900, currency="CNY")))
    assert not changed.products
    assert [change.key for change in changed.skus.changed] == [sku]
    before, after = changed.skus.changed[0].fields["price"]
    assert (before["minor"], after["minor"]) == (25900, 19900)
    assert set(changed.skus.changed[0].fields) == {"price"}


def test_a_new_title_is_one_changed_product(demo):
    changed = difference(demo, with_product(demo, 3, title="新名字"))
    assert not changed.skus
    assert changed.products.changed[0].key == demo.products[3].handle
    assert changed.products.changed[0].fields["title"][1] == "新名字"


def test_a_product_taken_away_takes_its_skus(demo):
    gone = demo.products[0]
    changed = difference(demo, demo.model_copy(update={"products": demo.products[1:]}))
    assert changed.products.removed == (gone.handle,)
    assert changed.skus.removed == tuple(variant.sku for variant in gone.variants)
    assert not changed.products.changed


def test_a_sku_that_moves_says_so(demo):
    first, second, *rest = demo.products
    moved = first.variants[0]
    after = demo.model_copy(
        update={
            "products": (
                first.model_copy(update={"variants": first.variants[1:]}),
                second.model_copy(update={"variants": (*second.variants, moved)}),
                *rest,
            )
        }
    )
    change = difference(demo, after).skus.changed[0]
    assert change.fields == {"product": (first.handle, second.handle)}


@pytest.mark.parametrize("kind", ["policies", "faqs"])
def test_policies_and_faqs(demo, kind):
    first, second, *rest = getattr(demo, kind)
    text = "statement" if kind == "policies" else "answer"
    new = first.model_copy(update={"id": "brand-new"})
    after = demo.model_copy(update={kind: (second.model_copy(update={text: "改了"}), *rest, new)})
    delta = getattr(difference(demo, after), kind)
    assert delta.added == ("brand-new",)
    assert delta.removed == (first.id,)
    assert [change.key for change in delta.changed] == [second.id]


def test_the_order_of_products_is_no_difference(demo):
    assert not difference(demo, demo.model_copy(update={"products": demo.products[::-1]}))


def test_the_shop(demo):
    after = demo.model_copy(update={"shop": demo.shop.model_copy(update={"name": "新店"})})
    assert difference(demo, after).shop == {"name": (demo.shop.name, "新店")}


def test_it_is_plain_json(demo):
    changed = difference(demo, with_variant(demo, quantity=1))
    written = json.loads(json.dumps(changed.as_json()))
    assert written["skus"]["changed"][0]["fields"]["quantity"]["after"] == 1


def test_applying_it_backwards_swaps_added_and_removed(demo):
    fewer = demo.model_copy(update={"products": demo.products[5:]})
    there, back = difference(demo, fewer), difference(fewer, demo)
    assert there.products.removed == back.products.added
    assert there.skus.removed == back.skus.added
