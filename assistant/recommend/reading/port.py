"""What a file a format gives: its columns' names, and its lines in batches."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pyarrow as pa

REQUIRED = ("customer_id", "basket_id", "product_id", "timestamp")
OPTIONAL = ("quantity", "category")
PRICE = "price"
"""Read only where prices are asked for: what customers want is told without them."""

EVENTS = ("customer_id", "product_id", "timestamp", "kind")

BATCH_LINES = 1 << 17


class HistoryFileError(ValueError):
    """A file that is no history; one sentence that names the file, what is wrong and the remedy."""


class Source(Protocol):
    """Where lines come from: a file, or a query."""

    @property
    def name(self) -> str:
        """What it is called to whoever gave it."""

    def columns(self) -> list[str]:
        """The names of the columns. Raises HistoryFileError."""

    def batches(self, columns: list[str]) -> Iterator[pa.RecordBatch]:
        """The lines, as `Format.batches` gives them. Raises HistoryFileError."""


class Format(Protocol):
    """How files of one format are read."""

    def columns(self, path: Path) -> list[str]:
        """The names of the columns.

        Raises HistoryFileError where the file is not of this format.
        """

    def batches(self, path: Path, columns: list[str]) -> Iterator[pa.RecordBatch]:
        """The lines, some 100,000 at a time, only those columns, in memory only while asked for.

        Raises HistoryFileError where the file breaks off or cannot be read on.
        """
