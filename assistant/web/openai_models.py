"""`/v1/models`: the rooms, as models to chat with, and the engines behind `/v1/audio`."""

from fastapi import APIRouter
from pydantic import BaseModel

from assistant.room.rooms import RoomNotFound, Rooms
from assistant.room.session import RoomSession
from assistant.web.admission import SOME_ROOM
from assistant.web.context import EnginesOf, RoomsOf
from assistant.web.problems import Problem

PREFIX = "room:"

router = APIRouter(prefix="/v1/models", tags=["OpenAI-compatible"], dependencies=[SOME_ROOM])


class ModelView(BaseModel):
    """A model in the shape of OpenAI's API."""

    id: str
    object: str = "model"
    created: int
    owned_by: str = "xiaoer"


class ModelList(BaseModel):
    """All models."""

    object: str = "list"
    data: list[ModelView]


async def room_of_model(rooms: Rooms, model: str) -> RoomSession:
    """The room that `room:<id>` names. Raises Problem (404)."""
    try:
        if model.startswith(PREFIX):
            return await rooms.get(model.removeprefix(PREFIX))
    except RoomNotFound:
        pass
    raise Problem(
        404, f"there is no model {model!r}; a room is the model 'room:<id>'", param="model"
    )


@router.get("", summary="Rooms and engines")
async def list_models(rooms: RoomsOf, engines: EnginesOf) -> ModelList:
    """Every room is a model `room:<id>`; recogniser and synthesiser go by their own names."""
    records = await rooms.list()
    models = [
        ModelView(id=PREFIX + record.id, created=int(record.created_at.timestamp()))
        for record in records
    ]
    loaded = engines.engines
    for engine in (loaded.recogniser, loaded.synthesiser):
        if engine is not None:
            models.append(ModelView(id=engine.name, created=0))
    return ModelList(data=models)


@router.get("/{model}", summary="One model")
async def get_model(model: str, rooms: RoomsOf, engines: EnginesOf) -> ModelView:
    """A room or an engine by its name."""
    listed = await list_models(rooms, engines)
    for view in listed.data:
        if view.id == model:
            return view
    raise Problem(404, f"there is no model {model!r}", param="model")
