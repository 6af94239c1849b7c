"""What a room tells unasked: to whom a theme waits for, and to all when a product goes on air."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection
from typing import Protocol

import structlog

from assistant.answering.understand.kinds import Kind
from assistant.answering.values import Answer, Question
from assistant.knowledge.collect import title_of
from assistant.knowledge.shelf import Shelf
from assistant.room.engines import EngineLoader, EngineUnavailable
from assistant.room.events import CardTold, EventBus
from assistant.room.helping.fact_card import MOST_LINES, FactCard, lines_of
from assistant.room.helping.theme_cards import Answered
from assistant.room.inbox.groups import Group
from assistant.room.on_air import CLEAR, ShownBy
from assistant.room.replies import Replies, question_of, shown
from assistant.room.state import RoomState
from assistant.telemetry import Telemetry, TurnTimer

ON_AIR = (Kind.PRICE, Kind.SIZES, Kind.STOCK, Kind.SHIPPING_TIME)
"""What a card says of a product that went on air, in this order."""

SETTLES_S = 3.0
"""How long a product is on air before its card is made: who clicks through the list shows none."""

AGAIN_S = 600.0
"""A product that comes back sooner has no second card."""

_REMEMBERED = 500  # products that had their card

_log = structlog.get_logger(__name__)


class Audience(Protocol):
    """Whom cards are told to; `room.crowd.Crowd` is one."""

    def stir(self) -> None:
        """Help was switched on or off."""
        ...

    async def tell_card(self, card: FactCard, still: Callable[[], bool]) -> None:
        """Tell it a card when the next message can be told, if that is `still` wanted then."""
        ...


class Helping:
    """One room's help. It tells nothing while it is off."""

    def __init__(
        self,
        prepare: Callable[[], Awaitable[RoomState]],
        look: Callable[[], RoomState],
        audiences: Collection[Audience],
        replies: Replies,
        *,
        engines: EngineLoader,
        telemetry: Telemetry,
        bus: EventBus,
        allowed: Callable[[], bool],
        on: bool = False,
        clock: Callable[[], float] = time.monotonic,
        rest: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`look` gives the room as last seen, `prepare` lets it be answered from; `allowed` says
        whether it is the assistant that speaks there now."""
        self._prepare = prepare
        self._look = look
        self._audiences = audiences
        self._replies = replies
        self._engines = engines
        self._telemetry = telemetry
        self._bus = bus
        self._on = on
        self._allowed = allowed
        self._clock = clock
        self._rest = rest
        self._had: OrderedDict[str, float] = OrderedDict()  # product -> when it had its card
        self._coming = ""
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def wanted(self) -> bool:
        """Whether it is to help."""
        return self._on

    @property
    def on(self) -> bool:
        """Whether it helps: it is to, and nobody else answers the room."""
        return self._on and self._allowed()

    def switch(self, on: bool) -> None:
        """Help from now on, or no more."""
        self._on = on
        for audience in self._audiences:
            audience.stir()

    def title(self, handle: str, language: str) -> str:
        """A product's name in a language, "" for no product."""
        product = self._look().shelf.product(handle) if handle else None
        return title_of(product, language) if product is not None else ""

    async def state(self, group: Group) -> Answer:
        """What the facts say to a question of the crowd. Raises EngineUnavailable."""
        room = await self._prepare()
        question = question_of(group, room.id)
        return await self._engines.answerer.state(question, shown(room.shelf, group.on_air))

    async def told(self, card: FactCard, answered: Answered = ()) -> None:
        """A card is told: whoever watches sees it, and what it answers is kept."""
        self._telemetry.card_told(card.reason)
        self._bus.publish(CardTold(card))
        _log.info("card told", reason=card.reason, theme=card.theme, text=card.text)
        for group, answer in answered:
            turn = TurnTimer("text", began=group.opened, trace_id=group.id)
            turn.spent("queue", since=turn.began)
            turn.hand_over()
            await self._replies.keep(answer, turn)

    def showed(self, handle: str, by: ShownBy) -> None:
        """A product is on air now, or somebody else's word keeps it there. Needs a running loop."""
        sure = by.by != "host" or by.confidence >= CLEAR
        had = self._clock() - self._had.get(handle, float("-inf")) < AGAIN_S
        if handle == self._coming and sure:
            return
        self._coming = handle if self.on and sure and handle and not had else ""
        if self._coming:
            task = asyncio.create_task(self._introduce(handle), name=f"card of {handle}")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Tell no more."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _introduce(self, handle: str) -> None:
        """Tell the card of a product, unless it went off air again."""

        def still() -> bool:
            return self.on and self._coming == handle and self._look().shelf.on_air == handle

        await self._rest(SETTLES_S)
        try:
            card = await self._card_of(handle) if still() else None
        except EngineUnavailable as error:
            _log.warning("no card was made", product=handle, reason=str(error))
            return
        if card is None or not still():
            return
        self._had[handle] = self._clock()
        self._had.move_to_end(handle)
        if len(self._had) > _REMEMBERED:
            self._had.popitem(last=False)
        await self.told(card)
        telling = (self._tell(audience, card, still) for audience in list(self._audiences))
        await asyncio.gather(*telling)

    async def _card_of(self, handle: str) -> FactCard | None:
        room = await self._prepare()
        shelf: Shelf = shown(room.shelf, handle)
        question = Question(text="", room=room.id, language=room.language)
        product = shelf.on_air_product
        one_only = product is None or len(product.variants) < 2
        kinds = [kind for kind in ON_AIR if not (one_only and kind is Kind.SIZES)]
        answers = [await self._engines.answerer.state(question, shelf, kind) for kind in kinds]
        lines = tuple(line for line in lines_of(answers) if line is not None and line.text)
        # Of a product that the catalog says nothing about, the shop's policies alone are no card.
        if not any(fact.source == "catalog" for line in lines for fact in line.facts):
            return None
        title = self.title(handle, room.language)
        return FactCard("on_air", lines[:MOST_LINES], room.language, product=handle, title=title)

    async def _tell(self, audience: Audience, card: FactCard, still: Callable[[], bool]) -> None:
        try:
            await audience.tell_card(card, still)
        except TimeoutError:
            _log.info("a card came too late", product=card.product)
        except Exception:
            _log.exception("a card was not told", text=card.text)
