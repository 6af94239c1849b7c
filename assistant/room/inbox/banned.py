"""Banned words, however they are spelled: plain, by sound, in pinyin, or with marks in between."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from assistant.knowledge.words import fold, has_han, tagged
from catalog_loader.search_words import syllable
from catalog_loader.tables import table

_HAN = re.compile(r"[\u4e00-\u9fff]")
_BETWEEN = re.compile(r"[\W_\d]+")
_WORDS = re.compile(r"[^\W\d_\u4e00-\u9fff]+")
_OF_GOODS = re.compile(r"[a-z\d]{1,6}(?:\W{1,2}[a-z\d]{1,6}){0,3}\W{0,2}[码号款杯]")
"""The sizes S and B, in 有没有SB码. Bounded: a comment may be one letter three hundred times."""
_ASKING = "啥"  # 啥笔好用 asks
_AT_MOST = 6
"""Pieces a Latin word may be spelled in: `s b`, `sha bi`, `c.n.m`."""


def banned_in(text: str) -> str:
    """The banned word that `text` holds, as the list has it; "" for none.

    By its sound a Chinese word counts only where no other word stands: 啥比 in 啥比较好 sounds like
    one, and is cut through by 比较.
    """
    folded = fold(text)
    return _written(folded) or sounding(folded, _list("sounds")) or _latin(folded)


def _written(text: str) -> str:
    squeezed = _BETWEEN.sub("", text)
    for word in (*_list("han"), *_list("sounds")):
        at = squeezed.find(word)
        if at >= 0 and _stands_alone(squeezed, at, at + len(word)):
            return word
    return ""


def sounding(text: str, words: tuple[str, ...]) -> str:
    """Which of some Chinese words folded `text` holds in other characters of their sound, or in
    pinyin; "" for none."""
    return _in_characters(text, words) or _in_pinyin(text, words)


def _in_characters(text: str, words: tuple[str, ...]) -> str:
    squeezed = "".join(_HAN.findall(text))
    spoken = [syllable(character) for character in squeezed]
    for word, sound in _sounds(words):
        for at in range(len(squeezed) - len(word) + 1):
            same = all(s == have for s, have in zip(sound, spoken[at:], strict=False))
            asking = _ASKING in squeezed[at : at + len(word)]
            if same and not asking and _stands_alone(squeezed, at, at + len(word)):
                return word
    return ""


def _stands_alone(text: str, begin: int, end: int) -> bool:
    """Whether no word of two characters or more reaches into or out of `text[begin:end]`."""
    at = 0
    for word, _ in tagged(text):
        after = at + len(word)
        inside = begin <= at and after <= end
        if at < end and after > begin and len(word) > 1 and not inside:
            return False
        at = after
    return True


def _latin(text: str) -> str:
    banned = {"".join(word.split()): word for word in _list("latin")}
    return _spelled(text, banned) or next(
        (w for w in _list("latin") if not w.isascii() and w in text), ""
    )


def _in_pinyin(text: str, words: tuple[str, ...]) -> str:
    return _spelled(text, {"".join(sound): word for word, sound in _sounds(words)})


def _spelled(text: str, words: Mapping[str, str]) -> str:
    """The word whose letters stand in `text`, in a few pieces at most."""
    pieces = _WORDS.findall(_OF_GOODS.sub(" ", text))
    return next((words[run] for run in _runs(pieces) if run in words), "")


def _runs(pieces: list[str]) -> Iterator[str]:
    """Each piece, and pieces that follow one another joined, where all of them are short."""
    for at, piece in enumerate(pieces):
        yield piece
        joined = piece
        for following in pieces[at + 1 : at + _AT_MOST]:
            if len(joined) > 3 * _AT_MOST or len(following) > 6 or has_han(following):
                break
            joined += following
            yield joined


@cache
def _list(script: str) -> tuple[str, ...]:
    return tuple(fold(word) for word in table(__package__, "banned.toml")["abuse"][script])


@cache
def _sounds(words: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((word, tuple(syllable(c) for c in word)) for word in words)
