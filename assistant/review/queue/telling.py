"""Tells viewers what staff decided, in the rooms of this process."""

from datetime import datetime

from assistant.review.queue.ports import Actor
from assistant.room.rooms import Rooms
from assistant.store.conduct import DraftRecord, DraftSettled


class RoomTeller:
    """Tells through the desk of each room; another process over the same database hears of it."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms

    async def tell(
        self,
        room: str,
        text: str,
        *,
        viewer: str | None,
        aloud: bool,
        language: str,
        answer_id: str,
        by: Actor,
    ) -> None:
        """See `ports.Teller`. Raises RoomNotFound."""
        session = await self._rooms.get(room)
        await session.tell(
            text, viewer=viewer, aloud=aloud, language=language, answer_id=answer_id, by=by.name
        )

    async def settle(self, item: int, *, since: datetime, text: str | None, by: Actor) -> bool:
        """See `ports.Teller`. Raises RoomNotFound."""
        drafts = await self._rooms.office.records.drafts_of(item, since)
        return any([await self._settled(draft, text, by) for draft in drafts])

    async def _settled(self, draft: DraftRecord, text: str | None, by: Actor) -> bool:
        """Whether a draft was told, now or before."""
        if draft.state != "waiting":
            return draft.state == "approved"
        desk = (await self._rooms.get(draft.room)).desk
        try:
            if text is None:
                await desk.refuse(draft.draft_id, by=by.name)
                return False
            await desk.approve(draft.draft_id, by=by.name, text=text)
        except DraftSettled:
            # its time ran out at this moment, or somebody else was sooner
            return (await self._rooms.office.records.draft(draft.room, draft.draft_id)).state == (
                "approved"
            )
        return True
