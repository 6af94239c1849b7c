"""Price, promotion and total: the offer in force, never one that is over or has not begun."""

from collections.abc import Sequence

from assistant.answering.ground.grounding import (
    Context,
    Grounding,
    Say,
    Value,
    answered,
    unknown,
)
from assistant.answering.ground.options import absent, choose, differing, spoken
from assistant.answering.understand.kinds import Kind
from assistant.answering.understand.understanding import Understanding
from assistant.knowledge.collect import money_fact, of_whole, offer_facts, price_facts
from assistant.knowledge.facts import Fact
from assistant.knowledge.prices import PriceNow, conditional_offers, price_now, total_now
from catalog_loader.product import Money, Offer, OfferKind, Product, Variant

Priced = tuple[Variant, PriceNow]
_LISTED_AT_MOST = 4


def ground_price(understood: Understanding, product: Product, context: Context) -> Grounding:
    """The price in force of what was asked for; from-to where variants differ."""
    chosen = choose(product, understood.wishes)
    if chosen.absent:
        return absent(context, product, chosen.absent)
    priced = prices_of(product, chosen.variants, context)
    if not priced:
        return unknown("unknown.price", product=product.handle, missing="price")
    say, facts = price_said(product, priced, context, wished=bool(understood.wishes))
    extra = _conditions(product, priced[0][0], context)
    return answered(
        [say, *_undercut(product, priced, context), *extra[0]],
        [*facts, *extra[1]],
        product=product.handle,
    )


def ground_promotion(understood: Understanding, product: Product, context: Context) -> Grounding:
    """Offers in force with their end; without any, that none is listed, and the price."""
    chosen = choose(product, understood.wishes)
    priced = prices_of(product, chosen.variants or product.variants, context)
    if not priced:
        return unknown("unknown.price", product=product.handle, missing="price")
    conditions, terms = _conditions(product, priced[0][0], context)
    if understood.kind is Kind.COUPON and not any(
        offer.kind is OfferKind.COUPON
        for offer in conditional_offers(priced[0][0], context.now, product)
    ):
        return unknown("unknown.coupon", product=product.handle, missing="coupon")
    say, facts = price_said(product, priced, context, wished=bool(understood.wishes))
    if any(current.offer for _, current in priced) or conditions:
        return answered(
            [say, *_undercut(product, priced, context), *conditions],
            [*facts, *terms],
            product=product.handle,
        )
    return answered([Say("promotion.none"), say], facts, product=product.handle)


def ground_total(understood: Understanding, product: Product, context: Context) -> Grounding:
    """What several pieces cost together; the single price where variants differ."""
    quantity = understood.slots.quantity
    chosen = choose(product, understood.wishes)
    if quantity < 1 or chosen.absent:
        return ground_price(understood, product, context)
    totals = {
        total.total: (variant, total)
        for variant in chosen.variants
        if (total := total_now(variant, quantity, context.now, product))
    }
    if len(totals) != 1:
        return ground_price(understood, product, context)
    variant, total = next(iter(totals.values()))
    facts = [
        money_fact(product, variant, "price", total.unit, "价格"),
        money_fact(product, variant, "total", total.total, f"{quantity}件合计"),
    ]
    values: dict[str, Value] = {
        "product": context.title(product),
        "unit": total.unit,
        "quantity": quantity,
        "total": total.total,
    }
    if total.off:
        facts.append(money_fact(product, variant, "off", total.off, "优惠"))
        return answered(
            Say("total.off", {**values, "off": total.off}), facts, product=product.handle
        )
    return answered(Say("total", values), facts, product=product.handle)


def prices_of(
    product: Product, variants: Sequence[Variant], context: Context
) -> tuple[Priced, ...]:
    """The variants that have a price now, with it."""
    return tuple(
        (variant, current)
        for variant in variants
        if (current := price_now(variant, context.now, product))
    )


