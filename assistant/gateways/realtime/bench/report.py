"""What a bench found: a row a question, and the figures over all of them."""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from statistics import median, pstdev
from typing import Any

from rich.table import Table

STAGES = ("heard", "understood", "grounded", "first_sentence", "first_audio", "done")


@dataclass(frozen=True, slots=True)
class Measured:
    """One question. Times in milliseconds.

    `voice_to_voice` is from the last speech sample sent to the first audible sample played, None
    where no sound came; `turn_end` from that same sample to the server's word that the turn is
    over; `stages` are the answer's own timings, `contributions` what its time is made of, one after
    the other; `underruns` the silence a player had to fill in.
    """

    question: str
    transcript: str
    answer: str
    status: str
    group: str = ""
    outcome: str = ""
    kind: str = ""
    composer: str = ""
    on_topic: bool | None = None
    voice_to_voice: float | None = None
    turn_end: float | None = None
    underruns: float = 0.0
    stages: dict[str, float] = field(default_factory=dict)
    contributions: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figures:
    """Median, 95th percentile (nearest rank), spread (standard deviation) and extremes, in ms."""

    count: int
    median: float
    p95: float
    spread: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Figures | None":
        """The figures of `values`; None of none."""
        if not values:
            return None
        ranked = sorted(values)
        return cls(
            count=len(ranked),
            median=median(ranked),
            p95=ranked[math.ceil(0.95 * len(ranked)) - 1],
            spread=pstdev(ranked),
            least=ranked[0],
            most=ranked[-1],
        )


@dataclass(frozen=True, slots=True)
class BenchReport:
    """All questions, in the order asked."""

    url: str
    rows: tuple[Measured, ...]

    @property
    def voice_to_voice(self) -> Figures | None:
        """Over the questions that were answered aloud."""
        return Figures.of([row.voice_to_voice for row in self.rows if row.voice_to_voice])

    @property
    def groups(self) -> dict[str, "BenchReport"]:
        """The rows of each group of questions on their own, in the order asked."""
        names = dict.fromkeys(row.group for row in self.rows)
        return {
            name: BenchReport(self.url, tuple(row for row in self.rows if row.group == name))
            for name in names
        }

    @property
    def underruns(self) -> list[float]:
        """The silence of each answer in which there was any, in milliseconds."""
        return [row.underruns for row in self.rows if row.underruns > 0]

    @property
    def unanswered(self) -> int:
        """Questions to which no sound came."""
        return sum(row.voice_to_voice is None for row in self.rows)

    @property
    def contributions(self) -> dict[str, float]:
        """Of each, in the order they come in, the median over the questions that have it."""
        names = dict.fromkeys(name for row in self.rows for name in row.contributions)
        return {
            name: round(median(r.contributions[name] for r in self.rows if name in r.contributions))
            for name in names
        }

    def as_json(self) -> dict[str, Any]:
        """One JSON document; times in milliseconds, to a tenth."""
        figures = self.voice_to_voice
        turn_ends = Figures.of([row.turn_end for row in self.rows if row.turn_end is not None])
        return {
            "url": self.url,
            "questions": len(self.rows),
            "unanswered": self.unanswered,
            "voice_to_voice_ms": _rounded(asdict(figures)) if figures else None,
            "turn_end_ms": _rounded(asdict(turn_ends)) if turn_ends else None,
            "stages_ms": {name: self._stage(name) for name in STAGES},
            "groups": {name: group._figures() for name, group in self.groups.items()},
            "rows": [_rounded(asdict(row)) for row in self.rows],
        }

    def table(self) -> Table:
        """The same for a person."""
        table = Table(title=self._title())
        for name, justify in (("question", "left"), ("heard as", "left"), ("outcome", "left")):
            table.add_column(name, justify="left" if justify == "left" else "right")
        for name in ("voice to voice", "turn end", *STAGES):
            table.add_column(name.replace("_", " "), justify="right")
        for row in self.rows:
            times = [row.voice_to_voice, row.turn_end, *(row.stages.get(name) for name in STAGES)]
            outcome = row.outcome or row.status
            table.add_row(row.question, row.transcript, outcome, *map(_shown, times))
        medians = [self._stage(name) for name in STAGES]
        figures = self.voice_to_voice
        turn_ends = [row.turn_end for row in self.rows if row.turn_end is not None]
        table.add_section()
        table.add_row(
            "median",
            "",
            "",
            _shown(figures.median if figures else None),
            _shown(median(turn_ends) if turn_ends else None),
            *map(_shown, medians),
        )
        return table

    def groups_table(self) -> Table:
        """A line a group, for a person: times to the answer's first sound, silence within it."""
        table = Table(title="voice to voice by kind of question, ms")
        table.add_column("questions")
        for name in ("answered", "median", "p95", "worst", "underruns", "worst underrun"):
            table.add_column(name, justify="right")
        table.add_column("of which, at the median")
        for name, group in self.groups.items():
            figures = group.voice_to_voice
            table.add_row(
                name or "all",
                f"{len(group.rows) - group.unanswered} of {len(group.rows)}",
                *(
                    _shown(getattr(figures, key) if figures else None)
                    for key in ("median", "p95", "most")
                ),
                str(len(group.underruns)),
                _shown(max(group.underruns, default=None)),
                ", ".join(f"{part} {spent:.0f}" for part, spent in group.contributions.items()),
            )
        return table

    def _figures(self) -> dict[str, Any]:
        figures = self.voice_to_voice
        return {
            "questions": len(self.rows),
            "unanswered": self.unanswered,
            "voice_to_voice_ms": _rounded(asdict(figures)) if figures else None,
            "underruns": len(self.underruns),
            "worst_underrun_ms": round(max(self.underruns, default=0.0), 1),
            "contributions_ms": self.contributions,
        }

    def _title(self) -> str:
        figures = self.voice_to_voice
        if figures is None:
            return f"voice to voice: none of {len(self.rows)} questions was answered aloud"
        return (
            f"voice to voice, ms: median {figures.median:.0f}, 95th percentile {figures.p95:.0f}, "
            f"spread {figures.spread:.0f}, {figures.least:.0f} to {figures.most:.0f} "
            f"({figures.count} of {len(self.rows)} answered)"
        )

    def _stage(self, name: str) -> float | None:
        values = [row.stages[name] for row in self.rows if name in row.stages]
        return round(median(values), 1) if values else None


def _rounded(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: round(value, 1) if isinstance(value, float) else value
        for name, value in values.items()
    }


def _shown(milliseconds: float | None) -> str:
    return "–" if milliseconds is None else f"{milliseconds:.0f}"
