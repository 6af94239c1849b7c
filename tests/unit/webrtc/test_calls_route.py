"""The route: what it takes, what it answers, and with which words it refuses."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any
from unittest.mock import AsyncMock

import httpx
import pytest
from fastapi import FastAPI
from realtime_fakes import FakeRoom
from support.peer import Viewer

from assistant.gateways.webrtc.calls import Calls
from assistant.room.rooms import RoomNotFound
from assistant.settings import Settings
from assistant.web import problems
from assistant.web.realtime_calls import router

PATH = "/v1/realtime/calls"
SDP = {"Content-Type": "application/sdp"}


@dataclass
class Engines:
    loading: tuple[str, ...] = ()


@dataclass
class Rooms:
    demo: FakeRoom

    async def get(self, room_id: str) -> FakeRoom:
        if room_id != "demo":
            raise RoomNotFound(room_id)
        return self.demo


@pytest.fixture
def app(calls: Calls, room: FakeRoom) -> FastAPI:
    app = FastAPI()
    app.include_router(router)
    problems.install(app)
    app.state.rooms = Rooms(room)
    app.state.engines = Engines()
    app.state.calls = calls
    app.state.settings = Settings()
    # rooms are open: nobody is asked who they are, and what they show is no token
    app.state.access = SimpleNamespace(room_tokens=AsyncMock(**{"read.return_value": None}))
    return app


@pytest.fixture
async def http(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        yield http


@pytest.fixture
async def caller() -> AsyncIterator[Viewer]:
    """Somebody who has not called yet."""
    caller = Viewer()
    yield caller
    await caller.close()


async def test_an_offer_alone_is_answered(
    http: httpx.AsyncClient, caller: Viewer, room: FakeRoom
) -> None:
    answers: list[httpx.Response] = []

    async def signal(offer: str) -> str:
        params = {"model": "room:demo", "viewer": "小李"}
        answers.append(await http.post(PATH, params=params, content=offer, headers=SDP))
        return answers[0].text

    await caller.call(signal)
    (answer,) = answers
    assert (answer.status_code, answer.headers["Content-Type"]) == (201, "application/sdp")
    caller.ask("多少钱")
    await caller.until("response.done")
    assert room.questions[0].viewer == "小李"

    location = answer.headers["Location"]
    assert location.startswith(f"{PATH}/rtc_")
    assert (await http.post(f"{location}/hangup")).status_code == 200


async def test_an_offer_with_a_session_is_answered(http: httpx.AsyncClient, caller: Viewer) -> None:
    session = '{"type": "realtime", "model": "room:demo", "output_modalities": ["text"]}'

    async def signal(offer: str) -> str:
        form = {"sdp": (None, offer, "application/sdp"), "session": (None, session)}
        return (await http.post(PATH, files=form)).raise_for_status().text

    await caller.call(signal)
    created = await caller.until("session.created")
    assert created["session"]["output_modalities"] == ["text"]


@pytest.mark.parametrize(
    ("request_", "status", "param"),
    [
        ({"content": "v=0", "headers": SDP}, 400, "sdp"),
        ({"json": {"sdp": "v=0"}}, 415, None),
        ({"files": {"session": (None, "{}")}}, 400, "sdp"),
        ({"files": {"sdp": (None, "v=0"), "session": (None, "{")}}, 400, "session"),
        ({"files": {"sdp": (None, "v=0"), "session": (None, "[]")}}, 400, "session"),
    ],
)
async def test_what_is_no_call_is_told_why(
    http: httpx.AsyncClient, request_: dict[str, Any], status: int, param: str | None
) -> None:
    refused = await http.post(PATH, params={"model": "room:demo"}, **request_)
    assert refused.status_code == status
    assert refused.json()["error"]["param"] == param
    assert refused.json()["error"]["message"]


async def test_a_session_that_is_wrong_is_told_where(
    http: httpx.AsyncClient, caller: Viewer
) -> None:
    session = '{"type": "realtime", "audio": {"output": {"speed": 3}}}'
    form = {"sdp": (None, await caller.offer()), "session": (None, session)}
    refused = await http.post(PATH, params={"model": "room:demo"}, files=form)
    assert refused.status_code == 400
    assert refused.json()["error"]["param"] == "session.audio.output.speed"


async def test_rooms_and_engines_must_be_there(http: httpx.AsyncClient, app: FastAPI) -> None:
    nowhere = await http.post(PATH, params={"model": "room:x"}, content="v=0", headers=SDP)
    assert nowhere.json()["error"]["code"] == "model_not_found"
    app.state.engines = Engines(("recogniser",))
    loading = await http.post(PATH, params={"model": "room:demo"}, content="v=0", headers=SDP)
    assert (loading.status_code, loading.headers["Retry-After"]) == (503, "2")
    assert (await http.post(f"{PATH}/rtc_x/hangup")).status_code == 404