def price_said(
    product: Product, priced: Sequence[Priced], context: Context, *, wished: bool = False
) -> tuple[Say, list[Fact]]:
    """The sentence that says the prices of `priced`, and the facts under it."""
    facts = [fact for variant, current in priced for fact in price_facts(product, variant, current)]
    title = context.title(product)
    amounts = {(c.price, c.list_price, c.until) for _, c in priced}
    if len(amounts) == 1:
        variant, current = priced[0]
        if len(priced) > 1:
            facts = list(price_facts(product, variant, current))
        if len(priced) == len(product.variants):
            facts = [of_whole(product, fact) for fact in facts]
        name = f"{title} {spoken(context, product, variant)}" if wished else title
        if wished and len(priced) > 1:
            name = title
        values: dict[str, Value] = {"product": name, "price": current.price}
        if current.list_price and current.until:
            values |= {"list_price": current.list_price, "until": current.until}
            return Say("price.offer_until", values), facts
        if current.list_price:
            return Say("price.offer", {**values, "list_price": current.list_price}), facts
        return Say("price.one", values), facts
    each = _by_price(product, priced, context)
    if each and len(each) <= _LISTED_AT_MOST:
        until = {c.until for _, c in priced if c.until}
        if len(until) == 1:
            return Say(
                "price.each_until", {"product": title, "each": each, "until": until.pop()}
            ), facts
        return Say("price.each", {"product": title, "each": each}), facts
    low = min((c.price for _, c in priced), key=lambda money: money.minor)
    high = max((c.price for _, c in priced), key=lambda money: money.minor)
    deciding = tuple(context.said(product, n) for n in differing([v for v, _ in priced]))
    return Say(
        "price.range", {"product": title, "low": low, "high": high, "decides": deciding}
    ), facts


def _undercut(product: Product, priced: Sequence[Priced], context: Context) -> list[Say]:
    """The list prices, where `price_said` named several offers without them."""
    if len({(c.price, c.list_price, c.until) for _, c in priced}) == 1:
        return []
    before = tuple((v, PriceNow(c.list_price)) for v, c in priced if c.list_price)
    each = _by_price(product, before, context)
    if not each or len(before) < len(priced) or len(each) > _LISTED_AT_MOST:
        return []
    return [Say("price.each_before", {"each": each})]


def _by_price(
    product: Product, priced: Sequence[Priced], context: Context
) -> tuple[tuple[str, Money], ...]:
    """(option value, price) for each value of the one option that decides it; () if several do."""
    for name in differing([variant for variant, _ in priced]):
        by_value: dict[str, set[tuple[int, int]]] = {}
        for variant, current in priced:
            listed = current.list_price.minor if current.list_price else 0
            by_value.setdefault(variant.options.get(name, ""), set()).add(
                (current.price.minor, listed)
            )
        if all(len(found) == 1 for found in by_value.values()):
            said = {
                context.said(product, variant.options.get(name, "")): current.price
                for variant, current in priced
            }
            return tuple(said.items())
    return ()


def _conditions(
    product: Product, variant: Variant, context: Context
) -> tuple[list[Say], list[Fact]]:
    """Sentences and facts of coupons, 满减 and ladder prices in force."""
    says: list[Say] = []
    facts: list[Fact] = []
    for offer in conditional_offers(variant, context.now, product)[:2]:
        say = _condition(offer)
        if say:
            says.append(say)
            facts += offer_facts(product, variant, offer, context.shelf.timezone)
    return says, facts


def _condition(offer: Offer) -> Say | None:
    if offer.kind is OfferKind.FULL_REDUCTION and offer.off and offer.threshold:
        return Say("offer.full_reduction", {"threshold": offer.threshold, "off": offer.off})
    if offer.kind is OfferKind.COUPON and offer.off and offer.threshold:
        return Say("offer.coupon_from", {"threshold": offer.threshold, "off": offer.off})
    if offer.kind is OfferKind.COUPON and offer.off:
        return Say("offer.coupon", {"off": offer.off})
    if offer.kind is OfferKind.LADDER and offer.price:
        return Say("offer.ladder", {"quantity": offer.min_quantity, "price": offer.price})
    return None
