"""Which product a part of a question is about: the one named, spoken of before, or on air."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answering.understand.heard import Heard, is_elliptic
from assistant.answering.understand.owners import owner_by_measure
from assistant.answering.values import Turn
from assistant.knowledge.names import prefer
from assistant.knowledge.shelf import Shelf
from assistant.knowledge.words import fold, has_han
from catalog_loader.product import Product

_SURE_NAME = 0.65
_BRIEF = 12  # characters; what is longer says itself what it is about
_OF_BEFORE = re.compile(
    r"(?:刚才|刚刚)(?!说)|上一?个|前一个|previous one|last one|\btadi\b|(?:vừa|hồi|lúc) nãy|เมื่อกี้"
)
_BESIDE_A_NAME = re.compile(
    r"这[个款种件双台]?|那[个款种件双台]?|看看|看下|看一下|来个|主播|请|想|怎么样|[呢吗啊呀吧嘛的了哦哈]|[^\w\s]"
    r"|\b(?:the|a|an|this|that|your|please|pls|show|me|about|kak|min|dong|ya|sis|shop|ơi|ạ|nhé|nha)\b"
)
"""What may stand beside a product's name without asking anything of it."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a part is about; `whole` when it names a product and says hardly anything else."""

    product: str = ""
    named: bool = False
    products: tuple[str, ...] = ()
    whole: bool = False


def subject_of(heard: Heard, shelf: Shelf, history: Sequence[Turn], before: str) -> Subject:
    """What `heard` is about; `before` is the product that the part before it named."""
    numbered = [p.handle for n in heard.slots.numbers if (p := shelf.at(n))]
    last = next((turn.product for turn in reversed(history) if turn.product), "")
    named = tuple(n for n in heard.named if n.sure >= _SURE_NAME)
    if numbered:
        return Subject(numbered[0], True, tuple(numbered))
    best = prefer(named, (before, shelf.on_air, last, *shelf.listing))
    if best is not None:
        if best.by == "name" and _is_short_for(best.words, shelf.on_air_product):
            best = replace(best, product=shelf.on_air)
        bare = not _BESIDE_A_NAME.sub("", heard.text.replace(best.words, " ", 1)).strip()
        handles = tuple(dict.fromkeys((best.product, *(n.product for n in named))))
        return Subject(best.product, True, handles, bare)
    if before:
        return Subject(before, True, (before,))
    if _OF_BEFORE.search(heard.text):
        return Subject(last if shelf.product(last) else "", False)
    owner = owner_by_measure(heard.text, heard.language, heard.slots, shelf)
    if owner:
        return Subject(owner, True, (owner,))
    goes_on = is_elliptic(heard.text) or (
        len(heard.text) <= _BRIEF and not _shown_since(history, shelf)
    )
    refers_back = last and (goes_on or not shelf.on_air)
    handle = last if refers_back and shelf.product(last) else shelf.on_air
    return Subject(handle if shelf.product(handle) else "", False)


def _shown_since(history: Sequence[Turn], shelf: Shelf) -> bool:
    """Whether the host has turned to another product since the last exchange: 多少钱 asks what that
    one costs."""
    return bool(history and history[-1].on_air) and history[-1].on_air != shelf.on_air


def _is_short_for(words: str, product: Product | None) -> bool:
    """Whether `words` are the end of a longer name of what is on air: 水杯 of a 儿童水杯."""
    if product is None:
        return False
    joint = "" if has_han(words) else " "
    english = product.translations.get("en", {})
    names = (
        product.title,
        *product.aliases,
        english.get("title", ""),
        english.get("short_title", ""),
    )
    return any(fold(name).endswith(f"{joint}{words}") for name in names)
