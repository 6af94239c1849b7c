"""What of a product a search looks in, as one text a field for an index that splits at spaces.

Chinese is written a character a word: a query's words are then phrases, which find a word wherever
it stands, without a dictionary that would have to know it. Pinyin is kept beside it, a syllable a
word, and the initials of every run of two to four characters.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import category

from pypinyin import lazy_pinyin

from catalog_loader.product import Product
from catalog_loader.words import folded

MAX_TEXT = 2_000
"""Characters of a description that are looked in."""

INITIALS = range(2, 5)
"""How many characters a search by initials may name at once."""

_HAN_RUN = re.compile(r"[\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class SearchWords:
    """The texts of a product: its names, how they sound, and all else that is published."""

    names: str
    sounds: str
    initials: str
    words: str


def search_words(product: Product) -> SearchWords:
    """What a search looks in for `product`."""
    titles = [product.title, *product.aliases]
    for said in product.translations.values():
        titles += [said[key] for key in ("title", "short_title", "aliases") if said.get(key)]
    names = folded("\n".join((*titles, product.brand, product.handle.replace("-", " "))))
    runs = _HAN_RUN.findall(names)
    return SearchWords(
        names=spaced(names),
        sounds=" ".join(" ".join(map(syllable, run)) for run in runs),
        initials=" ".join(dict.fromkeys(part for run in runs for part in _initials(run))),
        words=spaced(folded(" ".join(_rest(product)))),
    )


class _Spacing(dict[int, str]):
    """What each character becomes, for `str.translate`: remembered once it has been asked."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        thai = "\u0e00" <= character <= "\u0e7f"
        if thai and category(character) == "Mn":
            self[code] = ""  # a vowel or tone above or below is no word to any database
        else:
            unspaced = thai or "\u4e00" <= character <= "\u9fff"
            self[code] = f" {character} " if unspaced else character
        return self[code]


_SPACING = _Spacing()


def spaced(text: str) -> str:
    """`text` with every character of a script without spaces (Chinese, Thai) a word."""
    return text if text.isascii() else text.translate(_SPACING)


@lru_cache(maxsize=32_768)
def syllable(character: str) -> str:
    """The toneless pinyin of one character, in its most usual reading."""
    return str(lazy_pinyin(character)[0])


def _initials(run: str) -> Iterable[str]:
    letters = "".join(syllable(character)[0] for character in run)
    return (
        letters[start : start + length]
        for length in INITIALS
        for start in range(len(letters) - length + 1)
    )


def _rest(product: Product) -> Iterable[str]:
    yield product.category
    yield from product.selling_points
    yield product.description[:MAX_TEXT]
    for attribute in product.attributes:
        yield f"{attribute.name} {attribute.value}{attribute.unit}"
    yield from dict.fromkeys(
        value for variant in product.variants for value in variant.options.values()
    )
