"""Who is asked, who rests, and who is used again, with a clock that stands still until moved."""

import asyncio
from dataclasses import dataclass, field

import pytest
from structlog.testing import capture_logs

from assistant.recovery import Lineup, Member, Rests
from assistant.telemetry import Telemetry


class Broken(RuntimeError):
    """The port's error."""


class NotForMe(Broken):
    """A refusal."""


@dataclass
class Clock:
    now: float = 100.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Worker:
    """A provider that does as it is told."""

    name: str
    raising: BaseException | None = None
    gate: asyncio.Event | None = None
    asked: int = 0
    closed: int = 0

    async def work(self) -> str:
        self.asked += 1
        if self.gate is not None:
            await self.gate.wait()
        if self.raising is not None:
            raise self.raising
        return self.name

    async def close(self) -> None:
        self.closed += 1


@dataclass
class Bench:
    """Two workers in a lineup."""

    first: Worker = field(default_factory=lambda: Worker("first"))
    second: Worker = field(default_factory=lambda: Worker("second"))
    clock: Clock = field(default_factory=Clock)
    telemetry: Telemetry = field(default_factory=Telemetry)
    opened: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lineup = Lineup(
            "worker",
            [self.member(self.first), self.member(self.second)],
            error=Broken,
            refusals=(NotForMe,),
            telemetry=self.telemetry,
            rests=Rests(first_s=1, growth=2, longest_s=10),
            clock=self.clock,
        )

    def member(self, worker: Worker) -> Member[Worker]:
        async def opened() -> Worker:
            self.opened.append(worker.name)
            return worker

        return Member(worker.name, opened)

    async def ask(self) -> str:
        for turn in self.lineup.turns():
            with turn:
                return await (await turn.provider()).work()
        raise AssertionError

    def counted(self, line: str) -> float:
        found = [one for one in self.telemetry.render().decode().splitlines() if line in one]
        return float(found[0].rsplit(" ", 1)[1]) if found else 0.0


async def settled() -> None:
    """Let every task go as far as it can."""
    for _ in range(10):
        await asyncio.sleep(0)


@pytest.fixture
def bench() -> Bench:
    return Bench()


async def test_the_first_answers_and_nobody_else_is_opened(bench: Bench) -> None:
    assert [await bench.ask() for _ in range(3)] == ["first"] * 3
    assert bench.opened == ["first"]
    assert bench.lineup.standing.in_use == "first"
    await bench.lineup.close()
    assert (bench.first.closed, bench.second.closed) == (1, 0)


async def test_one_that_fails_is_replaced_at_once_and_then_left_alone(bench: Bench) -> None:
    bench.first.raising = Broken("the cable\n is out")
    assert [await bench.ask() for _ in range(3)] == ["second"] * 3
    assert (bench.first.asked, bench.second.asked) == (1, 3)
    assert bench.lineup.standing.in_use == "second"
    assert bench.lineup.standing.resting == {"first": "the cable is out"}


async def test_it_is_used_again_once_it_recovers(bench: Bench) -> None:
    bench.first.raising = Broken("out")
    await bench.ask()
    bench.first.raising = None
    bench.clock.now += 0.99
    assert await bench.ask() == "second"
    bench.clock.now += 0.01
    assert await bench.ask() == "first"
    assert bench.lineup.standing.resting == {}
    bench.first.raising = Broken("out")
    assert await bench.ask() == "second"
    bench.first.raising = None
    bench.clock.now += 1
    assert await bench.ask() == "first", "after it was well, its rest is the first again"


async def test_rests_double_up_to_the_longest(bench: Bench) -> None:
    bench.first.raising = Broken("out")
    rests: list[float] = []
    for _ in range(6):
        began, asked = bench.clock.now, bench.first.asked
        while bench.first.asked == asked:
            assert await bench.ask() == "second"
            bench.clock.now += 0.5
        rests.append(bench.clock.now - 0.5 - began)
    assert rests == [0.0, 0.5, 1.5, 3.5, 7.5, 9.5]
    assert Rests().after(1_000_000) == Rests().longest_s


async def test_one_request_alone_tries_who_rested(bench: Bench) -> None:
    bench.first.raising = Broken("out")
    await bench.ask()
    bench.first.raising, bench.first.gate = None, asyncio.Event()
    bench.clock.now += 5
    trying = asyncio.create_task(bench.ask())
    await settled()
    others = await asyncio.gather(*(bench.ask() for _ in range(20)))
    assert others == ["second"] * 20
    bench.first.gate.set()
    assert await trying == "first"
    assert await bench.ask() == "first"
    assert bench.first.asked == 3


async def test_failures_of_one_moment_are_one_failure(bench: Bench) -> None:
    bench.first.raising, bench.first.gate = Broken("out"), asyncio.Event()
    at_once = [asyncio.create_task(bench.ask()) for _ in range(20)]
    await settled()
    assert bench.first.asked == 20
    bench.clock.now += 1
    bench.first.gate.set()
    assert await asyncio.gather(*at_once) == ["second"] * 20
    bench.first.raising = None
    bench.clock.now += 1
    assert await bench.ask() == "first", "twenty failures at once rest as long as one"


