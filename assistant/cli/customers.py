"""A shop's customers: `xiaoer customers load|show|allow|note|forget`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from assistant.cli.common import AsJson, output, print_json, spoken_language, with_database

app = typer.Typer(
    help="Customers: load what they bought, and keep to what they allow.", no_args_is_help=True
)

CatalogName = Annotated[str, typer.Option("--catalog", help="The shop's catalog in the store.")]
CustomerId = Annotated[str, typer.Argument(metavar="CUSTOMER", help="As the shop names them.")]
Choice = bool | None


@app.command("load")
def load_customers(
    file: Annotated[
        Path, typer.Argument(help="A CSV or Parquet file: customer_id,basket_id,product_id,…")
    ],
    catalog: CatalogName = "demo",
    as_json: AsJson = False,
) -> None:
    """Load purchases; the same file again changes nothing, one that was interrupted goes on."""
    from assistant.recommend.keeping import keep
    from assistant.recommend.reading import read_history
    from assistant.store.customers.purchases import Histories

    with _progress() as (read, kept):
        history, report = read_history(file, read)

        async def store(database: Any) -> tuple[Any, Any]:
            histories = Histories(database)
            await keep(histories, catalog, history, lambda lines: kept(lines, len(history)))
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
    for sentence in report.sentences(spoken_language()):
        output().print(sentence, markup=False, highlight=False)
    chinese = spoken_language() == "zh"
    told = (
        f"{catalog} 现有 {stored.customers:,} 位顾客、{stored.purchases:,} 条购买记录。"
        if chinese
        else f"{catalog} now has {stored.customers:,} customers and {stored.purchases:,} purchases."
    )
    output().print(told, markup=False, highlight=False)
    if unmatched:
        names = ", ".join(some[:5])
        told = (
            f"其中 {unmatched:,} 种商品不在目录里，不会被推荐，例如 {names}。"
            if chinese
            else f"{unmatched:,} of the products are not in the catalog and are never suggested, "
            f"such as {names}."
        )
        output().print(told, markup=False, highlight=False)


@app.command("show")
def show_customer(
    customer: CustomerId, catalog: CatalogName = "demo", as_json: AsJson = False
) -> None:
    """What a customer allows, and how much is kept of them."""
    _tell(catalog, customer, {}, as_json)


@app.command("allow")
def allow(
    customer: CustomerId,
    catalog: CatalogName = "demo",
    profiled: Annotated[
        Choice,
        typer.Option("--profiling/--no-profiling", help="Suggestions from their own history."),
    ] = None,
    messaged: Annotated[
        Choice, typer.Option("--messages/--no-messages", help="Being written to.")
    ] = None,
    joined: Annotated[
        Choice,
        typer.Option("--rooms/--no-rooms", help="What they ask in the rooms joins their history."),
    ] = None,
    language: Annotated[
        str | None, typer.Option(help="Their language: zh, en, id, vi, th or ms.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Note what a customer allows or refuses; what is not named stays as it is."""
    if language is not None and language not in ("zh", "en", "id", "vi", "th", "ms"):
        raise typer.BadParameter(f"{language!r}: give zh, en, id, vi, th or ms")
    changed = {
        "profiled": profiled,
        "messaged": messaged,
        "joined": joined,
        "language": language,
    }
    _tell(catalog, customer, changed, as_json)


@app.command("note")
def note(
    customer: CustomerId,
    catalog: CatalogName = "demo",
    returned: Annotated[
        list[str] | None, typer.Option(help="A SKU or handle that they sent back.")
    ] = None,
    refused: Annotated[
        list[str] | None, typer.Option(help="A SKU or handle that they do not want.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Note what a customer sent back or does not want: it is not suggested to them again."""
    from assistant.recommend.outreach.shelves import Shelves
    from assistant.store.customers.standings import Standings

    async def noted(database: Any) -> dict[str, list[str]]:
        shelf = await Shelves(database).of(catalog)
        done = {
            "returned": [_handle(shelf, name) for name in returned or ()],
            "refused": [_handle(shelf, name) for name in refused or ()],
        }
        standings = Standings(database)
        await standings.turn_down(catalog, customer, done["returned"], "returned")
        await standings.turn_down(catalog, customer, done["refused"], "refused")
        return done

    found = with_database(noted)
    if as_json:
        print_json({"catalog": catalog, "customer": customer, **found})
        return
    names = ", ".join([*found["returned"], *found["refused"]])
    zh = spoken_language() == "zh"
    told = (
        f"不再向 {customer} 推荐 {names}" if zh else f"{names}: not suggested to {customer} again"
    )
    output().print(told, markup=False, highlight=False)


def _handle(shelf: Any, name: str) -> str:
    """The product's, as rules and messages know it; a name the catalog has no more is kept."""
    found = shelf.variant(name)
    return str(found[0].handle) if found else name


@app.command("forget")
def forget(customer: CustomerId, catalog: CatalogName = "demo", as_json: AsJson = False) -> None:
    """Remove a customer and all that they bought and did, for good."""
    from assistant.store.customers.consent import Customers

    with_database(lambda database: Customers(database).forget(catalog, customer))
    if as_json:
        print_json({"catalog": catalog, "forgotten": customer})
        return
    zh = spoken_language() == "zh"
    told = f"已删除 {customer} 的全部记录" if zh else f"all that was kept of {customer} is removed"
    output().print(told, markup=False, highlight=False)


def _tell(catalog: str, customer: str, changed: dict[str, Any], as_json: bool) -> None:
    from assistant.store.customers.consent import Customers
    from assistant.store.customers.purchases import Histories

    async def settled(database: Any) -> tuple[Any, int]:
        found = await Customers(database).allow(catalog, customer, **changed)
        return found, len((await Histories(database).purchases(catalog, customer)).at)

    found, lines = with_database(settled)
    if as_json:
        print_json({"catalog": catalog, **asdict(found), "purchases": lines})
        return
    zh = spoken_language() == "zh"
    words = ("是", "否") if zh else ("yes", "no")
    names = (
        ("个性化推荐", "接收消息", "直播间提问计入历史")
        if zh
        else ("profiling", "messages", "rooms join the history")
    )
    allowed = zip(names, (found.profiled, found.messaged, found.joined), strict=True)
    told = "  ".join(f"{name}: {words[0] if yes else words[1]}" for name, yes in allowed)
    count = f"{lines:,} 条购买记录" if zh else f"{lines:,} purchases"
    output().print(f"{found.id}  {count}  {told}", markup=False, highlight=False)


@contextmanager
def _progress() -> Iterator[tuple[Callable[[int], None], Callable[[int, int], None]]]:
    """Counts on standard error, in a terminal alone: lines read, then lines kept of all."""
    console = Console(stderr=True)
    with console.status("") as status:
        yield (
            lambda lines: status.update(f"{lines:,} lines read"),
            lambda lines, of: status.update(f"{lines:,} of {of:,} lines kept"),
        )
