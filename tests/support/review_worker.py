"""Agents at work on the items of a database, until killed: run as a program by the test that kills.

    python review_worker.py DATABASE_URL TOLD_FILE ITEM…

Each item is claimed and corrected under the key that is its number; what is acknowledged is
printed, what viewers are told is appended to TOLD_FILE by the action's id.
"""

import asyncio
import os
import sys
from typing import Any

from assistant.review.queue.actions import Correct
from assistant.review.queue.delivery import Delivery
from assistant.review.queue.desk import Decision, Desk
from assistant.review.queue.ports import Actor
from assistant.store import Database

AGENTS = 3
STAFF = Actor("li", "小李")


class Told:
    """Writes down what it is asked to tell."""

    def __init__(self, path: str) -> None:
        self._path = path

    async def tell(self, room: str, text: str, *, answer_id: str, **how: Any) -> None:
        with open(self._path, "a") as file:  # noqa: ASYNC230, PTH123 - one line, written at once
            file.write(f"{answer_id} {text}\n")


async def work(url: str, told: str, numbers: list[int]) -> None:
    """Correct every item."""
    database = await Database.open(url)
    delivery = Delivery(database, teller=Told(told))
    desk = Desk(database, changed=delivery.wake)

    async def agent(mine: list[int]) -> None:
        for number in mine:
            await desk.claim(number, STAFF)
            decision = Decision(Correct(f"答{number}", "zh"), str(number), 1)
            done = await desk.act(number, decision, STAFF)
            os.write(1, f"{number} {done.id}\n".encode())

    telling = asyncio.create_task(delivery.run())
    await asyncio.gather(*(agent(numbers[first::AGENTS]) for first in range(AGENTS)))
    telling.cancel()
    await asyncio.gather(telling, return_exceptions=True)
    await database.close()


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1], sys.argv[2], [int(number) for number in sys.argv[3:]]))
