"""The requests of Bilibili's open platform, signed.

Source: open-live.bilibili.com/document, its pages on signing and on /v2/app.
"""

import hashlib
import hmac
import json
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from assistant.gateways.link import LinkError, LinkLost

AGAIN = {5000, 5001, 5003, 7001, 7002, 7003}
"""Codes that pass: the service is at fault, a game still runs or cools down, or has ended."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the developer's page of the open platform shows."""

    key: str
    secret: str
    app: int

    def __repr__(self) -> str:
        """Without the secret: this may end in a log."""
        return f"Credentials({self.key!r}, app={self.app})"


@dataclass(frozen=True, slots=True)
class Game:
    """One session of the app in a room. `id` is empty for apps that have no games."""

    id: str
    host: str
    """The broadcaster's open id."""
    auth: str
    links: tuple[str, ...]


def signature(secret: str, headers: Mapping[str, str]) -> str:
    """HMAC-SHA256, in hex, over the x-bili-* headers: sorted, `name:value`, a line each."""
    signed = "\n".join(
        f"{name}:{value}" for name, value in sorted(headers.items()) if name.startswith("x-bili-")
    )
    return hmac.new(secret.encode(), signed.encode(), hashlib.sha256).hexdigest()


class Platform:
    """Starts, keeps alive and ends a game. Every method raises LinkError, LinkLost."""

    def __init__(self, client: httpx.AsyncClient, credentials: Credentials) -> None:
        self._client = client
        self._credentials = credentials

    async def start(self, code: str) -> Game:
        """Start in the room of the broadcaster whose identity code that is."""
        data = await self._asked("start", {"code": code, "app_id": self._credentials.app})
        try:
            anchor = data.get("anchor_info", {})
            return Game(
                str(data["game_info"]["game_id"]),
                str(anchor.get("open_id") or anchor.get("uid", "")),
                str(data["websocket_info"]["auth_body"]),
                tuple(str(link) for link in data["websocket_info"]["wss_link"]),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise LinkLost("Bilibili's answer to start is not what it documents") from error

    async def beat(self, game: Game) -> None:
        """Tell that the game lives; due every 20 s, ended by Bilibili after 60."""
        await self._asked("heartbeat", {"game_id": game.id})

    async def end(self, game: Game) -> None:
        """End it, so that the room can be joined again at once."""
        await self._asked("end", {"app_id": self._credentials.app, "game_id": game.id})

    async def _asked(self, what: str, body: Mapping[str, object]) -> dict[str, Any]:
        content = json.dumps(body).encode()
        headers = {
            "x-bili-accesskeyid": self._credentials.key,
            "x-bili-content-md5": hashlib.md5(content, usedforsecurity=False).hexdigest(),
            "x-bili-signature-method": "HMAC-SHA256",
            "x-bili-signature-nonce": uuid.uuid4().hex,
            "x-bili-signature-version": "1.0",
            "x-bili-timestamp": str(int(time.time())),
        }
        headers["Authorization"] = signature(self._credentials.secret, headers)
        headers["Content-Type"] = headers["Accept"] = "application/json"
        try:
            answer = await self._client.post(f"/v2/app/{what}", content=content, headers=headers)
            answer.raise_for_status()
            told = answer.json()
            number, reason, data = told["code"], told.get("message", ""), told.get("data") or {}
        except (httpx.HTTPError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise LinkLost(f"Bilibili did not answer {what}") from error
        if number == 0 and isinstance(data, dict):
            return data
        failed = LinkLost if number in AGAIN else LinkError
        raise failed(f"Bilibili refused {what}: {reason} ({number})")
