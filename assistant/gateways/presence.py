"""Xiaoer in a live room that somebody else runs: it joins, reads, answers, and joins again."""

import asyncio
import random
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import structlog

from assistant.answering.values import Answer
from assistant.gateways.host_voices import HostVoices
from assistant.gateways.link import (
    Abilities,
    Gateway,
    Happened,
    Heard,
    Link,
    LinkLost,
    LiveEvent,
    Said,
    Shown,
    Visitor,
)
from assistant.gateways.mouth import Mouth, always
from assistant.gateways.present_room import PresentRoom
from assistant.gateways.sending import Outgoing, Sender
from assistant.recovery import Rests
from assistant.room.addressing import address, addressed, headed, introduced
from assistant.room.conduct.words import Words
from assistant.room.crowd import Crowd
from assistant.room.engines import EngineUnavailable
from assistant.room.floor import Floor, Mode
from assistant.room.helping.fact_card import FactCard
from assistant.room.inbox.groups import Asker, Group
from assistant.room.session import ProductNotFound
from assistant.speech.audio import Audio
from assistant.speech.sentences import sentences
from assistant.speech.synthesisers.port import SynthesiserError
from assistant.telemetry import Telemetry

RESTS = Rests(first_s=1.0, growth=2.0, longest_s=30.0)
"""Between a break and joining again."""

ANSWER_S = 60.0
"""An answer that cannot be written so long after it was last asked for is not written."""

DECIDED_AT_ONCE = 2048
"""Comments that are being decided on before the next are taken from a link: those whose words are
new wait for one another, some kB each."""

_LISTENS_EVERY_S = 0.1
_STOOD_S = 30.0  # a connection that held so long was a good one: the next break is a first one
_REMEMBERED = 20_000  # ids of comments; a room that is rejoined delivers its last ones again
_OWN = 50  # of what was written lately, which some platforms deliver back

