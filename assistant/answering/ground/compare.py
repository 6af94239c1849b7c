"""Comparison: two or three products, or variants of one, side by side in what was asked."""

import re
from collections.abc import Sequence

from assistant.answering.ground.attributes import attribute_said, with_key
from assistant.answering.ground.grounding import Context, Grounding, Say, answered, unknown
from assistant.answering.ground.options import choose, differing, spoken
from assistant.answering.ground.price import price_said, prices_of
from assistant.answering.understand.understanding import Understanding
from assistant.knowledge.collect import attribute_fact
from assistant.knowledge.facts import Fact
from assistant.knowledge.names import prefer
from catalog_loader.product import Attribute, Product
from catalog_loader.tables import table

_COMPARED_AT_MOST = 3
_ATTRIBUTES_AT_MOST = 2
_SURE = 0.65
_TELLING = ("filling", "material", "power", "capacity", "suitable_for", "ingredients", "thickness")
_BETWEEN = re.compile(
    r"和|跟|与|还是|对比|相比|比起?|或者?|、|[,，?？]|\s?\bvs\.?\s?"
    r"|\b(?:and|or|than|versus|between|compared (?:to|with)|dan|atau|sama|dengan)\b"
    r"|\b(?:và|hay|hoặc|với|so với)\b|กับ|หรือ|และ"
)


def ground_compare(understood: Understanding, context: Context) -> Grounding:
    """Products beside each other in what was asked, else in price and in what all publish."""
    products = _compared(understood, context)
    aspects = _aspects(understood.text)
    if len(products) < 2:
        product = products[0] if products else context.shelf.product(understood.product)
        variants = product and _of_variants(product, aspects, understood, context)
        return variants or unknown(
            "unknown.compare", product=understood.product, missing="second product"
        )
    if "price" in aspects:
        return _cheaper(products, context) or _by_price(products, context)
    for aspect in aspects:
        asked = _by_aspect(products, aspect, understood, context)
        if asked:
            return asked
    shared = set.intersection(*({a.key for a in p.attributes if a.key} for p in products))
    facts: list[Fact] = []
    prices: list[Say] = []
    says: list[Say] = []
    for product in products:
        priced = prices_of(product, product.variants, context)
        if priced:
            say, price_facts = price_said(product, priced, context)
            prices.append(say)
            facts += price_facts if len(price_facts) <= 6 else _spread(price_facts)
        beside = [a for a in product.attributes if a.key in shared]
        for attribute in sorted(beside, key=_telling)[:_ATTRIBUTES_AT_MOST]:
            facts.append(attribute_fact(product, attribute))
            says.append(attribute_said(product, attribute, context))
    if not facts:
        return unknown("unknown.compare", product=products[0].handle, missing="price")
    handle = products[0].handle
    return answered([*prices, *says], facts, product=handle, leads=len(prices))


def _cheaper(products: Sequence[Product], context: Context) -> Grounding | None:
    """Which of two products costs less, where all variants of the one cost less than any of the
    other; that much is arithmetic on their prices and needs no model."""
    priced = [(product, prices_of(product, product.variants, context)) for product in products]
    if len(products) != 2 or not all(prices for _, prices in priced):
        return None
    priced.sort(key=lambda pair: min(current.price.minor for _, current in pair[1]))
    (low, low_prices), (high, high_prices) = priced
    dearest = max((current.price for _, current in low_prices), key=lambda price: price.minor)
    cheapest = min((current.price for _, current in high_prices), key=lambda price: price.minor)
    if dearest.currency != cheapest.currency or dearest.minor >= cheapest.minor:
        return None
    facts = [fact for product, prices in priced for fact in price_said(product, prices, context)[1]]
    says = [Say("compare.cheaper", {"product": context.title(low), "other": context.title(high)})]
    says += [price_said(product, prices, context)[0] for product, prices in priced]
    return answered(says, facts, product=low.handle, statements=[low.title, high.title])


