"""Prices at another moment: once an offer is over, with the next one, before this one."""

from collections.abc import Sequence
from datetime import datetime

from assistant.answering.ground.grounding import Context, Say, Value
from assistant.answering.ground.offers import Priced, Said, by_option, is_amount, offered
from assistant.knowledge.collect import money_fact, variant_fact
from assistant.knowledge.facts import Fact
from assistant.knowledge.pricing import past_offers, price_now, soonest
from catalog_loader.product import Money, Offer, Product, Variant, in_zone_of


def coming(product: Product, variants: Sequence[Variant], context: Context) -> Said:
    """The prices that begin next, and when; nothing where none is to come."""
    found = soonest(variants, context.now, product)
    found = tuple((v, o) for v, o in found if o.price)
    if not found:
        return [], []
    facts = [fact for variant, offer in found for fact in _coming_facts(product, variant, offer)]
    offer = found[0][1]
    begins = in_zone_of(context.now, offer.valid_from)
    ends = in_zone_of(context.now, offer.valid_until)
    values: dict[str, Value] = {"product": context.title(product)}
    if begins:
        values["from"] = begins.astimezone(context.shelf.timezone)
    prices = {offer.price for _, offer in found}
    if len(prices) > 1:
        each = by_option(product, [(v, o.price) for v, o in found if o.price], context)
        if not each:
            return [], []
        return [Say("offer.coming_each", {**values, "each": each})], facts
    values["price"] = offered(offer)
    if ends:
        values["until"] = ends.astimezone(context.shelf.timezone)
        return [Say("offer.coming_until", values)], facts
    return [Say("offer.coming", values)], facts


def after(product: Product, priced: Sequence[Priced], context: Context) -> Said:
    """What everyone pays once the offers in force are over; nothing where none ends."""
    later = []
    facts: list[Fact] = []
    ends: set[datetime] = set()
    for variant, current in priced:
        if not current.list_price:
            continue
        then = price_now(variant, current.until, product) if current.until else None
        price = then.price if then else current.list_price
        later.append((variant, price))
        field = "list_price" if price == current.list_price else "coming_price"
        facts.append(money_fact(product, variant, field, price, "活动后价格"))
        if current.until:
            ends.add(current.until)
            moment = current.until.isoformat()
            facts.append(variant_fact(product, variant, "price_until", moment, label="活动截止"))
    if not later:
        return [], []
    title = context.title(product)
    if len({price for _, price in later}) > 1:
        each = by_option(product, later, context)
        if not each:
            return [], []
        return [Say("price.after_each", {"product": title, "each": each})], facts
    values: dict[str, Value] = {"product": title, "price": later[0][1]}
    if len(ends) == 1:
        return [Say("price.after_until", {**values, "until": ends.pop()})], facts
    return [Say("price.after", values)], facts


def over(product: Product, priced: Sequence[Priced], proposed: float, context: Context) -> Said:
    """That an offer at the price a viewer proposes has ended; nothing where none had it."""
    for variant, _ in priced:
        for offer in past_offers(variant, context.now, product):
            if offer.price and is_amount(offer.price, proposed):
                fact = money_fact(product, variant, "past_price", offer.price, "已结束的活动价")
                return [Say("claim.over", {"was": offer.price})], [fact]
    return [], []


def saved(product: Product, priced: Sequence[Priced], context: Context) -> Said:
    """What the offers in force save against the list prices."""
    found = []
    facts: list[Fact] = []
    for variant, current in priced:
        if current.list_price:
            less = current.list_price.minor - current.price.minor
            saving = Money(minor=less, currency=current.price.currency)
            found.append((variant, saving, current))
            facts.append(money_fact(product, variant, "saving", saving, "省"))
            facts.append(money_fact(product, variant, "price", current.price, "价格"))
            facts.append(money_fact(product, variant, "list_price", current.list_price, "原价"))
    if not found:
        return [], []
    if len(found) == len(priced) and len({saving for _, saving, _ in found}) == 1 < len(
        {c.price for _, _, c in found}
    ):
        return [Say("price.saved_all", {"saving": found[0][1]})], facts
    if len({(c.price, c.list_price) for _, _, c in found}) == 1:
        _, saving, current = found[0]
        values: dict[str, Value] = {"product": context.title(product), "saving": saving}
        values |= {"price": current.price, "list_price": current.list_price or current.price}
        return [Say("price.saved", values)], facts
    each = by_option(product, [(v, saving) for v, saving, _ in found], context)
    return ([Say("price.saved_each", {"each": each})], facts) if each else ([], [])


def _coming_facts(product: Product, variant: Variant, offer: Offer) -> list[Fact]:
    facts = [money_fact(product, variant, "coming_price", offered(offer), "预告价")]
    if offer.valid_from:
        moment = offer.valid_from.isoformat()
        facts.append(variant_fact(product, variant, "price_from", moment, label="活动开始"))
    if offer.valid_until:
        moment = offer.valid_until.isoformat()
        facts.append(variant_fact(product, variant, "price_until", moment, label="活动截止"))
    return facts
