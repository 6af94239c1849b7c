"""Latin letters read as pinyin: which syllables `baowenbei` may be."""

from functools import lru_cache

from catalog_loader.search_words import syllable

READINGS = 4
"""How many ways of cutting a word are kept: `xian` is one syllable or two."""

_FIRST, _LAST = 0x4E00, 0x9FA5


def read_as_syllables(word: str) -> list[tuple[str, ...]]:
    """The ways to cut a word wholly into pinyin syllables, those of fewest first."""
    found: list[tuple[str, ...]] = []
    known = _syllables()

    def cut(rest: str, before: tuple[str, ...]) -> None:
        if not rest:
            found.append(before)
            return
        for length in range(min(6, len(rest)), 0, -1):
            if len(found) < READINGS and rest[:length] in known:
                cut(rest[length:], (*before, rest[:length]))

    if 1 < len(word) <= 40 and word.isascii():
        cut(word, ())
    return sorted((reading for reading in found if len(reading) > 1), key=len)


@lru_cache(maxsize=1)
def _syllables() -> frozenset[str]:
    """Every syllable that some character has, but for lone letters."""
    spoken = {syllable(chr(code)) for code in range(_FIRST, _LAST)}
    return frozenset(each for each in spoken if each.isascii() and (len(each) > 1 or each in "ae"))
