"""Whether a comment asks something of the shop: learned from examples, not from question marks."""

import re
from functools import cache, lru_cache

from assistant.answering.gist import Gist
from assistant.answering.understand.alike import LANGUAGES, Alike, Example, Likeness, examples
from assistant.answering.understand.kinds import Kind
from assistant.answering.understand.normalise import normalise
from catalog_loader.tables import table

CHATTER = frozenset({Kind.GREETING, Kind.THANKS, Kind.OFF_TOPIC, Kind.NEXT, Kind.PREVIOUS})
"""Kinds that a conversation answers and a crowd does not wait for."""

HOSTILE = frozenset({Kind.ABUSE, Kind.INJECTION})

_SURELY_CHATTER = 0.62
"""Likeness to an example of chatter from which no rule that matched counts: 几点下播 holds 几点,
and asks for no hour of the shop's."""

_LIKE_CHATTER = 0.3
"""Likeness to an example of chatter under which what is put as a question is one."""

_LIKE_A_QUESTION = 0.45
"""Likeness to an example question from which what no rule reads asks something all the same."""


def surely_chatter(text: str) -> bool:
    """Whether a plain comment is chatter whatever is on air and whatever a rule reads in it."""
    likeness = _likeness(text)
    return likeness.kind is Kind.OFF_TOPIC and likeness.nearest >= _SURELY_CHATTER


def asks(text: str, gist: Gist) -> bool:
    """Whether a plain comment, whose gist is known and which is not `surely_chatter`, asks
    something that a shop's assistant answers."""
    if all(kind in CHATTER | HOSTILE for kind in gist.kinds):
        return False
    if gist.kind is not Kind.UNCLEAR:
        return True
    likeness = _likeness(text)
    if likeness.kind in CHATTER | HOSTILE:
        return likeness.nearest < _LIKE_CHATTER and _words_of_asking().search(text) is not None
    return likeness.nearest >= _LIKE_A_QUESTION or _words_of_asking().search(text) is not None


def warm() -> None:
    """Count the words of the examples: some tenths of a second, once."""
    _alike()


@cache
def _words_of_asking() -> re.Pattern[str]:
    """How questions are put, in every language."""
    patterns = table(__package__, "chatter.toml")["asking"]
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


@lru_cache(maxsize=64)
def _likeness(text: str) -> Likeness:
    return _alike().most_like(text)


@cache
def _alike() -> Alike:
    chatter = table(__package__, "chatter.toml")
    taught = [
        Example(normalise(text), Kind.OFF_TOPIC, language)
        for language in LANGUAGES
        for text in chatter[language]
    ]
    return Alike((*examples(), *taught))
