"""How often a customer is written to, and how much of one kind they are shown."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.recommend.suggestion import Suggestion

EACH_CATEGORY = 2


@dataclass(frozen=True, slots=True)
class Frequency:
    """At most `messages` in any `within`, and the same product not again for `product_rests`."""

    messages: int = 2
    within: timedelta = timedelta(days=7)
    product_rests: timedelta = timedelta(days=14)

    def may_write(self, written: Iterable[datetime], now: datetime) -> bool:
        """Whether one more message may go out, after those at the moments `written`."""
        return sum(now - self.within < at <= now for at in written) < self.messages

    def rested(self, told: datetime | None, now: datetime) -> bool:
        """Whether a product that was last suggested at `told` may be again."""
        return told is None or now - told >= self.product_rests


USUAL = Frequency()


def varied(
    suggestions: Iterable[tuple[str, Suggestion]], k: int, each: int = EACH_CATEGORY
) -> Sequence[Suggestion]:
    """The first `k`, at most `each` of a category and one of a product; each comes with its
    category, of which "" is none and limits nothing."""
    kept: list[Suggestion] = []
    categories: Counter[str] = Counter()
    handles: set[str] = set()
    for category, suggestion in suggestions:
        if len(kept) == k:
            break
        if suggestion.handle in handles or (category and categories[category] >= each):
            continue
        categories[category] += 1
        handles.add(suggestion.handle)
        kept.append(suggestion)
    return kept