def _by_price(products: Sequence[Product], context: Context) -> Grounding:
    """What each costs, where neither is cheaper in every variant."""
    says: list[Say] = []
    facts: list[Fact] = []
    for product in products:
        priced = prices_of(product, product.variants, context)
        if priced:
            say, found = price_said(product, priced, context)
            says.append(say)
            facts += found
    if not says:
        return unknown("unknown.compare", product=products[0].handle, missing="price")
    return answered(says, facts, product=products[0].handle)


def _by_aspect(
    products: Sequence[Product], aspect: str, understood: Understanding, context: Context
) -> Grounding | None:
    """What each publishes on one aspect; None unless two of them publish the same property."""
    for key in table(__package__, "comparatives.toml")[aspect].get("keys", ()):
        says: list[Say] = []
        facts: list[Fact] = []
        telling = 0
        for product in products:
            found = with_key(product, key, understood, context)[:_ATTRIBUTES_AT_MOST]
            telling += bool(found)
            says += [attribute_said(product, a, context, options) for a, _, options in found]
            facts += [fact for _, fact, _ in found]
        if telling > 1:
            texts = [str(say.values[name]) for say in says for name in ("value", "label")]
            return answered(says, facts, product=products[0].handle, statements=texts)
    return None


def _of_variants(
    product: Product, aspects: Sequence[str], understood: Understanding, context: Context
) -> Grounding | None:
    """Variants of one product beside each other: what differs between those asked for."""
    chosen = choose(product, understood.wishes).variants
    variants = chosen if len(chosen) > 1 else product.variants
    if len(variants) < 2 or not understood.wishes:
        return None
    priced = prices_of(product, variants, context)
    says: list[Say] = []
    facts: list[Fact] = []
    if priced:
        say, facts = price_said(product, priced, context)
        says.append(say)
    only = differing(variants)
    shown: dict[tuple[str, str, str], None] = {}
    for variant in variants:
        options = spoken(context, product, variant, only=only)
        for attribute in variant.attributes[:_ATTRIBUTES_AT_MOST]:
            if (attribute.name, attribute.value, options) in shown:
                continue
            shown[attribute.name, attribute.value, options] = None
            says.append(attribute_said(product, attribute, context, options))
            facts.append(attribute_fact(product, attribute, variant))
    if not says:
        return None
    texts = [str(s.values[name]) for s in says for name in ("value", "label") if name in s.values]
    return answered(says, facts, product=product.handle, statements=texts)


def _compared(understood: Understanding, context: Context) -> list[Product]:
    """The products to compare: by number, and by what each side of the comparison names."""
    shelf, names = context.shelf, context.index.names
    order = (shelf.on_air, *shelf.listing)
    handles = [p.handle for n in understood.slots.numbers if (p := shelf.at(n))]
    for group in names.mentions(understood.text):
        handles.append(shelf.on_air if shelf.on_air in group else group[0])
    for side in _BETWEEN.split(understood.text):
        found = tuple(n for n in names.find(side) if n.sure >= _SURE) if side.strip() else ()
        if found and not {n.product for n in found} & set(handles):
            best = prefer(found, order)
            handles += [best.product] if best else []
    handles = list(dict.fromkeys(handles))
    several = len({value for _, value in understood.wishes}) > 1
    if len(handles) == 1 and not several and shelf.on_air not in ("", handles[0]):
        handles.insert(0, shelf.on_air)
    return [p for h in handles[:_COMPARED_AT_MOST] if (p := shelf.product(h))]


def _aspects(question: str) -> tuple[str, ...]:
    """What the comparison is about, the price first."""
    return tuple(
        a
        for a, section in table(__package__, "comparatives.toml").items()
        if re.search(section["asks"], question)
    )


def _telling(attribute: Attribute) -> int:
    """What tells two products apart comes first."""
    return _TELLING.index(attribute.key) if attribute.key in _TELLING else len(_TELLING)


def _spread(facts: Sequence[Fact]) -> list[Fact]:
    """One fact for each different amount, so that a model's prompt stays short."""
    return list({(f.field, f.value): f for f in facts}.values())
