"""The gateways there are, each by the name `xiaoer join` knows it by."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import cast

from assistant.gateways.link import Gateway, LinkError
from assistant.settings import Settings

Make = Callable[[str, Settings], Gateway]
"""A gateway to the room at a URL. Raises LinkError for a URL or settings it cannot use."""

GATEWAYS: Mapping[str, str] = {
    "agora-convoai": "agora.convoai:make",
    "agora-rtc": "agora.rtc:make",
    "bilibili": "bilibili.gateway:make",
    "janus-audiobridge": "janus.audiobridge:make",
    "janus-videoroom": "janus.videoroom:make",
    "livekit": "livekit.gateway:make",
    "replay": "replay.gateway:make",
    "stream": "stream.gateway:make",
    "tiktok": "tiktok:make",
    "twitch": "twitch.gateway:make",
    "webhook": "feed.webhook:make",
    "websocket": "feed.client:make",
    "whip": "whip.gateway:make",
    "youtube": "youtube.gateway:make",
}
"""Each name with where its `Make` is, `module:name`: what it needs is imported when it is used."""


def gateway(name: str, url: str, settings: Settings) -> Gateway:
    """The gateway of that name to the room at `url`. Raises LinkError."""
    if name not in GATEWAYS:
        raise LinkError(f"there is no gateway {name!r}; there are {', '.join(sorted(GATEWAYS))}")
    module, _, made = GATEWAYS[name].partition(":")
    return cast("Make", getattr(import_module(f"assistant.gateways.{module}"), made))(url, settings)
