"""What the room itself shows: link numbers, what is on air, what the shop carries."""

from assistant.answering.ground.grounding import Context, Grounding, Say, answered, unknown
from assistant.answering.ground.price import price_said, prices_of
from assistant.answering.understand.understanding import Understanding
from assistant.knowledge.collect import product_fact, room_fact
from assistant.knowledge.facts import Fact
from catalog_loader.product import Product

_NAMED_AT_MOST = 5


def ground_link_number(
    understood: Understanding, product: Product | None, context: Context
) -> Grounding:
    """Which product a number is, or which number a product has."""
    asked = understood.slots.numbers
    if asked and context.shelf.at(asked[0]) is None:
        return unknown("unknown.number", missing="link_number", number=asked[0])
    if product is None:
        return unknown("which_product", missing="link_number")
    number = context.shelf.number(product.handle)
    if not number:
        return unknown("unknown", product=product.handle, missing="link_number")
    facts = [
        room_fact(product, "link_number", str(number)),
        product_fact(product, "title", product.title, label="名称"),
    ]
    title = context.title(product)
    return answered(
        Say("link.is" if asked else "link.of", {"number": number, "product": title}),
        facts,
        product=product.handle,
        statements=[title],
    )


def ground_on_air(
    understood: Understanding, product: Product | None, context: Context
) -> Grounding:
    """What the host is showing, with its number and price."""
    current = context.shelf.on_air_product
    if current is None:
        return unknown("unknown.on_air", missing="on_air")
    facts = [room_fact(current, "on_air", "true"), product_fact(current, "title", current.title)]
    return _placed_and_priced("on_air", current, facts, context)


def ground_listing(
    understood: Understanding, product: Product | None, context: Context
) -> Grounding:
    """How many products there are and what the first of them are."""
    listed = context.shelf.listed
    if not listed:
        return unknown("unknown", missing="listing")
    first = listed[:_NAMED_AT_MOST]
    titles = tuple(context.title(one) for one in first)
    facts = [product_fact(one, "title", one.title) for one in first]
    for one in first:
        number = context.shelf.number(one.handle)
        if number:
            facts.append(room_fact(one, "link_number", str(number)))
    return answered(Say("listing", {"products": titles}), facts, statements=titles)


def ground_sells(understood: Understanding, product: Product | None, context: Context) -> Grounding:
    """Whether the shop carries what was named."""
    if product is None or not understood.named:
        return unknown("unknown.sells", missing="product")
    facts = [product_fact(product, "title", product.title, label="名称")]
    return _placed_and_priced("sells", product, facts, context)


def ground_introduce(understood: Understanding, product: Product, context: Context) -> Grounding:
    """What the shop says for a product, and what it costs."""
    points = product.selling_points[:2]
    title = context.title(product)
    translated = (
        ""
        if context.language == context.shelf.language
        else (context.said(product, "selling_points"))
    )
    facts = [product_fact(product, "selling_point", point, label="卖点") for point in points]
    if translated and translated != "selling_points":
        says = [Say("statement", {"text": f"{title}: {translated}"})]
        statements = [translated, f"{title}: {translated}"]
    elif points:
        says = [Say("introduce", {"product": title, "points": points})]
        statements = list(points)
    elif product.description:
        facts = [product_fact(product, "description", product.description)]
        says = [Say("statement", {"text": product.description})]
        statements = [product.description]
    else:
        return unknown("unknown", product=product.handle, missing="selling_points")
    _add_price(product, says, facts, context)
    return answered(says, facts, product=product.handle, statements=statements)


def _placed_and_priced(
    template: str, product: Product, facts: list[Fact], context: Context
) -> Grounding:
    """`template` said of a product, by its number where it has one, then what it costs."""
    title = context.title(product)
    number = context.shelf.number(product.handle)
    if number:
        facts.append(room_fact(product, "link_number", str(number)))
        says = [Say(f"{template}.number", {"product": title, "number": number})]
    else:
        says = [Say(template, {"product": title})]
    _add_price(product, says, facts, context)
    return answered(says, facts, product=product.handle, statements=[title])


def _add_price(product: Product, says: list[Say], facts: list[Fact], context: Context) -> None:
    """Append what a product costs now, where a price is published, with the facts under it."""
    priced = prices_of(product, product.variants, context)
    if priced:
        say, price_facts = price_said(product, priced, context)
        says.append(say)
        facts += price_facts
