"""Bytes to text: which encoding a file is in, and its text as a stream."""

import codecs
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from catalog_loader.readers.reader import Source

UNDECODABLE = "\ufffd"
"""What stands in a text where its bytes are not of its encoding."""

_CHUNK = 1024 * 1024
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# A GB18030 text of any length is mostly the characters of GB2312's first level; a text in another
# 8-bit encoding decodes, if at all, to rare ones.
_COMMON_SHARE = 0.7


@dataclass(frozen=True, slots=True)
class Encoding:
    """An encoding by its codec's name, and whether the file begins with a byte order mark."""

    codec: str
    marked: bool = False


def encoding_of(path: Path, head: bytes) -> Encoding | None:
    """The encoding of a file: by its mark, else UTF-8, UTF-16 or GB18030, else None.

    `head` is its first bytes. Where they are plain ASCII the whole file is looked at, since which
    encoding it is shows only further on.
    """
    for mark, codec in _BOMS:
        if head.startswith(mark):
            return Encoding(codec, marked=True)
    if codec := _unmarked_utf16(head):
        return Encoding(codec)
    if b"\0" in head:
        return None
    if head.isascii() and path.stat().st_size > len(head):
        return _by_reading(path)
    if _decodes(head, "utf-8"):
        return Encoding("utf-8")
    return Encoding("gb18030") if _is_gb18030(head) else None


def decoded_head(head: bytes, encoding: Encoding | None) -> str:
    """The text of a file's first bytes, without a cut character at its end."""
    if encoding is None:
        return ""
    decoder = codecs.getincrementaldecoder(encoding.codec)("replace")
    return decoder.decode(head)


@contextmanager
def open_text(source: "Source") -> Iterator[io.TextIOWrapper]:
    """The text of a source, line ends as they are, `UNDECODABLE` for what cannot be decoded.

    Raises `OSError`, also where the source is not text.
    """
    if source.encoding is None:
        raise OSError("not text in UTF-8, UTF-16 or GB18030")
    stream = source.open()
    text = io.TextIOWrapper(stream, source.encoding.codec, errors="replace", newline="")
    try:
        yield text
    finally:
        text.close()


def _unmarked_utf16(head: bytes) -> str:
    """The byte order of UTF-16 without a mark, by which bytes of ASCII letters are zero."""
    pairs = len(head) // 2
    if pairs < 2:
        return ""
    even, odd = head[0 : 2 * pairs : 2].count(0), head[1 : 2 * pairs : 2].count(0)
    if odd > 0.2 * pairs and not even:
        return "utf-16-le"
    return "utf-16-be" if even > 0.2 * pairs and not odd else ""


def _decodes(data: bytes, codec: str) -> bool:
    try:
        codecs.getincrementaldecoder(codec)().decode(data)
    except UnicodeDecodeError:
        return False
    return True


def _is_gb18030(data: bytes) -> bool:
    try:
        text = codecs.getincrementaldecoder("gb18030")().decode(data)
    except UnicodeDecodeError:
        return False
    beyond = [char for char in text if ord(char) > 127]
    common = sum(_is_common(char) for char in beyond)
    return bool(beyond) and common >= _COMMON_SHARE * len(beyond)


def _is_common(char: str) -> bool:
    """Whether a character is punctuation, or Chinese of GB2312's first level (rows 16 to 55)."""
    try:
        code = char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return len(code) == 2 and (0xB0 <= code[0] <= 0xD7 or code[0] in (0xA1, 0xA3))


def _by_reading(path: Path) -> Encoding | None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                break
            if not chunk.isascii():
                return Encoding("utf-8")
        else:
            return Encoding("utf-8")
        start = max(0, next(i for i, byte in enumerate(chunk) if byte > 127))
        return Encoding("gb18030") if _is_gb18030(chunk[start:]) else None
