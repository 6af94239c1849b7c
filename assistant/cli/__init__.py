"""The commands, thin: read the arguments, call the one function that does it, print the outcome.

Standard output holds the result alone (one JSON document with `--json`), logs go to standard error.
Exit codes: 0 done, 1 failed with a one-line reason, 2 wrong usage.
"""

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from assistant.cli import (
    audit,
    catalog,
    corrections,
    customers,
    evaluate,
    history,
    join,
    models,
    repurchase,
    staff,
)
from assistant.cli.common import AsJson, RoomId, fail, output, print_json, read_settings

app = typer.Typer(
    name="xiaoer",
    help="Xiaoer (店小二): answers a live-commerce room's questions, aloud, from its catalog.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
bench_app = typer.Typer(help="Measure this machine.", no_args_is_help=True)
app.add_typer(models.app, name="models")
app.add_typer(catalog.app, name="catalog")
app.add_typer(customers.app, name="customers")
app.add_typer(bench_app, name="bench")
app.add_typer(evaluate.app, name="evaluate")
app.add_typer(history.app, name="history")
app.add_typer(staff.app, name="staff")
app.add_typer(corrections.app, name="corrections")
app.add_typer(audit.app, name="audit")
app.command("join")(join.join)
app.command("repurchase")(repurchase.repurchase)


def main() -> None:
    """Entry point of `xiaoer`."""
    try:
        app()
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(str(part) for part in problem["loc"])
        fail(f"the setting {where} is not usable: {problem['msg']}; see XIAOER_* and xiaoer.toml")
    except Exception as error:
        # What the product raises for a person to read is one sentence; a fault of ours is not.
        ours = type(error).__module__.split(".")[0] in ("assistant", "catalog_loader")
        if not ours and not isinstance(error, OSError):
            raise
        fail(str(error))


@app.command()
def up(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    catalog_file: Annotated[
        Path | None,
        typer.Option("--catalog", help="A catalog file to sell from; none: the demo shop."),
    ] = None,
    room: RoomId = "demo",
) -> None:
    """Open a room and serve it until Ctrl-C."""
    from assistant.web.server import serve

    sys.exit(serve(read_settings(host=host, port=port), catalog=catalog_file, room=room))


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
            read_settings(),
            room=room,
            viewer=viewer,
            language=language,
            text=question,
            audio=audio.read_bytes() if audio else None,
            out=out,
        )
    )
    if as_json:
        print_json(answer.as_json())
        return
    print(answer.text)
    for fact in answer.facts:
        named = (
            f"{fact.subject or fact.product}: {fact.label or fact.field} {fact.value}{fact.unit}"
        )
        print(f"  · {named}  ({fact.source} {fact.origin})".rstrip())


@bench_app.command("latency")
def bench_latency(
    url: Annotated[str, typer.Option(help="A running service; none: one is started.")] = "",
    room: RoomId = "demo",
    manifest: Annotated[
        Path | None,
        typer.Option(help="Recorded questions, as JSON lines; none: the demo shop's."),
    ] = None,
    group: Annotated[
        list[str] | None,
        typer.Option(help="on_air, fact or composed, once for each; none: all."),
    ] = None,
    repeat: Annotated[int, typer.Option(min=1, help="Ask each question that often.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Voice to voice, from sound: last syllable of the question to the answer's first."""
    from assistant.answering.evaluate.progress import shown_progress
    from assistant.gateways.realtime.bench import run

    with shown_progress() as progress:
        report = asyncio.run(
            run(
                read_settings(),
                url=url,
                room=room,
                manifest=manifest,
                groups=group or (),
                repeat=repeat,
                progress=progress,
                say=lambda line: print(line, file=sys.stderr),
            )
        )
    if as_json:
        print_json(report.as_json())
    else:
        output().print(report.table())
        output().print(report.groups_table())


@bench_app.command("load")
def bench_load(
    url: Annotated[str, typer.Option(help="A running service; none: one is started.")] = "",
    rooms: Annotated[
        list[int] | None, typer.Option(min=1, max=16, help="Rooms at once, once for each number.")
    ] = None,
    turns: Annotated[int, typer.Option(min=1, max=50, help="Turns of each room.")] = 6,
    as_json: AsJson = False,
) -> None:
    """Rooms in conversation at once: how latency grows with their number."""
    from assistant.answering.evaluate.progress import shown_progress
    from assistant.gateways.realtime.bench import load

    with shown_progress() as progress:
        report = asyncio.run(
            load.bench_load(
                read_settings(),
                url=url,
                rooms=tuple(rooms or load.ROOMS),
                turns=turns,
                progress=progress,
            )
        )
    if as_json:
        print_json(report.as_json())
    else:
        output().print(report.table())
