"""What an evaluation of turns found."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from rich.console import Group, RenderableType
from rich.table import Table

from assistant.gateways.evaluate_turns.judge import Verdict


@dataclass(frozen=True, slots=True)
class TurnsReport:
    """Every verdict, and the figures over them; shares in 0..1."""

    verdicts: tuple[Verdict, ...]

    @property
    def figures(self) -> dict[str, float | int | None]:
        """The figures by name."""
        answered = self._of("answered")
        interrupting, ignored = self._of("interrupts"), self._of("ignored")
        stopped = [v.stopped_ms for v in interrupting if v.stopped_ms is not None]
        ended = [v.ended_ms for v in answered if v.ended_ms is not None]
        paused = [v.paused_ms for v in ignored if v.paused_ms is not None]
        return {
            "turns": len(answered),
            "answered": _share(v.right for v in answered),
            "cut_offs": _share(v.cut_off for v in answered),
            "missed_ends": _share(v.missed for v in answered),
            "turn_end_ms_median": _percentile(ended, 50),
            "turn_end_ms_p95": _percentile(ended, 95),
            "interruptions": len(interrupting),
            "yielded": _share(v.right for v in interrupting),
            "yield_ms_median": _percentile(stopped, 50),
            "yield_ms_p95": _percentile(stopped, 95),
            "to_ignore": len(ignored),
            "ignored": _share(v.right for v in ignored),
            "paused_for": _share(p > 0 for p in paused),
            "pause_ms_median": _percentile([p for p in paused if p], 50),
        }

    @property
    def failed(self) -> tuple[Verdict, ...]:
        """The lines that came to something else than was expected."""
        return tuple(verdict for verdict in self.verdicts if not verdict.right)

    def as_json(self) -> dict[str, Any]:
        """One JSON document."""
        return {**self.figures, "verdicts": [asdict(verdict) for verdict in self.verdicts]}

    def table(self) -> RenderableType:
        """The figures and the failures, to be read."""
        figures = Table("turns", "", title=f"{len(self.verdicts)} lines", title_justify="left")
        for name, value in self.figures.items():
            figures.add_row(name.replace("_", " "), _shown(name, value))
        failures = Table("scenario", "said", "expected", "but")
        for verdict in self.failed:
            failures.add_row(verdict.scenario, verdict.said, verdict.expect, verdict.why)
        return Group(figures, failures) if self.failed else figures

    def _of(self, expect: str) -> Sequence[Verdict]:
        return [verdict for verdict in self.verdicts if verdict.expect == expect]


def _share(held: Iterable[bool]) -> float | None:
    counted = list(held)
    return sum(counted) / len(counted) if counted else None


def _percentile(values: Sequence[float], percent: float) -> float | None:
    return float(np.percentile(values, percent)) if values else None


def _shown(name: str, value: float | int | None) -> str:
    if value is None:
        return "–"
    if isinstance(value, int):
        return str(value)
    return f"{value:.0f}" if "_ms_" in name else f"{value:.1%}"
