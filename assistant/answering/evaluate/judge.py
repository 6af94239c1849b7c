"""Judging an answer by what its set says it must be."""

from dataclasses import dataclass

from assistant.answering.evaluate.claims import held, stands, unsupported
from assistant.answering.evaluate.evidence import Ground, ground_of
from assistant.answering.evaluate.sets import Case, Trap
from assistant.answering.values import Answer, Outcome
from assistant.knowledge.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer beside its case. Empty where all is well: `missing` fields, `unmet` groups of
    texts, texts `forbidden` that it holds, unsupported `claims` that reached the viewer.

    `steady` is whether every further pass gave the same outcome and the same facts.
    """

    case: Case
    answer: Answer
    missing: tuple[str, ...] = ()
    unmet: tuple[tuple[str, ...], ...] = ()
    forbidden: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    steady: bool = True

    @property
    def outcome_right(self) -> bool:
        """Whether it ended as it must."""
        return self.answer.outcome is self.case.outcome

    @property
    def weighed(self) -> bool:
        """Whether the set says which facts the answer must hold."""
        return self.case.outcome is Outcome.ANSWERED and bool(
            self.case.fields or self.case.contains
        )

    @property
    def facts_right(self) -> bool:
        """Whether the facts are there, said, and nothing that must not be."""
        return not (self.missing or self.unmet or self.forbidden)

    @property
    def answerable(self) -> bool:
        """Whether the shop's catalog answers the question."""
        return self.case.outcome is Outcome.ANSWERED

    @property
    def refused(self) -> bool:
        """Whether a question that can be answered was not."""
        return self.answerable and self.answer.outcome is not Outcome.ANSWERED

    @property
    def language_right(self) -> bool:
        """Whether it is in the language asked."""
        return not self.case.language or self.answer.language == self.case.language

    @property
    def reasons(self) -> tuple[str, ...]:
        """Everything that is wrong, a phrase each; none where all is right."""
        found = []
        if not self.outcome_right:
            found.append(f"outcome {self.answer.outcome.value}, not {self.case.outcome.value}")
        if self.missing:
            found.append(f"no fact for {', '.join(self.missing)}")
        found += [f"does not say {' or '.join(group)}" for group in self.unmet]
        found += [f"says {text}, which is forbidden" for text in self.forbidden]
        found += [f"unsupported {claim}" for claim in self.claims]
        if not self.language_right:
            found.append(f"in {self.answer.language}, not {self.case.language}")
        if not self.steady:
            found.append("not the same facts in every pass")
        return tuple(found)


def judge(case: Case, answer: Answer, shelf: Shelf) -> Judged:
    """`answer` as the set and the catalog see it."""
    ground = ground_of(case, answer, shelf)
    fields = {fact.field for fact in answer.facts}
    forbidden = tuple(text for text in case.forbids if stands(text, answer.text))
    claims = unsupported(answer, ground, shelf.catalog)
    said = [text for text in forbidden if not any(stands(text, claim) for claim in claims)]
    claims += tuple(f"text: {text}" for text in said if _is_claim(case, answer, text, ground))
    return Judged(
        case=case,
        answer=answer,
        missing=tuple(field for field in case.fields if field not in fields),
        unmet=tuple(
            group for group in case.contains if not any(stands(t, answer.text) for t in group)
        ),
        forbidden=forbidden,
        claims=claims,
    )


def _is_claim(case: Case, answer: Answer, text: str, ground: Ground) -> bool:
    """Whether a forbidden text is a false claim: not where a refusal only repeats the question, nor
    where it is a fact that was not asked for, like the price of another variant."""
    if answer.outcome is not Outcome.ANSWERED and stands(text, case.question):
        return False
    return case.trap not in (None, Trap.WRONG_VARIANT) or not held(text, ground)
