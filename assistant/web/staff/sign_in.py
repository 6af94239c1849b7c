"""One's own session: sign in, look, sign out, choose a password."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, Field

from assistant.review.access.access import Access
from assistant.review.access.errors import AccessRefused
from assistant.review.access.roles import Right, Role, rights
from assistant.review.access.sessions import csrf_token
from assistant.review.audit import Actor
from assistant.settings import Settings
from assistant.store.staff.accounts import AccountRecord
from assistant.web.access import AccessOf, Caller, caller_of
from assistant.web.context import SettingsOf
from assistant.web.cookies import (
    SESSION,
    address,
    cookie_name,
    drop_cookie,
    from_elsewhere,
    host_name,
    is_loopback,
    secure,
    set_cookie,
)
from assistant.web.views import PROBLEMS, Body

router = APIRouter(prefix="/api/session", tags=["sign-in"])

Password = Annotated[str, Field(max_length=1024)]
Secret = Annotated[str, Field(min_length=1, max_length=256)]


class SessionView(BaseModel):
    """Who is signed in, if anybody; and how one may."""

    signed_in: bool = False
    id: str = ""
    name: str = ""
    role: Role | None = None
    rights: list[Right] = []
    csrf: str = Field("", description="to send as X-CSRF-Token with all that changes something")
    password: bool = Field(False, description="whether they have a password to change")
    provider: str = Field("", description="who else signs people in; empty: nobody")


class SignInBody(Body):
    """A name and a password."""

    name: Annotated[str, Field(min_length=1, max_length=128)]
    password: Password


class LinkBody(Body):
    """The secret of a link."""

    link: Secret


class LinkView(BaseModel):
    """Whom a link is for; an empty name: the first admin, who chooses one."""

    name: str
    expires_at: datetime


class UseLinkBody(LinkBody):
    """What is chosen with it."""

    password: Password
    name: Annotated[str, Field(max_length=128)] = ""


class PasswordBody(Body):
    """The old password and the new one."""

    old: Password
    new: Password


async def _mine(request: Request, access: AccessOf, settings: SettingsOf) -> Caller:
    caller = await caller_of(request, access, settings)
    if caller is None or caller.by != "session":
        raise AccessRefused("not_signed_in", "nobody is signed in here")
    return caller


Mine = Annotated[Caller, Depends(_mine)]
"""Whoever is signed in, whatever they may."""


@router.get("", summary="Who is signed in")
async def look(request: Request, access: AccessOf, settings: SettingsOf) -> SessionView:
    """Says so to anybody, of the session they have."""
    caller = await caller_of(request, access, settings)
    if caller is None:
        return SessionView(provider=access.oidc.name)
    if caller.account is None or caller.by != "session":
        return SessionView(signed_in=True, name=caller.name, rights=sorted(caller.rights))
    return _view(caller.account, _token(request), access)


@router.post("", summary="Sign in", responses=PROBLEMS)
async def sign_in(
    request: Request,
    response: Response,
    body: SignInBody,
    access: AccessOf,
    settings: SettingsOf,
) -> SessionView:
    """With a name and a password. After some failures there is a wait, which grows (429)."""
    _allow(request, settings)
    account = await access.accounts.sign_in(body.name, body.password, address(request))
    return await start(request, response, account, access, settings, by="password")


@router.delete("", status_code=204, summary="Sign out", responses=PROBLEMS)
async def sign_out(
    request: Request,
    response: Response,
    caller: Mine,
    access: AccessOf,
    *,
    everywhere: Annotated[bool, Query(description="in every browser")] = False,
) -> None:
    """Here, or everywhere."""
    if everywhere:
        await access.accounts.sign_out(caller.of_staff().id, caller.actor)
    else:
        await access.sessions.end(_token(request), caller.actor)
    drop_cookie(response, request, SESSION)


@router.put("/password", summary="Change one's password", responses=PROBLEMS)
async def change_password(
    request: Request,
    response: Response,
    caller: Mine,
    body: PasswordBody,
    access: AccessOf,
    settings: SettingsOf,
) -> SessionView:
    """Every session ends; this browser gets a new one."""
    account = caller.of_staff()
    await access.accounts.change_password(account, body.old, body.new, caller.actor)
    return await start(request, response, account, access, settings, by="password")


@router.post("/link", summary="Whom a one-time link is for", responses=PROBLEMS)
async def look_at_link(
    request: Request, body: LinkBody, access: AccessOf, settings: SettingsOf
) -> LinkView:
    """Without using it; 410 for one that was used or is over."""
    _allow(request, settings)
    found = await access.links.look(body.link)
    return LinkView(name=found.name, expires_at=found.expires_at)


@router.post("/link/use", summary="Choose a password with a one-time link", responses=PROBLEMS)
async def use_link(
    request: Request,
    response: Response,
    body: UseLinkBody,
    access: AccessOf,
    settings: SettingsOf,
) -> SessionView:
    """And be signed in."""
    _allow(request, settings)
    account = await access.links.use(body.link, body.password, address(request), name=body.name)
    return await start(request, response, account, access, settings, by="link")


async def start(
    request: Request,
    response: Response,
    account: AccountRecord,
    access: Access,
    settings: Settings,
    *,
    by: str,
) -> SessionView:
    """Sign this browser in, under a token that nobody knew before."""
    actor = Actor(account.name, by, address(request))
    token = await access.sessions.start(account, actor, before=_token(request))
    seconds = int(settings.session_hours * 3600)
    set_cookie(response, request, SESSION, token, seconds=seconds)
    return _view(account, token, access)


def _view(account: AccountRecord, token: str, access: Access) -> SessionView:
    role = Role(account.role)
    return SessionView(
        signed_in=True,
        id=account.id,
        name=account.name,
        role=role,
        rights=sorted(rights(role)),
        csrf=csrf_token(token) if token else "",
        password=bool(account.password),
        provider=access.oidc.name,
    )


def _token(request: Request) -> str:
    return request.cookies.get(cookie_name(request, SESSION), "")


def _allow(request: Request, settings: Settings) -> None:
    """Refuses what another site sends, and passwords that anybody between here and there reads."""
    if from_elsewhere(request, settings):
        raise AccessRefused("cross_site", "another site sent this; open the page here")
    if not secure(request) and not is_loopback(host_name(request)):
        raise AccessRefused(
            "needs_https",
            "sign in over https; a proxy in front, on this machine, has to send X-Forwarded-Proto",
        )
