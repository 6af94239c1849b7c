"""Which room of LiveKit's: `wss://host?room=NAME&host=IDENTITY`."""

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit, urlunsplit

from assistant.gateways.link import LinkError

_EXAMPLE = "wss://host?room=NAME&host=IDENTITY"
_KNOWN = {"room", "host", "identity", "name"}


@dataclass(frozen=True, slots=True)
class Address:
    """A server, one of its rooms, and who Xiaoer is in it.

    `host` is the identity of the show's host; "" where whoever may publish is one. `identity` is
    Xiaoer's own, "" for one of its choice.
    """

    server: str
    room: str
    host: str = ""
    identity: str = ""
    name: str = "店小二"


def address(url: str) -> Address:
    """The address in a URL. Raises LinkError, which says what is wrong with it."""
    try:
        parts = urlsplit(url)
        server, _ = parts.hostname, parts.port
    except ValueError as error:
        raise LinkError(f"{url!r} is no address: {error}; write {_EXAMPLE}") from error
    if parts.scheme not in ("ws", "wss") or not server:
        raise LinkError(f"{url!r} is no address of a LiveKit server; write {_EXAMPLE}")
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    if unknown := sorted(query.keys() - _KNOWN):
        raise LinkError(
            f"a LiveKit address has room, host, identity and name, but no {', '.join(unknown)}"
        )
    if not query.get("room"):
        raise LinkError(f"{url!r} names no room; write {_EXAMPLE}")
    return Address(urlunsplit((parts.scheme, parts.netloc, parts.path, "", "")), **query)
