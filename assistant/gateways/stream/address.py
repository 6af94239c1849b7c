"""Which stream: `rtmp://host/app/key?publish=rtmp://host/app/xiaoer`."""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from assistant.gateways.link import LinkError

HEARD = ("rtmp", "rtmps", "http", "https")
PUBLISHED = ("rtmp", "rtmps")
_EXAMPLE = "rtmp://host/app/key or https://host/live.m3u8"
_OWN = "publish="


@dataclass(frozen=True, slots=True)
class Address:
    """The stream that is listened to, and the one Xiaoer's voice goes to; "" for neither."""

    hears: str
    publishes: str = ""


def address(url: str) -> Address:
    """The address in a URL; `publish` is ours, all else of it is left as it stands.

    `?publish=rtmp://…` with nothing before it speaks only. A publishing address that holds `&` is
    to be percent-encoded. Raises LinkError for what is no stream.
    """
    heard, _, query = url.partition("?")
    kept = [part for part in query.split("&") if part and not part.startswith(_OWN)]
    own = [part.removeprefix(_OWN) for part in query.split("&") if part.startswith(_OWN)]
    hears = heard + ("?" + "&".join(kept) if kept else "")
    publishes = unquote(own[-1]) if own else ""
    if not hears and not publishes:
        raise LinkError(f"there is no stream in {url!r}; write {_EXAMPLE}")
    if hears:
        _checked(hears, HEARD, _EXAMPLE)
    if publishes:
        _checked(publishes, PUBLISHED, "rtmp://host/app/key")
    if hears == publishes:
        raise LinkError(
            f"{shown(hears)} cannot be listened to and published to at once: give Xiaoer's voice a "
            "key of its own after publish="
        )
    return Address(hears, publishes)


def shown(url: str) -> str:
    """A stream as it may be named to anyone: without its key, its query and who logs in."""
    parts = urlsplit(url)
    at = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    if parts.scheme in PUBLISHED:
        return f"{at}{parts.path.rpartition('/')[0]}/…"
    return f"{at}{parts.path}"


def _checked(url: str, schemes: tuple[str, ...], example: str) -> None:
    """Raises LinkError where `url` names no stream by one of `schemes`."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise LinkError(f"this is no address of a stream: {error}; write {example}") from error
    if parts.scheme not in schemes or not host:
        raise LinkError(
            f"an address with {parts.scheme or 'no scheme'}: is no stream for this; write {example}"
        )
    if parts.scheme in PUBLISHED and len(parts.path.strip("/").split("/")) < 2:
        raise LinkError(f"{shown(url)} lacks an application or a key: write rtmp://host/app/key")
