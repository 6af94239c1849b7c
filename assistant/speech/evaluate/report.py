"""What an evaluation found: error rates, recall and times, by language, noise and voice."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table

from assistant.speech.evaluate.scoring import Errors, errors, fold, recalled
from assistant.speech.evaluate.sets import NO_SPEECH
from assistant.speech.evaluate.sounds import Utterance
from assistant.speech.recognisers.port import Transcript

_HEADINGS = (
    "",
    "heard",
    "errors",
    "without help",
    "products",
    "without help",
    "made up",
    "median ms",
    "95 % ms",
    "real time",
)


@dataclass(frozen=True, slots=True)
class Heard:
    """An utterance as it was heard.

    `helped` is with the words of the listing expected and corrected, `alone` the text without
    either; they are the same where there is no listing. `decoded_ms` is what `helped` took.
    """

    utterance: Utterance
    helped: Transcript
    alone: str
    decoded_ms: float

    @property
    def silent(self) -> bool:
        """Whether nobody speaks, so that any text is made up."""
        return self.utterance.line.language == NO_SPEECH

    def errors(self, text: str) -> Errors:
        """The edits between what was said and `text`."""
        line = self.utterance.line
        return Errors() if self.silent else errors(line.text, text, line.language)

    def missed(self, text: str) -> tuple[str, ...]:
        """The product words that are not in `text`."""
        line = self.utterance.line
        got = recalled(line.products, text, line.language)
        return tuple(word for word in line.products if word not in got)

    @property
    def made_up(self) -> bool:
        """Whether text was heard where nobody spoke."""
        return self.silent and bool(fold(self.helped.text, self.helped.language))


@dataclass(frozen=True, slots=True)
class Scores:
    """The figures over some utterances; shares in 0..1, None where nothing was to be measured.

    `errors` is by character for Chinese and Thai and by word for the rest. Begun in a pause, the
    text is there `median_ms` after the pause was noticed.
    """

    heard: int
    errors: float | None
    errors_alone: float | None
    recall: float | None
    recall_alone: float | None
    made_up: float | None
    median_ms: float
    p95_ms: float
    real_time: float

    @classmethod
    def of(cls, heard: Sequence[Heard]) -> "Scores":
        """The figures of `heard`, which is not empty."""
        times = [one.decoded_ms for one in heard]
        silent = [one.made_up for one in heard if one.silent]
        return cls(
            heard=len(heard),
            errors=Errors.over(one.errors(one.helped.text) for one in heard).rate,
            errors_alone=Errors.over(one.errors(one.alone) for one in heard).rate,
            recall=_recall(heard, lambda one: one.helped.text),
            recall_alone=_recall(heard, lambda one: one.alone),
            made_up=sum(silent) / len(silent) if silent else None,
            median_ms=median(times),
            p95_ms=quantiles(times, n=20, method="inclusive")[-1] if len(times) > 1 else times[0],
            real_time=sum(times) / 1000 / sum(one.utterance.audio.seconds for one in heard),
        )

    def as_json(self) -> dict[str, Any]:
        """Shares to four decimals, times to a tenth of a millisecond."""
        return {
            "utterances": self.heard,
            "error_rate": _rounded(self.errors),
            "error_rate_without_listing": _rounded(self.errors_alone),
            "product_recall": _rounded(self.recall),
            "product_recall_without_listing": _rounded(self.recall_alone),
            "made_up": _rounded(self.made_up),
            "median_ms": round(self.median_ms, 1),
            "p95_ms": round(self.p95_ms, 1),
            "real_time_factor": round(self.real_time, 4),
        }

    def cells(self) -> tuple[str, ...]:
        """The same as cells of a table."""
        return (
            str(self.heard),
            _percent(self.errors),
            _percent(self.errors_alone),
            _percent(self.recall),
            _percent(self.recall_alone),
            _percent(self.made_up),
            f"{self.median_ms:.0f}",
            f"{self.p95_ms:.0f}",
            f"{self.real_time:.2f}",
        )


@dataclass(frozen=True, slots=True)
class Report:
    """All utterances as `recogniser` heard them."""

    recogniser: str
    heard: tuple[Heard, ...]

    def groups(self) -> dict[str, dict[str, Scores]]:
        """The figures by language, by noise and by voice."""
        return {
            "language": self._by(lambda one: one.utterance.line.language),
            "noise": self._by(lambda one: one.utterance.noise),
            "voice": self._by(lambda one: one.utterance.voice),
        }

    def as_json(self) -> dict[str, Any]:
        """One JSON document: the figures, then every utterance not heard as it was said."""
        return {
            "recogniser": self.recogniser,
            "total": Scores.of(self.heard).as_json(),
            **{
                f"by_{kind}": {name: scores.as_json() for name, scores in group.items()}
                for kind, group in self.groups().items()
                if group
            },
            "misheard": [_told(one) for one in self.heard if _wrong(one)],
        }

    def table(self) -> RenderableType:
        """The figures as tables, and the product words that were not heard."""
        total = Table(*_HEADINGS, title=f"{self.recogniser}: spoken sentences heard")
        total.add_row("all", *Scores.of(self.heard).cells())
        for kind, group in self.groups().items():
            total.add_section()
            for name, scores in group.items():
                total.add_row(f"{kind} {name}", *scores.cells())
        missed = Table("said", "heard", "missed", "voice", "noise", title="product words not heard")
        for one in self.heard:
            if words := one.missed(one.helped.text):
                said = one.utterance
                row = (said.line.text, one.helped.text, "、".join(words), said.voice, said.noise)
                missed.add_row(*row)
        return Group(total, missed) if missed.row_count else total

    def _by(self, name: Callable[[Heard], str]) -> dict[str, Scores]:
        groups: dict[str, list[Heard]] = defaultdict(list)
        for one in self.heard:
            groups[name(one)].append(one)
        return {key: Scores.of(groups[key]) for key in sorted(groups) if key}


def _recall(heard: Sequence[Heard], text: Callable[[Heard], str]) -> float | None:
    wanted = sum(len(one.utterance.line.products) for one in heard)
    missed = sum(len(one.missed(text(one))) for one in heard)
    return 1 - missed / wanted if wanted else None


def _wrong(one: Heard) -> bool:
    return one.made_up or bool(one.errors(one.helped.text).edits)


def _told(one: Heard) -> dict[str, Any]:
    return {
        "source": one.utterance.line.source,
        "voice": one.utterance.voice,
        "noise": one.utterance.noise,
        "said": one.utterance.line.text,
        "heard": one.helped.text,
        "without_listing": one.alone,
        "missed": list(one.missed(one.helped.text)),
    }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}"
