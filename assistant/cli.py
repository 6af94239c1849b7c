"""The commands, thin: read the arguments, call the one function that does it, print the outcome.

Standard output holds the result alone (one JSON document with `--json`), logs go to standard error.
Exit codes: 0 done, 1 failed with a one-line reason, 2 wrong usage.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from assistant.models import ModelStore
from assistant.models.progress import pull_with_progress
from assistant.models.table import CARRIED
from assistant.settings import Settings
from assistant.telemetry import configure_logging

T = TypeVar("T")

PIPED_COLUMNS = 200
"""How wide a table is where nobody's window says so."""

app = typer.Typer(
    name="xiaoer",
    help="Xiaoer (店小二): answers a live-commerce room's questions, aloud, from its catalog.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
models_app = typer.Typer(help="The model files Xiaoer runs on.", no_args_is_help=True)
catalog_app = typer.Typer(
    help="A shop's catalog: check, load, search, export.", no_args_is_help=True
)
bench_app = typer.Typer(help="Measure this machine.", no_args_is_help=True)
app.add_typer(models_app, name="models")
app.add_typer(catalog_app, name="catalog")
app.add_typer(bench_app, name="bench")

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
RoomId = Annotated[str, typer.Option("--room", help="The room's id.")]
CatalogName = Annotated[str, typer.Option("--catalog", help="The catalog's name in the store.")]
CatalogFile = Annotated[Path, typer.Argument(metavar="FILE", help="The catalog file.")]
FormatName = Annotated[str, typer.Option("--format", help="Its format; none: found by content.")]


def main() -> None:
    """Entry point of `xiaoer`."""
    try:
        app()
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(str(part) for part in problem["loc"])
        _fail(f"the setting {where} is not usable: {problem['msg']}; see XIAOER_* and xiaoer.toml")
    except Exception as error:
        # What the product raises for a person to read is one sentence; a fault of ours is not.
        ours = type(error).__module__.split(".")[0] in ("assistant", "catalog_loader")
        if not ours and not isinstance(error, OSError):
            raise
        _fail(str(error))


def _fail(reason: str) -> None:
    Console(stderr=True, soft_wrap=True).print(f"xiaoer: {reason}", markup=False, highlight=False)
    sys.exit(1)


def _output() -> Console:
    """Standard output; where it is no terminal, wide enough that no column is cut."""
    return Console(width=None if sys.stdout.isatty() else PIPED_COLUMNS, soft_wrap=False)


def _print_json(document: Any) -> None:
    print(json.dumps(document, ensure_ascii=False, indent=2, default=str))


def _settings(**given: Any) -> Settings:
    """The settings, with what the command line gave, and logging set up by them."""
    settings = Settings(**{name: value for name, value in given.items() if value is not None})
    configure_logging(settings.log_format, settings.log_level)
    return settings


def _with_catalogs(work: Callable[[Any], Awaitable[T]]) -> T:
    """Run `work` with the store's catalogs open."""
    from assistant.store import Catalogs, Database

    async def opened() -> T:
        database = await Database.open(_settings().resolved_database_url)
        try:
            return await work(Catalogs(database))
        finally:
            await database.close()

    return asyncio.run(opened())


@app.command()
def up(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    catalog: Annotated[
        Path | None, typer.Option(help="A catalog file to sell from; none: the demo shop.")
    ] = None,
    room: RoomId = "demo",
) -> None:
    """Open a room and serve it until Ctrl-C."""
    from assistant.web.server import serve

    sys.exit(serve(_settings(host=host, port=port), catalog=catalog, room=room))


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question, unless --audio asks it.")] = "",
    room: RoomId = "demo",
    viewer: Annotated[str, typer.Option(help="Who asks; their earlier turns count.")] = "",
    language: Annotated[str, typer.Option(help="zh, en, id, vi, th or ms; none: found.")] = "",
    audio: Annotated[Path | None, typer.Option(help="A sound file that asks the question.")] = None,
    out: Annotated[Path | None, typer.Option(help="Where to write the spoken answer.")] = None,
    as_json: AsJson = False,
) -> None:
    """Ask a question, by text or by sound, and get the answer and the facts it rests on."""
    from assistant.room.ask import ask_once

    if bool(question.strip()) == (audio is not None):
        raise typer.BadParameter("give either a question in words or --audio FILE")
    answer = asyncio.run(
        ask_once(
            _settings(),
            room=room,
            viewer=viewer,
            language=language,
            text=question,
            audio=audio.read_bytes() if audio else None,
            out=out,
        )
    )
    if as_json:
        _print_json(answer.as_json())
        return
    print(answer.text)
    for fact in answer.facts:
        named = (
            f"{fact.subject or fact.product}: {fact.label or fact.field} {fact.value}{fact.unit}"
        )
        print(f"  · {named}  ({fact.source} {fact.origin})".rstrip())


