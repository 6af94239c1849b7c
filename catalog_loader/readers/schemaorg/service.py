"""A shop's own word on a page: questions it answers, and its terms as policies.

A policy is said aloud as it stands, so its statement is built from the stated values alone.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from catalog_loader.product import Attribute, Faq, Origin, Policy, PolicyTopic
from catalog_loader.readers.reader import Item, Read
from catalog_loader.readers.schemaorg.documents import Document
from catalog_loader.readers.schemaorg.fields import Fields, Reading
from catalog_loader.readers.schemaorg.goods import GOODS, OFFERS
from catalog_loader.readers.schemaorg.graph import Graph, Node
from catalog_loader.readers.schemaorg.shipping import services_of
from catalog_loader.readers.schemaorg.terms import returns_of
from catalog_loader.readers.schemaorg.words import (
    return_clauses,
    returns_said,
    shipping_clauses,
    shipping_said,
)
from catalog_loader.readers.toolkit.published import plain_text

T = TypeVar("T")

_LANGUAGES = ("zh", "en")
_FAQ = frozenset({"FAQPage"})
_FAQ_COLUMNS = {"question": "name", "answer": "acceptedAnswer/text"}
_TERMED = GOODS | OFFERS | {"OfferShippingDetails"}
"""What has terms of its own, which are not the shop's."""


def faqs_of(document: Document, handles: Sequence[str], reading: Reading) -> Iterator[Item]:
    """The questions that a page answers.

    On a page of one product they are about that one: another's viewers must not hear them.
    """
    seen: set[str] = set()
    for question in _first(document, _questions):
        fields = Fields(question, question.path)
        asked = plain_text(question.text("name") or question.text("text"))
        told = question.node("acceptedAnswer")
        answer = plain_text(told.first("text", "name") if told else question.text("acceptedAnswer"))
        key = re.sub(r"\W+", "-", asked.lower()).strip("-")[:120]
        if key in seen:
            continue
        seen.add(key)
        for name, text in (("name", asked), ("acceptedAnswer", answer)):
            if not text:
                fields.find("missing_field", name, name=name)
        faq = fields.make(
            Faq,
            id=f"{_prefix(reading)}faq-{key or question.path}",
            question=asked or "—",
            answer=answer or "—",
            products=tuple(handles) if len(handles) == 1 else (),
            origin=_origin(question, reading, _FAQ_COLUMNS),
        )
        yield from fields.findings
        if faq is not None and not fields.failed:
            yield Read(question.path, faq)


def policies_of(document: Document, reading: Reading) -> Iterator[Item]:
    """The terms that a shop states for all it sells, as policies."""
    counts = dict.fromkeys(PolicyTopic, 0)
    for node in _first(document, _termed):
        for policy in node.nodes("hasMerchantReturnPolicy"):
            yield from _policies(policy, PolicyTopic.RETURNS, counts, reading)
        for service in node.nodes("hasShippingService"):
            yield from _policies(service, PolicyTopic.SHIPPING, counts, reading)


def _policies(
    node: Node, topic: PolicyTopic, counts: dict[PolicyTopic, int], reading: Reading
) -> Iterator[Item]:
    """One policy, or one for each way of sending; nothing where it promises nothing."""
    fields = Fields(node, node.path)
    told = _returns_told if topic is PolicyTopic.RETURNS else _shipping_told
    told_in = {
        language: told(node, fields if language == reading.language else Fields(node, node.path),
                       _in_language(reading, language))
        for language in dict.fromkeys((reading.language, *_LANGUAGES))
    }  # fmt: skip
    for index, (statement, clauses) in enumerate(told_in[reading.language]):
        if not statement:
            continue
        counts[topic] += 1
        number = f"-{counts[topic]}" if counts[topic] > 1 else ""
        policy = fields.make(
            Policy,
            id=f"{_prefix(reading)}{topic.value}{number}",
            topic=topic,
            statement=statement,
            clauses=clauses,
            translations={
                language: told_in[language][index][0]
                for language in _LANGUAGES
                if language != reading.language
            },
            origin=_origin(node, reading, {}),
        )
        if policy is not None and not fields.failed:
            yield Read(node.path, policy)
    yield from fields.findings


Told = list[tuple[str, tuple[Attribute, ...]]]
"""Statements with their clauses."""


def _returns_told(node: Node, fields: Fields, reading: Reading) -> Told:
    returns = returns_of(node, fields, reading)
    if returns is None:
        return []
    return [(returns_said(returns, reading.language), return_clauses(returns, reading.language))]


def _shipping_told(node: Node, fields: Fields, reading: Reading) -> Told:
    return [
        (shipping_said(each, reading.language), shipping_clauses(each, reading.language))
        for each in services_of(node, fields, reading, for_members=True)
    ]


def _in_language(reading: Reading, language: str) -> Reading:
    """The same document, its words in another language; what it is told stays untold."""
    if language == reading.language:
        return reading
    shop = reading.shop.model_copy(update={"language": language})
    return replace(reading, shop=shop, told=set(reading.told))


def _first(document: Document, find: Callable[[Graph], list[Node]]) -> list[Node]:
    """What the first of a document's syntaxes has that has any."""
    return next((found for view in document.views() if (found := find(view.graph))), [])


def _questions(graph: Graph) -> list[Node]:
    pages = [node for node in graph.nodes if node.is_a(_FAQ)]
    return [
        each
        for page in pages
        for each in page.nodes("mainEntity")
        if "Question" in each.types and each.properties.get("acceptedAnswer")
    ]


def _termed(graph: Graph) -> list[Node]:
    return [
        node
        for node in graph.nodes
        if node.types
        and not node.is_a(_TERMED)
        and (node.nodes("hasMerchantReturnPolicy") or node.nodes("hasShippingService"))
    ]


def _prefix(reading: Reading) -> str:
    return f"{reading.name}-" if reading.name else ""


def _origin(node: Node, reading: Reading, columns: dict[str, str]) -> Origin:
    return Origin(
        file=reading.source.name, row=node.path, columns=columns, read_at=reading.source.read_at
    )
