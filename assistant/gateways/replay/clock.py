"""The time of a show, against the time of the room that watches it."""

import asyncio


class ShowClock:
    """Runs `speed` times as fast as the event loop's clock, from `begin` seconds into the show.

    At speed 0 it never waits: whoever reads sets the pace.
    """

    def __init__(self, speed: float, begin: float) -> None:
        self.speed = speed
        self.begin = begin
        self._loop = asyncio.get_running_loop()
        self._began = self._loop.time()
        self._held = 0.0
        self._last = begin

    @property
    def paced(self) -> bool:
        """Whether there is anything to wait for."""
        return self.speed > 0

    @property
    def now(self) -> float:
        """Seconds into the show; at speed 0, as far as it was played."""
        if not self.paced:
            return self._last
        return self.begin + (self._loop.time() - self._began - self._held) * self.speed

    def left(self, at: float) -> float:
        """Seconds, of the room's, until the show is at `at`; none when that is past."""
        return max(0.0, (at - self.now) / self.speed) if self.paced else 0.0

    def since_joining(self, at: float) -> float:
        """Seconds of the room's from the beginning to the show's `at`, pauses included."""
        return (at - self.begin) / self.speed + self._held if self.paced else 0.0

    async def until(self, at: float) -> None:
        """Wait until the show is at `at`."""
        if left := self.left(at):
            await asyncio.sleep(left)
        self._last = max(self._last, at)

    def hold(self, seconds: float) -> None:
        """The show stood still for so long, of the room's time."""
        self._held += seconds
