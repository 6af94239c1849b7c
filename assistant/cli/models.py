"""The model files: `xiaoer models list|pull|verify`."""

import sys
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from assistant.cli.common import AsJson, output, print_json
from assistant.models import ModelStore
from assistant.models.progress import pull_with_progress
from assistant.models.table import CARRIED
from assistant.settings import Settings

app = typer.Typer(help="The model files Xiaoer runs on.", no_args_is_help=True)


@app.command("list")
def models_list(as_json: AsJson = False) -> None:
    """Every model: its job, size, licence and upstream, and whether it is here."""
    store = ModelStore(Settings().models_dir)
    rows: list[dict[str, Any]] = [
        {
            "name": model.name,
            "job": model.job,
            "bytes": model.size,
            "licence": model.licence,
            "upstream": model.upstream,
            "state": "ready"
            if store.complete(model)
            else ("missing" if model.default else "optional"),
        }
        for model in store.models
    ]
    rows += [
        {
            "name": carried.name,
            "job": carried.job,
            "bytes": None,
            "licence": carried.licence,
            "upstream": carried.upstream,
            "state": "packaged",
            "package": carried.package,
        }
        for carried in CARRIED
    ]
    if as_json:
        print_json({"folder": str(store.folder), "models": rows})
        return
    table = Table(box=None)
    for heading in ("model", "size", "licence", "state"):
        table.add_column(heading, no_wrap=True)
    table.add_column("job", overflow="fold")
    for row in rows:
        size = f"{row['bytes'] / 1e6:,.0f} MB" if row["bytes"] else ""
        table.add_row(row["name"], size, row["licence"], row["state"], row["job"])
    output().print(table)
    print(store.folder)


@app.command("pull")
def models_pull(
    names: Annotated[list[str] | None, typer.Argument(help="Models; none: all needed.")] = None,
    again: Annotated[bool, typer.Option(help="Check what is here and replace damage.")] = False,
) -> None:
    """Fetch, assemble and verify model files."""
    store = ModelStore(Settings().models_dir)
    chosen = (
        [store.model(name) for name in names]
        if names
        else [model for model in store.models if model.default]
    )
    pull_with_progress(store, chosen, again)


@app.command("verify")
def models_verify(as_json: AsJson = False) -> None:
    """Compare every assembled file with its checksum."""
    store = ModelStore(Settings().models_dir)
    present = [model for model in store.models if model.default or store.complete(model)]
    problems = [problem for model in present for problem in store.verify(model)]
    if as_json:
        print_json({"verified": [model.name for model in present], "problems": problems})
    for problem in problems:
        Console(stderr=True, soft_wrap=True).print(problem, markup=False)
    if problems:
        sys.exit(1)
    if not as_json:
        print(f"{len(present)} models verified in {store.folder}")
