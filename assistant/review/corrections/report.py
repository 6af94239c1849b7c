"""What an evaluation of corrections found: the figures, and which corrections hold no more."""

from dataclasses import dataclass
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table

from assistant.answering.evaluate import Report
from assistant.knowledge.corrections import Correction
from assistant.review.corrections.regression import Regression
from assistant.room.corrections.why import in_words


def nothing_to_ask(language: str) -> str:
    """What is said where nothing was corrected."""
    if language == "zh":
        return "还没有任何纠正；请先在 /review 中纠正答案"
    return "nothing was corrected yet; correct an answer on /review first"


@dataclass(frozen=True, slots=True)
class CorrectionsReport:
    """A report on the answers to corrected questions; `language` is that of its reasons."""

    report: Report
    asked: Regression
    language: str = "en"

    @property
    def broken(self) -> dict[str, tuple[Correction, str]]:
        """The corrections by which the assistant does not answer, by id, and why."""
        found = {
            one.id: (one, in_words(one.why, self.language))
            for one in self.asked.lapsed
            if one.why[:1] != ("removed",)
        }
        for judged in self.report.failed:
            name = judged.case.source.partition(":")[0]
            found[name] = (self.asked.corrections[name], "; ".join(judged.reasons))
        return found

    def as_json(self) -> dict[str, Any]:
        """The report's document with the corrections that hold no more."""
        lost = [
            {
                "id": one.id,
                "catalog": one.catalog,
                "scope": one.scope,
                "subject": one.subject,
                "question": one.question,
                "text": one.text,
                "state": one.state,
                "why": why,
            }
            for one, why in self.broken.values()
        ]
        of = {"in_force": len(self.asked.corrections), "no_longer_hold": lost}
        return {**self.report.as_json(), "corrections": of}

    def table(self) -> RenderableType:
        """The same for a person."""
        table = Table(title="corrections that hold no more", title_justify="left")
        for heading in ("correction", "of", "question", "answer", "why"):
            table.add_column(heading)
        for one, why in self.broken.values():
            of = f"{one.catalog} {one.subject}".strip()
            table.add_row(one.id[:8], of, one.question, one.text, why)
        return Group(self.report.table(), *([table] if self.broken else []))
