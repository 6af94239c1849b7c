"""The crowd of a room: what it writes is decided on, and what it asks is answered in its turn."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import structlog

from assistant.answering.values import Answer
from assistant.room.conduct.ruling import is_held
from assistant.room.engines import EngineUnavailable
from assistant.room.helping.fact_card import FactCard, Fits, fitting
from assistant.room.helping.theme_cards import Help, TellCard, ThemeCards
from assistant.room.inbox.groups import Group
from assistant.room.inbox.inbox import Decision, Inbox, Remark, Verdict
from assistant.room.inbox.reading import FindGist
from assistant.telemetry import Telemetry, TurnTimer

AT_ONCE = 2
"""Questions of the crowd that are answered at a time: one that the language model words takes
seconds, and what the facts answer goes past it."""

Reply = Callable[[Group, TurnTimer], Awaitable[Answer]]
"""Answers a group, in a turn that began when it was first asked."""

Ready = Callable[[], Awaitable[None]]
"""Returns when one more answer can be told to the crowd. What waits meanwhile is ranked anew."""

Tell = Callable[[Group, Answer], Awaitable[None]]
"""Tells an answer to those who asked."""

WAITS_S = 30.0
"""A card of what went on air that cannot be told for so long is not told."""

_log = structlog.get_logger(__name__)


async def _at_once() -> None:
    """Where answers are told as fast as they come."""


async def _to_nobody_else(group: Group, answer: Answer) -> None:
    """Where whoever watches the room sees the answer anyway."""


async def _card_to_nobody_else(card: FactCard) -> None:
    """The same of a card."""


def _any_fits(card: FactCard) -> bool:
    """Where messages have no limits."""
    return True


class Crowd:
    """Takes the comments of one audience and lets what they ask be answered, until it is closed.

    A room has one crowd of its own and one for each live room elsewhere that it has joined.
    """

    def __init__(
        self,
        find_gist: FindGist,
        reply: Reply,
        telemetry: Telemetry,
        *,
        on_air: Callable[[], str],
        ready: Ready = _at_once,
        tell: Tell = _to_nobody_else,
        tell_card: TellCard = _card_to_nobody_else,
        fits: Fits = _any_fits,
        help_: Help | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`help_` lets themes that wait too long be told as cards."""
        self.inbox = Inbox(find_gist, clock=clock)
        self._reply = reply
        self._telemetry = telemetry
        self._on_air = on_air
        self._ready = ready
        self._tell = tell
        self._tell_card = tell_card
        self._fits = fits
        self._cards: ThemeCards | None = None
        if help_ is not None:
            self._cards = ThemeCards(
                self.inbox, help_, ready=ready, fits=fits, tell=tell_card, clock=clock
            )
        self._workers: list[asyncio.Task[None]] = []

    async def take(self, remark: Remark) -> Decision:
        """Decide on a comment; what it asks is answered in its turn."""
        if not self._workers:
            self._workers = [
                asyncio.create_task(self._work(), name="crowd") for _ in range(AT_ONCE)
            ]
            if self._cards is not None:
                self._workers.append(asyncio.create_task(self._cards.run(), name="theme cards"))
        try:
            decision = await self.inbox.take(remark, on_air=self._on_air())
        except EngineUnavailable as error:
            _log.warning("comment not understood", text=remark.text, reason=str(error))
            decision = Decision(remark.id, Verdict.CROWDED, "not_ready")
        self._telemetry.comment_decided(decision.verdict.value, decision.reason)
        if decision.verdict is Verdict.NEW:
            self.stir()
        return decision

    def stir(self) -> None:
        """Look anew whether a theme waits for a card."""
        if self._cards is not None:
            self._cards.stir()

    async def tell_card(self, card: FactCard, still: Callable[[], bool]) -> None:
        """Tell a card when the next message can be told, if it is `still` wanted then."""
        async with asyncio.timeout(WAITS_S):
            await self._ready()
        fit = fitting(card, self._fits)
        if fit is not None and still():
            await self._tell_card(fit)

    async def close(self) -> None:
        """Answer no more; what waits is left unanswered."""
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)

    async def _work(self) -> None:
        while True:
            await self._ready()
            group = await self.inbox.next(self._on_air)
            turn = TurnTimer("text", began=group.opened, trace_id=group.id)
            turn.spent("queue", since=turn.began)
            try:
                answer = await self._reply(group, turn)
                if is_held(answer):
                    continue
                await self._tell(group, answer)
            except EngineUnavailable as error:
                _log.warning("the crowd is not answered", text=group.text, reason=str(error))
            except Exception:
                _log.exception("the crowd is not answered", text=group.text)
            else:
                self.inbox.told(group)
