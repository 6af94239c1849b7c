"""What customers will want again, over HTTP, for staff and the shop's own systems."""

from fastapi import APIRouter

from assistant.web.repurchase import customers, drafts

router = APIRouter()
for module in (customers, drafts):
    router.include_router(module.router)

__all__ = ["router"]
