"""The review queue over HTTP: what a question becomes, who holds it, what is done to it."""

from functools import partial
from typing import Any

import httpx
import pytest
from access_client import let_in, shows
from fastapi import FastAPI
from starlette.testclient import TestClient
from support.staff import LOCAL_KEY

from assistant.answering.values import Answer, Outcome, Question
from assistant.review.access.roles import Role
from assistant.room.asked.asked import asked_of

LI, WANG = shows("li"), shows("wang")


@pytest.fixture
async def agent(app: FastAPI, http: httpx.AsyncClient) -> httpx.AsyncClient:
    """Li, who works beside Wang."""
    await let_in(app, "li", "wang")
    http.headers.update(LI)
    return http


@pytest.fixture
async def staff(agent: httpx.AsyncClient) -> httpx.AsyncClient:
    await ask(agent, "多少钱")
    return agent


async def ask(http: httpx.AsyncClient, text: str, viewer: str = "小明") -> None:
    body = {"viewer": viewer, "text": text}
    answer = await http.post("/api/rooms/demo/questions", json=body)
    assert answer.status_code == 200, answer.text


async def listed(http: httpx.AsyncClient, **params: Any) -> list[dict[str, Any]]:
    found = await http.get("/api/review/items", params=params)
    assert found.status_code == 200, found.text
    items: list[dict[str, Any]] = found.json()["items"]
    return items


async def act(
    http: httpx.AsyncClient, item: int, key: str, by: dict[str, str] = LI, **body: Any
) -> httpx.Response:
    headers = {**by, "Idempotency-Key": key}
    return await http.post(f"/api/review/items/{item}/actions", json=body, headers=headers)


async def claim(http: httpx.AsyncClient, item: int, by: dict[str, str] = LI) -> httpx.Response:
    return await http.post(f"/api/review/items/{item}/claim", headers=by)


async def test_a_question_waits_with_all_that_is_known_of_it(staff: httpx.AsyncClient) -> None:
    await ask(staff, "多少钱", "小红")
    (item,) = await listed(staff)
    assert (item["question"], item["viewer"], item["askers"]) == ("多少钱", "小明", 2)
    assert (item["product"], item["title"], item["outcome"]) == ("coat", "羽绒服", "answered")
    whole = (await staff.get(f"/api/review/items/{item['id']}")).json()
    assert whole["item"] == item
    assert [answer["viewer"] for answer in whole["answers"]] == ["小红", "小明"]
    assert whole["answers"][0]["facts"][0]["field"] == "price"
    assert whole["answers"][0]["timings_ms"]["understood"] == 1.0
    assert whole["actions"] == []


async def test_a_forced_word_comes_first_and_is_each_viewers_own(staff: httpx.AsyncClient) -> None:
    await ask(staff, "我要投诉", "小红")
    await ask(staff, "我要投诉", "小蓝")
    items = await listed(staff)
    assert [(item["viewer"], item["forced"]) for item in items] == [
        ("小红", "投诉"),
        ("小蓝", "投诉"),
        ("小明", ""),
    ]
    assert len(await listed(staff, forced=False)) == 1


async def test_the_queue_is_read_page_by_page(staff: httpx.AsyncClient) -> None:
    for number in range(5):
        await ask(staff, f"第{number}款呢")
    first = (await staff.get("/api/review/items", params={"limit": 4})).json()
    params = {"limit": 4, "after": first["after"]}
    rest = (await staff.get("/api/review/items", params=params)).json()
    assert rest["after"] is None
    assert len({item["id"] for item in first["items"] + rest["items"]}) == 6


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({"q": "羽绒"}, True),
        ({"q": "多少"}, True),
        ({"q": "小明 259"}, True),
        ({"q": "少多"}, False),
        ({"state": "all"}, True),
        ({"state": "approved"}, False),
        ({"room": "demo", "language": "zh", "kind": "price", "product": "coat"}, True),
        ({"outcome": "unknown"}, False),
        ({"assignee": ""}, True),
        ({"overdue": True}, False),
        ({"since": "2020-01-01T00:00:00Z"}, True),
        ({"until": "2020-01-01T00:00:00Z"}, False),
    ],
)
async def test_it_is_filtered_and_searched(
    staff: httpx.AsyncClient, params: dict[str, Any], found: bool
) -> None:
    assert bool(await listed(staff, **params)) == found


