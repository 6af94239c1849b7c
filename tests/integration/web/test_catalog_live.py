"""A shop's own export in a running room: uploaded, followed as it changes, and asked about."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.models

XIAOER = str(Path(sys.executable).with_name("xiaoer"))
HEADER = (
    "Handle,Title,Vendor,Type,Published,Option1 Name,Option1 Value,Variant SKU,Variant Inventory "
    "Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Price,Status\n"
)
PATIENCE_S = 60


def export(price: str, quantity: int = 5) -> str:
    """A Shopify export of one product."""
    goods = "tea,高山乌龙茶,茶园,茶叶,TRUE,规格,100克,TEA-100"
    return f"{HEADER}{goods},shopify,{quantity},deny,{price},active\n"


@pytest.fixture
def http(live_server: Any) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=live_server.url, timeout=60) as client:
        yield client


def ask(http: httpx.Client, room: str, question: str) -> dict[str, Any]:
    answer: dict[str, Any] = http.post(
        f"/api/rooms/{room}/questions", json={"text": question}
    ).json()
    return answer


def test_an_uploaded_export_is_what_the_room_answers_from(http: httpx.Client) -> None:
    upload = {"file": ("products_export.csv", export("88.50").encode(), "text/csv")}
    made = http.post("/api/catalogs/tea-shop/imports", files=upload, params={"currency": "CNY"})
    assert made.status_code == 201, made.text
    assert made.json()["report"]["format"] == "shopify"
    assert made.json()["changes"]["products"]["added"] == ["tea"]
    http.post("/api/rooms", json={"room": "tea", "catalog": "tea-shop"}).raise_for_status()
    answer = ask(http, "tea", "乌龙茶多少钱")
    assert "88.5元" in answer["text"]
    assert answer["facts"][0]["origin"] == "products_export.csv:2"
    assert (
        http.get("/api/catalogs/tea-shop/search", params={"q": "wulong"}).json()[0]["handle"]
        == "tea"
    )
    bad = {
        "file": ("bad.csv", (export("88") + "tea,,,,,,200克,T2,shopify,1,deny,free,\n").encode())
    }
    refused = http.post("/api/catalogs/tea-shop/imports", files=bad, params={"currency": "CNY"})
    assert refused.status_code == 422
    assert refused.json()["report"]["findings"]
    assert "88.5元" in ask(http, "tea", "乌龙茶多少钱")["text"], "the old catalog stays"


@contextmanager
def watching(path: Path, home: Path) -> Iterator[None]:
    """`xiaoer catalog load --watch` at work."""
    command = [XIAOER, "catalog", "load", str(path), "--catalog", "watched", "--watch"]
    environment = {**os.environ, "XIAOER_HOME": str(home)}
    with subprocess.Popen(
        [*command, "--currency", "CNY"], env=environment, stdout=subprocess.DEVNULL
    ) as process:
        try:
            yield
        finally:
            process.terminate()


def eventually(said: str, http: httpx.Client, question: str) -> str:
    """The first answer in which `said` is, or the last one there was time for."""
    until, text = monotonic() + PATIENCE_S, ""
    while monotonic() < until and said not in text:
        text = ask(http, "watched", question)["text"]
        sleep(0.1)
    return text


def eventually_out_of_stock(http: httpx.Client) -> bool:
    """Whether an answer comes that says, in whatever words, that nothing is left."""
    until = monotonic() + PATIENCE_S
    while monotonic() < until:
        facts = ask(http, "watched", "乌龙茶还有货吗")["facts"]
        if any(
            (each["field"], each["value"]) == ("availability", "out_of_stock") for each in facts
        ):
            return True
        sleep(0.1)
    return False


def test_a_file_that_changes_is_followed(
    http: httpx.Client, live_server: Any, tmp_path: Path
) -> None:
    path = tmp_path / "shop.csv"
    path.write_text(export("66"))
    with watching(path, live_server.home):
        until = monotonic() + PATIENCE_S
        while monotonic() < until:
            made = http.post("/api/rooms", json={"room": "watched", "catalog": "watched"})
            if made.status_code == 201:
                break
            sleep(0.2)
        assert "66元" in eventually("66元", http, "乌龙茶多少钱")
        path.write_text(export("59.90"))
        assert "59.9元" in eventually("59.9元", http, "乌龙茶多少钱")
        path.write_text(export("59.90", quantity=0))
        assert eventually_out_of_stock(http)
        path.write_text("this is no catalog")
        sleep(1)
        assert "59.9元" in ask(http, "watched", "乌龙茶多少钱")["text"]
