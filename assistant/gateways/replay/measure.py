"""How well a crowd was understood, against the labels of its show.

Finding: a comment is found when it was taken for a question. Precision is the share of those
found that are questions, recall the share of the questions that were found; what was never
decided on was not found.

Merging is measured over pairs of comments, as clusterings are (pairwise precision and recall:
Manning, Raghavan and Schütze, Introduction to Information Retrieval, 16.3). A pair is together
where both have the same group. Precision: of the pairs the decider put together, the share that
the labels have together; one with noise in it is wrong. Recall: of the pairs of questions that the
labels have together, the share the decider put together; one with a question that was not found
is missed. With no pair, or no comment, to judge, a share is 1: nothing went wrong.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from assistant.gateways.replay.events import Comment, Label, ShowEvent


@dataclass(frozen=True, slots=True)
class Decided:
    """What a decider made of a comment: nothing to answer, or a question of a `group`; one without
    a group was put together with no other.

    A group is all that one answer serves. Whoever answers it twice in a show gives it two names
    only where the second answer is another.
    """

    comment: str
    question: bool
    group: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """`right` of `of`."""

    right: int
    of: int

    @property
    def value(self) -> float:
        """0 to 1; of none, 1."""
        return self.right / self.of if self.of else 1.0


@dataclass(frozen=True, slots=True)
class Measured:
    """How well; the module says what each share is of."""

    finding_precision: Share
    finding_recall: Share
    merging_precision: Share
    merging_recall: Share
    taken: Mapping[str, int]
    """Noise that was taken for questions, by its kind."""
    missed: Mapping[str, int]
    """Questions that were not found, by their kind."""


def labels(events: Iterable[ShowEvent]) -> dict[str, Label]:
    """The labels of a show's comments by id; comments without one are left out."""
    return {event.id: event.label for event in events if isinstance(event, Comment) and event.label}


def measure(truth: Mapping[str, Label], decided: Iterable[Decided]) -> Measured:
    """What was decided, against the labels by comment id.

    Raises ValueError for a comment that has no label or is decided twice.
    """
    questions = {id_: label for id_, label in truth.items() if label.kind}
    found: dict[str, tuple[str, str]] = {}
    seen: set[str] = set()
    for one in decided:
        if one.comment not in truth or one.comment in seen:
            wrong = "is decided twice" if one.comment in seen else "has no label"
            raise ValueError(f"comment {one.comment} {wrong}")
        seen.add(one.comment)
        if one.question:
            found[one.comment] = ("group", one.group) if one.group else ("alone", one.comment)
    right = found.keys() & questions.keys()
    put_together = _pairs(Counter(found.values()))
    belong_together = _pairs(Counter(label.group for label in questions.values()))
    both = _pairs(Counter((found[id_], questions[id_].group) for id_ in right))
    return Measured(
        finding_precision=Share(len(right), len(found)),
        finding_recall=Share(len(right), len(questions)),
        merging_precision=Share(both, put_together),
        merging_recall=Share(both, belong_together),
        taken=Counter(truth[id_].noise for id_ in found.keys() - right),
        missed=Counter(str(questions[id_].kind) for id_ in questions.keys() - right),
    )


def _pairs(sizes: Counter[Any]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes.values())
