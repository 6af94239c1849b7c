"""Which endpoints: `https://host/whip/STREAM?whep=https://host/whep/STREAM`, either half alone."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from assistant.gateways.link import LinkError

_EXAMPLE = "https://host/whip/STREAM?whep=https://host/whep/STREAM"


@dataclass(frozen=True, slots=True)
class Address:
    """Where Xiaoer's voice is published, and where the show is heard; "" for neither, not both."""

    whip: str = ""
    whep: str = ""


def address(url: str) -> Address:
    """The endpoints in a URL; one that only hears is `?whep=…`. Raises LinkError.

    Other parameters stay the endpoint's own.
    """
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    whep = next((value for name, value in query if name == "whep"), "")
    own = urlencode([pair for pair in query if pair[0] != "whep"])
    whip = parts._replace(query=own, fragment="").geturl()
    if not whip and not whep:
        raise LinkError(f"no endpoint is named; write {_EXAMPLE}")
    for endpoint in filter(None, (whip, whep)):
        named = urlsplit(endpoint)
        if named.scheme not in ("http", "https") or not named.hostname:
            raise LinkError(f"{endpoint!r} is no endpoint of WHIP or WHEP; write {_EXAMPLE}")
    return Address(whip, whep)
