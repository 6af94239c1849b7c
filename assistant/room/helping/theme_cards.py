"""Cards for one audience: a theme that went unanswered is told to all who wait for it."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from typing import Protocol

import structlog

from assistant.answering.values import Answer
from assistant.room.helping.fact_card import FactCard, Fits, fitting, lines_of
from assistant.room.helping.themes import due_in, overdue, theme_of
from assistant.room.inbox.groups import Asker, Group
from assistant.room.inbox.inbox import Inbox

AT_MOST = 10
"""Questions one card is made of."""

TellCard = Callable[[FactCard], Awaitable[None]]
"""Tells a card to an audience."""

Answered = Sequence[tuple[Group, Answer]]
"""Questions with what the facts say to them."""

_log = structlog.get_logger(__name__)


class Help(Protocol):
    """What a room gives to the cards of its audiences; `helping.Helping` is it."""

    @property
    def on(self) -> bool:
        """Whether it helps unasked, now."""
        ...

    async def state(self, group: Group) -> Answer:
        """What the facts say to a question. Raises EngineUnavailable."""
        ...

    def title(self, handle: str, language: str) -> str:
        """A product's name in a language, "" for no product."""
        ...

    async def told(self, card: FactCard, answered: Answered = ()) -> None:
        """A card is told, which answers some questions."""
        ...


class ThemeCards:
    """Looks after what waits in one inbox, while `run` runs."""

    def __init__(
        self,
        inbox: Inbox,
        help_: Help,
        *,
        ready: Callable[[], Awaitable[None]],
        fits: Fits,
        tell: TellCard,
        clock: Callable[[], float],
    ) -> None:
        """`clock` is the inbox's."""
        self._inbox = inbox
        self._help = help_
        self._ready = ready
        self._fits = fits
        self._tell = tell
        self._clock = clock
        self._stirred = asyncio.Event()
        self._unfit: set[str] = set()  # ids of questions that wait and that no card answers

    def stir(self) -> None:
        """Another question waits, or help was switched on or off."""
        self._stirred.set()

    async def run(self) -> None:
        """Tell what is due, until cancelled."""
        while True:
            self._stirred.clear()
            if self._due_in() == 0:
                await self._ready()
                await self._look()
                continue
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._due_in()):
                    await self._stirred.wait()

    def _due_in(self) -> float | None:
        return due_in(self._waiting(), self._clock()) if self._help.on else None

    def _waiting(self) -> list[Group]:
        groups = self._inbox.groups()
        self._unfit &= {group.id for group in groups}
        return [group for group in groups if group.id not in self._unfit]

    async def _look(self) -> None:
        """Tell the card that is due, if any is by now."""
        groups = overdue(self._waiting(), self._clock())[:AT_MOST] if self._help.on else ()
        if not groups:
            return
        self._inbox.take_out(groups)
        left = list(groups)
        try:
            answered = [(group, await self._help.state(group)) for group in groups]
            card, told = self._card(answered) if self._help.on else (None, [])
            left = [group for group in groups if group not in [one for one, _ in told]]
        except Exception:
            _log.exception("no card was made", text=groups[0].text)
            card, told = None, []
        finally:
            for group in left:
                self._inbox.put_back(group)
        if card is None:
            self._unfit |= {group.id for group in left}
            return
        for group, _ in told:
            self._inbox.told(group)
        try:
            await self._help.told(card, told)
            await self._tell(card)
        except Exception:
            _log.exception("a card was not told", text=card.text)

    def _card(self, answered: Answered) -> tuple[FactCard | None, list[tuple[Group, Answer]]]:
        """The card of what fits into one, and the questions that it answers."""
        lines = lines_of(answer for _, answer in answered)
        fit = [(one, line) for one, line in zip(answered, lines, strict=True) if line is not None]
        if not fit:
            return None, []
        first, answer = fit[0][0]
        whole = FactCard(
            "theme",
            tuple(line for _, line in fit if line.text),
            answer.language,
            product=first.gist.product,
            title=self._help.title(first.gist.product, answer.language),
            theme=theme_of(first) or "",
            askers=_askers(one for one, _ in fit),
        )
        card = fitting(whole, self._fits)
        if card is None:
            return None, []
        told, room_for = [], len(card.lines)
        for one, line in fit:
            room_for -= bool(line.text)
            if room_for < 0:
                break
            told.append(one)
        return replace(card, askers=_askers(told)), told


def _askers(answered: Iterable[tuple[Group, Answer]]) -> dict[str, Asker]:
    return {viewer: asker for group, _ in answered for viewer, asker in group.askers.items()}
