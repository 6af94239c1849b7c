"""What was asked and answered is taken along over HTTP, masked."""

import json

import httpx
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient


def test_each_exchange_is_a_line_and_masked(client: TestClient) -> None:
    for text in ("多少钱", "电话13800138000，多少钱"):
        client.post("/api/rooms/demo/questions", json={"viewer": "小雨", "text": text})
    response = client.get("/api/review/history.jsonl", params={"room": "demo"})
    assert response.headers["content-type"].startswith("application/x-ndjson")
    assert "attachment" in response.headers["content-disposition"]
    first, second = map(json.loads, response.text.splitlines())
    assert first["question"]["text"] == "多少钱"
    assert first["facts"]
    assert second["question"]["text"] == "电话138****8000，多少钱"
    assert second["viewer"] == "小雨"


def test_a_room_that_is_not_there_has_no_history(client: TestClient) -> None:
    response = client.get("/api/review/history.jsonl", params={"room": "nowhere"})
    assert response.status_code == 404


@pytest.mark.parametrize("path", ["history.jsonl", "figures", "figures.csv?table=kinds"])
@pytest.mark.parametrize(
    ("client_host", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("192.168.1.7", {}, 403),
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.9"}, 403),
        ("127.0.0.1", {"Forwarded": "for=203.0.113.9"}, 403),
    ],
)
async def test_nobody_reads_it_over_the_network(
    app: FastAPI, path: str, client_host: str, headers: dict[str, str], status: int
) -> None:
    transport = httpx.ASGITransport(app=app, client=(client_host, 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://shop") as visitor:
        response = await visitor.get(f"/api/review/{path}", headers=headers)
    assert response.status_code == status
