"""The items of a feed put together by product, however far apart they stand.

They wait on disk until the feed has been read, so that in memory is one product; products come in
the order in which they began.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice

from catalog_loader.findings import Finding
from catalog_loader.readers.google.context import PEEKED, Context, feed_shop
from catalog_loader.readers.google.feeds import Feed
from catalog_loader.readers.google.item import SPOOLED, Item
from catalog_loader.readers.reader import Item as Found
from catalog_loader.readers.reader import Source
from catalog_loader.readers.toolkit.shops import shop_items
from catalog_loader.readers.toolkit.spool import Spool

Key = Callable[[Item], str]
"""What the items of one product have in common; "" where an item has none."""

Make = Callable[[Sequence[Item], Context], Iterator[Found]]
"""A product of its items, after what is wrong with them."""


def read_feed(
    source: Source, feed: Feed, key: Key, make: Make, notes: Sequence[Finding] = ()
) -> Iterator[Found]:
    """The shop of a feed, `notes` on all of it, then its products. Raises OSError."""
    items = feed.items()
    first = list(islice(items, PEEKED))
    shop, assumed = feed_shop(source, feed, first)
    yield from shop_items(shop, [*assumed, *notes])
    context = Context(source, feed, shop)
    keyed = ((key(item) if isinstance(item, Item) else "", item) for item in chain(first, items))
    with Spool(SPOOLED) as spool:
        spool.fill(keyed)
        for gathered in spool.gathered():
            if isinstance(gathered, Finding):
                yield gathered
            else:
                yield from make([*map(Item.unspooled, gathered)], context)
