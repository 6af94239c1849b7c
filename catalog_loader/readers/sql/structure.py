"""What a dump says of its tables: their columns, keys and comments, and which an INSERT fills."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlglot.tokenizer_core import Token, TokenType

from catalog_loader.readers.sql.literals import STRINGS, NotReadable, tokens_of
from catalog_loader.readers.sql.records import Column
from catalog_loader.readers.sql.statements import Grammar

_HEAD = 64 * 1024
_INSERT = re.compile(
    r"(?:INSERT|REPLACE)\s+(?:(?:LOW_PRIORITY|DELAYED|HIGH_PRIORITY|IGNORE|OR\s+\w+)\s+)*(?:INTO\s+)?",
    re.IGNORECASE,
)
_COPY = re.compile(r"COPY\b", re.IGNORECASE)
_VALUES = re.compile(r"(?:[^'\"`]|`[^`]*+`|\"[^\"]*+\")*?\bVALUES?\s*+(?=\()", re.IGNORECASE)
_DECLARES = re.compile(
    r"(?:CREATE\s+(?:\w+\s+){0,3}?TABLE|ALTER\s+TABLE|COMMENT\s+ON)\b", re.IGNORECASE
)
_NO_COLUMN = frozenset({"PRIMARY", "KEY", "UNIQUE", "CONSTRAINT", "INDEX", "FULLTEXT", "SPATIAL",
                        "CHECK", "FOREIGN", "LIKE", "EXCLUDE", "PERIOD"})  # fmt: skip
_NOT_TEXT = frozenset({"CSV", "BINARY", "DELIMITER", "NULL"})


@dataclass(slots=True)
class Declared:
    """A table as CREATE TABLE declares it, or what ALTER TABLE and COMMENT ON say of one."""

    table: str
    comment: str = ""
    columns: list[Column] = field(default_factory=list)
    key: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """What an INSERT or COPY fills: the table, and the columns where it lists them."""

    table: str
    columns: tuple[str, ...]
    values_at: int = 0


def insertion(sql: str, grammar: Grammar) -> Filled | None:
    """What an INSERT or REPLACE of values fills, None where the statement is neither."""
    verb = _INSERT.match(sql)
    head = _VALUES.match(sql, verb.end(), _HEAD) if verb else None
    if head is None:
        return None
    return _filled(tokens_of(head[0], grammar)[:-1], head.end())


def copying(sql: str, grammar: Grammar) -> Filled | None:
    """What a COPY in text format fills, None where the statement is none."""
    if not _COPY.match(sql):
        return None
    tokens = tokens_of(sql, grammar)
    words = [token.text.upper() for token in tokens]
    if "STDIN" not in words or _NOT_TEXT.intersection(words[words.index("STDIN") :]):
        return None
    return _filled(tokens[1:])


def _filled(tokens: Sequence[Token], values_at: int = 0) -> Filled:
    table, at = _name(tokens, 0)
    columns: tuple[str, ...] = ()
    if at < len(tokens) and tokens[at].token_type is TokenType.L_PAREN:
        listed = tokens[at + 1 : _closing(tokens, at)]
        columns = tuple(token.text for token in listed if token.token_type is not TokenType.COMMA)
    return Filled(table, columns, values_at)


def declared(sql: str, grammar: Grammar) -> Declared | None:
    """What CREATE TABLE, ALTER TABLE or COMMENT ON says of a table, None of any other statement."""
    if not _DECLARES.match(sql):
        return None
    tokens = tokens_of(sql, grammar)
    words = [token.text.upper() for token in tokens[:8]]
    if words[:1] == ["CREATE"] and "TABLE" in words[:5]:
        at = words.index("TABLE") + 1
        if words[at : at + 3] == ["IF", "NOT", "EXISTS"]:
            at += 3
        return _created(tokens, at)
    if words[:2] == ["ALTER", "TABLE"]:
        at = 2 + (words[2:3] == ["ONLY"])
        table, at = _name(tokens, at)
        found = Declared(table)
        _constrain(found, tokens[at:])
        return found
    if words[:2] == ["COMMENT", "ON"] and tokens[-1].token_type in STRINGS:
        name = [t.text for t in tokens[3:-2] if t.token_type is not TokenType.DOT]
        if words[2] == "TABLE":
            return Declared(name[-1], tokens[-1].text) if name else None
        if words[2] == "COLUMN" and len(name) > 1:
            return Declared(name[-2], columns=[Column(name[-1], comment=tokens[-1].text)])
    return None


def _created(tokens: Sequence[Token], at: int) -> Declared:
    table, at = _name(tokens, at)
    found = Declared(table)
    if at >= len(tokens) or tokens[at].token_type is not TokenType.L_PAREN:
        return found
    end = _closing(tokens, at)
    for part in _parts(tokens[at + 1 : end]):
        name = part[0]
        quoted = name.token_type in (TokenType.IDENTIFIER, TokenType.STRING)
        if not quoted and name.text.upper().split()[0] in _NO_COLUMN:
            _constrain(found, part)
        elif len(part) > 1 or quoted:
            kind = part[1].text.upper() if len(part) > 1 else ""
            comment, references = (_after(part[1:], word) for word in ("COMMENT", "REFERENCES"))
            column = Column(name.text, kind, comment, references)
            found.columns.append(column)
            if any(token.text.upper() == "PRIMARY KEY" for token in part[1:]):
                found.key = found.key or name.text
    found.comment = _after(tokens[end:], "COMMENT")
    return found


def _constrain(found: Declared, tokens: Sequence[Token]) -> None:
    """Note a PRIMARY KEY of one column, or the table that a FOREIGN KEY's column references."""
    for index, token in enumerate(tokens):
        word = token.text.upper()
        if word not in ("PRIMARY KEY", "FOREIGN KEY"):
            continue
        opened = next(
            (i for i in range(index, len(tokens)) if tokens[i].token_type is TokenType.L_PAREN),
            len(tokens),
        )
        names = tokens[opened + 1 : _closing(tokens, opened)]
        if len(names) != 1:
            continue
        name = names[0].text
        if word == "PRIMARY KEY":
            found.key = found.key or name
        elif table := _after(tokens[index:], "REFERENCES"):
            known = next((column for column in found.columns if column.name == name), None)
            if known is None:
                found.columns.append(Column(name, references=table))
            else:
                known.references = table


