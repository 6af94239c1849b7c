"""Every route, with every role and none: who is let through, and who is not.

Let through is whoever gets past the door, whatever the route then says of an empty body or a room
that is not there; kept out is 401 or 403. A route that the table lacks fails the test.
"""

from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from access_client import HERE, Browser, access_of, staffed
from fastapi import FastAPI
from fastapi.routing import APIWebSocketRoute, iter_route_contexts
from support.staff import cheap

from assistant.review.access.roles import Role
from assistant.review.access.secret import digest
from assistant.settings import Settings
from assistant.store.staff import sessions
from assistant.web.cookies import SESSION

VIEWERS = {
    "GET /",
    "GET /{name}",
    "GET /assets/{path:path}",
    "GET /pictures/{name}",
    "GET /rooms/{room}",
    "GET /sign-in",
    "GET /staff",
    "GET /figures",
    "GET /review",
    "GET /corrections",
    "GET /repurchase",
    "GET /docs",
    "GET /docs/oauth2-redirect",
    "GET /redoc",
    "GET /openapi.json",
    "GET /healthz",
    "GET /readyz",
    "GET /metrics",
    "GET /api/feed/schema",
    "GET /api/rooms/{room}",
    "GET /api/rooms/{room}/answers",
    "GET /api/answers/{answer_id}",
    "PUT /api/answers/{answer_id}/rating",
    "POST /api/rooms/{room}/questions",
    "POST /api/rooms/{room}/comments",
    "POST /api/rooms/{room}/gateways/{presence}/events",
    "POST /v1/chat/completions",
    "POST /v1/audio/speech",
    "POST /v1/audio/transcriptions",
    "GET /v1/models",
    "GET /v1/models/{model}",
    "POST /v1/realtime/calls",
    "POST /v1/realtime/calls/{call_id}/hangup",
    "WS /v1/realtime",
    "WS /api/rooms/{room}/events",
    "WS /api/rooms/{room}/feed",
    # how one signs in; what they refuse they refuse themselves, see test_web_sign_in
    "GET /api/session",
    "POST /api/session",
    "POST /api/session/link",
    "POST /api/session/link/use",
    "GET /api/session/oidc",
    "GET /api/session/oidc/callback",
}
STAFF: Mapping[str, Role] = {
    "WS /api/rooms/{room}/events?staff=true": Role.VIEWER,
    "GET /api/rooms/{room}/host/transcript": Role.VIEWER,
    "GET /api/rooms/{room}/host/alarms": Role.VIEWER,
    "PUT /api/rooms/{room}/host/alarms/{alarm}": Role.AGENT,
    "GET /api/review/items": Role.VIEWER,
    "GET /api/review/items/{item}": Role.VIEWER,
    "GET /api/review/counts": Role.VIEWER,
    "GET /api/review/staff": Role.VIEWER,
    "GET /api/review/answers/{answer_id}/sound": Role.AGENT,
    "GET /api/review/replies": Role.VIEWER,
    "POST /api/review/replies/{reply}/text": Role.VIEWER,
    "GET /api/review/views": Role.VIEWER,
    "WS /api/review/events": Role.VIEWER,
    "POST /api/review/items/{item}/claim": Role.AGENT,
    "DELETE /api/review/items/{item}/claim": Role.AGENT,
    "POST /api/review/items/{item}/actions": Role.AGENT,
    "POST /api/review/replies": Role.AGENT,
    "PUT /api/review/replies/{reply}": Role.AGENT,
    "DELETE /api/review/replies/{reply}": Role.AGENT,
    "POST /api/review/views": Role.AGENT,
    "PUT /api/review/views/{view}": Role.AGENT,
    "DELETE /api/review/views/{view}": Role.AGENT,
    "GET /api/review/corrections": Role.VIEWER,
    "GET /api/review/corrections/{correction}": Role.VIEWER,
    "POST /api/review/corrections": Role.AGENT,
    "PUT /api/review/corrections/{correction}": Role.AGENT,
    "DELETE /api/review/corrections/{correction}": Role.AGENT,
    "POST /api/review/corrections/{correction}/undo": Role.AGENT,
    "GET /api/conduct": Role.VIEWER,
    "GET /api/rooms/{room}/conduct": Role.VIEWER,
    "GET /api/rooms/{room}/drafts": Role.VIEWER,
    "POST /api/rooms/{room}/takeover": Role.AGENT,
    "DELETE /api/rooms/{room}/takeover": Role.AGENT,
    "POST /api/rooms/{room}/drafts/{draft}": Role.AGENT,
    "POST /api/rooms/{room}/words": Role.AGENT,
    "PUT /api/conduct": Role.SUPERVISOR,
    "PUT /api/rooms/{room}/conduct": Role.SUPERVISOR,
    "GET /api/review/figures": Role.VIEWER,
    "GET /api/review/figures.csv": Role.VIEWER,
    "GET /api/review/history.jsonl": Role.SUPERVISOR,
    "GET /api/customers/{customer}/repurchase": Role.AGENT,
    "GET /api/repurchase/drafts": Role.AGENT,
    "POST /api/repurchase/drafts": Role.SUPERVISOR,
    "GET /api/repurchase/batches/{batch}": Role.AGENT,
    "POST /api/repurchase/drafts/decide": Role.AGENT,
    "PUT /api/repurchase/drafts/{draft}": Role.AGENT,
    "GET /api/repurchase/drafts/export": Role.SUPERVISOR,
    "POST /api/rooms/{room}/tokens": Role.SUPERVISOR,
    "GET /api/audit": Role.ADMIN,
    "GET /api/audit/verification": Role.ADMIN,
}
OPERATORS: Mapping[str, Role] = {
    "POST /api/rooms": Role.SUPERVISOR,
    "PUT /api/rooms/{room}/on-air": Role.AGENT,
    "PUT /api/rooms/{room}/fact-cards": Role.AGENT,
    "POST /api/catalogs/{name}/imports": Role.SUPERVISOR,
    "PATCH /api/catalogs/{name}/skus/{sku}": Role.SUPERVISOR,
    "GET /api/catalogs/{name}/search": Role.VIEWER,
    "POST /api/rooms/{room}/gateways": Role.SUPERVISOR,
    "GET /api/rooms/{room}/gateways": Role.SUPERVISOR,
    "GET /api/rooms/{room}/gateways/{presence}": Role.SUPERVISOR,
    "PUT /api/rooms/{room}/gateways/{presence}/floor": Role.SUPERVISOR,
    "DELETE /api/rooms/{room}/gateways/{presence}": Role.SUPERVISOR,
}
PERSONS: Mapping[str, Role] = {
    "DELETE /api/session": Role.VIEWER,
    "PUT /api/session/password": Role.VIEWER,
    "GET /api/keys": Role.AGENT,
    "POST /api/keys": Role.AGENT,
    "DELETE /api/keys/{key}": Role.AGENT,
    "GET /api/staff": Role.ADMIN,
    "POST /api/staff": Role.ADMIN,
    "PATCH /api/staff/{account}": Role.ADMIN,
    "POST /api/staff/{account}/link": Role.ADMIN,
    "DELETE /api/staff/{account}/sessions": Role.ADMIN,
}
NEEDED = {**STAFF, **OPERATORS, **PERSONS}

