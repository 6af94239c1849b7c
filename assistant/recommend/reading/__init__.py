"""Histories out of files: a file a format, one report of what was found."""

from collections.abc import Callable
from pathlib import Path

from assistant.recommend.history import History
from assistant.recommend.reading.columns import Collected, checked_columns
from assistant.recommend.reading.csv import Csv
from assistant.recommend.reading.parquet import Parquet
from assistant.recommend.reading.port import Format, HistoryFileError
from assistant.recommend.reading.report import ReadingReport

__all__ = ["HistoryFileError", "ReadingReport", "read_history"]

FORMATS: dict[str, Format] = {".csv": Csv(), ".parquet": Parquet(), ".pq": Parquet()}


def read_history(
    path: Path, progress: Callable[[int], None] = lambda lines: None
) -> tuple[History, ReadingReport]:
    """The history in `path`, and what was found wrong with it; `progress` is told the lines read.

    Columns `customer_id, basket_id, product_id, timestamp`, optional `quantity` and `category`;
    `timestamp` is an ISO date or time, seconds since 1970, or the number of the basket in its
    customer's order. Raises HistoryFileError, one sentence, where nothing can be read.
    """
    form = FORMATS.get(path.suffix.lower())
    if form is None:
        raise HistoryFileError(f"{path.name} is no history: give a {' or '.join(FORMATS)} file")
    if not path.is_file():
        raise HistoryFileError(f"there is no file {path}")
    columns, ignored = checked_columns(path.name, form.columns(path))
    collected = Collected(columns, ignored)
    for batch in form.batches(path, columns):
        collected.add(batch)
        progress(collected.lines)
    return collected.finish(path.name)
