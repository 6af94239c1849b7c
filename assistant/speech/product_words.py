"""Product words that were heard as something sounding alike: 驰码 for 尺码, 语容服 for 羽绒服.

A recogniser that knows no shop writes a rare word with the characters it has seen more often. Words
of the room's listing, and words every shop uses, are put back where the characters heard are read
alike: the same syllables without their tones, or syllables that differ only where many speakers
make no difference (n/l, zh/z, h/f, -ng/-n). What already makes sense is left alone.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product

import jieba
from pypinyin import lazy_pinyin

from assistant.speech.sounding import Candidate, SoundIndex
from catalog_loader.tables import table

Syllables = tuple[str, ...]

_LONGEST = 8  # characters in a word to put back
_WHOLE = 4  # a vocabulary entry longer than this is also cut into its words
_COMMON = 20  # in jieba's dictionary of 60 million words; 尺码 has 24, 大妈 728
_ACROSS = 300  # a word so common across the edge of what was heard is no accident
_WITHIN = 0.27  # apart: two syllables of which one is another are 0.5, 图色 and 驼色 0.18
_SAME = 0.1  # apart: one syllable in four or five that is another, sounding much like it
_LONG = 3  # so many syllables all alike are no accident, whatever words they also make
_HAN = re.compile(r"[\u4e00-\u9fff]+")

# Characters that do a sentence's small work; two of them side by side are hardly a misheard noun.
_SMALL = frozenset(
    "的了是我你他她它们有在不没吗呢吧啊呀这那哪就都也和跟很太还要会能可想给把被让说看到去来个件"
)

# Differences that many speakers, and so recognisers, do not make.
_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("h", "f"))
_FINALS = (("ing", "in"), ("eng", "en"), ("ang", "an"))


@dataclass(frozen=True, slots=True)
class Change:
    """`heard`, at character `at` of the text before, was replaced by `meant`."""

    at: int
    heard: str
    meant: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A transcript with its product words put right, and what was changed, in order."""

    text: str
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class _Table:
    words: tuple[str, ...]
    expected: tuple[str, ...]
    perhaps: tuple[str, ...]
    frames: tuple[str, ...]
    alike: tuple[tuple[re.Pattern[str], str], ...]


@dataclass(frozen=True, slots=True)
class _Lexicon:
    words: frozenset[str]
    exact: dict[Syllables, str]
    near: dict[Syllables, str]
    longest: int


def correct(text: str, vocabulary: Sequence[str] = ()) -> Correction:
    """Put back the words of `vocabulary` (most likely first) and of shops in simplified `text`.

    A word is put back only where the characters heard are not themselves words in common use, and
    never across one.
    """
    lexicon = _lexicon(tuple(vocabulary))
    text, changes = _sounding_alike(text, lexicon)
    known = _known(text, lexicon)
    spans: list[tuple[int, str]] = []
    for length in range(min(lexicon.longest, len(text)), 1, -1):
        for at in range(len(text) - length + 1):
            meant = _meant(text, at, length, lexicon)
            if meant and not _spoils(known, text, at, meant):
                spans.append((at, meant))
                known[at : at + length] = [length] * length
    for at, meant in spans:
        changes.append(Change(at, text[at : at + len(meant)], meant))
    letters = list(text)
    for at, meant in spans:
        letters[at : at + len(meant)] = meant
    return Correction("".join(letters), tuple(sorted(changes, key=lambda change: change.at)))


@dataclass(frozen=True, slots=True)
class Expected:
    """The words that stand in a text, and those that were perhaps said where it has none."""

    standing: tuple[str, ...] = ()
    perhaps: tuple[Candidate, ...] = ()

    def words(self) -> tuple[str, ...]:
        """All of them, the ones that may be missing first."""
        return (*dict.fromkeys(one.word for one in self.perhaps), *self.standing)


