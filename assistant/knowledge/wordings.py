"""The shop's own translations of what its facts hold, for answers in another language."""

from dataclasses import replace

from assistant.knowledge.facts import Evidence
from assistant.knowledge.shelf import Shelf
from catalog_loader.product import Product

# Keys of `Product.translations` that translate the product's own fields, not a published text.
_OWN = frozenset({"title", "short_title", "description", "selling_points"})


def with_wordings(evidence: Evidence, shelf: Shelf, language: str) -> Evidence:
    """`evidence` with what the shop wrote of its products in `language` and in English."""
    if language == shelf.language:
        return evidence
    products: dict[str, Product] = {}
    for fact in evidence.facts:
        found = shelf.variant(fact.product)
        product = found[0] if found else shelf.product(fact.product)
        if product is not None:
            products[product.handle] = product
    pairs = [
        pair
        for product in products.values()
        for tongue in dict.fromkeys((language, "en"))
        for pair in _pairs(product, tongue)
    ]
    return replace(evidence, wordings=tuple(dict.fromkeys(pairs)))


def _pairs(product: Product, language: str) -> list[tuple[str, str]]:
    words = product.translations.get(language, {})
    names = [(words[key], product.title) for key in ("title", "short_title") if words.get(key)]
    return names + [(said, text) for text, said in words.items() if text not in _OWN and said]
