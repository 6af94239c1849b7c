"""Google Merchant's product feeds: RSS 2.0, Atom, and tables of tabs or commas.

Not read, since it is not for shoppers: what goods cost the shop, its lowest price, campaign labels
and redirects, taxes. A product's `link` has no place in the schema.
"""

from collections.abc import Iterator

from catalog_loader.findings import Finding
from catalog_loader.readers.google.feeds import Feed, feed_of
from catalog_loader.readers.google.gathering import read_feed
from catalog_loader.readers.google.goods import key_of, product_of
from catalog_loader.readers.reader import Item, Source

_REQUIRED = ("id", "title", "price", "availability")
_ADDRESSES = ("link", "image_link")
"""Google requires both; a table with neither is not made for it."""


class GoogleMerchantReader:
    """Reads Google Merchant's product feeds."""

    name = "google_merchant"
    title = "Google Merchant product feed"

    def recognises(self, source: Source) -> bool:
        """Whether it is XML with Google's namespace, or a table with Google's attributes."""
        return _feed(source) is not None

    def read(self, source: Source) -> Iterator[Item]:
        """The shop, then each product where its first item stands."""
        feed = _feed(source)
        if feed is None:
            yield Finding("missing_column", values={"name": ", ".join(_REQUIRED)})
            return
        yield from read_feed(source, feed, key_of, product_of)


def _feed(source: Source) -> Feed | None:
    """The feed in a file, None where there is none."""
    feeds = (feed_of(source, *_REQUIRED, address) for address in _ADDRESSES)
    return next((feed for feed in feeds if feed is not None), None)
