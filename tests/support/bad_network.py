"""A bad network between two peers: a UDP relay that loses and delays what passes through it.

Deterministic by its seed. Where the kernel has netem that could stand here; this needs no rights.
"""

import asyncio
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from support.peer import Signal

Address = tuple[str, int]

_CANDIDATE = re.compile(r"^a=candidate:\S+ \d+ udp \d+ (\S+) (\d+) typ host.*\r?\n", re.MULTILINE)


@dataclass(slots=True)
class Passed:
    """What went through, one way."""

    sent: int = 0
    lost: int = 0


@dataclass
class BadNetwork:
    """Loses `loss` of the packets, and holds each of the others up to `jitter_s` longer, each way.

    Packets of ICE and DTLS, by which a connection comes about, are delayed and never lost: a
    handshake that begins anew says nothing of how turns fare.
    """

    loss: float = 0.0
    jitter_s: float = 0.0
    seed: int = 20
    to_server: Passed = field(default_factory=Passed)
    to_viewer: Passed = field(default_factory=Passed)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._ends: dict[str, tuple[asyncio.DatagramTransport, Address]] = {}

    def carrying(self, signal: Signal) -> Signal:
        """`signal` with each side told that the other is to be reached here."""

        async def through(offer: str) -> str:
            return await self.of_server(await signal(await self.of_viewer(offer)))

        return through

    async def of_viewer(self, sdp: str) -> str:
        """A viewer's description, as the server is to see it."""
        return await self._stand_in(sdp, "viewer", "server", self.to_viewer)

    async def of_server(self, sdp: str) -> str:
        """The server's description, as that viewer is to see it."""
        return await self._stand_in(sdp, "server", "viewer", self.to_server)

    def close(self) -> None:
        """Let nothing through any more."""
        for end, _ in self._ends.values():
            end.close()

    async def _stand_in(self, sdp: str, whose: str, other: str, passed: Passed) -> str:
        """The description of `whose`, with a socket of ours in place of its first address."""
        first = next(found for found in _CANDIDATE.finditer(sdp) if "." in found[1])
        address = first[1], int(first[2])

        def received(data: bytes) -> None:
            if other in self._ends:  # to them it comes from where they send to
                self._pass(passed, self._ends[other][0], address, data)

        loop = asyncio.get_running_loop()
        end, _ = await loop.create_datagram_endpoint(
            lambda: _End(received), local_addr=(address[0], 0)
        )
        self._ends[whose] = end, address
        host, port = end.get_extra_info("sockname")[:2]
        here = f"a=candidate:1 1 udp 2130706431 {host} {port} typ host\r\n"
        before, after = sdp[: first.start()], sdp[first.end() :]
        return before + here + _CANDIDATE.sub("", after)

    def _pass(
        self,
        passed: Passed,
        end: asyncio.DatagramTransport,
        to: Address,
        data: bytes,
    ) -> None:
        passed.sent += 1
        media = 128 <= data[0] <= 191  # RTP and RTCP, RFC 7983
        if media and self._random.random() < self.loss:
            passed.lost += 1
            return
        wait = self._random.uniform(0, self.jitter_s)
        asyncio.get_running_loop().call_later(wait, _send, end, data, to)


class _End(asyncio.DatagramProtocol):
    def __init__(self, received: Callable[[bytes], None]) -> None:
        self._received = received

    def datagram_received(self, data: bytes, _: object) -> None:
        self._received(data)


def _send(end: asyncio.DatagramTransport, data: bytes, to: Address) -> None:
    if not end.is_closing():
        end.sendto(data, to)
