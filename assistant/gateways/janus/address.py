"""Where in Janus: `ws://host:8188/?room=1234&pin=…&display=店小二&host=…`."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from assistant.gateways.link import LinkError
from assistant.settings import Settings

DISPLAY = "店小二"

_EXAMPLE = "ws://host:8188/?room=1234"
_KNOWN = ("room", "pin", "display", "host")


@dataclass(frozen=True, slots=True)
class Address:
    """A room, and who Xiaoer is in it.

    `url` is the server's WebSocket. `room` is a number, or a string where the server is set to
    string ids. `host` is the id or the display name of the participant who is the show's host,
    "" where whoever speaks is. `api_secret` is what the server asks of every request, if anything.
    """

    url: str
    room: int | str
    pin: str = field(default="", repr=False)
    display: str = DISPLAY
    host: str = ""
    api_secret: str = field(default="", repr=False)

    def joining(self, **about: Any) -> dict[str, Any]:
        """The request to join the room, in the way that `about` says."""
        pin = {"pin": self.pin} if self.pin else {}
        return {"request": "join", "room": self.room, **pin, **about}


def address(url: str, settings: Settings) -> Address:
    """The address in a URL; the pin may be left to the settings. Raises LinkError."""
    parts = urlsplit(url)
    if parts.scheme not in ("ws", "wss") or not parts.hostname:
        raise LinkError(f"{url!r} is no Janus address; write {_EXAMPLE}")
    query = parse_qs(parts.query)
    if unknown := sorted(query.keys() - set(_KNOWN)):
        raise LinkError(
            f"a Janus address has {', '.join(_KNOWN)}, but no {', '.join(unknown)}; "
            f"write {_EXAMPLE}"
        )
    given = {name: values[-1] for name, values in query.items()}
    room = given.get("room", "")
    if not room:
        raise LinkError(f"{url!r} names no room; write {_EXAMPLE}")
    return Address(
        url=parts._replace(query="", fragment="").geturl(),
        room=int(room) if room.isascii() and room.isdigit() else room,
        pin=given.get("pin", settings.janus_pin.get_secret_value()),
        display=given.get("display", DISPLAY),
        host=given.get("host", ""),
        api_secret=settings.janus_api_secret.get_secret_value(),
    )
