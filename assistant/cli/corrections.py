"""What staff corrected: `xiaoer corrections list|export`."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from assistant.cli.common import (
    AsJson,
    fail,
    output,
    print_json,
    spoken_language,
    with_database,
)

app = typer.Typer(help="Answers that staff corrected.", no_args_is_help=True)


@app.command("list")
def list_corrections(
    catalog: Annotated[str, typer.Option(help="Of one catalog only.")] = "",
    state: Annotated[
        str, typer.Option(help="in_force, conflicting, waiting, ended or undone; none: all.")
    ] = "",
    limit: Annotated[int, typer.Option(min=1, help="How many, the newest first.")] = 50,
    as_json: AsJson = False,
) -> None:
    """Each with what it answers, how far it holds and, where it does not, why."""
    from assistant.knowledge.corrections import STATES, Correction
    from assistant.review.corrections.shown import correction_json
    from assistant.store.corrections import Corrections

    if state and state not in STATES:
        raise typer.BadParameter(f"there is no state {state!r}; one of {', '.join(STATES)}")
    found = with_database(
        lambda database: Corrections(database).list(catalog=catalog, state=state, limit=limit)
    )
    language = spoken_language()
    shown = [correction_json(Correction.of(record), language) for record in found]
    if as_json:
        print_json(shown)
        return
    table = Table()
    for heading in ("state", "of", "question", "answer", "by", "why"):
        table.add_column(heading)
    for one in shown:
        of = " ".join(filter(None, (one["scope"], one["subject"])))
        row = (one["state"], of, one["question"], one["text"], one["owner"], one["why"])
        table.add_row(*row)
    output().print(table)


@app.command("export")
def export_corrections(
    file: Annotated[Path | None, typer.Argument(help="Where to; none: standard output.")] = None,
    as_json: AsJson = False,
) -> None:
    """Those in force as an evaluation set; `xiaoer evaluate answers --corrections` runs it."""
    from assistant.review.corrections.regression import regression

    if as_json and file is None:
        raise typer.BadParameter("--json says how many were written: name a FILE to write them to")
    found = with_database(regression)
    written = [json.dumps(line, ensure_ascii=False) + "\n" for line in found.lines()]
    if file is None:
        sys.stdout.writelines(written)
        return
    try:
        file.write_text("".join(written), "utf-8")
    except OSError as error:
        fail(f"{file} cannot be written: {error.strerror}")
    if as_json:
        print_json({"file": str(file), "questions": len(found.cases)})
    else:
        output().print(f"{len(found.cases)} questions in {file}")
