"""The binary frames of Bilibili's comment server.

A header of 16 bytes, big-endian: length of the whole (4), of the header (2), version of the body
(2), operation (4), sequence (4). Source: open-live.bilibili.com/document, its page on the long
connection.
"""

import importlib
import json
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from assistant.gateways.link import LinkError

_HEADER = struct.Struct(">IHHII")
_MOST = 8 * 1024 * 1024
"""Bytes one body may unfold to: no server of good will sends more."""

_DEPTH = 2
"""A body of frames is folded once; one folded within it is nobody's."""


class Operation(IntEnum):
    """What a frame is for."""

    HEARTBEAT = 2
    HEARTBEAT_REPLY = 3
    MESSAGE = 5
    AUTH = 7
    AUTH_REPLY = 8


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame, unfolded. `operation` may be one we do not know."""

    operation: int
    body: bytes

    def json(self) -> dict[str, Any]:
        """The body as an object. Raises ValueError."""
        value = json.loads(self.body)
        if not isinstance(value, dict):
            raise ValueError("a frame's body is to be a JSON object")  # noqa: TRY004
        return value


def framed(operation: Operation, body: bytes = b"") -> bytes:
    """The bytes of one frame, its body as it is."""
    return _HEADER.pack(_HEADER.size + len(body), _HEADER.size, 1, operation, 1) + body


def frames(data: bytes, *, depth: int = _DEPTH) -> Iterator[Frame]:
    """Every frame in `data`, folded ones unfolded.

    Raises ValueError for what is no frame, LinkError where brotli is needed and not installed.
    """
    while data:
        if len(data) < _HEADER.size:
            raise ValueError("a frame's header is cut short")
        length, header, version, operation, _ = _HEADER.unpack_from(data)
        if not _HEADER.size <= header <= length <= len(data):
            raise ValueError("a frame's length is not its own")
        body = data[header:length]
        if version in (2, 3) and operation == Operation.MESSAGE:
            if depth == 0:
                raise ValueError("a frame is folded too often")
            yield from frames(_unfolded(body, version), depth=depth - 1)
        else:
            yield Frame(operation, body)
        data = data[length:]


def _unfolded(body: bytes, version: int) -> bytes:
    if version == 2:
        unfolding = zlib.decompressobj()
        try:
            whole = unfolding.decompress(body, _MOST)
        except zlib.error as error:
            raise ValueError(f"a frame cannot be unfolded: {error}") from error
        if unfolding.unconsumed_tail:
            raise ValueError("a frame unfolds to too much")
        return whole
    try:
        brotli = importlib.import_module("brotli")
    except ImportError as error:
        raise LinkError(
            "Bilibili's server sends brotli, which is not installed: pip install brotli"
        ) from error
    try:
        whole = brotli.decompress(body)
    except brotli.error as error:
        raise ValueError(f"a frame cannot be unfolded: {error}") from error
    return bytes(whole)