async def test_a_late_answer_from_before_the_failure_ends_no_rest(bench: Bench) -> None:
    bench.first.gate = asyncio.Event()
    late = asyncio.create_task(bench.ask())
    await settled()
    gate, bench.first.gate, bench.first.raising = bench.first.gate, None, Broken("out")
    bench.clock.now += 0.1
    assert await bench.ask() == "second"
    bench.first.raising = None
    gate.set()
    assert await late == "first"
    assert await bench.ask() == "second"


async def test_a_cancelled_request_says_nothing_of_a_provider(bench: Bench) -> None:
    bench.first.gate = asyncio.Event()
    waiting = asyncio.create_task(bench.ask())
    await settled()
    assert bench.first.asked == 1
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    bench.first.gate = None
    assert await bench.ask() == "first"
    assert bench.second.asked == 0
    assert bench.counted("xiaoer_provider_failures_total{") == 0


async def test_a_cancelled_trial_lets_the_next_request_try(bench: Bench) -> None:
    bench.first.raising = Broken("out")
    await bench.ask()
    bench.first.raising, bench.first.gate = None, asyncio.Event()
    bench.clock.now += 5
    trying = asyncio.create_task(bench.ask())
    await settled()
    trying.cancel()
    await asyncio.gather(trying, return_exceptions=True)
    bench.first.gate = None
    assert await bench.ask() == "first"


async def test_a_refusal_asks_the_next_and_rests_nobody(bench: Bench) -> None:
    bench.first.raising = NotForMe("not my language")
    assert await bench.ask() == "second"
    bench.first.raising = None
    assert await bench.ask() == "first"
    bench.first.raising = bench.second.raising = NotForMe("not my language")
    with pytest.raises(NotForMe):
        await bench.ask()


async def test_a_refusal_by_who_works_is_told_and_nobody_at_rest_is_asked(bench: Bench) -> None:
    bench.first.raising = Broken("out")
    await bench.ask()
    bench.second.raising = NotForMe("not my language")
    with pytest.raises(NotForMe):
        await bench.ask()
    assert bench.first.asked == 1


async def test_an_error_nobody_foresaw_is_nobodys_failure(bench: Bench) -> None:
    bench.first.raising = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError):
        await bench.ask()
    assert bench.second.asked == 0


async def test_slowness_is_a_failure(bench: Bench) -> None:
    bench.first.raising = TimeoutError()
    assert await bench.ask() == "second"
    assert "took too long" in bench.lineup.standing.resting["first"]


async def test_patience_ends_only_where_somebody_is_left(bench: Bench) -> None:
    assert [turn.patience(3) for turn in bench.lineup.turns()] == [3, None]


async def test_when_all_fail_the_last_error_is_told_and_all_are_asked_each_time(
    bench: Bench,
) -> None:
    bench.first.raising, bench.second.raising = Broken("one"), TimeoutError()
    with pytest.raises(Broken, match="the worker second took too long"):
        await bench.ask()
    with pytest.raises(Broken):
        await bench.ask()
    assert (bench.first.asked, bench.second.asked) == (2, 2)
    bench.first.raising = None
    assert await bench.ask() == "first"


async def test_one_that_cannot_be_opened_is_opened_again_after_its_rest(bench: Bench) -> None:
    tries = 0

    async def opened() -> Worker:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise OSError("no such file")
        return bench.first

    lineup = Lineup(
        "worker",
        [Member("first", opened), bench.member(bench.second)],
        error=Broken,
        telemetry=bench.telemetry,
        clock=bench.clock,
    )
    bench.lineup = lineup
    assert await bench.ask() == "second"
    assert lineup.standing.resting == {"first": "no such file"}
    bench.clock.now += 60
    assert await bench.ask() == "first"


async def test_a_request_given_up_does_not_stop_the_opening(bench: Bench) -> None:
    gate = asyncio.Event()

    async def opened() -> Worker:
        await gate.wait()
        return bench.first

    bench.lineup = Lineup(
        "worker", [Member("first", opened)], error=Broken, telemetry=bench.telemetry
    )
    asking = asyncio.create_task(bench.ask())
    await asyncio.sleep(0)
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    gate.set()
    assert await bench.ask() == "first"
    assert list(bench.lineup.opened) == [bench.first]


async def test_closed_it_opens_nothing_and_says_so(bench: Bench) -> None:
    await bench.lineup.close()
    with pytest.raises(Broken, match="the worker is closed; open another"):
        await bench.ask()
    assert bench.opened == []


async def test_it_is_counted_and_logged_in_sentences(bench: Bench) -> None:
    active = 'xiaoer_provider_active{port="worker",provider="%s"}'
    assert (bench.counted(active % "first"), bench.counted(active % "second")) == (1, 0)
    bench.first.raising = Broken("out")
    with capture_logs() as logs:
        await bench.ask()
        assert (bench.counted(active % "first"), bench.counted(active % "second")) == (0, 1)
        bench.first.raising = None
        bench.clock.now += 1
        await bench.ask()
    assert [entry["event"] for entry in logs] == [
        "the worker first failed and rests 1 s: out",
        "the worker first is back and used again",
    ]
    failures = 'xiaoer_provider_failures_total{port="worker",provider="first"}'
    assert bench.counted(failures) == 1
    assert (bench.counted(active % "first"), bench.counted(active % "second")) == (1, 0)
