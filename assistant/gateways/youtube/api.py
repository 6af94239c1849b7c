"""The requests of the Live Streaming API that a chat needs, authorised and paid for.

Sources: developers.google.com/youtube/v3/live/docs/liveChatMessages, its errors, and
developers.google.com/identity/protocols/oauth2/web-server#offline for the refresh token.
"""

import time
from dataclasses import dataclass
from typing import Any

import httpx

from assistant.gateways.link import LinkError, LinkLost
from assistant.gateways.youtube.quota import FIND, INSERT, LIST, Quota

EARLY_S = 60.0
"""A token is renewed that long before it is void."""

AGAIN = {"rateLimitExceeded", "userRateLimitExceeded", "backendError", "internalError"}


class ChatEnded(Exception):
    """The broadcast is over."""


@dataclass(frozen=True, slots=True)
class Account:
    """An OAuth client and the refresh token of the channel that writes."""

    client: str
    secret: str
    refresh: str

    def __repr__(self) -> str:
        """Without what is secret: this may end in a log."""
        return f"Account({self.client!r})"


class Api:
    """One account's way to YouTube. Every method raises LinkError, LinkLost."""

    def __init__(
        self, client: httpx.AsyncClient, account: Account, quota: Quota, *, api: str, tokens: str
    ) -> None:
        self._client = client
        self._account = account
        self._quota = quota
        self._api = api
        self._tokens = tokens
        self._token = ""
        self._void_at = 0.0

    async def chat_of(self, video: str) -> str:
        """The id of the live chat of that video."""
        found = await self._asked(
            "GET", "/videos", FIND, {"part": "liveStreamingDetails", "id": video}
        )
        for item in found.get("items", ()):
            if chat := item.get("liveStreamingDetails", {}).get("activeLiveChatId"):
                return str(chat)
        raise LinkError(f"the video {video!r} has no live chat now")

    async def messages(self, chat: str, page: str = "") -> dict[str, Any]:
        """The next messages, with nextPageToken and pollingIntervalMillis. Raises ChatEnded."""
        query = {"liveChatId": chat, "part": "id,snippet,authorDetails"}
        if page:
            query["pageToken"] = page
        return await self._asked("GET", "/liveChat/messages", LIST, query)

    async def insert(self, chat: str, text: str) -> str:
        """Write one message; its id. Raises ChatEnded."""
        snippet = {
            "liveChatId": chat,
            "type": "textMessageEvent",
            "textMessageDetails": {"messageText": text},
        }
        told = await self._asked(
            "POST", "/liveChat/messages", INSERT, {"part": "snippet"}, {"snippet": snippet}
        )
        return str(told.get("id", ""))

    async def _asked(
        self,
        method: str,
        path: str,
        units: int,
        query: dict[str, str],
        body: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        await self._authorise()
        self._quota.spend(units)
        try:
            answer = await self._client.request(
                method,
                self._api + path,
                params=query,
                json=body,
                headers={"Authorization": f"Bearer {self._token}"},
            )
            told = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise LinkLost("YouTube did not answer") from error
        if not isinstance(told, dict):
            raise LinkLost("YouTube's answer is not what it documents")
        if answer.is_success:
            return told
        raise _refusal(answer.status_code, told)

    async def _authorise(self) -> None:
        if time.monotonic() < self._void_at:
            return
        try:
            answer = await self._client.post(
                self._tokens,
                data={
                    "client_id": self._account.client,
                    "client_secret": self._account.secret,
                    "refresh_token": self._account.refresh,
                    "grant_type": "refresh_token",
                },
            )
            told = answer.json()
            if answer.is_success:
                self._token = str(told["access_token"])
                self._void_at = time.monotonic() + float(told["expires_in"]) - EARLY_S
                return
            reason = str(told.get("error", answer.status_code))
        except (httpx.HTTPError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise LinkLost("Google did not renew the access token") from error
        if answer.status_code >= 500 or answer.status_code == 429:
            raise LinkLost(f"Google did not renew the access token: {reason}")
        raise LinkError(f"Google refuses the refresh token: {reason}")


def _refusal(status: int, told: dict[str, Any]) -> Exception:
    """What a refusal means; its reason stands first among its errors."""
    error = told.get("error")
    error = error if isinstance(error, dict) else {}
    errors = error.get("errors") or [{}]
    reason = str(errors[0].get("reason", status))
    if reason == "liveChatEnded":
        return ChatEnded()
    if reason in ("quotaExceeded", "dailyLimitExceeded"):
        return LinkError("YouTube's allowance of today is used up; it is renewed at midnight PT")
    if status >= 500 or status in (401, 429) or reason in AGAIN:
        return LinkLost(f"YouTube asks to try again later: {reason}")
    message = " ".join(str(error.get("message", "")).split())
    return LinkError(f"YouTube refused: {message} ({reason})")