State = Literal["joining", "joined", "resting", "over", "failed"]

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a presence does: `joins` counts connections that were made, `reason` is why it rests or
    failed."""

    state: State
    joins: int = 0
    reason: str = ""


class Presence:
    """One live room joined through one gateway, until its show is over or it is left."""

    def __init__(
        self,
        room: PresentRoom,
        gateway: Gateway,
        telemetry: Telemetry,
        *,
        mode: Mode = "text",
        again: bool = True,
        rests: Rests = RESTS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`again` false lets a break be the end, where it is the other side that comes again."""
        self.standing = Standing("joining")
        self.floor = Floor(mode, clock=clock)
        self._room = room
        self._gateway = gateway
        self._telemetry = telemetry
        self._rests = rests
        self._comes_again = again
        self._clock = clock
        self._link: Link | None = None
        self._linked = asyncio.Event()
        self._sender = self._new_sender(Abilities())
        self._abilities = Abilities()
        self._visitors: OrderedDict[str, Visitor] = OrderedDict()
        self._seen: OrderedDict[str, None] = OrderedDict()
        self._own: OrderedDict[str, None] = OrderedDict()
        self._crowd: Crowd | None = None
        self._mouth = Mouth(self.floor, clock=clock)
        self._hosts = HostVoices(self.floor, self._mouth.recent, room.ear.hear)
        self._aloud: asyncio.Task[None] | None = None
        self._deciding: set[asyncio.Task[None]] = set()

    @property
    def counts(self) -> dict[str, int]:
        """What became of messages, by reason, and of comments."""
        crowd = self._crowd.inbox.counts if self._crowd is not None else {}
        return {**crowd, **{f"message_{name}": n for name, n in self._sender.counts.items()}}

    async def run(self) -> None:
        """Be there until the show is over. Raises LinkError where it can never be joined, or no
        more; a break is joined again after a rest, or raised as LinkLost."""
        self._crowd = self._room.new_crowd(
            ready=self._ready, tell=self._tell, tell_card=self._tell_card, fits=self._fits
        )
        try:
            with self._room.desk.seated(self):
                await self._until_over()
        except Exception as error:
            self._stand("failed", str(error))
            raise
        finally:
            await self._room.leave(self._crowd)
            left = [*self._deciding, *([self._aloud] if self._aloud is not None else [])]
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)

    async def _until_over(self) -> None:
        failures = 0
        while True:
            began = self._clock()
            try:
                await self._attend()
            except LinkLost as lost:
                if not self._comes_again:
                    raise
                stood = self._clock() - began >= _STOOD_S
                failures = 1 if stood else failures + 1
                self._stand("resting", str(lost))
            else:
                self._stand("over")
                return
            rest = self._rests.after(failures)
            # Bots that were all put out at once do not all come back at once.
            await asyncio.sleep(rest * random.uniform(0.5, 1.0))  # noqa: S311
            self._stand("joining")

    async def _attend(self) -> None:
        """One connection, from its beginning to its end."""
        async with self._gateway.connect(self._mouth.next_frame) as link:
            self._use(link)
            listening = asyncio.create_task(self._pass_time(), name="listen for silence")
            try:
                async for event in link.events():
                    await self._take(event)
            finally:
                listening.cancel()
                self._hosts.silent()
                self._link = None
                self._linked.clear()

    async def _pass_time(self) -> None:
        """Let silence be heard that nobody sends."""
        while True:
            await asyncio.sleep(_LISTENS_EVERY_S)
            self._hosts.pass_time()

    def _use(self, link: Link) -> None:
        if link.abilities.limits != self._abilities.limits:
            self._sender = self._new_sender(link.abilities)
        self._abilities = link.abilities
        self._link = link
        self._linked.set()
        self.standing = Standing("joined", self.standing.joins + 1)
        _log.info("joined", gateway=self._gateway.name, joins=self.standing.joins)

    async def _take(self, event: LiveEvent) -> None:
        match event:
            case Said():
                if not self._again(event.id) and event.text not in self._own:
                    await self._decide_on(event)
            case Shown():
                try:
                    await self._room.put_on_air(event.link, by="platform")
                except ProductNotFound as unknown:
                    _log.info("shown product is not listed", link=event.link, reason=str(unknown))
            case Happened():
                self._telemetry.comment_decided("noise", event.kind)
            case Heard():
                if event.visitor.role == "host":
                    self._hosts.hear(event.visitor.id, event.audio)

    async def _decide_on(self, said: Said) -> None:
        """Let a comment be decided on, so that one whose words are new holds up none that are
        known; returns at once, but where very many are being decided on."""
        task = asyncio.create_task(self._said(said), name="decide on a comment")
        self._deciding.add(task)
        task.add_done_callback(self._decided)
        if len(self._deciding) >= DECIDED_AT_ONCE:
            await asyncio.wait(self._deciding, return_when=asyncio.FIRST_COMPLETED)

    def _decided(self, task: asyncio.Task[None]) -> None:
        self._deciding.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("a comment was not decided on", error=repr(error))

    async def _said(self, said: Said) -> None:
        key = f"{self._gateway.name}:{said.visitor.id}"
        self._visitors[key] = said.visitor
        self._visitors.move_to_end(key)
        if len(self._visitors) > _REMEMBERED:
            self._visitors.popitem(last=False)
        name = said.visitor.name or said.visitor.id
        await self._room.comment(name, said.text, comment_id=said.id, crowd=self._crowd, asker=key)

    def _again(self, comment_id: str) -> bool:
        """Whether a comment was delivered before; a room that is rejoined repeats its last ones."""
        if comment_id in self._seen:
            return True
        self._seen[comment_id] = None
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        return False

    async def _ready(self) -> None:
        await self._linked.wait()
        await self._sender.ready()
        if self._speaks and not self._abilities.writes:
            await self.floor.wait(float("inf"))

    @property
    def _speaks(self) -> bool:
        return self._abilities.speaks and self.floor.mode != "text"

    async def _tell(self, group: Group, answer: Answer) -> None:
        """Write an answer, and say it where nothing else is being said."""
        until = max(asker.at for asker in group.askers.values()) + ANSWER_S
        shown = self._room.title_of(group.on_air)

        def allowed() -> bool:
            return self._room.desk.allows(*group.askers)

        if self._speaks and (self._aloud is None or self._aloud.done()):
            said = introduced(group, answer, shown=shown)
            saying = self._say(said, answer.language, until, allowed)
            self._aloud = asyncio.create_task(saying, name="say an answer")
        if self._abilities.writes:
            text = addressed(group, answer, shown=shown)
            await self._tell_in_text(_alone(group.askers), text, until, allowed)
        elif self._aloud is not None:
            await asyncio.shield(self._aloud)

    async def _tell_card(self, card: FactCard) -> None:
        """Write a card; none is ever said."""

        def allowed() -> bool:
            return self._room.desk.allows(*card.askers)

        until = self._clock() + ANSWER_S
        await self._tell_in_text(_alone(card.askers), headed(card), until, allowed)

    def _fits(self, card: FactCard) -> bool:
        return self._abilities.writes and self._sender.fits(headed(card))

    def holds(self, viewer: str) -> bool:
        """Whether that visitor has said something here (`gateway:id`), or it is for the room."""
        return not viewer or viewer in self._visitors

    def fall_silent(self) -> None:
        """Nothing to do: each frame and each message asks whether it may still be told."""

    async def tell(self, words: Words) -> None:
        """Write staff's words, and say them in the host's pauses where they are to be heard."""
        until = self._clock() + ANSWER_S
        visitor = self._visitors.get(words.to)
        name = (visitor.name or visitor.id) if visitor is not None else ""
        text = address(words.language, name, words.askers) + words.text
        async with asyncio.TaskGroup() as ways:
            if words.aloud and self._speaks:
                ways.create_task(self._say(sentences(words.text), words.language, until))
            if self._abilities.writes:
                alone = words.to if words.askers == 1 else ""
                ways.create_task(self._tell_in_text(alone, text, until))

    async def _say(
        self,
        said: list[str],
        language: str,
        until: float,
        allowed: Callable[[], bool] = always,
    ) -> None:
        def speak(sentence: str) -> AsyncIterator[Audio]:
            return self._room.speak(sentence, language=language)

        try:
            fate = await self._mouth.say(said, speak, until=until, allowed=allowed)
        except (SynthesiserError, EngineUnavailable) as error:
            _log.warning("an answer was not said", reason=str(error))
            self._telemetry.message(self._gateway.name, "voice_failed")
        else:
            self._telemetry.message(self._gateway.name, f"voice_{fate.value}")

    async def _tell_in_text(
        self, alone: str, text: str, until: float, allowed: Callable[[], bool] = always
    ) -> None:
        to = self._visitors.get(alone) if self._abilities.to_one else None
        try:
            async with asyncio.timeout(max(0.0, until - self._clock())):
                await self._linked.wait()
        except TimeoutError:
            self._telemetry.message(self._gateway.name, "expired")
            return
        try:
            await self._sender.send(Outgoing(text, until, to, allowed))
        except LinkLost as lost:
            # Whether it arrived nobody knows: rather not at all than twice.
            _log.info("an answer was lost", text=text, reason=str(lost))

    async def _write(self, text: str, to: Visitor | None) -> None:
        link = self._link
        if link is None:
            raise LinkLost("the room is not joined just now")
        self._own[text] = None
        if len(self._own) > _OWN:
            self._own.popitem(last=False)
        await link.write(text, to=to)

    def _new_sender(self, abilities: Abilities) -> Sender:
        return Sender(
            abilities.limits,
            self._write,
            clock=self._clock,
            count=lambda what: self._telemetry.message(self._gateway.name, what),
        )

    def _stand(self, state: State, reason: str = "") -> None:
        self.standing = Standing(state, self.standing.joins, reason)
        _log.info(state, gateway=self._gateway.name, reason=reason)


def _alone(askers: Mapping[str, Asker]) -> str:
    """The one who asked, where it was one."""
    return next(iter(askers)) if len(askers) == 1 else ""
