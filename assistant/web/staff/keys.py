"""API keys: one's own, and for admins everybody's."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from assistant.review.access.roles import Right, Role
from assistant.store.staff.keys import KeyRecord
from assistant.web.access import AccessOf, Caller, requires
from assistant.web.views import PROBLEMS, Body

router = APIRouter(prefix="/api/keys", tags=["staff"])

Owner = Annotated[Caller, requires(Right.KEYS)]


class KeyView(BaseModel):
    """An API key, but for its secret."""

    id: str
    start: str = Field(description="how it begins")
    name: str
    role: Role
    owner: str
    created_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


class NewKeyView(BaseModel):
    """A key that was made; it is shown this one time."""

    key: str
    view: KeyView


class KeyBody(Body):
    """A key to make."""

    name: Annotated[str, Field(min_length=1, max_length=64)] = Field(
        description="what it is for, to know it by"
    )
    role: Role


@router.get("", summary="API keys")
async def list_keys(caller: Owner, access: AccessOf) -> list[KeyView]:
    """One's own; for admins all of them. Oldest first."""
    names = {account.id: account.name for account in await access.accounts.list()}
    listed = await access.keys.list(_only(caller))
    return [_view(key, names[key.account]) for key in listed]


@router.post("", status_code=201, summary="Make an API key", responses=PROBLEMS)
async def make_key(caller: Owner, body: KeyBody, access: AccessOf) -> NewKeyView:
    """It does what its role may, and never more than its owner at that moment."""
    account = caller.of_staff()
    key, record = await access.keys.make(account, body.name, body.role, caller.actor)
    return NewKeyView(key=key, view=_view(record, account.name))


@router.delete("/{key}", status_code=204, summary="Revoke an API key", responses=PROBLEMS)
async def revoke_key(caller: Owner, key: str, access: AccessOf) -> None:
    """At once."""
    await access.keys.revoke(key, caller.actor, of=_only(caller))


def _only(caller: Caller) -> str | None:
    """Whose keys somebody sees: their own, or of everybody."""
    return None if Right.STAFF in caller.rights else caller.of_staff().id


def _view(key: KeyRecord, owner: str) -> KeyView:
    return KeyView(
        id=key.id,
        start=key.start,
        name=key.name,
        role=Role(key.role),
        owner=owner,
        created_at=key.created_at,
        used_at=key.used_at,
        revoked_at=key.revoked_at,
    )
