"""Price and promotion: the offer in force, never one that is over or has not begun."""

from collections.abc import Sequence

from assistant.answering.ground.grounding import (
    Context,
    Grounding,
    Say,
    Value,
    answered,
    unknown,
)
from assistant.answering.ground.moments import after, coming, over, saved
from assistant.answering.ground.offers import (
    Priced,
    Said,
    by_option,
    conditions,
    couponed,
    has_offer,
    is_amount,
    members,
    reduced,
)
from assistant.answering.ground.options import choose, differing, titled, unmet
from assistant.answering.understand.kinds import Kind
from assistant.answering.understand.strangers import published_text
from assistant.answering.understand.talk import says as talks
from assistant.answering.understand.talk import thing_said
from assistant.answering.understand.understanding import Understanding
from assistant.knowledge.collect import of_whole, price_facts
from assistant.knowledge.facts import Fact
from assistant.knowledge.pricing import price_now
from catalog_loader.product import OfferKind, Product, Variant

_TOPICS = ("member", "saved", "coming", "after", "usual")


def ground_price(understood: Understanding, product: Product, context: Context) -> Grounding:
    """The price in force of what was asked for, from-to where variants differ; and what else was
    asked of it: for members, with the next offer, once this one is over, whether it is what the
    viewer says."""
    return _ground(understood, product, context, promotion=False)


def ground_promotion(understood: Understanding, product: Product, context: Context) -> Grounding:
    """Offers in force with their end; without any, that none is listed, and the price. Of a gift
    that is named and that no text of the product names, nothing is known."""
    gift = thing_said("gift", understood.text, understood.language)
    if gift and gift not in published_text(product):
        return unknown(product=product.handle, missing=gift)
    return _ground(understood, product, context, promotion=True)


def _ground(
    understood: Understanding, product: Product, context: Context, *, promotion: bool
) -> Grounding:
    chosen = choose(product, understood.wishes)
    missing = unmet(context, product, chosen)
    if missing is not None:
        return missing
    priced = prices_of(product, chosen.variants, context)
    if not priced:
        return unknown("unknown.price", product=product.handle, missing="price")
    asks_coupon = understood.kind is Kind.COUPON
    if asks_coupon and not has_offer(product, priced, context, OfferKind.COUPON):
        return unknown("unknown.coupon", product=product.handle, missing="coupon")
    topic = next((t for t in _TOPICS if talks(t, understood.text, understood.language)), "")
    lead, facts = _lead(topic, understood, product, priced, context)
    say, own = price_said(product, priced, context, wished=bool(understood.wishes))
    said = list(lead)
    if not any(own.template == "price.saved" for own in lead):
        undercut = [] if topic == "after" and lead else _undercut(product, priced, context)
        said += [say, *undercut]
    if talks("reduced", understood.text, understood.language):
        less, why = reduced(product, priced, context, wished=bool(understood.wishes))
        said, facts = [*said, *less], [*facts, *why]
    beside, more = _beside(understood, product, priced, context, dated=promotion)
    offered = lead or beside or any(current.offer for _, current in priced)
    if topic == "usual" and not any(current.list_price for _, current in priced):
        said.append(Say("price.usual", {"product": context.title(product)}))
    elif promotion and not offered:
        said.insert(0, Say("promotion.none"))
    return answered(_once([*said, *beside]), [*own, *facts, *more], product=product.handle)


def _lead(
    topic: str,
    understood: Understanding,
    product: Product,
    priced: Sequence[Priced],
    context: Context,
) -> Said:
    """What goes before the price: the answer to what was asked of it."""
    if topic == "member":
        return members(product, priced, context) or ([Say("offer.no_member")], [])
    if topic == "saved":
        return saved(product, priced, context)
    if topic == "coming":
        return coming(product, [variant for variant, _ in priced], context)
    if topic == "after":
        return after(product, priced, context)
    proposed = understood.slots.proposed
    if topic == "usual" or not proposed:
        return [], []
    if not talks("confirm", understood.text, understood.language):
        return [], []
    return _checked(proposed, product, priced, context)


def _checked(proposed: float, product: Product, priced: Sequence[Priced], context: Context) -> Said:
    """Whether the price that a viewer says is the one in force; nothing where it is one of several,
    or one that only some pay, which the sentences after it tell."""
    hits = sum(is_amount(current.price, proposed) for _, current in priced)
    if hits:
        return ([Say("claim.yes")], []) if hits == len(priced) else ([], [])
    conditional = conditions(product, priced, context)[1]
    if any(fact.value == f"{proposed:g}" for fact in conditional):
        return [], []
    ended = over(product, priced, proposed, context)
    if ended[0]:
        return ended
    says, facts = coming(product, [variant for variant, _ in priced], context)
    if any(fact.field == "coming_price" and fact.value == f"{proposed:g}" for fact in facts):
        return [Say("claim.no"), *says], facts
    return [Say("claim.no")], []


def _beside(
    understood: Understanding,
    product: Product,
    priced: Sequence[Priced],
    context: Context,
    *,
    dated: bool,
) -> Said:
    """What holds for some only, said after the price."""
    coupon = understood.kind is Kind.COUPON
    says, facts = conditions(
        product, priced, context, first=OfferKind.COUPON if coupon else None, dated=dated
    )
    if coupon and talks("with_coupon", understood.text, understood.language):
        title = titled(context, product, [v for v, _ in priced], wished=bool(understood.wishes))
        after_coupon = couponed(product, priced, title, context)
        return [*after_coupon[0], *says], [*after_coupon[1], *facts]
    return says, facts


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
    title = titled(context, product, [v for v, _ in priced], wished=wished)
    amounts = {(c.price, c.list_price, c.until) for _, c in priced}
    if len(amounts) == 1:
        variant, current = priced[0]
        if len(priced) > 1:
            facts = list(price_facts(product, variant, current))
        if len(priced) == len(product.variants):
            facts = [of_whole(product, fact) for fact in facts]
        values: dict[str, Value] = {"product": title, "price": current.price}
        if current.list_price and current.until:
            values |= {"list_price": current.list_price, "until": current.until}
            return Say("price.offer_until", values), facts
        if current.list_price:
            return Say("price.offer", {**values, "list_price": current.list_price}), facts
        return Say("price.one", values), facts
    each = by_option(product, [(v, c.price) for v, c in priced], context)
    if each and _alike_by_option(product, priced, context):
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


def _alike_by_option(product: Product, priced: Sequence[Priced], context: Context) -> bool:
    """Whether the offers, too, go by the one option that decides the prices."""
    listed = [(v, c.list_price) for v, c in priced if c.list_price]
    return not listed or bool(by_option(product, listed, context))


def _undercut(product: Product, priced: Sequence[Priced], context: Context) -> list[Say]:
    """The list prices, where `price_said` named several offers without them."""
    if len({(c.price, c.list_price, c.until) for _, c in priced}) == 1:
        return []
    before = [(v, c.list_price) for v, c in priced if c.list_price]
    each = by_option(product, before, context)
    if not each or len(before) < len(priced):
        return []
    return [Say("price.each_before", {"each": each})]


def _once(says: Sequence[Say]) -> list[Say]:
    kept: list[Say] = []
    for say in says:
        if say not in kept:
            kept.append(say)
    return kept
