"""A participant of a LiveKit room by LiveKit's own SDK: `wss://host?room=NAME&host=IDENTITY`.

Its text is LiveKit's chat, text streams of the topic `lk.chat`; the older chat in data packets is
not read. Proven with livekit 1.2 and livekit-api 1.2 in a room of a server that speaks LiveKit's
public protocol as far as one participant needs it, and without them behind a stand-in for their
surface. A livekit-server and LiveKit Cloud were not met: unproven are one connection for both ways,
joining anew what the SDK itself joins again, and the words they refuse with.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import uuid4

from pydantic import SecretStr

from assistant.gateways.link import LinkError, NextFrame
from assistant.gateways.livekit.address import Address, address
from assistant.gateways.livekit.room import LiveKitLink
from assistant.gateways.livekit.sdk import Sdk, load
from assistant.settings import Settings

TOKEN_S = 6 * 3600
"""A token is for entering; the server itself renews it for who is in the room."""


@dataclass(frozen=True, slots=True)
class LiveKit:
    """A gateway to one room."""

    where: Address
    key: str
    secret: SecretStr
    loading: Callable[[], Sdk] = load
    name: str = "livekit"

    @contextlib.asynccontextmanager
    async def connect(self, next_frame: NextFrame) -> AsyncIterator[LiveKitLink]:
        """Enter the room."""
        sdk = await asyncio.to_thread(self.loading)
        link = LiveKitLink(sdk, self.where)
        try:
            await link.enter(self._token(sdk), next_frame)
            yield link
        finally:
            await link.leave()

    def _token(self, sdk: Sdk) -> str:
        grants = sdk.VideoGrants(
            room_join=True,
            room=self.where.room,
            can_publish=True,
            can_subscribe=True,
            can_publish_data=True,
        )
        token: str = (
            sdk.AccessToken(self.key, self.secret.get_secret_value())
            .with_identity(self.where.identity)
            .with_name(self.where.name)
            .with_grants(grants)
            .with_ttl(timedelta(seconds=TOKEN_S))
            .to_jwt()
        )
        return token


def make(url: str, settings: Settings) -> LiveKit:
    """The gateway to the room at `url`. Raises LinkError."""
    where = address(url)
    if not (settings.livekit_api_key and settings.livekit_api_secret.get_secret_value()):
        raise LinkError(
            "LiveKit takes a key and a secret: set XIAOER_LIVEKIT_API_KEY and "
            "XIAOER_LIVEKIT_API_SECRET"
        )
    if not where.identity:
        # One for all its connections: the server then ends a dead one when the next comes.
        where = replace(where, identity=f"xiaoer-{uuid4().hex[:8]}")
    return LiveKit(where, settings.livekit_api_key, settings.livekit_api_secret)
