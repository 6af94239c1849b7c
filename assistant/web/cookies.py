"""The cookies that let somebody in, and what of a request says where it comes from."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.responses import Response

from assistant.settings import Settings

SESSION = "xiaoer-session"
ROOM = "xiaoer-room"
PROVIDER = "xiaoer-provider"


def secure(connection: HTTPConnection) -> bool:
    """Whether it came over TLS, to us or to the proxy on this machine that says so."""
    return connection.url.scheme in ("https", "wss")


def cookie_name(connection: HTTPConnection, name: str) -> str:
    """Over TLS a name that no other host, and no plain connection, can set (RFC 6265bis)."""
    return f"__Host-{name}" if secure(connection) else name


def set_cookie(
    response: Response,
    connection: HTTPConnection,
    name: str,
    value: str,
    *,
    seconds: int,
    strict: bool = True,
) -> None:
    """Set a cookie that scripts cannot read. `strict`: requests that begin elsewhere lack it."""
    response.set_cookie(
        cookie_name(connection, name),
        value,
        max_age=seconds,
        secure=secure(connection),
        httponly=True,
        samesite="strict" if strict else "lax",
    )


def drop_cookie(response: Response, connection: HTTPConnection, name: str) -> None:
    """Take a cookie back."""
    response.delete_cookie(
        cookie_name(connection, name), secure=secure(connection), httponly=True, samesite="strict"
    )


def address(connection: HTTPConnection) -> str:
    """Where it came from, as the server or a proxy on this machine says."""
    return connection.client.host if connection.client is not None else ""


def from_elsewhere(connection: HTTPConnection, settings: Settings) -> bool:
    """Whether a page of another origin sent it. Programs that are no browsers say nothing."""
    site = connection.headers.get("sec-fetch-site", "same-origin")
    origin = connection.headers.get("origin")
    scheme = "https" if secure(connection) else "http"
    own = {f"{scheme}://{connection.headers.get('host', '')}"}
    if settings.public_url:
        public = urlsplit(settings.public_url)
        own.add(f"{public.scheme}://{public.netloc}")
    return site not in ("same-origin", "none") or (origin is not None and origin not in own)


def is_loopback(host: str) -> bool:
    """Whether a host name or an address is this machine's alone."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def host_name(connection: HTTPConnection) -> str:
    """The name it was sent to, without the port."""
    return urlsplit(f"//{connection.headers.get('host', '')}").hostname or ""
