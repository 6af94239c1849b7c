"""Browsers and people for the tests of access over HTTP."""

from collections.abc import Mapping
from typing import Any

import httpx
from fastapi import FastAPI
from support.staff import BY, PASSWORD

from assistant.review.access.access import Access
from assistant.review.access.keys import PREFIX
from assistant.review.access.roles import Role
from assistant.review.access.secret import digest
from assistant.store.staff import keys
from assistant.store.staff.keys import KeyRecord

HERE = "http://127.0.0.1:8000"


class Browser(httpx.AsyncClient):
    """Keeps cookies, and says of its requests what a browser says of a page's own."""

    def __init__(self, app: FastAPI, base: str = HERE, client: str = "127.0.0.1") -> None:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(client, 4711))
        super().__init__(transport=transport, base_url=base)
        self.base = base

    async def sends(
        self, method: str, path: str, json: Any = None, headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """A request of a page of this service's, with the proof that its session is its own."""
        own = {"Origin": self.base, "Sec-Fetch-Site": "same-origin"}
        csrf = (await self.get("/api/session")).json().get("csrf")
        if csrf:
            own["X-CSRF-Token"] = csrf
        return await self.request(method, path, json=json, headers={**own, **(headers or {})})

    async def signs_in(self, name: str, password: str = PASSWORD) -> httpx.Response:
        """By name and password."""
        return await self.sends("POST", "/api/session", {"name": name, "password": password})


def access_of(app: FastAPI) -> Access:
    """All that tells who somebody is."""
    found: Access = app.state.access
    return found


def shows(key: str) -> dict[str, str]:
    """The header with a key that `let_in` gave somebody."""
    return {"Authorization": f"Bearer {PREFIX}{key}"}


async def let_in(app: FastAPI, *names: str, role: Role = Role.AGENT) -> None:
    """Accounts of a role, each with the API key that `shows` its name."""
    access = access_of(app)
    for name in names:
        account = await access.accounts.add(name, role, BY)
        record = KeyRecord(digest(f"{PREFIX}{name}"), name[:9], "test", role.value, account.id)
        async with access.database.writing() as session:
            await keys.add(session, record)


async def staffed(app: FastAPI) -> dict[Role, str]:
    """An account of each role, named for it, and an API key of each; the keys."""
    access = access_of(app)
    made = {}
    for role in reversed(Role):
        account = await access.accounts.add(role.value, role, BY, password=PASSWORD)
        made[role], _ = await access.keys.make(account, "test", role, BY)
    return made
