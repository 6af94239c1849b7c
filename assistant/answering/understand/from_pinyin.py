"""A question typed in pinyin, written in characters: baojia ma → 保价吗.

What syllables mean is looked up in the phrases that questions are made of: the example questions
and the names of properties. Only a text that those phrases cover whole is taken for pinyin.
"""

import re
from collections import Counter
from functools import cache, lru_cache

from assistant.answering.understand.alike import examples
from assistant.answering.understand.asked import words as property_words
from assistant.answering.understand.language import detect
from assistant.knowledge.pinyin import read_as_syllables
from assistant.knowledge.words import has_han, syllables
from catalog_loader.tables import table

Syllables = tuple[str, ...]

_RUN = re.compile(r"[a-z]+(?: [a-z]+)*")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_LONGEST = 6
_FEWEST = 2
_FEWEST_OF_ANOTHER = 3  # characters of what could be another language: bao you ma
_UNITS = frozenset({"cm", "kg", "ml", "mm", "km", "g", "l", "xl", "xxl", "xs", "s", "m"})
# What stands alone between phrases; any other syllable alone could be too many words.
_ALONE = dict(
    pair.split(":")
    for pair in [
        "ma:吗",
        "me:么",
        "ne:呢",
        "de:的",
        "bu:不",
        "jin:斤",
        "you:有",
        "mei:没",
        "ji:几",
        "duo:多",
        "chuan:穿",
        "fa:发",
        "dao:到",
        "mai:卖",
        "yong:用",
        "neng:能",
        "hui:会",
        "shi:是",
        "le:了",
        "tian:天",
        "sha:啥",
    ]
)


def warm() -> None:
    """Learn phrases and syllables, a second's work, before the first question needs them."""
    in_characters("ni hao")


@lru_cache(maxsize=4096)
def in_characters(text: str) -> str:
    """`text` (normalised) in characters where all its letters are pinyin, else as it is."""
    if has_han(text) or not text.isascii():
        return text
    runs = [run for run in _RUN.finditer(text) if run[0] not in _UNITS]
    if not runs:
        return text
    written, at = "", 0
    for run in runs:
        characters = _characters("".join(run[0].split()))
        if not characters:
            return text
        written += text[at : run.start()].rstrip() + characters
        at = run.end()
    written += text[at:].strip()
    fewest = _FEWEST if detect(text, "zh") == "zh" else _FEWEST_OF_ANOTHER
    return written if sum(char >= "\u4e00" for char in written) >= fewest else text


def _characters(letters: str) -> str:
    """The phrase of a run of letters in as few pieces as there can be; "" where it is none."""
    for reading in read_as_syllables(letters) or [(letters,)]:
        if found := _covered(reading):
            return found
    return ""


@lru_cache(maxsize=4096)
def _covered(reading: Syllables) -> str:
    best: list[tuple[int, str] | None] = [(0, "")] + [None] * len(reading)
    for end in range(1, len(reading) + 1):
        for start in range(max(0, end - _LONGEST), end):
            before = best[start]
            piece = _piece(reading[start:end])
            if before is None or not piece:
                continue
            pieces = before[0] + (1 if end - start > 1 else 2)
            known = best[end]
            if known is None or pieces < known[0]:
                best[end] = pieces, before[1] + piece
    whole = best[-1]
    return whole[1] if whole is not None else ""


def _piece(reading: Syllables) -> str:
    if len(reading) == 1:
        return _ALONE.get(reading[0], "")
    return _phrases().get(reading, "")


@cache
def _phrases() -> dict[Syllables, str]:
    """What runs of syllables most often are in questions; what is listed is that alone."""
    told: dict[Syllables, Counter[str]] = {}
    texts = [(example.text, 1) for example in examples() if example.language == "zh"]
    texts += [(word, 3) for word in property_words() if has_han(word)]
    for text, weight in texts:
        for run in _HAN.findall(text):
            spoken = syllables(run)
            if len(spoken) != len(run):
                continue
            for start in range(len(run)):
                for end in range(start + 2, min(start + _LONGEST, len(run)) + 1):
                    told.setdefault(spoken[start:end], Counter())[run[start:end]] += weight
    known = {reading: found.most_common(1)[0][0] for reading, found in told.items()}
    listed = table(__package__, "from_pinyin.toml")["phrases"]
    return known | {syllables(phrase): phrase for phrase in listed}
