"""What a line of the channel tells of the room."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal

from assistant.gateways.link import Happened, LiveEvent, Said, Visitor
from assistant.gateways.twitch.line import Line

GIFTS = {"sub", "resub", "subgift", "submysterygift", "giftpaidupgrade", "anongiftpaidupgrade"}
"""What USERNOTICE tells of money given; dev.twitch.tv/docs/chat/irc, its msg-id."""


def event_of(line: Line, channel: str, otherwise: str) -> LiveEvent | None:
    """The comment, gift or arrival in `line`, if it is one of `channel`.

    `otherwise` is its id where the server gives none: such a server never sends a line twice.
    """
    if line.parameter(0).lower() != channel.lower():
        return None
    id_ = line.tags.get("id") or line.tags.get("msgid") or otherwise
    visitor, at = _visitor(line), _at(line.tags)
    match line.command:
        case "PRIVMSG":
            text = line.last
            if text.startswith("\x01"):
                kind, _, text = text.strip("\x01").partition(" ")
                if kind != "ACTION":
                    return None
            return Said(id_, visitor, text, at)
        case "USERNOTICE" if line.tags.get("msg-id") in GIFTS:
            return Happened(id_, "gift", visitor, at)
        case "JOIN":
            return Happened(id_, "entered", visitor, at)
        case _:
            return None


def is_moderator(tags: Mapping[str, str]) -> bool:
    """Whether Twitch vouches for a moderator."""
    return tags.get("mod") == "1" or "moderator" in _badges(tags)


def is_host(tags: Mapping[str, str]) -> bool:
    """Whether Twitch vouches for the broadcaster."""
    return "broadcaster" in _badges(tags)


def _badges(tags: Mapping[str, str]) -> set[str]:
    return {badge.partition("/")[0] for badge in tags.get("badges", "").split(",")}


def _visitor(line: Line) -> Visitor:
    nick = line.nick or line.tags.get("login", "")
    role: Literal["viewer", "moderator", "host"] = "viewer"
    if is_host(line.tags):
        role = "host"
    elif is_moderator(line.tags):
        role = "moderator"
    # A notice comes from the server; whom it is of stands in its tags.
    login = line.tags.get("login") or nick
    return Visitor(
        line.tags.get("user-id") or login.lower(),
        line.tags.get("display-name") or login,
        role,
    )


def _at(tags: Mapping[str, str]) -> datetime:
    """When it was sent, by the server's clock where it tells."""
    try:
        if "tmi-sent-ts" in tags:
            return datetime.fromtimestamp(int(tags["tmi-sent-ts"]) / 1000, UTC)
        if "time" in tags:
            sent = datetime.fromisoformat(tags["time"])
            return sent if sent.tzinfo else sent.replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError):
        pass  # a clock nobody can read is no reason to lose the comment
    return datetime.now(UTC)
