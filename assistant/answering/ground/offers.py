"""Offers as sentences: what holds for some only, or for several pieces."""

from collections.abc import Sequence

from assistant.answering.ground.grounding import Context, Say, Value
from assistant.answering.ground.options import differing, titled
from assistant.knowledge.collect import money_fact, offer_facts, product_fact, variant_fact
from assistant.knowledge.facts import Fact
from assistant.knowledge.pricing import (
    PriceNow,
    conditional_offers,
    step_price,
    total_now,
    with_coupon,
)
from catalog_loader.product import Money, Offer, OfferKind, Product, Variant, in_zone_of

Priced = tuple[Variant, PriceNow]
Said = tuple[list[Say], list[Fact]]
_SAID_AT_MOST = 2
_LISTED_AT_MOST = 4


def conditions(
    product: Product,
    priced: Sequence[Priced],
    context: Context,
    *,
    first: OfferKind | None = None,
    dated: bool = False,
) -> Said:
    """Coupons, 满减, ladder, second-piece, bundle and member prices in force, two at most, those of
    kind `first` first. `dated` says until when a coupon can be used, and what holds for the shop's
    whole baskets too."""
    says: list[Say] = []
    facts: list[Fact] = []
    known = _distinct(product, priced, context)
    if not dated:
        known = tuple(o for o in known if o not in context.shelf.catalog.shop.offers)
    for offer in sorted(known, key=lambda o: o.kind is not first):
        holders = [(v, c) for v, c in priced if offer in _conditional(v, product, context)]
        if len(says) >= _SAID_AT_MOST or not holders:
            break
        said = _condition(product, offer, holders, priced, context, dated=dated)
        if said and said[0] not in says:
            says.append(said[0])
            facts += said[1]
    return says, facts


def has_offer(
    product: Product, priced: Sequence[Priced], context: Context, kind: OfferKind
) -> bool:
    """Whether an offer of `kind` is in force on one of the variants."""
    return any(o.kind is kind for o in _distinct(product, priced, context))


def members(product: Product, priced: Sequence[Priced], context: Context) -> Said | None:
    """What members pay; None where no price is listed for them."""
    found = _member(product, priced, context)
    return ([found[0]], found[1]) if found else None


def couponed(product: Product, priced: Sequence[Priced], title: str, context: Context) -> Said:
    """What one piece costs with the best coupon that it reaches."""
    found = []
    facts: list[Fact] = []
    for variant, current in priced:
        left = with_coupon(current.price, _conditional(variant, product, context))
        if left:
            found.append((variant, left[0]))
            facts.append(money_fact(product, variant, "price_with_coupon", left[0], "券后价"))
    if not found:
        return [], []
    if len(found) == len(priced) and len({price for _, price in found}) == 1:
        return [Say("coupon.after", {"product": title, "price": found[0][1]})], facts
    each = by_option(product, found, context)
    if not each:
        return [], []
    return [Say("coupon.each", {"product": context.title(product), "each": each})], facts


def reduced(product: Product, priced: Sequence[Priced], context: Context, *, wished: bool) -> Said:
    """What one piece comes to once the 满减 that it reaches is taken off; nothing where any of
    `priced` reaches none, or where they come to different amounts that no one option tells."""
    shop = context.shelf.catalog.shop.offers
    totals = [(v, total_now(v, 1, context.now, product, shop)) for v, _ in priced]
    reached = [(v, total) for v, total in totals if total and total.off]
    if not reached or len(reached) < len(priced):
        return [], []
    facts = [money_fact(product, v, "total", total.total, "1件满减后") for v, total in reached]
    title = titled(context, product, [v for v, _ in priced], wished=wished)
    values: dict[str, Value] = {"product": title, "quantity": 1}
    first = reached[0][1]
    if len({total.total for _, total in reached}) == 1 and first.off:
        facts.append(money_fact(product, reached[0][0], "off", first.off, "优惠"))
        return [Say("total.off", {**values, "total": first.total, "off": first.off})], facts
    each = by_option(product, [(v, total.total) for v, total in reached], context)
    return ([Say("total.each", {**values, "each": each})], facts) if each else ([], [])


def by_option(
    product: Product, amounts: Sequence[tuple[Variant, Money]], context: Context
) -> tuple[tuple[str, Money], ...]:
    """(option value, amount) for each value of the one option that decides it, four at most; ()
    where several do. One amount alone goes with all the options that tell its variant."""
    if len(amounts) == 1:
        variant, amount = amounts[0]
        names = differing(product.variants)
        said = " ".join(context.said(product, variant.options.get(name, "")) for name in names)
        return ((said, amount),) if said else ()
    variants = [variant for variant, _ in amounts]
    for name in dict.fromkeys((*differing(variants), *differing(product.variants))):
        by_value: dict[str, set[int]] = {}
        for variant, amount in amounts:
            by_value.setdefault(variant.options.get(name, ""), set()).add(amount.minor)
        if all(len(found) == 1 for found in by_value.values()) and len(by_value) <= _LISTED_AT_MOST:
            each = {context.said(product, v.options.get(name, "")): amount for v, amount in amounts}
            return tuple(each.items())
    return ()


