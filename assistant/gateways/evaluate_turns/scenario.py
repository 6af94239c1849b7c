"""Scenarios as data: who says what when, over which noise, and what must come of it.

```yaml
- name: a question into the answer
  lines:
    - say: 介绍一下这款羽绒服
      expect: answered
    - say: 等一下，有黑色的吗
      into: 1.0            # seconds after the answer before it begins to sound
      expect: interrupts
```
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

Noise = Literal["cough", "hum", "laugh", "click", "door", "typing"]
Bed = Literal["music", "crowd", "fan", "street"]
Expect = Literal["answered", "interrupts", "ignored"]


class ScenarioError(ValueError):
    """A scenario that cannot be played; the message names the file, the scenario and the fault."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Line(_Part):
    """One thing heard of a viewer: words in a voice, with pauses in seconds between, or a noise.

    It begins `after` seconds of quiet, or `into` seconds after the answer began to sound. `gain_db`
    makes it softer or louder; `by` is who of several viewers it is.
    """

    say: str | tuple[str | float, ...] = ""
    noise: Noise | None = None
    voice: str = "zm_yunxi"
    language: str = "zh"
    after: float = Field(default=0.6, ge=0)
    into: float | None = Field(default=None, ge=0)
    gain_db: float = 0.0
    by: int = Field(default=0, ge=0, le=3)
    expect: Expect

    @model_validator(mode="after")
    def _one_sound(self) -> "Line":
        if bool(self.say) == bool(self.noise):
            raise ValueError("a line has either 'say' or 'noise'")
        if self.expect in ("interrupts",) and self.into is None:
            raise ValueError("a line that interrupts needs 'into'")
        return self

    @property
    def pieces(self) -> tuple[str | float, ...]:
        """Words and the seconds of silence between them."""
        return (self.say,) if isinstance(self.say, str) else self.say


class Scenario(_Part):
    """Lines in the order they are said, over `bed` at `bed_db` below the voices."""

    name: str = Field(min_length=1)
    bed: Bed | None = None
    bed_db: float = 20.0
    lines: Annotated[tuple[Line, ...], Field(min_length=1)]


def default_scenarios() -> tuple[Path, ...]:
    """The scenarios of the source tree. Raises ScenarioError where this is no source tree."""
    folder = Path(__file__).parents[3] / "tests" / "data" / "scenarios"
    found = tuple(sorted(folder.glob("*.yaml")))
    if not found:
        raise ScenarioError(f"there are no scenarios in {folder}; name a file with --set FILE")
    return found


def read_scenarios(files: Iterable[Path]) -> tuple[Scenario, ...]:
    """The scenarios of several files, in order. Raises ScenarioError."""
    return tuple(scenario for file in files for scenario in _read(file))


def _read(file: Path) -> list[Scenario]:
    try:
        rows = yaml.safe_load(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ScenarioError(f"{file} cannot be read: {error}") from error
    except yaml.YAMLError as error:
        raise ScenarioError(f"{file} is not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(rows, list) or not rows:
        raise ScenarioError(f"{file} holds no scenario; write a list of them")
    return [_scenario(row, file, number) for number, row in enumerate(rows, start=1)]


def _scenario(row: object, file: Path, number: int) -> Scenario:
    try:
        return Scenario.model_validate(row)
    except ValidationError as error:
        problem = error.errors()[0]
        place = ".".join(str(part) for part in problem["loc"]) or "scenario"
        raise ScenarioError(
            f"{file.name}, scenario {number}: {place}: {problem['msg'].lower()}"
        ) from error
