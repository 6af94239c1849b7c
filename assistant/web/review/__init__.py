"""The review queue over HTTP, for staff."""

from fastapi import APIRouter

from assistant.web.review import items, live, replies, saved

router = APIRouter()
for module in (items, replies, saved, live):
    router.include_router(module.router)

__all__ = ["router"]
