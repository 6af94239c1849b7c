"""Histories out of files and queries: a file a format, one report of what was found."""

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

from assistant.recommend.history import History
from assistant.recommend.reading.columns import Collected, checked_columns
from assistant.recommend.reading.files import file_source
from assistant.recommend.reading.port import PRICE, HistoryFileError, Source
from assistant.recommend.reading.report import ReadingReport

__all__ = ["HistoryFileError", "ReadingReport", "read_history", "read_purchases"]


def read_history(
    path: Path, progress: Callable[[int], None] = lambda lines: None
) -> tuple[History, ReadingReport]:
    """The history in the file `path`, without prices; see `read_purchases`."""
    return read_purchases(file_source(path), progress, prices=False)


def read_purchases(
    source: Source, progress: Callable[[int], None] = lambda lines: None, *, prices: bool = True
) -> tuple[History, ReadingReport]:
    """The history in `source`, and what was found wrong with it; `progress` is told the lines read.

    Columns `customer_id, basket_id, product_id, timestamp`, optional `quantity`, `category` and
    `price`; `timestamp` is an ISO date or time, seconds since 1970, or the number of the basket in
    its customer's order. Raises HistoryFileError, one sentence, where nothing can be read.
    """
    columns, ignored = checked_columns(source.name, source.columns())
    if not prices:
        columns = [column for column in columns if column != PRICE]
    collected = Collected(columns, ignored)
    for batch in source.batches(columns):
        collected.add(batch)
        progress(collected.lines)
    read = collected.finish(source.name)
    # Arrow keeps what it has freed, where the fit's arrays cannot use it: half a gigabyte for a
    # million lines
    pa.default_memory_pool().release_unused()
    return read
