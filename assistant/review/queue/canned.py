"""Canned replies with what they leave open filled in, from the item and the catalog alone."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from assistant.knowledge.shelf import Shelf
from assistant.review.queue.refusals import NotSayable
from assistant.room.cards import Card, card
from assistant.store.review.canned import CannedReply
from assistant.store.review.items import Item

_VARIABLE = re.compile(r"\{([^{}]*)\}")
_LOOSE = re.compile(r"[{}]")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known where a reply is written: the item, and the shelf of its room at a moment."""

    item: Item
    shelf: Shelf
    now: datetime

    @property
    def card(self) -> Card | None:
        """The product that the item is about."""
        product = self.shelf.product(self.item.product)
        return card(product, self.shelf, self.now) if product is not None else None


def _of_card(read: Callable[[Card], str]) -> Callable[[Known], str]:
    return lambda known: read(known.card) if known.card is not None else ""


def _price(shown: Card) -> str:
    found = shown.price
    if found is None:
        return ""
    span = found.min if found.min == found.max else f"{found.min}–{found.max}"
    return f"{span} {found.currency}"


VARIABLES: Mapping[str, Callable[[Known], str]] = {
    "viewer": lambda known: known.item.viewer,
    "shop": lambda known: known.shelf.catalog.shop.name,
    "product": _of_card(lambda shown: shown.title),
    "brand": _of_card(lambda shown: shown.brand),
    "link": _of_card(lambda shown: str(shown.number or "")),
    "price": _of_card(_price),
}
"""What a reply may leave open, and where it is read; "" is not known."""


def check(texts: Mapping[str, str]) -> None:
    """Raise NotSayable where a text leaves open what nobody fills in."""
    for language, text in texts.items():
        unknown = [name for name in _named(text) if name not in VARIABLES]
        if not unknown and _LOOSE.search(_VARIABLE.sub("", text)):
            unknown = ["{"]
        if unknown:
            names = ", ".join(f"{{{name}}}" for name in VARIABLES)
            raise NotSayable(
                f"the text in {language!r} holds {{{unknown[0].strip('{')}}}, which is no "
                f"variable; there are {names}",
                f"{language} 文本中的 {{{unknown[0].strip('{')}}} 不是变量，可用的有 {names}",
                variable=unknown[0],
            )


def rendered(reply: CannedReply, language: str, known: Known) -> str:
    """The reply in a language, as it may be sent.

    Raises NotSayable where it has no text in that language or leaves open what is not known here.
    """
    text = reply.texts.get(language)
    if text is None:
        raise NotSayable(
            f"the reply {reply.title!r} has no text in {language!r}; add one",
            f"快捷回复“{reply.title}”没有 {language} 文本，请先添加",
            language=language,
        )
    check({language: text})
    values = {name: VARIABLES[name](known) for name in _named(text)}
    for name, value in values.items():
        if not value:
            raise NotSayable(
                f"{{{name}}} is not known for item {known.item.id}; write it or leave it out",
                f"第{known.item.id}条没有 {{{name}}} 的内容，请手工填写或去掉",
                variable=name,
            )
    return _VARIABLE.sub(lambda found: values[found[1]], text)


def _named(text: str) -> Iterable[str]:
    return _VARIABLE.findall(text)
