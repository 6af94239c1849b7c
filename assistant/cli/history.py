"""What was asked and answered: `xiaoer history export|remove-old`."""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli.common import AsJson, fail, output, print_json, read_settings, with_database

app = typer.Typer(help="Questions and answers: export them, remove old ones.", no_args_is_help=True)

_EVER = datetime(1970, 1, 1, tzinfo=UTC)

Moment = Annotated[
    str, typer.Option(metavar="TIME", help="ISO 8601, such as 2026-11-11T20:00+08:00.")
]


@app.command("export")
def export_history(
    file: Annotated[Path | None, typer.Argument(help="Where to; none: standard output.")] = None,
    room: Annotated[str, typer.Option(help="One room only.")] = "",
    since: Moment = "",
    until: Moment = "",
    unmasked: Annotated[
        bool, typer.Option("--unmasked", help="With telephone numbers, addresses and the like.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """A JSON line for each question with its answer and facts, and for each thing that staff did
    about it, oldest first."""
    from assistant.compliance.taking_along import lines
    from assistant.store import Database
    from assistant.store.figures import Period
    from assistant.store.history import History

    if as_json and file is None:
        raise typer.BadParameter("--json says how many were written: name a FILE to write them to")
    period = Period(_moment(since, _EVER), _moment(until, datetime.now(UTC)), room)

    async def write(database: Database) -> int:
        count = 0
        target = file.open("w", encoding="utf-8") if file is not None else sys.stdout
        try:
            async for line in lines(History(database), period, unmasked=unmasked):
                print(line, file=target)
                count += 1
        finally:
            if file is not None:
                target.close()
        return count

    try:
        count = with_database(write)
    except OSError as error:
        fail(f"{file} cannot be written: {error.strerror}")
    if as_json:
        print_json({"file": str(file), "lines": count})
    elif file is not None:
        output().print(f"{count} lines in {file}")


@app.command("remove-old")
def remove_old(
    days: Annotated[
        int | None, typer.Option(min=1, help="Older than so many; by default the setting.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Remove what is older than `retention_days`, as the service does every hour."""
    from assistant.compliance.retention import Retention
    from assistant.store.history import History

    kept = days or read_settings().retention_days
    removed = with_database(lambda database: Retention(History(database), kept).apply())
    if as_json:
        print_json({"removed": removed, "older_than_days": kept})
    else:
        output().print(f"{removed} answers older than {timedelta(days=kept).days} days removed")


def _moment(written: str, otherwise: datetime) -> datetime:
    if not written:
        return otherwise
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise typer.BadParameter(f"{written!r} is no time; write 2026-11-11T20:00+08:00") from None
    return moment if moment.tzinfo is not None else moment.astimezone()
