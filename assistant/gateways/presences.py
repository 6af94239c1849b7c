"""The live rooms that are joined: each has a task of its own, and none can break another's."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from uuid import uuid4

import structlog

from assistant.gateways.link import Asking, Gateway, LinkError
from assistant.gateways.presence import Presence, Standing
from assistant.gateways.present_room import PresentRoom
from assistant.room.floor import Mode
from assistant.telemetry import Telemetry

KEPT = 50
"""Presences that are over and can still be asked about."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Joined:
    """A presence by its id: in which of our rooms, through which gateway (its name, and itself), to
    which address."""

    id: str
    room: str
    gateway: str
    url: str
    presence: Presence
    way: Gateway

    @property
    def standing(self) -> Standing:
        """How it does."""
        return self.presence.standing


class Presences:
    """Joins and leaves; `close` leaves everywhere."""

    def __init__(self, telemetry: Telemetry) -> None:
        self._telemetry = telemetry
        self._joined: OrderedDict[str, Joined] = OrderedDict()
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def join(
        self, room_id: str, room: PresentRoom, gateway: Gateway, url: str, mode: Mode = "text"
    ) -> Joined:
        """Be in a live room from now on, for our room `room_id`; `mode` as in `room.floor`."""
        if isinstance(gateway, Asking):
            gateway = gateway.serving(room_id, self._telemetry.turn_over)
        presence = Presence(room, gateway, self._telemetry, mode=mode)
        joined = Joined(uuid4().hex, room_id, gateway.name, url, presence, gateway)
        self._joined[joined.id] = joined
        task = asyncio.create_task(self._hold(joined), name=f"presence {gateway.name}")
        self._tasks[joined.id] = task
        over = [one for one in self._joined if one not in self._tasks]
        for one in over[: max(0, len(self._joined) - KEPT)]:
            del self._joined[one]
        return joined

    def get(self, presence_id: str) -> Joined | None:
        """The presence of that id, also when it is over."""
        return self._joined.get(presence_id)

    def of_room(self, room_id: str) -> list[Joined]:
        """Those of one of our rooms, oldest first."""
        return [joined for joined in self._joined.values() if joined.room == room_id]

    async def leave(self, presence_id: str) -> bool:
        """Leave a live room and forget it; False where there is none of that id."""
        joined = self._joined.pop(presence_id, None)
        task = self._tasks.get(presence_id)
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        return joined is not None

    async def close(self) -> None:
        """Leave everywhere."""
        for presence_id in list(self._tasks):
            await self.leave(presence_id)

    async def _hold(self, joined: Joined) -> None:
        try:
            with self._telemetry.connection(f"gateway:{joined.gateway}"):
                await joined.presence.run()
        except LinkError as error:
            _log.warning("not joined", gateway=joined.gateway, reason=str(error))
        except Exception:
            _log.exception("a presence broke", gateway=joined.gateway, room=joined.room)
        finally:
            del self._tasks[joined.id]