@catalog_app.command("check")
def catalog_check(file: CatalogFile, format_name: FormatName = "", as_json: AsJson = False) -> None:
    """Say what is in a catalog file and exactly what is wrong with it; loads nothing."""
    from catalog_loader.load import check

    report = check(file, format_name=format_name)
    if as_json:
        _print_json(report.as_json())
    else:
        _output().print(report.table())
    if not report.sound:
        sys.exit(1)


@catalog_app.command("load")
def catalog_load(
    file: CatalogFile,
    catalog: CatalogName,
    format_name: FormatName = "",
    keep_good: Annotated[bool, typer.Option(help="Load the good rows of a bad file.")] = False,
    dry_run: Annotated[bool, typer.Option(help="Say what would change; change nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Load a catalog file whole, in one transaction, and say what changed."""
    from assistant.store import Catalogs, NotStored
    from catalog_loader.load import load
    from catalog_loader.product import Catalog
    from catalog_loader.sync import difference

    loaded = load(file, format_name=format_name, keep_good=keep_good)

    async def apply(catalogs: Catalogs) -> dict[str, Any]:
        try:
            before = (await catalogs.load(catalog)).catalog
        except NotStored:
            before = Catalog(shop=loaded.catalog.shop)
        changes = difference(before, loaded.catalog)
        if not as_json:
            _output().print(changes.table())
        version = None if dry_run else await catalogs.save(catalog, loaded.catalog)
        return {"catalog": catalog, "version": version, "changes": changes.as_json()}

    outcome = _with_catalogs(apply)
    if as_json:
        _print_json(outcome | {"report": loaded.report.as_json()})
    else:
        print(loaded.report.summary())


@catalog_app.command("search")
def catalog_search(
    words: Annotated[str, typer.Argument(help="Words, pinyin, a SKU or a handle.")],
    catalog: CatalogName = "demo",
    limit: Annotated[int, typer.Option("-n", min=1, help="How many at most.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Find products by name, pinyin, SKU or what is published of them."""
    from assistant.knowledge.search import search
    from assistant.store import Catalogs

    async def find(catalogs: Catalogs) -> Any:
        return search((await catalogs.load(catalog)).catalog, words, limit)

    hits = _with_catalogs(find)
    if as_json:
        _print_json(
            [
                {"handle": hit.product.handle, "title": hit.product.title, "score": hit.score}
                for hit in hits
            ]
        )
        return
    for hit in hits:
        print(f"{hit.product.handle}  {hit.product.title}  ({hit.product.category})")
    if not hits:
        _fail(f"no product in catalog {catalog!r} fits {words!r}; try fewer or other words")


@catalog_app.command("export")
def catalog_export(catalog: CatalogName = "demo") -> None:
    """Write a catalog to standard output as JSON lines, which `load` reads back."""
    from assistant.store import Catalogs
    from catalog_loader.export import export

    async def read(catalogs: Catalogs) -> Any:
        return (await catalogs.load(catalog)).catalog

    export(_with_catalogs(read), sys.stdout)


@bench_app.command("latency")
def bench_latency(
    url: Annotated[str, typer.Option(help="A running service; none: one is started.")] = "",
    as_json: AsJson = False,
) -> None:
    """Voice to voice, from sound: last syllable of the question to the answer's first."""
    from assistant.gateways.realtime.bench import run

    report = asyncio.run(run(_settings(), url=url))
    if as_json:
        _print_json(report.as_json())
    else:
        _output().print(report.table())


@models_app.command("list")
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
        _print_json({"folder": str(store.folder), "models": rows})
        return
    table = Table(box=None)
    for heading in ("model", "size", "licence", "state"):
        table.add_column(heading, no_wrap=True)
    table.add_column("job", overflow="fold")
    for row in rows:
        size = f"{row['bytes'] / 1e6:,.0f} MB" if row["bytes"] else ""
        table.add_row(row["name"], size, row["licence"], row["state"], row["job"])
    _output().print(table)
    print(store.folder)


@models_app.command("pull")
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


@models_app.command("verify")
def models_verify(as_json: AsJson = False) -> None:
    """Compare every assembled file with its checksum."""
    store = ModelStore(Settings().models_dir)
    present = [model for model in store.models if model.default or store.complete(model)]
    problems = [problem for model in present for problem in store.verify(model)]
    if as_json:
        _print_json({"verified": [model.name for model in present], "problems": problems})
    for problem in problems:
        Console(stderr=True, soft_wrap=True).print(problem, markup=False)
    if problems:
        sys.exit(1)
    if not as_json:
        print(f"{len(present)} models verified in {store.folder}")