ORDER = list(Role)
KEPT_OUT = (401, 403)


def names(app: FastAPI) -> Iterator[str]:
    """Every route by method and path."""
    for context in iter_route_contexts(app.router.routes):
        if isinstance(context.original_route, APIWebSocketRoute):
            yield f"WS {context.path}"
        else:
            for method in sorted((context.methods or set()) - {"HEAD"}):
                yield f"{method} {context.path}"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return cheap(tmp_path / "home")


def address(name: str) -> tuple[str, str]:
    method, _, path = name.partition(" ")
    for part in (
        "room",
        "name",
        "sku",
        "presence",
        "alarm",
        "account",
        "key",
        "draft",
        "customer",
        "batch",
    ):
        path = path.replace(f"{{{part}}}", "x")
    for part in ("item", "reply", "view"):
        path = path.replace(f"{{{part}}}", "9")
    return method, path.replace("{answer_id}", "x").replace("{model}", "x").replace(
        "{call_id}", "x"
    ).replace("{path:path}", "x")


async def status(browser: Browser, name: str, headers: Mapping[str, str]) -> int:
    """What the door of a route says."""
    method, path = address(name)
    if method == "WS":
        return await _denied(browser, path, headers)
    sent = {} if method == "GET" else {"json": {}}
    return (await browser.request(method, path, headers=headers, **sent)).status_code


