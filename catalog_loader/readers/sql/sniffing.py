"""Whether a file is an SQL dump, and which tables it has: told without reading it whole."""

import re
from typing import TYPE_CHECKING

from catalog_loader.readers.toolkit.text import open_text

if TYPE_CHECKING:
    from catalog_loader.readers.reader import Source

_OPENING = re.compile(
    r"(?:\s++|--[^\n]*+\n|\#[^\n]*+\n|/\*.*?\*/;?|\\[^\n]*+\n)*+"
    r"(?:SET|INSERT|REPLACE|CREATE|DROP|COPY|USE|BEGIN|START|LOCK|PRAGMA|SELECT|ALTER|DELIMITER"
    r"|TRUNCATE|DELETE)\b",
    re.IGNORECASE | re.DOTALL,
)
_TELLING = re.compile(
    r"^[ \t]*(?:INSERT\s+(?:IGNORE\s+)?INTO|REPLACE\s+INTO|CREATE\s+(?:\w+\s+){0,2}TABLE"
    r"|COPY\s[^;]*\sFROM\s+STDIN)\b",
    re.IGNORECASE | re.MULTILINE,
)
_NAMED = re.compile(
    r"(?:INTO|TABLE|COPY|EXISTS)\s+(?:[`\"]?\w+[`\"]?\.)?[`\"]?(\w+)", re.IGNORECASE
)


def is_dump(source: "Source") -> bool:
    """Whether a file begins like a dump: with statements, of which one fills or makes a table."""
    head = source.text_head.lstrip("\ufeff")
    return bool(_OPENING.match(head)) and bool(_TELLING.search(head))


def names_in(source: "Source") -> frozenset[str]:
    """The names of the tables that a dump makes or fills, read through fast. Raises OSError."""
    found: set[str] = set()
    with open_text(source) as text:
        tail = ""
        while chunk := text.read(1024 * 1024):
            found.update(_NAMED.findall(tail + chunk))
            tail = chunk[-200:]
    return frozenset(found)
