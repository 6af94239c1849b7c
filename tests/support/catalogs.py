"""What the tests of catalog readers share."""

import tempfile
from pathlib import Path

import pytest

from catalog_loader.export import export
from catalog_loader.load import check, load
from catalog_loader.product import Catalog
from catalog_loader.readers.reader import NOTHING_SAID, Options
from catalog_loader.report import Report

SAMPLES = Path(__file__).parents[1] / "data" / "catalogs"
"""Sample exports written for this project, a folder a format."""

_SHARED = Path(__file__).parents[3] / "shared" / "data" / "catalogs"


def real_file(*parts: str) -> Path:
    """A real export that nobody here wrote; skips the test where it is not at hand."""
    path = _SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"the real file {'/'.join(parts)} is not on this machine")
    return path


def there_and_back(path: Path, options: Options = NOTHING_SAID) -> tuple[Catalog, Catalog]:
    """The catalog of a file, and the same after an export to our JSONL and back."""
    read = load(path, options=options).catalog
    with tempfile.TemporaryDirectory() as folder:
        exported = Path(folder) / "exported.jsonl"
        with exported.open("w", encoding="utf-8") as stream:
            export(read, stream)
        return read, load(exported).catalog


def report_of(data: bytes, *, format_name: str = "", options: Options = NOTHING_SAID) -> Report:
    """The report on a file of these bytes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(data)
        return check(path, format_name=format_name, options=options)


def codes(report: Report) -> list[tuple[str, str, str]]:
    """The findings of a report as (code, row, field)."""
    return [(finding.code, finding.row, finding.field) for finding in report.findings]
