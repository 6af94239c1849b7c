"""Xiaoer's voice on its way to a published stream: 20 ms every 20 ms, rather lost than late."""

import asyncio
import contextlib
import json
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from typing import cast

from assistant.gateways.link import FRAME_MS, LinkLost, NextFrame
from assistant.gateways.stream.address import shown
from assistant.gateways.stream.certificates import ca_file, distrusted
from assistant.gateways.stream.publish_program import HEAD

JOIN_S = 15.0
"""To a stream that stands."""

PATIENCE_S = 10.0
"""So long a server may take nothing of what is written, or say nothing when it should."""

LEAVE_S = 2.0
"""For the stream to be closed well; then it is broken off."""

WAITING = 10
"""Pieces of 20 ms that may wait to be written; while there are more, what comes is dropped."""

_PROGRAM = "assistant.gateways.stream.publish_program"
_TOLD_BYTES = 4096
_BEHIND_S = 0.1  # a loop held up longer than this goes on from now: what it missed is silent


class Voice:
    """One published stream, from `begin` to `end`; `dropped` counts pieces that were not sent."""

    _given: asyncio.StreamWriter
    _told: asyncio.StreamReader

    def __init__(self, url: str) -> None:
        self._url = url
        self._process: Process | None = None
        self._waiting = 0
        self.dropped = 0

    async def begin(self) -> None:
        """Return once the server takes the stream. Raises LinkError, LinkLost."""
        try:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", _PROGRAM, stdin=PIPE, stdout=PIPE, stderr=DEVNULL
            )
        except OSError as error:
            raise LinkLost(f"the program that publishes cannot be started: {error}") from error
        self._given = cast("asyncio.StreamWriter", self._process.stdin)
        self._told = cast("asyncio.StreamReader", self._process.stdout)
        where = {"url": self._url, "ca_file": ca_file(), "patience_s": PATIENCE_S}
        self._given.write(json.dumps(where).encode() + b"\n")
        try:
            async with asyncio.timeout(JOIN_S):
                told = await self._told.read(1)
                why = (await self._told.read()).decode() if told == b"!" else ""
        except TimeoutError:
            raise LinkLost(f"{shown(self._url)} does not answer") from None
        if told != b".":
            if distrust := await asyncio.to_thread(distrusted, self._url):
                raise distrust
            raise LinkLost(f"{shown(self._url)} does not take Xiaoer's voice: {why or 'no reason'}")

    async def speak(self, next_frame: NextFrame) -> None:
        """Send what `next_frame` gives, by the clock, until this is cancelled."""
        loop = asyncio.get_running_loop()
        began, number = loop.time(), 0
        while True:
            frame = next_frame()
            if self._waiting < WAITING:
                self._waiting += 1
                self._given.write(HEAD.pack(number) + frame)
            else:
                self.dropped += 1
            number += 1
            behind = loop.time() - began - number * FRAME_MS / 1000
            if behind > _BEHIND_S:
                number += int(behind * 1000 / FRAME_MS)
            await asyncio.sleep(max(0.0, -behind))

    async def watch(self) -> None:
        """Take note of what was written. Raises LinkLost when the stream breaks."""
        while told := await self._told.read(_TOLD_BYTES):
            pieces, ended, why = told.partition(b"!")
            self._waiting -= len(pieces)
            if ended:
                why += await self._told.read()
                raise LinkLost(f"the connection to {shown(self._url)} broke: {why.decode()}")
        raise LinkLost(f"the connection to {shown(self._url)} broke")

    async def end(self) -> None:
        """Close the stream."""
        if self._process is None:
            return
        self._given.close()
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LEAVE_S):
                    await self._process.wait()
        finally:
            if self._process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    self._process.kill()
        await self._process.wait()
