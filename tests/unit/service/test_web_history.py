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


def test_a_room_that_is_not_there_has_no_history(staff_client: TestClient) -> None:
    response = staff_client.get("/api/review/history.jsonl", params={"room": "nowhere"})
    assert response.status_code == 404


@pytest.mark.parametrize("path", ["history.jsonl", "figures", "figures.csv?table=kinds"])
async def test_nobody_reads_it_without_signing_in(http: httpx.AsyncClient, path: str) -> None:
    assert (await http.get(f"/api/review/{path}")).status_code == 401
