"""The index of a catalog: its product names, and its policies and FAQs by words and by meaning.

Words come first and cost microseconds; meaning (one embedded question, some 16 ms) is asked only
when words leave a question open. Rebuilt when the catalog changes, not with the on-air product.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Protocol

import numpy as np

from assistant.knowledge.corrections import StaffFaq
from assistant.knowledge.embeddings import Vector
from assistant.knowledge.names import NameFinder
from assistant.knowledge.spelling import spelled_out, unaccented
from assistant.knowledge.terms import own_policies
from assistant.knowledge.words import fold, has_han, longest_first, tokens
from catalog_loader.product import Catalog, Faq, Policy, Product

_ALL_OF_IT = 0.7
_ONE_WORD = 0.8
_TELLING_GRAMS = 2
_SAME_WITHOUT_A_WORD = 0.94
_IN_ITS_OWN_WORDS = 0.9
_FILLERS = re.compile(
    r"请问|一下|需不需要|需要|用不用|要不要|可不可以|能不能|可以|能|我想|想问|这个|这款|这件|这|那个|那款|那|你们家?|咱们|主播|的话|的|了|吗|呢|啊|呀|吧|嘛|么|哦|"
    r"\b(?:the|a|an|is|are|do|does|it|this|that|you|i|we|please|can|for|to|of|in)\b"
)
_WHETHER_OR_NOT = re.compile(r"([\u4e00-\u9fff])[不没]\1|([\u4e00-\u9fff])不(?=$|[?？啊呢])")
"""甜不甜 asks what 甜吗 asks."""


_SAYS_LITTLE = frozenset("是会")


class PassageEmbedder(Protocol):
    """What the index needs of an embedder."""

    async def aquery(self, text: str) -> Vector: ...

    async def apassages(self, texts: list[str]) -> Vector: ...


_MORE_FILLERS = re.compile(
    r"\b(?:ini|itu|ni|tu|yang|tidak|tak|kan|ya|apa|apakah|bisa|boleh|ada|di|ke|untuk|saya|aku|kalau|mau|nak|dan"
    r"|kah|dong|sih|kak|min|này|cái|có|không|được|shop|cho|là|thì|mình|em|à|vậy|ạ|ko|nay|co|khong|duoc|la|thi)\b"
    r"|ไหม|ได้|มี|คะ|ค่ะ|ครับ|นี้|หรือยัง|บ้าง"
)
_ENGLISH = re.compile(r"\b(?:the|is|are|do|does|can|how|what|when|where|i|you|it)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Match:
    """A policy or FAQ that fits a question, `score` in 0..1."""

    record: Policy | Faq
    score: float
    question: str


@dataclass(frozen=True, slots=True)
class _Entry:
    record: Policy | Faq
    question: str
    grams: Counter[str]


class ShelfIndex:
    """Finds what a catalog publishes for a question. Make one with `build`."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.names = NameFinder(catalog)
        self.categories = tuple(dict.fromkeys(p.category for p in catalog.products if p.category))
        records: tuple[Policy | Faq, ...] = (*catalog.faqs, *catalog.policies)
        self._entries = tuple(
            _Entry(record, question, _grams(_spelled(question, catalog.shop.language)))
            for record in records
            for question in _questions(record)
        )
        self._holding: dict[str, list[int]] = {}
        self._own: dict[str, list[int]] = {}
        for place, entry in enumerate(self._entries):
            for gram in entry.grams:
                self._holding.setdefault(gram, []).append(place)
            for handle in entry.record.products:
                self._own.setdefault(handle, []).append(place)
        self._vectors: Vector | None = None
        self.has_corrections = any(isinstance(faq, StaffFaq) for faq in catalog.faqs)

    @classmethod
    async def build(cls, catalog: Catalog, embedder: PassageEmbedder | None) -> "ShelfIndex":
        """Index `catalog`; without an embedder it is found by words alone."""
        index = cls(catalog)
        if embedder is not None and index._entries:
            index._vectors = await embedder.apassages([e.question for e in index._entries])
        return index

    def by_words(self, question: str, product: Product | None, *, named: bool) -> tuple[Match, ...]:
        """Policies and FAQs asked in nearly the same words, best first, one match a record that
        shares a word with the question.

        A record for some products or categories counts for those alone: what is so of one product
        is not said of another. Where no product is in question at all, it counts when asked in its
        own words.
        """
        asked = _grams(question)
        bare = _grams(_unnamed(question, product)) if product is not None else asked
        found = (
            Match(entry.record, self._likeness(entry, asked, bare, product), entry.question)
            for entry in map(self._entries.__getitem__, self._near(asked, bare, product))
        )
        return _best(m for m in found if m.score and self._counts(m, question, product, named))

    def _near(self, asked: Counter[str], bare: Counter[str], product: Product | None) -> list[int]:
        """The entries that may be asked for: those with a gram of the question, and a product's
        own, which have others where its name is left out."""
        near = set(self._own.get(product.handle, ())) if product is not None else set()
        for gram in {*asked, *bare}:
            near.update(self._holding.get(gram, ()))
        return sorted(near)

    def _likeness(
        self, entry: _Entry, asked: Counter[str], bare: Counter[str], product: Product | None
    ) -> float:
        """How much a record's question is in the words of what was asked; a product's own record
        by whichever of its names either calls it."""
        alike = _overlap(asked, entry.grams)
        if product is None or product.handle not in entry.record.products:
            return alike
        own = _grams(_unnamed(entry.question, product))
        if min(own.total(), bare.total()) < _TELLING_GRAMS:
            return alike
        return max(alike, _overlap(bare, own))

    def by_meaning(
        self, vector: Vector, question: str, product: Product | None, *, named: bool
    ) -> tuple[Match, ...]:
        """The same by meaning: cosine similarity of e5, which lies between .7 and 1.

        Short questions come out near one another whatever they say, so that one sharing no word
        with a record, the product's own name aside, counts only when it is very near.
        """
        if self._vectors is None:
            return ()
        scores = self._vectors @ vector
        asked = _grams(question)
        if product is not None:
            for name in (product.title, *product.aliases):
                asked -= _grams(name)
        found = (
            Match(entry.record, float(score), entry.question)
            for entry, score in zip(self._entries, np.asarray(scores), strict=True)
            if score >= _SAME_WITHOUT_A_WORD or (asked & entry.grams)
        )
        return _best(m for m in found if self._counts(m, question, product, named))

    def policies(self, product: Product | None) -> tuple[Policy, ...]:
        """The policies that hold for `product` (or for the shop), its own before all others."""
        own = own_policies(product, self.catalog.shop.language) if product else ()
        ranked = [(_rank(policy, product), policy) for policy in (*own, *self.catalog.policies)]
        return tuple(p for rank, p in sorted(ranked, key=lambda pair: -pair[0]) if rank >= 0)

    def category_in(self, question: str) -> str:
        """The category that `question` names, "" for none."""
        folded = fold(question)
        return next((c for c in self.categories if fold(c) in folded), "")

    def _counts(self, match: Match, question: str, product: Product | None, named: bool) -> bool:
        record = match.record
        if not record.products and not record.categories:
            return True
        if product and _rank(record, product) > 0:
            return True
        if named:
            return False
        folded = fold(question)
        if any(fold(category) in folded for category in record.categories):
            return True
        return product is None and match.score >= _IN_ITS_OWN_WORDS


