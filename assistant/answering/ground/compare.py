"""Comparison and recommendation: the facts side by side, worded by the model where there is one."""

import re
from collections.abc import Sequence

import jieba

from assistant.answering.ground.attributes import attribute_said
from assistant.answering.ground.grounding import Context, Grounding, Say, Value, answered, unknown
from assistant.answering.ground.price import price_said, prices_of
from assistant.answering.understand.slots import lexicon, people_words
from assistant.answering.understand.understanding import Understanding
from assistant.knowledge.collect import attribute_fact, product_fact, room_fact
from assistant.knowledge.facts import Fact
from assistant.knowledge.words import fold
from catalog_loader.product import Attribute, Availability, Product

_COMPARED_AT_MOST = 3
_ATTRIBUTES_AT_MOST = 2
_TELLING = ("filling", "material", "power", "capacity", "suitable_for", "ingredients", "thickness")
_SUGGESTED = 3
_BY_PRICE = re.compile(
    r"便宜|贵|省钱|实惠|cheaper|expensive|costs? (less|more)|murah|rẻ|ถูกกว่า|แพงกว่า"
)
_CHEAPEST = re.compile(r"最(便宜|低|实惠|划算)|cheapest|termurah|paling murah|rẻ nhất|ถูกที่สุด")


def ground_compare(understood: Understanding, context: Context) -> Grounding:
    """Two or three products beside each other, in price and in what both publish."""
    products = _compared(understood, context)
    if len(products) < 2:
        return unknown("unknown.compare", product=understood.product, missing="second product")
    if _BY_PRICE.search(understood.text) and (cheaper := _cheaper(products, context)):
        return cheaper
    shared = set.intersection(*({a.key for a in p.attributes if a.key} for p in products))
    facts: list[Fact] = []
    says: list[Say] = [Say("compare")]
    for product in products:
        priced = prices_of(product, product.variants, context)
        if priced:
            say, price_facts = price_said(product, priced, context)
            says.append(say)
            facts += price_facts if len(price_facts) <= 6 else _spread(price_facts)
        beside = [a for a in product.attributes if a.key in shared]
        for attribute in sorted(beside, key=_telling)[:_ATTRIBUTES_AT_MOST]:
            facts.append(attribute_fact(product, attribute))
            says.append(attribute_said(product, attribute, context))
    if not facts:
        return unknown("unknown.compare", product=products[0].handle, missing="price")
    return answered(says, facts, product=products[0].handle, by_model=True)


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


def ground_recommend(understood: Understanding, context: Context) -> Grounding:
    """Up to three products that can be bought, within the budget, nearest to what was said."""
    slots = understood.slots
    ranked: list[tuple[float, int, Product]] = []
    named = understood.products if understood.named else ()
    category = context.index.category_in(understood.text)
    wanted = _wanted(understood)
    for place, product in enumerate(context.shelf.listed):
        priced = prices_of(product, product.variants, context)
        cheapest = min((float(c.price.amount) for _, c in priced), default=None)
        if cheapest is None or (slots.budget and cheapest > slots.budget):
            continue
        if not any(v.availability is Availability.IN_STOCK for v in product.variants):
            continue
        if named and product.handle not in named:
            continue
        if category and product.category != category:
            continue
        fit = _fit(product, wanted, slots.people)
        order = cheapest if _CHEAPEST.search(understood.text) else float(place)
        ranked.append((-fit, int(order * 100), product))
    if not ranked:
        return unknown("unknown.recommend", missing="product")
    best_fit = min(fit for fit, _, _ in ranked)
    if understood.stranger and best_fit == 0:
        return unknown("unknown.stranger", missing="product", thing=understood.stranger)
    ranked = [entry for entry in ranked if entry[0] < 0 or best_fit == 0]
    count = 1 if _CHEAPEST.search(understood.text) else _SUGGESTED
    best = [p for _, _, p in sorted(ranked, key=lambda r: r[:2])[:count]]
    return _suggest(best, context)


def _suggest(products: Sequence[Product], context: Context) -> Grounding:
    facts: list[Fact] = []
    says: list[Say] = []
    for product in products:
        priced = prices_of(product, product.variants, context)
        low = min(priced, key=lambda pair: pair[1].price.minor)
        same = len({c.price for _, c in priced}) == 1
        number = context.shelf.number(product.handle)
        values: dict[str, Value] = {"product": context.title(product), "price": low[1].price}
        if number:
            values["number"] = number
            facts.append(room_fact(product, "link_number", str(number)))
        kind = "recommend.number" if number else "recommend"
        says.append(Say(kind if same else f"{kind}_from", values))
        facts.append(product_fact(product, "title", product.title))
        _, price_facts = price_said(product, [low], context)
        facts += price_facts
    return answered(says, facts, product=products[0].handle, by_model=True)


def _compared(understood: Understanding, context: Context) -> list[Product]:
    groups = context.index.names.mentions(understood.text)
    handles = [
        context.shelf.on_air if context.shelf.on_air in group else group[0] for group in groups
    ]
    by_number = [p.handle for n in understood.slots.numbers if (p := context.shelf.at(n))]
    handles = list(dict.fromkeys((*by_number, *handles)))
    if len(handles) == 1 and context.shelf.on_air not in ("", handles[0]):
        handles.insert(0, context.shelf.on_air)
    return [p for h in handles[:_COMPARED_AT_MOST] if (p := context.shelf.product(h))]


def _wanted(understood: Understanding) -> tuple[str, ...]:
    """Content words of a wish: 保湿, 送妈妈, 冬天穿."""
    return tuple(
        word
        for word in jieba.lcut(fold(understood.text))
        if len(word) > 1 and word not in lexicon()["talk"]["of_wishes"]
    )


def _fit(product: Product, wanted: Sequence[str], people: Sequence[str]) -> float:
    text = fold(
        " ".join(
            (
                product.title,
                product.category,
                product.description,
                *product.aliases,
                *product.selling_points,
                *(a.value for a in product.attributes if a.key != "not_suitable_for"),
                *(t for words in product.translations.values() for t in words.values()),
            )
        )
    )
    words = {*wanted, *(w for who in people for w in people_words(who))}
    return float(sum(word in text for word in words))


def _telling(attribute: Attribute) -> int:
    """What tells two products apart comes first."""
    return _TELLING.index(attribute.key) if attribute.key in _TELLING else len(_TELLING)


def _spread(facts: Sequence[Fact]) -> list[Fact]:
    """One fact for each different amount, so that a model's prompt stays short."""
    return list({(f.field, f.value): f for f in facts}.values())
