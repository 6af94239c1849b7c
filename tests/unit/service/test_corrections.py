"""Corrections over the real app: what staff write is what the next viewer hears, as long as the
catalog bears it out."""

from collections.abc import Mapping
from itertools import count
from typing import Any

import httpx
import pytest
from access_client import let_in, shows
from fastapi import FastAPI

from assistant.answering.answerer import Answerer
from assistant.review.access.roles import Role
from assistant.review.queue.queue import ReviewQueue
from assistant.room.engines import EngineLoader, Opener
from assistant.room.rooms import Rooms
from assistant.web.app import ShopToOpen, create_app
from catalog_loader.product import Attribute, Catalog, Policy, PolicyTopic

WASHES = {
    "catalog": "shop",
    "scope": "product",
    "subject": "coat",
    "question": "能放洗衣机里洗吗",
    "text": "可以机洗，请用冷水。",
    "language": "zh",
}
_keys = count()


@pytest.fixture
def catalog(catalog: Catalog) -> Catalog:
    coat, *others = catalog.products
    filled = Attribute(name="填充物", value="90%白鸭绒", key="filling")
    coat = coat.model_copy(update={"attributes": (filled,), "category": "服饰"})
    ships = Policy(
        id="ship",
        topic=PolicyTopic.SHIPPING,
        statement="24小时内发货。",
        clauses=(Attribute(name="发货时间", value="24", unit="小时", key="ship_within"),),
        questions=("多久发货",),
    )
    return catalog.model_copy(update={"products": (coat, *others), "policies": (ships,)})


@pytest.fixture
def openers(openers: Mapping[str, Opener]) -> Mapping[str, Opener]:
    async def open_answerer(_: EngineLoader) -> Answerer:
        return Answerer(embedder=None, chat=None)

    return {**openers, "answerer": open_answerer}


@pytest.fixture
async def staff(app: FastAPI, http: httpx.AsyncClient) -> httpx.AsyncClient:
    """Li, whose boss keeps the catalog."""
    await let_in(app, "li")
    await let_in(app, "boss", role=Role.SUPERVISOR)
    http.headers.update(shows("li"))
    return http


async def ask(http: httpx.AsyncClient, text: str, room: str = "demo") -> dict[str, Any]:
    body = {"viewer": f"v{next(_keys)}", "text": text}
    answer = await http.post(f"/api/rooms/{room}/questions", json=body)
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    return said


async def sent(
    http: httpx.AsyncClient, method: str, path: str = "", *, status: int = 0, **body: Any
) -> dict[str, Any]:
    headers = {"Idempotency-Key": body.pop("key", f"k{next(_keys)}")}
    headers |= body.pop("headers", {})
    told = await http.request(
        method, f"/api/review/corrections{path}", json=body or None, headers=headers
    )
    assert told.status_code == (status or (201 if method == "POST" and not path else 200)), (
        told.text
    )
    view: dict[str, Any] = told.json()
    return view


async def make(http: httpx.AsyncClient, **body: Any) -> dict[str, Any]:
    return await sent(http, "POST", **{**WASHES, **body})


async def get(http: httpx.AsyncClient, correction: dict[str, Any]) -> dict[str, Any]:
    found = await http.get(f"/api/review/corrections/{correction['id']}")
    view: dict[str, Any] = found.json()
    return view


async def price(http: httpx.AsyncClient, sku: str, amount: str) -> None:
    changed = await http.patch(
        f"/api/catalogs/shop/skus/{sku}", json={"price": amount}, headers=shows("boss")
    )
    assert changed.status_code == 200, changed.text


async def put_on_air(http: httpx.AsyncClient, handle: str, room: str = "demo") -> None:
    shown = await http.put(f"/api/rooms/{room}/on-air", json={"sku": handle})
    assert shown.status_code == 200, shown.text


async def test_the_next_viewer_is_told_what_staff_wrote(staff: httpx.AsyncClient) -> None:
    assert (await ask(staff, "能放洗衣机里洗吗"))["outcome"] == "unknown"
    made = await make(staff)
    assert (made["state"], made["owner"], made["title"]) == ("in_force", "li", "羽绒服")
    told = await ask(staff, "请问可以放洗衣机里洗么")
    assert (told["outcome"], told["text"]) == ("answered", "可以机洗，请用冷水。")
    (fact,) = told["facts"]
    assert (fact["source"], fact["product"]) == ("staff", made["id"])
    assert made["id"] in fact["origin"]


