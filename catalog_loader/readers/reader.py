"""The port every format implements, and the file it is given."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast
from zoneinfo import ZoneInfo

from catalog_loader.findings import Finding
from catalog_loader.product import Faq, Policy, Product, Shop

if TYPE_CHECKING:
    from catalog_loader.readers.toolkit.tables import Table
    from catalog_loader.readers.toolkit.text import Encoding

Entry = Shop | Product | Policy | Faq
"""What a catalog file is made of."""

Progress = Callable[[int, int], None]
"""Told the bytes read so far and the bytes there are in all."""


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
class Options:
    """What a person says of a file that the file itself does not say; empty: it is guessed.

    Raises ValueError, in one sentence, for a currency or time zone that cannot be.

    `mapping` is for formats without columns of fixed names: schema field (`title`, `price`,
    `attributes.面料`, …) to column. `query` is what a database is asked.
    """

    shop: str = ""
    currency: str = ""
    language: str = ""
    timezone: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)
    query: str = ""

    def __post_init__(self) -> None:
        if self.currency and not re.fullmatch(r"[A-Za-z]{3}", self.currency):
            raise ValueError(f"{self.currency!r} is no currency; use a code such as CNY")
        if self.timezone:
            try:
                ZoneInfo(self.timezone)
            except (KeyError, ValueError, OSError):
                message = f"there is no time zone {self.timezone!r}; use one like Asia/Shanghai"
                raise ValueError(message) from None


NOTHING_SAID = Options()
"""The options of a file that must speak for itself."""


@dataclass(frozen=True)
class Source:
    """A file to read. `name` is what origins and messages call it; `head` its first bytes.

    What several formats look at to recognise it (its encoding, its tables) is found out once.
    """

    path: Path
    name: str
    head: bytes
    read_at: datetime
    options: Options = NOTHING_SAID
    progress: Progress | None = None

    def open(self) -> BinaryIO:
        """The file from its beginning; reading it tells `progress`. Raises `OSError`."""
        stream = self.path.open("rb")
        if self.progress is None:
            return stream
        return cast("BinaryIO", _Counted(stream, self.path.stat().st_size, self.progress))

    @cached_property
    def encoding(self) -> "Encoding | None":
        """How its text is encoded, None where it is in no encoding known here."""
        from catalog_loader.readers.toolkit.text import encoding_of

        return encoding_of(self.path, self.head)

    @cached_property
    def text_head(self) -> str:
        """The text of `head`, "" where it is no text; its last line may be cut."""
        from catalog_loader.readers.toolkit.text import decoded_head

        return decoded_head(self.head, self.encoding)

    @cached_property
    def tables(self) -> "tuple[Table, ...]":
        """The tables in it: one of a CSV file, one a sheet of a workbook, none of anything else."""
        from catalog_loader.readers.toolkit.tables import tables_of

        return tables_of(self)


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


class _Counted:
    """A binary stream that tells how far it has been read."""

    def __init__(self, stream: BinaryIO, size: int, progress: Progress) -> None:
        self._stream = stream
        self._size = size
        self._progress = progress
        self._done = 0

    def __enter__(self) -> "_Counted":
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)

    def read(self, size: int = -1) -> bytes:
        return self._told(self._stream.read(size))

    def read1(self, size: int = -1) -> bytes:
        return self._told(self._stream.read(size if size > 0 else 64 * 1024))

    def readline(self, size: int = -1) -> bytes:
        return self._told(self._stream.readline(size))

    def _told(self, data: bytes) -> bytes:
        self._done += len(data)
        self._progress(min(self._done, self._size), self._size)
        return data