def expect(text: str, vocabulary: Sequence[str], *, most: int = 8) -> Expected:
    """Words of `vocabulary` and of shops that `text` holds, and at most `most` it may have missed.

    Nothing is looked for where a word stands already, or what every question is made of.
    """
    words, index = _by_sound(tuple(vocabulary))
    standing: list[tuple[int, str]] = []
    settled = [0] * len(text)  # the length of the word that stands there
    for word in (*words, *_table().frames):
        for found in re.finditer(re.escape(word), text):
            if not any(settled[found.start() : found.end()]):
                settled[found.start() : found.end()] = [len(word)] * len(word)
                if word not in _table().frames:
                    standing.append((found.start(), word))
    perhaps = [
        one
        for one in index.perhaps_said(text, within=_WITHIN)
        if one.word not in text and not _unsettles(text, one, settled)
    ]
    return Expected(tuple(word for _, word in sorted(standing)), tuple(perhaps[:most]))


def _unsettles(text: str, candidate: Candidate, settled: Sequence[int]) -> bool:
    """Whether a candidate would change what stands already.

    护手霜 keeps the 手霜 of 不手霜; 茉莉花茶 is so much longer than the 墨绿 of 墨绿花茶 that it
    goes before it where it sounds nearly the same.
    """
    if candidate.apart <= _SAME and max(settled[candidate.start : candidate.end], default=0) < (
        len(candidate.word) - 1
    ):
        return False
    heard = text[candidate.start : candidate.end]
    if len(heard) != len(candidate.word):
        return any(settled[candidate.start : candidate.end])
    return any(
        settled[at] and text[at] != char for at, char in enumerate(candidate.word, candidate.start)
    )


def change_to(text: str, candidate: Candidate) -> Change:
    """The change that puts a candidate into `text`."""
    return Change(candidate.start, text[candidate.start : candidate.end], candidate.word)


def makes_sense(text: str, change: Change) -> bool:
    """Whether what a change takes away are words in common use."""
    end = change.at + len(change.heard)
    if len(change.heard) == len(change.meant):
        return not _may_replace(text, change.at, change.heard, change.meant, common=_ACROSS)
    return any(
        len(word) > 1 and int(jieba.dt.FREQ.get(word, 0)) >= _ACROSS
        for at, word in _cut(text)
        if at < end and at + len(word) > change.at
    )


def expected() -> tuple[str, ...]:
    """The few words of any shop that a recogniser most often gets wrong unprepared."""
    return _table().expected


def prepare() -> None:
    """Load the dictionaries, which takes about a second the first time: call it off the loop."""
    jieba.setLogLevel("WARNING")
    jieba.initialize()
    correct("准备好了")


def near(syllable: str) -> str:
    """A toneless syllable with the differences that many speakers do not make taken out."""
    for initial, instead in _INITIALS:
        if syllable.startswith(initial):
            syllable = instead + syllable[len(initial) :]
            break
    for final, instead in _FINALS:
        if syllable.endswith(final):
            return syllable[: -len(final)] + instead
    return syllable


@cache
def _table() -> _Table:
    words = table(__package__, "product_words.toml")
    alike = tuple((re.compile(row["pattern"]), row["meant"]) for row in words["sounds_like"])
    named = {name: tuple(words[name]) for name in ("words", "expected", "perhaps", "frames")}
    return _Table(**named, alike=alike)


def _terms(entry: str) -> Iterator[str]:
    for run in _HAN.findall(entry):
        if 2 <= len(run) <= _LONGEST:
            yield run
        if len(run) > _WHOLE:
            yield from (word for word in jieba.cut(run, HMM=False) if 2 <= len(word) <= _LONGEST)


@lru_cache(maxsize=32)
def _by_sound(vocabulary: tuple[str, ...]) -> tuple[tuple[str, ...], SoundIndex]:
    """The words to expect, the longest first, and their index."""
    terms = (term for entry in vocabulary for term in _terms(entry))
    words = tuple(dict.fromkeys((*terms, *_table().words, *_table().perhaps)))
    return tuple(sorted(words, key=len, reverse=True)), SoundIndex(words)


@lru_cache(maxsize=32)
def _lexicon(vocabulary: tuple[str, ...]) -> _Lexicon:
    terms = [term for entry in vocabulary for term in _terms(entry)]
    words = dict.fromkeys([*terms, *_table().words])
    exact: dict[Syllables, str] = {}
    alike: dict[Syllables, str] = {}
    for word in words:
        syllables = tuple(lazy_pinyin(word))
        if len(syllables) == len(word):
            exact.setdefault(syllables, word)
            alike.setdefault(tuple(near(one) for one in syllables), word)
    return _Lexicon(frozenset(words), exact, alike, max(map(len, words)))


