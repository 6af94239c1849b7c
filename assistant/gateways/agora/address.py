"""Where in Agora: `agora://APPID/CHANNEL?room=demo&uid=1001&hears=2001,2002`."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from assistant.gateways.link import LinkError
from assistant.settings import Settings

_APP_ID = re.compile(r"[0-9a-fA-F]{32}")
_CHANNEL = re.compile(r"[\w !#$%&()+\-:;<=.>?@\[\]^{}|~,]{1,64}", re.ASCII)
_UID = re.compile(r"\d{1,10}")
_EXAMPLE = "agora://APPID/CHANNEL"
_LARGEST_UID = 2**32 - 1


@dataclass(frozen=True, slots=True)
class Address:
    """A channel, and who Xiaoer is in it.

    `uid` is its number there, "0" for one that Agora picks; `hears` are the users it listens to,
    "*" all of them. `room` is the shop's room that answers, where the address says so. `text` is
    whether signalling, where the written messages are, is used too.
    """

    app_id: str
    channel: str
    uid: str = "0"
    hears: tuple[str, ...] = ("*",)
    room: str = ""
    text: bool = True


def address(url: str, settings: Settings) -> Address:
    """The address in a URL; the app id may be left to the settings (`agora:///CHANNEL`).

    Raises LinkError, which says what of it Agora could not use.
    """
    parts = urlsplit(url, allow_fragments=False)
    if parts.scheme != "agora":
        raise LinkError(f"{url!r} is no Agora address; write {_EXAMPLE}")
    # urlsplit lowers a host only where it is asked for it: an app id is case-sensitive
    app_id = parts.netloc or settings.agora_app_id
    if not _APP_ID.fullmatch(app_id):
        raise LinkError(
            f"{app_id!r} is no Agora app id, which has 32 hexadecimal digits; write {_EXAMPLE}, "
            "or set agora_app_id"
        )
    channel = unquote(parts.path.removeprefix("/"))
    if not _CHANNEL.fullmatch(channel):
        raise LinkError(
            f"{channel!r} is no channel name: 1 to 64 letters, digits, spaces and marks of ASCII; "
            f"write {_EXAMPLE}"
        )
    query = parse_qs(parts.query)
    unknown = sorted(query.keys() - {"uid", "hears", "room", "text"})
    if unknown:
        raise LinkError(
            f"an Agora address has uid, hears, room and text, but no {', '.join(unknown)}"
        )
    hears = tuple(query.get("hears", ["*"])[-1].split(","))
    uid = query.get("uid", ["0"])[-1]
    for one in (uid, *(h for h in hears if h != "*")):
        if not _UID.fullmatch(one) or int(one) > _LARGEST_UID:
            raise LinkError(f"{one!r} is no user of Agora's: a number up to {_LARGEST_UID}")
    text = query.get("text", ["yes"])[-1]
    if text not in ("yes", "no"):
        raise LinkError(f"text is yes or no, not {text!r}")
    room = query.get("room", [""])[-1]
    return Address(app_id, channel, uid, hears, room, text == "yes")
