"""The difference between two catalogs, by the keys a shop keeps: handle, SKU, id.

When and where a record was read is no difference. A product's change names its own fields; what
changed in its variants is told SKU by SKU.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rich.table import Table
from rich.text import Text

from catalog_loader.product import Catalog, Faq, Policy, Product, Record, Shop, Variant

# Where a record was read says nothing about it; variants are compared one by one.
_NOT_COMPARED = frozenset({"origin", "variants"})

TOLD_EACH = 1_000
"""Keys of one kind that a document names; beyond, they are counted."""

_COMPARED_SKUS = 50_000
"""New SKUs looked for among those that are gone; beyond, one that moved is told as new and gone."""


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
        """The keys, and for each change the fields with both values, as far as `TOLD_EACH`."""
        return {
            "counts": {
                "added": len(self.added),
                "changed": len(self.changed),
                "removed": len(self.removed),
            },
            "added": list(self.added[:TOLD_EACH]),
            "changed": [
                {
                    "key": change.key,
                    "fields": {
                        name: {"before": before, "after": after}
                        for name, (before, after) in change.fields.items()
                    },
                }
                for change in self.changed[:TOLD_EACH]
            ],
            "removed": list(self.removed[:TOLD_EACH]),
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
    differ = Differ()
    differ.shop(before.shop, after.shop)
    products = {product.handle: product for product in before.products}
    for product in after.products:
        differ.product(products.pop(product.handle, None), product)
    for product in products.values():
        differ.product(product, None)
    before_records: tuple[Policy | Faq, ...] = (*before.policies, *before.faqs)
    after_records: tuple[Policy | Faq, ...] = (*after.policies, *after.faqs)
    records = {(record.type, record.id): record for record in before_records}
    for record in after_records:
        differ.record(records.pop((record.type, record.id), None), record)
    for kind, key in list(records):
        differ.removed_record(kind, key)
    return differ.result()


class Differ:
    """Collects a difference record by record, so that two large catalogs need not be held whole.

    What is the same in both need not be told to it.
    """

    def __init__(self) -> None:
        self._shop: dict[str, tuple[Any, Any]] = {}
        self._deltas = {name: _Growing() for name in ("product", "sku", "policy", "faq")}
        self._new_skus: dict[str, tuple[str, Variant]] = {}
        self._gone_skus: dict[str, tuple[str, Variant]] = {}

    def shop(self, before: Shop | None, after: Shop) -> None:
        """The shop; one that is new differs in nothing."""
        self._shop = _fields(before, after) if before else {}

    def product(self, before: Product | None, after: Product | None) -> None:
        """A product as it was and as it is; None where there was or is none."""
        delta = self._deltas["product"]
        if after is None and before is not None:
            delta.removed.append(before.handle)
        elif after is not None and before is None:
            delta.added.append(after.handle)
        elif after is not None and before is not None:
            delta.change(after.handle, _fields(before, after))
        was = {variant.sku: variant for variant in before.variants} if before else {}
        for variant in after.variants if after else ():
            handle = after.handle if after else ""
            if known := was.pop(variant.sku, None):
                self._deltas["sku"].change(variant.sku, _fields(known, variant))
            elif len(self._new_skus) < _COMPARED_SKUS:
                self._new_skus[variant.sku] = (handle, variant)
            else:
                self._deltas["sku"].added.append(variant.sku)
        if before:
            self._gone_skus |= {sku: (before.handle, variant) for sku, variant in was.items()}

    def record(self, before: Policy | Faq | None, after: Policy | Faq) -> None:
        """A policy or an FAQ as it was, None where it is new, and as it is."""
        delta = self._deltas[after.type]
        if before is None:
            delta.added.append(after.id)
        else:
            delta.change(after.id, _fields(before, after))

    def removed_record(self, kind: str, key: str) -> None:
        """A policy or an FAQ that is no more."""
        self._deltas[kind].removed.append(key)

    def result(self) -> Difference:
        """The difference of all that was told; a SKU gone here and new there has moved."""
        skus = self._deltas["sku"]
        added = []
        for sku, (handle, variant) in self._new_skus.items():
            if sku not in self._gone_skus:
                added.append(sku)
                continue
            old_handle, old = self._gone_skus.pop(sku)
            skus.change(sku, {"product": (old_handle, handle), **_fields(old, variant)})
        skus.added[:0] = added
        skus.removed += self._gone_skus
        products, policies, faqs = (self._deltas[name] for name in ("product", "policy", "faq"))
        return Difference(self._shop, products.done(), skus.done(), policies.done(), faqs.done())


@dataclass(slots=True)
class _Growing:
    """A delta while it is collected."""

    added: list[str] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)

    def change(self, key: str, fields: Mapping[str, tuple[Any, Any]]) -> None:
        if fields:
            self.changed.append(Change(key, fields))

    def done(self) -> Delta:
        return Delta(tuple(self.added), tuple(self.changed), tuple(self.removed))


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
