"""The FAQ of a product that asks for the property a viewer asks for, in whatever language."""

from functools import lru_cache

from assistant.answering.ground.approved import may_answer
from assistant.answering.ground.grounding import Context
from assistant.answering.understand.asked import asked_in
from assistant.answering.understand.understanding import Understanding
from assistant.knowledge.index import Match
from assistant.knowledge.spelling import spelled_out
from assistant.knowledge.words import fold
from catalog_loader.product import Product


def property_faq(understood: Understanding, product: Product, context: Context) -> Match | None:
    """The FAQ of `product` alone that asks for the property first asked for; None for none."""
    wanted = understood.attributes[:1]
    for faq in context.index.catalog.faqs if wanted else ():
        if product.handle not in faq.products:
            continue
        for question in (faq.question, *faq.similar):
            match = Match(faq, 1.0, question)
            asks = wanted[0] in _keys(question, context.shelf.language)
            if asks and may_answer(understood, match, product):
                return match
    return None


@lru_cache(maxsize=4096)
def _keys(question: str, language: str) -> frozenset[str]:
    """What a published question asks for; a shop writes in its own language or in English."""
    folded = fold(question)
    return frozenset(
        one.key
        for tongue in (language, "en")
        for one in asked_in(spelled_out(folded, tongue), tongue)
    )
