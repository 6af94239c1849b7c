"""What customers will want again, over HTTP."""

from datetime import UTC, datetime

import httpx
import pytest
from fastapi import FastAPI

from assistant.store import Database
from assistant.store.customers.consent import Customers
from assistant.store.customers.purchases import Bought, Histories


def database_of(app: FastAPI) -> Database:
    found: Database = app.state.access.database
    return found


@pytest.fixture(autouse=True)
async def _bought(app: FastAPI) -> None:
    now = int(datetime.now(UTC).timestamp())
    lines = [Bought("小红", "TEA", now - days * 86_400 - 60) for days in (118, 78, 38)]
    lines += [Bought("阿强", "COAT-B", now - days * 86_400 - 60) for days in (60, 30)]
    await Histories(database_of(app)).buy("shop", lines)


async def test_a_customers_list(desk: httpx.AsyncClient) -> None:
    told = (await desk.get("/api/customers/小红/repurchase?catalog=shop&k=3")).json()
    (tea,) = told["suggestions"]
    assert (tea["product"], tea["sku"], tea["pieces"]) == ("tea", "TEA", 1)
    assert tea["price"] == {"amount": "88.5", "currency": "CNY", "minor": 8850}
    assert (tea["habit"]["times"], tea["habit"]["gap_days"]) == (3, 40.0)
    assert datetime.fromisoformat(tea["due"]).tzinfo is not None
    assert told["personal"]
    assert told["message"] == {
        "language": "zh",
        "text": "龙井茶您上次买是38天前，您一般40天左右买一次。现在88.5元。",
    }
    english = await desk.get("/api/customers/小红/repurchase?catalog=shop&language=en")
    assert "38 days ago" in english.json()["message"]["text"]


async def test_what_they_allow_is_kept_to(app: FastAPI, desk: httpx.AsyncClient) -> None:
    customers = Customers(database_of(app))
    await customers.allow("shop", "小红", profiled=False, messaged=False)
    told = (await desk.get("/api/customers/小红/repurchase?catalog=shop")).json()
    assert (told["personal"], told["message"]) == (False, None)
    assert told["suggestions"]
    assert all(one["habit"] is None for one in told["suggestions"])


async def test_unknown_customers_and_shops_are_404(desk: httpx.AsyncClient) -> None:
    for path in ("阿花/repurchase?catalog=shop", "小红/repurchase?catalog=nowhere"):
        response = await desk.get(f"/api/customers/{path}")
        assert response.status_code == 404
        assert "there is no catalog" in response.text or "no customer" in response.text
    assert (await desk.get("/api/customers/小红/repurchase?catalog=shop&k=0")).status_code == 422