async def test_an_answer_is_corrected_by_who_holds_it(staff: httpx.AsyncClient) -> None:
    (item,) = await listed(staff)
    held = (await claim(staff, item["id"])).json()
    assert held["claim"]["name"] == "li"
    refused = await claim(staff, item["id"], WANG)
    assert refused.status_code == 409
    problem = refused.json()
    assert (problem["code"], problem["name"]) == ("claimed", "li")
    body = {"kind": "correct", "version": 1, "text": "249元", "language": "zh", "learn": "shop"}
    other = await act(staff, item["id"], "w", WANG, **body)
    assert (other.status_code, other.json()["code"]) == (409, "claimed")
    done = await act(staff, item["id"], "k", **body)
    assert (await act(staff, item["id"], "k", **body)).json() == done.json()
    assert (done.json()["state"], done.json()["version"]) == ("corrected", 2)
    whole = (await staff.get(f"/api/review/items/{item['id']}")).json()
    assert (whole["item"]["told"], whole["item"]["claim"]) == ("249元", None)
    (action,) = whole["actions"]
    assert action["by"] == {"id": held["claim"]["by"], "name": "li"}
    assert action["detail"]["instead_of"] == "259元。这是羽绒服。"
    assert set(action["sent"]) == {"tell", "learn"}
    assert await listed(staff) == []


async def test_what_is_refused_is_said_in_the_readers_language(staff: httpx.AsyncClient) -> None:
    (item,) = await listed(staff)
    chinese = await act(
        staff, item["id"], "k", {"Accept-Language": "zh-CN"}, kind="approve", version=1
    )
    assert chinese.json()["detail"] == "第1条未认领或认领已到期，请先认领"
    english = await act(staff, item["id"], "k", kind="approve", version=1)
    assert english.json()["detail"].endswith("claim it first")


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"kind": "praise"}, "praise"),
        ({"kind": "approve"}, "version"),
        ({"kind": "note", "text": " "}, "text"),
        ({"kind": "correct", "version": 1, "text": "好", "language": "xx"}, "language"),
        ({"kind": "note", "text": "好", "more": 1}, "more"),
    ],
)
async def test_what_makes_no_action_is_one_sentence(
    staff: httpx.AsyncClient, body: dict[str, Any], where: str
) -> None:
    refused = await act(staff, 1, "k", **body)
    assert refused.status_code == 422
    assert where in refused.json()["detail"]


async def test_an_action_needs_a_key(staff: httpx.AsyncClient) -> None:
    refused = await staff.post("/api/review/items/1/actions", json={"kind": "note", "text": "好"})
    assert (refused.status_code, "Idempotency-Key" in refused.json()["detail"]) == (422, True)


@pytest.mark.parametrize(
    "path",
    [
        "/api/review/items?after=x",
        "/api/review/items?q=%21%21",
        "/api/review/items?colour=red",
        "/api/review/items?since=2026-01-01T00:00:00",
        "/api/review/items/0",
        "/api/review/items/99999999999999999999",
    ],
)
async def test_bad_reading_is_refused(staff: httpx.AsyncClient, path: str) -> None:
    assert (await staff.get(path)).status_code == 422


async def test_what_is_not_there_is_not_found(staff: httpx.AsyncClient) -> None:
    for path in ("items/9", "replies/9/text", "views/9"):
        method = {"items/9": "GET", "views/9": "DELETE"}.get(path, "POST")
        body = {"item": 1} if method == "POST" else None
        response = await staff.request(method, f"/api/review/{path}", json=body)
        assert (response.status_code, "9" in response.json()["detail"]) == (404, True), path


