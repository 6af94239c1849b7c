"""What staff corrected: their answer to a question goes before what else could be said to it."""

from collections.abc import Iterator

from assistant.answering.ground.grounding import Context
from assistant.answering.understand.kinds import Kind
from assistant.answering.understand.understanding import Understanding
from assistant.answering.verify.reading import one_way, read
from assistant.knowledge.corrections import StaffFaq
from assistant.knowledge.index import Match
from assistant.knowledge.words import fold
from catalog_loader.product import Product

IN_NEARLY_ITS_WORDS = 0.86

_NEVER_CORRECTED = frozenset(
    {Kind.ABUSE, Kind.INJECTION, Kind.COMPLAINT, Kind.HUMAN, Kind.ORDER_STATUS}
)


def approved(understood: Understanding, product: Product | None, context: Context) -> Match | None:
    """The correction of the question, where it is asked in nearly its words: of several, the
    narrowest, then the newest."""
    if understood.kind in _NEVER_CORRECTED:
        return None
    matches = context.index.by_words(understood.text, product, named=understood.named)
    own = [
        (match.record.breadth, match)
        for match in matches
        if isinstance(match.record, StaffFaq)
        and match.score >= IN_NEARLY_ITS_WORDS
        and of_the_same(understood, match, product)
    ]
    # matches of one score stay as the catalog has them, which is the newest first
    own.sort(key=lambda pair: (pair[0], _place(pair[1], context)))
    return own[0][1] if own else None


def of_the_same(understood: Understanding, match: Match, product: Product | None) -> bool:
    """Whether two questions name the same numbers, the same values of the product's options and
    the same stranger: 170能穿吗 is answered neither by what 160能穿吗 was, nor 黑色有货吗 by
    白色有货吗."""
    if fold(understood.stranger) not in fold(match.question):
        return False
    return _particulars(understood.text, product) == _particulars(match.question, product)


def _particulars(text: str, product: Product | None) -> frozenset[str]:
    folded = fold(text)
    said = {value for value in _values(product) if value in folded}
    reading = read(one_way(text))
    numbers = {f"{number.kind} {number.value}" for number in reading.quantities}
    return frozenset((*said, *numbers, *(one.name for one in (*reading.sizes, *reading.colours))))


def _values(product: Product | None) -> Iterator[str]:
    for variant in product.variants if product is not None else ():
        yield from map(fold, variant.options.values())


def _place(match: Match, context: Context) -> int:
    ids = [faq.id for faq in context.index.catalog.faqs if isinstance(faq, StaffFaq)]
    return ids.index(match.record.id)
