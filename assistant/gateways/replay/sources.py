"""Where a show's events come from: a file, or a generator."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Protocol

from assistant.gateways.replay.events import Host, ShowError, ShowEvent, read_show

_BATCH = 256  # events read at a time, in a worker thread


class Source(Protocol):
    """A show, which may be played many times."""

    @property
    def folder(self) -> Path:
        """Where the sound files that its events name are."""
        ...

    async def hosts(self) -> tuple[Host, ...]:
        """What is known to be said by the host, in order. Raises ShowError for a show that cannot
        be played to its end."""
        ...

    def events(self) -> AsyncIterator[ShowEvent]:
        """The events, in order of time."""
        ...


@dataclass(frozen=True, slots=True)
class Recorded:
    """A show in a file."""

    path: Path

    @property
    def folder(self) -> Path:
        """The file's."""
        return self.path.parent

    async def hosts(self) -> tuple[Host, ...]:
        """The host's lines; the whole file is read once, so that a bad line is told before the
        show begins."""

        def checked() -> tuple[Host, ...]:
            hosts = tuple(event for event in read_show(self.path) if isinstance(event, Host))
            for host in hosts:
                if host.audio and not (self.folder / host.audio).is_file():
                    raise ShowError(
                        f"{self.path.name} names the sound {host.audio}, which is not beside it"
                    )
            return hosts

        return await asyncio.to_thread(checked)

    def events(self) -> AsyncIterator[ShowEvent]:
        """The file's, a few hundred at a time."""
        return _in_batches(lambda: read_show(self.path))


@dataclass(frozen=True, slots=True)
class Drawn:
    """A show that `draw` generates, without sound files."""

    draw: Callable[[], Iterator[ShowEvent]]
    said: Callable[[], tuple[Host, ...]] = tuple
    folder: Path = Path()

    async def hosts(self) -> tuple[Host, ...]:
        """The host's lines."""
        return await asyncio.to_thread(self.said)

    def events(self) -> AsyncIterator[ShowEvent]:
        """What is drawn, a few hundred at a time."""
        return _in_batches(self.draw)


async def _in_batches(read: Callable[[], Iterator[ShowEvent]]) -> AsyncIterator[ShowEvent]:
    events = await asyncio.to_thread(read)
    while batch := await asyncio.to_thread(lambda: list(islice(events, _BATCH))):
        for event in batch:
            yield event
