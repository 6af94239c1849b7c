"""Bytes to text lines, one at a time, whatever the bytes."""

from collections.abc import Iterator
from typing import BinaryIO

from catalog_loader.findings import Finding

MAX_LINE_BYTES = 4 * 1024 * 1024
"""The longest line read: a product of a few thousand SKUs takes under one megabyte."""

_SKIP_BYTES = 64 * 1024

BOM = b"\xef\xbb\xbf"


def utf8_lines(
    stream: BinaryIO, limit: int = MAX_LINE_BYTES
) -> Iterator[tuple[int, str | Finding]]:
    """The non-blank lines with their numbers from 1; a line that cannot be read is a finding.

    A line longer than `limit` bytes is skipped without ever being held whole.
    """
    number = 0
    while raw := stream.readline(limit + 1):
        number += 1
        if len(raw) > limit and not raw.endswith(b"\n"):
            while (rest := stream.readline(_SKIP_BYTES)) and not rest.endswith(b"\n"):
                pass
            size = f"{limit / 1024 / 1024:g}"
            yield number, Finding("long_line", str(number), values={"limit": size})
            continue
        if number == 1 and raw.startswith(BOM):
            yield number, Finding("bom", "1")
            raw = raw.removeprefix(BOM)
        if not raw.strip():
            continue
        try:
            yield number, raw.decode("utf-8").strip()
        except UnicodeDecodeError as error:
            values = {"byte": str(error.start + 1)}
            yield number, Finding("not_utf8", str(number), values=values)
