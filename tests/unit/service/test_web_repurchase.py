"""What customers will want again, over HTTP."""

import asyncio
import csv
import io
import json
from datetime import UTC, datetime
from typing import Any

import httpx
import pyarrow.parquet as pq
import pytest
from access_client import let_in, shows
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


async def drafted(desk: httpx.AsyncClient) -> list[dict[str, Any]]:
    """The drafts of a batch over the shop, once it is done."""
    begun = await desk.post("/api/repurchase/drafts", json={"catalog": "shop", "within_days": 14})
    assert begun.status_code == 202
    path = f"/api/repurchase/batches/{begun.json()['batch']}"
    while (batch := (await desk.get(path)).json())["state"] == "running":  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    assert (batch["state"], batch["customers"], batch["drafted"]) == ("done", 2, 2)
    listed = (await desk.get("/api/repurchase/drafts?catalog=shop&state=drafted")).json()
    assert (listed["next"], listed["counts"]["drafted"]) == (None, 2)
    found: list[dict[str, Any]] = listed["drafts"]
    return found


async def test_a_batch_is_drafted_and_decided_on(desk: httpx.AsyncClient) -> None:
    first, second = await drafted(desk)
    assert first["due"] < second["due"]
    assert first["decided_by"] is None
    page = (await desk.get("/api/repurchase/drafts?catalog=shop&limit=1")).json()
    rest = await desk.get(f"/api/repurchase/drafts?catalog=shop&after={page['next']}")
    assert [one["id"] for one in rest.json()["drafts"]] == [second["id"]]
    ids = [first["id"], "x"]
    told = await desk.post(
        "/api/repurchase/drafts/decide", json={"ids": ids, "decision": "approve"}
    )
    assert told.json()["decided"] == [first["id"]]
    assert told.json()["refused"] == [{"id": "x", "why": "there is no draft 'x'"}]
    listed = (await desk.get("/api/repurchase/drafts?catalog=shop")).json()
    assert listed["counts"] == {
        "drafted": 1, "approved": 1, "declined": 0, "sent": 0, "failed": 0,
    }  # fmt: skip


async def test_another_person_is_told_who_decided(app: FastAPI, desk: httpx.AsyncClient) -> None:
    await let_in(app, "li", "wang")
    ids = [one["id"] for one in await drafted(desk)]
    said = {"ids": ids, "decision": "approve"}
    path = "/api/repurchase/drafts/decide"
    await desk.post(path, json=said, headers=shows("li"))
    again = await desk.post(path, json=said, headers=shows("li"))
    assert {*again.json()["decided"]} == {*ids}
    other = await desk.post(
        path,
        json={**said, "decision": "decline"},
        headers={**shows("wang"), "Accept-Language": "zh-CN"},
    )
    assert other.json()["decided"] == []
    assert {one["why"] for one in other.json()["refused"]} == {"li已批准这条消息"}
    edit = await desk.put(f"/api/repurchase/drafts/{ids[0]}", json={"text": "您好！"})
    assert edit.status_code == 409


async def test_an_edit_that_is_not_borne_out_is_refused(desk: httpx.AsyncClient) -> None:
    draft = next(one for one in await drafted(desk) if one["customer"] == "小红")
    path = f"/api/repurchase/drafts/{draft['id']}"
    refused = await desk.put(path, json={"text": draft["text"].replace("88.5", "66")})
    assert refused.status_code == 422
    assert refused.json()["rejected"][0]["text"] == "现在66元。"
    kept = await desk.put(path, json={"text": f"亲，您好！\n{draft['text']}"})
    assert kept.json()["text"].startswith("亲，您好！")
    before = {"read": draft["text"]}
    assert (await desk.put(path, json={"text": "亲！", **before})).status_code == 409
    told = await desk.post(
        "/api/repurchase/drafts/decide",
        json={"ids": [draft["id"]], "decision": "approve", "read": {draft["id"]: draft["text"]}},
    )
    assert "changed meanwhile" in told.json()["refused"][0]["why"]


async def test_they_are_taken_along_in_each_format(desk: httpx.AsyncClient) -> None:
    await drafted(desk)
    path = "/api/repurchase/drafts/export?catalog=shop&state=drafted&format="
    table = await desk.get(f"{path}csv")
    assert "attachment" in table.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert {row["customer"] for row in rows} == {"小红", "阿强"}
    lines = (await desk.get(f"{path}jsonl")).text.splitlines()
    assert {json.loads(line)["state"] for line in lines} == {"drafted"}
    found = pq.read_table(io.BytesIO((await desk.get(f"{path}parquet")).content))
    assert found.num_rows == 2
    assert (await desk.get(f"{path}xls")).status_code == 422


async def test_a_page_that_nobody_gave_and_a_batch_that_is_none(desk: httpx.AsyncClient) -> None:
    assert (await desk.get("/api/repurchase/drafts?after=x")).status_code == 422
    assert (await desk.get("/api/repurchase/batches/x")).status_code == 404
    nowhere = await desk.post("/api/repurchase/drafts", json={"catalog": "nowhere"})
    assert nowhere.status_code == 404
