"""What every request passes: its trace id, the limit on what it may send, and cautious headers."""

from collections.abc import Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.telemetry import trace
from assistant.web.problems import error_response

KIB = 1024
MIB = 1024 * KIB
BODY_LIMITS: Sequence[tuple[str, int]] = (
    ("/v1/audio/transcriptions", 25 * MIB),  # OpenAI's own limit
    ("/v1/", 1 * MIB),
    ("/api/catalogs/", 32 * MIB),
    ("", 256 * KIB),
)
"""Longest body by the start of the path; the first that fits counts."""


class TraceMiddleware:
    """Gives each request a trace id, the caller's own where it sends one, and returns it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on inside a trace."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        with trace(Headers(scope=scope).get("x-trace-id", "")) as trace_id:
            scope["trace_id"] = trace_id

            async def sending(message: Message) -> None:
                if message["type"] in ("http.response.start", "websocket.accept"):
                    MutableHeaders(scope=message)["X-Trace-Id"] = trace_id
                await send(message)

            await self._app(scope, receive, sending)


class CautionMiddleware:
    """Lets no browser guess what a response is, nor keep what the API answered."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and add to its response's headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("X-Content-Type-Options", "nosniff")
                headers.setdefault("Referrer-Policy", "same-origin")
                if scope["path"].startswith("/api/"):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, sending)


class BodyLimitMiddleware:
    """Refuses a body that is too long, before it is all read, with 413."""

    def __init__(self, app: ASGIApp, limits: Sequence[tuple[str, int]] = BODY_LIMITS) -> None:
        self._app = app
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counting what it sends."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = next(size for start, size in self._limits if scope["path"].startswith(start))
        refusal = f"the request is too long; send at most {limit} bytes"
        declared = Headers(scope=scope).get("content-length", "0")
        if declared.isdecimal() and int(declared) > limit:
            await error_response(Request(scope), 413, refusal)(scope, receive, send)
            return
        received = 0

        async def receiving() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise HTTPException(413, refusal)
            return message

        await self._app(scope, receiving, send)
