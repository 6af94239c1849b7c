"""Whom an item can be given to."""

from fastapi import APIRouter

from assistant.review.access.roles import Right, Role, rights
from assistant.web.access import AccessOf
from assistant.web.review.staff import ReaderOf
from assistant.web.review.views import StaffView

router = APIRouter(prefix="/api/review/staff", tags=["review"])


@router.get("", summary="Whom an item can be given to")
async def list_colleagues(_: ReaderOf, access: AccessOf) -> list[StaffView]:
    """Everybody who may answer, by name; nothing else of them is told."""
    return [
        StaffView(id=account.id, name=account.name)
        for account in await access.accounts.list()
        if not account.disabled and Right.ANSWER in rights(Role(account.role))
    ]
