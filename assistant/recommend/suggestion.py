"""What a customer may be told they will want again, and what speaks for it."""

from dataclasses import dataclass
from datetime import datetime

from catalog_loader.product import Money


@dataclass(frozen=True, slots=True)
class Habit:
    """How a customer has bought one product.

    `times` is in how many baskets, `last` when they did last, `gap_days` the median number of days
    from one to the next (None: it was bought once), `pieces` the median number bought at a time.
    """

    times: int
    last: datetime
    gap_days: float | None = None
    pieces: float = 1.0


@dataclass(frozen=True, slots=True)
class Wish:
    """A product that a method expects a customer to want, before the shop's rules.

    `product` is as the history names it: a SKU or a handle. `due` is when it is expected to be
    bought, `probability` that it is within the next 14 days. `habit` is None for what they never
    bought.
    """

    product: str
    probability: float
    due: datetime | None = None
    habit: Habit | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A wish that the shop can meet today: `handle` and `sku`, the `price` of one piece now, and
    how many pieces the household takes at a time."""

    wish: Wish
    handle: str
    sku: str
    title: str
    price: Money
    pieces: int
