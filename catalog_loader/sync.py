"""The difference between two catalogs, by the keys a shop keeps: handle, SKU, id.

When and where a record was read is no difference. A product's change names its own fields; what
changed in its variants is told SKU by SKU.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rich.table import Table
from rich.text import Text

from catalog_loader.product import Catalog, Faq, Policy, Record

# Where a record was read says nothing about it; variants are compared one by one.
_NOT_COMPARED = frozenset({"origin", "variants"})


@dataclass(frozen=True, slots=True)
class Change:
    """A record that is in both catalogs, with the fields that differ as (before, after)."""

    key: str
    fields: Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Delta:
    """What happened to one kind of record; keys in the order of their catalog."""

    added: tuple[str, ...] = ()
    changed: tuple[Change, ...] = ()
    removed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    def as_json(self) -> dict[str, Any]:
        """The keys, and for each change the fields with both values."""
        return {
            "added": list(self.added),
            "changed": [
                {
                    "key": change.key,
                    "fields": {
                        name: {"before": before, "after": after}
                        for name, (before, after) in change.fields.items()
                    },
                }
                for change in self.changed
            ],
            "removed": list(self.removed),
        }


@dataclass(frozen=True, slots=True)
class Difference:
    """What turns one catalog into another. False when they say the same."""

    shop: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    products: Delta = Delta()
    skus: Delta = Delta()
    policies: Delta = Delta()
    faqs: Delta = Delta()

    def __bool__(self) -> bool:
        return bool(self.shop or self.products or self.skus or self.policies or self.faqs)

    def as_json(self) -> dict[str, Any]:
        """The difference as one JSON document."""
        return {
            "shop": {name: {"before": a, "after": b} for name, (a, b) in self.shop.items()},
            "products": self.products.as_json(),
            "skus": self.skus.as_json(),
            "policies": self.policies.as_json(),
            "faqs": self.faqs.as_json(),
        }

    def table(self, language: str = "en") -> Table:
        """How many of each kind were added, changed and removed."""
        zh = language == "zh"
        table = Table(
            *(("", "新增", "变更", "删除") if zh else ("", "added", "changed", "removed"))
        )
        for name, label, delta in (
            ("products", "商品", self.products),
            ("SKUs", "SKU", self.skus),
            ("policies", "政策", self.policies),
            ("FAQs", "常见问题", self.faqs),
        ):
            numbers = (len(delta.added), len(delta.changed), len(delta.removed))
            table.add_row(Text(label if zh else name), *(str(number) for number in numbers))
        return table


def difference(before: Catalog, after: Catalog) -> Difference:
    """What was added, changed and removed from `before` to `after`."""
    return Difference(
        shop=_fields(before.shop, after.shop),
        products=_delta(_products(before), _products(after)),
        skus=_delta(_skus(before), _skus(after)),
        policies=_delta(_by_id(before.policies), _by_id(after.policies)),
        faqs=_delta(_by_id(before.faqs), _by_id(after.faqs)),
    )


@dataclass(frozen=True, slots=True)
class _Keyed:
    """A record under its key, and the handle of the product it belongs to, if any."""

    record: Record
    product: str = ""


def _products(catalog: Catalog) -> dict[str, _Keyed]:
    return {product.handle: _Keyed(product) for product in catalog.products}


def _skus(catalog: Catalog) -> dict[str, _Keyed]:
    return {
        variant.sku: _Keyed(variant, product.handle)
        for product in catalog.products
        for variant in product.variants
    }


def _by_id(records: Iterable[Policy | Faq]) -> dict[str, _Keyed]:
    return {record.id: _Keyed(record) for record in records}


def _fields(before: Record, after: Record) -> dict[str, tuple[Any, Any]]:
    """The fields that differ. Only these are turned into JSON: most of a catalog never changes."""
    names = {
        name
        for name in type(after).model_fields
        if name not in _NOT_COMPARED and getattr(before, name) != getattr(after, name)
    }
    if not names:
        return {}
    was = before.model_dump(mode="json", include=names)
    now = after.model_dump(mode="json", include=names)
    return {name: (was[name], now[name]) for name in now}


def _changes(before: _Keyed, after: _Keyed) -> dict[str, tuple[Any, Any]]:
    moved = {"product": (before.product, after.product)} if before.product != after.product else {}
    return {**moved, **_fields(before.record, after.record)}


def _delta(before: dict[str, _Keyed], after: dict[str, _Keyed]) -> Delta:
    return Delta(
        added=tuple(key for key in after if key not in before),
        changed=tuple(
            Change(key, fields)
            for key, keyed in after.items()
            if key in before and (fields := _changes(before[key], keyed))
        ),
        removed=tuple(key for key in before if key not in after),
    )
