"""Google's local inventory feeds: what each store of a shop has, an item a store.

Such a feed goes beside a product feed: it names goods by their id alone, which stands here for
their title. What a store has is told as an attribute of the goods, named after the store. It is
never taken for stock online, which it is not; a person who knows better says so with
`--map quantity=quantity`, and the stores' quantities are added up. A price is one of the goods only
where all stores ask the same.
"""

import re
from collections.abc import Iterator, Sequence

from catalog_loader.findings import Finding, quoted
from catalog_loader.product import Attribute, Availability, Money, Offer, Origin, Product, Variant
from catalog_loader.readers.google.context import Context, window
from catalog_loader.readers.google.feeds import Feed, feed_of
from catalog_loader.readers.google.gathering import read_feed
from catalog_loader.readers.google.item import Item
from catalog_loader.readers.reader import Item as Found
from catalog_loader.readers.reader import Read, Source
from catalog_loader.readers.toolkit.grouping import origin_of
from catalog_loader.readers.toolkit.published import attribute, availability_of, on_sale

_STORE = "store_code"
_FIELDS = {
    "handle": "id",
    "title": "id",
    "variants.sku": "id",
    "variants.price": "price",
    "variants.offers.price": "sale_price",
    "variants.quantity": "quantity",
    "variants.attributes": _STORE,
}
_DAYS = re.compile(r"(\d+)[- ]days?", re.IGNORECASE)
_ONLY_SHOWN = "on display to order"
"""What a store cannot hand over at once, though it can be looked at there."""

Prices = tuple[Money | None, tuple[Offer, ...]]
Stock = tuple[Availability, int | None]


class GoogleLocalReader:
    """Reads Google's local inventory feeds."""

    name = "google_local_inventory"
    title = "Google local inventory feed"

    def recognises(self, source: Source) -> bool:
        """Whether the items name a store, and have no titles."""
        return _feed(source) is not None

    def read(self, source: Source) -> Iterator[Found]:
        """The shop, then each product where its first store stands."""
        feed = _feed(source)
        if feed is None:
            yield Finding("missing_column", values={"name": f"{_STORE}, id"})
            return
        notes = [Finding("titled_by_id")]
        if not _added_up(source):
            notes.append(Finding("stock_in_stores"))
        yield from read_feed(source, feed, lambda item: item["id"], _product_of, notes)


def _feed(source: Source) -> Feed | None:
    """The feed in a file, None where its first item is not what a store has."""
    feed = feed_of(source, _STORE, "id") or feed_of(source, _STORE, "itemid")
    first = next((item for item in feed.items() if isinstance(item, Item)), None) if feed else None
    return feed if first is not None and first[_STORE] and not first["title"] else None


def _added_up(source: Source) -> bool:
    """Whether a person says that what the stores have is what can be bought online."""
    return source.options.mapping.get("quantity") == "quantity"


def _product_of(stores: Sequence[Item], context: Context) -> Iterator[Found]:
    """What the stores have of one product, after what is wrong with their items."""
    first = stores[0]
    rows: dict[str, str] = {}
    for store in stores:
        _check(store, rows)
    prices = [_prices(store, context) for store in stores]
    price, offers = prices[0] if all(each == prices[0] for each in prices) else (None, ())
    stock = [_stock(store) for store in stores]
    told = [
        _told(store, each, context, priced=price is not None)
        for store, each in zip(stores, stock, strict=True)
    ]
    availability, quantity = _together(stock, context.source)
    fields = {
        "sku": first["id"],
        "price": price,
        "offers": offers,
        "availability": availability,
        "quantity": quantity,
        "attributes": tuple(told),
        "origin": Origin(row=first.row),
    }
    product = None
    if not any(store.failed for store in stores) and (made := first.make(Variant, **fields)):
        product = first.make(
            Product,
            handle=first["id"],
            title=first["id"],
            variants=(made,),
            origin=origin_of(context.source, first.row, _columns(stores, context)),
        )
    for store in stores:
        yield from store.findings
    if product is not None:
        yield Read(first.row, product)


def _check(store: Item, rows: dict[str, str]) -> None:
    """Find what makes an item say nothing: no id, no store, or a store that has been told."""
    for name in ("id", _STORE):
        if not store[name]:
            store.find("missing_field", name, name=name)
    if (seen := rows.setdefault(store[_STORE], store.row)) != store.row:
        value = quoted(f"{store['id']} {store[_STORE]}")
        store.find("duplicate_id", _STORE, value=value, first=seen)


def _prices(store: Item, context: Context) -> Prices:
    price = context.money(store, "price")
    sale = context.money(store, "sale_price")
    dates = window(store, "sale_price_effective_date")
    return price, on_sale(price, sale if sale and sale.minor else None, *dates)


def _stock(store: Item) -> Stock:
    words = store["availability"]
    availability = availability_of(words)
    shown = words.replace("_", " ").lower() == _ONLY_SHOWN
    if words and availability is Availability.UNKNOWN and not shown:
        store.find("unknown_availability", "availability", value=quoted(words))
    return store.stock("quantity", availability)


def _together(stock: Sequence[Stock], source: Source) -> Stock:
    """The stock of all stores as that of the goods, where a person says that it is."""
    if not _added_up(source):
        return Availability.UNKNOWN, None
    quantities = [quantity for _, quantity in stock if quantity is not None]
    states = {state for state, _ in stock}
    for state in (Availability.IN_STOCK, Availability.OUT_OF_STOCK):
        if state in states:
            return state, sum(quantities) if quantities else None
    return Availability.UNKNOWN, sum(quantities) if quantities else None


def _told(store: Item, stock: Stock, context: Context, *, priced: bool) -> Attribute:
    """What a store has, in words; its price too, unless it is that of all."""
    quantity = stock[1]
    said = [context.value(store["availability"])]
    if quantity is not None:
        said.append(context.phrase(f"{quantity} 件", f"quantity {quantity}"))
    if not priced and store["price"]:
        said.append(context.phrase(f"售价 {store['price']}", f"price {store['price']}"))
    if not priced and (sale := store["sale_price"]):
        said.append(context.phrase(f"促销价 {sale}", f"sale price {sale}"))
    if method := store["pickup_method"]:
        ready = _ready(store["pickup_sla"], context)
        said.append(context.value(method) + (f" ({ready})" if ready else ""))
    comma = context.phrase("，", ", ")
    name = context.phrase(f"门店 {store[_STORE]}", f"Store {store[_STORE]}")
    return attribute(name, comma.join(filter(None, said)))


def _ready(words: str, context: Context) -> str:
    """When an order can be picked up."""
    if days := _DAYS.fullmatch(words):
        return context.phrase(f"{days[1]} 天", f"{days[1]} days")
    return context.value(words)


def _columns(stores: Sequence[Item], context: Context) -> dict[str, str]:
    given = {name for store in stores for name in store.attributes}
    if not _added_up(context.source):
        given.discard("quantity")
    return {field: context.feed.column(name) for field, name in _FIELDS.items() if name in given}
