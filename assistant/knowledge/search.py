"""Searching a catalog by words, for staff and for the command line."""

from dataclasses import dataclass

from assistant.knowledge.names import NameFinder
from assistant.knowledge.words import fold, tokens
from catalog_loader.product import Catalog, Product

_WEIGHTS = {"title": 4.0, "category": 3.0, "points": 2.0, "attributes": 1.0}


@dataclass(frozen=True, slots=True)
class Hit:
    """A product that fits the words, the better the higher `score`."""

    product: Product
    score: float


def search(catalog: Catalog, words: str, limit: int = 10) -> tuple[Hit, ...]:
    """Products that `words` name or describe, best first.

    A product named by title, alias, pinyin, SKU or handle goes before one whose published text
    merely holds the words; all of them must occur somewhere in it.
    """
    named = {found.product: found.sure for found in NameFinder(catalog).find(words)}
    wanted = [word for word in tokens(words) if word.strip()]
    hits = []
    for product in catalog.products:
        score = 10 * named.get(product.handle, 0.0) + _described(product, wanted)
        if score > 0 and product.published:
            hits.append(Hit(product, round(score, 2)))
    return tuple(sorted(hits, key=lambda hit: -hit.score)[:limit])


def _described(product: Product, wanted: list[str]) -> float:
    """How much of what is published of a product holds every wanted word; 0 where one is absent."""
    texts = {
        "title": " ".join((product.title, *product.aliases, product.brand)),
        "category": product.category,
        "points": " ".join((*product.selling_points, product.description)),
        "attributes": " ".join(f"{each.name} {each.value}" for each in product.attributes)
        + " ".join(value for variant in product.variants for value in variant.options.values()),
    }
    folded = {field: fold(text) for field, text in texts.items()}
    scores = [
        max((_WEIGHTS[field] for field, text in folded.items() if word in text), default=0.0)
        for word in wanted
    ]
    return sum(scores) / len(scores) if scores and all(scores) else 0.0
