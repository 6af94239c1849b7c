"""A shop's catalog: `xiaoer catalog formats|check|load|search|export`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from assistant.cli.common import (
    AsJson,
    fail,
    output,
    print_json,
    spoken_language,
    with_database,
)
from catalog_loader.locations import Location, located
from catalog_loader.readers.reader import Options, Progress
from catalog_loader.report import Report

app = typer.Typer(help="A shop's catalog: check, load, search, export.", no_args_is_help=True)

CatalogName = Annotated[str, typer.Option("--catalog", help="The catalog's name in the store.")]
CatalogFile = Annotated[
    str, typer.Argument(metavar="FILE", help="A file, an http(s) address, or a database's URL.")
]
FormatName = Annotated[str, typer.Option("--format", help="Its format; none: found by content.")]
KeepGood = Annotated[bool, typer.Option("--keep-good", help="Load the good rows of a bad file.")]
HtmlFile = Annotated[Path | None, typer.Option("--html", help="Write the report here as a page.")]
Currency = Annotated[
    str, typer.Option(help="The shop's currency (ISO 4217), where the file names none.")
]
Language = Annotated[str, typer.Option(help="The shop's language: zh, en, id, vi, th or ms.")]
TimeZone = Annotated[str, typer.Option(help="The shop's time zone, such as Asia/Shanghai.")]
ShopName = Annotated[str, typer.Option("--shop", help="The shop's name.")]
Mapping = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="FIELD=COLUMN", help="What a column means; may be repeated."),
]
Query = Annotated[str, typer.Option(help="What to ask a database: one SELECT.")]


def read_options(
    currency: str, language: str, timezone: str, shop: str, mapping: list[str] | None, query: str
) -> Options:
    """What the command line says of a file. Raises typer.BadParameter."""
    pairs = [entry.partition("=") for entry in mapping or ()]
    for field, equals, column in pairs:
        if not (field and equals and column):
            raise typer.BadParameter(f"--map {field}{equals}{column}: write it as FIELD=COLUMN")
    try:
        return Options(
            currency=currency,
            language=language,
            timezone=timezone,
            shop=shop,
            mapping={field.strip(): column.strip() for field, _, column in pairs},
            query=query,
        )
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


@app.command("formats")
def catalog_formats(as_json: AsJson = False) -> None:
    """The formats that are read, in the order they are tried."""
    from catalog_loader.readers.registry import READERS

    if as_json:
        print_json([{"name": reader.name, "title": reader.title} for reader in READERS])
        return
    table = Table("format", "what it is", box=None)
    for reader in READERS:
        table.add_row(reader.name, reader.title)
    output().print(table)


@app.command("check")
def catalog_check(
    file: CatalogFile,
    format_name: FormatName = "",
    currency: Currency = "",
    language: Language = "",
    timezone: TimeZone = "",
    shop: ShopName = "",
    mapping: Mapping = None,
    query: Query = "",
    html: HtmlFile = None,
    as_json: AsJson = False,
) -> None:
    """Say what is in a catalog file and exactly what is wrong with it; loads nothing."""
    from catalog_loader.load import check

    options = read_options(currency, language, timezone, shop, mapping, query)
    with located(file) as location, _progress(location) as progress:
        report = check(
            location.path,
            name=location.name,
            format_name=format_name,
            options=options,
            progress=progress,
        )
    if html is not None:
        _write_page(report, html)
    if as_json:
        print_json(report.as_json())
    else:
        output().print(report.table(spoken_language()))
    if not report.sound:
        sys.exit(1)


@app.command("load")
def catalog_load(
    file: CatalogFile,
    catalog: CatalogName,
    format_name: FormatName = "",
    keep_good: KeepGood = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would change; change nothing.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Load again whenever the file changes, until Ctrl-C.")
    ] = False,
    currency: Currency = "",
    language: Language = "",
    timezone: TimeZone = "",
    shop: ShopName = "",
    mapping: Mapping = None,
    query: Query = "",
    html: HtmlFile = None,
    as_json: AsJson = False,
) -> None:
    """Load a catalog file whole, in one transaction, and say what changed."""
    from assistant.store import Catalogs
    from catalog_loader.load import CatalogRefused, named_by, stream

    options = read_options(currency, language, timezone, shop, mapping, query)
    tongue = spoken_language()

    def load(location: Location) -> None:
        report = Report(location.name or named_by(location.path))

        async def apply(database: Any) -> Any:
            with _progress(location) as progress:
                records = stream(
                    location.path,
                    report,
                    name=location.name,
                    format_name=format_name,
                    keep_good=keep_good,
                    options=options,
                    progress=progress,
                )
                return await Catalogs(database).replace(catalog, records, dry_run=dry_run)

        try:
            imported = with_database(apply)
        finally:
            if html is not None:
                _write_page(report, html)
        if as_json:
            print_json(
                {
                    "catalog": catalog,
                    "version": None if dry_run else imported.version,
                    "changes": imported.difference.as_json(),
                    "report": report.as_json(),
                }
            )
        else:
            output().print(imported.difference.table(tongue))
            print(report.summary(tongue))

    try:
        if not watch:
            with located(file) as location:
                load(location)
            return
    except CatalogRefused as error:
        fail(error.text(tongue))
    from catalog_loader.watch import changes

    for location in changes(file):
        try:
            load(location)
        except CatalogRefused as error:
            # what was loaded before stays; the next change may be whole again
            Console(stderr=True, soft_wrap=True).print(error.text(tongue), markup=False)


@app.command("search")
def catalog_search(
    words: Annotated[
        str, typer.Argument(help="Words, pinyin, a SKU, a handle, or a number such as 3号链接.")
    ],
    catalog: CatalogName = "demo",
    limit: Annotated[int, typer.Option("-n", min=1, max=1000, help="How many at most.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Find products by name, pinyin, SKU, what is published of them, or what they are."""
    from assistant.knowledge.meaning import StoredMeaning
    from assistant.knowledge.search import CatalogSearch

    async def find(database: Any) -> Any:
        meaning = StoredMeaning(database)
        try:
            return await CatalogSearch(database, meaning).find(catalog, words, limit)
        finally:
            meaning.close()

    hits = with_database(find)
    if as_json:
        print_json(
            [
                {
                    "handle": hit.product.handle,
                    "title": hit.product.title,
                    "category": hit.product.category,
                    "score": hit.score,
                    "by": hit.by,
                }
                for hit in hits
            ]
        )
        return
    for hit in hits:
        print(f"{hit.product.handle}  {hit.product.title}  ({hit.product.category})")
    if not hits:
        fail(f"no product in catalog {catalog!r} fits {words!r}; try fewer or other words")


@app.command("export")
def catalog_export(catalog: CatalogName = "demo") -> None:
    """Write a catalog to standard output as JSON lines, which `load` reads back."""
    from assistant.store import Catalogs
    from catalog_loader.export import line

    async def write(database: Any) -> None:
        async for record in Catalogs(database).records(catalog):
            sys.stdout.write(line(record) + "\n")

    with_database(write)


def _write_page(report: Report, path: Path) -> None:
    from catalog_loader.report_page import page

    path.write_text(page(report, spoken_language()), encoding="utf-8")


@contextmanager
def _progress(location: Location) -> Iterator[Progress | None]:
    """A bar on standard error with rate and time left, for a file that takes a while."""
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )
    from rich.progress import Progress as Bar

    path = location.path
    size = path.stat().st_size if isinstance(path, Path) and path.is_file() else 0
    if size < _WORTH_A_BAR or not sys.stderr.isatty():
        yield None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(location.name, total=size)
        yield lambda done, _: bar.update(task, completed=done)


_WORTH_A_BAR = 2_000_000
