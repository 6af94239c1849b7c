"""Files as sources, by the ends of their names."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from assistant.recommend.reading.csv import Csv
from assistant.recommend.reading.parquet import Parquet
from assistant.recommend.reading.port import Format, HistoryFileError

FORMATS: dict[str, Format] = {".csv": Csv(), ".parquet": Parquet(), ".pq": Parquet()}


@dataclass(frozen=True, slots=True)
class FileSource:
    """A file of a format."""

    path: Path
    form: Format

    @property
    def name(self) -> str:
        """Its name, without its folder."""
        return self.path.name

    def columns(self) -> list[str]:
        """See `Source`."""
        return self.form.columns(self.path)

    def batches(self, columns: list[str]) -> Iterator[pa.RecordBatch]:
        """See `Source`."""
        return self.form.batches(self.path, columns)


def file_source(path: Path) -> FileSource:
    """The file at `path`. Raises HistoryFileError where it is not there, or of no such format."""
    form = FORMATS.get(path.suffix.lower())
    if form is None:
        raise HistoryFileError(f"{path.name} is no history: give a {' or '.join(FORMATS)} file")
    if not path.is_file():
        raise HistoryFileError(f"there is no file {path}")
    return FileSource(path, form)
