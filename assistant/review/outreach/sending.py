"""Posts approved messages to the shop's messaging, each at least once under an id of its own.

Whoever receives them drops what they have by its `webhook-id`: a message whose posting was not
noted, because the process ended, is posted again. What it says is looked at again at the last
moment; what is true no more is not sent.
"""

import asyncio
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import structlog
from sqlalchemy.exc import SQLAlchemyError

from assistant.recommend.outreach.shelves import Shelves
from assistant.recovery import Rests
from assistant.review.outreach.signing import signed
from assistant.review.outreach.standing import current
from assistant.review.queue.refusals import Refusal
from assistant.settings import Settings, webhook_key
from assistant.store import Database
from assistant.store.repurchase import changes
from assistant.store.repurchase.drafts import Draft

TIMEOUT_S = 15.0
"""How long the receiver may take, as that standard recommends."""

LEASE = timedelta(seconds=60)
"""How long sending one may take. What a killed process had begun is done by another after that."""

RESTS = Rests(first_s=5.0, growth=3.0, longest_s=3600.0)
MOST_ATTEMPTS = 12
"""Some five hours in all; a reminder that comes later is of yesterday."""

_LATER = frozenset({408, 425, 429})
_AT_ONCE = 8
_LOOKS_EVERY_S = 5.0

_log = structlog.get_logger(__name__)


class Unsendable(Refusal):
    """It is not sent, nor tried again."""

    code = "unsendable"


class NotNow(Refusal):
    """It could not be sent; `rest_s` is what the receiver asks for before the next attempt."""

    code = "not_now"

    def __init__(self, english: str, zh: str, rest_s: float = 0.0) -> None:
        super().__init__(english, zh)
        self.rest_s = rest_s


class Sender:
    """Sends what is approved to `url`, signed with `key`, until its task is cancelled."""

    def __init__(
        self,
        database: Database,
        shelves: Shelves,
        url: str,
        key: bytes,
        *,
        lease: timedelta = LEASE,
        rests: Rests = RESTS,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database = database
        self._shelves = shelves
        self._url = url
        self._key = key
        self._lease = lease
        self._rests = rests
        self._clock = clock
        self._wake = asyncio.Event()

    @classmethod
    def of(cls, settings: Settings, database: Database, shelves: Shelves) -> "Sender | None":
        """As the settings say; None where nothing is sent."""
        url = settings.repurchase_webhook_url
        if not url:
            return None
        return cls(database, shelves, url, webhook_key(settings.repurchase_webhook_secret))

    def wake(self) -> None:
        """There may be something to send."""
        self._wake.set()

    async def run(self) -> None:
        """Send what is due, until cancelled."""
        async with httpx.AsyncClient(timeout=TIMEOUT_S) as http:
            while True:
                self._wake.clear()
                try:
                    while await self.send(http):
                        pass
                except (SQLAlchemyError, OSError) as error:
                    _log.warning("messages to customers are sent later", reason=str(error))
                with suppress(TimeoutError):
                    async with asyncio.timeout(_LOOKS_EVERY_S):
                        await self._wake.wait()

    async def send(self, http: httpx.AsyncClient) -> int:
        """Send what is due now; how many were tried."""
        async with self._database.writing() as session:
            due = await changes.take_due(session, self._clock(), lease=self._lease, limit=_AT_ONCE)
        await asyncio.gather(*(self._send(draft, http) for draft in due))
        return len(due)

    async def _send(self, draft: Draft, http: httpx.AsyncClient) -> None:
        try:
            await self._post(draft, await self._body(draft), http)
        except NotNow as error:
            await self._put_off(draft, error)
        except Refusal as error:
            await self._failed(draft, error)
        except Exception as error:
            reason = " ".join(str(error).split()) or type(error).__name__
            await self._put_off(draft, NotNow(reason, reason))
        else:
            async with self._database.writing() as session:
                await changes.sent(session, draft.id, self._clock())

    async def _put_off(self, draft: Draft, error: NotNow) -> None:
        if draft.attempts + 1 >= MOST_ATTEMPTS:
            await self._failed(draft, error)
            return
        rest_s = max(error.rest_s, self._rests.after(draft.attempts + 1))
        _log.warning("a message to a customer is sent later", draft=draft.id, reason=str(error))
        again_at = self._clock() + timedelta(seconds=rest_s)
        async with self._database.writing() as session:
            await changes.put_off(session, draft, str(error), error.zh, again_at)

    async def _failed(self, draft: Draft, error: Refusal) -> None:
        _log.warning("a message to a customer is not sent", draft=draft.id, reason=str(error))
        async with self._database.writing() as session:
            await changes.failed(session, draft, str(error), error.zh)

    async def _body(self, draft: Draft) -> bytes:
        """What is posted, noted before it is. Raises Refusal."""
        now = self._clock()
        if not draft.messaged:
            raise Unsendable("the customer does not want messages any more", "该顾客已不再接收消息")
        shelf = await self._shelves.of(draft.catalog)
        made = await asyncio.to_thread(current, draft, shelf, now)
        if made.text != draft.text:
            async with self._database.writing() as session:
                await changes.rewrite(session, draft.id, made.text, made.facts, now)
        return json.dumps(_event(draft, made.text, now), ensure_ascii=False).encode()

    async def _post(self, draft: Draft, body: bytes, http: httpx.AsyncClient) -> None:
        """Post it. Raises Unsendable, NotNow."""
        headers = signed(self._key, draft.id, self._clock(), body)
        try:
            response = await http.post(
                self._url, content=body, headers={"Content-Type": "application/json", **headers}
            )
        except httpx.HTTPError as error:
            kind = type(error).__name__
            raise NotNow(
                f"the webhook cannot be reached ({kind})", f"消息接口无法连接（{kind}）"
            ) from error
        if response.is_success:
            return
        status = response.status_code
        told = f"the webhook answered {status}", f"消息接口返回 {status}"
        if response.is_client_error and status not in _LATER:
            raise Unsendable(*told)
        asked = response.headers.get("retry-after", "")
        rest_s = min(float(asked), RESTS.longest_s) if asked.isdecimal() else 0.0
        raise NotNow(*told, rest_s)


def _event(draft: Draft, text: str, now: datetime) -> Mapping[str, Any]:
    """The message as the shop's messaging gets it."""
    return {
        "type": "repurchase.message",
        "timestamp": now.isoformat(),
        "data": {
            "id": draft.id,
            "catalog": draft.catalog,
            "customer": draft.customer,
            "language": draft.language,
            "text": text,
            "suggestions": [*draft.suggestions],
        },
    }
