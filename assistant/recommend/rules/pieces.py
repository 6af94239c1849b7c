"""How many pieces to suggest: as many as the household takes at a time, of those that are left."""

from assistant.recommend.suggestion import Wish
from catalog_loader.product import Variant

MOST = 12
"""A household; who buys more at a time is asked how many."""


def pieces(wish: Wish, variant: Variant) -> int:
    """At least 1; half pieces (weighed goods) are rounded, halves up."""
    usual = int((wish.habit.pieces if wish.habit else 1.0) + 0.5)
    left = MOST if variant.quantity is None else variant.quantity
    return max(1, min(usual, MOST, left))
