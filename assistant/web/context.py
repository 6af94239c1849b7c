"""What routes take from the application: the rooms, the engines, the settings."""

from typing import Annotated, cast

from fastapi import Depends
from starlette.requests import HTTPConnection

from assistant.gateways.presences import Presences
from assistant.gateways.webrtc.calls import Calls
from assistant.room.engines import EngineLoader
from assistant.room.rooms import Rooms
from assistant.room.session import RoomSession
from assistant.settings import Settings
from assistant.telemetry import Telemetry


def _rooms(connection: HTTPConnection) -> Rooms:
    return cast("Rooms", connection.app.state.rooms)


def _engines(connection: HTTPConnection) -> EngineLoader:
    return cast("EngineLoader", connection.app.state.engines)


def _settings(connection: HTTPConnection) -> Settings:
    return cast("Settings", connection.app.state.settings)


def _telemetry(connection: HTTPConnection) -> Telemetry:
    return cast("Telemetry", connection.app.state.telemetry)


def _calls(connection: HTTPConnection) -> Calls:
    return cast("Calls", connection.app.state.calls)


def _presences(connection: HTTPConnection) -> Presences:
    return cast("Presences", connection.app.state.presences)


async def _session(room: str, rooms: Annotated[Rooms, Depends(_rooms)]) -> RoomSession:
    return await rooms.get(room)


RoomsOf = Annotated[Rooms, Depends(_rooms)]
EnginesOf = Annotated[EngineLoader, Depends(_engines)]
SettingsOf = Annotated[Settings, Depends(_settings)]
TelemetryOf = Annotated[Telemetry, Depends(_telemetry)]
PresencesOf = Annotated[Presences, Depends(_presences)]
CallsOf = Annotated[Calls, Depends(_calls)]
RoomOf = Annotated[RoomSession, Depends(_session)]
"""The room of the path. Raises RoomNotFound, which is 404."""
