"""Whether what a person wants to ask a database is one SELECT and nothing else."""

import re

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import TokenType

_DIALECTS = {"postgresql": "postgres", "mssql": "tsql"}
_BEGINS = (TokenType.SELECT, TokenType.WITH, TokenType.L_PAREN)
_CHANGES = (exp.DML, exp.DDL, exp.Command, exp.Into, exp.Lock, exp.Drop, exp.Alter)
# MySQL carries out what stands in these comments, and the parser that checks does not see it.
_CARRIED_OUT = re.compile(r"/\*M?!")


class NotASelect(ValueError):
    """The query is none, or more than a SELECT."""


def checked_query(query: str, backend: str) -> str:
    """The query, without a semicolon at its end. Raises NotASelect, in a few words."""
    dialect = _DIALECTS.get(backend, backend)
    query = query.strip().rstrip("; \n\t")
    if not query:
        raise NotASelect("there is no query")
    if _CARRIED_OUT.search(query):
        raise NotASelect("it holds a comment that the server would carry out")
    try:
        tokens = sqlglot.tokenize(query, read=dialect)
        if not tokens or tokens[0].token_type not in _BEGINS:
            raise NotASelect("it is not a SELECT")
        parsed = [statement for statement in sqlglot.parse(query, read=dialect) if statement]
    except (SqlglotError, RecursionError, ValueError) as error:
        if isinstance(error, NotASelect):
            raise
        first = str(error).splitlines()[0] if str(error) else "it is nested too deeply"
        raise NotASelect(re.sub(r"\x1b\[\d+m", "", first)) from None
    if len(parsed) != 1:
        raise NotASelect("it is more than one statement")
    if not isinstance(parsed[0], exp.Query) or parsed[0].find(*_CHANGES):
        raise NotASelect("it does more than select")
    return query
