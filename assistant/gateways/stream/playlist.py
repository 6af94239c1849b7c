"""Whether a show in HLS (RFC 8216) is over: its playlist then says that it ends."""

from urllib.parse import urljoin, urlsplit

import httpx

_ENDS = "#EXT-X-ENDLIST"
_VARIANT = "#EXT-X-STREAM-INF"
_PATIENCE_S = 5.0


def is_playlist(url: str) -> bool:
    """Whether a stream's address is a playlist's."""
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and parts.path.endswith(".m3u8")


def show_is_over(url: str) -> bool:
    """Whether the playlist at `url`, or its first variant, ends. Blocks."""
    try:
        with httpx.Client(timeout=_PATIENCE_S, follow_redirects=True) as client:
            lines = _lines(client, url)
            variant = _variant(lines)
            if variant:
                lines = _lines(client, urljoin(url, variant))
    except httpx.HTTPError:
        return False
    return _ENDS in lines


def _lines(client: httpx.Client, url: str) -> list[str]:
    answer = client.get(url)
    answer.raise_for_status()
    return [line.strip() for line in answer.text.splitlines()]


def _variant(lines: list[str]) -> str:
    """The address of a master playlist's first variant; "" in any other."""
    of_a_variant = False
    for line in lines:
        if line.startswith(_VARIANT):
            of_a_variant = True
        elif of_a_variant and line and not line.startswith("#"):
            return line
    return ""
