"""Where a catalog is: files, addresses, and what may not be fetched."""

import contextlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from catalog_loader import locations
from catalog_loader.locations import NotFetched, is_public, located
from catalog_loader.watch import changes


class Served:
    """What a small server answers with, and what it was asked."""

    def __init__(self) -> None:
        self.body = b'{"type":"shop","name":"a","currency":"CNY"}\n'
        self.status = 200
        self.headers: dict[str, str] = {}
        self.asked: list[dict[str, str]] = []
        self.url = ""


@pytest.fixture
def served() -> Iterator[Served]:
    state = Served()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.asked.append({key.lower(): value for key, value in self.headers.items()})
            known = self.headers.get("if-none-match")
            status = 304 if known and known == state.headers.get("etag") else state.status
            self.send_response(status)
            for name, value in state.headers.items():
                self.send_header(name, value)
            self.end_headers()
            if status == 200:
                self.wfile.write(state.body)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    state.url = f"http://127.0.0.1:{server.server_port}/shop%20a.jsonl?x=1"
    yield state
    server.shutdown()
    thread.join()


def fetched(address: str) -> bytes:
    """What is at an address."""
    with located(address) as location:
        return location.path.read_bytes()


def followed(place: str, **options: object) -> list[bytes]:
    """What `changes` hands over until its `wait` interrupts it."""
    seen: list[bytes] = []
    with contextlib.suppress(KeyboardInterrupt):
        for location in changes(place, **options):  # type: ignore[arg-type]
            seen.append(location.path.read_bytes())
    return seen


def test_a_file_is_where_it_is(tmp_path: Path) -> None:
    path = tmp_path / "shop.jsonl"
    with located(str(path)) as location:
        assert (location.path, location.name) == (path, "shop.jsonl")


def test_an_address_is_fetched_and_removed(served: Served) -> None:
    with located(served.url, allow_private=True) as location:
        assert location.name == "shop a.jsonl"
        assert location.path.read_bytes() == served.body
    assert not location.path.exists()
    assert served.asked[0]["host"].startswith("127.0.0.1:")


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/a",
        "http://localhost/a",
        "http://[::1]/a",
        "http://10.0.0.1/a",
        "http://192.168.1.1/a",
        "http://169.254.169.254/latest/meta-data",
        "http://[fd00::1]/a",
        "http://0.0.0.0/a",
        "http://2130706433/a",
        "http://[::ffff:127.0.0.1]/a",
    ],
)
def test_a_private_address_is_not_fetched(address: str) -> None:
    with pytest.raises(NotFetched, match="private network"), located(address):
        pass


@pytest.mark.parametrize(
    "address", ["http://", "http://user:secret@example.com/a", "http://x:99999/a"]
)
def test_what_is_no_address(address: str) -> None:
    with pytest.raises(NotFetched), located(address):
        pass


def test_a_redirect_is_checked_like_the_first(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locations, "is_public", lambda host: host == "127.0.0.1")
    served.status, served.headers = 302, {"location": "http://10.1.2.3/inside"}
    with pytest.raises(NotFetched, match=r"10\.1\.2\.3/inside leads into a private network"):
        fetched(served.url)
    assert len(served.asked) == 1
    served.headers = {"location": "/again"}
    with (
        pytest.raises(NotFetched, match="redirects more than"),
        located(served.url, allow_private=True),
    ):
        pass


def test_an_error_of_the_server_is_one_sentence(served: Served) -> None:
    served.status = 503
    with pytest.raises(NotFetched, match="status 503"), located(served.url, allow_private=True):
        pass


@pytest.mark.parametrize(
    ("host", "public"),
    [
        ("shop.example", True),
        ("93.184.216.34", True),
        ("localhost", False),
        ("a.localhost", False),
        ("printer.local", False),
        ("10.0.0.1", False),
        ("[::1]", False),
        ("", False),
    ],
)
def test_hosts(host: str, public: bool) -> None:
    assert is_public(host) is public


def test_a_changed_file_is_handed_over_again(tmp_path: Path) -> None:
    path = tmp_path / "shop.jsonl"
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 2:
            path.write_text("one")
        if len(waits) == 8:
            path.write_text("two, longer")
        if len(waits) > 40:
            raise KeyboardInterrupt

    assert followed(str(path), wait=wait) == [b"one", b"two, longer"]


def test_an_address_is_asked_whether_it_changed(served: Served) -> None:
    served.headers = {"etag": '"1"'}
    rounds = 0

    def wait(_: float) -> None:
        nonlocal rounds
        rounds += 1
        if rounds == 3:
            served.body, served.headers = b"new", {"etag": '"2"'}
        if rounds == 5:
            served.status = 500
        if rounds > 7:
            raise KeyboardInterrupt

    seen = followed(served.url, allow_private=True, wait=wait)
    assert seen == [b'{"type":"shop","name":"a","currency":"CNY"}\n', b"new"]
    assert served.asked[1]["if-none-match"] == '"1"'
