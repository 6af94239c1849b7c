"""How good it all is: `xiaoer evaluate answers`, `turns`, `speech` and `repurchase`."""

import asyncio
import json
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal, Protocol

import typer
from rich.console import Console, RenderableType

from assistant.cli.common import (
    AsJson,
    fail,
    output,
    print_json,
    read_settings,
    spoken_language,
    with_database,
)

app = typer.Typer(help="Measure it against sets of questions.", no_args_is_help=True)


@app.command("answers")
def evaluate_answers(
    sets: Annotated[
        list[Path] | None,
        typer.Option("--set", help="A set, once for each; none: those of the source tree."),
    ] = None,
    repeat: Annotated[
        int, typer.Option(min=1, help="Ask that often; the facts must stay the same.")
    ] = 1,
    corrections: Annotated[
        bool, typer.Option("--corrections", help="Those that staff corrected, in their own shops.")
    ] = False,
    out: Annotated[Path | None, typer.Option(help="Where to write the JSON document too.")] = None,
    as_json: AsJson = False,
) -> None:
    """Ask the questions of evaluation sets and say which answers are true, and how fast."""
    from assistant.answering import evaluate
    from assistant.answering.evaluate.progress import shown_progress
    from assistant.review.corrections.regression import regression
    from assistant.review.corrections.report import CorrectionsReport, nothing_to_ask

    _check_folder(out)
    if corrections and sets:
        raise typer.BadParameter("give either --corrections or --set FILE")
    asked = with_database(regression) if corrections else None
    if asked is not None and not asked.cases and not asked.lapsed:
        fail(nothing_to_ask(spoken_language()))
    cases = asked.cases if asked else evaluate.read_sets(sets or evaluate.default_sets())
    with shown_progress() as progress:
        report = asyncio.run(
            evaluate.evaluate_answers(
                read_settings(),
                cases,
                repeat=repeat,
                progress=progress,
                shelves=asked.shelves if asked else None,
            )
        )
    if asked is None:
        _show(report, as_json=as_json, out=out)
        return
    found = CorrectionsReport(report, asked, spoken_language())
    _show(found, as_json=as_json, out=out)


@app.command("turns")
def evaluate_turns(
    sets: Annotated[
        list[Path] | None,
        typer.Option("--set", help="Scenarios in YAML, once for each; none: the source tree's."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Where to write the JSON document too.")] = None,
    as_json: AsJson = False,
) -> None:
    """Play scenarios of people who speak, pause, interrupt and cough; say how turns were taken."""
    from assistant.answering.evaluate.progress import shown_progress
    from assistant.gateways import evaluate_turns as turns

    _check_folder(out)
    scenarios = turns.read_scenarios(sets or turns.default_scenarios())
    with shown_progress() as progress:
        report = asyncio.run(turns.evaluate_turns(read_settings(), scenarios, progress=progress))
    _show(report, as_json=as_json, out=out)


@app.command("speech")
def evaluate_speech(
    sets: Annotated[
        list[Path] | None,
        typer.Option("--set", help="A set, once for each; none: those of the source tree."),
    ] = None,
    voices: Annotated[
        int,
        typer.Option(min=1, max=8, help="How many voices speak each text that is no recording."),
    ] = 2,
    as_json: AsJson = False,
) -> None:
    """Hear the sentences of evaluation sets, clean and in noise, and score what was understood."""
    from assistant.answering.evaluate.progress import shown_progress
    from assistant.speech import evaluate

    lines = evaluate.read_sets(sets or evaluate.default_sets())
    with shown_progress("hearing", "sentences heard") as progress:
        report = asyncio.run(
            evaluate.evaluate_speech(read_settings(), lines, voices=voices, progress=progress)
        )
    _show(report, as_json=as_json)


@app.command("repurchase")
def evaluate_repurchase(
    file: Annotated[
        Path | None,
        typer.Option(
            "--set",
            help="A CSV or Parquet file of purchases; none: Complete Journey, if installed.",
        ),
    ] = None,
    k: Annotated[int, typer.Option("-k", min=1, max=100, help="How long the lists are.")] = 10,
    protocol: Annotated[
        Literal["last-basket", "after-date"],
        typer.Option(help="What is held out: each customer's last basket, or all after a date."),
    ] = "last-basket",
    day: Annotated[
        datetime | None,
        typer.Option("--date", formats=["%Y-%m-%d"], help="The date; none: two weeks of the end."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Where to write the JSON document too.")] = None,
    as_json: AsJson = False,
) -> None:
    """Hold the suggestions, and the published methods, to what customers bought next."""
    try:
        from assistant.recommend.evaluation.complete_journey import NotInstalled, complete_journey
        from assistant.recommend.evaluation.report import RepurchaseReport
        from assistant.recommend.evaluation.study import NothingToAsk, study
    except OSError as error:
        fail(f"the trees need OpenMP, which this system lacks ({error}): install libgomp1")
    from assistant.recommend.reading import HistoryFileError, read_history

    _check_folder(out)
    if day is not None and protocol != "after-date":
        raise typer.BadParameter("a date goes with --protocol after-date", param_hint="--date")
    status = Console(stderr=True).status("reading")
    try:
        with status:
            if file is None:
                history = complete_journey()
            else:
                history, read = read_history(file)
                for line in read.sentences(spoken_language()):
                    Console(stderr=True).print(line, markup=False, highlight=False)
            found = study(
                history,
                protocol,
                k,
                None if day is None else (day - datetime(1970, 1, 1)).days,
                status.update,
            )
    except (NotInstalled, HistoryFileError, NothingToAsk) as error:
        fail(str(error))
    _show(RepurchaseReport(found, spoken_language()), as_json=as_json, out=out)


class _Report(Protocol):
    """What every evaluation ends in."""

    def as_json(self) -> dict[str, Any]: ...

    def table(self) -> RenderableType: ...


def _check_folder(out: Path | None) -> None:
    """Refuse, before anything is measured, a document that could not be written after it."""
    if out is not None and not out.parent.is_dir():
        raise typer.BadParameter(f"there is no folder {out.parent}", param_hint="--out")


def _show(report: _Report, *, as_json: bool, out: Path | None = None) -> None:
    if out is not None:
        out.write_text(json.dumps(report.as_json(), ensure_ascii=False, indent=2), "utf-8")
    if as_json:
        print_json(report.as_json())
    else:
        output().print(report.table())
