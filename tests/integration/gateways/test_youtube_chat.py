"""The YouTube gateway against a server that does as the Live Streaming API documents."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from support.links import SOON_S, JoinsAndLeaves, Reads, Writes, said, silent

from assistant.gateways.link import LinkError, LinkLost, Said
from assistant.gateways.youtube.gateway import YouTube, make
from assistant.gateways.youtube.quota import Quota
from assistant.settings import Settings

OWN = {"channelId": "xiaoer", "displayName": "Xiaoer"}


def refused(status: int, reason: str) -> JSONResponse:
    error = {"code": status, "message": reason, "errors": [{"reason": reason}]}
    return JSONResponse({"error": error}, status)


class Server:
    """One video with a chat; pages are told apart by how many messages came before."""

    def __init__(self) -> None:
        self.items: list[dict[str, Any]] = []
        self.refuse: JSONResponse | None = None
        self.over = False
        self.written: asyncio.Queue[str] = asyncio.Queue()
        self.port = 0
        self.app = Starlette(
            routes=[
                Route("/token", self._token, methods=["POST"]),
                Route("/videos", self._videos),
                Route("/liveChat/messages", self._list),
                Route("/liveChat/messages", self._insert, methods=["POST"]),
            ]
        )

    def add(self, text: str, author: dict[str, Any]) -> dict[str, Any]:
        item = {
            "id": f"m{len(self.items)}",
            "snippet": {
                "type": "textMessageEvent",
                "publishedAt": datetime.now(UTC).isoformat().replace("+00:00", "Z"),
                "textMessageDetails": {"messageText": text},
            },
            "authorDetails": author,
        }
        self.items.append(item)
        return item

    async def _token(self, request: Request) -> JSONResponse:
        body = (await request.body()).decode()
        if "refresh_token=right" not in body or "grant_type=refresh_token" not in body:
            return JSONResponse({"error": "invalid_grant"}, 400)
        return JSONResponse({"access_token": "token", "expires_in": 3600})

    def _refused(self, request: Request) -> JSONResponse | None:
        if request.headers.get("authorization") != "Bearer token":
            return refused(401, "authError")
        answer, self.refuse = self.refuse, None
        return answer

    async def _videos(self, request: Request) -> JSONResponse:
        live = request.query_params["id"] == "Vid"
        details = {"liveStreamingDetails": {"activeLiveChatId": "chat"}}
        return self._refused(request) or JSONResponse({"items": [details] if live else []})

    async def _list(self, request: Request) -> JSONResponse:
        if (answer := self._refused(request)) is not None:
            return answer
        since = int(request.query_params.get("pageToken", "0"))
        told: dict[str, Any] = {
            "items": self.items[since:],
            "nextPageToken": str(len(self.items)),
            "pollingIntervalMillis": 20,
        }
        return JSONResponse(told | ({"offlineAt": "2026-01-01T00:00:00Z"} if self.over else {}))

    async def _insert(self, request: Request) -> JSONResponse:
        if (answer := self._refused(request)) is not None:
            return answer
        text = (await request.json())["snippet"]["textMessageDetails"]["messageText"]
        if not text or len(text) > 200:
            return refused(400, "messageTextInvalid")
        self.written.put_nowait(text)
        return JSONResponse(self.add(text, OWN))


class Chat:
    """The stage of the port's suites."""

    def __init__(self, server: Server) -> None:
        self.server = server

    def gateway(self, refresh: str = "right", units: int = 10_000) -> YouTube:
        made = make(
            "https://www.youtube.com/watch?v=Vid",
            Settings(
                youtube_client_id="id",
                youtube_client_secret="secret",
                youtube_refresh_token=refresh,
                youtube_daily_units=units,
            ),
        )
        at = f"http://127.0.0.1:{self.server.port}"
        quota = dataclasses.replace(made.quota, show=timedelta(seconds=1))
        return dataclasses.replace(made, api=at, tokens=f"{at}/token", poll_s=0.02, quota=quota)

    def wrong(self) -> YouTube:
        return self.gateway("revoked")

    async def say(self, text: str, *, viewer: str = "小美") -> None:
        self.server.add(text, {"channelId": f"id of {viewer}", "displayName": viewer})

    async def read(self) -> str:
        return await self.server.written.get()

    async def cut(self) -> None:
        self.server.refuse = refused(503, "backendError")


@pytest.fixture
async def stage() -> AsyncIterator[Chat]:
    server = Server()
    web = uvicorn.Server(uvicorn.Config(server.app, port=0, log_level="error", lifespan="off"))
    serving = asyncio.create_task(web.serve())
    while not web.started:  # noqa: ASYNC110 - uvicorn tells nobody
        await asyncio.sleep(0.01)
    server.port = web.servers[0].sockets[0].getsockname()[1]
    yield Chat(server)
    web.should_exit = True
    await serving


class TestYouTube(JoinsAndLeaves, Reads, Writes):
    """The port's own suites."""

    async def test_neither_the_past_nor_our_own_words_are_read(self, stage: Chat) -> None:
        await stage.say("以前的")
        async with stage.gateway().connect(silent) as link:
            await link.write("自己的")
            await stage.say("现在的")
            async with asyncio.timeout(SOON_S):
                event = await anext(aiter(link.events()))
        assert isinstance(event, Said)
        assert event.text == "现在的"

    async def test_a_broadcast_that_ends_ends_the_events(self, stage: Chat) -> None:
        async with stage.gateway().connect(silent) as link:
            stage.server.over = True
            async with asyncio.timeout(SOON_S):
                assert [event async for event in link.events()] == []

    @pytest.mark.parametrize(
        ("status", "reason", "raised"),
        [(403, "quotaExceeded", LinkError), (403, "rateLimitExceeded", LinkLost)],
    )
    async def test_a_refusal_is_final_or_not(
        self, stage: Chat, status: int, reason: str, raised: type[Exception]
    ) -> None:
        async with stage.gateway().connect(silent) as link:
            stage.server.refuse = refused(status, reason)
            with pytest.raises(raised):
                await said(link, "never")

    async def test_units_that_reading_needs_are_not_written_away(self, stage: Chat) -> None:
        async with stage.gateway(units=30).connect(silent) as link:
            with pytest.raises(LinkError, match="nothing is written"):
                await link.write("有大码")
            assert stage.server.written.empty()


def test_a_day_of_units_begins_at_midnight_in_california() -> None:
    clock = [datetime(2026, 7, 1, 6, 59, 0, tzinfo=UTC)]  # 23:59 there
    quota = Quota(100, timedelta(hours=1), now=lambda: clock[0])
    quota.spend(70)
    assert quota.left == 30
    assert quota.needed(10.0) == 6 * 5  # to midnight, though the show goes on
    clock[0] += timedelta(minutes=2)
    assert quota.left == 100
    assert quota.needed(10.0) == 58 * 6 * 5


@pytest.mark.parametrize("url", ["", "https://example.com/watch?v=x", "https://www.youtube.com/"])
def test_an_address_without_a_video_is_refused(url: str) -> None:
    with pytest.raises(LinkError, match="names no video"):
        make(url, Settings())