async def test_another_product_and_another_room_are_not_told(
    app: FastAPI, staff: httpx.AsyncClient
) -> None:
    rooms: Rooms = app.state.rooms
    await rooms.create("other", catalog="shop")
    await make(staff)
    await make(staff, scope="room", subject="other", question="几点抽奖", text="九点抽奖。")
    assert (await ask(staff, "几点抽奖", "other"))["text"] == "九点抽奖。"
    assert (await ask(staff, "几点抽奖", "demo"))["text"] != "九点抽奖。"
    assert (await ask(staff, "能放洗衣机里洗吗", "other"))["outcome"] == "answered"
    await put_on_air(staff, "tea")
    assert (await ask(staff, "能放洗衣机里洗吗"))["outcome"] == "unknown"


async def test_the_narrowest_then_the_newest_goes_first(staff: httpx.AsyncClient) -> None:
    await make(staff)
    await make(staff, scope="shop", subject="", text="都要手洗。")
    assert (await ask(staff, "能放洗衣机里洗吗"))["text"] == "可以机洗，请用冷水。"
    await make(staff, text="可以机洗，请装洗衣袋。")
    assert (await ask(staff, "能放洗衣机里洗吗"))["text"] == "可以机洗，请装洗衣袋。"
    await put_on_air(staff, "tea")
    assert (await ask(staff, "能放洗衣机里洗吗"))["text"] == "都要手洗。"


async def test_what_is_asked_of_another_size_is_another_question(staff: httpx.AsyncClient) -> None:
    await make(staff, question="身高170体重130斤应该穿多大的呢", text="建议选大一号。")
    asked = "身高{}体重130斤应该穿多大的呢"
    assert (await ask(staff, asked.format(170)))["text"] == "建议选大一号。"
    assert (await ask(staff, asked.format(150)))["text"] != "建议选大一号。"


async def test_a_price_that_changes_ends_what_rests_on_it(staff: httpx.AsyncClient) -> None:
    made = await make(staff, question="黑色的多少钱", text="黑色现在259元。")
    assert {"product": "COAT-B", "field": "price", "value": "259"} in made["rests_on"]
    assert (await ask(staff, "黑色的多少钱"))["facts"][0]["source"] == "staff"
    await price(staff, "COAT-B", "269")
    told = await ask(staff, "黑色的多少钱")
    assert "269" in told["text"]
    assert "259" not in told["text"]
    ended = await get(staff, made)
    assert ended["state"] == "ended"
    assert ended["why"] == "price of COAT-B was 259 and is 269 now"


async def test_a_product_that_is_sold_no_more_takes_its_corrections_with_it(
    app: FastAPI, staff: httpx.AsyncClient, catalog: Catalog
) -> None:
    made = await make(staff, subject="tea", question="能泡几次", text="能泡五次。")
    rooms: Rooms = app.state.rooms
    left = catalog.model_copy(update={"products": (catalog.products[0],)})
    await rooms.import_catalog("shop", left)
    assert (await get(staff, made))["state"] == "ended"


async def test_an_import_that_says_otherwise_takes_it_out_of_force(
    app: FastAPI, staff: httpx.AsyncClient, catalog: Catalog
) -> None:
    made = await make(staff)
    rooms: Rooms = app.state.rooms
    coat = catalog.products[0]
    washes = Attribute(name="洗涤方式", value="只可手洗", key="washing")
    coat = coat.model_copy(update={"attributes": (*coat.attributes, washes)})
    changed = catalog.model_copy(update={"products": (coat, *catalog.products[1:])})
    await rooms.import_catalog("shop", changed)
    told = await ask(staff, "能放洗衣机里洗吗")
    assert "冷水" not in told["text"]
    conflicting = await get(staff, made)
    assert conflicting["state"] == "conflicting"
    (conflict,) = conflicting["conflicts"]
    assert (conflict["field"], conflict["catalog"]) == ("washing", "只可手洗")


