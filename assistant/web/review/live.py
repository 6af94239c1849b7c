"""What happens in the queue, as it happens, over a WebSocket."""

from typing import Annotated

from fastapi import APIRouter, Query, WebSocket

from assistant.review.access.roles import Right
from assistant.web.access import AccessOf, until_not
from assistant.web.context import SettingsOf, TelemetryOf
from assistant.web.events import until_one_ends
from assistant.web.review.staff import QueueOf
from assistant.web.seeing import SeenOf

router = APIRouter()


@router.websocket("/api/review/events")
async def watch(
    websocket: WebSocket,
    queue: QueueOf,
    telemetry: TelemetryOf,
    seen: SeenOf,
    access: AccessOf,
    settings: SettingsOf,
    since: Annotated[int | None, Query(ge=0, le=1 << 53)] = None,
) -> None:
    """`item.changed`, `item.claimed` (who holds it, alone) and `queue.counts`, each with its `seq`.

    Who comes back with the last one as `since` is told first what they missed, item by item as it
    stands now; or, of too much, `queue.reset`: read the queue anew. A reader too slow to follow is
    sent away (1013).
    """
    await websocket.accept()
    with telemetry.connection("review"):
        async with queue.feed.watch(since) as messages:
            here_to_read = until_not(Right.WATCH, websocket, access, settings)
            shown = (seen(message) async for message in messages)
            await until_one_ends(websocket, shown, here_to_read)
