"""Signing in with the provider that is set: there, and back."""

import re
from typing import Annotated

import structlog
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from assistant.review.access.errors import AccessRefused
from assistant.review.access.oidc import LIFE
from assistant.settings import Settings
from assistant.web.access import AccessOf
from assistant.web.context import SettingsOf
from assistant.web.cookies import PROVIDER, address, cookie_name, drop_cookie, set_cookie
from assistant.web.problems import Problem
from assistant.web.staff.sign_in import start

HOME = "/figures"
_OWN_PATH = re.compile(r"/(?![/\\])[\w\-./?=&%:~]*", re.ASCII)

_log = structlog.get_logger(__name__)

router = APIRouter(prefix="/api/session/oidc", tags=["sign-in"])


@router.get(
    "", status_code=303, response_class=RedirectResponse, summary="Sign in with the provider"
)
async def begin(
    request: Request,
    access: AccessOf,
    settings: SettingsOf,
    after: Annotated[str, Query(alias="next", max_length=512)] = "",
) -> Response:
    """To the provider; who comes back goes on to `next`, a path of this service."""
    if not access.oidc.name:
        raise Problem(404, "no provider is set: XIAOER_OIDC_ISSUER")
    try:
        begun = await access.oidc.begin(_callback(request, settings), own_path(after))
    except AccessRefused as refused:
        return _back(refused)
    response = RedirectResponse(begun.url, 303)
    seconds = int(LIFE.total_seconds())
    # lax: it has to come along when the provider sends the browser back
    set_cookie(response, request, PROVIDER, begun.kept, seconds=seconds, strict=False)
    return response


@router.get(
    "/callback",
    status_code=303,
    response_class=RedirectResponse,
    summary="Come back from the provider",
)
async def finish(request: Request, access: AccessOf, settings: SettingsOf) -> Response:
    """Signed in, or to the page that says why not."""
    if not access.oidc.name:
        raise Problem(404, "no provider is set: XIAOER_OIDC_ISSUER")
    kept = request.cookies.get(cookie_name(request, PROVIDER), "")
    try:
        account, after = await access.oidc.finish(
            _callback(request, settings), kept, dict(request.query_params), address(request)
        )
    except AccessRefused as refused:
        response = _back(refused)
    else:
        response = RedirectResponse(after, 303)
        await start(request, response, account, access, settings, by="oidc")
    drop_cookie(response, request, PROVIDER)
    return response


def own_path(path: str) -> str:
    """`path` where it is one of this service, whatever a browser makes of it; else the home."""
    return path if _OWN_PATH.fullmatch(path) else HOME


def _callback(request: Request, settings: Settings) -> str:
    base = settings.public_url or str(request.base_url)
    return f"{base.rstrip('/')}/api/session/oidc/callback"


def _back(refused: AccessRefused) -> RedirectResponse:
    _log.warning("sign-in with the provider failed", why=str(refused))
    # the page words it by the code: an address must not be able to put words into its mouth
    return RedirectResponse(f"/sign-in#refused={refused.code}", 303)
