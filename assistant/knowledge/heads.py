"""Products by the noun that an English name ends in: kettle for the electric kettle.

A word before the noun must be the product's own (fig candle) or say nothing (the, your): a gaming
lamp is not the desk lamp.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from assistant.knowledge.words import fold
from catalog_loader.product import Product
from catalog_loader.tables import word_list

_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*(?:'s)?")
_TOKEN = re.compile(r"[a-z0-9][a-z0-9.'×-]*")
_SHORTEST = 3
_NOUN_FIRST = ("id", "ms", "vi", "th")
_SAYS_NOTHING = word_list(__package__, "heads.toml", "says_nothing")
_WORDLESS_ENDS = word_list(__package__, "heads.toml", "wordless_ends")


class HeadNames:
    """The English names of a catalog's products by their last word; handles count as names, and
    titles in Latin letters where the shop's `language` is none in which nouns come first."""

    def __init__(self, products: Iterable[Product], language: str = "en") -> None:
        self._by_head: dict[str, list[str]] = defaultdict(list)
        self._firsts: dict[str, list[str]] = defaultdict(list)
        self._own: dict[str, frozenset[str]] = {}
        for product in products:
            self._own[product.handle] = frozenset(_of_product(product))
            for words in _names(product, titles=language not in _NOUN_FIRST):
                while len(words) > 1 and singular(words[-1]) in _WORDLESS_ENDS:
                    words = words[:-1]
                head = _head(words[-1])
                if head in _WORDLESS_ENDS or len(head) < _SHORTEST:
                    continue
                if product.handle not in self._by_head[head]:
                    self._by_head[head].append(product.handle)
                first = singular(words[0])
                if len(words) > 1 and product.handle not in self._firsts[first]:
                    self._firsts[first].append(product.handle)

    @property
    def vocabulary(self) -> frozenset[str]:
        """Every noun that a product is found by."""
        return frozenset(self._by_head)

    def find(self, folded: str) -> tuple[tuple[str, ...], str]:
        """The products meant by a noun of `folded` and the noun as it stands there."""
        words = _TOKEN.findall(folded)
        for place, word in enumerate(words):
            handles = self._by_head.get(_head(word), [])
            fitting = [h for h in handles if self._fits(words, place, h)]
            if fitting:
                return self._nearest(fitting, words), word
        for before, word, after in zip(words, words[1:], [*words[2:], ""], strict=False):
            handles = self._firsts.get(singular(word), [])
            pointed_at = before in ("the", "your", "this", "that") and len(handles) == 1
            if pointed_at and (after in _SAYS_NOTHING or after in _VERBS or not after):
                return (handles[0],), word
        return (), ""

    def _fits(self, words: list[str], place: int, handle: str) -> bool:
        before = words[place - 1] if place else ""
        after = words[place + 1] if place + 1 < len(words) else ""
        if _head(after) in self._by_head:  # rice cooker, of which only cooker is a head
            return False
        own = self._own[handle]
        known = not before or before in _SAYS_NOTHING or before[0].isdigit()
        return known or len(before) == 1 or singular(before.removesuffix("'s")) in own

    def _nearest(self, handles: list[str], words: list[str]) -> tuple[str, ...]:
        """Of several products of one noun, those that more words of the question speak of."""
        said = {singular(word) for word in words}
        shared = {h: len(said & self._own[h]) for h in handles}
        best = max(shared.values())
        return tuple(h for h in handles if shared[h] == best)


_VERBS = word_list(__package__, "heads.toml", "verbs")


def _head(word: str) -> str:
    """`word` as heads are kept: in the singular, t-shirt as tshirt."""
    return singular(word).replace("-", "")


def singular(word: str) -> str:
    """`word` without a plural s."""
    if len(word) > 4 and word.endswith(("sses", "ches", "shes", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _names(product: Product, *, titles: bool) -> Iterator[list[str]]:
    words = product.translations.get("en", {})
    own = product.title if titles else ""
    for name in (words.get("title", ""), words.get("short_title", ""), own):
        found = _WORD.findall(fold(name)) if name.isascii() else []
        if found:
            yield found
    slug = [part for part in product.handle.lower().split("-") if part]
    if len(slug) > 1 and all(part.isalpha() for part in slug):
        yield slug if len(slug[-1]) >= _SHORTEST else slug[:-1]


def _of_product(product: Product) -> Iterator[str]:
    """The words of a product's names, options and English texts, in the singular."""
    words = product.translations.get("en", {})
    texts = [product.handle.replace("-", " "), product.title, product.brand, *words.values()]
    texts += [value for variant in product.variants for value in variant.options.values()]
    for text in texts:
        for word in _TOKEN.findall(fold(text)):
            yield singular(word)
            yield from (singular(part) for part in word.split("-") if part)
