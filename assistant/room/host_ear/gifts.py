"""Gifts that a host announces, against what the shop says comes with a product."""

import re
from collections.abc import Iterator
from functools import cache

from assistant.answering.verify.lexicon import lexicon
from assistant.answering.verify.reading import one_way
from assistant.knowledge.collect import attribute_fact, faq_fact, policy_fact, product_fact
from assistant.knowledge.facts import Fact
from assistant.knowledge.words import has_han, tokens
from assistant.room.host_ear.claims import Clause, Differs, Published
from catalog_loader.tables import table

_COUNT = (
    r"(?:[0-9一两二三]{1,2})?(?:个|把|条|双|盒|包|袋|片|支|瓶|套|件|份|只|台|本|张|对|块|顶)?"
    r"(?:价值\d+(?:元|块)的?)?"
)
_WHAT = r"(?P<what>[^\W\d_][^,.!?;，。！？；]{0,24})"
_IN_THE_BOX = "package_contents"
_GIVEN = re.compile(r"送|赠|附|gift|free|bonus|included|hadiah|gratis|percuma|tặng|kèm|แถม")


def unknown_gifts(clause: Clause, published: Published) -> Iterator[tuple[int, Differs]]:
    """The gifts of `clause` that the shop publishes nothing of, each with where it ends."""
    for patterns, others in _patterns():
        for match in (m for pattern in patterns for m in pattern.finditer(clause.text)):
            what = match["what"].strip()
            if others.search(what) or _is_denied(clause, match.start()):
                continue
            things = [word for word in tokens(what) if len(word) > 1 or not has_han(word)]
            published_gifts = tuple(_gifts(published))
            if any(word in one_way(fact.value) for fact in published_gifts for word in things):
                continue
            yield (
                match.end(),
                Differs("gift", published.product.handle, what, clause.text, published_gifts),
            )
            return


def _is_denied(clause: Clause, at: int) -> bool:
    negators = lexicon().negators.spans(clause.text)
    return any(end == at or (start < at <= end + 1) for start, end in negators)


def _gifts(published: Published) -> Iterator[Fact]:
    """What comes with the product, as far as the shop says so."""
    product = published.product
    for attribute in product.attributes:
        if attribute.key == _IN_THE_BOX or _GIVEN.search(attribute.name):
            yield attribute_fact(product, attribute)
    for point in product.selling_points:
        if _GIVEN.search(point):
            yield product_fact(product, "selling_point", point)
    for note in _notes(published):
        yield product_fact(product, "offer_note", note, label="活动")
    for policy in published.policies:
        if _GIVEN.search(policy.statement):
            yield policy_fact(policy)
    for faq in published.shelf.catalog.faqs:
        own = not faq.products or product.handle in faq.products
        if own and _GIVEN.search(faq.question + faq.answer):
            yield faq_fact(faq)


def _notes(published: Published) -> list[str]:
    product = published.product
    offers = [*product.offers, *(offer for v in product.variants for offer in v.offers)]
    offers += published.shelf.catalog.shop.offers
    notes = (o.note for o in offers if o.in_force(published.now) and _GIVEN.search(o.note))
    return list(dict.fromkeys(notes))


@cache
def _patterns() -> tuple[tuple[tuple[re.Pattern[str], ...], re.Pattern[str]], ...]:
    made = []
    for words in table(__package__, "gifts.toml").values():
        filled = (p.replace("{count}", _COUNT).replace("{what}", _WHAT) for p in words["gives"])
        made.append((tuple(map(re.compile, filled)), re.compile(words["not_gifts"])))
    return tuple(made)
