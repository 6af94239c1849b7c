"""Rows written to a file as they come: Parquet, CSV or a JSON object a line."""

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq

from assistant.compliance.cells import cell

Format = Literal["parquet", "csv", "jsonl"]
Write = Callable[[Sequence[Mapping[str, Any]]], None]


class UnknownFormat(ValueError):
    """A file's name says no format that is written; the message says which are."""


def format_of(path: Path) -> Format:
    """The format that a file's name says. Raises UnknownFormat."""
    formats: Mapping[str, Format] = {".parquet": "parquet", ".csv": "csv", ".jsonl": "jsonl"}
    found = formats.get(path.suffix.lower())
    if found is None:
        raise UnknownFormat(f"{path.name}: name a file that ends in .parquet, .csv or .jsonl")
    return found


@contextmanager
def rows_to(path: Path, columns: pa.Schema, form: Format | None = None) -> Iterator[Write]:
    """Writes rows to `path`, which is there when all are; what is interrupted leaves nothing.

    A spreadsheet reads the CSV: UTF-8 with its mark. Raises UnknownFormat, OSError.
    """
    wanted = form or format_of(path)
    part = path.with_name(f"{path.name}.part")
    try:
        with _WRITERS[wanted](part, columns) as write:
            yield write
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _parquet(path: Path, columns: pa.Schema) -> Iterator[Write]:
    with pq.ParquetWriter(path, columns) as writer:
        yield lambda rows: writer.write_table(pa.Table.from_pylist([*rows], columns))


@contextmanager
def _csv(path: Path, columns: pa.Schema) -> Iterator[Write]:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, columns.names)
        writer.writeheader()
        yield lambda rows: writer.writerows(
            {name: cell(value) for name, value in row.items()} for row in rows
        )


@contextmanager
def _jsonl(path: Path, columns: pa.Schema) -> Iterator[Write]:
    with path.open("w", encoding="utf-8") as file:
        yield lambda rows: file.writelines(
            json.dumps(
                {name: row[name] for name in columns.names}, ensure_ascii=False, default=_iso
            )
            + "\n"
            for row in rows
        )


def _iso(value: Any) -> str:
    return str(value.isoformat())


_WRITERS = {"parquet": _parquet, "csv": _csv, "jsonl": _jsonl}
