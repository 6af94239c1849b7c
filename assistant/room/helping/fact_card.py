"""A fact card: a few lines from the facts, told to a whole room without being asked."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import uuid4

from assistant.answering.compose.wording import sentence_joint
from assistant.answering.values import Answer, Outcome, fact_json
from assistant.knowledge.facts import Fact
from assistant.room.inbox.groups import Asker
from assistant.speech.sentences import sentences

MOST_LINES = 5
"""More is no card: what a theme holds beyond them waits for the next one."""

Reason = Literal["theme", "on_air"]
"""Why it is told: a theme went unanswered, or a product went on air."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a card and the facts it rests on."""

    text: str
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class FactCard:
    """What is told. `product` is a handle, "" for the whole shop's; `askers` stand by viewer."""

    reason: Reason
    lines: tuple[Line, ...]
    language: str
    product: str = ""
    title: str = ""
    theme: str = ""
    askers: Mapping[str, Asker] = field(default_factory=dict)
    card_id: str = field(default_factory=lambda: uuid4().hex)
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def text(self) -> str:
        """The whole card as one text."""
        return sentence_joint(self.language).join(line.text for line in self.lines)

    def as_json(self) -> Mapping[str, Any]:
        """The card as the API writes it."""
        facts = dict.fromkeys(fact for line in self.lines for fact in line.facts)
        return {
            "card_id": self.card_id,
            "reason": self.reason,
            "theme": self.theme,
            "product": self.product,
            "title": self.title,
            "language": self.language,
            "askers": len(self.askers),
            "lines": [line.text for line in self.lines],
            "facts": [fact_json(fact) for fact in facts],
            "at": self.at.isoformat(),
        }


Fits = Callable[[FactCard], bool]
"""Whether a card can be told whole, in one message."""


def lines_of(answers: Iterable[Answer]) -> list[Line | None]:
    """The line that each of `answers` makes, None for one that is not for a card.

    A card says what the catalog and the policies say, and each sentence once: the line of an answer
    of which those before it say everything is empty.
    """
    said: set[str] = set()
    lines: list[Line | None] = []
    for answer in answers:
        if not _for_a_card(answer):
            lines.append(None)
            continue
        new = [one for one in map(str.strip, sentences(answer.text)) if one not in said]
        said.update(new)
        lines.append(Line(sentence_joint(answer.language).join(new), answer.facts))
    return lines


def fitting(card: FactCard, fits: Fits) -> FactCard | None:
    """`card` with as many of its first lines as fit; None where not one does."""
    for count in range(min(len(card.lines), MOST_LINES), 0, -1):
        shorter = replace(card, lines=card.lines[:count])
        if fits(shorter):
            return shorter
    return None


def _for_a_card(answer: Answer) -> bool:
    # What a FAQ answers is often understood with its question alone: 可以的.
    of_faq = any(fact.source in ("faq", "staff") for fact in answer.facts)
    return answer.outcome is Outcome.ANSWERED and bool(answer.facts) and not of_faq
