"""The port every format implements."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from catalog_loader.findings import Finding
from catalog_loader.product import Faq, Policy, Product, Shop

Entry = Shop | Product | Policy | Faq
"""What a catalog file is made of."""


@dataclass(frozen=True, slots=True)
class Read:
    """An entry and the row of this file it was read from.

    The row is where a person looks to mend it; the entry's own `Origin` may name the file it came
    from before it was exported here.
    """

    row: str
    entry: Entry


Item = Read | Finding
"""What a reader yields: an entry, or something it found wrong."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read. `name` is what origins and messages call it; `head` its first bytes."""

    path: Path
    name: str
    head: bytes
    read_at: datetime

    def open(self) -> BinaryIO:
        """The file from its beginning. Raises `OSError`."""
        return self.path.open("rb")


class Reader(Protocol):
    """One catalog format.

    `read` is lazy and holds at most one product at a time, so that a file of a million SKUs
    streams; it yields the shop, once, before anything else, raises nothing but `OSError`, and says
    what is wrong with a row as a `Finding` in its place.
    """

    name: str
    title: str

    def recognises(self, source: Source) -> bool:
        """Whether the first bytes look like this format, whatever the file is called."""
        ...

    def read(self, source: Source) -> Iterator[Item]:
        """The records of `source` in their order, and the findings between them."""
        ...
