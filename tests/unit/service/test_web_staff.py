"""Accounts, keys and the audit log over HTTP, and what one may not do to another's."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from access_client import Browser, access_of, staffed
from fastapi import FastAPI
from support.staff import PASSWORD, cheap

from assistant.review import audit
from assistant.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return cheap(tmp_path / "home")


@pytest.fixture
async def admin(app: FastAPI) -> AsyncIterator[Browser]:
    await staffed(app)
    async with Browser(app) as browser:
        await browser.signs_in("admin")
        yield browser


async def account_of(admin: Browser, name: str) -> dict:
    listed = (await admin.get("/api/staff")).json()
    return next(one for one in listed if one["name"] == name)


async def test_who_is_invited_chooses_a_password_and_is_let_in(
    app: FastAPI, admin: Browser
) -> None:
    invited = await admin.sends("POST", "/api/staff", {"name": "小雨", "role": "agent"})
    assert invited.status_code == 201
    told = invited.json()
    assert (told["account"]["role"], told["account"]["password"]) == ("agent", False)
    page, link = told["link"]["path"].split("#link=")
    assert page == "/sign-in"
    async with Browser(app) as browser:
        looked = await browser.sends("POST", "/api/session/link", {"link": link})
        assert looked.json()["name"] == "小雨"
        used = {"link": link, "password": "her own password", "name": "somebody else"}
        signed_in = await browser.sends("POST", "/api/session/link/use", used)
        assert (signed_in.json()["name"], signed_in.json()["role"]) == ("小雨", "agent")
        assert (await browser.sends("GET", "/api/staff")).status_code == 403
        again = await browser.sends("POST", "/api/session/link/use", used)
        assert (again.status_code, again.json()["code"]) == (410, "link_over")


async def test_a_role_taken_away_is_gone_at_once(app: FastAPI, admin: Browser) -> None:
    async with Browser(app) as browser:
        await browser.signs_in("supervisor")
        supervisor = await account_of(admin, "supervisor")
        path = f"/api/staff/{supervisor['id']}"
        changed = await admin.sends("PATCH", path, {"role": "viewer"})
        assert changed.json()["role"] == "viewer"
        assert (await browser.get("/api/session")).json()["signed_in"] is False
        await browser.signs_in("supervisor")
        assert (await browser.get("/api/rooms/demo/gateways")).status_code == 403
        await admin.sends("PATCH", path, {"disabled": True})
        assert (await browser.signs_in("supervisor")).status_code == 401


async def test_the_last_admin_cannot_go(admin: Browser) -> None:
    own = await account_of(admin, "admin")
    for change in ({"role": "viewer"}, {"disabled": True}):
        refused = await admin.sends("PATCH", f"/api/staff/{own['id']}", change)
        assert (refused.status_code, refused.json()["code"]) == (409, "last_admin")
    assert "make another one first" in refused.json()["detail"]


async def test_nobody_changes_the_account_of_another(app: FastAPI, admin: Browser) -> None:
    """IDOR: ids of others in the path."""
    victim = await account_of(admin, "admin")
    own = await account_of(admin, "supervisor")
    async with Browser(app) as browser:
        await browser.signs_in("supervisor")
        for account in (victim, own):
            path = f"/api/staff/{account['id']}"
            for method, where, body in (
                ("PATCH", path, {"role": "admin"}),
                ("PATCH", path, {"disabled": True}),
                ("POST", f"{path}/link", None),
                ("DELETE", f"{path}/sessions", None),
            ):
                refused = await browser.sends(method, where, body)
                assert (refused.status_code, refused.json()["code"]) == (403, "no_right")
    assert (await account_of(admin, "supervisor"))["role"] == "supervisor"


async def test_keys_of_others_are_neither_seen_nor_revoked(app: FastAPI, admin: Browser) -> None:
    every = (await admin.get("/api/keys")).json()
    assert {key["owner"] for key in every} == {"viewer", "agent", "supervisor", "admin"}
    async with Browser(app) as browser:
        await browser.signs_in("agent")
        seen = (await browser.get("/api/keys")).json()
        assert {key["owner"] for key in seen} == {"agent"}
        others = [key["id"] for key in every if key["owner"] != "agent"]
        for key in (*others, "none"):
            refused = await browser.sends("DELETE", f"/api/keys/{key}")
            assert refused.status_code == 404
        kept = {key["id"]: key["revoked_at"] for key in (await admin.get("/api/keys")).json()}
        assert set(kept.values()) == {None}
        for key in others:
            assert (await admin.sends("DELETE", f"/api/keys/{key}")).status_code == 204


async def test_a_key_is_made_used_and_revoked(app: FastAPI, admin: Browser) -> None:
    refused = await admin.sends("POST", "/api/keys", {"name": "", "role": "agent"})
    assert refused.status_code == 422
    made = (await admin.sends("POST", "/api/keys", {"name": "till", "role": "agent"})).json()
    async with Browser(app) as program:
        program.headers["Authorization"] = f"Bearer {made['key']}"
        put = await program.put("/api/rooms/demo/on-air", json={"sku": "TEA"})
        assert put.status_code == 200
        assert (await program.get("/api/staff")).status_code == 403
        made_by_key = await program.post("/api/keys", json={"name": "more", "role": "agent"})
        assert made_by_key.status_code == 403
        await admin.sends("DELETE", f"/api/keys/{made['view']['id']}")
        gone = await program.put("/api/rooms/demo/on-air", json={"sku": "TEA"})
        assert gone.status_code == 401
        assert gone.headers["www-authenticate"] == "Bearer"
        assert gone.json()["detail"] == "this key is not known, or was revoked"


async def test_what_operators_do_is_in_the_log_and_the_chain_is_whole(
    app: FastAPI, admin: Browser
) -> None:
    await admin.sends("PUT", "/api/rooms/demo/on-air", {"sku": "TEA"})
    await admin.sends("PATCH", "/api/catalogs/shop/skus/TEA", {"price": "66"})
    await admin.sends("PUT", "/api/rooms/demo/on-air", {"sku": "nothing of ours"})
    page = (await admin.get("/api/audit", params={"limit": 2})).json()
    changed, put = page["entries"]
    assert (put["action"], put["subject"], put["actor"], put["by"]) == (
        "product.put_on_air",
        "demo",
        "admin",
        "session",
    )
    assert put["detail"]["sku"] == "TEA"
    assert (changed["action"], changed["subject"]) == ("sku.changed", "shop/TEA")
    assert changed["detail"] == {"price": "66"}
    older = (await admin.get("/api/audit", params={"before": page["before"]})).json()
    assert older["entries"][0]["seq"] == put["seq"] - 1
    verdict = (await admin.get("/api/audit/verification")).json()
    assert verdict == {
        "whole": True,
        "entries": changed["seq"],
        "head": changed["hash"],
        "broken": None,
        "why": "",
    }
    lacking = (await admin.get("/api/audit/verification", params={"holds": "0" * 64})).json()
    assert lacking["whole"] is False
    assert (await audit.verify(access_of(app).database)).broken is None


async def test_a_password_is_in_no_answer_and_in_no_log(app: FastAPI, admin: Browser) -> None:
    for path in ("/api/staff", "/api/keys", "/api/audit?limit=500", "/api/session"):
        text = (await admin.get(path)).text
        assert PASSWORD not in text
        assert "argon2" not in text
