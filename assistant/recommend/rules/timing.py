"""What comes too soon: a thing that was only just bought."""

from datetime import datetime

from assistant.recommend.suggestion import Wish

EARLIEST = 0.5
"""Of the customer's own gap: nothing is suggested again in the first half of it."""

ONCE_DAYS = 7.0
"""After the only purchase, whose rhythm nobody knows yet."""


def just_bought(wish: Wish, now: datetime) -> bool:
    """Whether the customer has it still, by their own rhythm."""
    if wish.habit is None:
        return False
    days = (now - wish.habit.last).total_seconds() / 86_400
    gap = wish.habit.gap_days
    return days < (ONCE_DAYS if gap is None else EARLIEST * gap)
