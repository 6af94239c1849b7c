"""A flood of comments decided on: `python tests/benchmarks/crowd.py`.

The demo show's crowd grown to a flood, labelled, comes at its rate to a room's crowd with the
answerer that a service has, without models. Said is how long a decision took from when the comment
was due, what memory did, and how well questions were found and put together; `--show` decides on
the ten-minute show instead, as fast as it goes.
"""

import argparse
import asyncio
import time
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime

import psutil
from rich.console import Console

from assistant.answering.answerer import Answerer
from assistant.answering.gist import Gist
from assistant.answering.values import Question
from assistant.gateways.presence import DECIDED_AT_ONCE
from assistant.gateways.replay.demo import demo_show
from assistant.gateways.replay.demo.flood import flood
from assistant.gateways.replay.events import Comment, Product, ShowEvent
from assistant.gateways.replay.measure import Decided, labels, measure
from assistant.knowledge.shelf import Shelf
from assistant.room.heap import keep_the_heap
from assistant.room.inbox import asking
from assistant.room.inbox.inbox import Decision, Inbox, Remark, Verdict
from assistant.room.session import WARM_UP_QUESTION
from catalog_loader.demo import demo_catalog_path
from catalog_loader.load import load

ANSWERED_EVERY_S = 1.5  # what a platform of 20 messages in 30 s allows


class Room:
    """An inbox over the demo shop, and what it decided."""

    def __init__(self, shelf: Shelf, answerer: Answerer) -> None:
        self.shelf = shelf
        self.answerer = answerer
        self.inbox = Inbox(self._gist)
        self._taken: list[tuple[Comment, Decision, str, int]] = []
        self.waits: list[float] = []
        self.verdicts: Counter[str] = Counter()
        self.wrong: list[tuple[str, str, str]] = []
        self.answered = 0
        self.stint = 0  # how many products were shown: asked again later, a question is another

    async def _gist(self, text: str, on_air: str, language: str) -> Gist:
        question = Question(text=text, room="demo", language=language)
        return await self.answerer.gist(question, self.shelf.with_on_air(on_air))

    async def take(self, comment: Comment, due: float) -> None:
        """Decide on a comment that was due at a time."""
        remark = Remark(comment.id, comment.viewer, comment.text, comment.name)
        on_air = self.shelf.on_air
        decision = await self.inbox.take(remark, on_air=on_air)
        self.waits.append(time.perf_counter() - due)
        self.verdicts[decision.verdict.value] += 1
        self._taken.append((comment, decision, on_air, self.stint))

    async def answer(self) -> None:
        """Answer as often as a platform lets a bot write."""
        while True:
            group = await self.inbox.next(lambda: self.shelf.on_air)
            self.inbox.told(group)
            self.answered += 1
            await asyncio.sleep(ANSWERED_EVERY_S)

    async def decided(self) -> list[Decided]:
        """What was decided, for comparing with the labels; comments are read once more for it."""
        return [await self._as_decided(*one) for one in self._taken]

    async def _as_decided(
        self, comment: Comment, decision: Decision, on_air: str, stint: int
    ) -> Decided:
        asks = decision.verdict not in (Verdict.NOISE, Verdict.CHATTER)
        if decision.reason == "late":  # it counts as what it was read as, once there was time
            late = await self.inbox._reader.read(comment.text, on_air=on_air)
            asks = late.asks and not late.hostile
        if comment.label is not None and asks != bool(comment.label.kind):
            meant = comment.label.noise or str(comment.label.kind)
            self.wrong.append((comment.text, meant, decision.reason or decision.verdict.value))
        if not asks:
            return Decided(comment.id, question=False)
        read = await self.inbox._reader.read(comment.text, on_air=on_air)
        key = read.gist.key if read.gist is not None else ""
        return Decided(comment.id, question=True, group=f"{stint} {key}")


async def play(
    events: Iterable[ShowEvent], *, paced: bool
) -> tuple[Room, list[Decided], list[float], float]:
    """Let the events happen; the room, what it decided, resident memory each second (MB), and
    seconds it took."""
    catalog = load(demo_catalog_path()).catalog
    answerer = Answerer(embedder=None, chat=None)
    await answerer.prepare(catalog)
    asking.warm()
    room = Room(Shelf(catalog, tuple(p.handle for p in catalog.products)), answerer)
    await room._gist(WARM_UP_QUESTION, "", "zh")
    keep_the_heap()
    answering = asyncio.create_task(room.answer())
    memory = [_resident_mb()]
    began = time.perf_counter()
    deciding: set[asyncio.Task[None]] = set()
    try:
        for event in events:
            due = began + event.at if paced else time.perf_counter()
            if isinstance(event, Product):
                room.shelf = room.shelf.with_on_air(event.link)
                room.stint += 1
            elif isinstance(event, Comment):
                if (early := due - time.perf_counter()) > 0:
                    await asyncio.sleep(early)
                task = asyncio.create_task(room.take(event, due))
                deciding.add(task)
                task.add_done_callback(deciding.discard)
                if not paced or len(deciding) >= DECIDED_AT_ONCE:
                    await asyncio.wait(deciding, return_when=asyncio.FIRST_COMPLETED)
            if event.at >= len(memory):
                memory.append(_resident_mb())
        await asyncio.gather(*deciding)
    finally:
        answering.cancel()
    took = time.perf_counter() - began
    return room, await room.decided(), memory, took


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=int, default=1000, help="comments a second")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="the ten-minute show instead")
    parser.add_argument("--wrong", type=int, default=0, help="print so many that were misjudged")
    asked = parser.parse_args()
    made = datetime.now(UTC)
    events = list(demo_show()) if asked.show else list(flood(asked.rate, asked.seconds, asked.seed))
    room, decided, memory, took = asyncio.run(play(events, paced=not asked.show))
    found = measure(labels(events), decided)
    waits = sorted(room.waits)
    half, most, nearly = (waits[int(len(waits) * share)] * 1e3 for share in (0.5, 0.95, 0.99))
    say = Console().print
    say(f"{made:%F} {len(waits)} comments in {took:.1f} s, every one decided: {room.verdicts}")
    say(
        f"decided after {half:.1f} ms at the median, 95 % {most:.1f}, 99 % {nearly:.1f}, "
        f"worst {waits[-1] * 1e3:.0f}"
    )
    say(
        f"memory {memory[0]:.0f} MB at first, {memory[len(memory) // 2]:.0f} half way, "
        f"{memory[-1]:.0f} at the end; {room.answered} answered, {len(room.inbox)} wait"
    )
    say(
        f"finding: precision {found.finding_precision.value:.3f}, "
        f"recall {found.finding_recall.value:.3f}; merging: precision "
        f"{found.merging_precision.value:.3f}, recall {found.merging_recall.value:.3f}"
    )
    say(f"taken though noise: {dict(found.taken)}; missed: {dict(found.missed)}")
    for (text, meant, judged), count in Counter(room.wrong).most_common(asked.wrong):
        say(f"{count:5} {meant} taken for {judged}: {text}")


def _resident_mb() -> float:
    return psutil.Process().memory_info().rss / 1e6


if __name__ == "__main__":
    main()
