"""A dump cut into its statements as it streams: where each ends, and nothing of what it means.

Quotes, comments and the dialect's escapes decide which semicolon ends a statement. What a client
obeys and no server sees (`DELIMITER`, psql's `\\connect`) is passed over, and with it the routines
between two `DELIMITER` lines: their statements are not the dump's.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

MAX_STATEMENT = 32 * 1024 * 1024
"""The longest statement read, in characters; `mysqldump` writes none beyond 24 million."""

_CHUNK = 1024 * 1024
_BLOCK_COMMENT = r"/\*(?:[^*]++|\*(?!/))*+\*/"
_ESCAPING = r"'(?:[^'\\]++|\\.|'')*+'"
_LAST = "\n;\n"
"""What ends a last comment that has no line end, and a last statement without a semicolon."""

_DELIMITER = re.compile(r"DELIMITER[ \t]+(\S+)[^\n]*\n", re.IGNORECASE)
_DELIMITER_BACK = re.compile(r"^DELIMITER[ \t]+;\s*?\n", re.IGNORECASE | re.MULTILINE)
_COPY = re.compile(r"COPY\b[^;]*\bFROM\s+STDIN\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Grammar:
    """How a dialect writes what hides a semicolon, and the sqlglot dialect that reads the rest."""

    dialect: str
    gap: re.Pattern[str]
    statement: re.Pattern[str]
    row: re.Pattern[str]


def _grammar(dialect: str, quoted: str, comment: str, dash: str, others: str) -> Grammar:
    pieces = rf"{quoted}|{comment}|{_BLOCK_COMMENT}|{dash}|/(?!\*)|{others}"
    inner = rf"[^'\"`()]++|{quoted}"
    return Grammar(
        dialect,
        gap=re.compile(rf"(?:[\s;]++|{comment}|{_BLOCK_COMMENT}|\\[^\n]*+\n)*+"),
        statement=re.compile(rf"(?:[^'\"`;#$/-]++|{pieces})*+;", re.DOTALL),
        # A row of values; its calls may hold calls, theirs nothing more.
        row=re.compile(
            rf"\s*+(\((?:{inner}|\((?:{inner}|\((?:{inner})*+\))*+\))*+\))\s*+,?+", re.DOTALL
        ),
    )


MYSQL = _grammar(
    "mysql",
    quoted=rf'{_ESCAPING}|"(?:[^"\\]++|\\.|"")*+"|`[^`]*+`',
    comment=r"--(?=\s)[^\n]*+\n|\#[^\n]*+\n",
    dash=r"-(?!-\s)",
    others=r"\$",
)
POSTGRES = _grammar(
    "postgres",
    quoted=rf"""(?<=\b[eE]){_ESCAPING}|(?<!\b[eE])'[^']*+'|"[^"]*+"|`""",
    comment=r"--[^\n]*+\n",
    dash=r"-(?!-)",
    others=r"\$(?P<tag>\w*+)\$.*?\$(?P=tag)\$|\$(?!\w*+\$)|\#",
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement without its semicolon, and the line it begins at, from 1."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class CopyLine:
    """A line of data under a `COPY … FROM stdin`, as it stands there."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Unfinished:
    """The end of what can be read: a quotation, comment or statement from `line` has no end."""

    line: int


Part = Statement | CopyLine | Unfinished


def grammar_of(head: str) -> Grammar:
    """The dialect of a dump by its first text: MySQL where it shows, else standard SQL."""
    mysql = "`" in head or "ENGINE=" in head or "MySQL dump" in head or "MariaDB dump" in head
    return MYSQL if mysql or "\\'" in head else POSTGRES


def statements(text: TextIO, grammar: Grammar) -> Iterator[Part]:
    """The parts of a dump in their order. Holds one statement; raises what reading raises."""
    held = _Held(text)
    while held.skip(grammar.gap):
        if found := held.take(_DELIMITER):
            if found[1] != ";" and not held.drop_through(_DELIMITER_BACK):
                return
            continue
        line = held.line
        statement = held.take_growing(grammar.statement)
        if statement is None:
            yield Unfinished(line)
            return
        whole = statement[0]
        # A comment longer than what is read at a time is passed over only now.
        start = len(passed[0]) if (passed := grammar.gap.match(whole)) else 0
        if whole[start:-1].strip():
            yield Statement(whole[start:-1], line + whole.count("\n", 0, start))
        if _COPY.match(whole, start):
            yield from _copied(held)


def _copied(held: "_Held") -> Iterator[Part]:
    """The lines of a COPY's data, up to the `\\.` that ends it."""
    held.rest_of_line()
    while True:
        number = held.line
        line = held.rest_of_line()
        if line.startswith("\\."):
            return
        if held.over and line.strip() in ("", _LAST.strip()):
            yield Unfinished(number)
            return
        yield CopyLine(line.rstrip("\r\n"), number)


class _Held:
    """What has been read of a text and not yet been taken, and the line that it begins at."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._data = ""
        self._at = 0
        self._ended = False
        self.line = 1

    @property
    def over(self) -> bool:
        """Whether everything there is has been taken."""
        return self._ended and self._data[self._at :] in _LAST

    def skip(self, gap: re.Pattern[str]) -> bool:
        """Pass over what stands between statements; False where nothing stands behind it."""
        while True:
            found = gap.match(self._data, self._at)
            self._pass(found.end() if found else self._at)
            # What follows may be the first half of a comment, or of DELIMITER.
            if len(self._data) - self._at > _CHUNK // 2 or not self._more():
                return self._at < len(self._data)

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """What the pattern matches here, passed over, None where it does not."""
        if found := pattern.match(self._data, self._at):
            self._pass(found.end())
        return found

    def take_growing(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """As `take`, reading on until it matches; None at the end or beyond `MAX_STATEMENT`."""
        while (found := self.take(pattern)) is None:
            if len(self._data) - self._at > MAX_STATEMENT or not self._more():
                return None
        return found

    def drop_through(self, pattern: re.Pattern[str]) -> bool:
        """Pass over everything up to and with the next match; False where there is none."""
        while (found := pattern.search(self._data, self._at)) is None:
            self._pass(max(self._at, self._data.rfind("\n", self._at) + 1))
            if not self._more():
                return False
        self._pass(found.end())
        return True

    def rest_of_line(self) -> str:
        """The text up to and with the next line end, passed over; "" at the end."""
        while (end := self._data.find("\n", self._at)) < 0:
            if len(self._data) - self._at > MAX_STATEMENT or not self._more():
                end = len(self._data) - 1
                break
        start = self._at
        self._pass(end + 1)
        return self._data[start : end + 1]

    def _pass(self, end: int) -> None:
        self.line += self._data.count("\n", self._at, end)
        self._at = end

    def _more(self) -> bool:
        """Read on, as much again as is held; False at the end."""
        if self._ended:
            return False
        self._data = self._data[self._at :]
        self._at = 0
        read = self._text.read(max(_CHUNK, len(self._data)))
        self._ended = not read
        self._data += read or _LAST
        return True
