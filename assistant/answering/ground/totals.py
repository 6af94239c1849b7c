"""What several pieces cost together, of one product or of several."""

from collections.abc import Sequence

from assistant.answering.ground.grounding import Context, Grounding, Say, Value, answered, unknown
from assistant.answering.ground.offers import bundles, by_option
from assistant.answering.ground.options import choose, titled, unmet
from assistant.answering.ground.price import ground_price, price_said, prices_of
from assistant.answering.understand.kinds import Kind
from assistant.answering.understand.talk import says as talks
from assistant.answering.understand.understanding import Understanding
from assistant.knowledge.collect import money_fact, offer_facts
from assistant.knowledge.facts import Fact
from assistant.knowledge.pricing import (
    Line,
    Total,
    basket_now,
    conditional_offers,
    pieces_now,
    total_now,
    with_coupon,
)
from catalog_loader.product import Product, Variant

Totals = Sequence[tuple[Variant, Total]]


def ground_total(understood: Understanding, product: Product, context: Context) -> Grounding:
    """What several pieces come to; by the option that decides it where variants differ."""
    quantity = understood.slots.quantity
    if len(understood.basket) > 1:
        return ground_basket(understood, context)
    if quantity < 2:
        return ground_price(understood, product, context)
    chosen = choose(product, understood.wishes)
    missing = unmet(context, product, chosen)
    if missing is not None:
        return missing
    shop = context.shelf.catalog.shop.offers
    totals = [
        (variant, total)
        for variant in chosen.variants
        if (total := total_now(variant, quantity, context.now, product, shop))
    ]
    if not totals:
        return unknown("unknown.price", product=product.handle, missing="price")
    title = titled(context, product, [v for v, _ in totals], wished=bool(understood.wishes))
    said = _said(product, title, totals, quantity, context)
    if said is None:
        return ground_price(understood, product, context)
    says, facts = said
    if understood.kind is Kind.COUPON or talks("with_coupon", understood.text, understood.language):
        more = _with_coupon(product, totals, quantity, context)
        says, facts = [*says, *more[0]], [*facts, *more[1]]
    return answered(says, facts, product=product.handle)


def ground_basket(understood: Understanding, context: Context) -> Grounding:
    """Each product's price or total, and what they come to together where one sum was asked for."""
    says: list[Say] = []
    facts: list[Fact] = []
    lines: list[Line] = []
    single = True
    for wanted in understood.basket:
        product = context.shelf.product(wanted.product)
        if product is None:
            continue
        chosen = choose(product, wanted.wishes)
        missing = unmet(context, product, chosen)
        if missing is not None:
            return missing
        priced = prices_of(product, chosen.variants, context)
        if not priced:
            return unknown("unknown.price", product=product.handle, missing="price")
        said = _line(product, wanted.quantity, chosen.variants, context, wished=bool(wanted.wishes))
        says += said[0]
        facts += said[1]
        lines.append(Line(product, priced[0][0], wanted.quantity))
        single = single and len({current.price for _, current in priced}) == 1
    basket = basket_now(lines, context.now, context.shelf.catalog.shop.offers)
    if basket and single and _one_sum(understood):
        first = lines[0]
        facts.append(money_fact(first.product, first.variant, "total", basket.total, "合计"))
        if basket.off:
            facts.append(money_fact(first.product, first.variant, "off", basket.off, "优惠"))
            says.append(Say("basket.off", {"total": basket.total, "off": basket.off}))
        else:
            says.append(Say("basket.total", {"total": basket.total}))
    else:
        said = bundles([line.product for line in lines], context)
        says, facts = [*says, *said[0]], [*facts, *said[1]]
    return answered(says, facts, product=lines[0].product.handle if lines else "")


def _one_sum(understood: Understanding) -> bool:
    """Whether one sum was asked for: by a word for it, or by how many of each."""
    counted = understood.slots.quantity > 0 or any(w.quantity > 1 for w in understood.basket)
    return counted or talks("together", understood.text, understood.language)


def _line(
    product: Product,
    quantity: int,
    variants: Sequence[Variant],
    context: Context,
    *,
    wished: bool,
) -> tuple[list[Say], list[Fact]]:
    if quantity > 1:
        totals = [
            (v, total) for v in variants if (total := pieces_now(v, quantity, context.now, product))
        ]
        title = titled(context, product, variants, wished=wished)
        said = _said(product, title, totals, quantity, context) if totals else None
        if said:
            return said
    say, facts = price_said(product, prices_of(product, variants, context), context, wished=wished)
    return [say], facts


def _said(
    product: Product, title: str, totals: Totals, quantity: int, context: Context
) -> tuple[list[Say], list[Fact]] | None:
    if context.language == "zh" and title[-1:].isascii() and title[-1:].isalnum():
        title += " "  # a number follows: 6mm 2件, not 6mm2件
    values: dict[str, Value] = {"product": title, "quantity": quantity}
    facts = []
    for variant, total in totals:
        facts.append(money_fact(product, variant, "price", total.unit, "价格"))
        facts.append(money_fact(product, variant, "total", total.total, f"{quantity}件合计"))
        if total.off:
            facts.append(money_fact(product, variant, "off", total.off, "优惠"))
    if len({(t.unit, t.total, t.off) for _, t in totals}) == 1:
        total = totals[0][1]
        values |= {"unit": total.unit, "total": total.total}
        if total.off:
            return [Say("total.off", {**values, "off": total.off})], facts[:3]
        return [Say("total", values)], facts[:2]
    each = by_option(product, [(v, t.total) for v, t in totals], context)
    return ([Say("total.each", {**values, "each": each})], facts) if each else None


def _with_coupon(
    product: Product, totals: Totals, quantity: int, context: Context
) -> tuple[list[Say], list[Fact]]:
    """The total with the best coupon it reaches, where it is one total."""
    if len({t.total for _, t in totals}) != 1:
        return [], []
    variant, total = totals[0]
    shop = context.shelf.catalog.shop.offers
    left = with_coupon(total.total, conditional_offers(variant, context.now, product, shop))
    if left is None:
        return [], []
    amount, coupon = left
    facts = [money_fact(product, variant, "total_with_coupon", amount, "券后合计")]
    facts += offer_facts(product, variant, coupon, context.shelf.timezone)
    says = [Say("total.coupon", {"quantity": quantity, "total": amount})]
    if coupon.off and coupon.threshold:
        values: dict[str, Value] = {"threshold": coupon.threshold, "off": coupon.off}
        says.append(Say("offer.coupon_from", values))
    elif coupon.off:
        says.append(Say("offer.coupon", {"off": coupon.off}))
    return says, facts
