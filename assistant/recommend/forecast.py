"""What a shop's customers are expected to want, as all that speaks to them asks for it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from assistant.recommend.suggestion import Wish


class Forecast(Protocol):
    """What is expected of the customers of one shop, of their history up to the moment `at`."""

    at: datetime

    def of(self, customer: str, k: int) -> Sequence[Wish]:
        """The `k` products that `customer` is likeliest to buy next, best first; a customer who
        never bought gets what is popular."""

    def popular(self, k: int) -> Sequence[Wish]:
        """What sells best at `at`, the same for everybody: for those who refuse profiling."""
