"""Questions that are one question: the same facts would answer them in the same words."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from assistant.answering.gist import Gist
from assistant.answering.ground.grounding import Answerable

_SAME_WORDS = 82.0
"""Similarity of two wordings (0..100, `rapidfuzz.fuzz.ratio`) of what the shop has no answer to."""


@dataclass(frozen=True, slots=True)
class Asker:
    """A viewer who asked, by which comment; `value` is 1 for a stranger, more for a customer."""

    viewer: str
    comment: str
    name: str
    at: float
    value: float = 1.0


@dataclass(eq=False, slots=True)
class Group:
    """One question and who asks it. Times are in seconds of the inbox's clock.

    `on_air` is the product that was shown when it was asked: 多少钱 is about that one, whatever
    has come since. `text` is the wording it was first asked in. `askers` stand by viewer, who
    asked longest ago first.
    """

    id: str
    text: str
    gist: Gist
    on_air: str
    opened: float
    askers: dict[str, Asker] = field(default_factory=dict)

    @property
    def value(self) -> float:
        """What its most valued asker is worth."""
        return max(asker.value for asker in self.askers.values())

    def join(self, asker: Asker) -> None:
        """Let a viewer wait for the answer; one who waits already asked last now."""
        self.askers.pop(asker.viewer, None)
        self.askers[asker.viewer] = asker

    def expire(self, before: float) -> list[str]:
        """Let go of the viewers who last asked `before` a time; who they were."""
        gone: list[str] = []
        while self.askers and (oldest := next(iter(self.askers.values()))).at < before:
            del self.askers[oldest.viewer]
            gone.append(oldest.viewer)
        return gone


def key_of(gist: Gist, known: Mapping[str, Group]) -> str:
    """The key of the group of `known` that asks what `gist` does, else that of a new one."""
    if gist.key in known or gist.answerable is Answerable.YES:
        return gist.key
    for key, group in known.items():
        other = group.gist
        alike = other.answerable is gist.answerable and other.kinds == gist.kinds
        if alike and other.product == gist.product and other.language == gist.language:
            if gist.answerable is Answerable.NEEDS_PERSON:
                continue  # every complaint is somebody's own
            if fuzz.ratio(other.rest, gist.rest) >= _SAME_WORDS:
                return key
    return gist.key
