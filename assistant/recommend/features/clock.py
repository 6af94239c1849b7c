"""The hour of the day and the day of the week, of moments in days since 1970."""

import numpy as np
from numpy.typing import NDArray

from assistant.recommend.history import Floats

HOURS, WEEKDAYS = 24, 7
ALIKE_HOURS = 2.0


def hour_of(day: Floats) -> NDArray[np.int64]:
    """The hour of the day, 0 to 23."""
    return np.floor(day % 1 * HOURS).astype(np.int64)


def weekday_of(day: Floats) -> NDArray[np.int64]:
    """The day of the week, 0 a Thursday, as 1 January 1970 was."""
    return np.floor(day).astype(np.int64) % WEEKDAYS


def weekend(day: Floats) -> Floats:
    """1 on Saturday and Sunday: day 0, of 1970, was a Thursday."""
    weekday = np.floor(day) % 7
    found: Floats = np.isin(weekday, (2, 3)).astype(np.float64)
    return found


def hours_alike(day: Floats, moment: Floats) -> Floats:
    """1 for a purchase at the same hour of the day, less the further off it was."""
    hours = np.abs(day % 1 - moment % 1) * 24
    found: Floats = np.exp(-((np.minimum(hours, 24 - hours) / ALIKE_HOURS) ** 2))
    return found
