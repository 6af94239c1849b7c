"""Writing into a live room, within what its platform allows, and no trick around it."""

import asyncio
import time
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from assistant.gateways.link import Limits, LinkError, LinkLost, Visitor
from assistant.speech.sentences import clauses, sentences

Write = Callable[[str, Visitor | None], Awaitable[None]]
"""Writes one message. Raises LinkLost, LinkError."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What is to be written: to one visitor or to all, by `until` (the sender's clock) or never,
    and only while `allowed`."""

    text: str
    until: float
    to: Visitor | None = None
    allowed: Callable[[], bool] = lambda: True


class Pace:
    """When the next message may be written: by windows that slide, and a gap between any two."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        longest = max((window.count for window in limits.windows), default=1)
        self._sent: deque[float] = deque(maxlen=longest)

    def wait_s(self, now: float) -> float:
        """Seconds until one more message is within every limit; 0 for now."""
        at = now
        if self._sent:
            at = max(at, self._sent[-1] + self._limits.gap_s)
        for window in self._limits.windows:
            if len(self._sent) >= window.count:
                at = max(at, self._sent[-window.count] + window.seconds)
        return at - now

    def sent(self, now: float) -> None:
        """Count a message that went out."""
        self._sent.append(now)


def length(text: str, limits: Limits) -> int:
    """How long `text` is as the platform counts."""
    if limits.counted == "utf-8":
        return len(text.encode())
    return len(text.encode("utf-16-le")) // 2 if limits.counted == "utf-16" else len(text)


def cut(text: str, limits: Limits) -> tuple[list[str], bool]:
    """`text` as messages within the limits, and whether all of it is in them.

    Messages end with a sentence, or with a clause where a sentence goes on in the next one. A
    sentence is written to its end or left out, with all that follow: 包邮，新疆除外 does not say
    包邮.
    """
    text = " ".join(text.split())
    messages: list[str] = []
    for sentence in sentences(text):
        longer = _with(messages, sentence, limits)
        if longer is None:
            return messages, False
        messages = longer
    return messages, True


def _with(messages: list[str], sentence: str, limits: Limits) -> list[str] | None:
    """`messages` and `sentence` after them; None where it does not fit."""
    messages = list(messages)
    fits = length(sentence.strip(), limits) <= limits.length
    for piece in [sentence] if fits else clauses(sentence):
        joined = f"{messages[-1]}{_gap(messages[-1])}{piece}".strip() if messages else ""
        if messages and length(joined, limits) <= limits.length:
            messages[-1] = joined
        elif len(messages) < limits.parts and length(piece.strip(), limits) <= limits.length:
            messages.append(piece.strip())
        else:
            return None
    return messages


def _gap(text: str) -> str:
    """The blank that stood after `text`, which was trimmed: after Latin marks, not Chinese ones."""
    return " " if text[-1:].isascii() else ""


class Sender:
    """Writes what it is given in order, each message when the platform's limits allow it.

    `counts` says what became of messages: `sent`, or why not: `expired`, `refused`, `too_long`
    (nothing of it fits), `shortened` (sent, but for its end), `lost` (the connection broke),
    `silenced` (it was no longer allowed).
    """

    def __init__(
        self,
        limits: Limits,
        write: Write,
        *,
        clock: Callable[[], float] = time.monotonic,
        count: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._limits = limits
        self._write = write
        self._clock = clock
        self._pace = Pace(limits)
        self._turn = asyncio.Lock()
        self._told = count
        self.counts: Counter[str] = Counter()

    async def ready(self) -> None:
        """Wait until a message could be written at once."""
        async with self._turn:
            await self._wait()

    def fits(self, text: str) -> bool:
        """Whether one message holds all of `text`."""
        parts, whole = cut(text, self._limits)
        return whole and len(parts) == 1

    async def send(self, outgoing: Outgoing) -> bool:
        """Write a message when its turn comes; whether at least its beginning was written.

        Raises LinkLost where the connection broke: the caller may send it again on the next.
        """
        parts, whole = cut(outgoing.text, self._limits)
        if not parts:
            return self._count("too_long")
        async with self._turn:
            for number, part in enumerate(parts):
                if self._clock() + self._pace.wait_s(self._clock()) > outgoing.until:
                    self._count("expired" if number == 0 else "shortened")
                    return number > 0
                await self._wait()
                if not outgoing.allowed():
                    self._count("silenced" if number == 0 else "shortened")
                    return number > 0
                if not await self._written(part, outgoing.to):
                    return number > 0
        self._count("sent")
        if not whole:
            self._count("shortened")
        return True

    async def _written(self, part: str, to: Visitor | None) -> bool:
        self._pace.sent(self._clock())
        try:
            await self._write(part, to)
        except LinkLost:
            self._count("lost")
            raise
        except LinkError as error:
            _log.warning("message refused", text=part, reason=str(error))
            return self._count("refused")
        return True

    async def _wait(self) -> None:
        while (wait := self._pace.wait_s(self._clock())) > 0:  # noqa: ASYNC110 - time alone
            await asyncio.sleep(wait)

    def _count(self, what: str) -> bool:
        self.counts[what] += 1
        self._told(what)
        return False
