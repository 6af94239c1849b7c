"""The values of a dump's rows, by sqlglot's tokens.

Nothing is executed: where an expression stands for a value, its text is kept as `Computed`.
"""

import re
from collections.abc import Iterator, Sequence

from sqlglot import Dialect, TokenError
from sqlglot.tokenizer_core import Token, TokenType

from catalog_loader.readers.sql.records import Computed
from catalog_loader.readers.sql.statements import Grammar

STRINGS = frozenset(
    {TokenType.STRING, TokenType.NATIONAL_STRING, TokenType.BYTE_STRING, TokenType.HEREDOC_STRING}
)
"""The tokens that are a text in quotes."""

_BATCH = 64 * 1024
_AFTER_ROWS = re.compile(r"(?:ON|AS|RETURNING)\b", re.IGNORECASE)
_COPY_ESCAPE = re.compile(r"\\([0-7]{1,3}|x[0-9A-Fa-f]{1,2}|.)", re.DOTALL)
_COPY_LETTERS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


class NotReadable(ValueError):
    """The text is not what its statement should hold here."""


def tokens_of(sql: str, grammar: Grammar) -> list[Token]:
    """The tokens of a text. Raises NotReadable."""
    try:
        return Dialect.get_or_raise(grammar.dialect).tokenize(sql)
    except TokenError as error:
        raise NotReadable(" ".join(str(error).split())[:80]) from error


def rows_of(sql: str, start: int, grammar: Grammar) -> Iterator[list[str] | NotReadable]:
    """The rows of an INSERT whose values begin at `start`; NULL is "", an expression `Computed`.

    Ends with a NotReadable where a row is not one. Tokens are made of a few rows at a time, since
    they take a hundred times the memory of the text.
    """
    end = at = start
    while found := grammar.row.match(sql, end):
        if found.end() - at > _BATCH and end > at:
            yield from _rows(sql[at:end], grammar)
            at = end
        end = found.end()
    if end > at:
        yield from _rows(sql[at:end], grammar)
    rest = sql[end : end + 200].strip()
    if rest and not _AFTER_ROWS.match(rest):
        yield NotReadable(rest[:40])


def _rows(text: str, grammar: Grammar) -> Iterator[list[str] | NotReadable]:
    try:
        tokens = tokens_of(text, grammar)
    except NotReadable as error:
        yield error
        return
    row: list[str] = []
    depth = first = 0
    for index, token in enumerate(tokens):
        kind = token.token_type
        if kind is TokenType.L_PAREN or kind is TokenType.L_BRACKET:
            depth += 1
            if depth == 1:
                row, first = [], index + 1
        elif kind is TokenType.R_PAREN or kind is TokenType.R_BRACKET:
            depth -= 1
            if depth == 0:
                row.append(_value(tokens[first:index], text))
                yield row
        elif kind is TokenType.COMMA and depth == 1:
            row.append(_value(tokens[first:index], text))
            first = index + 1


def _value(tokens: Sequence[Token], text: str) -> str:
    """The value that the tokens between two commas write."""
    if not tokens:
        return ""
    first, rest = tokens[0], tokens[1:]
    kind = first.token_type
    if kind is TokenType.INTRODUCER and rest:  # a character set: _utf8mb4'…'
        return _value(rest, text)
    if kind is TokenType.DASH and rest and rest[0].token_type is TokenType.NUMBER:
        found = "-" + rest[0].text
        rest = rest[1:]
    elif kind in STRINGS:
        found = first.text
        while rest and rest[0].token_type is TokenType.STRING:  # 'adjacent' 'strings' are one
            found += rest[0].text
            rest = rest[1:]
        found = {"\0": "0", "\1": "1"}.get(found, found)  # a BIT(1), dumped as its byte
    elif kind is TokenType.NUMBER:
        found = first.text
    elif kind is TokenType.NULL:
        found = ""
    elif kind is TokenType.TRUE or kind is TokenType.FALSE:
        found = first.text.lower()
    elif kind is TokenType.HEX_STRING:
        found = _of_hex(first.text)
    elif kind is TokenType.BIT_STRING and len(first.text) < 64 and first.text:
        found = str(int(first.text, 2))
    else:
        rest = tokens
        found = ""
    if rest and rest[0].token_type is not TokenType.DCOLON:
        return Computed(text[first.start : tokens[-1].end + 1])
    return found


def _of_hex(digits: str) -> str:
    """The text of a binary value; its digits where it is no text, such as a key."""
    try:
        found = bytes.fromhex(digits).decode("utf-8")
    except ValueError:
        return digits.lower()
    return found if found.isprintable() else digits.lower()


def copied_row(line: str) -> list[str]:
    """The cells of a line of COPY data; NULL is ""."""
    cells = line.split("\t")
    if "\\" not in line:
        return cells
    return ["" if cell == "\\N" else _COPY_ESCAPE.sub(_unescaped, cell) for cell in cells]


def _unescaped(found: re.Match[str]) -> str:
    what = found[1]
    if what[0] == "x" and len(what) > 1:
        return chr(int(what[1:], 16))
    if what[0].isdigit() and what[0] < "8":
        return chr(int(what, 8))
    return _COPY_LETTERS.get(what, what)
