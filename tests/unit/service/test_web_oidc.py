"""Signing in with an OpenID Connect provider, and what a provider or a browser may try."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from access_client import HERE, Browser, access_of
from fastapi import FastAPI
from joserfc.jwk import RSAKey
from support.oidc_provider import CLIENT_ID, CLIENT_SECRET, Provider, oidc_provider
from support.staff import BY, PASSWORD, cheap

from assistant.review.access.roles import Role
from assistant.settings import Settings


@pytest.fixture
def provider() -> Iterator[Provider]:
    with oidc_provider() as opened:
        yield opened


@pytest.fixture
def settings(tmp_path: Path, provider: Provider) -> Settings:
    return cheap(
        tmp_path / "home",
        oidc_issuer=provider.issuer,
        oidc_client_id=CLIENT_ID,
        oidc_client_secret=CLIENT_SECRET,
        oidc_name="公司账号",
        oidc_roles={"desk": "agent", "bosses": "admin"},
    )


@pytest.fixture
async def browser(app: FastAPI) -> AsyncIterator[Browser]:
    async with Browser(app) as opened:
        yield opened


async def sent_back(browser: Browser, after: str = "") -> str:
    """To the provider and back: where the browser is to come to."""
    begun = await browser.get("/api/session/oidc", params={"next": after})
    assert begun.status_code == 303
    async with httpx.AsyncClient() as outside:
        return (await outside.get(begun.headers["location"])).headers["location"]


async def signs_in(browser: Browser, after: str = "") -> str:
    """Where somebody arrives who signs in with the provider."""
    return (await browser.get(await sent_back(browser, after))).headers["location"]


async def test_who_has_a_role_there_has_one_here(app: FastAPI, browser: Browser) -> None:
    assert (await browser.get("/api/session")).json()["provider"] == "公司账号"
    assert await signs_in(browser, "/staff") == "/staff"
    told = (await browser.get("/api/session")).json()
    assert (told["name"], told["role"], told["password"]) == ("小雨", "agent", False)
    assert (await browser.get("/api/rooms/demo/host/alarms")).status_code == 200


async def test_the_role_is_what_the_provider_says_each_time(
    app: FastAPI, browser: Browser, provider: Provider
) -> None:
    await signs_in(browser)
    first = (await browser.get("/api/session")).json()["id"]
    provider.person["groups"] = ["desk", "bosses"]
    async with Browser(app) as again:
        await signs_in(again)
        told = (await again.get("/api/session")).json()
    assert (told["id"], told["role"]) == (first, "admin")
    assert (await browser.get("/api/session")).json()["signed_in"] is False


async def test_another_of_the_same_name_is_another(
    app: FastAPI, browser: Browser, provider: Provider
) -> None:
    own = await access_of(app).accounts.add("小雨", Role.ADMIN, BY, password=PASSWORD)
    await signs_in(browser)
    told = (await browser.get("/api/session")).json()
    assert told["id"] != own.id
    assert (told["name"], told["role"]) == ("小雨 2", "agent")


async def test_who_has_no_role_there_has_no_account_here(
    app: FastAPI, browser: Browser, provider: Provider
) -> None:
    provider.person["groups"] = "everybody"
    assert await signs_in(browser) == "/sign-in#refused=provider"
    assert await access_of(app).accounts.list() == ()


async def test_who_is_disabled_stays_so(app: FastAPI, browser: Browser) -> None:
    await signs_in(browser)
    (account,) = await access_of(app).accounts.list()
    await access_of(app).accounts.disable(account.id, BY)
    async with Browser(app) as again:
        assert await signs_in(again) == "/sign-in#refused=provider"
        assert (await again.get("/api/session")).json()["signed_in"] is False


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "another"},
        {"aud": "another-client"},
        {"aud": [CLIENT_ID, "another"], "azp": "another"},
        {"iss": "https://another.example"},
        {"exp": 1_000_000_000},
        {"sub": None},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
async def test_a_token_that_is_not_for_us_is_refused(
    app: FastAPI, browser: Browser, provider: Provider, wrong: dict[str, object]
) -> None:
    def bent(claims: dict[str, object]) -> dict[str, object]:
        made = {**claims, **wrong}
        return {name: value for name, value in made.items() if value is not None}

    provider.bend = bent
    assert await signs_in(browser) == "/sign-in#refused=provider"
    assert await access_of(app).accounts.list() == ()


async def test_a_token_that_somebody_else_signed_is_refused(
    browser: Browser, provider: Provider
) -> None:
    provider.signed_by = RSAKey.generate_key(2048, {"kid": "1"})
    assert await signs_in(browser) == "/sign-in#refused=provider"


async def test_nobody_is_made_to_sign_in_as_another(app: FastAPI, browser: Browser) -> None:
    """Login CSRF: the attacker's way back, opened in the victim's browser."""
    async with Browser(app) as attacker:
        back = await sent_back(attacker)
    assert (await browser.get(back)).headers["location"] == "/sign-in#refused=provider"
    await browser.get("/api/session/oidc")  # a way of the victim's own does not help
    assert (await browser.get(back)).headers["location"] == "/sign-in#refused=provider"
    assert (await browser.get("/api/session")).json()["signed_in"] is False


async def test_a_way_back_works_once(browser: Browser) -> None:
    back = await sent_back(browser)
    assert (await browser.get(back)).headers["location"] == "/figures"
    assert (await browser.get(back)).headers["location"] == "/sign-in#refused=provider"


async def test_it_leads_nowhere_else(browser: Browser) -> None:
    assert await signs_in(browser, "//evil.example") == "/figures"


async def test_a_provider_that_is_away_is_said(browser: Browser, provider: Provider) -> None:
    provider.issuer = "https://not-the-one-that-is-set.example"
    begun = await browser.get("/api/session/oidc")
    assert begun.headers["location"] == "/sign-in#refused=provider"


async def test_the_way_to_the_provider_has_what_protects_it(browser: Browser) -> None:
    begun = await browser.get("/api/session/oidc")
    query = httpx.URL(begun.headers["location"]).params
    assert query["code_challenge_method"] == "S256"
    assert len(query["state"]) >= 32
    assert len(query["nonce"]) >= 32
    assert query["redirect_uri"] == f"{HERE}/api/session/oidc/callback"
    cookie = begun.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert query["state"] not in cookie.split(";")[0].split(".")[0]
