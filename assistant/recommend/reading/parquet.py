"""Histories as Parquet, of any column types."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from assistant.recommend.reading.port import BATCH_LINES, HistoryFileError


class Parquet:
    """Columns keep their types: numbers, text and times all have their meaning."""

    def columns(self, path: Path) -> list[str]:
        """The names of the schema."""
        return list(_opened(path).schema_arrow.names)

    def batches(self, path: Path, columns: list[str]) -> Iterator[pa.RecordBatch]:
        """The lines, row group after row group."""
        try:
            yield from _opened(path).iter_batches(BATCH_LINES, columns=columns)
        except (pa.ArrowInvalid, OSError) as error:
            raise HistoryFileError(f"{path.name} breaks off: {error}") from error


def _opened(path: Path) -> parquet.ParquetFile:
    try:
        return parquet.ParquetFile(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise HistoryFileError(f"{path.name} is no Parquet file: {error}") from error
