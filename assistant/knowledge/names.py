"""Which product a question names: by title and alias words, pinyin, typos, SKU or handle.

A name found in the question is a `Named`: the product and how sure it is. Nothing here embeds
anything; a question costs well under a millisecond per product.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log
from operator import eq

from rapidfuzz import fuzz

from assistant.knowledge.han_heads import HanHeads
from assistant.knowledge.heads import HeadNames
from assistant.knowledge.leads import LeadNames
from assistant.knowledge.spelling import unaccented
from assistant.knowledge.words import (
    REMEMBERED,
    fold,
    has_han,
    initials,
    is_word,
    longest_first,
    syllables,
    tokens,
)
from catalog_loader.product import Catalog, Product

_LATIN = re.compile(r"[a-z][a-z0-9-]+")
_WORDS = re.compile(r"(?<![\w-])[a-z]{4,}(?![\w-])")
_NOT_INITIALS = frozenset({"dd", "hh", "xl", "xs", "cm", "mm2", "kg", "ml", "ok", "no", "hi", "id"})
_GENERIC = frozenset({"款", "装", "套装", "新款", "版", "型", "用", "女", "男", "女款", "男款"})
_PLAIN_AT_LEAST = 6
_TYPO_RATIO = 82.0  # rapidfuzz 0..100: one letter in six wrong, or two swapped


@dataclass(frozen=True, slots=True)
class Named:
    """A product that a question names, `sure` in 0..1, `words` the part of the question it was."""

    product: str
    sure: float
    words: str
    by: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at `start` to `end` of a folded text, and the products that are called so."""

    start: int
    end: int
    products: tuple[str, ...]


