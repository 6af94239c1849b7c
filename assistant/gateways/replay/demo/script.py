"""What the host of the demo show says and shows, and when."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from assistant.gateways.replay.events import Fault

_SCRIPT = Path(__file__).resolve().with_name("script.toml")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said, `at` seconds into the show; `stirs`: how many viewers it makes ask what."""

    at: float
    text: str
    stirs: Mapping[str, int] = field(default_factory=dict)
    fault: Fault | None = None


@dataclass(frozen=True, slots=True)
class Stint:
    """A product's time on air, from `begins` to `ends` seconds into the show."""

    number: int
    product: str
    begins: float
    ends: float
    lines: tuple[Line, ...]

    @property
    def shown(self) -> float:
        """When the platform shows it: the host has begun to speak, and somebody pressed a key."""
        return self.begins + 1.2


@cache
def read_script() -> tuple[Stint, ...]:
    """The stints of the show in order, without gaps."""
    stints: list[Stint] = []
    begins = 0.0
    for number, told in enumerate(tomllib.loads(_SCRIPT.read_text("utf-8"))["stint"]):
        lines = tuple(
            Line(
                at=begins + line["at"],
                text=line["text"],
                stirs=line.get("stirs", {}),
                fault=Fault(**line["fault"]) if "fault" in line else None,
            )
            for line in told["line"]
        )
        ends = begins + told["seconds"]
        stints.append(Stint(number, told["product"], begins, ends, lines))
        begins = ends
    return tuple(stints)
