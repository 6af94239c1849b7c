"""What a customer asks of their own purchases: from their history and the catalog of today.

Grounded only for who is known by their room token, and told to them alone. To anybody else there is
nothing to say but that nothing is known.
"""

from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.ground.grounding import (
    Answerable,
    Context,
    Grounding,
    Say,
    answered,
    unknown,
)
from assistant.answering.ground.price import price_said, prices_of
from assistant.answering.ground.stock import ground_stock
from assistant.answering.reminding import days_since, last_bought, name_of, reasons
from assistant.answering.understand.understanding import Understanding
from assistant.knowledge.collect import product_fact, variant_fact
from assistant.knowledge.facts import Fact
from assistant.knowledge.shelf import Shelf
from assistant.recommend.known import Known
from assistant.recommend.rules.offered import in_stock
from assistant.recommend.rules.sensitive import sensitive
from assistant.recommend.rules.suggested import Standing, suggested
from assistant.recommend.suggestion import Habit, Suggestion
from catalog_loader.product import Product, Variant

TOLD_AT_MOST = 3


def ground_last_bought(understood: Understanding, context: Context) -> Grounding:
    """Whether what was bought last, or what is named of it, is still there, and at which price."""
    known = context.known
    if known is not None and not known.profiled:
        return _popular(known, context)
    if known is None or not known.habits:
        return _nothing_known()
    named = context.shelf.product(understood.product) if understood.named else None
    found = [
        (name, *sold)
        for name in (known.habits if named else known.last)
        if (sold := _sold(context.shelf, name)) and (named is None or sold[0] is named)
    ]
    if named is not None and not found:
        return ground_stock(understood, named, context)
    if not found:
        return unknown("unknown.purchases_elsewhere", missing="product")
    # who asks for the one thing is answered; beside others it is not for us to bring up
    plain = [one for one in found if not sensitive(one[1])] or found
    parts = [
        _still_there(understood, known.habits[name], product, variant, context)
        for name, product, variant in plain[:TOLD_AT_MOST]
    ]
    return _together(parts)


def ground_needed_again(understood: Understanding, context: Context) -> Grounding:
    """What a customer is about to need again, by their own rhythm, of what can be had today."""
    known = context.known
    if known is None:
        return _nothing_known()
    if not known.profiled or not known.habits:
        return _popular(known, context)
    if not known.wishes:
        return unknown("unknown.purchases_later", missing="forecast")
    suggestions = _suggestions(known, context)
    if not suggestions:
        return Grounding(Answerable.YES, (Say("purchases.nothing_due"),))
    return _together([_reasons(suggestion, context) for suggestion in suggestions])


def _nothing_known() -> Grounding:
    return unknown("unknown.purchases", missing="purchases")


def _popular(known: Known, context: Context) -> Grounding:
    """What others buy, for whom nothing of their own may be said or is there to be said."""
    suggestions = _suggestions(known, context)
    if not suggestions:
        return _nothing_known()
    together = _together([_reasons(suggestion, context) for suggestion in suggestions])
    return replace(together, says=(Say("purchases.popular"), *together.says))


def _suggestions(known: Known, context: Context) -> Sequence[Suggestion]:
    """By the shop's rules; that they were told of it lately is no reason, since they ask."""
    standing = Standing(known.returned, known.refused)
    return suggested(
        known.wishes, context.shelf, context.now, k=TOLD_AT_MOST, standing=standing
    ).suggestions


def _reasons(suggestion: Suggestion, context: Context) -> Grounding:
    says, facts = reasons(suggestion, context.shelf, context.language, context.now)
    return answered(says, facts, product=suggestion.handle)


def _still_there(
    understood: Understanding,
    habit: Habit,
    product: Product,
    variant: Variant | None,
    context: Context,
) -> Grounding:
    """When it was bought, whether there is some, and, where there is, what it costs."""
    name = name_of(product, variant, context.language) if variant else context.title(product)
    wishes = tuple(variant.options.items()) if variant is not None else ()
    stock = ground_stock(replace(understood, wishes=wishes), product, context)
    says: list[Say] = [last_bought(habit, name, context.now), *stock.says]
    facts = [_days_fact(habit, product, variant, context), *stock.evidence.facts]
    buyable = [v for v in ((variant,) if variant else product.variants) if in_stock(v, context.now)]
    if priced := prices_of(product, buyable, context):
        say, priced_facts = price_said(product, priced, context, wished=variant is not None)
        says.append(say)
        facts += priced_facts
    return answered(says, facts, product=product.handle, statements=stock.evidence.statements)


def _days_fact(habit: Habit, product: Product, variant: Variant | None, context: Context) -> Fact:
    value = ("days_since_bought", str(days_since(habit, context.now)), "天", "距上次购买")
    fact = variant_fact(product, variant, *value) if variant else product_fact(product, *value)
    return replace(fact, source="history", origin="")


def _sold(shelf: Shelf, name: str) -> tuple[Product, Variant | None] | None:
    """What a history calls `name`, of what the room sells from; no variant for a handle."""
    if (found := shelf.variant(name)) is not None:
        return found
    product = shelf.product(name)
    return (product, None) if product is not None else None


def _together(parts: Sequence[Grounding]) -> Grounding:
    return answered(
        [say for part in parts for say in part.says],
        [fact for part in parts for fact in part.evidence.facts],
        product=parts[0].product,
        statements=[text for part in parts for text in part.evidence.statements],
    )
