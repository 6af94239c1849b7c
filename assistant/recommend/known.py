"""What a shop knows of one customer who asks: what they bought, and what they may want."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.recommend.suggestion import Habit, Wish


@dataclass(frozen=True, slots=True)
class Known:
    """One customer, at the moment they ask.

    `last` is what their last basket held and `habits` how they bought each product, both as their
    history names products (a SKU or a handle); empty for who never bought, and for who refuses
    `profiled`. `wishes` are what they are expected to want, or what is popular where nothing is
    known; empty where nobody asked for them. `returned` and `refused` are products (by handle) that
    they sent back or do not want.
    """

    profiled: bool = True
    last: Sequence[str] = ()
    habits: Mapping[str, Habit] = field(default_factory=dict)
    wishes: Sequence[Wish] = ()
    returned: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
