"""Read a catalog file: check it, or load it whole."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from catalog_loader.check import Checker
from catalog_loader.findings import Finding, quoted
from catalog_loader.kinds import Severity
from catalog_loader.product import Catalog, Faq, Policy, Product, Shop
from catalog_loader.readers.reader import NOTHING_SAID, Entry, Options, Progress, Reader, Source
from catalog_loader.readers.registry import READERS, named, recognise
from catalog_loader.readers.sql.database import is_database, source_of_database
from catalog_loader.readers.toolkit.tables import refusal_of
from catalog_loader.report import Report

HEAD_BYTES = 64 * 1024
"""How much of a file the formats may look at to recognise it."""


class CatalogRefused(Exception):
    """The file has errors and nothing of it was loaded; `report` says which."""

    def __init__(self, report: Report) -> None:
        self.report = report
        super().__init__(self.text())

    def text(self, language: str = "en") -> str:
        """The reason in one line, in `zh` or English."""
        report = self.report
        first = report.first_error
        if first is None:
            return report.file
        message, remedy = first.message(language), first.remedy(language)
        if language == "zh":
            where = f"第 {first.row} 行" if first.row else ""
            where += f" {first.field}" if first.field else ""
            count = f"（共 {report.errors} 个错误）" if report.errors > 1 else ""
            return f"{report.file} 没有加载{count}：{where.strip()} {message}；{remedy}"
        where = ", ".join(
            part
            for part in (first.row and f"row {first.row}", first.field and f"field {first.field}")
            if part
        )
        count = f" ({report.errors} errors)" if report.errors > 1 else ""
        place = f"{where}: " if where else ""
        return f"{report.file} was refused{count}: {place}{message}; {remedy}"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A catalog and what was found while reading it."""

    catalog: Catalog
    report: Report


def walk(
    path: Path | str,
    report: Report,
    *,
    name: str = "",
    format_name: str = "",
    options: Options = NOTHING_SAID,
    progress: Progress | None = None,
) -> Iterator[Entry]:
    """The records of a file fit to load, one at a time, while `report` fills with the rest.

    `path` may be the URL of a database, which `options.query` is asked of. Never raises for what
    the file holds: that is in the report. Reads lazily, so a caller that does not keep the records
    needs no more memory than one of them.
    """
    source = _open(path, report, name, options, progress)
    reader = _choose(source, report, format_name) if source else None
    if source is None or reader is None:
        return
    report.format = reader.name
    checker = Checker()
    begun, refused = False, ""
    try:
        for item in reader.read(source):
            if isinstance(item, Finding):
                report.add(item)
                if item.severity is Severity.ERROR and item.row != refused:
                    refused = item.row
                    report.dropped += 1
                continue
            if not begun and not isinstance(item.entry, Shop):
                _miss_shop(report, item.row)
            begun = True
            findings = checker.check(item.entry, item.row)
            for finding in findings:
                report.add(finding)
            if any(finding.severity is Severity.ERROR for finding in findings):
                report.dropped += 1
                continue
            report.counts.add(item.entry)
            yield item.entry
    except OSError as error:
        report.add(Finding("unreadable", values={"reason": error.strerror or str(error)}))
        return
    if not begun:
        _miss_shop(report, "1")
    for finding in checker.finish():
        report.add(finding)


def check(
    path: Path | str,
    *,
    name: str = "",
    format_name: str = "",
    options: Options = NOTHING_SAID,
    progress: Progress | None = None,
) -> Report:
    """Read a file through and say what is in it and what is wrong with it; loads nothing."""
    report = Report(name or named_by(path))
    for _ in walk(
        path, report, name=name, format_name=format_name, options=options, progress=progress
    ):
        pass
    return report


def stream(
    path: Path | str,
    report: Report,
    *,
    name: str = "",
    format_name: str = "",
    keep_good: bool = False,
    options: Options = NOTHING_SAID,
    progress: Progress | None = None,
) -> Iterator[Entry]:
    """The records of a file, one at a time, for a caller that keeps all of them or none.

    Raises `CatalogRefused` at the end when anything in the file is an error; with `keep_good` only
    when the file as a whole is unfit. From the first error on nothing more is handed over, but the
    file is read on, so that the report is whole.
    """
    for entry in walk(
        path,
        report,
        name=name,
        format_name=format_name,
        options=options,
        progress=progress,
    ):
        if keep_good or not report.errors:
            yield entry
    if report.fatal or (report.errors and not keep_good):
        raise CatalogRefused(report)


def load(
    path: Path | str,
    *,
    name: str = "",
    format_name: str = "",
    keep_good: bool = False,
    options: Options = NOTHING_SAID,
) -> Loaded:
    """Load a file whole. `name` is what origins call it when that is not the path's own name.

    Raises `CatalogRefused` when anything in it is an error; with `keep_good` the rows that are
    fit are loaded all the same, unless the file as a whole is unfit.
    """
    report = Report(name or named_by(path))
    shop: Shop | None = None
    products: list[Product] = []
    policies: list[Policy] = []
    faqs: list[Faq] = []
    for entry in stream(
        path, report, name=name, format_name=format_name, keep_good=keep_good, options=options
    ):
        match entry:
            case Shop():
                shop = entry
            case Product():
                products.append(entry)
            case Policy():
                policies.append(entry)
            case Faq():
                faqs.append(entry)
    if shop is None:
        raise CatalogRefused(report)
    catalog = Catalog(
        shop=shop, products=tuple(products), policies=tuple(policies), faqs=tuple(faqs)
    )
    return Loaded(catalog, report)


def named_by(place: Path | str) -> str:
    """What a file is called where nobody says; a database's URL is told without who asks."""
    if isinstance(place, str) and is_database(place):
        return source_of_database(place, read_at=datetime.now(UTC)).name
    return Path(place).name


def _open(
    place: Path | str, report: Report, name: str, options: Options, progress: Progress | None
) -> Source | None:
    if isinstance(place, str) and is_database(place):
        read_at = datetime.now(UTC)
        return source_of_database(place, read_at=read_at, options=options, progress=progress)
    path = Path(place)
    try:
        if path.exists() and not path.is_file():
            report.add(Finding("unreadable", values={"reason": "not a file"}))
            return None
        with path.open("rb") as stream:
            head = stream.read(HEAD_BYTES)
    except OSError as error:
        report.add(Finding("unreadable", values={"reason": error.strerror or str(error)}))
        return None
    if not head.removeprefix(b"\xef\xbb\xbf").strip():
        report.add(Finding("empty_file"))
        return None
    return Source(path, name or path.name, head, datetime.now(UTC), options, progress)


def _choose(source: Source, report: Report, format_name: str) -> Reader | None:
    if format_name:
        reader = named(format_name)
        if reader is None:
            names = ", ".join(each.name for each in READERS)
            values = {"value": quoted(format_name), "formats": names}
            report.add(Finding("no_such_format", values=values))
        return reader
    reader = recognise(source)
    if reader is None:
        formats = ", ".join(each.title for each in READERS)
        unknown = Finding("unknown_format", values={"formats": formats})
        report.add(refusal_of(source) or unknown)
    return reader


def _miss_shop(report: Report, row: str) -> None:
    """Say that the shop is missing; or, where its line is what was refused, leave it at that."""
    report.fatal = True
    if not report.errors:
        report.add(Finding("no_shop", row))
