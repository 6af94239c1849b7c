"""The URL of a show: which one, and how it is played.

`show:demo`, or nothing, is the show that comes with Xiaoer; `show:flood` its crowd grown to a
flood; anything else the path of a file. Options follow a question mark:
`room.jsonl?speed=2&from=60`.
"""

from pathlib import Path
from typing import Literal
from urllib.parse import parse_qsl, unquote, urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from assistant.gateways.link import LinkError

DEMO = "show:demo"
FLOOD = "show:flood"


class Playing(BaseModel):
    """How a show is played, as the URL's options say it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    speed: float = Field(default=1.0, ge=0, allow_inf_nan=False)
    """Times as fast as it happened; 0 is as fast as it is read."""
    begin: float = Field(default=0.0, ge=0, allow_inf_nan=False, alias="from")
    """Seconds into the show."""
    out: Path | None = None
    """A JSONL to which what Xiaoer writes is appended."""
    record: Path | None = None
    """A WAV of what was said: the host on the left, Xiaoer on the right."""
    voice: Literal["on", "off"] = "on"
    """Whether a host's line that is only text is read aloud."""
    rate: int = Field(default=1000, ge=1, le=100_000)
    """Comments a second of a flood."""
    seconds: float = Field(default=60.0, gt=0, allow_inf_nan=False)
    """How long a flood lasts."""

    @model_validator(mode="after")
    def _recorded_as_it_sounds(self) -> "Playing":
        if self.record and self.speed != 1:
            raise ValueError("record is of a show at its own speed; leave speed out")
        return self


def parse(url: str) -> tuple[str, Playing]:
    """The show that a URL means, `DEMO`, `FLOOD` or a path, and how it is played.

    Raises LinkError for options that there are not and values they cannot have.
    """
    show, _, options = url.strip().partition("?")
    if show.startswith("file:"):
        show = unquote(urlsplit(show).path)
    if show.startswith("show:") and show not in (DEMO, FLOOD):
        raise LinkError(f"there is no show {show!r}; there are {DEMO}, {FLOOD} and files by path")
    try:
        told = dict(parse_qsl(options, keep_blank_values=True, strict_parsing=bool(options)))
        return show or DEMO, Playing.model_validate(told)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        option = ".".join(str(part) for part in first["loc"])
        said = first["msg"].removeprefix("Value error, ")
        raise LinkError(
            f"the show's URL: {option}: {said}" if option else f"the show's URL: {said}"
        ) from error
    except ValueError as error:
        raise LinkError(
            f"the show's options are written ?name=value&name=value, not {options!r}"
        ) from error
