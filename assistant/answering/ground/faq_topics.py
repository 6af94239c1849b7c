"""FAQs by topic: what shops are asked everywhere, found however it is asked and in any language."""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from assistant.answering.ground.grounding import Answerable, Grounding
from assistant.knowledge.facts import Evidence
from assistant.knowledge.index import Match, ShelfIndex
from assistant.knowledge.words import fold, has_han
from catalog_loader.product import Faq, Product
from catalog_loader.tables import table

_WORDED_ALIKE = 0.62


def topic_faq(
    question: str, language: str, index: ShelfIndex, product: Product | None = None
) -> Match | None:
    """The FAQ on the topic that `question` asks about, the shop's own or that of `product` or its
    category; None when there is none."""
    for topic, pattern in _topics(language, has_han(question)):
        if not pattern.search(question):
            continue
        found = [
            match
            for wording in table(__package__, "faq_topics.toml")[topic]["as"]
            for match in index.by_words(wording, product, named=product is not None)[:2]
            if isinstance(match.record, Faq)
            and match.score >= _WORDED_ALIKE
            and _speaks_of(topic, match.record)
        ]
        if found:
            return max(found, key=lambda match: match.score)
    return None


def _speaks_of(topic: str, record: Faq) -> bool:
    """Whether a published question asks about `topic` itself: 在哪里下单 shares most of its words
    with 店在哪里 and asks for no shop."""
    asked = (fold(question) for question in (record.question, *record.similar))
    return any(pattern.search(question) for question in asked for pattern in _patterns(topic))


def together(first: Grounding, second: Grounding) -> Grounding:
    """Both answers one after the other; the second alone where the first is none."""
    if first.answerable is not Answerable.YES:
        return second
    evidence = Evidence(
        (*first.evidence.facts, *second.evidence.facts),
        (*first.evidence.statements, *second.evidence.statements),
    )
    return replace(first, says=(*first.says, *second.says), evidence=evidence)


@cache
def _topics(language: str, chinese: bool) -> tuple[tuple[str, re.Pattern[str]], ...]:
    wanted = dict.fromkeys((language, "en", *(("zh",) if chinese else ())))
    return tuple(
        (topic, _either(patterns))
        for topic, section in table(__package__, "faq_topics.toml").items()
        if (patterns := [p for tongue in wanted for p in section["asks"].get(tongue, ())])
    )


@cache
def _patterns(topic: str) -> tuple[re.Pattern[str], ...]:
    """What asks about `topic`, one pattern a language."""
    asks = table(__package__, "faq_topics.toml")[topic]["asks"]
    return tuple(_either(patterns) for patterns in asks.values())


def _either(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