def stems(text: str) -> frozenset[str]:
    """What a question is made of, in whatever order: its characters, or its words where they are
    written apart, without those that only ask."""
    grams = _gram_items(text)
    letters = (letter for gram in grams for letter in (gram if has_han(gram) else (gram,)))
    return frozenset(letters) - _SAYS_LITTLE


def _rank(record: Policy | Faq, product: Product | None) -> int:
    """2 for a record of this product, 1 of its category, 0 of the shop, -1 of something else."""
    if not record.products and not record.categories:
        return 0
    if product and product.handle in record.products:
        return 2
    if product and product.category in record.categories:
        return 1
    return -1


def _questions(record: Policy | Faq) -> tuple[str, ...]:
    if isinstance(record, Faq):
        return (record.question, *record.similar)
    return record.questions


def _best(matches: Iterable[Match]) -> tuple[Match, ...]:
    best: dict[str, Match] = {}
    for match in matches:
        known = best.get(match.record.id)
        if known is None or match.score > known.score:
            best[match.record.id] = match
    return tuple(sorted(best.values(), key=lambda m: -m.score))


@lru_cache(maxsize=4096)
def _without(text: str, names: tuple[str, ...]) -> str:
    for name in names:
        text = text.replace(name, " ")
    return text


def _unnamed(text: str, product: Product) -> str:
    """`text` without what the product is called."""
    return _without(fold(text), tuple(longest_first(map(fold, (product.title, *product.aliases)))))


@lru_cache(maxsize=4096)
def _gram_items(text: str) -> tuple[str, ...]:
    folded = fold(text)
    if has_han(text):
        folded = _FILLERS.sub("", _WHETHER_OR_NOT.sub(r"\1\2", folded))
    else:
        folded = _MORE_FILLERS.sub(" ", _FILLERS.sub(" ", folded))
    grams: list[str] = []
    for run in re.findall(r"[\u4e00-\u9fff]+|[\u0e00-\u0e7f]+|[^\W_]+", unaccented(folded)):
        if has_han(run) or run[0] >= "\u0e00":
            grams.extend(a + b for a, b in pairwise(run))
            grams.extend(run if len(run) == 1 else ())
        else:
            grams.append(run.removesuffix("s") if len(run) > 3 else run)
    return tuple(grams) or tokens(text)


def _spelled(question: str, language: str) -> str:
    """A published question spelled as those of viewers are; what is English stays as it is."""
    folded = fold(question)
    return folded if _ENGLISH.search(folded) else spelled_out(folded, language)


def _grams(text: str) -> Counter[str]:
    return Counter(_gram_items(text))


def _overlap(one: Counter[str], other: Counter[str]) -> float:
    """Dice coefficient of two bags, 0..1; at least `_ALL_OF_IT` where `one` holds `other`.

    One word in common, and no other on either side, may still ask of another thing.
    """
    # by hand, not `one & other`: most of a shop's records share nothing with a question
    common = sum(min(count, other[gram]) for gram, count in one.items() if gram in other)
    if not common:
        return 0.0
    if one == other and one.total() == 1 and not has_han(next(iter(one))):
        return _ONE_WORD
    size = one.total() + other.total()
    whole = _ALL_OF_IT if other.total() > 1 and common == other.total() else 0.0
    return max(whole, 2 * common / size)
