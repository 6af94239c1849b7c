"""Sentences that try to get past the check, and true ones that must: six languages, six shops.

`sentences/false_*.txt` and `true_*.txt` hold them, a line each: the evidence of
`support.attacked`, then what a model might make of it.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.attacked import SHOPS

from assistant.answering.understand.language import LANGUAGES
from assistant.answering.verify import verify

SENTENCES = Path(__file__).with_name("sentences")
REJECTED_AT_MOST = 0.05
"""Of the true ones: a check that rejects more leaves a model nothing to say."""


def sentences(side: str, language: str) -> Iterator[tuple[str, str]]:
    for line in (SENTENCES / f"{side}_{language}.txt").read_text(encoding="utf-8").splitlines():
        evidence, _, sentence = line.partition("|")
        yield evidence, sentence


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_false_gets_through(language: str) -> None:
    passed = [
        (evidence, sentence)
        for evidence, sentence in sentences("false", language)
        if verify(sentence, SHOPS[evidence], language=language).supported
    ]
    assert passed == []


def test_hardly_anything_true_is_held_back() -> None:
    asked, rejected = 0, []
    for language in LANGUAGES:
        for evidence, sentence in sentences("true", language):
            asked += 1
            verdict = verify(sentence, SHOPS[evidence], language=language)
            if not verdict.supported:
                rejected.append((evidence, sentence, verdict.reason))
    assert len(rejected) <= REJECTED_AT_MOST * asked, rejected
