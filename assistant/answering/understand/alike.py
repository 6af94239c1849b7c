"""The kind of a question that no rule foresaw: that of the example questions most like it.

Alike are texts that share n-grams of characters, rare ones counting more (Salton and Buckley,
"Term-weighting approaches in automatic text retrieval", 1988: tf-idf under the cosine), n-grams of
toneless pinyin where they are Chinese, so that homophones and what is typed in pinyin count too,
and vectors of multilingual-e5 that point the same way, which finds other words and other languages.
The nearest vote with a weight that falls off exponentially (Cover and Hart, "Nearest neighbor
pattern classification", 1967); a vote that is split says nothing.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from assistant.answering.understand.kinds import Kind
from assistant.answering.understand.normalise import normalise
from assistant.knowledge.embeddings import Vector
from assistant.knowledge.pinyin import read_as_syllables
from assistant.knowledge.spelling import unaccented
from assistant.knowledge.words import has_han, syllables
from catalog_loader.tables import table

LANGUAGES = ("zh", "en", "id", "ms", "vi", "th")
_NEAREST = 8
_FALLS_OFF = 0.1
"""Similarity by which a neighbour may be further and have a third of the weight."""

_GRAMS = (1, 2, 3)
_LETTERS = re.compile(r"[^\W\d_]+")
_FEWEST_SYLLABLES = 3
"""Of a text in Latin letters, from which it may be pinyin: `can` and `women` are English."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """A kind with its share of the neighbours' votes and the similarity of the nearest, 0 to 1
    each; `others` are the kinds with votes, it among them, most first."""

    kind: Kind
    share: float
    nearest: float
    others: tuple[Kind, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A question as viewers put it, normalised, with the kind it asks."""

    text: str
    kind: Kind
    language: str


@cache
def examples() -> tuple[Example, ...]:
    """The questions of `examples/`, a file for each language."""
    return tuple(
        Example(normalise(text), Kind(kind), language)
        for language in LANGUAGES
        for kind, texts in table(__package__, f"examples/{language}.toml").items()
        for text in texts
    )


class Alike:
    """Finds the kind of a question by `known` ones.

    `vectors` are theirs, shape [len(known), 384], unit length; without them words alone compare.
    """

    def __init__(self, known: Sequence[Example], vectors: Vector | None = None) -> None:
        self._kinds = tuple(example.kind for example in known)
        grams = [Counter(_grams(example.text)) for example in known]
        held = Counter(gram for counted in grams for gram in counted)
        self._rarity = {gram: float(np.log(len(known) / n)) for gram, n in held.items()}
        postings: dict[str, list[tuple[int, float]]] = {}
        for place, counted in enumerate(grams):
            for gram, weight in self._weighted(counted).items():
                postings.setdefault(gram, []).append((place, weight))
        self._postings = {
            gram: (np.array([p for p, _ in rows]), np.array([w for _, w in rows], np.float32))
            for gram, rows in postings.items()
        }
        self._mean = np.zeros(0, np.float32) if vectors is None else vectors.mean(axis=0)
        self._vectors = None if vectors is None else self._centred(vectors)

    def most_like(self, text: str, vector: Vector | None = None) -> Likeness:
        """The kind that the examples nearest to the normalised `text` vote for.

        `vector` is the question's, shape [384]; left out where the examples have none.
        """
        scores = self._by_words(text)
        spelled = bool(_typed(text))  # of which no vector means anything
        if vector is not None and self._vectors is not None and not spelled:
            scores = (scores + self._vectors @ self._centred(vector[None])[0]) / 2
        nearest = np.argsort(-scores)[:_NEAREST]
        weights = np.exp((scores[nearest] - scores[nearest[0]]) / _FALLS_OFF)
        votes: Counter[Kind] = Counter()
        for place, weight in zip(nearest, weights, strict=True):
            votes[self._kinds[place]] += weight
        kind, most = votes.most_common(1)[0]
        others = tuple(kind for kind, _ in votes.most_common())
        return Likeness(kind, float(most / weights.sum()), float(scores[nearest[0]]), others)

    def _by_words(self, text: str) -> Vector:
        scores = np.zeros(len(self._kinds), np.float32)
        for gram, weight in self._weighted(Counter(_grams(text))).items():
            if gram in self._postings:
                places, weights = self._postings[gram]
                scores[places] += weight * weights
        return scores

    def _weighted(self, counted: Counter[str]) -> dict[str, float]:
        """tf-idf of each n-gram, of unit length together; one never seen counts as the rarest."""
        rarest = float(np.log(len(self._kinds)))
        weights = {g: np.sqrt(n) * self._rarity.get(g, rarest) for g, n in counted.items()}
        length = float(np.sqrt(sum(weight * weight for weight in weights.values())))
        return {gram: weight / length for gram, weight in weights.items()} if length else {}

    def _centred(self, vectors: Vector) -> Vector:
        """e5's vectors all point much the same way: what they share is taken off."""
        centred = vectors - self._mean
        lengths = np.linalg.norm(centred, axis=1, keepdims=True)
        return np.asarray(centred / np.maximum(lengths, 1e-9), dtype=np.float32)


def _grams(text: str) -> Iterator[str]:
    plain = f" {unaccented(text)} "
    spoken = syllables(text) if has_han(text) else _typed(plain)
    if has_han(text) or not spoken:
        for length in _GRAMS:
            for start in range(len(plain) - length + 1):
                yield plain[start : start + length]
    for length in _GRAMS:
        for start in range(len(spoken) - length + 1):
            yield "".join((">", *spoken[start : start + length]))


def _typed(text: str) -> tuple[str, ...]:
    """The syllables of a text typed in pinyin; none where it is none."""
    letters = "".join(_LETTERS.findall(text))
    readings = read_as_syllables(letters) if letters.isascii() else []
    return readings[0] if readings and len(readings[0]) >= _FEWEST_SYLLABLES else ()
