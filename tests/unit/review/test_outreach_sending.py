"""Approved messages reach the shop's messaging: signed, at least once, under one id."""

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import httpx
import pytest
from pydantic import SecretStr, ValidationError
from support.messaging import Messaging, serving
from support.review import Moments

from assistant.recommend.outreach.suggesting import Outreach
from assistant.review.audit import Actor
from assistant.review.outreach.desk import OutreachDesk, Staff
from assistant.review.outreach.drafting import Drafting
from assistant.review.outreach.sending import LEASE, MOST_ATTEMPTS, Sender
from assistant.review.outreach.signing import signed
from assistant.settings import Settings, webhook_key
from assistant.store import Catalogs, Database, SkuPatch
from assistant.store.customers.consent import Customers
from assistant.store.customers.purchases import Bought, Histories
from assistant.store.repurchase import drafts
from assistant.store.repurchase.drafts import Draft
from catalog_loader.product import Catalog, Money, Product, Shop, Variant

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = 86_400
KEY = bytes(range(32))
SECRET = f"whsec_{base64.b64encode(KEY).decode()}"
TEA = Product(
    handle="tea",
    title="龙井茶",
    variants=(Variant(sku="TEA", price=Money(minor=3900, currency="CNY")),),
)


@pytest.fixture
async def messaging() -> AsyncIterator[Messaging]:
    async with serving() as made:
        yield made


@pytest.fixture
def moments() -> Moments:
    return Moments(NOW)


@pytest.fixture
async def outreach(database: Database, moments: Moments) -> AsyncIterator[Outreach]:
    shop = Catalog(shop=Shop(name="小店", currency="CNY"), products=(TEA,))
    await Catalogs(database).save("shop", shop)
    at = int(NOW.timestamp())
    lines = [Bought("小红", "TEA", at - day * DAY) for day in (118, 78, 38)]
    await Histories(database).buy("shop", lines)
    made = Outreach(database, clock=moments)
    yield made
    await made.close()


@pytest.fixture
async def approved(database: Database, outreach: Outreach, moments: Moments) -> str:
    """The id of a message that was approved."""
    drafting = Drafting(database, outreach, clock=moments)
    await drafting.begin("shop", within=timedelta(days=14), k=3, least=0.2)
    await drafting.finished("shop")
    async with database.reading() as session:
        (draft,) = await drafts.page(session, "shop")
    desk = OutreachDesk(database, outreach.shelves, clock=moments)
    await desk.decide([draft.id], "approve", Staff("li", Actor("小李")))
    return draft.id


@pytest.fixture
def sender(
    database: Database, outreach: Outreach, messaging: Messaging, moments: Moments
) -> Sender:
    return Sender(database, outreach.shelves, messaging.url, KEY, clock=moments)


async def send(sender: Sender) -> int:
    async with httpx.AsyncClient(timeout=10) as http:
        return await sender.send(http)


async def standing(database: Database, draft: str) -> Draft:
    async with database.reading() as session:
        return await drafts.get(session, draft)


