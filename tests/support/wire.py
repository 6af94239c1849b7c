"""A wire between two ends of this machine, by TCP, for tests that cut it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator


class Wire:
    """What lies between Xiaoer and the server at `port` of this machine, and can be cut."""

    def __init__(self, port: int) -> None:
        self.port = 0
        """Of this end, while it is laid."""
        self._port = port
        self._open: set[asyncio.StreamWriter] = set()

    @contextlib.asynccontextmanager
    async def laid(self) -> AsyncIterator["Wire"]:
        """It, where it can be connected to; cut with this."""
        proxy = await asyncio.start_server(self.carry, "127.0.0.1", 0)
        try:
            self.port = int(proxy.sockets[0].getsockname()[1])
            yield self
        finally:
            self.cut()
            proxy.close()
            await proxy.wait_closed()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection, both ways."""
        there, back = await asyncio.open_connection("127.0.0.1", self._port)
        self._open |= {writer, back}
        try:
            async with asyncio.TaskGroup() as ways:
                ways.create_task(self._way(reader, back))
                ways.create_task(self._way(there, writer))
        finally:
            self._open -= {writer, back}

    async def _way(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while some := await reader.read(4096):
                writer.write(some)
                await writer.drain()
        writer.close()

    def cut(self) -> None:
        """Break every connection there is; new ones can be made."""
        for writer in list(self._open):
            writer.transport.abort()
