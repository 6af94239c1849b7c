"""The published text that holds what a question asks after: 有收纳袋吗 → 附收纳袋，折起来好带."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from assistant.answering.ground.grounding import Context
from assistant.answering.understand.asked import asked_in
from assistant.knowledge.words import fold, has_han, tagged, tokens
from catalog_loader.product import Attribute, Product
from catalog_loader.tables import word_list

_LATIN = re.compile(r"[^\W_]+(?:'[a-z]+)?")
_SAYS_NOTHING = word_list(__package__, "quotes.toml", "says_nothing")
_THINGS = ("n", "nz", "nr", "ns", "nt", "eng", "l", "i")
_MOST_OF_THEM = 0.6


@dataclass(frozen=True, slots=True)
class Quote:
    """A text of a product: a property, or a selling point where `attribute` is None."""

    text: str
    attribute: Attribute | None = None

    @property
    def value(self) -> str:
        """What is stated, without the property's name."""
        return self.attribute.value if self.attribute else self.text


def quoted(
    product: Product, question: str, context: Context, *, named: bool = True
) -> Quote | None:
    """The text of `product` that speaks of what `question` names; None when none does.

    Where the question names things, one of them must stand in the text: an adverb that does
    (自动倒垃圾, 自动回充) is another statement. Without `named` a property's own name
    counts for nothing.
    """
    if has_han(question):
        things, others = _chinese(product, question)
        quotes = [
            (quote, fold(quote.text if named else quote.value))
            for quote in _texts(product, context, own=True)
        ]
        for word in (*things, *(thing[-2:] for thing in things if len(thing) > 2)):
            for quote, text in quotes:
                if word in text:
                    return quote
        for quote, text in quotes if not things and others else ():
            if all(any(form in text for form in forms) for forms in others):
                return quote
        return None
    words = _latin(product, question, context)
    best: tuple[float, Quote] | None = None
    for quote in _texts(product, context, own=False):
        held = _stems(_LATIN.findall(fold(quote.text)))
        numbers = [forms for forms in words if any(form.isdigit() for form in forms)]
        if not all(forms & held for forms in numbers):
            continue
        share = sum(bool(forms & held) for forms in words) / len(words) if words else 0.0
        if share >= _MOST_OF_THEM and (best is None or share > best[0]):
            best = (share, quote)
    return best[1] if best else None


def _texts(product: Product, context: Context, *, own: bool) -> Iterator[Quote]:
    """The published texts, as the shop wrote them or in the language of the answer."""
    for attribute in product.attributes:
        said = attribute.value if own else context.said(product, attribute.value)
        label = attribute.name if own else context.said(product, attribute.name)
        yield Quote(f"{label} {said}", attribute)
    if own or context.language == context.shelf.language:
        for point in product.selling_points:
            yield Quote(point)
    elif (said := context.said(product, "selling_points")) != "selling_points":
        yield Quote(said)


def _chinese(product: Product, question: str) -> tuple[list[str], list[tuple[str, ...]]]:
    """The things a question names, and its other words, each with what may stand for it (全自动 or
    自动), without what asks and the product."""
    own = {fold(w) for name in (product.title, *product.aliases) for w in tokens(name)}
    text = question
    for asked in asked_in(question, "zh"):
        if asked.sure:
            text = text.replace(asked.words, " ")
    things: list[str] = []
    others: list[tuple[str, ...]] = []
    for word, flag in tagged(fold(text)):
        if len(word) < 2 or word in _SAYS_NOTHING or word in own:
            continue
        if flag in _THINGS:
            things.append(word)
        else:
            others.append((word, word[:2], word[-2:]) if len(word) > 2 else (word,))
    return things, others


def _latin(product: Product, question: str, context: Context) -> list[frozenset[str]]:
    own = _stems(_LATIN.findall(fold(f"{context.title(product)} {product.handle}")))
    words = [word for word in _LATIN.findall(fold(question)) if word not in _common()]
    return [
        forms
        for word in words
        if len(word) > 2 or word.isdigit()
        if not (forms := _stems([word])) & own
    ]


def _stems(words: Sequence[str]) -> frozenset[str]:
    """The words and what is left of them without an English ending."""
    found = set(words)
    for word in words:
        if len(word) > 4:
            found |= {word.removesuffix(end) for end in ("s", "es", "ed", "ing", "able", "'s")}
    return frozenset(found)


@cache
def _common() -> frozenset[str]:
    return word_list("assistant.answering.understand", "common.toml", "en")
