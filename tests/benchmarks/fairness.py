"""Who is answered in a flood that lasts: `python tests/benchmarks/fairness.py`.

A show of an hour, replayed at a thousand comments a second on a clock of its own, as fast as the
machine decides; a bot answers the crowd as often as a platform lets it write. Said is which share
of those who asked was told an answer within a question's life, and after how long: by what they
ask, by how many ask it with them, and by whether the platform says that they are valued; and Jain's
index of fairness over the kinds of questions (Jain, Chiu and Hawe, "A quantitative measure of
fairness and discrimination", 1984): 1 where every kind has the same share, 1/n where one has all.
"""

import argparse
import asyncio
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import quantiles
from zlib import crc32

from rich.console import Console
from rich.progress import track
from rich.table import Table

from assistant.answering.answerer import Answerer
from assistant.answering.gist import Gist
from assistant.answering.values import Question
from assistant.gateways.replay.demo.flood import flood
from assistant.gateways.replay.events import Product
from assistant.knowledge.shelf import Shelf
from assistant.room.inbox import asking
from assistant.room.inbox.groups import Group
from assistant.room.inbox.inbox import Inbox, InboxLimits, Remark, Verdict
from assistant.room.inbox.ranking import MOST_VALUED
from catalog_loader.demo import demo_catalog_path
from catalog_loader.load import load

ANSWERED_EVERY_S = 1.5  # what a platform of 20 messages in 30 s allows
_VALUED_ONE_IN = 20
_SIZES = (1, 2, 5, 20, 100, 10**9)
_SAMPLE = 50_000  # waits kept of a class


@dataclass(slots=True)
class Served:
    """Askers of a class: how many asked, how many were told, and how long those waited."""

    asked: int = 0
    told: int = 0
    waits: list[float] = field(default_factory=list)

    def tell(self, wait: float) -> None:
        """One of them was told."""
        self.told += 1
        if len(self.waits) < _SAMPLE:
            self.waits.append(wait)

    @property
    def share(self) -> float:
        """Told, of those who asked."""
        return self.told / self.asked if self.asked else 0.0


class Hour:
    """A crowd's inbox on a clock of its own, and who was served."""

    def __init__(self, shelf: Shelf, answerer: Answerer) -> None:
        self.now = 0.0
        self.shelf = shelf
        self.answerer = answerer
        self.inbox = Inbox(self._gist, clock=lambda: self.now)
        self.by_kind: defaultdict[str, Served] = defaultdict(Served)
        self.by_value: defaultdict[str, Served] = defaultdict(Served)
        self.told_together: Counter[int] = Counter()
        self.longest = (0.0, "")
        self.answers = 0
        self._kind_of: dict[str, str] = {}  # comment -> kind, of those who wait
        self._answers_at = 0.0

    async def _gist(self, text: str, on_air: str, language: str) -> Gist:
        question = Question(text=text, room="demo", language=language)
        return await self.answerer.gist(question, self.shelf.with_on_air(on_air))

    async def take(self, remark: Remark, kind: str) -> None:
        """A comment, of a labelled `kind` ("" for noise)."""
        decision = await self.inbox.take(remark, on_air=self.shelf.on_air)
        if kind and decision.verdict in (Verdict.NEW, Verdict.MERGED, Verdict.CROWDED):
            self.by_kind[kind].asked += 1
            self.by_value["valued" if remark.value > 1 else "others"].asked += 1
            self._kind_of[remark.id] = kind

    async def answer(self) -> None:
        """Answer what is due."""
        while self._answers_at <= self.now:
            self._answers_at += ANSWERED_EVERY_S
            try:
                async with asyncio.timeout(0):
                    group = await self.inbox.next(lambda: self.shelf.on_air)
            except TimeoutError:
                continue
            self.inbox.told(group)
            self._count(group)

    def forget(self) -> None:
        """Who waits no more."""
        if len(self._kind_of) > 500_000:
            waiting = {a.comment for g in self.inbox._groups.values() for a in g.askers.values()}
            self._kind_of = {c: kind for c, kind in self._kind_of.items() if c in waiting}

    def _count(self, group: Group) -> None:
        self.answers += 1
        self.told_together[next(top for top in _SIZES if len(group.askers) <= top)] += 1
        self.longest = max(self.longest, (self.now - group.opened, group.text))
        for asker in group.askers.values():
            kind = self._kind_of.pop(asker.comment, "")
            if kind:
                self.by_kind[kind].tell(self.now - asker.at)
                self.by_value["valued" if asker.value > 1 else "others"].tell(self.now - asker.at)


async def play(per_second: int, seconds: float, seed: int) -> Hour:
    """Let the flood pass; what became of it."""
    catalog = load(demo_catalog_path()).catalog
    answerer = Answerer(embedder=None, chat=None)
    await answerer.prepare(catalog)
    asking.warm()
    hour = Hour(Shelf(catalog, tuple(p.handle for p in catalog.products)), answerer)
    events = flood(per_second, seconds, seed)
    for event in track(
        events, "comments", total=per_second * seconds, console=Console(stderr=True)
    ):
        hour.now = event.at
        await hour.answer()
        if isinstance(event, Product):
            hour.shelf = hour.shelf.with_on_air(event.link)
            continue
        valued = crc32(event.viewer.encode()) % _VALUED_ONE_IN == 0
        label = event.label
        remark = Remark(
            event.id, event.viewer, event.text, event.name, MOST_VALUED if valued else 1.0
        )
        await hour.take(remark, str(label.kind) if label and label.kind else "")
        hour.forget()
    return hour


def _table(title: str, served: dict[str, Served]) -> Table:
    table = Table(title, "asked", "told", "after (median)", "95 %")
    for name, one in sorted(served.items(), key=lambda pair: -pair[1].asked):
        half, most = "", ""
        if len(one.waits) > 1:
            cuts = quantiles(one.waits, n=20)
            half, most = f"{cuts[9]:.1f} s", f"{cuts[18]:.1f} s"
        table.add_row(name, f"{one.asked}", f"{one.share:.3f}", half, most)
    return table


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=int, default=1000, help="comments a second")
    parser.add_argument("--seconds", type=float, default=3600.0)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    began = time.perf_counter()
    hour = asyncio.run(play(asked.rate, asked.seconds, asked.seed))
    shares = [one.share for one in hour.by_kind.values()]
    jain = sum(shares) ** 2 / (len(shares) * sum(share * share for share in shares))
    say = Console().print
    say(
        f"{asked.seconds:.0f} s of {asked.rate} comments a second, decided on in "
        f"{time.perf_counter() - began:.0f} s; {hour.answers} answers"
    )
    say(_table("kind", hour.by_kind))
    say(_table("viewers", hour.by_value))
    sizes = [
        f"{low + 1}-{top}" if top < 10**9 else f">{low}" for low, top in pairwise((0, *_SIZES))
    ]
    told = [f"{size}: {hour.told_together[top]}" for size, top in zip(sizes, _SIZES, strict=True)]
    say(f"answers by how many were told at once: {', '.join(told)}")
    lives = InboxLimits().lives_s
    say(f"longest that a question waited and was answered: {hour.longest[0]:.1f} s "
        f"({hour.longest[1]}); an asker waits for {lives:.0f} s at most")  # fmt: skip
    say(f"Jain's index over kinds: {jain:.3f}; {dict(hour.inbox.counts)}")


if __name__ == "__main__":
    main()
