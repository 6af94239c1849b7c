"""What Janus tells of a handle while it is in a room: mostly that it no longer is."""

from collections.abc import Callable

import structlog

from assistant.gateways.janus.session import Message
from assistant.gateways.link import LinkError, LinkLost
from assistant.gateways.webrtc.room_peer import RoomPeer
from assistant.gateways.webrtc.sound_link import SoundLink

_log = structlog.get_logger(__name__)


class Place:
    """Xiaoer's place in a room: the handle it speaks through, and what becomes of it.

    `plugin` is the key under which the plugin says what happened; `me` is Xiaoer's id in the room,
    once it has one. `others` takes what the plugin tells of the room's other participants.
    """

    def __init__(
        self,
        plugin: str,
        link: SoundLink,
        peer: RoomPeer,
        others: Callable[[Message], None] = lambda _: None,
    ) -> None:
        self.me: int | str | None = None
        self._plugin = plugin
        self._link = link
        self._peer = peer
        self._others = others

    def happened(self, message: Message) -> None:
        """Take an event; `webrtcup`, `media` and `slowlink` among others change nothing."""
        match message["janus"]:
            case "hangup":
                reason = message.get("reason", "no reason given")
                self._link.end(LinkLost(f"Janus hung up: {reason}"))
            case "detached":
                self._link.end(LinkLost("Janus has let go of Xiaoer's place in the room"))
            case "trickle":
                take_candidate(self._peer, message)
            case "event":
                self._told(message.get("plugindata", {}).get("data", {}))

    def _told(self, data: Message) -> None:
        shown_out = data.get("leaving") == "ok" and data.get("reason") == "kicked"
        if shown_out or ("kicked" in data and data["kicked"] == self.me):
            self._link.end(LinkError("Xiaoer was shown out of the room; ask who runs it"))
        elif data.get(self._plugin) == "destroyed":
            self._link.end()
        else:
            self._others(data)


def take_candidate(peer: RoomPeer, message: Message) -> None:
    """A way to reach the server, which one that trickles in full tells after its description."""
    candidate = message.get("candidate", {})
    try:
        peer.add_candidate(
            "" if candidate.get("completed") else candidate["candidate"],
            candidate.get("sdpMid"),
            candidate.get("sdpMLineIndex"),
        )
    except (KeyError, ValueError, AssertionError, IndexError) as error:
        _log.warning("Janus told a candidate that cannot be read", error=repr(error))
