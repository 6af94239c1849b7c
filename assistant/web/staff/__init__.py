"""Staff over HTTP: signing in, accounts, keys, room tokens, the audit log."""

from fastapi import APIRouter

from assistant.web.staff import accounts, audit_log, keys, oidc, sign_in, tokens

router = APIRouter()
for module in (sign_in, oidc, accounts, keys, tokens, audit_log):
    router.include_router(module.router)

__all__ = ["router"]
