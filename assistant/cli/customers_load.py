"""`xiaoer customers load`: what customers bought and did, out of a file or another database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from assistant.cli.common import (
    AsJson,
    CatalogName,
    output,
    print_json,
    spoken_language,
    with_database,
)


def load_customers(
    file: Annotated[
        Path | None,
        typer.Argument(
            help="A CSV or Parquet file: customer_id,basket_id,product_id,timestamp,quantity,price "
            "are purchases; customer_id,product_id,timestamp,kind are events (view, click, cart, "
            "ask)."
        ),
    ] = None,
    sql: Annotated[
        str, typer.Option(help="A query that gives those columns, instead of a file.")
    ] = "",
    from_: Annotated[
        str,
        typer.Option(
            "--from",
            envvar="XIAOER_CUSTOMERS_FROM",
            help="The SQLAlchemy URL of the SQLite or PostgreSQL database that --sql asks; it is "
            "only read.",
        ),
    ] = "",
    catalog: CatalogName = "demo",
    as_json: AsJson = False,
) -> None:
    """Load purchases or events; the same again changes nothing, what was interrupted goes on."""
    from assistant.recommend.keeping import keep, keep_events
    from assistant.recommend.reading import read_purchases
    from assistant.recommend.reading.events import holds_events, read_events
    from assistant.store.customers.purchases import Histories

    if (file is None) == (not sql) or (sql and not from_):
        raise typer.BadParameter("give either a FILE, or --sql QUERY and --from URL")

    with _progress() as (read, kept):
        with _source(file, sql, from_) as source:
            events = holds_events(source)
            found, report = read_events(source, read) if events else read_purchases(source, read)
        keeping: Any = keep_events if events else keep

        async def store(database: Any) -> tuple[Any, Any]:
            histories = Histories(database)
            await keeping(histories, catalog, found, lambda lines: kept(lines, len(found)))
            return await histories.kept(catalog), await histories.unmatched(catalog)

        stored, (unmatched, some) = with_database(store)
    if as_json:
        print_json(
            {
                "catalog": catalog,
                "report": report.as_json(),
                "kept": asdict(stored),
                "products_not_in_catalog": unmatched,
                "such_as": some,
            }
        )
        return
    _say(catalog, report, stored, unmatched, some)


def _say(catalog: str, report: Any, stored: Any, unmatched: int, some: tuple[str, ...]) -> None:
    chinese = spoken_language() == "zh"
    told = list(report.sentences(spoken_language()))
    told.append(
        f"{catalog} 现有 {stored.customers:,} 位顾客、{stored.purchases:,} 条购买记录。"
        if chinese
        else f"{catalog} now has {stored.customers:,} customers and {stored.purchases:,} purchases."
    )
    if stored.events:
        told.append(
            f"另有 {stored.events:,} 个行为。"
            if chinese
            else f"It has {stored.events:,} events of theirs, too."
        )
    if unmatched:
        names = ", ".join(some[:5])
        told.append(
            f"其中 {unmatched:,} 种商品不在目录里，不会被推荐，例如 {names}。"
            if chinese
            else f"{unmatched:,} of the products are not in the catalog and are never suggested, "
            f"such as {names}."
        )
    for sentence in told:
        output().print(sentence, markup=False, highlight=False)


@contextmanager
def _source(file: Path | None, sql: str, url: str) -> Iterator[Any]:
    from assistant.recommend.reading.files import file_source
    from assistant.recommend.reading.sql import opened_sql

    if file is not None:
        yield file_source(file)
        return
    with opened_sql(url, sql) as source:
        yield source


@contextmanager
def _progress() -> Iterator[tuple[Callable[[int], None], Callable[[int, int], None]]]:
    """Counts on standard error, in a terminal alone: lines read, then lines kept of all."""
    console = Console(stderr=True)
    with console.status("") as status:
        yield (
            lambda lines: status.update(f"{lines:,} lines read"),
            lambda lines, of: status.update(f"{lines:,} of {of:,} lines kept"),
        )
