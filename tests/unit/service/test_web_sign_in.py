"""Signing in over HTTP: cookies, and what is tried to get around them."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from access_client import HERE, Browser, access_of, staffed
from fastapi import FastAPI
from support.staff import PASSWORD, cheap

from assistant.settings import Settings
from assistant.store.staff import audit
from assistant.web.cookies import SESSION
from assistant.web.staff.oidc import own_path


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return cheap(tmp_path / "home")


@pytest.fixture
async def browser(app: FastAPI) -> AsyncIterator[Browser]:
    await staffed(app)
    async with Browser(app) as opened:
        yield opened


async def test_who_signs_in_is_told_what_they_may(browser: Browser) -> None:
    assert (await browser.get("/api/session")).json()["signed_in"] is False
    signed_in = await browser.signs_in("agent")
    assert signed_in.status_code == 200
    told = (await browser.get("/api/session")).json()
    assert told == signed_in.json()
    assert (told["name"], told["role"], told["password"]) == ("agent", "agent", True)
    assert set(told["rights"]) == {"watch", "search", "answer", "personal", "on_air", "keys"}
    assert (await browser.sends("DELETE", "/api/session")).status_code == 204
    assert SESSION not in browser.cookies
    assert (await browser.get("/api/session")).json()["signed_in"] is False


async def test_the_cookie_over_plain_loopback(browser: Browser) -> None:
    cookie = (await browser.signs_in("agent")).headers["set-cookie"]
    assert cookie.startswith("xiaoer-session=")
    parts = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "samesite=strict", "path=/"} <= parts
    assert "secure" not in parts
    assert not any(part.startswith("domain") for part in parts)


async def test_the_cookie_over_tls(app: FastAPI, browser: Browser) -> None:
    async with Browser(app, "https://shop.example") as secure:
        cookie = (await secure.signs_in("agent")).headers["set-cookie"]
        assert cookie.startswith("__Host-xiaoer-session=")
        assert {"Secure", "HttpOnly"} <= {part.strip() for part in cookie.split(";")}
        assert (await secure.get("/api/session")).json()["name"] == "agent"
        # the name that anybody on the same domain could set is not looked at
        token = cookie.split("=", 1)[1].split(";")[0]
        async with Browser(app, "https://shop.example") as planted:
            planted.cookies.set(SESSION, token)
            assert (await planted.get("/api/session")).json()["signed_in"] is False


async def test_no_password_goes_over_plain_http(app: FastAPI, browser: Browser) -> None:
    async with Browser(app, "http://shop.example") as plain:
        refused = await plain.signs_in("agent")
    assert (refused.status_code, refused.json()["code"]) == (403, "needs_https")
    assert "https" in refused.json()["detail"]


async def test_a_session_that_was_planted_is_not_raised(app: FastAPI, browser: Browser) -> None:
    """Session fixation: a cookie of the attacker's in the victim's browser."""
    async with Browser(app) as attacker:
        await attacker.signs_in("viewer")
        planted = attacker.cookies[SESSION]
        for token in (planted, "made-up-by-the-attacker"):
            browser.cookies.clear()
            browser.cookies.set(SESSION, token, domain="127.0.0.1", path="/")
            csrf = (await browser.get("/api/session")).json()["csrf"]
            answer = await browser.post(
                "/api/session",
                json={"name": "admin", "password": PASSWORD},
                headers={"Origin": HERE, "X-CSRF-Token": csrf},
            )
            assert answer.json()["name"] == "admin"
            assert token not in answer.headers["set-cookie"]
        assert (await attacker.get("/api/session")).json()["signed_in"] is False


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"Origin": HERE}, "no_csrf_token"),
        ({"Origin": HERE, "X-CSRF-Token": "0" * 64}, "no_csrf_token"),
        ({"Origin": "https://evil.example", "X-CSRF-Token": "OWN"}, "cross_site"),
        ({"Origin": "http://127.0.0.1:9000", "X-CSRF-Token": "OWN"}, "cross_site"),
        ({"Origin": "null", "X-CSRF-Token": "OWN"}, "cross_site"),
        ({"Sec-Fetch-Site": "cross-site", "X-CSRF-Token": "OWN"}, "cross_site"),
        ({"Sec-Fetch-Site": "same-site", "X-CSRF-Token": "OWN"}, "cross_site"),
        ({"Origin": HERE, "X-CSRF-Token": "OTHER"}, "no_csrf_token"),
    ],
)
async def test_another_site_does_nothing_with_a_session(
    app: FastAPI, browser: Browser, headers: dict[str, str], code: str
) -> None:
    tokens = {"OWN": (await browser.signs_in("admin")).json()["csrf"]}
    async with Browser(app) as other:
        tokens["OTHER"] = (await other.signs_in("admin")).json()["csrf"]
    sent = {name: tokens.get(value, value) for name, value in headers.items()}
    for method, path, body in (
        ("POST", "/api/staff", {"name": "intruder", "role": "admin"}),
        ("PUT", "/api/rooms/demo/on-air", {"sku": "TEA"}),
        ("DELETE", "/api/session", None),
    ):
        refused = await browser.request(method, path, json=body, headers=sent)
        assert (refused.status_code, refused.json()["code"]) == (403, code)
    assert (await browser.get("/api/session")).json()["signed_in"] is True
    assert await access_of(app).accounts.named("intruder") is None


async def test_a_form_of_another_site_signs_nobody_in(browser: Browser) -> None:
    """Login CSRF, and a JSON body that a form disguises as text."""
    body = f'{{"name": "viewer", "password": "{PASSWORD}"}}'
    for headers in (
        {"Content-Type": "text/plain", "Origin": HERE},
        {"Content-Type": "application/x-www-form-urlencoded", "Origin": HERE},
        {"Content-Type": "application/json", "Origin": "https://evil.example"},
        {"Content-Type": "application/json", "Sec-Fetch-Site": "cross-site"},
    ):
        refused = await browser.post("/api/session", content=body, headers=headers)
        assert refused.status_code in (403, 415, 422), headers
        assert "set-cookie" not in refused.headers
    async with browser.stream("GET", "/api/session") as answer:
        assert answer.headers["cache-control"] == "no-store"


async def test_guessing_is_locked_out_and_says_until_when(browser: Browser) -> None:
    answers = [await browser.signs_in("admin", "wrong") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [401, 401, 401, 401, 429]
    assert answers[-1].json()["code"] == "locked_out"
    assert int(answers[-1].headers["retry-after"]) == 1
    assert answers[0].json()["detail"] == "the name or the password is wrong"


async def test_a_new_password_ends_every_session_but_this_one(
    app: FastAPI, browser: Browser
) -> None:
    async with Browser(app) as elsewhere:
        await elsewhere.signs_in("agent")
        await browser.signs_in("agent")
        before = browser.cookies[SESSION]
        wrong = await browser.sends(
            "PUT", "/api/session/password", {"old": "wrong", "new": PASSWORD + "!"}
        )
        assert wrong.json()["code"] == "wrong_credentials"
        changed = await browser.sends(
            "PUT", "/api/session/password", {"old": PASSWORD, "new": PASSWORD + "!"}
        )
        assert changed.status_code == 200
        assert browser.cookies[SESSION] != before
        assert (await browser.get("/api/session")).json()["signed_in"] is True
        assert (await elsewhere.get("/api/session")).json()["signed_in"] is False
        assert (await elsewhere.signs_in("agent")).status_code == 401


async def test_signing_out_everywhere(app: FastAPI, browser: Browser) -> None:
    async with Browser(app) as elsewhere:
        await elsewhere.signs_in("agent")
        await browser.signs_in("agent")
        await browser.sends("DELETE", "/api/session?everywhere=true")
        assert (await elsewhere.get("/api/session")).json()["signed_in"] is False


async def test_the_first_link_makes_an_admin_once(app: FastAPI) -> None:
    link = await access_of(app).links.first()
    async with Browser(app) as browser, Browser(app) as late:
        looked = await browser.sends("POST", "/api/session/link", {"link": link})
        assert looked.json()["name"] == ""
        sent = {"link": link, "name": "老板", "password": PASSWORD}
        both = await asyncio.gather(
            *(one.sends("POST", "/api/session/link/use", sent) for one in (browser, late))
        )
        assert sorted(answer.status_code for answer in both) == [200, 410]
        signed_in = next(answer.json() for answer in both if answer.is_success)
        assert (signed_in["name"], signed_in["role"]) == ("老板", "admin")


async def test_signing_in_and_failing_to_are_in_the_log_without_the_password(
    app: FastAPI, browser: Browser
) -> None:
    await browser.signs_in("agent", "wrong password")
    await browser.signs_in("a password in the wrong field", "x")
    await browser.signs_in("agent")
    async with access_of(app).database.reading() as session:
        entries = await audit.page(session, before=None, limit=3)
    assert [(one.action, one.actor, one.address) for one in reversed(entries)] == [
        ("sign_in.refused", "agent", "127.0.0.1"),
        ("sign_in.refused", "", "127.0.0.1"),
        ("session.started", "agent", "127.0.0.1"),
    ]
    assert "wrong" not in str(entries)


@pytest.mark.parametrize("path", ["/staff", "/figures?room=demo", "/review/1", "/rooms/demo"])
def test_a_path_of_ones_own_is_gone_to(path: str) -> None:
    assert own_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/%0d%0aSet-Cookie:x\r\n",
        " //evil.example",
        "/figures\n//evil",
    ],
)
def test_another_is_not(path: str) -> None:
    assert own_path(path) == "/figures"


@pytest.mark.parametrize("path", ["/sign-in", "/staff", "/figures"])
async def test_pages_of_staff_are_framed_by_nobody_and_run_their_own_scripts_alone(
    browser: Browser, path: str
) -> None:
    headers = (await browser.get(path)).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "script-src" not in policy
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
