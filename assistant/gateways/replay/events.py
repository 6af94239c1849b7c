"""What a recorded show is made of: a line of JSON for everything that happened, in order of time.

`show.schema.json` beside this file is the same format as a JSON Schema; `python -m
assistant.gateways.replay.events` prints it.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from assistant.answering.understand.kinds import Kind
from assistant.gateways.link import LinkError

SCHEMA = Path(__file__).with_name("show.schema.json")

At = Annotated[float, Field(ge=0, allow_inf_nan=False, description="seconds since the beginning")]


class ShowError(LinkError):
    """A show that cannot be read, in one sentence: which file, which line, what is wrong."""


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Label(_Value):
    """What a comment is, by whoever made the show: noise of a kind, or a question."""

    noise: str = Field(default="", description="the kind of noise; empty for a question")
    kind: Kind | None = Field(default=None, description="what a question is about")
    product: str = Field(
        default="", description="handle of the product meant; empty: the shop, not a product"
    )
    language: str = Field(default="zh", description="the language that a question is asked in")
    group: str = Field(
        default="", description="the same for all questions that one answer serves at that time"
    )

    @model_validator(mode="after")
    def _one_of_both(self) -> "Label":
        if bool(self.noise) == bool(self.kind):
            raise ValueError("a label is either noise or a question of a kind")
        if self.kind and not self.group:
            raise ValueError("a question's label needs its group")
        return self


class Comment(_Value):
    """Somebody writes."""

    type: Literal["comment"] = "comment"
    at: At
    id: str = Field(min_length=1)
    viewer: str = Field(min_length=1, description="the platform's id, the same through the show")
    name: str = ""
    text: str
    label: Label | None = None


class Gift(_Value):
    """Somebody gives something."""

    type: Literal["gift"] = "gift"
    at: At
    viewer: str = Field(min_length=1)
    name: str = ""
    gift: str = ""


class Enter(_Value):
    """Somebody comes in."""

    type: Literal["enter"] = "enter"
    at: At
    viewer: str = Field(min_length=1)
    name: str = ""


class Product(_Value):
    """The platform shows another product."""

    type: Literal["product"] = "product"
    at: At
    link: str = Field(min_length=1, description="its link there, or the shop's SKU or handle")


class Fault(_Value):
    """What a host says that the catalog does not bear out."""

    kind: Literal["price", "gift", "promise"]
    product: str
    said: str
    truth: str


class Host(_Value):
    """The host speaks: a text that a voice reads, or a sound file beside the show, as long as it
    lasts (one line at 0 may be the whole recording)."""

    type: Literal["host"] = "host"
    at: At
    text: str = ""
    audio: str = Field(default="", description="a sound or video file, relative to the show's")
    fault: Fault | None = None

    @model_validator(mode="after")
    def _something(self) -> "Host":
        if not self.text and not self.audio:
            raise ValueError("a host's line needs text or audio")
        return self


ShowEvent = Comment | Gift | Enter | Product | Host

_EVENT: TypeAdapter[ShowEvent] = TypeAdapter(Annotated[ShowEvent, Field(discriminator="type")])


def read_show(path: Path) -> Iterator[ShowEvent]:
    """The events of the file at `path`, a line at a time; empty lines are passed over.

    Raises ShowError for a file that cannot be read and for the first line that is not an event, or
    happened before the line above it.
    """
    try:
        with path.open(encoding="utf-8") as lines:
            yield from _parsed(lines, path.name)
    except OSError as error:
        raise ShowError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ShowError(f"{path.name} is not UTF-8 text; a show is a line of JSON each") from error


def write_show(events: Iterable[ShowEvent], path: Path) -> int:
    """Write the events to a file that `read_show` reads; how many they were."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for event in events:
            # `type` has a default and would be left out with the rest of them.
            line = {"at": event.at, "type": event.type}
            line |= event.model_dump(mode="json", exclude_defaults=True)
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
            count += 1
    return count


def schema() -> str:
    """The format of a line, as a JSON Schema."""
    made = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "A show's event"}
    return json.dumps(made | _EVENT.json_schema(), ensure_ascii=False, indent=2) + "\n"


def _parsed(lines: Iterable[str], name: str) -> Iterator[ShowEvent]:
    last = 0.0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            event = _EVENT.validate_json(line)
        except ValidationError as error:
            raise ShowError(f"{name}, line {number}: {_sentence(error)}") from error
        if event.at < last:
            raise ShowError(
                f"{name}, line {number}: it happened at {event.at:g} s, before the line above "
                f"({last:g} s); sort the lines by time"
            )
        last = event.at
        yield event


def _sentence(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"][1:])
    said = " ".join(first["msg"].removeprefix("Value error, ").split())
    return f"{where}: {said}" if where else said


if __name__ == "__main__":
    print(schema(), end="")  # noqa: T201 - what this is run for
