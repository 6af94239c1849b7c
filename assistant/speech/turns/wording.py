"""What the words of an utterance say of it: finished, left hanging, a mere nod, or a stop.

The words are tables by language (`wording.toml`). Chinese is compared as it sounds, for a
recogniser writes 听 for 停 and 恩 for 嗯.
"""

import re
from dataclasses import dataclass, fields
from enum import Enum
from functools import cache
from typing import Any

from pypinyin import lazy_pinyin

from assistant.speech.product_words import near
from catalog_loader.tables import table

_LETTERS = re.compile(r"[\w\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]+")  # Thai vowels and tones stand above
_HAN = re.compile(r"[\u3400-\u9fff]")
_FEW_SYLLABLES = 2
_LIKELY = 0.3

SURE = 0.45
"""Confidence from which words are taken for what was said; of nods and coughs written as other
words nine in ten are under it, of short questions one in twenty."""


class Wording(Enum):
    """What an utterance is, by its words alone."""

    FINISHED = "finished"
    HANGING = "hanging"
    TOPIC = "topic"
    OPEN = "open"


class Interruption(Enum):
    """What somebody meant who spoke while an answer was heard."""

    NOTHING = "nothing"
    NOD = "nod"
    UNSURE = "unsure"
    REAL = "real"


@dataclass(frozen=True, slots=True)
class _Words:
    """One language's patterns, over text in lower case without marks."""

    finished: re.Pattern[str]
    hanging: re.Pattern[str]
    condition: re.Pattern[str]
    says: re.Pattern[str]
    nod: re.Pattern[str]
    stop: re.Pattern[str]
    asks: re.Pattern[str]


def wording(text: str, language: str) -> Wording:
    """Whether `text` is finished: a whole question, a sentence without its end, or no more than
    what it is about (这件羽绒服…)."""
    plain = _plain(text)
    if not plain:
        return Wording.OPEN
    words = _words(_language(plain, language))
    if words.stop.search(sound(text) if _HAN.search(plain) else plain):
        return Wording.FINISHED
    if words.hanging.search(plain):
        return Wording.HANGING
    if text.rstrip().endswith(("?", "？")) or words.finished.search(plain):
        return Wording.FINISHED
    if words.condition.search(plain):
        return Wording.HANGING
    return Wording.OPEN if words.says.search(plain) else Wording.TOPIC


def interruption(text: str, language: str, confidence: float = 1.0) -> Interruption:
    """What `text`, said while an answer was heard, asks of whoever speaks.

    One or two syllables that are no nod, no word to stop and nothing shops are asked about are
    unsure: a cough is written as some word too. So is what the recogniser itself hardly believes
    (`confidence`, a token's chance in the mean): 嗯，对 is written as 万伯呀. One syllable said
    over and over is a laugh.
    """
    plain = _plain(text)
    if not plain:
        return Interruption.NOTHING
    code = _language(plain, language)
    words = _words(code)
    spoken = sound(text) if code == "zh" else plain
    if words.nod.fullmatch(spoken):
        return Interruption.NOD
    if words.stop.search(spoken):
        return Interruption.REAL
    if _babbled(spoken):
        return Interruption.NOD
    if words.finished.search(plain):
        return Interruption.REAL if confidence >= _LIKELY else Interruption.UNSURE
    telling = _syllables(plain) > _FEW_SYLLABLES or words.asks.search(plain)
    return Interruption.REAL if telling and confidence >= SURE else Interruption.UNSURE


def sound(text: str) -> str:
    """`text` as it sounds: Chinese in toneless syllables alike ones are taken for one (`near`),
    a blank after each word; letters of other languages as they are, in lower case."""
    syllables = (syllable.strip() for syllable in lazy_pinyin(_plain(text)))
    return "".join(f"{near(syllable)} " for syllable in syllables if syllable)


def _babbled(spoken: str) -> bool:
    said = spoken.split()
    return len(said) > 1 and len(set(said)) == 1


def _plain(text: str) -> str:
    return " ".join(_LETTERS.findall(text.lower()))


def _language(plain: str, language: str) -> str:
    """Han is Chinese and Latin letters are not, whatever was said to be spoken."""
    if _HAN.search(plain):
        return "zh"
    if language == "zh" or language not in table(__package__, "wording.toml"):
        return "en"
    return language


def _syllables(plain: str) -> float:
    """Roughly; a word in letters counts for one or two."""
    han = len(_HAN.findall(plain))
    words = [word for word in plain.split() if not _HAN.search(word)]
    return han + sum(max(1, round(len(word) / 4)) for word in words)


@cache
def _words(language: str) -> _Words:
    rows: dict[str, Any] = table(__package__, "wording.toml")[language]
    return _Words(**{each.name: re.compile(rows[each.name], re.VERBOSE) for each in fields(_Words)})
