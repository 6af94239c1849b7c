"""The listings of a file as a catalog: what each holds, read by what its columns mean."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from catalog_loader.findings import Finding, quoted
from catalog_loader.product import Shop
from catalog_loader.readers.generic.mapping import Mapping, guess
from catalog_loader.readers.guessing.answers import are_policies, faqs_of, policies_of
from catalog_loader.readers.guessing.goods import items_of
from catalog_loader.readers.guessing.headers import currency_named
from catalog_loader.readers.guessing.layout import PRICES, Layout
from catalog_loader.readers.guessing.listing import Holds, Listing, held_by
from catalog_loader.readers.guessing.runs import runs_of
from catalog_loader.readers.guessing.said import said_of, wrong_of
from catalog_loader.readers.reader import Item, Source
from catalog_loader.readers.toolkit.cells import Columns
from catalog_loader.readers.toolkit.money import NotMoney, parse_money
from catalog_loader.readers.toolkit.shops import language_of, shop_items, shop_of

_NONE = "XXX"
"""ISO 4217's code for no currency."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A listing, what it is a list of, and, where that is goods, what its columns mean."""

    listing: Listing
    holds: Holds
    said: dict[str, str]
    mapping: Mapping | None
    sample: Sequence[Sequence[str]]

    @property
    def is_sold(self) -> bool:
        """Whether it lists goods with a price."""
        return self.mapping is not None and any(map(self.mapping.columns, PRICES))

    @property
    def rank(self) -> int:
        """How much it looks like what is sold: 2 with titles and prices, 1 with titles."""
        titled = self.mapping is not None and bool(self.mapping.columns("title"))
        return titled + (titled and self.is_sold)

    def unread(self) -> "Understood":
        """The same without goods: a table that is not read, unless it holds something else."""
        return replace(self, holds=Holds.NOTHING, mapping=None) if self.mapping else self

    def cells(self, columns: Sequence[str]) -> Iterator[str]:
        """What stands in some columns of the sample."""
        for at in map(self.listing.columns.index, columns):
            yield from (row[at] for row in self.sample if at < len(row) and row[at])


def understand(source: Source, listings: Sequence[Listing]) -> list[Understood]:
    """What each listing holds. Raises OSError."""
    understood = []
    for listing in listings:
        said = said_of(source.options.mapping, Columns.of(listing.columns))
        holds = held_by([listing.labels.get(name, name) for name in listing.columns], said)
        if holds is Holds.POLICIES and not are_policies(listing, said):
            holds = Holds.NOTHING
        elif holds is Holds.NOTHING and len(listings) == 1:
            holds = Holds.GOODS  # what else; that it has no title is then said
        if holds is not Holds.GOODS:
            understood.append(Understood(listing, holds, said, None, ()))
            continue
        sample = listing.sample()
        currency = source.options.currency.upper()
        mapping = guess(
            listing.columns,
            sample,
            said,
            currency=currency,
            inside=listing.inside,
            labels=listing.labels,
        )
        understood.append(Understood(listing, holds, said, mapping, sample))
    # A table of categories or brands has titles, too, beside one of what is sold.
    best = max((each.rank for each in understood), default=0)
    return [each if each.rank == best else each.unread() for each in understood]


def mappings_in(source: Source, found: Sequence[Listing | Finding]) -> dict[str, Mapping]:
    """What the columns of each table of goods are taken to mean, by its name. Raises OSError."""
    listings = [each for each in found if isinstance(each, Listing)]
    understood = understand(source, listings)
    return {each.listing.name: each.mapping for each in understood if each.mapping}


def read_listings(source: Source, found: Sequence[Listing | Finding]) -> Iterator[Item]:
    """The shop, then the products, FAQs and policies of every listing. Raises OSError."""
    listings = [each for each in found if isinstance(each, Listing)]
    broken = [each for each in found if isinstance(each, Finding)]
    wrong = wrong_of(source.options.mapping, [Columns.of(each.columns) for each in listings])
    if broken or wrong:
        yield from chain(broken, wrong)
        return
    understood = understand(source, listings)
    if refusal := _refusal(understood, source):
        yield refusal
        return
    shop, assumed = _shop(source, understood)
    yield from shop_items(shop, assumed)
    for each in understood:
        yield from each.listing.findings
        yield from _items(each, source, shop)


def _refusal(understood: Sequence[Understood], source: Source) -> Finding | None:
    """Why nothing of a file is read: none of its tables is of goods that have titles."""
    held = {each.holds for each in understood} - {Holds.NOTHING}
    if held == {Holds.ORDERS}:
        return Finding("list_of_orders", values={"name": quoted(source.name)})
    mapped = [each.mapping for each in understood if each.mapping]
    untitled = any(not mapping.columns("title") for mapping in mapped)
    if untitled or not held - {Holds.ORDERS}:
        return Finding("unmapped", values={"name": "title"})
    return None


def _shop(source: Source, understood: Sequence[Understood]) -> tuple[Shop, list[Finding]]:
    """The shop, by what the first table of goods says: its name, its language, its currency."""
    goods = next((each for each in understood if each.mapping), None)
    if goods is None or goods.mapping is None:
        names = chain.from_iterable(each.listing.columns for each in understood)
        return shop_of(source, language=language_of("\n".join(names)))
    mapping = goods.mapping
    names_given = set(goods.cells(mapping.columns("shop")))
    return shop_of(
        source,
        name=names_given.pop() if len(names_given) == 1 else "",
        language=mapping.language,
        currency=mapping.currency or _currency_in(goods, mapping),
    )


def _currency_in(goods: Understood, mapping: Mapping) -> str:
    """The currency that most rows name, in a column of their own or beside the amount."""
    stated = [currency_named(text) for text in goods.cells(mapping.columns("currency"))]
    if not any(stated):
        prices = chain.from_iterable(mapping.columns(field) for field in PRICES)
        stated = [_beside(text) for text in goods.cells(tuple(prices))]
    return next((code for code, _ in Counter(filter(None, stated)).most_common(1)), "")


def _beside(text: str) -> str:
    """The currency an amount names itself, "" where it names none or shares its sign."""
    try:
        code = parse_money(text, _NONE).currency
    except NotMoney:
        return ""
    return "" if code == _NONE else code


def _items(each: Understood, source: Source, shop: Shop) -> Iterator[Item]:
    listing = each.listing
    match each.holds:
        case Holds.FAQS:
            yield from faqs_of(listing, source, each.said)
        case Holds.POLICIES:
            yield from policies_of(listing, source, each.said)
        case Holds.GOODS if each.mapping:
            yield from _goods(each, each.mapping, source, shop)
        case _:
            yield Finding("ignored_table", values={"name": quoted(listing.name)})


def _goods(each: Understood, mapping: Mapping, source: Source, shop: Shop) -> Iterator[Item]:
    """What was guessed, then the products."""
    if note := mapping.note():
        yield note
    yield from mapping.findings
    if not each.is_sold:
        yield Finding("no_price_column")
    layout = Layout(mapping, shop)
    columns = Columns.of(each.listing.columns)
    keys = [*mapping.columns("group"), *mapping.columns("handle")]
    if mapping.by_title:
        keys += mapping.columns("title")
    found = (list(each.cells((key,))) for key in keys)
    repeating = any(len(set(values)) < len(values) for values in found)
    scattered = repeating and not mapping.inside  # nested variants stand together
    for run in runs_of(each.listing.read(), layout, columns, scattered=scattered):
        if isinstance(run, Finding):
            yield run
        else:
            yield from items_of(run, layout, source)
