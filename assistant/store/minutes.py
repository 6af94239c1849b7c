"""How lively rooms were, minute by minute."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from assistant.store.database import Database
from assistant.store.inserting import insert_into
from assistant.store.tables import RoomMinuteRow


@dataclass(frozen=True, slots=True)
class Written:
    """How much was written, and how much of it asked something."""

    comments: int = 0
    questions: int = 0

    def __add__(self, other: "Written") -> "Written":
        return Written(self.comments + other.comments, self.questions + other.questions)


class RoomMinutes:
    """The minutes of rooms in the store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, room: str, minutes: Mapping[datetime, Written]) -> None:
        """Count what was written, by the minute in which it was, to what is known of it."""
        if not minutes:
            return
        rows = [
            {
                "room": room,
                "minute": minute.replace(second=0, microsecond=0),
                "comments": written.comments,
                "questions": written.questions,
            }
            for minute, written in minutes.items()
        ]
        counted = insert_into(RoomMinuteRow, self._database.engine)
        both = counted.on_conflict_do_update(
            index_elements=["room", "minute"],
            set_={
                "comments": RoomMinuteRow.comments + counted.excluded.comments,
                "questions": RoomMinuteRow.questions + counted.excluded.questions,
            },
        )
        async with self._database.writing() as session:
            await session.execute(both, rows)
