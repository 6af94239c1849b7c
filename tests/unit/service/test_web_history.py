"""What was asked and answered is taken along over HTTP, masked."""

import json

import httpx
import pytest
from starlette.testclient import TestClient


def test_each_exchange_is_a_line_and_masked(staff_client: TestClient) -> None:
    for text in ("多少钱", "电话13800138000，多少钱"):
        staff_client.post("/api/rooms/demo/questions", json={"viewer": "小雨", "text": text})
    response = staff_client.get("/api/review/history.jsonl", params={"room": "demo"})
    assert response.headers["content-type"].startswith("application/x-ndjson")
    assert "attachment" in response.headers["content-disposition"]
    first, second = map(json.loads, response.text.splitlines())
    assert first["question"]["text"] == "多少钱"
    assert first["facts"]
    assert second["question"]["text"] == "电话138****8000，多少钱"
    assert second["viewer"] == "小雨"


def test_what_staff_did_stands_between(staff_client: TestClient) -> None:
    for text in ("多少钱", "有货吗"):
        staff_client.post("/api/rooms/demo/questions", json={"viewer": "小雨", "text": text})
    (item, _) = staff_client.get("/api/review/items").json()["items"]
    note = {"kind": "note", "text": "打13800138000问供应商"}
    path = f"/api/review/items/{item['id']}/actions"
    staff_client.post(path, json=note, headers={"Idempotency-Key": "k"}).raise_for_status()
    staff_client.post("/api/rooms/demo/questions", json={"viewer": "小雨", "text": "包邮吗"})
    taken = staff_client.get("/api/review/history.jsonl", params={"room": "demo"})
    lines = [json.loads(line) for line in taken.text.splitlines()]
    assert [line["what"] for line in lines] == ["answer", "answer", "action", "answer"]
    assert (lines[2]["kind"], lines[2]["by"]) == ("note", "this machine")
    assert lines[2]["detail"] == {"text": "打138****8000问供应商"}
    whole = staff_client.get("/api/review/history.jsonl", params={"unmasked": True})
    assert "13800138000" in whole.text


def test_a_room_that_is_not_there_has_no_history(staff_client: TestClient) -> None:
    response = staff_client.get("/api/review/history.jsonl", params={"room": "nowhere"})
    assert response.status_code == 404


@pytest.mark.parametrize("path", ["history.jsonl", "figures", "figures.csv?table=kinds"])
async def test_nobody_reads_it_without_signing_in(http: httpx.AsyncClient, path: str) -> None:
    assert (await http.get(f"/api/review/{path}")).status_code == 401
