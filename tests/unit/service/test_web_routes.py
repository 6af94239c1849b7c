"""The HTTP surface over a real database, with engines that are tiny."""

from collections.abc import AsyncIterator, Mapping
from decimal import Decimal
from pathlib import Path

import httpx
import pytest

from assistant.room.engines import EngineLoader, Opener
from assistant.settings import Settings
from assistant.speech.audio import silence
from assistant.web.app import ShopToOpen, create_app
from assistant.web.middleware import BODY_LIMITS
from catalog_loader.export import export
from catalog_loader.product import Catalog


def wav(seconds: float = 1.0) -> bytes:
    return silence(seconds, 16_000).encode("wav")


async def test_a_room_shows_what_it_sells(http: httpx.AsyncClient) -> None:
    room = (await http.get("/api/rooms/demo")).json()
    assert (room["room"], room["title"], room["catalog"]) == ("demo", "小店", "shop")
    assert room["voices"] == ["zf_xiaoxiao", "zm_yunxi"]
    assert [card["handle"] for card in room["listing"]] == ["coat", "tea"]
    assert room["on_air"] == room["listing"][0]
    card = room["on_air"]
    assert card["number"] == 1
    assert card["image"] == "/pictures/coat.svg"
    assert card["price"] == {"min": "259", "max": "299", "currency": "CNY"}
    assert card["options"] == [{"name": "颜色", "values": ["黑色", "白色"]}]
    assert card["variants"][0] == {
        "sku": "COAT-B",
        "options": {"颜色": "黑色"},
        "price": "259",
        "list_price": None,
        "currency": "CNY",
        "availability": "in_stock",
        "quantity": 5,
        "promotion": None,
    }


async def test_a_question_gets_the_answer_of_the_contract(http: httpx.AsyncClient) -> None:
    response = await http.post(
        "/api/rooms/demo/questions", json={"viewer": "小明", "text": " 多少钱 "}
    )
    answer = response.json()
    assert response.status_code == 200
    assert answer["text"] == "259元。这是羽绒服。"
    assert answer["question"] == {"text": "多少钱", "language": "zh", "source": "text"}
    assert answer["facts"][0]["field"] == "price"
    assert set(answer["timings_ms"]) == {
        "heard",
        "understood",
        "grounded",
        "first_sentence",
        "first_audio",
        "done",
    }
    assert (await http.get(f"/api/answers/{answer['answer_id']}")).json() == answer
    await http.post("/api/rooms/demo/questions", json={"text": "再问"})
    answers = (await http.get("/api/rooms/demo/answers")).json()["answers"]
    assert [each["question"]["text"] for each in answers] == ["多少钱", "再问"]
    last = (await http.get("/api/rooms/demo/answers", params={"limit": 1})).json()["answers"]
    assert [each["question"]["text"] for each in last] == ["再问"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/api/rooms/none", None),
        ("GET", "/api/rooms/none/answers", None),
        ("POST", "/api/rooms/none/questions", {"text": "多少钱"}),
        ("POST", "/api/rooms/none/comments", {"text": "多少钱"}),
        ("PUT", "/api/rooms/none/on-air", {"sku": "TEA"}),
        ("PUT", "/api/rooms/demo/on-air", {"sku": "none"}),
        ("GET", "/api/answers/none", None),
        ("PATCH", "/api/catalogs/none/skus/TEA", {"quantity": 1}),
        ("PATCH", "/api/catalogs/shop/skus/none", {"quantity": 1}),
        ("POST", "/api/rooms", {"room": "b", "catalog": "none"}),
        ("GET", "/no/such/path", None),
        ("GET", "/pictures/none", None),
        ("GET", "/none", None),
    ],
)
async def test_what_is_not_there_is_a_problem(
    http: httpx.AsyncClient, method: str, path: str, body: object
) -> None:
    response = await http.request(method, path, json=body)
    problem = response.json()
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert (problem["type"], problem["title"], problem["status"]) == (
        "about:blank",
        "Not Found",
        404,
    )
    assert "none" in problem["detail"] or "/no/such/path" in problem["detail"]


@pytest.mark.parametrize(
    ("method", "path", "body", "field"),
    [
        ("POST", "/api/rooms/demo/questions", {"text": ""}, "text"),
        ("POST", "/api/rooms/demo/questions", {"text": "  \n"}, "text"),
        ("POST", "/api/rooms/demo/questions", {"text": "长" * 501}, "text"),
        ("POST", "/api/rooms/demo/questions", {"viewer": "小明"}, "text"),
        ("POST", "/api/rooms/demo/questions", {"text": "a", "vewer": "b"}, "vewer"),
        ("POST", "/api/rooms/demo/questions", {"text": "a", "language": "xx"}, "language"),
        ("POST", "/api/rooms/demo/questions", [], ""),
        ("POST", "/api/rooms/demo/comments", {"text": ""}, "text"),
        ("PATCH", "/api/catalogs/shop/skus/TEA", {}, ""),
        ("PATCH", "/api/catalogs/shop/skus/TEA", {"price": "-1"}, "price"),
        ("PATCH", "/api/catalogs/shop/skus/TEA", {"price": "1.234"}, ""),
        ("PATCH", "/api/catalogs/shop/skus/TEA", {"price": "NaN"}, "price"),
        ("PATCH", "/api/catalogs/shop/skus/TEA", {"quantity": 1.5}, "quantity"),
        ("PATCH", "/api/catalogs/shop/skus/TEA", {"availability": "maybe"}, "availability"),
        ("POST", "/api/rooms", {"room": "a/b", "catalog": "shop"}, ""),
        ("GET", "/api/rooms/demo/answers?limit=0", None, "limit"),
    ],
)
async def test_a_body_that_does_not_validate_says_where(
    http: httpx.AsyncClient, method: str, path: str, body: object, field: str
) -> None:
    response = await http.request(method, path, json=body)
    assert response.status_code == 422, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["detail"]
    if field:
        assert any(field in error["field"] for error in problem["errors"])


