"""What a clause is about, and the facts found so far to bear it out."""

from dataclasses import dataclass, field

from assistant.answering.verify.units import Unit
from assistant.knowledge.facts import Fact


@dataclass(frozen=True, slots=True)
class About:
    """What a clause is about: the things, whether just those, words that only name, options.

    `carried` are the options named before it in its sentence (黑色L码259元，有货), `together` the
    things that it names itself and says the same of.
    """

    things: tuple[str, ...]
    exact: bool
    names: frozenset[str]
    options: frozenset[str]
    carried: frozenset[str] = frozenset()
    together: tuple[str, ...] = ()


@dataclass
class Support:
    """The facts found so far to bear a clause out, and how many of its negators they explain.

    `valued` are those whose value, and not their name alone, the clause holds part of. `by_value`
    are the places of words and numbers with the fields whose values hold them, `by_label` the
    fields of words that only their names hold.
    """

    used: dict[Fact, None] = field(default_factory=dict)
    valued: set[Fact] = field(default_factory=set)
    negators: int = 0
    claims: int = 0
    by_value: list[tuple[int, int, frozenset[str]]] = field(default_factory=list)
    by_label: list[frozenset[str]] = field(default_factory=list)

    def use(self, units: list[Unit]) -> None:
        """Count on these facts."""
        self.used.update(dict.fromkeys(unit.fact for unit in units))
