"""Evaluation sets: a JSON object a line, each a question with what its answer must be.

A line without a `question` holds what the lines after it share: their `catalog` (a file beside the
set, or `demo`), the moment they are asked `at` and their `language`.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from assistant.answering.understand.kinds import Kind
from assistant.answering.values import Outcome
from assistant.settings import Language
from catalog_loader.demo import demo_catalog_path

DEMO = "demo"
BEYOND_KINDS = frozenset({"several", "follow_up", "false_premise"})
"""Kinds of a question in a set that are no kind of one part: they are measured alone as well."""


class Trap(StrEnum):
    """What a question tempts an assistant to."""

    STALE_PRICE = "stale_price"
    WRONG_VARIANT = "wrong_variant"
    UNANSWERABLE = "unanswerable"
    FALSE_PREMISE = "false_premise"
    INJECTION = "injection"
    BAIT = "bait"
    OTHER_SHOP = "other_shop"


class SetError(ValueError):
    """A set that cannot be used; one sentence that names the file and the line."""


@dataclass(frozen=True, slots=True)
class Case:
    """One question of a set.

    `source` is the set's file and line. `catalog` is the file of the shop it is asked in. `on_air`
    None is the shop's first product, "" is none. `history` are the questions the same viewer asked
    before. `contains` are groups of which one text each must stand in the answer.
    """

    source: str
    question: str
    outcome: Outcome
    catalog: Path
    kind: str = ""
    language: str = ""
    on_air: str | None = None
    history: tuple[str, ...] = ()
    at: datetime | None = None
    fields: tuple[str, ...] = ()
    contains: tuple[tuple[str, ...], ...] = ()
    forbids: tuple[str, ...] = ()
    trap: Trap | None = None


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Shared(_Line):
    catalog: str | None = None
    at: AwareDatetime | None = None
    language: Language | None = None


class _Question(_Shared):
    question: str = Field(min_length=1)
    outcome: Outcome
    kind: str = ""
    on_air: str | None = None
    history: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    contains: tuple[tuple[str, ...], ...] = ()
    forbids: tuple[str, ...] = ()
    trap: Trap | None = None


def default_sets() -> tuple[Path, ...]:
    """The sets of the source tree. Raises SetError where this is no source tree."""
    folder = Path(__file__).parents[3] / "tests" / "data" / "answers"
    found = tuple(sorted(folder.glob("*.jsonl")))
    if not found:
        raise SetError(f"there are no evaluation sets in {folder}; name one with --set FILE")
    return found


def read_sets(files: Iterable[Path]) -> tuple[Case, ...]:
    """The questions of several sets, in order, none twice. Raises SetError."""
    cases = [case for file in files for case in _read(file)]
    _refuse_duplicates(cases)
    return tuple(cases)


def _read(file: Path) -> list[Case]:
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SetError(f"{file} cannot be read: {error}") from error
    shared, cases = _Shared(), []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        parsed = _parsed(line, f"{file.name}, line {number}")
        if isinstance(parsed, _Question):
            cases.append(_case(parsed, shared, file, number))
        else:
            shared = parsed
    if not cases:
        raise SetError(f"{file} holds no question; write one JSON object a line")
    return cases


def _parsed(line: str, where: str) -> _Shared:
    try:
        written = json.loads(line)
    except json.JSONDecodeError as error:
        raise SetError(f"{where}: not JSON, {error.msg} at column {error.colno}") from error
    if not isinstance(written, dict):
        raise SetError(f"{where}: not an object, write {{…}}")
    form = _Question if "question" in written else _Shared
    try:
        return form.model_validate_json(line)
    except ValidationError as error:
        problem = error.errors()[0]
        name = ".".join(str(part) for part in problem["loc"])
        raise SetError(f"{where}: {name}: {problem['msg'].lower()}") from error


def _case(line: _Question, shared: _Shared, file: Path, number: int) -> Case:
    where = f"{file.name}, line {number}"
    if line.kind and line.kind not in BEYOND_KINDS and line.kind not in set(Kind):
        raise SetError(f"{where}: kind: there is no kind called {line.kind!r}")
    if any(not group for group in line.contains):
        raise SetError(f"{where}: contains: a group without a text can never be met")
    catalog = line.catalog or shared.catalog or DEMO
    return Case(
        source=f"{file.name}:{number}",
        question=line.question,
        outcome=line.outcome,
        catalog=_catalog(catalog, file, where),
        kind=line.kind,
        language=line.language or shared.language or "",
        on_air=line.on_air,
        history=line.history,
        at=line.at or shared.at,
        fields=line.fields,
        contains=line.contains,
        forbids=line.forbids,
        trap=line.trap,
    )


def _catalog(name: str, file: Path, where: str) -> Path:
    path = demo_catalog_path() if name == DEMO else file.parent / name
    if not path.is_file():
        raise SetError(f"{where}: catalog: there is no file {name} beside the set")
    return path.resolve()


def _refuse_duplicates(cases: Sequence[Case]) -> None:
    seen: dict[tuple[object, ...], str] = {}
    for case in cases:
        asked = (case.question, case.catalog, case.on_air, case.history, case.at)
        first = seen.setdefault(asked, case.source)
        if first != case.source:
            raise SetError(f"{case.source}: the question is that of {first} again")