async def test_a_lie_about_a_price_is_shown_and_not_told(staff: httpx.AsyncClient) -> None:
    lie = await make(staff, question="黑色的多少钱", text="黑色只要99元。")
    assert lie["state"] == "conflicting"
    (conflict,) = lie["conflicts"]
    assert (conflict["said"], conflict["catalog"]) == ("黑色只要99元", "259CNY")
    told = await ask(staff, "黑色的多少钱")
    assert "259" in told["text"]
    assert "99" not in told["text"]


async def test_one_that_waits_is_in_force_when_the_catalog_agrees(
    staff: httpx.AsyncClient,
) -> None:
    waits = await make(staff, question="黑色的多少钱", text="黑色现在239元。", wait=True)
    assert waits["state"] == "waiting"
    assert "239" not in (await ask(staff, "黑色的多少钱"))["text"]
    await price(staff, "COAT-B", "239")
    assert (await ask(staff, "黑色的多少钱"))["text"] == "黑色现在239元。"
    holds = await get(staff, waits)
    assert (holds["state"], holds["conflicts"], holds["why"]) == ("in_force", [], "")
    await price(staff, "COAT-B", "249")
    assert (await get(staff, waits))["state"] == "ended"


@pytest.mark.parametrize(
    ("text", "scope", "words"),
    [
        ("全国最好的羽绒服。", "product", "极限词"),
        ("可以治疗感冒。", "product", "疗效"),
        ("加微信12345。", "product", "联系方式"),
        ("全场99元。", "shop", "某一件商品"),
    ],
)
async def test_what_no_shop_may_say_is_refused(
    staff: httpx.AsyncClient, text: str, scope: str, words: str
) -> None:
    subject = "coat" if scope == "product" else ""
    body = {**WASHES, "text": text, "scope": scope, "subject": subject}
    told = await sent(staff, "POST", status=422, **body, headers={"Accept-Language": "zh-CN"})
    assert words in told["detail"]
    english = await sent(staff, "POST", status=422, **body)
    assert english["detail"].isascii() is False  # it quotes the words
    assert english["code"] == "unfit"


async def test_what_is_not_there_cannot_be_corrected(staff: httpx.AsyncClient) -> None:
    told = await sent(staff, "POST", status=422, **{**WASHES, "subject": "hat"})
    assert told["detail"] == "catalog 'shop' has no product 'hat'; name one that it has"
    assert (await sent(staff, "POST", status=404, **{**WASHES, "catalog": "nowhere"}))["status"]
    assert (await sent(staff, "POST", status=422, **{**WASHES, "scope": "shop"}))["status"]


async def test_undo_restores_what_was_before_and_only_once(staff: httpx.AsyncClient) -> None:
    made = await make(staff)
    at = f"/{made['id']}"
    edited = await sent(staff, "PUT", at, text="只能手洗。", version=1)
    assert (edited["version"], (await ask(staff, "能放洗衣机里洗吗"))["text"]) == (2, "只能手洗。")
    undone = await sent(staff, "POST", f"{at}/undo", key="undo")
    assert (undone["text"], undone["state"]) == (made["text"], "in_force")
    assert (await ask(staff, "能放洗衣机里洗吗"))["text"] == made["text"]
    assert await sent(staff, "POST", f"{at}/undo", key="undo") == undone
    assert await sent(staff, "POST", f"{at}/undo") == undone


async def test_what_was_made_by_mistake_is_undone(staff: httpx.AsyncClient) -> None:
    made = await make(staff)
    undone = await sent(staff, "POST", f"/{made['id']}/undo")
    assert undone["state"] == "undone"
    assert (await ask(staff, "能放洗衣机里洗吗"))["outcome"] == "unknown"


async def test_what_is_ended_is_used_no_more_until_that_is_undone(
    staff: httpx.AsyncClient,
) -> None:
    made = await make(staff)
    ended = await sent(staff, "DELETE", f"/{made['id']}")
    assert (ended["state"], ended["why"]) == ("ended", "li ended it")
    assert (await ask(staff, "能放洗衣机里洗吗"))["outcome"] == "unknown"
    await sent(staff, "POST", f"/{made['id']}/undo")
    assert (await ask(staff, "能放洗衣机里洗吗"))["outcome"] == "answered"