async def test_counts(staff: httpx.AsyncClient) -> None:
    await ask(staff, "我要投诉")
    await claim(staff, 1)
    await act(staff, 1, "k", kind="approve", version=1)
    assert (await staff.get("/api/review/counts")).json() == {
        "open": 1,
        "forced": 1,
        "overdue": 0,
        "settled": {"approved": 1, "corrected": 0, "dismissed": 0},
    }


REPLY = {"title": "价格", "shortcut": 1, "texts": {"zh": "{viewer}您好，{product}现价{price}"}}


async def test_a_canned_reply_says_what_the_catalog_says_now(
    staff: httpx.AsyncClient, desk: httpx.AsyncClient
) -> None:
    made = await staff.post("/api/review/replies", json=REPLY)
    assert made.status_code == 201
    path = f"/api/review/replies/{made.json()['id']}"
    text = (await staff.post(f"{path}/text", json={"item": 1})).json()
    assert text == {"text": "小明您好，羽绒服现价259–299 CNY", "language": "zh"}
    for sku in ("COAT-B", "COAT-W"):
        await desk.patch(f"/api/catalogs/shop/skus/{sku}", json={"price": "199"})
    text = (await staff.post(f"{path}/text", json={"item": 1})).json()
    assert text["text"].endswith("现价199 CNY")
    english = await staff.post(f"{path}/text", json={"item": 1, "language": "en"})
    assert (english.status_code, english.json()["code"]) == (422, "not_sayable")
    other = await staff.post("/api/review/replies", json={**REPLY, "title": "另一条"})
    assert (other.status_code, other.json()["code"]) == (409, "taken")
    changed = await staff.put(path, json={**REPLY, "shortcut": 2})
    assert changed.json()["shortcut"] == 2
    assert (await staff.get("/api/review/replies")).json()["replies"] == [changed.json()]
    assert (await staff.delete(path)).status_code == 204
    assert (await staff.get("/api/review/replies")).json()["replies"] == []


@pytest.mark.parametrize("text", ["{weather}", "{", "{product", "{{price}}", "{}"])
async def test_a_reply_with_an_unknown_variable_is_refused(
    staff: httpx.AsyncClient, text: str
) -> None:
    refused = await staff.post("/api/review/replies", json={**REPLY, "texts": {"zh": text}})
    assert (refused.status_code, refused.json()["code"]) == (422, "not_sayable")
    assert "{product}" in refused.json()["detail"]


async def test_a_reply_without_its_product_is_refused(agent: httpx.AsyncClient) -> None:
    await agent.post("/api/review/replies", json={**REPLY, "texts": {"zh": "{brand}"}})
    await agent.put("/api/rooms/demo/on-air", json={"sku": "tea"})
    await ask(agent, "多少钱")
    refused = await agent.post("/api/review/replies/1/text", json={"item": 1})
    assert refused.json()["detail"].startswith("{brand} is not known for item 1")


async def test_views_are_kept_for_their_owner_or_for_all(staff: httpx.AsyncClient) -> None:
    body = {"name": "急", "filters": {"forced": True, "room": "demo"}}
    mine = (await staff.post("/api/review/views", json=body, headers=LI)).json()
    assert mine["filters"] == body["filters"]
    again = await staff.post("/api/review/views", json=body, headers=LI)
    assert (again.status_code, again.json()["code"]) == (409, "taken")
    path = f"/api/review/views/{mine['id']}"

    async def seen() -> list[str]:
        views = (await staff.get("/api/review/views", headers=WANG)).json()["views"]
        return [view["name"] for view in views]

    assert await seen() == []
    await staff.put(path, json={**body, "shared": True}, headers=LI)
    assert await seen() == ["急"]
    assert (await staff.put(path, json=body, headers=WANG)).status_code == 404
    assert (await staff.delete(path, headers=WANG)).status_code == 404
    assert (await staff.delete(path, headers=LI)).status_code == 204
    wrong = await staff.post("/api/review/views", json={"name": "a", "filters": {"color": "red"}})
    assert wrong.status_code == 422


