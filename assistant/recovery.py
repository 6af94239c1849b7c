"""Providers in order: who fails is replaced within the turn, and used again once it recovers.

A `Lineup` holds the providers of one port, the preferred one first. `turns` says whom to ask for
one request, one after the other, until one has answered. A provider that fails rests, each time
twice as long; when its rest is over one request tries it, and the others follow once it answered.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Generic, Protocol, Self, TypeVar

import structlog

from assistant.telemetry import Telemetry

_log = structlog.get_logger(__name__)


class Closable(Protocol):
    """What every provider offers beside the methods of its port."""

    async def close(self) -> None:
        """Let go of what is held."""
        ...


P = TypeVar("P", bound=Closable)


@dataclass(frozen=True, slots=True)
class Member(Generic[P]):
    """A provider by name, and how to open it; it is opened when it is first asked."""

    name: str
    open: Callable[[], Awaitable[P]]


@dataclass(frozen=True, slots=True)
class Rests:
    """How long a provider is left alone after it failed: doubled at every failure in a row.

    Two seconds, so that one bad moment costs little and an answer under way is not spoken in
    turns by two voices; a minute at most, so that what is back is soon used.
    """

    first_s: float = 2.0
    growth: float = 2.0
    longest_s: float = 60.0

    def after(self, failures: int) -> float:
        """Seconds of rest after so many failures in a row, at least one."""
        longest_power = 32  # beyond any rest; a power of a count without end would overflow
        return min(self.longest_s, self.first_s * self.growth ** min(failures - 1, longest_power))


@dataclass(frozen=True, slots=True)
class Standing:
    """Who is in use at a port, and why the others that failed are resting."""

    in_use: str
    resting: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Place(Generic[P]):
    """A member and how it fared."""

    member: Member[P]
    opening: asyncio.Task[P] | None = None
    failures: int = 0
    failed_at: float = 0.0
    rests_until: float = 0.0
    probed: bool = False
    reason: str = ""

    def usable(self, now: float) -> bool:
        """Whether a request may count on it: it did not fail, or its rest is over and no other
        request is finding out how it is."""
        return not self.failures or (now >= self.rests_until and not self.probed)


class Lineup(Generic[P]):
    """The providers of one port, `members` in the order of preference.

    `error` is the port's own and, like TimeoutError, means that a provider failed, except for
    `refusals`, which mean that this request is not for it: the next is asked, and nobody rests.
    What else is raised, cancellation above all, says nothing of a provider. `clock` counts
    seconds.
    """

    def __init__(
        self,
        port: str,
        members: Sequence[Member[P]],
        *,
        error: type[Exception],
        refusals: tuple[type[Exception], ...] = (),
        telemetry: Telemetry,
        rests: Rests = Rests(),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if not members:
            raise ValueError("a lineup needs a provider")
        self._port = port
        self._places = [_Place(member) for member in members]
        self._error = error
        self._refusals = refusals
        self._telemetry = telemetry
        self._rests = rests
        self._clock = clock
        self._closed = False
        self._in_use = members[0].name
        self._use(self._in_use)

    @property
    def standing(self) -> Standing:
        """Who is in use now, and who rests for which reason."""
        resting = {place.member.name: place.reason for place in self._places if place.failures}
        return Standing(self._in_use, resting)

    @property
    def opened(self) -> Sequence[P]:
        """The providers that are open by now, in order."""
        tasks = [place.opening for place in self._places]
        return [
            task.result()
            for task in tasks
            if task and task.done() and not task.cancelled() and not task.exception()
        ]

    async def open(self, number: int | None = None) -> None:
        """Open the first `number` members, all when left out, without waiting for a request.

        Raises what opening raises.
        """
        await asyncio.gather(*(self._provider(place) for place in self._places[:number]))

    def turns(self) -> "Iterator[Turn[P]]":
        """Whom to ask, one after the other until one has answered; see `Turn`.

        Those who rest come last: an answer from one of them is worth more than its rest, though
        not where one that works refused the request. The last one's failure is raised, as an
        error of the port.
        """
        left = list(self._places)
        while left:
            now = self._clock()
            place = next((place for place in left if place.usable(now)), left[0])
            left.remove(place)
            yield Turn(self, place, left)

    async def close(self) -> None:
        """Close every provider that was opened, and stop opening the others."""
        self._closed = True
        tasks = [place.opening for place in self._places if place.opening is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.gather(*(provider.close() for provider in self.opened))

    async def _provider(self, place: _Place[P]) -> P:
        """The provider of a place. One that could not be opened is opened anew."""
        if self._closed:
            raise self._error(f"the {self._port} is closed; open another")
        opening = place.opening
        if opening is None or (opening.done() and (opening.cancelled() or opening.exception())):
            opening = asyncio.ensure_future(place.member.open())
            place.opening = opening
        try:
            # Shielded: a request that is given up must not stop what the next one will need.
            return await asyncio.shield(opening)
        except self._error:
            raise
        except Exception as error:
            raise self._error(str(error)) from error

    def _judge(
        self,
        place: _Place[P],
        error: BaseException | None,
        began: float,
        left: list[_Place[P]],
    ) -> bool:
        """Note how a turn ended; whether the next one is to be had instead of its error."""
        if error is None:
            self._succeeded(place, began)
            return False
        if isinstance(error, TimeoutError):
            failure: Exception = self._error(f"the {self._port} {place.member.name} took too long")
        elif isinstance(error, self._error):
            failure = error
        else:
            return False
        if isinstance(error, self._refusals):
            left[:] = [other for other in left if other.usable(self._clock())]
        elif not self._closed:
            self._failed(place, failure, began)
        if not left and failure is not error:
            raise failure from error
        return bool(left)

    def _succeeded(self, place: _Place[P], began: float) -> None:
        if place.failures and began >= place.failed_at:
            place.failures, place.reason = 0, ""
            _log.info(f"the {self._port} {place.member.name} is back and used again")
        self._use(place.member.name)

    def _failed(self, place: _Place[P], error: Exception, began: float) -> None:
        name, now = place.member.name, self._clock()
        self._telemetry.provider_failed(self._port, name)
        if place.failures and began < place.failed_at:
            return  # asked before it was known to fail: the same failure, not another
        place.failures += 1
        place.failed_at = now
        place.reason = " ".join(str(error).split())
        rest = self._rests.after(place.failures)
        place.rests_until = now + rest
        _log.warning(f"the {self._port} {name} failed and rests {rest:g} s: {place.reason}")

    def _use(self, name: str) -> None:
        self._in_use = name
        for place in self._places:
            active = place.member.name == name
            self._telemetry.provider_active(self._port, place.member.name, active=active)


class Turn(Generic[P]):
    """One provider's turn at a request: `with turn:` ask what `provider` gives.

    Leaving it with a failure is no error unless this was the last turn: the next one is to be had.
    """

    def __init__(self, lineup: Lineup[P], place: _Place[P], left: list[_Place[P]]) -> None:
        self._lineup = lineup
        self._place = place
        self._left = left
        self._began = 0.0
        self._probing = False

    async def provider(self) -> P:
        """The provider whose turn it is, opened now if need be. Raises an error of the port."""
        return await self._lineup._provider(self._place)

    def patience(self, seconds: float) -> float | None:
        """How long to wait for the provider: `seconds`, or without end where nobody is left."""
        return seconds if self._left else None

    def broke_off(self, error: Exception) -> None:
        """Note that the provider failed after its turn had ended well."""
        self._lineup._failed(self._place, error, self._began)

    def __enter__(self) -> Self:
        self._began = self._lineup._clock()
        if self._place.failures and not self._place.probed:
            self._probing = self._place.probed = True
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if self._probing:
            self._probing = self._place.probed = False
        return self._lineup._judge(self._place, error, self._began, self._left)