class NameFinder:
    """Finds the products that a question names, over one catalog."""

    def __init__(self, catalog: Catalog) -> None:
        self._by_name: dict[str, list[str]] = defaultdict(list)
        self._by_code: dict[str, str] = {}
        self._title_words: dict[str, frozenset[str]] = {}
        self._heads: dict[str, str] = {}
        self._brands: dict[str, list[str]] = defaultdict(list)
        self._tongues: dict[str, set[str]] = defaultdict(set)
        self._word_tongues: dict[str, set[str]] = defaultdict(set)
        self._own = catalog.shop.language
        counts: Counter[str] = Counter()
        products = [product for product in catalog.products if product.published]
        for product in products:
            self._add(product)
            counts.update(self._title_words[product.handle])
        total = max(1, len(products))
        self._rarity = {word: log(1 + total / count) for word, count in counts.items()}
        self._names = longest_first(self._by_name)
        self._han = [name for name in self._names if has_han(name)]
        self._latin = [name for name in self._names if not has_han(name)]
        self._spelled = {"".join(syllables(name)): name for name in reversed(self._han)}
        self._short: dict[str, list[str]] = defaultdict(list)
        for name in self._han:
            self._short[initials(name)].append(name)
        self._sounds = [(syllables(name), name) for name in self._han if len(name) >= 3]
        self._pairs = {syllables(name): name for name in reversed(self._han) if len(name) == 2}
        self._found = lru_cache(maxsize=REMEMBERED)(self._find)
        self._nouns = HeadNames(products, self._own)
        self._han_nouns = HanHeads(products)
        self._leads = LeadNames(products, self._own)
        self._vocabulary = (
            self._nouns.vocabulary
            | frozenset(word for words in self._title_words.values() for word in words)
            | frozenset(word for name in self._names for word in tokens(name))
        )

    @property
    def vocabulary(self) -> frozenset[str]:
        """Every word of every name, folded."""
        return self._vocabulary

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that a product is called by, folded, longest first."""
        return tuple(self._names)

    def find(self, question: str) -> tuple[Named, ...]:
        """The products named in `question`, surest first, several when the words fit several."""
        return self._found(fold(question))

    def _find(self, folded: str) -> tuple[Named, ...]:
        nouns = (self._title, self._head, self._lead)
        for finding in (self._codes, self._exact, *nouns, self._pinyin, self._typos):
            found = finding(folded)
            if found:
                return tuple(sorted(found, key=lambda named: -named.sure))
        return ()

    def mentions(self, question: str) -> tuple[tuple[str, ...], ...]:
        """Each name that stands in `question` on its own, in order, as the products it may mean."""
        return tuple(mention.products for mention in self.places(fold(question)))

    def places(self, folded: str) -> tuple["Mention", ...]:
        """Where names stand in a `folded` text, each name's first place, in order."""
        found = []
        for name in self._names:
            at = _position(name, folded)
            if at >= 0:
                found.append(Mention(at, at + len(name), tuple(self._by_name[name])))
                folded = folded[:at] + "\0" * len(name) + folded[at + len(name) :]
        return tuple(sorted(found, key=lambda mention: mention.start))

    def called(self, name: str) -> tuple[str, ...]:
        """The products that are called by a folded `name`."""
        return tuple(self._by_name.get(name, ()))

    def tongues(self, question: str) -> frozenset[str]:
        """The languages in which the product that `question` names, by its name or by a word of
        it, is called so; none where the shop itself calls it so, or where nothing is named."""
        folded = fold(question)
        for name in self._names:
            if _position(name, folded) >= 0:
                tongues = self._tongues[name]
                return frozenset() if self._own in tongues else frozenset(tongues)
        for word in _WORDS.findall(folded):
            spoken = self._word_tongues.get(word, set())
            if spoken and self._own not in spoken:
                return frozenset(spoken)
        return frozenset()

    def _add(self, product: Product) -> None:
        said = [(self._own, name) for name in (product.title, *product.aliases)]
        said += [
            (language, name)
            for language, words in product.translations.items()
            for name in (words.get("title"), words.get("short_title"), *_listed(words))
            if name
        ]
        for language, name in [(language, fold(name)) for language, name in said]:
            for written in dict.fromkeys((name, _typed_plain(name))):
                if len(written) > 1 or has_han(written):
                    self._tongues[written].add(language)
                    for word in _WORDS.findall(written):
                        self._word_tongues[word].add(language)
                    if product.handle not in self._by_name[written]:
                        self._by_name[written].append(product.handle)
        if product.brand:
            self._brands[fold(product.brand)].append(product.handle)
        self._by_code[product.handle.lower()] = product.handle
        for variant in product.variants:
            self._by_code[variant.sku.lower()] = product.handle
            if variant.barcode:
                self._by_code[variant.barcode] = product.handle
        words = [w for w in tokens(product.title) if w not in _GENERIC and len(w) > 1]
        self._title_words[product.handle] = frozenset(words)
        self._heads[product.handle] = next((w for w in reversed(words) if has_han(w)), "")

    def _codes(self, folded: str) -> list[Named]:
        found = []
        for word in re.findall(r"[a-z0-9][a-z0-9_-]{2,}", folded):
            handle = self._by_code.get(word)
            if handle and (any(c.isdigit() for c in word) or "-" in word):
                found.append(Named(handle, 1.0, word, "code"))
        return found[:1]

    def _exact(self, folded: str) -> list[Named]:
        for name in self._names:
            if _position(name, folded) >= 0:
                sure = 1.0 if len(name) > 1 else 0.7
                return [Named(handle, sure, name, "name") for handle in self._by_name[name]]
        return []

    def _title(self, folded: str) -> list[Named]:
        asked = set(tokens(folded))
        found = []
        for handle, words in self._title_words.items():
            common = {w for w in words if w in asked or (len(w) > 2 and w in folded and has_han(w))}
            if not common:
                continue
            head = self._heads[handle]
            weight = sum(self._rarity[w] * len(w) for w in common)
            whole = sum(self._rarity[w] * len(w) for w in words)
            if (head and head in common) or weight / whole >= 0.5:
                found.append((weight, Named(handle, 0.9, "".join(sorted(common)), "title")))
        if found:
            best = max(weight for weight, _ in found)
            return [named for weight, named in found if weight >= best - 1e-9]
        return [
            Named(handle, 0.6, brand, "brand")
            for brand, handles in self._brands.items()
            if _position(brand, folded) >= 0
            for handle in handles
        ]

    def _head(self, folded: str) -> list[Named]:
        """Products by the noun that one of their names ends in, where no other is called so."""
        if has_han(folded):
            handle, word = self._han_nouns.find(folded)
            if handle:
                return [Named(handle, 0.8 if len(word) > 1 else 0.7, word, "head")]
            folded = " ".join(_LATIN.findall(folded))  # bottle多少钱
        handles, word = self._nouns.find(folded)
        return [Named(handle, 0.85, word, "head") for handle in handles]

    def _lead(self, folded: str) -> list[Named]:
        if has_han(folded):
            return []
        handles, words = self._leads.find(folded)
        return [Named(handle, 0.8, words, "head") for handle in handles]

    def _pinyin(self, folded: str) -> list[Named]:
        for word in longest_first(_LATIN.findall(folded)):
            name = self._spelled.get(word.replace("-", ""))
            if name:
                return [Named(h, 0.95, word, "pinyin") for h in self._by_name[name]]
            if 2 <= len(word) <= 6 and word not in _NOT_INITIALS and has_han_context(folded, word):
                handles = {h for name in self._short.get(word, ()) for h in self._by_name[name]}
                if handles:
                    return [Named(h, 0.7, word, "initials") for h in sorted(handles)]
        return self._same_sound(folded)

    def _same_sound(self, folded: str) -> list[Named]:
        if not has_han(folded):
            return []
        asked = syllables(folded)
        for sounds, name in self._sounds:
            n = len(sounds)
            if any(asked[i : i + n] == sounds for i in range(len(asked) - n + 1)):
                return [Named(h, 0.85, name, "sound") for h in self._by_name[name]]
        return self._misspelt_pair(folded)

    def _misspelt_pair(self, folded: str) -> list[Named]:
        """A name of two characters with one of them written wrong, 面摸 for 面膜: two syllables
        alone are too many words, and so is what is a word itself."""
        for pair in map("".join, pairwise(folded)):
            name = self._pairs.get(syllables(pair), "") if has_han(pair) else ""
            if name and sum(map(eq, pair, name)) == 1 and not is_word(pair):
                return [Named(h, 0.8, pair, "sound") for h in self._by_name[name]]
        return []

    def _typos(self, folded: str) -> list[Named]:
        best: tuple[float, str] = (0.0, "")
        words = [w for w in _LATIN.findall(folded) if len(w) > 3]
        spans = words + [f"{a} {b}" for a, b in pairwise(words)]
        for name in self._latin:
            for span in spans:
                if len(name) > 4 and abs(len(span) - len(name)) <= 2:
                    best = max(best, (fuzz.ratio(span, name), name))
        for name in self._han:
            if len(name) >= 4:
                ratio = fuzz.partial_ratio(name, folded) if len(folded) >= len(name) else 0.0
                best = max(best, (ratio * 0.98 if ratio < 100 else ratio, name))
        ratio, name = best
        if ratio < _TYPO_RATIO * (0.9 if has_han(name) and len(name) >= 5 else 1.0):
            return []
        return [Named(h, ratio / 100 * 0.9, name, "typo") for h in self._by_name[name]]


