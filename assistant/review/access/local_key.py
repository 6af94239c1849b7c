"""The local key: a file that only the account which runs the service can read.

Commands on the same machine show it to a running service, which so knows that they are its own
operator's.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.review.access import secret

PREFIX = "xl_"


def local_key_file(home: Path, port: int) -> Path:
    """Where the service at `port` of this machine keeps its key."""
    return home / "local" / f"{port}.key"


@contextmanager
def local_key(home: Path, port: int) -> Iterator[str]:
    """A fresh key in its file, until the service stops. Raises OSError."""
    path = local_key_file(home, port)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    key = PREFIX + secret.fresh()
    opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(opened, "w") as file:
        file.write(key)
    try:
        yield key
    finally:
        if _read(path) == key:  # another service may have the port by now
            path.unlink(missing_ok=True)


def read_local_key(home: Path, port: int) -> str:
    """The key of the service at `port`; empty where there is none to be read."""
    return _read(local_key_file(home, port))


def _read(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""
