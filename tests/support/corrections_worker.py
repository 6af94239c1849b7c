"""Staff who correct answers until killed: run as a program by the test that kills.

    python corrections_worker.py DATABASE_URL NUMBER…

Each correction is made and then edited, under keys of its number; what is acknowledged is printed.
"""

import asyncio
import os
import sys
from dataclasses import replace
from datetime import UTC, datetime

from assistant.knowledge.corrections import Correction, anew
from assistant.store import Database
from assistant.store.corrections import Corrections

STAFF = 3
AT = datetime(2026, 11, 26, tzinfo=UTC)
FIRST = Correction(
    id="",
    catalog="shop",
    scope="shop",
    subject="",
    question="几点下播",
    text="十一点。",
    language="zh",
    state="in_force",
    owner="li",
    made_at=AT,
)


async def work(url: str, numbers: list[int]) -> None:
    """Make and edit every one."""
    database = await Database.open(url)
    corrections = Corrections(database)

    async def person(mine: list[int]) -> None:
        for number in mine:
            first = replace(FIRST, id=f"c{number}")
            await corrections.add(first.record, by="li", key=f"make {number}")
            os.write(1, f"{number} 1\n".encode())
            edited = anew(first, text="十二点。")
            await corrections.change(
                edited.id,
                first.version,
                state=edited.state,
                document=edited.document,
                ends_at=None,
                by="li",
                at=AT,
                key=f"edit {number}",
            )
            os.write(1, f"{number} 2\n".encode())

    await asyncio.gather(*(person(numbers[first::STAFF]) for first in range(STAFF)))
    await database.close()


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1], [int(number) for number in sys.argv[2:]]))
