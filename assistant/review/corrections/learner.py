"""Makes corrections of what staff write in the queue."""

from assistant.knowledge.corrections import Scope
from assistant.review.corrections.book import CorrectionBook, Wanted
from assistant.review.queue import ports
from assistant.room.rooms import RoomNotFound, Rooms


class QueueLearner:
    """The queue's `Learner`. What conflicts with the catalog is kept so, for a person to settle."""

    def __init__(self, rooms: Rooms, book: CorrectionBook) -> None:
        self._rooms = rooms
        self._book = book

    async def learn(self, correction: ports.Correction) -> None:
        """See `ports.Learner`. A question of no product is learned for its room alone."""
        item = correction.item
        try:
            room = await self._rooms.record(item.room)
        except RoomNotFound:
            return  # and with it all who could ask
        scope: Scope = correction.scope
        if scope == "product" and not item.product:
            scope = "room"
        subject = {"product": item.product, "room": item.room}.get(scope, "")
        wanted = Wanted(
            catalog=room.catalog,
            scope=scope,
            subject=subject,
            question=item.question,
            text=correction.text,
            language=correction.language,
            room=item.room,
            item=item.id,
            answer_id=item.answer_id if correction.answer else "",
        )
        by = correction.by.name or correction.by.id
        await self._book.make(wanted, by=by, key=correction.id, strictly=False)