def _sounding_alike(text: str, lexicon: _Lexicon) -> tuple[str, list[Change]]:
    changes = []
    for pattern, meant in _table().alike:
        for found in pattern.finditer(text):
            if found[0] not in lexicon.words:
                changes.append(Change(found.start(), found[0], meant))
    for change in changes:
        text = text[: change.at] + change.meant + text[change.at + len(change.heard) :]
    return text, changes


def _known(text: str, lexicon: _Lexicon) -> list[int]:
    """For each character the length of the lexicon's word it is part of, 0 for none."""
    known = [0] * len(text)
    for length in range(min(lexicon.longest, len(text)), 1, -1):
        for at in range(len(text) - length + 1):
            if text[at : at + length] in lexicon.words:
                for place in range(at, at + length):
                    known[place] = known[place] or length
    return known


def _spoils(known: list[int], text: str, at: int, meant: str) -> bool:
    """Whether `meant` would change a word that is at least as long: 充容量 may lose 容量."""
    return any(
        known[place] >= len(meant) or (known[place] and len(meant) < _LONG)
        for place, right in enumerate(meant, at)
        if text[place] != right
    )


def _meant(text: str, at: int, length: int, lexicon: _Lexicon) -> str:
    """The word that the characters in this place stand for; empty for none."""
    heard = text[at : at + length]
    readings = _readings(text)[at : at + length]
    for syllables in product(*readings):
        word = lexicon.exact.get(syllables, "")
        if not word or word == heard:
            continue
        if length >= _LONG or _may_replace(text, at, heard, word, common=_COMMON):
            return word
    for syllables in product(*readings):
        word = lexicon.near.get(tuple(near(one) for one in syllables), "")
        if word and word != heard and _may_replace(text, at, heard, word, common=1):
            return word
    return ""


@lru_cache(maxsize=64)
def _readings(text: str) -> tuple[tuple[str, ...], ...]:
    """For each character its syllable in this sentence, and its usual one where that differs."""
    readings: list[tuple[str, ...]] = [(char,) for char in text]
    for run in _HAN.finditer(text):
        inside = lazy_pinyin(run[0])
        for at, (char, syllable) in enumerate(zip(run[0], inside, strict=True), run.start()):
            readings[at] = tuple(dict.fromkeys((syllable, *lazy_pinyin(char))))
    return tuple(readings)


@lru_cache(maxsize=64)
def _cut(text: str) -> tuple[tuple[int, str], ...]:
    """The sentence's words as jieba cuts it, with where each begins."""
    words, at = [], 0
    for word in jieba.cut(text, HMM=False):
        words.append((at, word))
        at += len(word)
    return tuple(words)


def _may_replace(text: str, at: int, heard: str, meant: str, *, common: int) -> bool:
    """Whether nothing that makes sense would be lost, `common` being a word's least frequency."""
    end = at + len(heard)
    if _cuts_a_word(text, at) or _cuts_a_word(text, end):
        return False
    small = 0
    for begins, word in _cut(text):
        ends = begins + len(word)
        if ends <= at or begins >= end:
            continue
        if len(word) == 1:
            changed = word != meant[begins - at]
            small += changed and word in _SMALL
            continue
        inside = at <= begins and ends <= end
        if inside and meant[begins - at : ends - at] == word:
            continue
        if int(jieba.dt.FREQ.get(word, 0)) >= common:
            return False
    return small <= (1 if len(heard) > 2 else 0)


def _cuts_a_word(text: str, edge: int) -> bool:
    """Whether a word in everyday use lies across this place, as 或者 does across 发或|者."""
    return any(
        int(jieba.dt.FREQ.get(text[begins:ends], 0)) >= _ACROSS
        for begins in range(max(0, edge - 2), edge)
        for ends in range(edge + 1, min(len(text), edge + 2) + 1)
    )
