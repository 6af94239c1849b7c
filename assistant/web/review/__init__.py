"""The review queue over HTTP, for staff."""

from fastapi import APIRouter

from assistant.web.review import items, live, replies, saved, sound

router = APIRouter()
for module in (items, replies, saved, sound, live):
    router.include_router(module.router)

__all__ = ["router"]
