"""A clock that stands still until a test lets time pass."""


class VirtualClock:
    """Seconds that pass only when told to."""

    def __init__(self, at: float = 1000.0) -> None:
        self.at = at

    def __call__(self) -> float:
        return self.at

    def passes(self, ms: float) -> None:
        self.at += ms / 1000
