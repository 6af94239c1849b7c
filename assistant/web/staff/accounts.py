"""Accounts of staff, for admins."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from assistant.review.access.links import sign_in_path
from assistant.review.access.roles import Right, Role
from assistant.store.staff.accounts import AccountRecord
from assistant.web.access import AccessOf, Caller, requires
from assistant.web.views import PROBLEMS, Body

router = APIRouter(prefix="/api/staff", tags=["staff"])

Admin = Annotated[Caller, requires(Right.STAFF)]


class AccountView(BaseModel):
    """Somebody of staff."""

    id: str
    name: str
    role: Role
    disabled: bool
    password: bool = Field(description="whether they have chosen one")
    provider: bool = Field(description="whether they sign in with the provider")
    created_at: datetime
    signed_in_at: datetime | None


class OneTimeLink(BaseModel):
    """A link that works once; it is shown this one time."""

    path: str = Field(description="of this service, with the secret in its fragment")
    expires_at: datetime


class InvitedView(BaseModel):
    """A new account, and the link to send to whoever it is for."""

    account: AccountView
    link: OneTimeLink


class InvitationBody(Body):
    """Whom to invite."""

    name: Annotated[str, Field(min_length=1, max_length=64)]
    role: Role


class AccountBody(Body):
    """What changes; a field left out stays as it is."""

    role: Role | None = None
    disabled: bool | None = None


@router.get("", summary="Accounts of staff")
async def list_accounts(caller: Admin, access: AccessOf) -> list[AccountView]:
    """Oldest first."""
    return [_view(account) for account in await access.accounts.list()]


@router.post("", status_code=201, summary="Invite somebody", responses=PROBLEMS)
async def invite(caller: Admin, body: InvitationBody, access: AccessOf) -> InvitedView:
    """Their account, and a link with which they choose a password."""
    account = await access.accounts.add(body.name, body.role, caller.actor)
    link, expires_at = await access.links.make(account.id, caller.actor)
    return InvitedView(account=_view(account), link=_link(link, expires_at))


@router.patch("/{account}", summary="Change a role, disable", responses=PROBLEMS)
async def change(caller: Admin, account: str, body: AccountBody, access: AccessOf) -> AccountView:
    """Whoever it is has to sign in again; the last admin stays one."""
    changed = None
    if body.role is not None:
        changed = await access.accounts.change_role(account, body.role, caller.actor)
    if body.disabled is not None:
        changed = await access.accounts.disable(account, caller.actor, disabled=body.disabled)
    return _view(changed or await access.accounts.get(account))


@router.post("/{account}/link", status_code=201, summary="Let them choose a password anew")
async def reset(caller: Admin, account: str, access: AccessOf) -> OneTimeLink:
    """An earlier link works no more; the old password does, until the new one is chosen."""
    return _link(*await access.links.make(account, caller.actor))


@router.delete("/{account}/sessions", status_code=204, summary="Sign somebody out everywhere")
async def sign_out(caller: Admin, account: str, access: AccessOf) -> None:
    """At once; their keys go on working."""
    await access.accounts.sign_out(account, caller.actor)


def _view(account: AccountRecord) -> AccountView:
    return AccountView(
        id=account.id,
        name=account.name,
        role=Role(account.role),
        disabled=account.disabled,
        password=bool(account.password),
        provider=account.subject is not None,
        created_at=account.created_at,
        signed_in_at=account.signed_in_at,
    )


def _link(secret: str, expires_at: datetime) -> OneTimeLink:
    return OneTimeLink(path=sign_in_path(secret), expires_at=expires_at)
