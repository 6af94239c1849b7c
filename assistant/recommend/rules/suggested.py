"""All rules together: what of a customer's wishes is suggested, and why the rest is not."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from assistant.knowledge.shelf import Shelf
from assistant.recommend.rules.caps import USUAL, Frequency, varied
from assistant.recommend.rules.offered import Offered, offered
from assistant.recommend.rules.pieces import pieces
from assistant.recommend.rules.sensitive import sensitive
from assistant.recommend.rules.timing import just_bought
from assistant.recommend.suggestion import Suggestion, Wish

Why = Literal["not_offered", "just_bought", "returned", "refused", "told_lately", "sensitive"]


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a customer beside their purchases, products by handle.

    `returned` they sent back, `refused` they said they do not want; `told` is when each was last
    suggested to them.
    """

    returned: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    told: Mapping[str, datetime] = field(default_factory=dict)


NOTHING_SAID = Standing()


@dataclass(frozen=True, slots=True)
class Suggested:
    """The suggestions, best first, and each wish that was held back with its reason."""

    suggestions: Sequence[Suggestion]
    held_back: Sequence[tuple[Wish, Why]] = ()


def suggested(
    wishes: Iterable[Wish],
    shelf: Shelf,
    now: datetime,
    *,
    k: int,
    standing: Standing = NOTHING_SAID,
    frequency: Frequency = USUAL,
) -> Suggested:
    """At most `k` of the `wishes` (best first) that the shop can meet and the customer may hear."""
    held_back: list[tuple[Wish, Why]] = []

    def allowed() -> Iterator[tuple[str, Suggestion]]:
        for wish in wishes:
            found = offered(shelf, wish.product, now)
            if found is None:
                held_back.append((wish, "not_offered"))
            elif why := _held_back(wish, found, now, standing, frequency):
                held_back.append((wish, why))
            else:
                yield found.product.category, _suggestion(wish, found)

    return Suggested(varied(allowed(), k), held_back)


def _held_back(
    wish: Wish, found: Offered, now: datetime, standing: Standing, frequency: Frequency
) -> Why | None:
    handle = found.product.handle
    if handle in standing.refused:
        return "refused"
    if handle in standing.returned:
        return "returned"
    if sensitive(found.product):
        return "sensitive"
    if just_bought(wish, now):
        return "just_bought"
    if not frequency.rested(standing.told.get(handle), now):
        return "told_lately"
    return None


def _suggestion(wish: Wish, found: Offered) -> Suggestion:
    product, variant = found.product, found.variant
    return Suggestion(
        wish, product.handle, variant.sku, product.title, found.price, pieces(wish, variant)
    )
