"""Running the application until somebody stops it."""

import asyncio
import contextlib
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic
from urllib.parse import quote

import structlog
import uvicorn
from fastapi import FastAPI

from assistant.review.access.access import Access
from assistant.review.access.links import sign_in_path
from assistant.review.access.local_key import local_key
from assistant.room.engines import EngineLoader, EngineUnavailable
from assistant.settings import Settings
from assistant.web.app import ShopToOpen, create_app

GRACE_S = 1
"""How long requests under way may go on once the server is asked to stop."""

THREADS_S = 0.5
"""How long threads may take to end after that."""

WS_MAX_BYTES = 24 * 1024 * 1024  # holds the 15 MiB of sound, in base64, of one Realtime event

_WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "": "127.0.0.1"}  # noqa: S104

_log = structlog.get_logger(__name__)


class PortInUse(OSError):
    """Another program listens where the server should; the message says what to do."""


def bind(host: str, port: int) -> socket.socket:
    """A listening socket at `host` and `port` (0 for any free one). Raises PortInUse, OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # only of a socket that is TCP by name asyncio has every write sent at once: else the second one
    # of an answer waits 40 ms for the other side's acknowledgement
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        reason = error.strerror or str(error)
        raise PortInUse(
            f"port {port} of {host} cannot be used ({reason.lower()}); "
            "stop what listens there, or choose another with --port"
        ) from error
    listener.setblocking(False)
    return listener


def serve(settings: Settings, *, catalog: Path | None = None, room: str = "demo") -> int:
    """Serve until Ctrl-C; the exit code.

    Prints one line to standard output when everything is loaded; progress and logs go to standard
    error, where logging must be set up already. A port in use, or a catalog that is refused, is one
    line there, and 1. Where a thread is still busy with an inference at the end, which Python would
    wait for, the process ends here and now.
    """
    try:
        listener = bind(settings.host, settings.port)
    except PortInUse as error:
        sys.stderr.write(f"xiaoer: {error}\n")
        return 1
    # uvicorn says what our own lines say
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    workers = ThreadPoolExecutor(thread_name_prefix="xiaoer")
    loop = asyncio.new_event_loop()
    loop.set_default_executor(workers)
    with listener:
        code = loop.run_until_complete(_serve(settings, listener, ShopToOpen(catalog, room)))
        loop.run_until_complete(loop.shutdown_asyncgens())
    workers.shutdown(wait=False, cancel_futures=True)
    if _threads_stay():
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    loop.close()
    return code


def _threads_stay() -> bool:
    deadline = monotonic() + THREADS_S
    others = [
        thread
        for thread in threading.enumerate()
        if not thread.daemon and thread is not threading.main_thread()
    ]
    for thread in others:
        thread.join(max(0.0, deadline - monotonic()))
    return any(thread.is_alive() for thread in others)


class _Server(uvicorn.Server):
    """Says when it has started; leaves signals to `_serve`, which ends with its own exit code."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()
        self.asked_to_stop = False

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self.up.set()

    def stop(self) -> None:
        """What Ctrl-C does: the first asks, a second insists."""
        self.force_exit = self.asked_to_stop
        self.should_exit = self.asked_to_stop = True

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def _serve(settings: Settings, listener: socket.socket, shop: ShopToOpen) -> int:
    app = create_app(settings, shop=shop)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=GRACE_S,
        ws_max_size=WS_MAX_BYTES,
    )
    server = _Server(config)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, server.stop)
    host, port = listener.getsockname()[:2]
    address = f"http://{_WILDCARDS.get(host, host)}:{port}/rooms/{quote(shop.room)}"
    opening = asyncio.create_task(_open(app, server, address))
    try:
        with local_key(settings.home, port) as app.state.local_key:
            await server.serve(sockets=[listener])
    except SystemExit:
        # uvicorn's word for a start that failed; why is in the log
        return 1
    finally:
        opening.cancel()
        await asyncio.gather(opening, return_exceptions=True)
    return 0 if server.asked_to_stop else 1


async def _open(app: FastAPI, server: _Server, address: str) -> None:
    """Say what becomes of the start; end it where there is no shop to open."""
    engines: EngineLoader = app.state.engines
    await server.up.wait()
    _log.info("loading", engines=list(engines.loading))
    try:
        await engines.wait("shop")
    except EngineUnavailable as error:
        sys.stderr.write(f"xiaoer: {error.reason}\n")
        server.should_exit = True
        return
    if await engines.finished():
        sys.stdout.write(f"店小二 is ready: {address}\n")
        sys.stdout.flush()
        await _tell_first_link(app, address)
        return
    for name, reason in engines.failed.items():
        sys.stderr.write(f"xiaoer: no {name.replace('_', ' ')}: {reason}\n")
    sys.stderr.write(f"xiaoer: up all the same, without these: {address}\n")
    await _tell_first_link(app, address)


async def _tell_first_link(app: FastAPI, address: str) -> None:
    """Where nobody has an account: the link that makes the first admin, for an hour or one use."""
    access: Access = app.state.access
    if (link := await access.links.first()) is not None:
        base = address.rsplit("/rooms/", 1)[0]
        sys.stderr.write(
            f"xiaoer: nobody can sign in yet; the first admin: {base}{sign_in_path(link)}\n"
        )
    sys.stderr.flush()
