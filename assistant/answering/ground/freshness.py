"""Prices and stock that the shop has not confirmed for long are not said as certain."""

from dataclasses import replace
from datetime import datetime

from assistant.answering.ground.grounding import Answerable, Context, Grounding, Say
from assistant.knowledge.collect import product_fact
from assistant.knowledge.facts import Fact
from catalog_loader.product import Product

_PRICES = frozenset({"price", "list_price", "total", "off", "ladder_price", "member_price"})
_STOCK = frozenset({"availability", "quantity"})


def with_caveats(grounding: Grounding, context: Context) -> Grounding:
    """`grounding`, saying when its prices and stock are from where that was too long ago."""
    if grounding.answerable is not Answerable.YES:
        return grounding
    oldest: tuple[datetime, Product] | None = None
    fields: set[str] = set()
    for fact in grounding.evidence.facts:
        product = _product_of(fact, context)
        if product is None or fact.field not in _PRICES | _STOCK:
            continue
        since = context.shelf.freshness.stale_since(product.handle, context.now)
        if since is not None:
            fields.add(fact.field)
            oldest = min(oldest or (since, product), (since, product), key=lambda pair: pair[0])
    if oldest is None:
        return grounding
    since, product = oldest
    both = fields & _PRICES and fields & _STOCK
    template = "stale" if both else ("stale.price" if fields & _PRICES else "stale.stock")
    fact = product_fact(product, "as_of", since.isoformat(), label="更新时间")
    evidence = replace(grounding.evidence, facts=(*grounding.evidence.facts, fact))
    return replace(grounding, evidence=evidence, caveats=(Say(template, {"as_of": since}),))


def _product_of(fact: Fact, context: Context) -> Product | None:
    found = context.shelf.variant(fact.product)
    return found[0] if found else context.shelf.product(fact.product)
