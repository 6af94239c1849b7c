"""What customers will want again: `xiaoer repurchase`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from assistant.cli.common import (
    AsJson,
    CatalogName,
    fail,
    output,
    print_json,
    read_settings,
    spoken_language,
    with_database,
)

LANGUAGES = ("zh", "en", "id", "vi", "th", "ms")


def repurchase(
    customer: Annotated[
        str, typer.Option(metavar="CUSTOMER", help="One customer, as the shop names them.")
    ] = "",
    everyone: Annotated[bool, typer.Option("--all", help="All customers, to a file.")] = False,
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="Suggestions for each.")] = 10,
    catalog: CatalogName = "demo",
    language: Annotated[
        str, typer.Option(help="zh, en, id, vi, th or ms; none: the customer's.")
    ] = "",
    out: Annotated[
        Path | None, typer.Option(help="For --all: a .parquet, .csv or .jsonl file.")
    ] = None,
    within_days: Annotated[
        int | None, typer.Option(min=0, help="Only what is due by then; for --all 14 days.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """What a customer is about to need again, when, and why; or all customers, to a file."""
    if everyone == bool(customer):
        raise typer.BadParameter("give either --customer CUSTOMER or --all")
    if everyone != (out is not None):
        raise typer.BadParameter("--all and --out FILE belong together")
    if language and language not in LANGUAGES:
        raise typer.BadParameter(f"{language!r}: give zh, en, id, vi, th or ms")
    if out is not None:
        _all(catalog, k, out, 14 if within_days is None else within_days, as_json)
    else:
        _one(catalog, customer, k, language, within_days, as_json)


def _one(
    catalog: str, customer: str, k: int, language: str, within_days: int | None, as_json: bool
) -> None:
    from assistant.answering.reminding import remind
    from assistant.review.outreach.shown import customer_json

    now = datetime.now(UTC)
    wanted = _wanted(k, within_days, now)
    found: Any = _with_outreach(lambda outreach: outreach.suggest(catalog, customer, now, wanted))
    if as_json:
        print_json(customer_json(catalog, found, language))
        return
    zh = spoken_language() == "zh"
    if not found.suggested.suggestions:
        told = (
            f"现在没有可以推荐给 {customer} 的" if zh else f"nothing to suggest to {customer} now"
        )
        output().print(told, markup=False, highlight=False)
        return
    names = (
        ("商品", "为什么", "预计", "概率", "现价")
        if zh
        else ("product", "why", "due", "probability", "price now")
    )
    table = Table(*names)
    for one in found.suggested.suggestions:
        why = remind(one, found.shelf, language or found.language, found.at).why
        due = one.wish.due
        table.add_row(
            one.title,
            why,
            due.astimezone(found.at.tzinfo).date().isoformat() if due else "",
            f"{one.wish.probability:.0%}",
            f"{one.price.plain} {one.price.currency}",
        )
    output().print(table, markup=False)
    if not found.personal:
        told = (
            "这是热门商品，不来自该顾客的历史" if zh else "what is popular, not from their history"
        )
        output().print(told, markup=False, highlight=False)


def _all(catalog: str, k: int, out: Path, within_days: int, as_json: bool) -> None:
    from assistant.recommend.outreach.writing import format_of, rows_to
    from assistant.review.outreach.rows import COLUMNS, pages

    now = datetime.now(UTC)
    wanted = _wanted(k, within_days, now)
    format_of(out)

    async def written(outreach: Any) -> tuple[int, int]:
        customers = suggestions = 0
        of = await outreach.standings.count(catalog)
        with rows_to(out, COLUMNS) as write, _progress() as progress:
            async for looked_at, rows in pages(outreach, catalog, now, wanted):
                write(rows)
                customers, suggestions = customers + looked_at, suggestions + len(rows)
                progress(customers, of)
        return customers, suggestions

    try:
        customers, suggestions = _with_outreach(written)
    except OSError as error:
        fail(f"{out} cannot be written: {error.strerror}")
    if as_json:
        print_json({"file": str(out), "customers": customers, "suggestions": suggestions})
        return
    told = (
        f"{customers:,} 位顾客，{suggestions:,} 条推荐，已写入 {out}"
        if spoken_language() == "zh"
        else f"{suggestions:,} suggestions for {customers:,} customers in {out}"
    )
    output().print(told, markup=False, highlight=False)


def _wanted(k: int, within_days: int | None, now: datetime) -> Any:
    from assistant.recommend.outreach.suggesting import Wanted

    return Wanted(k, None if within_days is None else now + timedelta(days=within_days))


def _with_outreach(work: Callable[[Any], Any]) -> Any:
    from assistant.recommend.outreach.suggesting import Outreach

    async def done(database: Any) -> Any:
        outreach = Outreach(database, fresh_hours=read_settings().freshness_hours)
        try:
            return await work(outreach)
        finally:
            await outreach.close()

    return with_database(done)


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """Customers looked at, of all, on standard error in a terminal."""
    with Console(stderr=True).status("") as status:
        yield lambda customers, of: status.update(f"{customers:,} of {of:,} customers")
