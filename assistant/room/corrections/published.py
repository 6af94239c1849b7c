"""What a catalog publishes at a moment, as far as corrections rest on it or differ from it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from assistant.knowledge.collect import (
    attribute_fact,
    clause_fact,
    faq_fact,
    of_whole,
    offer_facts,
    option_facts,
    policy_fact,
    price_facts,
    product_fact,
    size_facts,
    stock_facts,
    unique,
)
from assistant.knowledge.facts import Evidence, Fact
from assistant.knowledge.index import ShelfIndex
from assistant.knowledge.pricing import conditional_offers, price_now
from assistant.knowledge.shelf import Shelf
from catalog_loader.product import Availability, Catalog, Offer, Product, in_zone_of


@dataclass(frozen=True, eq=False)
class Published:
    """A catalog at a moment (timezone-aware, in the shop's zone), without corrections."""

    catalog: Catalog
    index: ShelfIndex
    now: datetime

    @classmethod
    def at(cls, catalog: Catalog, now: datetime) -> "Published":
        """What `catalog` publishes at a moment of whatever zone."""
        shelf = Shelf(catalog)
        return cls(catalog, ShelfIndex(catalog), now.astimezone(shelf.timezone))

    @cached_property
    def shelf(self) -> Shelf:
        """The catalog as a room without a listing sees it."""
        return Shelf(self.catalog)

    @cached_property
    def values(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """The values of each field of each product, variant, policy and FAQ."""
        found: dict[tuple[str, str], dict[str, None]] = {}
        facts = (fact for product in self.catalog.products for fact in self.of(product))
        for fact in (*facts, *self.promises):
            found.setdefault((fact.product, fact.field), {})[fact.value] = None
        return {key: tuple(values) for key, values in found.items()}

    @cached_property
    def promises(self) -> tuple[Fact, ...]:
        """The shop's policies, their clauses, and its FAQs."""
        facts: list[Fact] = []
        for policy in self.catalog.policies:
            facts += (policy_fact(policy), *(clause_fact(policy, c) for c in policy.clauses))
        return (*facts, *map(faq_fact, self.catalog.faqs))

    def of(self, product: Product) -> tuple[Fact, ...]:
        """Everything about a product; what holds of every variant, of the product too."""
        each = [tuple(self._of_variants(product, n)) for n in range(len(product.variants))]
        whole = [
            of_whole(product, fact)
            for fact in (each[0] if each else ())
            if all(any(_alike(fact, other) for other in others) for others in each)
        ]
        own = [product_fact(product, "title", product.title)]
        own += [attribute_fact(product, one) for one in product.attributes]
        for name in product.option_names:
            own += option_facts(product, name)
        for row in product.size_table.rows if product.size_table else ():
            own += size_facts(product, row)
        return unique((*own, *whole, *(fact for facts in each for fact in facts)))

    def evidence(self, products: Iterable[Product]) -> Evidence:
        """What may be said of some products, and what the shop promises of them."""
        listed = tuple(products)
        held: list[Fact] = [fact for product in listed for fact in self.of(product)]
        for product in listed or (None,):
            for policy in self.index.policies(product):
                held += (policy_fact(policy), *(clause_fact(policy, c) for c in policy.clauses))
        return Evidence(unique(held))

    def next_change(self) -> datetime | None:
        """When the next offer begins or ends by itself; None where none does."""
        moments = (
            in_zone_of(self.now, moment)
            for offer in self._offers()
            for moment in (offer.valid_from, offer.valid_until)
        )
        return min((m for m in moments if m is not None and m > self.now), default=None)

    def _of_variants(self, product: Product, number: int) -> Iterator[Fact]:
        variant = product.variants[number]
        price, shop = price_now(variant, self.now, product), self.catalog.shop.offers
        if price is not None:
            yield from price_facts(product, variant, price)
        if variant.availability is not Availability.UNKNOWN or variant.quantity is not None:
            yield from stock_facts(product, variant, self.shelf.timezone)
        for offer in conditional_offers(variant, self.now, product, shop):
            yield from offer_facts(product, variant, offer, self.shelf.timezone)
        for attribute in variant.attributes:
            yield attribute_fact(product, attribute, variant)

    def _offers(self) -> Iterator[Offer]:
        yield from self.catalog.shop.offers
        for product in self.catalog.products:
            yield from product.offers
            for variant in product.variants:
                yield from variant.offers


def _alike(one: Fact, other: Fact) -> bool:
    return (one.field, one.value, one.unit) == (other.field, other.value, other.unit)
