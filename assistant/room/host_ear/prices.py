"""Prices that a host names, against the price engine."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache, lru_cache

from assistant.answering.verify.amounts import role_of
from assistant.answering.verify.bounds import bounds_of
from assistant.answering.verify.lexicon import Words, lexicon, words_of
from assistant.answering.verify.quantities import Quantity, quantities
from assistant.answering.verify.reading import one_way, read
from assistant.knowledge.collect import money_fact
from assistant.knowledge.facts import Fact
from assistant.knowledge.pricing import (
    conditional_offers,
    past_offers,
    price_now,
    total_now,
)
from assistant.room.host_ear.claims import Clause, Differs, Published
from catalog_loader.product import Money, Variant
from catalog_loader.search_words import syllable
from catalog_loader.tables import table

_BEYOND = Decimal("2.5")
_DIGITS = {s: n for n, s in enumerate(["yi", "er", "san", "si", "wu", "liu", "qi", "ba", "jiu"], 1)}
_ON_TOP = frozenset({"off", "threshold", "fee", "total", "deposit"})


def wrong_prices(clause: Clause, published: Published) -> Iterator[tuple[int, Differs]]:
    """The amounts of `clause` that are no price of the product, each with where it ends."""
    reading = clause.reading
    currency = f"money:{published.shelf.currency}"
    amounts = [number for number in reading.quantities if number.kind == currency]
    begins = 0
    for number in amounts:
        segment = clause.text[begins : number.start]
        begins = number.end
        if number.high is not None or _is_loose(number, clause.text) or _not_this(clause, number):
            continue
        role = role_of(number, reading)
        if role in _ON_TOP:
            continue
        said = segment if _names_an_option(segment, published) else "".join(clause.before[-1:])
        meant = _meant(said + segment, published.product.variants)
        if not meant:
            continue
        listed = role == "list_price" or _still_listed(clause, number)
        known = {
            money.amount for money in _known(meant, published, listed=listed, said=clause.text)
        }
        if known and not _is_among(number, clause.text, known):
            yield (
                number.end,
                Differs(
                    "price",
                    published.product.handle,
                    f"{number.value:f} {published.shelf.currency}",
                    clause.text,
                    _facts(meant, published),
                    sure=_was_said(number.value, known),
                ),
            )


def _was_said(value: Decimal, known: set[Decimal]) -> bool:
    """Whether an amount was heard for what it is. Nobody promises more than twice the price
    (545元 was 500克45元), but places are misheard where digits are not: 2409元 was 249元, which is
    no 259元, and 2509元 was."""
    if value <= _BEYOND * max(known):
        return True
    said = Decimal(_digits(value) or 0)
    return min(known) / _BEYOND <= said <= _BEYOND * max(known) and not any(
        _digits(value) == _digits(one) for one in known
    )


def _digits(value: Decimal) -> str:
    return f"{value:f}".partition(".")[0].replace("0", "")


def _is_among(number: Quantity, text: str, known: set[Decimal]) -> bool:
    """Whether an amount is one of those known; 29块酒 is 29块9."""
    if number.value in known:
        return True
    after = text[number.end : number.end + 1]
    if not (after and number.text.endswith("块")):
        return False
    return number.value + Decimal(_DIGITS.get(syllable(after), 0)) / 10 in known


def _is_loose(number: Quantity, text: str) -> bool:
    before, after = text[: number.start].rstrip(), text[number.end :].lstrip()
    if any(start == 0 for start, _ in _words("about_after").spans(after)):
        return True
    if any(end == len(before) for _, end in _words("about_before").spans(before)):
        return True
    if any(end <= number.start <= end + 1 for _, end in lexicon().negators.spans(text)):
        return True  # 不是249元
    return bool(bounds_of(number, text) - {"from"})


def _not_this(clause: Clause, number: Quantity) -> bool:
    """Whether the amount is of another shop, a part, or a day."""
    return bool(_words("elsewhere").first(clause.text[: number.start]))


def _still_listed(clause: Clause, number: Quantity) -> bool:
    """Whether the amount goes on a list of what things cost otherwise: 平时5L的299，7L的369."""
    lead = ",".join((*clause.before, clause.text[: number.start]))
    listed = [end for _, end in _words("listed").spans(lead)]
    return bool(listed) and not _words("now").first(lead[listed[-1] :])


def _names_an_option(segment: str, published: Published) -> bool:
    return any(
        _holds(segment, value)
        for variant in published.product.variants
        for value in variant.options.values()
    )


def _meant(segment: str, variants: Sequence[Variant]) -> list[Variant]:
    """The variants that most of what `segment` names is of; all where it names nothing."""
    held = [
        (sum(_holds(segment, value) for value in variant.options.values()), variant)
        for variant in variants
    ]
    most = max((count for count, _ in held), default=0)
    return [variant for count, variant in held if count == most]


@lru_cache(maxsize=4096)
def _holds(segment: str, value: str) -> bool:
    """Whether `segment` names an option's value, by its word or by what it measures."""
    option = one_way(value)
    if not segment or not option:
        return False
    said = quantities(segment)
    measured = [number for number in quantities(option) if number.kind != "plain"]
    named = read(option)
    if named.sizes and not measured:  # 7L is a measure, XL is none
        return any(size.name == own.name for size in read(segment).sizes for own in named.sizes)
    if option in segment:
        return True
    # 两支装 is the one of 50ml×2支: of several measures the last tells them apart.
    return any(number.equals(own) for number in said for own in measured[-1:]) or (
        len(measured) > 1 and any(number.equals(measured[0]) for number in said)
    )


def _known(
    variants: Sequence[Variant], published: Published, *, listed: bool, said: str
) -> Iterator[Money]:
    """Every amount that may be called the price of one of `variants`."""
    product, now, shop = published.product, published.now, published.shelf.catalog.shop
    for variant in variants:
        current = price_now(variant, now, product)
        if current is None:
            continue
        if listed:
            yield from (m for m in (variant.price, current.list_price, current.price) if m)
            yield from (o.price for o in past_offers(variant, now, product) if o.price)
            continue
        yield current.price
        offers = conditional_offers(variant, now, product, shop.offers)
        for offer in offers:
            if offer.price:
                yield offer.price
            if offer.off:  # 券后, 满减后
                left = max(0, current.price.minor - offer.off.minor)
                yield Money(minor=left, currency=current.price.currency)
        for count in {int(found) for found in _several().findall(said)}:
            total = total_now(variant, max(1, count), now, product, shop.offers)
            if total is not None:
                yield total.total


def _facts(variants: Sequence[Variant], published: Published) -> tuple[Fact, ...]:
    """The prices in force of `variants`, each amount once."""
    facts: dict[Decimal, Fact] = {}
    for variant in variants:
        current = price_now(variant, published.now, published.product)
        if current is not None:
            fact = money_fact(published.product, variant, "price", current.price, "价格")
            facts.setdefault(current.price.amount, fact)
    return tuple(facts.values())


@cache
def _words(name: str) -> Words:
    return words_of(table(__package__, "prices.toml")[name])


@cache
def _several() -> re.Pattern[str]:
    """A number of pieces."""
    return re.compile(rf"(\d{{1,2}})\s*(?:{_words('pieces').pattern.pattern})")
