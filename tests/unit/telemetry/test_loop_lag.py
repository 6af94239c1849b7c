import asyncio
import time

from assistant.telemetry import LoopLag


class StallingLoop(asyncio.SelectorEventLoop):
    """A loop whose clock can be put forward, as a blocking call does."""

    ahead = 0.0

    def time(self) -> float:
        return super().time() + self.ahead


def test_a_blocked_loop_is_noticed() -> None:
    loop = StallingLoop()
    began = time.time_ns()

    async def stall() -> tuple[LoopLag, list[float]]:
        lags: asyncio.Queue[float] = asyncio.Queue()
        monitor = LoopLag(lags.put_nowait, every_s=0.001)
        watching = asyncio.create_task(monitor.watch())
        measured = [await lags.get()]
        loop.ahead += 5.0
        measured += [await lags.get(), await lags.get()]
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        return monitor, measured

    monitor, lags = loop.run_until_complete(stall())
    loop.close()
    assert max(lags) > 4.9
    assert min(lags) >= 0.0
    assert monitor.worst_since(began) == max(lags)
    assert monitor.worst_since(time.time_ns()) == 0.0


def test_nothing_measured_is_no_lag() -> None:
    assert LoopLag(lambda _: None).worst_since(0) == 0.0
