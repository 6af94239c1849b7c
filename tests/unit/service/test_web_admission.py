"""Room tokens over HTTP: who is let into a room, where the setting says that not everybody is."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import httpx
import pytest
from access_client import Browser, access_of, staffed
from fastapi import FastAPI
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.websockets import WebSocketDisconnect
from support.staff import BY, cheap

from assistant.review.access.roles import Role
from assistant.room.engines import Opener
from assistant.settings import Settings
from assistant.web import access
from assistant.web.admission import Guest
from assistant.web.app import ShopToOpen, create_app


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return cheap(tmp_path / "home", rooms="tokens")


@pytest.fixture
async def keys(app: FastAPI) -> dict[Role, str]:
    return await staffed(app)


@pytest.fixture
async def visitor(app: FastAPI, keys: dict[Role, str]) -> AsyncIterator[Browser]:
    async with Browser(app) as browser:
        yield browser


async def token(app: FastAPI, **more) -> dict[str, str]:
    asked = {"viewer": "", "may": ["watch", "ask"], "minutes": 5, **more}
    made = await access_of(app).room_tokens.issue(asked.pop("room", "demo"), **asked)
    return {"Authorization": f"Bearer {made}"}


QUESTION = {"viewer": "小雨", "text": "多少钱"}
CHAT = {"model": "room:demo", "messages": [{"role": "user", "content": "多少钱"}]}


async def test_without_a_token_there_is_no_way_in(visitor: Browser) -> None:
    for method, path, body in (
        ("GET", "/api/rooms/demo", None),
        ("GET", "/api/rooms/demo/answers", None),
        ("GET", "/api/answers/any", None),
        ("PUT", "/api/answers/any/rating", {"viewer": "x", "helped": True}),
        ("POST", "/api/rooms/demo/questions", QUESTION),
        ("POST", "/api/rooms/demo/comments", QUESTION),
        ("POST", "/v1/chat/completions", CHAT),
        ("GET", "/v1/models", None),
        ("POST", "/v1/audio/speech", {"input": "x", "voice": "alloy"}),
        ("POST", "/v1/realtime/calls", None),
    ):
        refused = await visitor.request(method, path, json=body)
        assert refused.status_code == 401, path
        body = refused.json()
        assert body.get("code", body.get("error", {}).get("code")) in (
            "room_token",
            "invalid_api_key",
        )


async def test_a_token_lets_into_its_room_for_what_it_says(app: FastAPI, visitor: Browser) -> None:
    for may, watch, ask in (
        (["watch", "ask"], 200, 200),
        (["watch"], 200, 401),
        (["ask"], 401, 200),
    ):
        shown = await token(app, may=may)
        assert (await visitor.get("/api/rooms/demo", headers=shown)).status_code == watch
        asked = await visitor.post("/api/rooms/demo/questions", json=QUESTION, headers=shown)
        assert asked.status_code == ask
        chatted = await visitor.post("/v1/chat/completions", json=CHAT, headers=shown)
        assert chatted.status_code == ask
    other = await token(app, room="another")
    assert (await visitor.get("/api/rooms/demo", headers=other)).status_code == 401
    answer = await visitor.post(
        "/api/rooms/demo/questions", json=QUESTION, headers=await token(app)
    )
    path = f"/api/answers/{answer.json()['answer_id']}"
    assert (await visitor.get(path, headers=await token(app))).status_code == 200
    assert (await visitor.get(path, headers=other)).status_code == 401


async def test_nobody_speaks_as_another_than_their_token_says(
    app: FastAPI, visitor: Browser
) -> None:
    shown = await token(app, viewer="小明")
    added = await visitor.post("/api/rooms/demo/comments", json=QUESTION, headers=shown)
    assert added.json()["comments"][0]["viewer"] == "小明"
    free = await visitor.post("/api/rooms/demo/comments", json=QUESTION, headers=await token(app))
    assert free.json()["comments"][0]["viewer"] == "小雨"


async def test_a_token_alone_says_which_customer_a_viewer_is(
    app: FastAPI, visitor: Browser, keys: dict[Role, str]
) -> None:
    shown = {"Authorization": f"Bearer {keys[Role.SUPERVISOR]}"}
    body = {"viewer": "小红", "customer": "c7"}
    made = await visitor.post("/api/rooms/demo/tokens", json=body, headers=shown)
    read = await access_of(app).room_tokens.read(made.json()["token"])
    assert read is not None
    assert (read.viewer, read.customer) == ("小红", "c7")
    for guest in (Guest((read,)), Guest(shown=(read,))):
        assert guest.customer("demo") == "c7"
        assert guest.customer("other") == guest.customer("demo", "feed") == ""
    assert Guest((), shown=(read,)).customer("demo") == ""
    plain = await access_of(app).room_tokens.read((await token(app))["Authorization"][7:])
    assert plain is not None
    assert plain.customer == ""


async def test_a_key_of_staffs_makes_tokens_and_needs_none(
    visitor: Browser, keys: dict[Role, str]
) -> None:
    shown = {"Authorization": f"Bearer {keys[Role.SUPERVISOR]}"}
    assert (await visitor.get("/api/rooms/demo", headers=shown)).status_code == 200
    made = await visitor.post("/api/rooms/demo/tokens", json={"viewer": "小明"}, headers=shown)
    assert (made.status_code, made.json()["minutes"]) == (201, 15)
    bearer = {"Authorization": f"Bearer {made.json()['token']}"}
    assert (await visitor.get("/api/rooms/demo", headers=bearer)).status_code == 200
    missing = await visitor.post("/api/rooms/none/tokens", json={}, headers=shown)
    assert missing.status_code == 404


async def test_the_rooms_page_turns_a_token_into_a_cookie(app: FastAPI, visitor: Browser) -> None:
    made = await access_of(app).room_tokens.issue("demo", minutes=5)
    page = await visitor.get("/rooms/demo", params={"token": made}, follow_redirects=False)
    assert (page.status_code, page.headers["location"]) == (303, "/rooms/demo")
    assert "httponly" in page.headers["set-cookie"].lower()
    assert (await visitor.get("/api/rooms/demo")).status_code == 200
    asked = await visitor.sends("POST", "/api/rooms/demo/questions", QUESTION)
    assert asked.status_code == 200
    forged = await visitor.post(
        "/api/rooms/demo/questions", json=QUESTION, headers={"Origin": "https://evil.example"}
    )
    assert forged.status_code == 401


async def test_staff_watch_and_write_with_their_session(visitor: Browser) -> None:
    await visitor.signs_in("viewer")
    assert (await visitor.get("/api/rooms/demo")).status_code == 200
    asked = await visitor.post(
        "/api/rooms/demo/comments",
        json=QUESTION,
        headers={"Origin": "http://127.0.0.1:8000", "Sec-Fetch-Site": "same-origin"},
    )
    assert asked.status_code == 202


@pytest.fixture
def tokens_client(settings: Settings, openers: Mapping[str, Opener], shop: ShopToOpen):
    app = create_app(settings, shop=shop, engines=openers)
    with TestClient(app) as opened:
        assert opened.portal is not None
        opened.portal.call(app.state.engines.finished)
        yield opened


def test_sockets_are_let_in_by_token(tokens_client: TestClient) -> None:
    tokens = tokens_client.app.state.access.room_tokens  # type: ignore[attr-defined]

    def made(*may: str) -> str:
        async def issue() -> str:
            return await tokens.issue("demo", may=may, minutes=5)

        assert tokens_client.portal is not None
        return tokens_client.portal.call(issue)

    happens = "/api/rooms/demo/events"
    with (
        pytest.raises(WebSocketDenialResponse) as denied,
        tokens_client.websocket_connect(happens),
    ):
        pass
    assert denied.value.status_code == 401
    with tokens_client.websocket_connect(f"{happens}?token={made('watch')}") as watcher:
        assert watcher.receive_json()["type"] == "room.state"
    with (
        pytest.raises(WebSocketDenialResponse),
        tokens_client.websocket_connect(f"/api/rooms/demo/feed?token={made('watch')}"),
    ):
        pass
    with tokens_client.websocket_connect("/v1/realtime?model=room:demo") as lost:
        assert lost.receive_json()["error"]["code"] == "invalid_api_key"
        with pytest.raises(WebSocketDisconnect) as closed:
            lost.receive_json()
    assert closed.value.code == 4401
    # as browsers' Realtime clients send a key
    subprotocols = ["realtime", f"openai-insecure-api-key.{made('ask')}"]
    with tokens_client.websocket_connect(
        "/v1/realtime?model=room:demo", subprotocols=subprotocols
    ) as talking:
        assert talking.receive_json()["type"] == "session.created"


async def test_the_refusal_is_what_openais_clients_expect(visitor: httpx.AsyncClient) -> None:
    error = (await visitor.post("/v1/chat/completions", json=CHAT)).json()["error"]
    assert error["code"] == "invalid_api_key"
    assert "token" in error["message"]


def test_who_is_disabled_hears_nothing_more(
    tokens_client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "LOOKED_AGAIN_S", 0.0)
    app, portal = tokens_client.app, tokens_client.portal
    assert portal is not None
    keys = portal.call(staffed, app)
    shown = {"Authorization": f"Bearer {keys[Role.AGENT]}"}
    with tokens_client.websocket_connect(
        "/api/rooms/demo/events?staff=true", headers=shown
    ) as watcher:
        assert watcher.receive_json()["type"] == "room.state"
        accounts = app.state.access.accounts  # type: ignore[attr-defined]
        agent = portal.call(accounts.named, "agent")
        portal.call(accounts.disable, agent.id, BY)
        with pytest.raises(WebSocketDisconnect) as closed:
            watcher.receive_json()
    assert closed.value.code == 4401
