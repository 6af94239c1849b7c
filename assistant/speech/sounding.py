"""How alike Chinese syllables sound, and which of many words were perhaps said.

A recogniser that does not expect a word writes its sound with other characters, not always read
alike: 图色 for 驼色, 真是开衫 for 针织开衫. Words are found by sound: each is laid over the
syllables heard wherever it fits best (Sellers 1980, approximate substring matching), a syllable
replaced by one that sounds like it costing little, one too many or missing costing most.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from pypinyin import Style, lazy_pinyin, pinyin
from pypinyin.contrib.tone_convert import to_finals, to_initials

from assistant.speech.script import is_chinese

AMISS = 0.55
"""What a syllable too many or missing costs; another syllable altogether costs 1."""

# Initials by how easily one is heard for the other, the nearest first.
_INITIALS = (
    (0.1, ("zh z", "ch c", "sh s")),
    (0.2, ("n l", "h f", "r l", "m n")),
    (
        0.3,
        ("b p", "d t", "g k", "j q", "zh ch", "z c", "zh j", "ch q", "sh x", "z j", "c q", "s x"),
    ),
    (
        0.45,
        ("x q", "x j", "s c", "sh ch", "sh zh", "r y", "b m", "b d", "p t", "d g", "t k", "h k"),
    ),
)
_INITIAL: dict[frozenset[str], float] = {
    frozenset(pair.split()): cost for cost, pairs in reversed(_INITIALS) for pair in pairs
}
_NO_INITIAL = 0.6  # an initial where the other syllable has none
_AS_WELL = 0.1
_VOWELS = {
    frozenset("oe"): 0.15,
    frozenset("ou"): 0.2,
    frozenset("ae"): 0.3,
    frozenset("iv"): 0.2,
    frozenset("ie"): 0.3,
}
_CODAS = {frozenset(("n", "ng")): 0.1}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word that was perhaps said instead of the characters `start` to `end` of a text.

    `apart` is 0 for its very syllables, per syllable.
    """

    word: str
    apart: float
    start: int
    end: int


class SoundIndex:
    """Words by their syllables. Built once for a vocabulary; a search takes a few milliseconds."""

    def __init__(self, words: Sequence[str]) -> None:
        self._by_length: dict[int, list[tuple[str, tuple[str, ...]]]] = {}
        for word in dict.fromkeys(words):
            spoken = tuple(lazy_pinyin(word))
            if len(spoken) == len(word) > 1:
                self._by_length.setdefault(len(word), []).append((word, spoken))
        every = {one for listed in self._by_length.values() for _, word in listed for one in word}
        self._numbers = {one: number for number, one in enumerate(sorted(every))}
        self._numbered = {
            length: np.array([[self._numbers[one] for one in word] for _, word in listed])
            for length, listed in self._by_length.items()
        }

    def perhaps_said(self, text: str, *, within: float) -> list[Candidate]:
        """The words that fit some place in `text`, at most `within` apart, the nearest first.

        The longer of two that fit alike goes first. Nothing fits across what is no Chinese
        character.
        """
        heard = readings(text)
        if not any(any(one) for one in heard):
            return []
        costs = np.array(
            [[min(apart(one, other) for other in read) for read in heard] for one in self._numbers]
        )
        found = []
        for length, listed in self._by_length.items():
            own = costs[self._numbered[length]]
            fits, starts, ends = _best_fits(own)
            for number in np.flatnonzero(fits <= within * length):
                word, (start, end) = listed[number][0], (int(starts[number]), int(ends[number]))
                found.append(Candidate(word, round(float(fits[number]) / length, 3), start, end))
        found.sort(key=lambda one: (one.apart, -len(one.word)))
        return [one for one in found if not any(_says_more(other, one) for other in found)]


def _says_more(whole: Candidate, part: Candidate) -> bool:
    """Whether `whole`, 燕麦片 say, holds `part`, 麦片, and fits nearly as well."""
    return part.word in whole.word != part.word and whole.apart <= part.apart + _AS_WELL


def readings(text: str) -> list[tuple[str, ...]]:
    """For each character the toneless syllables it may be, "" for what is not Chinese.

    All of them: what was misheard is no context to choose by, and 纯粘 is 纯棉 only with nián.
    """
    return [_syllables(char) if is_chinese(char) else ("",) for char in text]


@lru_cache(maxsize=8192)
def _syllables(char: str) -> tuple[str, ...]:
    (read,) = pinyin(char, style=Style.NORMAL, heteronym=True)
    return tuple(dict.fromkeys(read))


@lru_cache(maxsize=65_536)
def apart(left: str, right: str) -> float:
    """How far two toneless syllables are apart, from 0 for the same to 1 for others altogether."""
    if left == right:
        return 0.0
    if not left or not right:
        return 1.0
    return min(1.0, 0.5 * _initials(left, right) + _finals(left, right))


def _initials(left: str, right: str) -> float:
    one, other = to_initials(left, strict=True), to_initials(right, strict=True)
    if one == other:
        return 0.0
    if not one or not other:
        return _NO_INITIAL
    return _INITIAL.get(frozenset((one, other)), 1.0)


def _finals(left: str, right: str) -> float:
    (glide, vowel, coda), (glide2, vowel2, coda2) = _parts(left), _parts(right)
    cost = 0.15 * (glide != glide2)
    if vowel != vowel2:
        cost += _VOWELS.get(frozenset((vowel, vowel2)), 0.45)
    if coda != coda2:
        cost += _CODAS.get(frozenset((coda, coda2)), 0.25)
    return cost


@lru_cache(maxsize=2048)
def _parts(syllable: str) -> tuple[str, str, str]:
    """A final as glide, vowel and coda: `iang` is i, a, ng and `uei` is u, e, i."""
    final = to_finals(syllable, strict=True) or syllable
    final = final.replace("ü", "v")
    coda = next((end for end in ("ng", "n") if final.endswith(end) and final != end), "")
    final = final[: len(final) - len(coda)]
    if len(final) > 1 and final[-1] in "iuo" and not coda and final not in ("uo", "io"):
        final, coda = final[:-1], final[-1]
    glide = final[0] if len(final) > 1 else ""
    vowel = final[-1:]
    if coda == "n" and glide in ("i", "v") and vowel == "a":
        vowel = "e"  # said so, though written ian and üan
    return glide, vowel, coda


def _best_fits(
    costs: npt.NDArray[np.float64],
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The least cost of each word over any stretch heard, and where that begins and ends.

    `costs` is [words, syllables, heard].
    """
    words, length, heard = costs.shape
    cost = np.zeros((words, heard + 1))
    start = np.tile(np.arange(heard + 1), (words, 1))
    for place in range(length):
        next_cost, next_start = cost + AMISS, start.copy()
        for at in range(heard):
            said = cost[:, at] + costs[:, place, at]
            better = said < next_cost[:, at + 1]
            next_cost[:, at + 1] = np.where(better, said, next_cost[:, at + 1])
            next_start[:, at + 1] = np.where(better, start[:, at], next_start[:, at + 1])
            more = next_cost[:, at] + AMISS
            better = more < next_cost[:, at + 1]
            next_cost[:, at + 1] = np.where(better, more, next_cost[:, at + 1])
            next_start[:, at + 1] = np.where(better, next_start[:, at], next_start[:, at + 1])
        cost, start = next_cost, next_start
    ends = cost.argmin(axis=1)
    every = np.arange(words)
    return cost[every, ends], start[every, ends], ends
