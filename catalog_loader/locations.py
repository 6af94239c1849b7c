"""Where a catalog is: a file here, an http(s) address that is fetched into one, or a database.

An address may not lead into a private network: a service that fetches what it is told to fetch
would otherwise read for others what only it can reach. Every redirect is checked anew, and the
connection goes to the address that was checked, whatever the name resolves to a moment later.
"""

import ipaddress
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

import httpx

from catalog_loader.readers.sql.database import is_database

LARGEST = 2 * 1024**3
"""Bytes fetched at the most."""

_REDIRECTS = 5
_TIMEOUT = httpx.Timeout(30, connect=10)


class NotFetched(RuntimeError):
    """The address cannot be read; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Location:
    """A catalog at hand: a file, or a database's URL; `name` is what messages and origins call it.

    `headers` are those it was served with, by lower-case name; empty for a file of this machine.
    """

    path: Path | str
    name: str
    headers: dict[str, str] = field(default_factory=dict)


def is_address(place: str) -> bool:
    """Whether `place` is an http(s) address and not a file's path."""
    return place.lower().startswith(("http://", "https://"))


@contextmanager
def located(place: str | Path, *, allow_private: bool = False) -> Iterator[Location]:
    """The catalog at `place`; what is fetched is removed afterwards. Raises NotFetched."""
    if isinstance(place, str) and is_database(place):
        yield Location(place, "")
        return
    if isinstance(place, Path) or not is_address(place):
        path = Path(place)
        yield Location(path, path.name)
        return
    with tempfile.TemporaryDirectory(prefix="xiaoer-fetch-") as folder:
        path = Path(folder) / "fetched"
        fetched = fetch(place, path, allow_private=allow_private)
        assert fetched is not None  # noqa: S101 (only a conditional request is not answered)
        yield fetched


def fetch(
    address: str, path: Path, *, allow_private: bool = False, known: dict[str, str] | None = None
) -> Location | None:
    """Fetch `address` into the file `path`, None where it is what `known` (headers) was.

    Raises NotFetched.
    """
    conditions = {
        "if-none-match": (known or {}).get("etag", ""),
        "if-modified-since": (known or {}).get("last-modified", ""),
    }
    headers = {name: value for name, value in conditions.items() if value}
    name = unquote(PurePosixPath(urlsplit(address).path).name) or urlsplit(address).netloc
    with httpx.Client(timeout=_TIMEOUT, trust_env=False) as client:
        for _ in range(_REDIRECTS + 1):
            request = _request(client, address, headers, allow_private)
            try:
                response = client.send(request, stream=True)
            except httpx.HTTPError as error:
                raise NotFetched(f"{address} cannot be reached: {error}") from error
            try:
                if response.is_redirect:
                    address = urljoin(address, response.headers.get("location", ""))
                    continue
                if response.status_code == httpx.codes.NOT_MODIFIED:
                    return None
                if not response.is_success:
                    raise NotFetched(f"{address} answered with status {response.status_code}")
                _save(response, path, address)
                served = {key.lower(): value for key, value in response.headers.items()}
                return Location(path, name, served)
            finally:
                response.close()
    raise NotFetched(f"{address} redirects more than {_REDIRECTS} times")


def is_public(host: str) -> bool:
    """Whether a literal IP address or name may be one that anybody can reach.

    A name is not resolved here, only `localhost` and its like are told.
    """
    try:
        return ipaddress.ip_address(host.strip("[]")).is_global
    except ValueError:
        name = host.lower().rstrip(".")
        return bool(name) and name != "localhost" and not name.endswith((".localhost", ".local"))


def _request(
    client: httpx.Client, address: str, headers: dict[str, str], allow_private: bool
) -> httpx.Request:
    """A request to the very IP address that was checked, under the name that was asked for."""
    parts = urlsplit(address)
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise NotFetched(f"{address} is no address") from None
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not host or parts.username or parts.password:
        raise NotFetched(f"{address} is not an http(s) address without a password in it")
    ip = _resolved(host, port, address, allow_private)
    literal = f"[{ip}]" if ":" in ip else ip
    target = urlunsplit((parts.scheme, f"{literal}:{port}", parts.path or "/", parts.query, ""))
    return client.build_request(
        "GET",
        target,
        headers={"host": parts.netloc, "accept-encoding": "identity", **headers},
        extensions={"sni_hostname": host},
    )


def _resolved(host: str, port: int, address: str, allow_private: bool) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotFetched(f"{address} cannot be reached: {error}") from error
    addresses = [str(entry[4][0]).split("%")[0] for entry in found]
    if not allow_private and not all(is_public(each) for each in addresses):
        raise NotFetched(f"{address} leads into a private network and is not fetched")
    return addresses[0]


def _save(response: httpx.Response, path: Path, address: str) -> None:
    size = 0
    try:
        with path.open("wb") as stream:
            for chunk in response.iter_raw():
                size += len(chunk)
                if size > LARGEST:
                    raise NotFetched(f"{address} holds more than {LARGEST / 1024**3:g} GB")
                stream.write(chunk)
    except httpx.HTTPError as error:
        raise NotFetched(f"{address} broke off: {error}") from error
