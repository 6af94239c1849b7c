"""What an evaluation found: the figures by kind, language and trap, and every failure."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table

from assistant.answering.evaluate.judge import Judged

STAGES = ("understood", "grounded", "first_sentence", "done")
_HEADINGS = (
    "",
    "asked",
    "outcome",
    "facts",
    "unsupported",
    "over-refused",
    "language",
    "median ms",
    "95 % ms",
)


@dataclass(frozen=True, slots=True)
class Scores:
    """The figures over some questions; shares in 0..1, None where nothing was to be measured.

    `facts` is over the questions whose set says which facts it wants, `refused` over those that
    the catalog answers. `claims` are the unsupported claims that reached the viewer. Milliseconds
    run from the question to the whole answer.
    """

    asked: int
    outcome: float | None
    facts: float | None
    claims: int
    refused: float | None
    language: float | None
    median_ms: float | None
    p95_ms: float | None

    @classmethod
    def of(cls, judged: Sequence[Judged]) -> "Scores":
        """The figures of `judged`."""
        times = [one.answer.timings.done for one in judged]
        return cls(
            asked=len(judged),
            outcome=_share(one.outcome_right for one in judged),
            facts=_share(one.facts_right for one in judged if one.weighed),
            claims=sum(len(one.claims) for one in judged),
            refused=_share(one.refused for one in judged if one.answerable),
            language=_share(one.language_right for one in judged if one.case.language),
            median_ms=median(times) if times else None,
            p95_ms=_p95(times),
        )

    def as_json(self) -> dict[str, Any]:
        """Shares to four decimals, times to a tenth of a millisecond."""
        return {
            "questions": self.asked,
            "outcome_accuracy": _rounded(self.outcome, 4),
            "fact_accuracy": _rounded(self.facts, 4),
            "unsupported_claims": self.claims,
            "over_refusal": _rounded(self.refused, 4),
            "language_accuracy": _rounded(self.language, 4),
            "median_ms": _rounded(self.median_ms, 1),
            "p95_ms": _rounded(self.p95_ms, 1),
        }

    def cells(self) -> tuple[str, ...]:
        """The same as cells of a table."""
        return (
            str(self.asked),
            _percent(self.outcome),
            _percent(self.facts),
            str(self.claims),
            _percent(self.refused),
            _percent(self.language),
            _shown(self.median_ms),
            _shown(self.p95_ms),
        )


@dataclass(frozen=True, slots=True)
class Report:
    """All questions, in the order of their sets, judged; asked `passes` times of `model`."""

    model: str
    passes: int
    judged: tuple[Judged, ...]

    @property
    def total(self) -> Scores:
        """The figures over all of them."""
        return Scores.of(self.judged)

    @property
    def failed(self) -> tuple[Judged, ...]:
        """The questions with anything wrong."""
        return tuple(one for one in self.judged if one.reasons)

    def by(self, name: Callable[[Judged], str]) -> dict[str, Scores]:
        """The figures of each group, in order of name."""
        groups: dict[str, list[Judged]] = defaultdict(list)
        for one in self.judged:
            groups[name(one)].append(one)
        return {key: Scores.of(groups[key]) for key in sorted(groups) if key}

    @property
    def groups(self) -> Mapping[str, Mapping[str, Scores]]:
        """The figures by kind, by language and by trap."""
        return {
            "kind": self.by(lambda one: one.case.kind),
            "language": self.by(lambda one: one.case.language),
            "trap": self.by(lambda one: one.case.trap.value if one.case.trap else ""),
        }

    def worded(self) -> dict[str, int]:
        """How many answers came from the facts' own sentences, and how many from the model."""
        composers = [one.answer.composer for one in self.judged]
        return {name: composers.count(name) for name in sorted(set(composers))}

    def latency(self) -> dict[str, dict[str, dict[str, float | None]]]:
        """Median and 95th percentile of each stage, by who worded the answer, in milliseconds."""
        composers = self.worded()
        return {
            composer: {stage: self._stage(composer, stage) for stage in STAGES}
            for composer in composers
        }

    def as_json(self) -> dict[str, Any]:
        """One JSON document: figures, then every failure with what was asked and what was said."""
        return {
            "model": self.model,
            "passes": self.passes,
            "total": self.total.as_json(),
            **{
                f"by_{name}": {key: scores.as_json() for key, scores in groups.items()}
                for name, groups in self.groups.items()
            },
            "worded_by": self.worded(),
            "latency_ms": self.latency(),
            "failed": [_failure(one) for one in self.failed],
        }

    def table(self) -> RenderableType:
        """The figures for a person."""
        titles = {"kind": "by kind", "language": "by language", "trap": "by trap"}
        tables = [_table(titles[name], groups) for name, groups in self.groups.items()]
        total = _table(f"{self.model}, asked {self.passes} time(s)", {"all": self.total})
        return Group(*(table for table in tables if table.rows), self._latency_table(), total)

    def _stage(self, composer: str, stage: str) -> dict[str, float | None]:
        times = [
            getattr(one.answer.timings, stage)
            for one in self.judged
            if one.answer.composer == composer
        ]
        middle = median(times) if times else None
        return {"median": _rounded(middle, 1), "p95": _rounded(_p95(times), 1)}

    def _latency_table(self) -> Table:
        table = Table(title="milliseconds to each stage: median, 95 %", title_justify="left")
        for heading in ("worded by", "answers", *STAGES):
            table.add_column(
                heading.replace("_", " "), justify="right" if heading in STAGES else "left"
            )
        for composer, stages in self.latency().items():
            cells = (f"{_shown(s['median'])}, {_shown(s['p95'])}" for s in stages.values())
            table.add_row(composer, str(self.worded()[composer]), *cells)
        return table


def _table(title: str, groups: Mapping[str, Scores]) -> Table:
    table = Table(title=title, title_justify="left")
    for heading in _HEADINGS:
        table.add_column(heading, justify="right" if heading else "left", no_wrap=True)
    for name, scores in groups.items():
        table.add_row(name, *scores.cells())
    return table


def _failure(one: Judged) -> dict[str, Any]:
    case, answer = one.case, one.answer
    return {
        "source": case.source,
        "question": case.question,
        "kind": case.kind,
        "language": case.language,
        "trap": case.trap.value if case.trap else None,
        "on_air": case.on_air,
        "history": list(case.history),
        "reasons": list(one.reasons),
        "outcome": answer.outcome.value,
        "understood_as": answer.kind,
        "product": answer.product,
        "composer": answer.composer,
        "text": answer.text,
        "facts": [f"{f.product} {f.field}={f.value}{f.unit}" for f in answer.facts],
        "rejected": [f"{item.text} ({item.reason})" for item in answer.checks.rejected],
    }


def _share(values: Iterable[bool]) -> float | None:
    listed = list(values)
    return sum(listed) / len(listed) if listed else None


def _p95(values: Sequence[float]) -> float | None:
    """The 95th percentile, nearest rank."""
    return sorted(values)[math.ceil(0.95 * len(values)) - 1] if values else None


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"


def _shown(milliseconds: float | None) -> str:
    return "–" if milliseconds is None else f"{milliseconds:.0f}"
