"""A shop's customers: `xiaoer customers load|show|allow|note|forget`."""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from assistant.cli.common import (
    AsJson,
    CatalogName,
    output,
    print_json,
    spoken_language,
    with_database,
)
from assistant.cli.customers_load import load_customers

app = typer.Typer(
    help="Customers: load what they bought, and keep to what they allow.", no_args_is_help=True
)

CustomerId = Annotated[str, typer.Argument(metavar="CUSTOMER", help="As the shop names them.")]
Choice = bool | None


app.command("load")(load_customers)


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