def has_han_context(question: str, word: str) -> bool:
    """Whether initials may be meant: the rest of the question is Chinese, or there is no rest."""
    rest = question.replace(word, "", 1).strip()
    return not rest or has_han(rest)


def prefer(named: Sequence[Named], order: Iterable[str]) -> Named | None:
    """The surest; among equals the first in `order` (on air, last spoken of, link numbers)."""
    if not named:
        return None
    top = [n for n in named if n.sure >= named[0].sure - 0.01]
    by_handle = {n.product: n for n in top}
    return next((by_handle[h] for h in order if h in by_handle), top[0])


def _position(name: str, folded: str) -> int:
    """Where `name` stands in `folded`; a Latin name only as whole words (a plural s allowed)."""
    at = folded.find(name)
    if at < 0 or has_han(name):  # before a pattern is made of it: catalogs have thousands of names
        return at
    match = re.search(rf"(?<![a-z0-9]){re.escape(name)}(?:e?s)?(?![a-z0-9])", folded)
    return match.start() if match else -1


def _typed_plain(name: str) -> str:
    """A name as viewers type it who leave diacritics out; short ones would be other words then."""
    plain = unaccented(name)
    return plain if len(plain) >= _PLAIN_AT_LEAST or " " in plain else name


def _listed(words: Mapping[str, str]) -> list[str]:
    return [part.strip() for part in re.split(r"[,，;；|/]", words.get("aliases", "")) if part]