def test_words_of_staff_are_no_question() -> None:
    said = Answer(Question("多少钱", "demo"), "249元", "zh", Outcome.ANSWERED, composer="staff")
    assert asked_of(said, "demo", "") is None


def test_what_happens_is_told_live_and_after_coming_back(client: TestClient) -> None:
    def ask_one(text: str) -> None:
        client.post("/api/rooms/demo/questions", json={"viewer": "小明", "text": text})

    def until(socket: Any, kind: str) -> dict[str, Any]:
        while True:
            message: dict[str, Any] = socket.receive_json()
            if message["type"] == kind:
                return message

    client.app.state.local_key = LOCAL_KEY  # type: ignore[attr-defined]
    client.headers["Authorization"] = f"Bearer {LOCAL_KEY}"
    ask_one("多少钱")
    with client.websocket_connect("/api/review/events") as watching:
        first = watching.receive_json()
        assert (first["type"], first["counts"]["open"]) == ("queue.counts", 1)
        client.post("/api/review/items/1/claim")
        claimed = until(watching, "item.claimed")
        assert claimed["item"]["claim"]["by"] == "this machine"
        ask_one("有货吗")
        asked = until(watching, "item.changed")
        assert (asked["change"], asked["item"]["question"]) == ("asked", "有货吗")
        counted = until(watching, "queue.counts")
        while counted["seq"] < asked["seq"]:
            counted = until(watching, "queue.counts")
        assert counted["counts"]["open"] == 2
    headers = {"Idempotency-Key": "k"}
    body = {"kind": "approve", "version": 1}
    client.post("/api/review/items/1/actions", json=body, headers=headers)
    ask_one("包邮吗")
    with client.websocket_connect(f"/api/review/events?since={asked['seq']}") as watching:
        missed = [watching.receive_json() for _ in range(3)]
    assert [(one["type"], one.get("change")) for one in missed] == [
        ("item.changed", "approve"),
        ("item.changed", "asked"),
        ("queue.counts", None),
    ]
    assert missed[0]["seq"] < missed[1]["seq"] == missed[2]["seq"]


async def test_without_the_right_personal_data_is_masked_and_nothing_else(
    app: FastAPI, agent: httpx.AsyncClient
) -> None:
    await let_in(app, "watcher", role=Role.VIEWER)
    await ask(agent, "我的手机是13812345678，多少钱")
    headers = shows("watcher")
    (seen,) = (await agent.get("/api/review/items", headers=headers)).json()["items"]
    (whole,) = await listed(agent)
    assert "13812345678" in whole["question"]
    assert "138****5678" in seen["question"]
    assert {**seen, "question": whole["question"]} == whole
    of_one = (await agent.get(f"/api/review/items/{whole['id']}", headers=headers)).json()
    assert "13812345678" not in str(of_one)
    assert (
        of_one["answers"][0]["at"]
        == (await agent.get(f"/api/review/items/{whole['id']}")).json()["answers"][0]["at"]
    )


def test_what_happens_is_masked_too(client: TestClient) -> None:
    client.app.state.local_key = LOCAL_KEY  # type: ignore[attr-defined]
    client.headers["Authorization"] = f"Bearer {LOCAL_KEY}"
    assert client.portal is not None
    client.portal.call(partial(let_in, client.app, "watcher", role=Role.VIEWER))
    with client.websocket_connect("/api/review/events", headers=shows("watcher")) as watching:
        body = {"viewer": "小明", "text": "我的手机是13812345678，多少钱"}
        client.post("/api/rooms/demo/questions", json=body)
        while (message := watching.receive_json())["type"] != "item.changed":
            pass
    assert "138****5678" in message["item"]["question"]
