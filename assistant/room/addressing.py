"""Whom an answer to a crowd is for, said before it."""

from collections.abc import Mapping

from assistant.answering.values import Answer
from assistant.room.helping.fact_card import FactCard
from assistant.room.inbox.groups import Asker, Group
from assistant.speech.sentences import sentences
from catalog_loader.tables import table

LONGEST_NAME = 20
"""Characters of a viewer's name that are repeated; some write an advertisement there."""


def addressed(group: Group, answer: Answer, *, shown: str = "") -> str:
    """`answer` as it is written: with the name of the one who asked, or how many did.

    `shown` is the title of the product it is about, where another is on air by now.
    """
    words = _words(answer.language)
    return _to(group.askers, answer.language) + _earlier(words, shown) + answer.text


def headed(card: FactCard) -> str:
    """`card` as it is written: its lines after whom they answer, where anybody asked."""
    return _to(card.askers, card.language) + card.text


def address(language: str, name: str, askers: int = 1) -> str:
    """What is written before words for `name`, or for `askers` viewers; "" for the room."""
    words = _words(language)
    if askers > 1:
        return words["all"].format(n=askers)
    return words["one"].format(name=_plain(name)) if name else ""


def introduced(group: Group, answer: Answer, *, shown: str = "") -> list[str]:
    """`answer` as it is spoken, sentence by sentence. No name is read aloud: many cannot be, and
    nobody agreed to it."""
    words = _words(answer.language)
    many = len(group.askers) > 1
    before = words["aloud_all" if many else "aloud_one"].format(n=len(group.askers))
    return sentences(before + _earlier(words, shown) + answer.text)


def _to(askers: Mapping[str, Asker], language: str) -> str:
    name = next((asker.name for asker in askers.values()), "")
    return address(language, name, len(askers))


def _words(language: str) -> Mapping[str, str]:
    known: Mapping[str, Mapping[str, str]] = table(__package__, "addressing.toml")
    return known.get(language) or known["en"]


def _earlier(words: Mapping[str, str], shown: str) -> str:
    return words["earlier"].format(product=shown) if shown else ""


def _plain(name: str) -> str:
    return "".join(c for c in name if c.isprintable()).strip()[:LONGEST_NAME]
