"""How long something took."""

from time import perf_counter


class Stopwatch:
    """Time since it was made."""

    def __init__(self) -> None:
        self._start = perf_counter()

    @property
    def seconds(self) -> float:
        """Seconds so far."""
        return perf_counter() - self._start
