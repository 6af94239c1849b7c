"""Recommendation: what can be bought now, within the budget, for the need and the person told."""

import re
from collections.abc import Iterator, Sequence

import jieba

from assistant.answering.ground.grounding import Context, Grounding, Say, Value, answered, unknown
from assistant.answering.ground.price import price_said, prices_of
from assistant.answering.understand.lexicon import lexicon
from assistant.answering.understand.slots import people_words
from assistant.answering.understand.understanding import Understanding
from assistant.knowledge.collect import attribute_fact, product_fact, room_fact
from assistant.knowledge.facts import Fact
from assistant.knowledge.words import fold, has_han
from catalog_loader.product import Availability, Product
from catalog_loader.tables import table

_SUGGESTED = 3
_A_NEED = 2.0
_REASONS = 1
_BUYABLE = frozenset({Availability.IN_STOCK, Availability.BACKORDER})
_CHEAPEST = re.compile(
    r"最(便宜|低|实惠|划算)|cheapest|lowest.priced?|termurah|paling murah|rẻ nhất|ถูก(ที่)?สุด"
)
_DEAREST = re.compile(
    r"最(贵|高档|高端)|most expensive|priciest|dearest|termahal|paling mahal|đắt nhất|แพง(ที่)?สุด"
)


def ground_recommend(understood: Understanding, context: Context) -> Grounding:
    """Up to three products that can be bought, within the budget, nearest to what was said."""
    needs = needs_in(understood.text, understood.language)
    category = context.index.category_in(understood.text)
    fitting: list[tuple[float, float, int, Product]] = []
    for place, product in enumerate(context.shelf.listed):
        price = _price(product, understood, context)
        if price is None or not _of_the_sort(product, needs, category, understood):
            continue
        fit = _fit(product, needs, understood)
        fitting.append((fit, price, place, product))
    if not fitting:
        return unknown("unknown.recommend", missing="product")
    best = max(fit for fit, *_ in fitting)
    if understood.stranger and best == 0:
        return unknown("unknown.stranger", missing="product", thing=understood.stranger)
    fitting = [entry for entry in fitting if entry[0] > 0 or best == 0]
    if _CHEAPEST.search(understood.text) or _DEAREST.search(understood.text):
        turn = -1 if _DEAREST.search(understood.text) else 1
        return _suggest([min(fitting, key=lambda e: (turn * e[1], e[2]))[3]], context)
    ranked = sorted(fitting, key=lambda entry: (-entry[0], entry[2]))
    return _suggest([product for *_, product in ranked[:_SUGGESTED]], context)


def needs_in(question: str, language: str) -> tuple[str, ...]:
    """What a viewer needs something for, by the sections of `needs.toml`."""
    tongues = dict.fromkeys((language, "en", *(("zh",) if has_han(question) else ())))
    return tuple(
        need
        for need, section in table(__package__, "needs.toml").items()
        if any(re.search(p, question) for t in tongues for p in section["asks"].get(t, ()))
    )


def _price(product: Product, understood: Understanding, context: Context) -> float | None:
    """The least a product costs now, None where it cannot be bought or costs more than was told."""
    ends = _CHEAPEST.search(understood.text) or _DEAREST.search(understood.text)
    kept = _BUYABLE | {Availability.PREORDER} if ends else _BUYABLE
    buyable = [v for v in product.variants if v.availability in kept]
    priced = prices_of(product, buyable, context)
    price = min((float(current.price.amount) for _, current in priced), default=None)
    budget = understood.slots.budget
    return None if price is None or (budget and price > budget) else price


def _of_the_sort(
    product: Product, needs: Sequence[str], category: str, understood: Understanding
) -> bool:
    """Whether a product may be suggested: of the sort of goods asked for, and for the person."""
    if understood.named and understood.products and product.handle not in understood.products:
        return False
    if category and product.category != category:
        return False
    sorts = [need for need in needs if table(__package__, "needs.toml")[need].get("sort")]
    if sorts and not any(_serves(product, need) for need in sorts):
        return False
    warned = fold(" ".join(a.value for a in product.attributes if a.key == "not_suitable_for"))
    return not any(
        word in warned for who in understood.slots.people for word in (who, *people_words(who))
    )


def _fit(product: Product, needs: Sequence[str], understood: Understanding) -> float:
    """How much of what was said speaks for a product: needs served, then words in its texts."""
    text = _texts(product)
    words = {*_wanted(understood)}
    words |= {word for who in understood.slots.people for word in people_words(who)}
    served = sum(_serves(product, need) for need in needs)
    return _A_NEED * served + sum(word in text for word in words)


def _serves(product: Product, need: str) -> bool:
    section = table(__package__, "needs.toml")[need]
    category = fold(product.category)
    if any(word in category for word in section.get("categories", ())):
        return True
    if set(section.get("keys", ())) & {attribute.key for attribute in product.attributes}:
        return True
    english = product.translations.get("en", {}).get("title", "")
    names = fold(" ".join((product.title, *product.aliases, english)))
    if any(word in names for word in section.get("titles", ())):
        return True
    return any(word in _texts(product) for word in section.get("words", ()))


def _wanted(understood: Understanding) -> Iterator[str]:
    """Content words of a wish: 保湿, 冬天穿."""
    for word in jieba.lcut(fold(understood.text)):
        if len(word) > 1 and word not in lexicon()["talk"]["of_wishes"] and not word.isdigit():
            yield word


def _texts(product: Product) -> str:
    return fold(
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
        facts += [fact for fact in price_said(product, [low], context)[1] if fact.field == "price"]
        facts += _reasons(product)
    return answered(says, facts, product=products[0].handle, leads=len(says))


def _reasons(product: Product) -> Iterator[Fact]:
    """What the shop itself says for a product, and a property of it: why it may be the one."""
    for point in product.selling_points[:_REASONS]:
        yield product_fact(product, "selling_point", point, label="卖点")
    for attribute in [attribute for attribute in product.attributes if attribute.key][:_REASONS]:
        yield attribute_fact(product, attribute)