async def test_the_same_action_again_does_nothing_again(staff: httpx.AsyncClient) -> None:
    made = await make(staff, key="once")
    assert await make(staff, key="once") == made
    other = {**WASHES, "text": "只能手洗。"}
    assert (await sent(staff, "POST", status=422, key="once", **other))["code"] == "key_reused"
    stale = await sent(staff, "PUT", f"/{made['id']}", status=409, text="手洗。", version=7)
    assert stale["code"] == "edited"
    listed = (await staff.get("/api/review/corrections")).json()
    assert [one["id"] for one in listed["corrections"]] == [made["id"]]


async def test_they_are_listed_page_by_page(staff: httpx.AsyncClient) -> None:
    made = [await make(staff, question=f"能洗几次{n}") for n in "ABC"]
    await make(staff, scope="room", subject="demo", question="几点抽奖", text="九点抽奖。")
    path = "/api/review/corrections"
    first = (await staff.get(path, params={"scope": "product", "limit": 2})).json()
    assert [one["id"] for one in first["corrections"]] == [made[2]["id"], made[1]["id"]]
    rest = await staff.get(path, params={"scope": "product", "after": first["after"]})
    assert [one["id"] for one in rest.json()["corrections"]] == [made[0]["id"]]
    assert rest.json()["after"] is None
    of_room = (await staff.get(path, params={"room": "demo"})).json()["corrections"]
    assert [one["question"] for one in of_room] == ["几点抽奖"]


async def test_another_process_over_the_database_answers_by_it_too(
    app: FastAPI, staff: httpx.AsyncClient, shop: ShopToOpen, openers: Mapping[str, Opener]
) -> None:
    beside = create_app(app.state.settings, shop=shop, engines=openers)
    async with beside.router.lifespan_context(beside):
        await beside.state.engines.finished()
        transport = httpx.ASGITransport(beside)
        async with httpx.AsyncClient(transport=transport, base_url="http://xiaoer") as other:
            assert (await ask(other, "能放洗衣机里洗吗"))["outcome"] == "unknown"
            made = await make(staff)
            assert (await ask(other, "能放洗衣机里洗吗"))["text"] == made["text"]
            await sent(staff, "DELETE", f"/{made['id']}")
            assert (await ask(other, "能放洗衣机里洗吗"))["outcome"] == "unknown"


async def test_what_is_corrected_in_the_queue_is_learned(
    app: FastAPI, staff: httpx.AsyncClient
) -> None:
    await ask(staff, "能放洗衣机里洗吗")
    (made,) = await learned(app, staff, "可以机洗，请用冷水。")
    assert (made["state"], made["scope"], made["subject"]) == ("in_force", "product", "coat")
    assert (await ask(staff, "可以放洗衣机里洗么"))["text"] == "可以机洗，请用冷水。"


async def test_a_conflict_in_the_queue_is_kept_and_shown(
    app: FastAPI, staff: httpx.AsyncClient
) -> None:
    await ask(staff, "黑色的多少钱")
    (made,) = await learned(app, staff, "黑色只要99元。")
    assert made["state"] == "conflicting"
    assert made["conflicts"][0]["catalog"] == "259CNY"
    assert "99" not in (await ask(staff, "黑色的多少钱"))["text"]


async def learned(app: FastAPI, http: httpx.AsyncClient, text: str) -> list[dict[str, Any]]:
    """The corrections of the one item of the queue, once it is corrected."""
    (item,) = (await http.get("/api/review/items")).json()["items"]
    path = f"/api/review/items/{item['id']}"
    await http.post(f"{path}/claim")
    body = {
        "kind": "correct", "text": text, "language": "zh", "learn": "product",
        "version": item["version"],
    }  # fmt: skip
    acted = await http.post(f"{path}/actions", json=body, headers={"Idempotency-Key": "act"})
    assert acted.status_code == 200, acted.text
    queue: ReviewQueue = app.state.review
    while (whole := (await http.get(path)).json())["actions"][0]["sent"]["learn"][
        "state"
    ] != "done":
        await queue.delivery.deliver()
    found: list[dict[str, Any]] = whole["corrections"]
    return found
