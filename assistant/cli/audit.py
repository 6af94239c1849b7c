"""The audit log: `xiaoer audit verify|list`."""

import sys
from typing import Annotated, Any

import typer
from rich.table import Table

from assistant.cli.common import AsJson, fail, output, print_json, with_database

app = typer.Typer(help="The log of what staff did.", no_args_is_help=True)


@app.command("verify")
def verify(
    holds: Annotated[
        str, typer.Option(metavar="HASH", help="A newest hash noted earlier; it must be there.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Hash every entry again; say the first that is not what was written, and exit with 1."""
    from assistant.review import audit

    verdict = with_database(lambda database: audit.verify(database, holds=holds))
    if as_json:
        print_json(
            {
                "whole": verdict.broken is None,
                "entries": verdict.entries,
                "head": verdict.head,
                "broken": verdict.broken,
                "why": verdict.why,
            }
        )
        sys.exit(verdict.broken is not None)
    if verdict.broken is not None:
        fail(f"entry {verdict.broken} is wrong: {verdict.why}")
    print(f"{verdict.entries} entries, all as they were written; the newest is {verdict.head}")


@app.command("list")
def list_entries(
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many.")] = 50,
    as_json: AsJson = False,
) -> None:
    """The newest entries, newest first."""
    from assistant.store import Database
    from assistant.store.staff import audit

    async def read(database: Database) -> Any:
        async with database.reading() as session:
            return await audit.page(session, before=None, limit=limit)

    entries = with_database(read)
    if as_json:
        print_json([{name: getattr(one, name) for name in one.__slots__} for one in entries])
        return
    table = Table(box=None)
    for heading in ("", "at", "who", "by", "what", "of", "from", "detail"):
        table.add_column(heading, overflow="fold")
    for one in entries:
        table.add_row(
            str(one.seq),
            one.at,
            one.actor,
            one.by,
            one.action,
            one.subject,
            one.address,
            one.detail,
        )
    output().print(table)
