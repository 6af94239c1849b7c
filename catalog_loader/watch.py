"""Following a file or an address: handed over once at first, and again whenever it changed."""

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import sleep

from catalog_loader.locations import Location, NotFetched, fetch, is_address

FILE_EVERY_S = 0.25
ADDRESS_EVERY_S = 5.0
"""An address is somebody's server: asked twelve times a minute, and told what is known."""


def changes(
    place: str,
    *,
    every_s: float = 0.0,
    allow_private: bool = False,
    wait: Callable[[float], None] = sleep,
) -> Iterator[Location]:
    """The catalog at `place`, each time it is new; ends never by itself.

    A file that is gone, or an address that does not answer, is waited for; only an address that
    may not be fetched at all, or does not answer the first time, raises NotFetched.
    """
    if is_address(place):
        yield from _of_address(place, every_s or ADDRESS_EVERY_S, allow_private, wait)
    else:
        yield from _of_file(Path(place), every_s or FILE_EVERY_S, wait)


def _of_file(path: Path, every_s: float, wait: Callable[[float], None]) -> Iterator[Location]:
    known: tuple[int, int, int] | None = None
    while True:
        state = _state(path)
        # A file still growing is handed over when it has come to rest.
        if state != known and state is not None:
            wait(every_s)
            if _state(path) != state:
                continue
            known = state
            yield Location(path, path.name)
        wait(every_s)


def _state(path: Path) -> tuple[int, int, int] | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return (stat.st_mtime_ns, stat.st_size, stat.st_ino)


def _of_address(
    address: str, every_s: float, allow_private: bool, wait: Callable[[float], None]
) -> Iterator[Location]:
    known: Location | None = None
    digest = b""
    with tempfile.TemporaryDirectory(prefix="xiaoer-watch-") as folder:
        path = Path(folder) / "fetched"
        while True:
            try:
                found = fetch(
                    address,
                    path,
                    allow_private=allow_private,
                    known=known.headers if known else None,
                )
            except NotFetched:
                if known is None:
                    raise
                found = None
            if found is not None:
                # a server that knows no conditions sends the same again
                with path.open("rb") as stream:
                    fresh = hashlib.file_digest(stream, "sha256").digest()
                known = found
                if fresh != digest:
                    digest = fresh
                    yield found
            wait(every_s)
