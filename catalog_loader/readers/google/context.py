"""What every item of one feed is read with: its shop, and how amounts and times are read in it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from catalog_loader.findings import Finding, quoted
from catalog_loader.product import Money, Shop
from catalog_loader.readers.google.feeds import Feed
from catalog_loader.readers.google.item import Item
from catalog_loader.readers.google.words import name_of, value_of
from catalog_loader.readers.reader import Source
from catalog_loader.readers.toolkit.money import NotMoney, parse_money
from catalog_loader.readers.toolkit.shops import language_of, shop_of
from catalog_loader.readers.toolkit.times import NotATime, parse_moment

Window = tuple[datetime | None, datetime | None]

PEEKED = 20
"""Items looked at for the currency and the language of a feed."""

_NO_CURRENCY = "XXX"  # ISO 4217's own code for none


def feed_shop(
    source: Source, feed: Feed, first: Sequence[Item | Finding]
) -> tuple[Shop, list[Finding]]:
    """The shop of a feed, by its own words and its first items, and what is assumed of it."""
    items = [item for item in first if isinstance(item, Item)]
    currency = next(filter(None, map(_currency, items)), "")
    language = feed.language
    if not language and (texts := "".join(item["title"] + item["description"] for item in items)):
        language = language_of(texts)
    elif not language and currency == "CNY":  # codes and numbers alone are of no language
        language = "zh"
    return shop_of(source, currency=currency, language=language, name=feed.title)


def _currency(item: Item) -> str:
    """The currency that an item's price names, "" where it names none."""
    try:
        currency = parse_money(item["price"], _NO_CURRENCY).currency
    except NotMoney:
        return ""
    return "" if currency == _NO_CURRENCY else currency


@dataclass(frozen=True, slots=True)
class Context:
    """The feed being read, and the currencies of it that have been left out so far."""

    source: Source
    feed: Feed
    shop: Shop
    left_out: set[str] = field(default_factory=set)

    def name(self, attribute: str) -> str:
        """What an attribute is called in the shop's language."""
        return name_of(attribute, self.shop.language)

    def value(self, value: str) -> str:
        """One of Google's fixed values in the shop's language."""
        return value_of(value, self.shop.language)

    def phrase(self, zh: str, en: str) -> str:
        """What is put together of several values, in the shop's language."""
        return zh if self.shop.language.startswith("zh") else en

    def money(self, item: Item, name: str) -> Money | None:
        """An amount in the shop's currency; one in another is left out, once with a note."""
        money, expected = item.money(name, self.shop.currency), self.shop.currency
        if money is None or money.currency == expected:
            return money
        if money.currency not in self.left_out:
            self.left_out.add(money.currency)
            item.find("mixed_currency", name, currency=money.currency, expected=expected)
        return None


def moment(item: Item, name: str) -> datetime | None:
    """A time; without a zone it is in UTC, as Google has it."""
    return item.moment(name, UTC)


def window(item: Item, name: str) -> Window:
    """When an attribute written as `start/end` says that something holds."""
    text = item[name]
    start, slash, end = (part.strip() for part in text.partition("/"))
    if not text:
        return None, None
    if slash and (start or end):
        try:
            begins = parse_moment(start, UTC) if start else None
            return begins, parse_moment(end, UTC) if end else None
        except NotATime:
            pass
    item.find("bad_date", name, value=quoted(text))
    return None, None
