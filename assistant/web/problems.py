"""Every error as its caller expects it: RFC 9457 problems, and OpenAI's shape under `/v1`."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection

from assistant.review.access.errors import AccessRefused, Code
from assistant.review.queue.refusals import Conflict, Refusal
from assistant.room.engines import EngineUnavailable
from assistant.room.host_ear.alarms import NoSuchAlarm
from assistant.room.rooms import RoomNotFound
from assistant.room.session import ProductNotFound
from assistant.speech.audio import AudioError, AudioTooLong
from assistant.speech.recognisers.port import RecogniserError, RecogniserRefusal
from assistant.speech.synthesisers.port import SynthesiserError, SynthesiserRefusal
from assistant.store import NotStored
from assistant.store.conduct import DraftSettled
from assistant.store.review.filters import BadCursor
from assistant.store.rooms import RoomExists
from assistant.telemetry import current_trace_id

_STATUS: Mapping[type[Exception], int] = {
    RoomNotFound: 404,
    ProductNotFound: 404,
    NotStored: 404,
    NoSuchAlarm: 404,
    RoomExists: 409,
    Conflict: 409,
    Refusal: 422,
    BadCursor: 422,
    DraftSettled: 409,
    AudioTooLong: 413,
    AudioError: 400,
    RecogniserRefusal: 422,
    SynthesiserRefusal: 422,
    RecogniserError: 502,
    SynthesiserError: 502,
    EngineUnavailable: 503,
}
_REFUSALS: Mapping[Code, int] = {
    "not_signed_in": 401,
    "wrong_credentials": 401,
    "room_token": 401,
    "no_right": 403,
    "role_too_high": 403,
    "cross_site": 403,
    "no_csrf_token": 403,
    "needs_https": 403,
    "provider": 403,
    "name_taken": 409,
    "last_admin": 409,
    "link_over": 410,
    "unusable_name": 422,
    "weak_password": 422,
    "locked_out": 429,
}
_CODES = {
    401: "invalid_api_key",
    404: "model_not_found",
    413: "too_large",
    503: "engine_unavailable",
}

_log = structlog.get_logger(__name__)


class Problem(HTTPException):
    """An error to answer with: `status` and one sentence; `more` is added to the problem."""

    def __init__(self, status: int, detail: str, *, param: str = "", **more: Any) -> None:
        super().__init__(status, detail)
        self.param = param
        self.more = more


def openai_error(
    status: int, message: str, *, param: str | None = None, code: str | None = None
) -> dict[str, Any]:
    """An error in the shape of OpenAI's API."""
    kind = "server_error" if status >= 500 else "invalid_request_error"
    code = code or _CODES.get(status)
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


def problem(status: int, detail: str, **more: Any) -> dict[str, Any]:
    """An error as RFC 9457 writes it; `about:blank` says that `status` tells what kind it is."""
    title = HTTPStatus(status).phrase
    return {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}


def install(app: FastAPI) -> None:
    """Answer every error of `app` in its shape."""
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    for kind in _STATUS:
        app.add_exception_handler(kind, _known)
    app.add_exception_handler(AccessRefused, _refused)
    app.add_exception_handler(Exception, _unforeseen)


def status_of(error: Exception) -> int:
    """The status that says what `error` is; 500 for one nobody foresaw."""
    found = (_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS)
    return next(found, 500)


def error_response(
    request: Request, status: int, detail: str, *, param: str = "", **more: Any
) -> JSONResponse:
    """The response for an error, in the shape of the path that was asked for."""
    headers = {"Retry-After": "2"} if status == 503 else None
    if request.url.path.startswith("/v1/"):
        body = openai_error(status, detail, param=param or None)
        return JSONResponse(body, status, headers)
    return JSONResponse(
        problem(status, detail, **more), status, headers, media_type="application/problem+json"
    )


def reads_chinese(connection: HTTPConnection) -> bool:
    """Whether who calls reads Chinese first."""
    return connection.headers.get("Accept-Language", "").lower().startswith("zh")


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - what it was installed for
    if isinstance(error, Problem):
        return error_response(
            request, error.status_code, error.detail, param=error.param, **error.more
        )
    detail = str(error.detail)
    if error.status_code == 404 and detail == HTTPStatus(404).phrase:
        detail = f"there is nothing at {request.url.path}"
    response = error_response(request, error.status_code, detail)
    response.headers.update(error.headers or {})
    return response


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - what it was installed for
    errors = [
        {"field": ".".join(str(part) for part in found["loc"][1:]), "message": found["msg"]}
        for found in error.errors()
    ]
    first = errors[0]
    detail = f"{first['field']}: {first['message']}" if first["field"] else first["message"]
    return error_response(request, 422, detail, param=first["field"], errors=errors)


async def _known(request: Request, error: Exception) -> JSONResponse:
    if isinstance(error, Refusal):
        return error_response(
            request, status_of(error), _sentence(request, error), code=error.code, **error.more
        )
    return error_response(request, status_of(error), str(error))


async def _refused(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, AccessRefused)  # noqa: S101 - what it was installed for
    status = _REFUSALS[error.code]
    response = error_response(request, status, str(error), code=error.code)
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    if error.retry_s:
        response.headers["Retry-After"] = str(error.retry_s)
    return response


def _sentence(request: Request, error: Refusal) -> str:
    """What is said, in the language that the caller reads first."""
    return error.zh if reads_chinese(request) else str(error)


async def _unforeseen(request: Request, error: Exception) -> JSONResponse:
    _log.error("request failed", path=request.url.path, exc_info=error)
    trace_id = request.scope.get("trace_id") or current_trace_id()
    detail = f"something went wrong here; the log says more under trace id {trace_id}"
    response = error_response(request, 500, detail)
    # this answer is made outside of what adds the header to every other
    response.headers["X-Trace-Id"] = trace_id
    return response
