"""What staff approve is posted to the shop's messaging by the service that is up."""

import asyncio
import base64
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from support.messaging import Messaging, serving
from support.staff import cheap

from assistant.settings import Settings
from assistant.store.customers.purchases import Bought, Histories


@pytest.fixture
async def messaging() -> AsyncIterator[Messaging]:
    async with serving() as made:
        yield made


@pytest.fixture
def settings(tmp_path: Path, messaging: Messaging) -> Settings:
    secret = f"whsec_{base64.b64encode(bytes(32)).decode()}"
    return cheap(
        tmp_path / "home",
        repurchase_webhook_url=messaging.url,
        repurchase_webhook_secret=secret,
    )


async def test_what_is_approved_is_sent(
    app: FastAPI, desk: httpx.AsyncClient, messaging: Messaging
) -> None:
    now = int(datetime.now(UTC).timestamp())
    lines = [Bought("小红", "TEA", now - days * 86_400 - 60) for days in (118, 78, 38)]
    await Histories(app.state.access.database).buy("shop", lines)
    await desk.post("/api/repurchase/drafts", json={"catalog": "shop"})
    await app.state.drafting.finished("shop")
    path = "/api/repurchase/drafts?catalog=shop"
    (draft,) = (await desk.get(path)).json()["drafts"]
    said = {"ids": [draft["id"]], "decision": "approve"}
    await desk.post("/api/repurchase/drafts/decide", json=said)
    while (await desk.get(path)).json()["counts"]["sent"] == 0:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    assert messaging.ids == [draft["id"]]