def bundles(products: Sequence[Product], context: Context) -> Said:
    """The bundles in force that `products` make up."""
    handles = {product.handle for product in products}
    says: list[Say] = []
    facts: list[Fact] = []
    for product in products:
        for variant in product.variants[:1]:
            for offer in _conditional(variant, product, context):
                if offer.kind is OfferKind.BUNDLE and handles.issuperset(offer.together):
                    priced = [(variant, PriceNow(offered(offer)))] if offer.price else []
                    said = priced and _condition(
                        product, offer, priced, priced, context, dated=False
                    )
                    if said:
                        says.append(said[0])
                        facts += said[1]
    return says, facts


def is_amount(money: Money, said: float) -> bool:
    """Whether a viewer's number is this amount."""
    return abs(float(money.amount) - said) < 0.005


def _distinct(product: Product, priced: Sequence[Priced], context: Context) -> tuple[Offer, ...]:
    found = [o for variant, _ in priced for o in _conditional(variant, product, context)]
    return tuple(dict.fromkeys(found))


def _conditional(variant: Variant, product: Product, context: Context) -> tuple[Offer, ...]:
    shop = context.shelf.catalog.shop
    return conditional_offers(variant, context.now, product, shop.offers)


def _condition(
    product: Product,
    offer: Offer,
    holders: Sequence[Priced],
    priced: Sequence[Priced],
    context: Context,
    *,
    dated: bool,
) -> tuple[Say, list[Fact]] | None:
    variant = holders[0][0]
    facts = list(offer_facts(product, variant, offer, context.shelf.timezone))
    if offer.kind is OfferKind.FULL_REDUCTION and offer.off and offer.threshold:
        return Say("offer.full_reduction", {"threshold": offer.threshold, "off": offer.off}), facts
    if offer.kind is OfferKind.COUPON:
        say = _coupon(offer, context, dated=dated)
        return (say, facts) if say else None
    if offer.kind is OfferKind.LADDER:
        return _ladder(product, offer, priced, context)
    if offer.kind is OfferKind.MEMBER and offer.price:
        return _member(product, priced, context)
    if offer.kind is OfferKind.NTH_PIECE and offer.percent is not None:
        kind = {50: "offer.nth_half", 0: "offer.nth_free"}.get(offer.percent, "offer.nth")
        return Say(kind, {"quantity": offer.min_quantity, "percent": offer.percent}), facts
    if offer.kind is OfferKind.BUNDLE and offer.price:
        others = [p for handle in offer.together if (p := context.shelf.product(handle))]
        if len(others) < len(offer.together):
            return None
        facts += [product_fact(other, "title", other.title) for other in others]
        titles = tuple(context.title(other) for other in others)
        return Say("offer.bundle", {"others": titles, "price": offer.price}), facts
    return None


def _coupon(offer: Offer, context: Context, *, dated: bool) -> Say | None:
    values: dict[str, Value] = {}
    if offer.off is None:
        if offer.percent is None:
            return None
        return Say("offer.coupon_percent", {"percent": offer.percent})
    values["off"] = offer.off
    template = "offer.coupon"
    if offer.threshold:
        template, values["threshold"] = "offer.coupon_from", offer.threshold
    ends = in_zone_of(context.now, offer.valid_until)
    if dated and ends:
        template, values["until"] = f"{template}_until", ends.astimezone(context.shelf.timezone)
    return Say(template, values)


def _ladder(
    product: Product, offer: Offer, priced: Sequence[Priced], context: Context
) -> tuple[Say, list[Fact]] | None:
    """A ladder's step, of every variant that has one from as many pieces."""
    steps = []
    facts: list[Fact] = []
    for variant, current in priced:
        for own in _conditional(variant, product, context):
            price = step_price(own, current.price)
            same = own.kind is OfferKind.LADDER and own.min_quantity == offer.min_quantity
            if same and price:
                steps.append((variant, price))
                facts.append(money_fact(product, variant, "ladder_price", price, "优惠价"))
    if not steps:
        return None
    quantity = str(offer.min_quantity)
    facts.append(variant_fact(product, steps[0][0], "min_quantity", quantity, "件", "起购件数"))
    if len({price for _, price in steps}) == 1:
        values: dict[str, Value] = {"quantity": offer.min_quantity, "price": steps[0][1]}
        return Say("offer.ladder", values), facts
    each = by_option(product, steps, context)
    if not each:
        return None
    return Say("offer.ladder_each", {"quantity": offer.min_quantity, "each": each}), facts


def _member(
    product: Product, priced: Sequence[Priced], context: Context
) -> tuple[Say, list[Fact]] | None:
    found = [
        (variant, min((o.price for o in own if o.price), key=lambda price: price.minor))
        for variant, _ in priced
        if (own := _members(variant, product, context))
    ]
    if not found:
        return None
    facts = [money_fact(product, v, "member_price", price, "会员价") for v, price in found]
    if len({price for _, price in found}) == 1:
        return Say("offer.member", {"price": found[0][1]}), facts
    each = by_option(product, found, context)
    return (Say("offer.member_each", {"each": each}), facts) if each else None


def _members(variant: Variant, product: Product, context: Context) -> list[Offer]:
    own = _conditional(variant, product, context)
    return [offer for offer in own if offer.kind is OfferKind.MEMBER and offer.price]


def offered(offer: Offer) -> Money:
    """The price of an offer that is known to have one."""
    assert offer.price is not None  # noqa: S101
    return offer.price