async def _denied(browser: Browser, path: str, headers: Mapping[str, str]) -> int:
    """The status that a WebSocket is denied with, or 101."""
    said: list[dict[str, Any]] = []
    path, _, query = path.partition("?")
    cookies = "; ".join(f"{one.name}={one.value}" for one in browser.cookies.jar)
    sent = {**headers, "host": "127.0.0.1:8000", **({"cookie": cookies} if cookies else {})}
    scope = {
        "type": "websocket",
        "asgi": {"version": "3.0"},
        "scheme": "ws",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(key.lower().encode(), value.encode()) for key, value in sent.items()],
        "client": ("127.0.0.1", 4711),
        "server": ("127.0.0.1", 8000),
        "subprotocols": [],
        "state": {},
        "extensions": {"websocket.http.response": {}},
    }
    events = iter([{"type": "websocket.connect"}])

    async def receive() -> dict[str, Any]:
        return next(events, {"type": "websocket.disconnect", "code": 1000})

    async def send(message: Any) -> None:
        said.append(message)

    transport = browser._transport
    assert isinstance(transport, httpx.ASGITransport)
    await transport.app(scope, receive, send)
    return int(said[0].get("status", 101))


async def test_the_table_has_every_route(app: FastAPI) -> None:
    found = set(names(app))
    listed = VIEWERS | {name for name in NEEDED if "?" not in name}
    assert found - listed == set(), "say in the table who may use these"
    assert listed - found == set(), "these are gone"


@pytest.fixture
async def people(app: FastAPI) -> AsyncIterator[dict[str, tuple[Browser, dict[str, str]]]]:
    """Who calls, each with the headers they send: nobody, each role by session and by key, …"""
    keys = await staffed(app)
    found: dict[str, tuple[Browser, dict[str, str]]] = {"nobody": (Browser(app), {})}
    for role in Role:
        browser = Browser(app)
        signed_in = await browser.signs_in(role.value)
        csrf = signed_in.json()["csrf"]
        found[f"{role} by session"] = (
            browser,
            {"Origin": HERE, "Sec-Fetch-Site": "same-origin", "X-CSRF-Token": csrf},
        )
        found[f"{role} by key"] = (Browser(app), {"Authorization": f"Bearer {keys[role]}"})
    app.state.local_key = "xl_local"
    found["admin by the local key"] = (Browser(app), {"Authorization": "Bearer xl_local"})
    found["nobody by a key that is none"] = (Browser(app), {"Authorization": "Bearer xk_none"})
    found["nobody by a session that is over"] = (await _expired(app), {})
    yield found
    for browser, _ in found.values():
        await browser.aclose()


async def _expired(app: FastAPI) -> Browser:
    browser = Browser(app)
    await browser.signs_in("admin")
    async with access_of(app).database.writing() as session:
        token = digest(browser.cookies[SESSION])
        await sessions.seen(session, token, datetime.now(UTC) - timedelta(days=30))
    return browser


def may(who: str, name: str) -> bool:
    role = who.split(" ", maxsplit=1)[0]
    if role == "nobody":
        return False
    if name in PERSONS and "session" not in who:
        return False
    return ORDER.index(Role(role)) >= ORDER.index(NEEDED[name])


async def test_whoever_may_is_let_through_and_nobody_else(
    app: FastAPI, people: dict[str, tuple[Browser, dict[str, str]]]
) -> None:
    wrong = []
    for who, (browser, headers) in people.items():
        # last what ends the session
        for name in sorted(NEEDED, key=lambda one: one == "DELETE /api/session"):
            got = await status(browser, name, headers)
            if (got not in KEPT_OUT) != may(who, name):
                wrong.append(f"{who}: {name}: {got}")
    assert wrong == []


async def test_viewers_need_nothing(app: FastAPI) -> None:
    async with Browser(app) as browser:
        for name in VIEWERS:
            assert await status(browser, name, {}) not in KEPT_OUT, name


async def test_operators_need_nothing_on_a_fresh_service_of_ones_own(app: FastAPI) -> None:
    async with Browser(app) as browser:
        for name in OPERATORS:
            assert await status(browser, name, {}) not in KEPT_OUT, name
        for name in {**STAFF, **PERSONS}:
            assert await status(browser, name, {}) == 401, name
