"""Evaluation sets: a JSON object a line, each a sentence as a recording or as a text to be spoken.

`{"audio", "text", "language"}` is a recording, `audio` beside the set; without `audio` the text is
spoken by `voices` of the embedded synthesiser. `products` are the words of a shop in it, which must
be heard. A line without a `text` holds what the lines after it share: `language`, `voices`, and the
`catalog` (a file beside the set, or `demo`) whose listing is to help; with none, nothing helps.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from catalog_loader.demo import demo_catalog_path

DEMO = "demo"
NO_SPEECH = "noise"
"""The `language` of a recording in which nobody speaks to anybody: its `text` is not scored."""


class SetError(ValueError):
    """A set that cannot be used; one sentence that names the file and the line."""


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of a set.

    `source` is the set's file and line. `audio` None is a text to be spoken by `voices`. `catalog`
    is the file of the shop it is asked in, with the product `on_air`: None is its first, "" none.
    """

    source: str
    text: str
    language: str
    audio: Path | None = None
    voices: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    catalog: Path | None = None
    on_air: str | None = None


class _Shared(BaseModel):
    # Recordings come with more about themselves (`corpus`, `license`, …), which is let through.
    model_config = ConfigDict(extra="ignore")

    language: str | None = None
    voices: tuple[str, ...] | None = None
    catalog: str | None = None


class _Sentence(_Shared):
    text: str
    audio: str | None = Field(default=None, min_length=1)
    products: tuple[str, ...] = ()
    on_air: str | None = None


def default_sets() -> tuple[Path, ...]:
    """The sets of the source tree. Raises SetError where this is no source tree."""
    folder = Path(__file__).parents[3] / "tests" / "data" / "speech"
    found = tuple(sorted(folder.glob("*.jsonl")))
    if not found:
        raise SetError(f"there are no evaluation sets in {folder}; name one with --set FILE")
    return found


def read_sets(files: Iterable[Path]) -> tuple[Line, ...]:
    """The sentences of several sets, in order. Raises SetError."""
    return tuple(line for file in files for line in _read(file))


def _read(file: Path) -> list[Line]:
    try:
        rows = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SetError(f"{file} cannot be read: {error}") from error
    shared, lines = _Shared(), []
    for number, row in enumerate(rows, start=1):
        if not row.strip():
            continue
        parsed = _parsed(row, f"{file.name}, line {number}")
        if isinstance(parsed, _Sentence):
            lines.append(_line(parsed, shared, file, number))
        else:
            shared = parsed
    if not lines:
        raise SetError(f"{file} holds no sentence; write one JSON object a line")
    return lines


def _parsed(row: str, where: str) -> _Shared:
    try:
        written = json.loads(row)
    except json.JSONDecodeError as error:
        raise SetError(f"{where}: not JSON, {error.msg} at column {error.colno}") from error
    if not isinstance(written, dict):
        raise SetError(f"{where}: not an object, write {{…}}")
    form = _Sentence if "text" in written or "audio" in written else _Shared
    try:
        return form.model_validate(written)
    except ValidationError as error:
        problem = error.errors()[0]
        name = ".".join(str(part) for part in problem["loc"])
        raise SetError(f"{where}: {name}: {problem['msg'].lower()}") from error


def _line(row: _Sentence, shared: _Shared, file: Path, number: int) -> Line:
    where = f"{file.name}, line {number}"
    language = row.language or shared.language
    if not language:
        raise SetError(f"{where}: language: say which one is spoken")
    audio = None if row.audio is None else file.parent / row.audio
    if audio is not None and not audio.is_file():
        raise SetError(f"{where}: audio: there is no file {row.audio} beside the set")
    voices = row.voices or shared.voices or ()
    if audio is None and not (row.text.strip() and voices):
        raise SetError(f"{where}: give `audio`, or a text and `voices` to speak it")
    if absent := [word for word in row.products if word not in row.text]:
        raise SetError(f"{where}: products: {absent[0]!r} is not in the text")
    catalog = row.catalog or shared.catalog
    return Line(
        source=f"{file.name}:{number}",
        text=row.text,
        language=language,
        audio=audio,
        voices=voices,
        products=row.products,
        catalog=None if catalog is None else _catalog(catalog, file, where),
        on_air=row.on_air,
    )


def _catalog(name: str, file: Path, where: str) -> Path:
    path = demo_catalog_path() if name == DEMO else file.parent / name
    if not path.is_file():
        raise SetError(f"{where}: catalog: there is no file {name} beside the set")
    return path.resolve()
