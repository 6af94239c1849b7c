"""Hearing the shop's words: what a first hearing missed is listened for a second time.

The words of a shop are more than a prompt can hold, and each that stands there for nothing is
written where something else was said. So the first text is used to find, by sound, the few words
that may have been meant; with these as its prompt the model hears again, and what it still writes
otherwise is replaced where the model itself finds the word nearly as likely in the sound.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.speech.product_words import (
    Change,
    Expected,
    change_to,
    correct,
    expect,
    makes_sense,
)
from assistant.speech.recognisers.engine import Attempt, Hypothesis, WhisperEngine
from assistant.speech.recognisers.guards import holds, is_silence
from assistant.speech.recognisers.worker import GoOn
from assistant.speech.script import tidy
from assistant.speech.sounding import Candidate

LEEWAY = 2.0
"""Nats a changed syllable may cost: a shop asked about its goods is so much likelier to hear their
names than the model, which knows every text there is, supposes."""

_APART_IN_SENSE, _APART = 0.1, 0.25  # from words that make sense, and from others
_SAID_AGAIN = 2  # times that a question names one thing
_AT_ONCE = 5  # replacements tried together


@dataclass(frozen=True, slots=True)
class Understood:
    """A window's text, with what was changed in it after it was heard."""

    heard: Hypothesis
    text: str
    changes: tuple[Change, ...] = ()


def understand(
    engine: WhisperEngine,
    encoded: object,
    first: Hypothesis,
    vocabulary: Sequence[str],
    go_on: GoOn = lambda: None,
) -> Understood:
    """The Chinese text of a window that was heard as `first`, the room's words put right.

    Raises what `go_on` raises, which is called between its steps.
    """
    if not first.text:
        return Understood(first, "")
    corrected = _corrected(first, vocabulary)
    if not vocabulary:
        return corrected
    expected = _expected(corrected.text, vocabulary)
    if not expected.perhaps:
        return corrected
    prompt = "，".join(expected.words()) + "。"
    again = engine.decode(encoded, language="zh", prompt=prompt, attempt=Attempt())
    go_on()
    likelier = not is_silence(again) and holds(again) and again.logprob >= first.logprob
    # A short prompt is a temptation to go round in it, before it looks like a loop elsewhere.
    repeats = any(again.text.count(word) > _SAID_AGAIN for word in expected.words())
    if likelier and not repeats:
        second = _corrected(again, vocabulary)
        if any(one.word in second.text for one in expected.perhaps):
            corrected, expected = second, _expected(second.text, vocabulary)
    return _replaced(engine, encoded, corrected, expected)


def _expected(text: str, vocabulary: Sequence[str]) -> Expected:
    """What `text` may have missed, as far as listening again is worth its time.

    Of 460 candidates further off than these, two were what had been said, and each costs 50 ms.
    """
    found = expect(text, vocabulary)
    perhaps = tuple(one for one in found.perhaps if one.apart <= _most_apart(text, one))
    return replace(found, perhaps=perhaps)


def _most_apart(text: str, candidate: Candidate) -> float:
    return _APART_IN_SENSE if makes_sense(text, change_to(text, candidate)) else _APART


def _corrected(heard: Hypothesis, vocabulary: Sequence[str]) -> Understood:
    correction = correct(tidy(heard.text, "zh"), vocabulary)
    return Understood(heard, correction.text, correction.changes)


def _replaced(
    engine: WhisperEngine, encoded: object, before: Understood, expected: Expected
) -> Understood:
    """What still sounds like a word replaced by it, one after the other, as the sound allows."""
    proposed = [change_to(before.text, one) for one in expected.perhaps[:_AT_ONCE]]
    if not proposed:
        return before
    prompt = "，".join(expected.words()) + "。"
    texts = [before.text, *(_put(before.text, change) for change in proposed)]
    as_it_is, *scores = engine.score(encoded, texts, language="zh", prompt=prompt)
    allowed = [
        (score - as_it_is, change)
        for score, change in zip(scores, proposed, strict=True)
        if score - as_it_is >= _needed(before.text, change)
    ]
    taken: list[Change] = []
    for _, change in sorted(allowed, key=lambda one: -one[0]):
        if all(change.at >= _end(one) or _end(change) <= one.at for one in taken):
            taken.append(change)
    text = before.text
    for change in sorted(taken, key=lambda one: -one.at):
        text = _put(text, change)
    changes = sorted((*before.changes, *taken), key=lambda one: one.at)
    return replace(before, text=text, changes=tuple(changes))


def _needed(text: str, change: Change) -> float:
    """How much likelier the text must become: what makes sense is kept unless for a better one."""
    return 0.0 if makes_sense(text, change) else -LEEWAY * len(change.meant)


def _put(text: str, change: Change) -> str:
    return text[: change.at] + change.meant + text[_end(change) :]


def _end(change: Change) -> int:
    return change.at + len(change.heard)