def test_the_signature_is_the_standards() -> None:
    # the example of the Standard Webhooks specification's libraries
    key = webhook_key(SecretStr("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
    at = datetime.fromtimestamp(1_614_265_330, UTC)
    headers = signed(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", at, b'{"test": 2432232314}')
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


async def test_an_approved_message_is_posted_signed_and_once(
    database: Database, sender: Sender, messaging: Messaging, approved: str, outreach: Outreach
) -> None:
    assert await send(sender) == 1
    assert await send(sender) == 0
    ((headers, body),) = messaging.got
    content = f"{approved}.{headers['webhook-timestamp']}.".encode() + body
    mac = base64.b64encode(hmac.new(KEY, content, hashlib.sha256).digest()).decode()
    assert (headers["webhook-id"], headers["webhook-signature"]) == (approved, f"v1,{mac}")
    told = json.loads(body)
    assert (told["type"], told["data"]["customer"]) == ("repurchase.message", "小红")
    assert told["data"]["text"].startswith("龙井茶您上次买是38天前")
    sent = await standing(database, approved)
    assert (sent.state, sent.sent_at, sent.error) == ("sent", NOW, "")
    found = await outreach.suggest("shop", "小红", NOW)
    assert [why for _, why in found.suggested.held_back] == ["told_lately"]


async def test_what_could_not_be_sent_is_tried_again_later_under_its_id(
    database: Database, sender: Sender, messaging: Messaging, approved: str, moments: Moments
) -> None:
    messaging.answers = ["503 Busy", "429 Too Many\r\nretry-after: 60", "200 OK"]
    assert await send(sender) == 1
    waiting = await standing(database, approved)
    assert (waiting.state, waiting.attempts) == ("approved", 1)
    assert waiting.error == "the webhook answered 503"
    assert await send(sender) == 0
    moments.passes(5)
    assert await send(sender) == 1
    moments.passes(59)
    assert await send(sender) == 0
    moments.passes(1)
    assert await send(sender) == 1
    assert (await standing(database, approved)).state == "sent"
    assert messaging.ids == [approved] * 3


@pytest.mark.parametrize("answer", ["410 Gone", "400 Bad Request"])
async def test_what_is_refused_is_not_tried_again(
    database: Database, sender: Sender, messaging: Messaging, approved: str, answer: str
) -> None:
    messaging.answers = [answer]
    await send(sender)
    failed = await standing(database, approved)
    assert (failed.state, failed.error) == ("failed", f"the webhook answered {answer[:3]}")
    assert await send(sender) == 0


async def test_nobody_there_is_given_up_in_the_end(
    database: Database, outreach: Outreach, approved: str, moments: Moments
) -> None:
    gone = Sender(database, outreach.shelves, "http://127.0.0.1:1/x", KEY, clock=moments)
    for _ in range(MOST_ATTEMPTS):
        assert (await standing(database, approved)).state == "approved"
        assert await send(gone) == 1
        moments.passes(3600)
    failed = await standing(database, approved)
    assert (failed.state, failed.attempts) == ("failed", MOST_ATTEMPTS)
    assert failed.error == "the webhook cannot be reached (ConnectError)"


async def test_who_is_killed_before_noting_it_has_it_sent_again_under_its_id(
    database: Database,
    sender: Sender,
    messaging: Messaging,
    approved: str,
    moments: Moments,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Killed(BaseException):
        pass

    async def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("assistant.review.outreach.sending.changes.sent", killed)
        with pytest.raises(Killed):
            await send(sender)
    assert (await standing(database, approved)).state == "approved"
    assert await send(sender) == 0  # somebody may be at it
    moments.passes(LEASE.total_seconds())
    assert await send(sender) == 1
    assert messaging.ids == [approved, approved]
    assert (await standing(database, approved)).state == "sent"


async def test_two_processes_do_not_send_it_twice(
    database: Database, outreach: Outreach, messaging: Messaging, approved: str, moments: Moments
) -> None:
    senders = [
        Sender(database, outreach.shelves, messaging.url, KEY, clock=moments) for _ in range(3)
    ]
    assert sum(await asyncio.gather(*(send(one) for one in senders))) == 1
    assert messaging.ids == [approved]


async def test_what_is_true_no_more_is_not_sent(
    database: Database, sender: Sender, messaging: Messaging, approved: str
) -> None:
    await Catalogs(database).patch_sku("shop", "TEA", SkuPatch(price=Decimal(45)))
    await send(sender)
    failed = await standing(database, approved)
    assert (failed.state, messaging.got) == ("failed", [])
    assert "costs 45 now, not 39" in failed.error
    assert failed.error_zh == "龙井茶现价45，不再是39，请重新生成"


async def test_who_opted_out_meanwhile_is_not_written_to(
    database: Database, sender: Sender, messaging: Messaging, approved: str
) -> None:
    await Customers(database).allow("shop", "小红", messaged=False)
    await send(sender)
    assert ((await standing(database, approved)).state, messaging.got) == ("failed", [])


async def test_it_runs_until_it_is_stopped(
    database: Database, sender: Sender, messaging: Messaging, approved: str
) -> None:
    running = asyncio.create_task(sender.run())
    while (await standing(database, approved)).state != "sent":  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert messaging.ids == [approved]


def test_a_webhook_without_a_usable_secret_is_refused() -> None:
    url = "https://shop.example/messages"
    assert Settings(repurchase_webhook_url=url, repurchase_webhook_secret=SECRET)
    for secret in ("", "short", "whsec_%%%", f"whsec_{base64.b64encode(b'x' * 70).decode()}"):
        with pytest.raises(ValidationError, match="repurchase_webhook_secret"):
            Settings(repurchase_webhook_url=url, repurchase_webhook_secret=secret)
