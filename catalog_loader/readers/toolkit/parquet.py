"""A Parquet file as a table of text, a batch of rows at a time."""

import json
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

from catalog_loader.findings import Finding
from catalog_loader.readers.toolkit.ooxml import number_text
from catalog_loader.readers.toolkit.tables import (
    MAX_CELL,
    MAX_COLUMNS,
    PREVIEWED,
    Row,
    decodable,
    too_many_columns,
)
from catalog_loader.readers.toolkit.workbook import MAX_UNPACKED, text_of

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from catalog_loader.readers.reader import Source

BATCH = 256
_DEEPEST = 8
_ROW_NUMBERS = "__index_level_"
"""How pandas names a column of row numbers."""


class ParquetTable:
    """The one table of a Parquet file; the names of its columns are its first row.

    The fields of a nested column are columns of their own, `price.amount`; a list of single values
    is a cell of lines, and any other value is written as JSON.
    """

    name = ""

    def __init__(self, source: "Source") -> None:
        self._source = source

    @cached_property
    def preview(self) -> Sequence[Row]:
        """The header and the first rows that are not blank."""
        try:
            rows = (row for row in islice(self.rows(), 2 * PREVIEWED) if isinstance(row, Row))
            return tuple(islice(rows, PREVIEWED))
        except OSError:
            return ()

    def rows(self) -> Iterator[Row | Finding]:
        """The names of the columns, then every row that is not blank. Raises OSError."""
        import pyarrow.parquet as pq

        with self._source.open() as stream:
            try:
                file = pq.ParquetFile(stream, page_checksum_verification=True)
                yield from _refused(file) or _rows(file)
            except Exception as error:  # what is damaged shows as whatever reading it raises
                reason = " ".join(f"{type(error).__name__}: {error}".split())[:120]
                yield Finding("bad_archive", values={"reason": reason})


def _refused(file: "pq.ParquetFile") -> list[Finding]:
    """Why a file must not be read: too many columns, or a few bytes that stand for very many.

    A row of empty cells takes no room at all in the file; as text it takes a byte a cell.
    """
    meta = file.metadata
    if meta.num_columns > MAX_COLUMNS:
        return [too_many_columns(1, meta.num_columns)]
    stored = sum(meta.row_group(index).total_byte_size for index in range(meta.num_row_groups))
    unpacked = max(stored, 0) + meta.num_rows * meta.num_columns
    if unpacked > MAX_UNPACKED:
        return [Finding("archive_bomb", values={"size": f"{unpacked / 1e6:,.0f}"})]
    return []


def _rows(file: "pq.ParquetFile") -> Iterator[Row | Finding]:
    number = 0  # records count from 1; the names of the columns stand before them
    for batch in file.iter_batches(batch_size=BATCH, use_threads=False):
        columns = list(_columns(batch))
        if number == 0:
            yield Row(number, [name for name, _ in columns])
        for cells in zip(*(values for _, values in columns), strict=True):
            number += 1
            if any(cells):
                yield decodable(Row(number, list(cells)))


def _columns(batch: "pa.RecordBatch") -> Iterator[tuple[str, list[str]]]:
    """The columns of a batch as text, each with its name."""
    import pyarrow as pa

    table = pa.Table.from_batches([batch])
    for _ in range(_DEEPEST):
        if not any(pa.types.is_struct(field.type) for field in table.schema):
            break
        table = table.flatten()
    for field, column in zip(table.schema, table.columns, strict=True):
        if not field.name.startswith(_ROW_NUMBERS):
            yield field.name, [_text(value) for value in _exact(column).to_pylist()]


def _exact(column: "pa.ChunkedArray") -> "pa.ChunkedArray":
    """A column whose values Python holds as they are meant."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_float32(column.type) or pa.types.is_float16(column.type):
        single = column.cast(pa.float32())
        finite = pc.if_else(pc.is_finite(single), single, pa.scalar(None, pa.float32()))
        return finite.cast(pa.string())  # as a double 199.9 would be 199.89999389648438
    if pa.types.is_timestamp(column.type):
        return column.cast(pa.timestamp("us", column.type.tz), safe=False)
    return column


def _text(value: Any) -> str:
    """A value as it would stand in a CSV file; bytes that are no text are none."""
    match value:
        case float():
            return number_text(repr(value)) if value == value else ""
        case bytes():
            try:
                return value.decode().strip()[:MAX_CELL]
            except UnicodeDecodeError:
                return ""
        case list() if not any(isinstance(each, (dict, list, tuple)) for each in value):
            return "\n".join(text for each in value if (text := _text(each)))[:MAX_CELL]
        case dict() | list():
            return json.dumps(value, ensure_ascii=False, default=str)[:MAX_CELL]
        case _:
            return text_of(value)
