"""The route: who is let in, who is sent away, and with which words."""

from dataclasses import dataclass
from types import SimpleNamespace
from unittest.mock import AsyncMock

import pytest
from fastapi import FastAPI
from realtime_fakes import FakeRoom
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from assistant.room.rooms import RoomNotFound
from assistant.settings import Settings
from assistant.telemetry import Telemetry
from assistant.web.realtime import router


@dataclass
class Engines:
    loading: tuple[str, ...] = ()


class Rooms:
    def __init__(self) -> None:
        self.demo = FakeRoom()

    async def get(self, room_id: str) -> FakeRoom:
        if room_id != "demo":
            raise RoomNotFound(room_id)
        return self.demo


@pytest.fixture
def app() -> FastAPI:
    app = FastAPI()
    app.include_router(router)
    app.state.rooms = Rooms()
    app.state.engines = Engines()
    app.state.settings = Settings()
    app.state.telemetry = Telemetry()
    # rooms are open: nobody is asked who they are, and what they show is no token
    app.state.access = SimpleNamespace(room_tokens=AsyncMock(**{"read.return_value": None}))
    return app


@pytest.mark.parametrize("model", ["room:nowhere", "room:", "gpt-realtime", ""])
def test_a_model_that_is_no_room_is_named_and_sent_away(app: FastAPI, model: str) -> None:
    with TestClient(app).websocket_connect(f"/v1/realtime?model={model}") as socket:
        error = socket.receive_json()["error"]
        assert (error["code"], error["param"]) == ("model_not_found", "model")
        assert repr(model) in error["message"]
        with pytest.raises(WebSocketDisconnect) as left:
            socket.receive_json()
    assert left.value.code == 4404


def test_while_models_load_clients_are_told_to_come_back(app: FastAPI) -> None:
    app.state.engines = Engines(("recogniser", "synthesiser"))
    with TestClient(app).websocket_connect("/v1/realtime?model=room:demo") as socket:
        error = socket.receive_json()["error"]
        assert error["type"] == "server_error"
        assert error["message"].startswith("still loading: recogniser, synthesiser")
        with pytest.raises(WebSocketDisconnect) as left:
            socket.receive_json()
    assert left.value.code == 1013


@pytest.mark.parametrize(
    ("offered", "taken"),
    [(["realtime", "openai-insecure-api-key.x"], "realtime"), ([], None), (["other"], None)],
)
def test_the_subprotocol_browsers_offer_is_taken_up(
    app: FastAPI, offered: list[str], taken: str | None
) -> None:
    client = TestClient(app)
    with client.websocket_connect("/v1/realtime?model=room:demo", subprotocols=offered) as socket:
        assert socket.accepted_subprotocol == taken
        assert socket.receive_json()["type"] == "session.created"


def test_the_viewer_of_the_address_asks(app: FastAPI) -> None:
    client = TestClient(app)
    with client.websocket_connect("/v1/realtime?model=room:demo&viewer=小李") as socket:
        content = [{"type": "input_text", "text": "多少钱"}]
        item = {"type": "message", "role": "user", "content": content}
        socket.send_json({"type": "conversation.item.create", "item": item})
        socket.send_json({"type": "response.create"})
        while socket.receive_json()["type"] != "response.done":
            pass
        assert app.state.rooms.demo.questions[0].viewer == "小李"
        metrics = app.state.telemetry.render().decode()
        assert 'xiaoer_websocket_connections{endpoint="realtime"} 1.0' in metrics


def test_binary_messages_are_refused_without_hanging_up(app: FastAPI) -> None:
    with TestClient(app).websocket_connect("/v1/realtime?model=room:demo") as socket:
        socket.receive_json()
        socket.send_bytes(b"\x00\x01")
        assert socket.receive_json()["error"]["code"] == "invalid_json"
        socket.send_json({"type": "session.update", "session": {"type": "realtime"}})
        assert socket.receive_json()["type"] == "session.updated"
