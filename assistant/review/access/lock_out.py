"""Lock-out: whoever guesses waits longer with every guess, by name and by address.

An attempt counts as failed before it is judged, so that guesses sent all at once are not judged
together; one that succeeds is taken back.
"""

import ipaddress
import math
from collections.abc import Callable
from datetime import datetime, timedelta

from assistant.review.access.errors import AccessRefused
from assistant.review.access.secret import digest
from assistant.store import Database
from assistant.store.staff import attempts
from assistant.store.staff.accounts import folded

FREE_BY_NAME = 4
FREE_BY_ADDRESS = 12  # a shop's people share one
LONGEST_WAIT_S = 900
FORGOTTEN = timedelta(hours=1)


def wait_s(failures: int, free: int) -> int:
    """How long to wait after so many failures: not at all, then 1, 2, 4, … seconds."""
    return 0 if failures < free else min(1 << min(failures - free, 30), LONGEST_WAIT_S)


class LockOut:
    """Counts attempts to sign in."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    async def attempt(self, name: str, address: str) -> None:
        """Count an attempt. Raises AccessRefused while it is too early for one."""
        now = self._now()
        async with self._database.writing() as session:
            counted = []
            for what, free in _counters(name, address):
                failures, at = await attempts.get(session, what)
                if at and now - at >= FORGOTTEN:
                    failures, at = 0, None
                wait = wait_s(failures, free) - (now - at).total_seconds() if at else 0
                if wait > 0:
                    seconds = math.ceil(wait)
                    raise AccessRefused(
                        "locked_out",
                        f"too many attempts; try again in {seconds} s",
                        retry_s=seconds,
                    )
                counted.append((what, failures + 1))
            for what, failures in counted:
                await attempts.put(session, what, failures, now)

    async def succeeded(self, name: str, address: str) -> None:
        """Take the attempt back; the name's earlier failures are forgotten, the address's not:
        who has one account of their own could else guess at others for ever."""
        of_name, of_address = (what for what, _ in _counters(name, address))
        now = self._now()
        async with self._database.writing() as session:
            # both waited for, and in the order of an attempt, so that neither waits for the other
            await attempts.get(session, of_name)
            failures, at = await attempts.get(session, of_address)
            await attempts.put(session, of_name, 0, now)
            await attempts.put(session, of_address, failures - 1, at or now)
        async with self._database.writing() as session:
            await attempts.clear(session, now - FORGOTTEN)


def _counters(name: str, address: str) -> tuple[tuple[str, int], tuple[str, int]]:
    return (
        (f"name:{digest(folded(name))}", FREE_BY_NAME),
        (f"address:{_network(address)}", FREE_BY_ADDRESS),
    )


def _network(address: str) -> str:
    """An address as it is counted: of IPv6, the /64 that one customer of a provider has."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if parsed.version == 6:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
