"""A part of a question with what the finders saw in it, and its text without what they saw."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from assistant.answering.understand import rules
from assistant.answering.understand.amounts import proposed_price, quantity_in
from assistant.answering.understand.kinds import Kind
from assistant.answering.understand.slots import Slots, find_slots
from assistant.answering.understand.wishes import Reading, read_wishes
from assistant.knowledge.index import ShelfIndex
from assistant.knowledge.names import Named
from assistant.knowledge.words import has_han
from catalog_loader.product import Product

SAYS_SOMETHING = re.compile(r"[^\W\d_].*[^\W\d_]")
"""Two letters or characters at least: what `。。。`, `1` and `666` do not hold."""
_ELLIPTIC = re.compile(
    r"^那|呢[?？]?$|^(?:and|what about|how about|kalau|gimana dengan|yang|dengan)\b"
    r"|^(?:còn|thế|thế còn|vậy còn|con)\b|\bpula\W*$|thì sao\W*$|thi sao\W*$|^แล้ว|(?:ล่ะ|ละ)\W*$"
)
_SOME_NAME = "\u25ae\u25ae"
_TITLE_LENGTH = 7  # letters; shorter names are aliases, which hold no words of questions


@dataclass(frozen=True, slots=True)
class Heard:
    """A part of a question with what the finders saw in it."""

    text: str
    language: str
    hit: rules.Hit | None
    slots: Slots
    named: tuple[Named, ...]
    reading: Reading = field(default_factory=Reading)


def hear(text: str, language: str, index: ShelfIndex) -> Heard:
    """What rules, names and slots make of the normalised `text`, whatever product it is about."""
    named = index.names.find(text)
    return Heard(text, language, _hit(text, language, named), find_slots(text), named)


def with_reading(heard: Heard, product: Product | None) -> Heard:
    """`heard` with the variants it names read, and the numbers that are left."""
    reading = read_wishes(heard.text, heard.language, heard.slots, product, words_of(heard.named))
    slots = replace(
        heard.slots,
        quantity=quantity_in(reading.rest),
        proposed=proposed_price(reading.rest, product) if product else 0.0,
    )
    return replace(heard, slots=slots, reading=reading)


def is_elliptic(text: str) -> bool:
    """Whether `text` is short and goes on from what was asked before."""
    return _ELLIPTIC.search(text) is not None and len(text) <= (14 if has_han(text) else 32)


def without_titles(text: str, named: Sequence[Named]) -> str:
    """`text` without a product's full title, whose words (绒, 补水) read like questions."""
    for name in named[:1]:
        if name.by == "name" and len(name.words) >= _TITLE_LENGTH:
            text = text.replace(name.words, " ")
    return text


def words_of(named: Sequence[Named]) -> tuple[str, ...]:
    """The words of a question that name products."""
    return tuple(name.words for name in named if name.by != "title")


def without_names(text: str, named: Sequence[Named]) -> str:
    """`text` without the name of the product it asks of."""
    for name in named[:1]:
        if name.by in ("name", "head"):
            text = text.replace(name.words, " ")
    return " ".join(text.split())


def as_pronoun(text: str, named: Sequence[Named]) -> str:
    """`text` with the product's name as a pronoun: how sweet is it, of the oranges."""
    for name in named[:1]:
        if name.by in ("name", "head"):
            it = " " if has_han(name.words) else " it "
            spoken = rf"(?:\b(?:the|your|this|that|these|those) )?{re.escape(name.words)}(?:e?s)?"
            text = re.sub(spoken, it, text)
    return " ".join(text.split())


def _hit(text: str, language: str, named: Sequence[Named]) -> rules.Hit | None:
    """The rule that `text` meets, by what it says and not by the name of a product alone: parfum
    asks for no fragrance where the shop sells one."""
    plain = without_titles(text, named)
    hit = rules.match(plain, language)
    name = next((one.words for one in named[:1] if one.by in ("name", "head")), "")
    if hit is None or not name:
        return hit
    unnamed = plain.replace(name, _SOME_NAME)
    asks = hit.kind is not Kind.ATTRIBUTE or rules.attributes_in(unnamed, language)
    if asks and plain[hit.start : hit.end].strip() not in name:
        return hit
    return rules.match(unnamed, language)
