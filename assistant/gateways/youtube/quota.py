"""What YouTube lets one project ask for in a day, in units; a day begins at midnight in California.

Source: developers.google.com/youtube/v3/determine_quota_cost. Spending is remembered as long as
the process runs: what was spent before, or by other programs of the same project, is not known.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

PACIFIC = ZoneInfo("America/Los_Angeles")
FIND, LIST, INSERT = 1, 5, 20


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Quota:
    """The units of one project; `show` is how long reading is to go on from the first of them."""

    allowance: int
    show: timedelta
    now: Callable[[], datetime] = _now
    _day: datetime | None = field(default=None, init=False)
    _ends: datetime | None = field(default=None, init=False)
    _spent: int = field(default=0, init=False)

    def spend(self, units: int) -> None:
        """Note what a request costs, granted or not: refused ones cost too."""
        self._turn()
        self._spent += units

    @property
    def left(self) -> int:
        """Units left today, never below 0."""
        self._turn()
        return max(self.allowance - self._spent, 0)

    def needed(self, poll_s: float) -> int:
        """Units reading every `poll_s` takes until the show or the day ends."""
        today = self._turn()
        tomorrow = datetime.combine(today.date() + timedelta(days=1), time(), PACIFIC)
        now = self.now()
        until = min(tomorrow.astimezone(UTC), self._ends or now)
        return max(math.ceil((until - now).total_seconds() / poll_s), 0) * LIST

    def _turn(self) -> datetime:
        now = self.now()
        today = now.astimezone(PACIFIC).replace(hour=0, minute=0, second=0, microsecond=0)
        if self._ends is None:
            self._ends = now + self.show
        if self._day != today:
            self._day, self._spent = today, 0
        return today
