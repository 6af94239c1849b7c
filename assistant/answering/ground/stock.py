"""Stock, sizes, colours and other options, by variant."""

import re
from collections.abc import Sequence

from assistant.answering.ground.grounding import Context, Grounding, Say, Value, answered, unknown
from assistant.answering.ground.options import absent, choose, differing, spoken
from assistant.answering.understand.kinds import Kind
from assistant.answering.understand.understanding import Understanding
from assistant.knowledge.collect import option_facts, option_field, option_name, stock_facts
from assistant.knowledge.facts import Fact
from catalog_loader.product import Availability, Product, Variant

_HOW_MANY = re.compile(r"剩|几件|多少|库存|how many|left|sisa|tinggal|còn mấy|เหลือ")
_BUYABLE = frozenset({Availability.IN_STOCK, Availability.BACKORDER})
_NAMED_AT_MOST = 6


def ground_stock(understood: Understanding, product: Product, context: Context) -> Grounding:
    """Whether what was asked for can be bought; how many are left when that was asked."""
    chosen = choose(product, understood.wishes)
    if chosen.absent:
        return absent(context, product, chosen.absent)
    variants = chosen.variants
    known = [v for v in variants if v.availability is not Availability.UNKNOWN]
    if not known:
        return unknown("unknown.stock", product=product.handle, missing="stock")
    if len(known) == 1:
        return _one(product, known[0], understood, context)
    return _several(product, known, context)


def ground_options(understood: Understanding, product: Product, context: Context) -> Grounding:
    """Which colours, sizes or other options a product comes in; of a wished one, its stock."""
    if understood.wishes:
        return ground_stock(understood, product, context)
    name = _asked(understood, product)
    if not name:
        title = context.title(product)
        if understood.kind is Kind.VARIANTS or not product.variants:
            return unknown("unknown.options", product=product.handle, missing="options")
        names = dict.fromkeys(n for v in product.variants for n in v.options)
        facts = [fact for n in names for fact in option_facts(product, n)]
        if not facts:
            return unknown("unknown.options", product=product.handle, missing="options")
        listed = tuple(context.said(product, fact.value) for fact in facts)
        return answered(
            Say("options.list", {"product": title, "values": listed}),
            facts,
            product=product.handle,
            statements=listed,
        )
    facts = list(option_facts(product, name))
    listed = tuple(context.said(product, fact.value) for fact in facts)
    field = option_field(name)
    template = f"options.{field}" if field in ("colour", "size") else "options.list"
    values: dict[str, Value] = {
        "product": context.title(product),
        "values": listed,
        "option": context.said(product, name),
    }
    return answered(Say(template, values), facts, product=product.handle, statements=listed)


def _asked(understood: Understanding, product: Product) -> str:
    """The product's option that the question is about, by kind or by its own name."""
    if understood.kind is Kind.COLOURS:
        return option_name(product, "colour")
    if understood.kind is Kind.SIZES:
        return option_name(product, "size")
    names = tuple(dict.fromkeys(n for v in product.variants for n in v.options))
    asked = next((n for n in names if n in understood.text), "")
    return (
        asked
        or next((n for n in names if option_field(n) not in ("colour", "size")), "")
        or (names[0] if names else "")
    )


def _one(
    product: Product, variant: Variant, understood: Understanding, context: Context
) -> Grounding:
    facts = list(stock_facts(product, variant, context.shelf.timezone))
    options = spoken(context, product, variant) if len(product.variants) > 1 else ""
    name = f"{context.title(product)} {options}".strip()
    values: dict[str, Value] = {"product": name}
    kept = {"availability"}
    if variant.availability is Availability.PREORDER:
        template = "stock.preorder"
        if variant.available_from:
            template, kept = "stock.preorder_from", kept | {"available_from"}
            values["from"] = variant.available_from.astimezone(context.shelf.timezone)
    elif variant.availability not in _BUYABLE:
        template = "stock.out"
        others = [v for v in product.variants if v.availability in _BUYABLE]
        near = _near(variant, others)
        if near:
            template = "stock.out_others"
            values["others"] = tuple(spoken(context, product, v) for v in near)
            facts += [f for v in near for f in stock_facts(product, v)]
    elif variant.quantity is not None and _HOW_MANY.search(understood.text):
        template, kept = "stock.left", kept | {"quantity"}
        values["quantity"] = variant.quantity
    else:
        template = "stock.in"
    return answered(
        Say(template, values), [f for f in facts if f.field in kept], product=product.handle
    )


def _several(product: Product, variants: Sequence[Variant], context: Context) -> Grounding:
    facts: list[Fact] = [
        fact
        for variant in variants
        for fact in stock_facts(product, variant, context.shelf.timezone)
        if fact.field == "availability"
    ]
    title = context.title(product)
    out = [v for v in variants if v.availability is Availability.OUT_OF_STOCK]
    buyable = [v for v in variants if v.availability in _BUYABLE]
    only = differing(variants)
    values: dict[str, Value] = {"product": title}
    if len(variants) < len(product.variants):
        same = [n for n in differing(product.variants) if n not in only]
        values["product"] = f"{title} {spoken(context, product, variants[0], only=same)}".strip()
    if not buyable and not out:
        return _one(product, variants[0], _PLAIN, context)
    if not buyable:
        template = "stock.all_out"
    elif not out:
        template = "stock.in"
    elif len(out) <= _NAMED_AT_MOST:
        template = "stock.some_out"
        values["out"] = tuple(spoken(context, product, v, only=only) for v in out)
    else:
        template = "stock.some_in"
        values["in"] = tuple(spoken(context, product, v, only=only) for v in buyable)
    return answered(Say(template, values), facts, product=product.handle)


def _near(variant: Variant, others: Sequence[Variant]) -> list[Variant]:
    """Up to three variants to offer instead: those sharing most options with the one sold out."""

    def shared(other: Variant) -> int:
        return sum(other.options.get(n) == value for n, value in variant.options.items())

    ranked = sorted(others, key=shared, reverse=True)
    return [v for v in ranked if shared(v) == shared(ranked[0])][:3] if ranked else []


_PLAIN = Understanding(kind=Kind.STOCK, text="", language="zh")
