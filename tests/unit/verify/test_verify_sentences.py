"""Fluent sentences of six languages, true ones and false ones made from the same facts.

Each line of `sentences/` is a set of facts of `shops` and what is said on it. The share of false
ones that pass is none; of the true ones some may be held back, so those are counted.
"""

from pathlib import Path

import pytest
from shops import SHOPS

from assistant.answering.verify import verify

LANGUAGES = ("zh", "en", "id", "ms", "vi", "th")
MOST_HELD_BACK = 0.1


def lines(name: str, language: str) -> list[tuple[str, str]]:
    """The sentences of a file, each with the name of the facts it is said on."""
    path = Path(__file__).with_name("sentences") / f"{name}_{language}.txt"
    said = path.read_text(encoding="utf-8").splitlines()
    return [(shop, sentence) for shop, _, sentence in (line.partition("|") for line in said)]


def _held_back(name: str, language: str) -> tuple[list[str], int]:
    """The sentences of a file that the check refuses, and how many it has."""
    said = lines(name, language)
    refused = [
        sentence
        for shop, sentence in said
        if not verify(sentence, SHOPS[shop], language=language).supported
    ]
    return refused, len(said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_false_sentence_passes(language: str) -> None:
    refused, count = _held_back("false", language)
    assert len(refused) == count


@pytest.mark.parametrize("language", LANGUAGES)
def test_true_sentences_are_said(language: str) -> None:
    refused, count = _held_back("true", language)
    assert len(refused) <= MOST_HELD_BACK * count, refused


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_true_sentence_needs_its_facts(language: str) -> None:
    """What is true of one set of facts is claimed of no other."""
    for shop, sentence in lines("true", language):
        used = verify(sentence, SHOPS[shop], language=language).used
        if any(fact.field == "price" for fact in used):
            others = [name for name in ("skincare", "lips", "service") if name != shop]
            passed = [n for n in others if verify(sentence, SHOPS[n], language=language).supported]
            assert not passed, (sentence, passed)
