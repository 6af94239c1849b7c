"""Operating a service without signing in: on a fresh one of one's own, and nowhere else."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from access_client import HERE, Browser, access_of
from fastapi import FastAPI
from support.staff import BY, cheap

from assistant.review.access.local_key import local_key, local_key_file, read_local_key
from assistant.review.access.roles import Role
from assistant.room.engines import Opener
from assistant.web.app import ShopToOpen, create_app

PUT = {"sku": "TEA"}


async def put_on_air(app: FastAPI, headers: Mapping[str, str] | None = None) -> int:
    async with Browser(app) as browser:
        answer = await browser.put("/api/rooms/demo/on-air", json=PUT, headers=headers)
        return answer.status_code


async def test_it_is_open_until_there_is_an_account(app: FastAPI) -> None:
    assert await put_on_air(app) == 200
    await access_of(app).accounts.add("root", Role.ADMIN, BY)
    assert await put_on_air(app) == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "203.0.113.9"},
        {"Forwarded": "for=203.0.113.9"},
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        # a name of the attacker's that was made to lead here: the origin is that of the host
        {"Origin": "http://rebound.example:8000", "Host": "rebound.example:8000"},
    ],
)
async def test_it_is_never_open_to_who_comes_from_elsewhere(
    app: FastAPI, headers: dict[str, str]
) -> None:
    assert await put_on_air(app, headers) in (401, 403)


async def test_ones_own_page_is_nobody_from_elsewhere(app: FastAPI) -> None:
    assert await put_on_air(app, {"Origin": HERE, "Sec-Fetch-Site": "same-origin"}) == 200


@pytest.mark.parametrize(
    ("host", "operators", "status"),
    [
        ("0.0.0.0", "auto", 401),
        ("192.168.1.7", "auto", 401),
        ("::1", "auto", 200),
        ("localhost", "auto", 200),
        ("0.0.0.0", "open", 200),
        ("127.0.0.1", "signed_in", 401),
    ],
)
async def test_where_it_listens_and_what_is_set(
    tmp_path: Path,
    openers: Mapping[str, Opener],
    shop: ShopToOpen,
    host: str,
    operators: str,
    status: int,
) -> None:
    settings = cheap(tmp_path / "home", host=host, operators=operators)
    app = create_app(settings, shop=shop, engines=openers)
    async with app.router.lifespan_context(app):
        await app.state.engines.finished()
        assert await put_on_air(app) == status


async def test_the_key_of_the_machine_goes_on_working(app: FastAPI) -> None:
    await access_of(app).accounts.add("root", Role.ADMIN, BY)
    app.state.local_key = "xl_right"
    assert await put_on_air(app, {"Authorization": "Bearer xl_right"}) == 200
    assert await put_on_air(app, {"Authorization": "Bearer xl_wrong"}) == 401
    app.state.local_key = ""
    assert await put_on_air(app, {"Authorization": "Bearer xl_"}) == 401


def test_the_key_of_the_machine_is_for_its_user_alone_while_it_runs(tmp_path: Path) -> None:
    path = local_key_file(tmp_path, 8000)
    with local_key(tmp_path, 8000) as key:
        assert path.stat().st_mode & 0o777 == 0o600
        assert read_local_key(tmp_path, 8000) == key
        assert read_local_key(tmp_path, 8001) == ""
        with local_key(tmp_path, 8000) as newer:
            assert read_local_key(tmp_path, 8000) == newer != key
    assert not path.exists()
