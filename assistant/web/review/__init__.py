"""The review queue over HTTP, for staff."""

from fastapi import APIRouter

from assistant.web.review import colleagues, corrections, items, live, replies, saved, sound

router = APIRouter()
for module in (items, replies, saved, sound, colleagues, corrections, live):
    router.include_router(module.router)

__all__ = ["router"]
