"""Histories as CSV: comma-separated, UTF-8, names in the first line."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
from pyarrow import csv

from assistant.recommend.reading.port import HistoryFileError

BLOCK_BYTES = 1 << 23


class Csv:
    """Every value is read as text, so that an id `007` stays one."""

    def columns(self, path: Path) -> list[str]:
        """The first line's names."""
        with path.open(encoding="utf-8-sig", errors="replace") as stream:
            first = stream.readline()
        if not first.strip():
            raise HistoryFileError(
                f"{path.name} is empty: its first line must name the columns, e.g. "
                "customer_id,basket_id,product_id,timestamp,quantity"
            )
        return [name.strip().strip('"').strip() for name in first.rstrip("\r\n").split(",")]

    def batches(self, path: Path, columns: list[str]) -> Iterator[pa.RecordBatch]:
        """The lines as text."""
        names = self.columns(path)
        try:
            reader = csv.open_csv(
                path,
                csv.ReadOptions(block_size=BLOCK_BYTES, column_names=names, skip_rows=1),
                convert_options=csv.ConvertOptions(
                    column_types={name: pa.string() for name in columns},
                    include_columns=columns,
                    strings_can_be_null=True,
                    quoted_strings_can_be_null=False,
                    null_values=["", "NA", "NULL", "null", "NaN", "nan"],
                ),
            )
            yield from reader
        except pa.ArrowInvalid as error:
            if "Empty CSV" in str(error):  # the names and no line after them
                return
            raise HistoryFileError(f"{path.name} cannot be read as CSV: {error}") from error
