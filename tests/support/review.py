"""What tests of the review queue share: a room in a database, and questions for it."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from assistant.store import AnswerRecord, Answers, Catalogs, Database, RoomRecord, RoomRecords
from assistant.store.review.intake import Asked
from catalog_loader.product import Catalog, Shop

BEGAN = datetime(2026, 11, 26, 12, tzinfo=UTC)


class Moments:
    """A clock of moments that pass only when told to."""

    def __init__(self, at: datetime = BEGAN) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def passes(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


def asked(text: str = "多少钱", **changes: object) -> Asked:
    """A question, answered; of its own wording unless a `key` is given."""
    values: dict[str, object] = {
        "room": "demo",
        "key": text,
        "question": text,
        "viewer": "小明",
        "language": "zh",
        "kind": "price",
        "outcome": "answered",
        "answer": "259元。",
        "answer_id": uuid4().hex,
        "digest": "259",
        "at": BEGAN,
        "product": "coat",
        "title": "羽绒服",
    }
    values |= changes
    return Asked(**{"to": values["viewer"], **values})  # type: ignore[arg-type]


async def open_room(database: Database, *rooms: str) -> None:
    """A room, or several, that sell nothing."""
    await Catalogs(database).save("demo", Catalog(shop=Shop(name="小店", currency="CNY")))
    for room in rooms or ("demo",):
        await RoomRecords(database).create(
            RoomRecord(id=room, title="小店", catalog="demo", language="zh", voice="v")
        )


async def ask(database: Database, one: Asked) -> None:
    """Keep an answer with its question, as a room does."""
    record = AnswerRecord(
        answer_id=one.answer_id,
        room=one.room,
        question_id=f"q-{one.answer_id}",
        viewer=one.viewer,
        question=one.question,
        outcome=one.outcome,
        document={"text": one.answer},
        created_at=one.at,
        asked=one,
    )
    await Answers(database).append(record)
