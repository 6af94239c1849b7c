"""The service a bench measures: one that is up, or one of its own.

One of its own has a database and a store of sound of its own, so that what an earlier run had
spoken is not taken for something made in time. Only the sound made ahead is kept between runs.
"""

import asyncio
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from assistant.gateways.realtime.bench.play import BenchFailed
from assistant.settings import Settings

START_S = 180.0
AHEAD_S = 1800.0
STOP_S = 5.0

_SAY_AGAIN_S = 30.0

Say = Callable[[str], None]


@asynccontextmanager
async def service(
    settings: Settings,
    *,
    url: str = "",
    room: str = "demo",
    ahead: bool = True,
    say: Say = lambda _: None,
) -> AsyncIterator[str]:
    """The address of the service at `url`, or of one in a process of its own while this lasts.

    With `ahead` it is handed over once the likely answers in `room` lie ready as sound; `say` is
    told what is waited for. Raises BenchFailed.
    """
    if url:
        if ahead:
            await _ready(url, room, say)
        yield url.rstrip("/")
        return
    kept = settings.home / "bench" / "ahead"
    with tempfile.TemporaryDirectory(prefix="xiaoer-bench-") as folder:
        home = Path(folder)
        await asyncio.to_thread(_copy_sounds, kept, home / "sounds")
        (home / "models").symlink_to(settings.models_dir)
        say("starting the service")
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-c", "from assistant.cli import main; main()", "up", "--port", "0"),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={
                **os.environ,
                "XIAOER_HOME": folder,
                "XIAOER_DATABASE_URL": f"sqlite+aiosqlite:///{folder}/bench.db",
            },
        )
        try:
            address = await _address(process)
            if ahead:
                await _ready(address, room, say)
                await asyncio.to_thread(_copy_sounds, home / "sounds", kept)
            yield address
        finally:
            await _stop(process)


async def _ready(url: str, room: str, say: Say) -> None:
    async with httpx.AsyncClient(base_url=url, timeout=START_S) as client:
        await spoken_ahead(client, room, say=say)


async def spoken_ahead(
    client: httpx.AsyncClient,
    room: str,
    *,
    within_s: float = AHEAD_S,
    every_s: float = 2.0,
    say: Say = lambda _: None,
) -> None:
    """Wait until `room` says that its likely answers lie ready as sound.

    Raises BenchFailed where there is no such room, or it does not say so in time.
    """
    begun = time.monotonic()
    said_s = -_SAY_AGAIN_S
    while True:
        try:
            response = await client.get(f"/api/rooms/{room}")
            response.raise_for_status()
        except httpx.HTTPError as error:
            raise BenchFailed(f"no room {room!r} at {client.base_url}: {error}") from error
        if response.json()["spoken_ahead"]:
            return
        waited_s = time.monotonic() - begun
        if waited_s >= within_s:
            raise BenchFailed(
                f"the likely answers in room {room!r} were not spoken ahead after "
                f"{within_s:.0f} s; is the machine busy?"
            )
        if waited_s - said_s >= _SAY_AGAIN_S:
            say(f"likely answers are spoken ahead (minutes on two cores), {waited_s:.0f} s")
            said_s = waited_s
        await asyncio.sleep(every_s)


def _copy_sounds(source: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for sound in source.glob("*.flac"):
        if not (target / sound.name).exists():
            shutil.copy2(sound, target)


async def _address(process: asyncio.subprocess.Process) -> str:
    """The address in the line a service prints when it is up."""
    try:
        async with asyncio.timeout(START_S):
            while line := (await _lines(process).readline()).decode():
                for word in line.split():
                    if word.startswith("http://"):
                        parts = urlsplit(word)
                        return f"{parts.scheme}://{parts.netloc}"
    except TimeoutError as error:
        raise BenchFailed(f"the service was not up after {START_S:.0f} s") from error
    raise BenchFailed("the service did not start; run `xiaoer up` to see why")


def _lines(process: asyncio.subprocess.Process) -> asyncio.StreamReader:
    if process.stdout is None:
        raise BenchFailed("the service has no output to read its address from")
    return process.stdout


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.send_signal(signal.SIGINT)
    try:
        async with asyncio.timeout(STOP_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
