"""Stock, sizes, colours and other options, by variant."""

from collections.abc import Sequence

from assistant.answering.ground.grounding import Context, Grounding, Say, Value, answered, unknown
from assistant.answering.ground.options import choose, differing, spoken, titled, unmet
from assistant.answering.understand import rules
from assistant.answering.understand.kinds import Kind
from assistant.answering.understand.talk import says as talks
from assistant.answering.understand.understanding import Understanding
from assistant.answering.understand.wishes import size_order
from assistant.knowledge.collect import (
    option_facts,
    option_field,
    option_name,
    option_values,
    stock_facts,
)
from assistant.knowledge.facts import Fact
from catalog_loader.product import Availability, Product, Variant

_BUYABLE = frozenset({Availability.IN_STOCK, Availability.BACKORDER})
_NAMED_AT_MOST = 6
_ENDS = ("largest", "smallest")
_KIND_OF = {"size": Kind.SIZES, "colour": Kind.COLOURS}


def ground_stock(understood: Understanding, product: Product, context: Context) -> Grounding:
    """Whether what was asked for can be bought; how many are left when that was asked."""
    chosen = choose(product, understood.wishes)
    missing = unmet(context, product, chosen)
    if missing is not None:
        return missing
    known = [v for v in chosen.variants if v.availability is not Availability.UNKNOWN]
    if not known:
        return unknown("unknown.stock", product=product.handle, missing="stock")
    if len(known) == 1:
        return _one(product, known[0], understood, context)
    if talks("which_left", understood.text, understood.language):
        left = _left_of(product, known, understood, context)
        if left is not None:
            return left
    if talks("left", understood.text, understood.language):
        counted = _counted(product, known, context)
        if counted is not None:
            return counted
    return _several(product, known, understood, context)


def ground_options(understood: Understanding, product: Product, context: Context) -> Grounding:
    """Which colours, sizes or other options a product comes in; of a wished one, its stock."""
    if understood.wishes or any(
        talks(topic, understood.text, understood.language) for topic in ("all", "which_left")
    ):
        return ground_stock(understood, product, context)
    name = _asked(understood, product)
    title = context.title(product)
    if not name:
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
        "product": title,
        "values": listed,
        "option": context.said(product, name),
    }
    says = [Say(template, values)]
    if field == "size" and (end := _end(understood, product, name)):
        value = context.said(product, end[1])
        says.insert(0, Say(f"options.{end[0]}", {"product": title, "value": value}))
    return answered(says, facts, product=product.handle, statements=listed)


def _end(understood: Understanding, product: Product, name: str) -> tuple[str, str] | None:
    """The end of the row of sizes that was asked for, and the size there."""
    for end in _ENDS:
        if talks(end, understood.text, understood.language):
            ordered = sorted(option_values(product, name), key=size_order)
            return (end, ordered[-1 if end == "largest" else 0]) if ordered else None
    return None


def _asked(understood: Understanding, product: Product) -> str:
    """The product's option that the question is about, by kind or by its own name."""
    if understood.kind is Kind.COLOURS:
        return option_name(product, "colour")
    if understood.kind is Kind.SIZES:
        return option_name(product, "size")
    names = tuple(dict.fromkeys(n for v in product.variants for n in v.options))
    asked = next((n for n in names if n.lower() in understood.text), "")
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
    elif variant.quantity is not None and talks("left", understood.text, understood.language):
        template, kept = "stock.left", kept | {"quantity"}
        values["quantity"] = variant.quantity
    else:
        template = "stock.in"
    return answered(
        Say(template, values), [f for f in facts if f.field in kept], product=product.handle
    )


def _left_of(
    product: Product, variants: Sequence[Variant], understood: Understanding, context: Context
) -> Grounding | None:
    """Which values of the option asked about can still be had; None where none or all can."""
    name = _asked(understood, product) if understood.kind is not Kind.STOCK else ""
    fields = {option_field(n): n for n in differing(variants)}
    if not name:
        topics = (field for field in ("size", "colour") if rules.holds(_KIND_OF[field],
                  understood.text, understood.language))  # fmt: skip
        name = next((fields[field] for field in topics if field in fields), "")
    if name not in fields.values():
        if len(fields) != 1:
            return None
        name = next(iter(fields.values()))
    here = {v.options.get(name, "") for v in variants if v.availability in _BUYABLE}
    values = [value for value in option_values(product, name) if value in here]
    if not values:
        return None
    facts = [
        fact
        for variant in variants
        for fact in stock_facts(product, variant, context.shelf.timezone)
        if fact.field == "availability"
    ]
    facts += [fact for fact in option_facts(product, name) if fact.value in here]
    said = tuple(context.said(product, value) for value in values)
    title = titled(context, product, variants)
    all_here = len(here) == len({v.options.get(name) for v in variants})
    if all_here:
        field = option_field(name)
        listed: dict[str, Value] = {"product": title, "values": said}
        listed["option"] = context.said(product, name)
        kind = field if field in ("colour", "size") else "list"
        say = Say(f"options.{kind}", listed)
    else:
        say = Say("stock.some_in", {"product": title, "in": said})
    return answered(say, facts, product=product.handle, statements=said)


def _counted(product: Product, variants: Sequence[Variant], context: Context) -> Grounding | None:
    """How many are left of each of a few variants; None where that is not published of all."""
    only = differing(variants)
    facts: list[Fact] = []
    each = []
    buyable = [v for v in variants if v.availability in _BUYABLE]
    for variant in buyable or variants:
        if variant.quantity is None or variant.availability is Availability.PREORDER:
            return None
        facts += stock_facts(product, variant, context.shelf.timezone)
        name = spoken(context, product, variant, only=only)
        count = f"{variant.quantity}件" if context.language == "zh" else f"{variant.quantity}"
        each.append(f"{name} {count}")
    if len(each) > _NAMED_AT_MOST:
        return None
    title = titled(context, product, variants)
    say = Say("stock.left_each", {"product": title, "each": tuple(each)})
    return answered(
        say, [f for f in facts if f.field in ("availability", "quantity")], product=product.handle
    )


def _several(
    product: Product, variants: Sequence[Variant], understood: Understanding, context: Context
) -> Grounding:
    facts: list[Fact] = [
        fact
        for variant in variants
        for fact in stock_facts(product, variant, context.shelf.timezone)
        if fact.field == "availability"
    ]
    out = [v for v in variants if v.availability is Availability.OUT_OF_STOCK]
    buyable = [v for v in variants if v.availability in _BUYABLE]
    only = differing(variants)
    values: dict[str, Value] = {"product": titled(context, product, variants)}
    if not buyable and not out:
        return _one(product, variants[0], _PLAIN, context)
    if not buyable:
        template = "stock.all_out"
    elif not out:
        whole = len(variants) == len(product.variants)
        all_asked = whole and talks("all", understood.text, understood.language)
        template = "stock.all_in" if all_asked else "stock.in"
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
