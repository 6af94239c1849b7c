"""Whether answers helped who asked, as viewers say."""

from datetime import UTC, datetime

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from assistant.store.database import Database, NotStored
from assistant.store.inserting import insert_into
from assistant.store.tables import AnswerRatingRow


class Ratings:
    """What viewers said of answers; each viewer's last word counts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def rate(self, answer_id: str, viewer: str, *, helped: bool | None) -> None:
        """Keep a viewer's word; None takes it back. Raises NotStored for an unknown answer."""
        if helped is None:
            async with self._database.writing() as session:
                await session.execute(
                    delete(AnswerRatingRow).where(
                        AnswerRatingRow.answer_id == answer_id, AnswerRatingRow.viewer == viewer
                    )
                )
            return
        word = {"helped": helped, "at": datetime.now(UTC)}
        said = insert_into(AnswerRatingRow, self._database.engine).values(
            answer_id=answer_id, viewer=viewer, **word
        )
        last = said.on_conflict_do_update(index_elements=["answer_id", "viewer"], set_=word)
        try:
            async with self._database.writing() as session:
                await session.execute(last)
        except IntegrityError as error:
            raise NotStored(f"there is no answer {answer_id!r}") from error