async def test_a_body_that_is_not_json_is_a_problem(http: httpx.AsyncClient) -> None:
    response = await http.post(
        "/api/rooms/demo/questions", content=b"{", headers={"content-type": "application/json"}
    )
    assert response.status_code == 422
    assert response.json()["status"] == 422


@pytest.mark.parametrize(("start", "limit"), BODY_LIMITS)
async def test_a_body_that_is_too_long_is_refused(
    http: httpx.AsyncClient, start: str, limit: int
) -> None:
    path = {
        "/v1/audio/transcriptions": "/v1/audio/transcriptions",
        "/v1/": "/v1/chat/completions",
        "/api/catalogs/": "/api/catalogs/shop/imports",
        "": "/api/rooms/demo/questions",
    }[start]
    response = await http.post(path, content=b"x" * (limit + 1), headers={"content-type": "a/b"})
    assert response.status_code == 413

    form = path.endswith(("imports", "transcriptions"))

    async def undeclared() -> AsyncIterator[bytes]:
        if form:
            yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
        for _ in range(limit // 65536 + 1):
            yield b" " * 65536

    kind = "multipart/form-data; boundary=x" if form else "application/json"
    response = await http.post(path, content=undeclared(), headers={"content-type": kind})
    assert response.status_code == 413
    assert str(limit) in response.text


async def test_a_new_price_is_what_the_next_answer_says(http: httpx.AsyncClient) -> None:
    response = await http.patch("/api/catalogs/shop/skus/COAT-B", json={"price": "239.90"})
    assert response.json() == {
        "catalog": "shop",
        "sku": "COAT-B",
        "version": 2,
        "price": "239.9",
        "currency": "CNY",
        "quantity": 5,
        "availability": "in_stock",
    }
    answer = await http.post("/api/rooms/demo/questions", json={"text": "多少钱"})
    assert answer.json()["text"].startswith("239.9元")
    assert (await http.get("/api/rooms/demo")).json()["on_air"]["price"]["min"] == "239.9"


async def test_a_number_is_a_price_too(http: httpx.AsyncClient) -> None:
    response = await http.patch("/api/catalogs/shop/skus/TEA", json={"price": 99.9, "quantity": 0})
    body = response.json()
    assert Decimal(body["price"]) == Decimal("99.9")
    assert body["quantity"] == 0


async def test_a_catalog_is_imported_whole_or_not_at_all(
    http: httpx.AsyncClient, catalog: Catalog, tmp_path: Path
) -> None:
    path = tmp_path / "new.jsonl"
    with path.open("w") as file:
        export(catalog.model_copy(update={"products": catalog.products[:1]}), file)
    response = await http.post("/api/catalogs/shop/imports", files={"file": path.open("rb")})
    assert response.status_code == 201, response.text
    body = response.json()
    assert (body["catalog"], body["version"]) == ("shop", 2)
    assert body["report"]["counts"]["products"] == 1
    room = (await http.get("/api/rooms/demo")).json()
    assert [card["handle"] for card in room["listing"]] == ["coat"]

    refused = await http.post(
        "/api/catalogs/shop/imports", files={"file": ("bad.jsonl", b'{"type": "nonsense"}\n')}
    )
    problem = refused.json()
    assert refused.status_code == 422
    assert problem["report"]["errors"] >= 1
    assert "bad.jsonl" in problem["detail"]
    room = (await http.get("/api/rooms/demo")).json()
    assert [card["handle"] for card in room["listing"]] == ["coat"]


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"not a catalog at all"])
async def test_what_is_no_catalog_is_refused_with_a_report(
    http: httpx.AsyncClient, content: bytes
) -> None:
    response = await http.post("/api/catalogs/shop/imports", files={"file": ("x.bin", content)})
    assert response.status_code == 422
    assert response.json()["report"]["findings"]


async def test_an_unknown_format_is_named(http: httpx.AsyncClient) -> None:
    response = await http.post(
        "/api/catalogs/shop/imports?format=hieroglyphs", files={"file": ("x", b"x")}
    )
    assert response.status_code == 422
    assert "hieroglyphs" in response.json()["detail"]


