"""A connection to PostgreSQL that a cancellation leaves sound."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import asyncpg


class Connection(asyncpg.Connection):  # type: ignore[misc]
    """Sends a batch to its end. One that is cancelled while the socket's buffer is full is never
    completed by asyncpg 0.31, whose caller then waits for its answer for ever."""

    async def executemany(self, *args: Any, **named: Any) -> None:
        await _to_its_end(super().executemany(*args, **named))


async def _to_its_end(work: Coroutine[Any, Any, None]) -> None:
    """Wait for `work` even when cancelled meanwhile; the cancellation comes after it."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise
