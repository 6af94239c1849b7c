"""Which product the host turns to, from what they say."""

from collections import deque
from dataclasses import dataclass
from functools import cache

from assistant.answering.verify.lexicon import words_of
from assistant.knowledge.names import Mention, NameFinder
from assistant.knowledge.shelf import Shelf
from assistant.room.host_ear.claims import written
from assistant.speech.sounding import SoundIndex
from catalog_loader.tables import table

SURE = 0.7
"""From this confidence on, a product that is spoken of is taken for the one that is shown."""

_BEFORE, _AFTER = 24, 16  # characters from a name in which a word about it is about it
_AWAY = 12
_CUED, _BARE, _LEFT = 0.9, 0.45, 0.1
_ONCE_MORE = 0.2  # for each time it is named again, and what is on air is not
_WITHIN_S = 20.0
_MISHEARD = 0.75  # a name that was written with other characters, where the host turns to it
_LONG = 3  # characters; shorter names sound like too much
_ALIKE = 0.187  # per syllable: one of three missing, and the others as they are
_SAME = 0.02


@dataclass(frozen=True, slots=True)
class Sighting:
    """A product that the host seems to show, how sure that is (0..1), and the words that say so."""

    product: str
    confidence: float
    words: str


class _Cue:
    """Words that say what a host does, as they are written or as they sound."""

    def __init__(self, words: list[str]) -> None:
        self._words = words_of(words)
        self._sounds = SoundIndex([word for word in words if len(word) > 1])

    def said_in(self, text: str) -> bool:
        """Whether one of them stands in a text."""
        return bool(self._words.first(text) or self._sounds.perhaps_said(text, within=_SAME))


@dataclass(frozen=True, slots=True)
class _Cues:
    turning: _Cue
    pointing: _Cue
    after: _Cue
    away: _Cue


class Showing:
    """Follows one room's host. `hear` is given what they say, piece by piece."""

    def __init__(self, names: NameFinder) -> None:
        self._names = names
        self._sounds = SoundIndex([name for name in names.names if len(name) >= _LONG])
        self._named: deque[tuple[float, str]] = deque(maxlen=20)

    def hear(self, breath: str, new: int, at: float, shelf: Shelf) -> Sighting | None:
        """What the last piece of a breath shows, None for nothing; its `new` last characters are
        that piece. `at` is in seconds, `shelf` with what is on air."""
        folded = written(breath)
        begins = max(0, len(folded) - new)
        best: Sighting | None = None
        for mention, by_sound in self._mentions(folded):
            product = meant_by(mention, shelf)
            # The words that tell of a name may come a breath after it.
            if mention.end + _AFTER <= begins or not product:
                continue
            if by_sound:
                confidence = _MISHEARD if _turns_to(folded, mention) else _LEFT
            else:
                confidence = self._confidence(folded, mention, product, at, shelf)
            if not by_sound and mention.end > begins:
                self._named.append((at, product))
            if product != shelf.on_air or confidence >= SURE:
                words = folded[max(0, mention.start - _BEFORE) : mention.end + _AFTER]
                # The last that is meant is what is shown now.
                if best is None or confidence >= min(best.confidence, SURE):
                    best = Sighting(product, round(confidence, 2), words)
        return best

    def _mentions(self, folded: str) -> list[tuple[Mention, bool]]:
        """The names in a text, in order; those that were written with other characters only where
        none stands as it is."""
        exact = self._names.places(folded)
        if exact:
            return [(mention, False) for mention in exact]
        heard = self._sounds.perhaps_said(folded, within=_ALIKE)
        best = min(heard, key=lambda one: (one.apart, -len(one.word)), default=None)
        if best is None:
            return []
        return [(Mention(best.start, best.end, self._names.called(best.word)), True)]

    def _confidence(
        self, folded: str, mention: Mention, product: str, at: float, shelf: Shelf
    ) -> float:
        before, after, cues = *_around(folded, mention), _cues()
        if cues.away.said_in(after[:_AWAY]) or cues.away.said_in(before[-_AWAY:]):
            return _LEFT
        if _turns_to(folded, mention) or cues.pointing.said_in(before):
            return _CUED
        lately = [one for then, one in self._named if at - then <= _WITHIN_S]
        if shelf.on_air in lately:
            lately = lately[len(lately) - lately[::-1].index(shelf.on_air) :]
        return min(_CUED, _BARE + _ONCE_MORE * lately.count(product))


def _around(folded: str, mention: Mention) -> tuple[str, str]:
    before = folded[max(0, mention.start - _BEFORE) : mention.start]
    return before, folded[mention.end : mention.end + _AFTER]


def _turns_to(folded: str, mention: Mention) -> bool:
    before, after = _around(folded, mention)
    return _cues().turning.said_in(before) or _cues().after.said_in(after)


def meant_by(mention: Mention, shelf: Shelf) -> str:
    """The product a name means here: the one on air before others, of those that are listed."""
    if shelf.on_air in mention.products:
        return shelf.on_air
    listed = [handle for handle in mention.products if shelf.number(handle)]
    return listed[0] if len(listed) == 1 else ""


@cache
def _cues() -> _Cues:
    languages = table(__package__, "showing.toml").values()

    def all_of(name: str) -> _Cue:
        return _Cue([word for language in languages for word in language[name]])

    return _Cues(*(all_of(name) for name in ("turning", "pointing", "after", "away")))
