"""The formats there are, in the order they are tried: the more particular ones first."""

from catalog_loader.readers.jsonl import JsonlReader
from catalog_loader.readers.reader import Reader, Source
from catalog_loader.readers.shopify import ShopifyReader

READERS: tuple[Reader, ...] = (
    JsonlReader(),
    ShopifyReader(),
)


def recognise(source: Source) -> Reader | None:
    """The first format whose reader recognises `source` by its content."""
    return next((reader for reader in READERS if reader.recognises(source)), None)


def named(name: str) -> Reader | None:
    """The format called `name`, if there is one."""
    return next((reader for reader in READERS if reader.name == name), None)
