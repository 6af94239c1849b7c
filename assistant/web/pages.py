"""The pages, and the pictures they show."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from assistant.review.access.secret import digest
from assistant.room.rooms import RoomNotFound
from assistant.web.access import AccessOf
from assistant.web.context import RoomsOf
from assistant.web.cookies import ROOM, set_cookie
from assistant.web.problems import Problem
from catalog_loader.demo import pictures_dir

DIST = Path(__file__).parent / "ui" / "dist"

_NOT_BUILT = "<!doctype html><meta charset=utf-8><title>店小二</title><p>The pages are not built yet: run <code>make setup</code>.\n"  # noqa: E501
_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}
_CHECKED = {"Cache-Control": "no-cache"}
# a picture opened by itself must not run anything
_PICTURE = {
    "Cache-Control": "public, max-age=3600",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
}

# antd writes its styles into the page; charts are saved as pictures from there
_STAFF = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
}
_A_DAY_S = 86_400  # at the most: the token ends by itself, before

router = APIRouter(include_in_schema=False)


@router.get("/")
async def home(request: Request) -> Response:
    """To the room this server was started for."""
    return RedirectResponse(f"/rooms/{quote(request.app.state.room)}", status_code=307)


@router.get("/rooms/{room}")
async def room_page(
    request: Request, room: str, rooms: RoomsOf, access: AccessOf, token: str = ""
) -> Response:
    """The page of a room; for one that is not there it says so itself, under status 404.

    A room token becomes a cookie, so that it does not stay in the address.
    """
    shown = await access.room_tokens.read(token) if token else None
    if shown is not None and shown.room == room:
        response = RedirectResponse(f"/rooms/{quote(room)}", 303)
        name = f"{ROOM}-{digest(room)[:12]}"
        set_cookie(response, request, name, token, seconds=_A_DAY_S, strict=False)
        return response
    try:
        await rooms.get(room)
    except RoomNotFound:
        return _page(404)
    return _page(200)


@router.get("/sign-in")
@router.get("/staff")
@router.get("/figures")
@router.get("/review")
@router.get("/corrections")
@router.get("/repurchase")
async def staff_page() -> Response:
    """The pages of staff; what they show comes over the API, to who may see it."""
    return _page(200, _STAFF)


@router.get("/pictures/{name}")
async def picture(name: str) -> Response:
    """A product picture of the demo shop."""
    return FileResponse(_inside(pictures_dir(), name), headers=_PICTURE)


@router.get("/assets/{path:path}")
async def asset(path: str) -> Response:
    """A part of the pages; its name changes with what it holds."""
    return FileResponse(_inside(DIST / "assets", path), headers=_FOREVER)


@router.get("/{name}")
async def root_file(name: str) -> Response:
    """What lies beside the page: the favicon, the manifest."""
    return FileResponse(_inside(DIST, name), headers=_CHECKED)


def _page(status: int, headers: Mapping[str, str] = _CHECKED) -> Response:
    index = DIST / "index.html"
    if not index.is_file():
        return HTMLResponse(_NOT_BUILT, 503, headers=headers)
    return FileResponse(index, status, headers=headers)


def _inside(folder: Path, name: str) -> Path:
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()) or not path.is_file():
        raise Problem(404, f"there is no {name!r} here")
    return path
