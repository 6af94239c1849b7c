"""A catalog as one room sees it: what is listed under which number, and what is on air."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo
from functools import cached_property
from zoneinfo import ZoneInfo

from catalog_loader.product import Catalog, Product, Variant


@dataclass(frozen=True, slots=True)
class Freshness:
    """When the shop last confirmed its catalog, and how long its prices and stock are sure.

    `changed_at` holds products confirmed since, by handle. `limit` None: they are always sure.
    """

    as_of: datetime | None = None
    changed_at: Mapping[str, datetime] = field(default_factory=dict)
    limit: timedelta | None = None

    def stale_since(self, handle: str, now: datetime) -> datetime | None:
        """When the product's price and stock were last confirmed, None while they are sure."""
        if self.limit is None or self.as_of is None:
            return None
        confirmed = max(self.as_of, self.changed_at.get(handle, self.as_of))
        return confirmed.astimezone(now.tzinfo) if now - confirmed > self.limit else None


ALWAYS_FRESH = Freshness()


@dataclass(frozen=True, eq=False)
class Shelf:
    """A catalog, the handles listed in a room in the order of their numbers, and the one on air.

    Numbers count from 1. Handles that the catalog does not hold, or that are not published, are
    skipped by the lookups but keep their number, so that 3号链接 stays 3号链接.
    """

    catalog: Catalog
    listing: tuple[str, ...] = ()
    on_air: str = ""
    freshness: Freshness = ALWAYS_FRESH

    @cached_property
    def _products(self) -> Mapping[str, Product]:
        return {p.handle: p for p in self.catalog.products if p.published}

    @cached_property
    def _variants(self) -> Mapping[str, tuple[Product, Variant]]:
        return {v.sku.lower(): (p, v) for p in self._products.values() for v in p.variants}

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        return {handle: number for number, handle in enumerate(self.listing, start=1)}

    @property
    def currency(self) -> str:
        """ISO 4217 code of the shop."""
        return self.catalog.shop.currency

    @property
    def language(self) -> str:
        """The shop's own language."""
        return self.catalog.shop.language

    @cached_property
    def timezone(self) -> tzinfo:
        """The zone in which the shop's days begin and promotions end."""
        return ZoneInfo(self.catalog.shop.timezone)

    @property
    def on_air_product(self) -> Product | None:
        """What the host is showing now."""
        return self.product(self.on_air) if self.on_air else None

    @cached_property
    def listed(self) -> tuple[Product, ...]:
        """The products of the listing, in order; the whole catalog when nothing is listed."""
        if not self.listing:
            return tuple(self._products.values())
        return tuple(p for handle in self.listing if (p := self._products.get(handle)))

    def product(self, handle: str) -> Product | None:
        """The published product with this handle."""
        return self._products.get(handle)

    def variant(self, sku: str) -> tuple[Product, Variant] | None:
        """The product and variant of a SKU, whatever its case."""
        return self._variants.get(sku.lower())

    def number(self, handle: str) -> int:
        """The link number of a product in this room, 0 when it is not listed."""
        return self._numbers.get(handle, 0)

    def at(self, number: int) -> Product | None:
        """The product under a link number."""
        if not 1 <= number <= len(self.listing):
            return None
        return self.product(self.listing[number - 1])

    def with_on_air(self, handle: str) -> "Shelf":
        """The same shelf with another product on air ("" for none).

        Raises KeyError when the catalog has no such product.
        """
        if handle and self.product(handle) is None:
            raise KeyError(handle)
        return replace(self, on_air=handle)

    def vocabulary(self) -> tuple[str, ...]:
        """Product words for the recogniser, no duplicates.

        Those of the on-air product first, then what the others are called, then what they come in.
        """
        current = self.on_air_product
        listed = [product for product in self.listed if product is not current]
        shown = [current] if current else []
        words: dict[str, None] = {}
        for product in shown:
            words.update(dict.fromkeys((*_names(product), *_options(product))))
        for product in listed:
            words.update(dict.fromkeys(_names(product)))
        for product in (*shown, *listed):
            words.update(dict.fromkeys((product.title, *_options(product))))
            words.update((attribute.name, None) for attribute in product.attributes)
        return tuple(words)


def _names(product: Product) -> tuple[str, ...]:
    return (*(product.aliases or (product.title,)), *((product.brand,) if product.brand else ()))


def _options(product: Product) -> tuple[str, ...]:
    return tuple(value for variant in product.variants for value in variant.options.values())