def _after(tokens: Sequence[Token], word: str) -> str:
    """The string or name that follows `word`."""
    for index, token in enumerate(tokens[:-1]):
        if token.text.upper() == word and token.token_type is not TokenType.IDENTIFIER:
            at = index + 1
            if tokens[at].token_type is TokenType.EQ and at + 1 < len(tokens):
                at += 1
            return tokens[at].text if word == "COMMENT" else _name(tokens, at)[0]
    return ""


def _name(tokens: Sequence[Token], at: int) -> tuple[str, int]:
    """The last part of the dotted name at `at`, and where it ends."""
    if at >= len(tokens):
        raise NotReadable("a table's name is missing")
    name = tokens[at].text
    at += 1
    while at + 1 < len(tokens) and tokens[at].token_type is TokenType.DOT:
        name = tokens[at + 1].text
        at += 2
    return name, at


def _closing(tokens: Sequence[Token], at: int) -> int:
    """Where the parenthesis opened at `at` is closed; the end where it is not."""
    depth = 0
    for index in range(at, len(tokens)):
        kind = tokens[index].token_type
        depth += (kind is TokenType.L_PAREN) - (kind is TokenType.R_PAREN)
        if depth == 0:
            return index
    return len(tokens)


def _parts(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """The tokens between the commas that no parenthesis holds."""
    start = depth = 0
    for index, token in enumerate(tokens):
        kind = token.token_type
        depth += (kind is TokenType.L_PAREN) - (kind is TokenType.R_PAREN)
        if kind is TokenType.COMMA and depth == 0:
            if index > start:
                yield tokens[start:index]
            start = index + 1
    if len(tokens) > start:
        yield tokens[start:]