async def test_a_room_is_set_up_and_put_on_air(http: httpx.AsyncClient) -> None:
    made = await http.post("/api/rooms", json={"room": "茶", "catalog": "shop", "title": "茶室"})
    assert made.status_code == 201
    assert made.json()["on_air"]["handle"] == "coat"
    changed = await http.put("/api/rooms/茶/on-air", json={"sku": "TEA"})
    assert changed.json()["on_air"]["handle"] == "tea"
    again = await http.post("/api/rooms", json={"room": "茶", "catalog": "shop"})
    assert again.status_code == 409


async def test_comments_come_one_or_many(http: httpx.AsyncClient) -> None:
    one = await http.post("/api/rooms/demo/comments", json={"viewer": "小红", "text": "好看"})
    assert one.status_code == 202
    assert one.json()["accepted"] == 1
    assert set(one.json()["comments"][0]) == {
        *("id", "viewer", "text", "at"),
        *("verdict", "reason", "question_id"),
    }
    many = await http.post("/api/rooms/demo/comments", json=[{"text": str(n)} for n in range(200)])
    assert many.json()["accepted"] == 200
    flood = await http.post("/api/rooms/demo/comments", json=[{"text": "a"}] * 201)
    assert flood.status_code == 422


async def test_every_response_has_its_trace_id(http: httpx.AsyncClient) -> None:
    own = await http.get("/healthz", headers={"X-Trace-Id": "my-trace-0001"})
    assert own.headers["x-trace-id"] == "my-trace-0001"
    fresh = await http.get("/nothing", headers={"X-Trace-Id": "no"})
    assert len(fresh.headers["x-trace-id"]) == 32


async def test_something_unforeseen_is_a_problem_with_its_trace(http: httpx.AsyncClient) -> None:
    response = await http.post(
        "/api/rooms/demo/questions", json={"text": "坏"}, headers={"X-Trace-Id": "trace-500"}
    )
    assert response.status_code == 500
    assert response.headers["x-trace-id"] == "trace-500"
    assert response.headers["content-type"] == "application/problem+json"
    detail = response.json()["detail"]
    assert "broken" not in detail
    assert "trace-500" in detail


async def test_metrics_count_questions(http: httpx.AsyncClient) -> None:
    await http.post("/api/rooms/demo/questions", json={"text": "多少钱"})
    metrics = (await http.get("/metrics")).text
    assert 'xiaoer_questions_total{kind="price",outcome="answered",source="text"} 1.0' in metrics
    assert "xiaoer_rooms 1.0" in metrics


async def test_readiness_names_what_is_missing(
    settings: Settings, openers: Mapping[str, Opener], shop: ShopToOpen
) -> None:
    import asyncio

    gate = asyncio.Event()

    async def slow(loader: EngineLoader) -> object:
        await gate.wait()
        return await openers["synthesiser"](loader)

    async def broken(_: EngineLoader) -> object:
        raise RuntimeError("model.bin is missing; run: xiaoer models pull")

    engines = {**openers, "synthesiser": slow, "recogniser": broken}
    app = create_app(settings, shop=shop, engines=engines)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://xiaoer") as http:
            await app.state.engines.wait("room")
            assert (await http.get("/healthz")).status_code == 200
            readiness = await http.get("/readyz")
            assert readiness.status_code == 503
            assert readiness.json() == {
                "ready": False,
                "loading": ["synthesiser"],
                "failed": {"recogniser": "model.bin is missing; run: xiaoer models pull"},
                "providers": {},
            }
            answer = await http.post("/api/rooms/demo/questions", json={"text": "多少钱"})
            assert answer.status_code == 200
            speech = await http.post("/v1/audio/speech", json={"input": "你好", "voice": "alloy"})
            assert speech.status_code == 503
            assert speech.json()["error"]["code"] == "engine_unavailable"
            assert speech.headers["retry-after"]
            heard = await http.post("/v1/audio/transcriptions", files={"file": ("a.wav", wav())})
            assert heard.status_code == 503
            assert "models pull" in heard.json()["error"]["message"]
            gate.set()
            assert not await app.state.engines.finished()
            assert (await http.get("/readyz")).json()["loading"] == []


async def test_the_home_page_is_the_room(http: httpx.AsyncClient) -> None:
    response = await http.get("/")
    assert response.is_redirect
    assert response.headers["location"] == "/rooms/demo"


async def test_pages_not_built_say_what_to_do(
    http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("assistant.web.pages.DIST", tmp_path)
    response = await http.get("/rooms/demo")
    assert response.status_code == 503
    assert "make setup" in response.text
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<title>page</title>")
    (tmp_path / "assets" / "main.js").write_text("1")
    assert (await http.get("/rooms/demo")).text == "<title>page</title>"
    assert (await http.get("/rooms/none")).status_code == 404
    assert "immutable" in (await http.get("/assets/main.js")).headers["cache-control"]


@pytest.mark.parametrize(
    "path",
    [
        "/pictures/..%2Fcatalog.jsonl",
        "/pictures/%2Fetc%2Fpasswd",
        "/assets/..%2F..%2F..%2Fapp.py",
        "/..%2Fapp.py",
    ],
)
async def test_nothing_outside_is_served(http: httpx.AsyncClient, path: str) -> None:
    assert (await http.get(path)).status_code == 404
