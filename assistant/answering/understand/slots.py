"""Values inside a question: colours, sizes, quantities, height and weight, regions, a budget."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from assistant.answering.understand.amounts import quantity_in
from assistant.answering.understand.bodies import body_in
from assistant.answering.understand.budget import budget_in
from assistant.answering.understand.colours import colours_in
from assistant.answering.understand.lexicon import LETTERS, holds_any
from assistant.answering.understand.lexicon import lexicon as lexicon
from assistant.answering.understand.measures import spelled
from assistant.answering.understand.places import places_in
from assistant.knowledge.words import REMEMBERED


@dataclass(frozen=True, slots=True)
class Slots:
    """What was found. Heights in cm, weights in kg, money in major units of the shop's currency.

    `colours` are canonical (`红色`), `colour_words` as the viewer wrote them. `numbers` are link
    numbers. `people` are whom the viewer asks for. `proposed` is a price that the viewer says, to
    be told whether it is so. 0 and 0.0 mean not said.
    """

    colours: tuple[str, ...] = ()
    colour_words: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    quantity: int = 0
    height_cm: float = 0.0
    weight_kg: float = 0.0
    regions: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    budget: float = 0.0
    proposed: float = 0.0


_HAN_NUMBER = "零一二两俩三四五六七八九十百"
_NUMBER = rf"(?:\d+|[{_HAN_NUMBER}]+)"
_LETTER_SIZE = re.compile(
    rf"(?<![{LETTERS}0-9'.])(?<!\d\d )(?<!\.\d )(?<![a-z]-)"
    rf"([2-6]xl|x{{1,5}}[sl]|[sml]|均码|f码)(?:码|号)?(?![{LETTERS}0-9'-])"
)
_NUMBER_SIZE = re.compile(r"(?<![\d.月])(\d{2,3}(?:\.5)?)\s*(?:码|号(?!链接))")
_LATIN_SIZE = re.compile(
    r"\b(?:size|ukuran|saiz|cỡ|ไซส์|ไซซ์)[\s:]+([2-6]xl|x{1,5}[sl]|[sml]|\d{2,3})\b"
)
_LINK = re.compile(
    rf"(?:第\s*)?(?<![大小])({_NUMBER})\s*号(?!码|钟|线|楼|电池|发|到)(?:链接|宝贝|商品|产品|款)?"
    r"|(?:链接|no\.?|number|link|item|nomor|nombor|số|หมายเลข|#)\s*#?\s*(\d{1,3})(?!\d)"
    rf"|第\s*({_NUMBER})\s*(?:个|款)(?:链接|宝贝|商品)?"
)


@lru_cache(maxsize=REMEMBERED)
def find_slots(question: str) -> Slots:
    """The slots of a normalised question."""
    height, weight = body_in(question)
    colours, words = colours_in(question)
    return Slots(
        colours=colours,
        colour_words=words,
        sizes=_sizes(question),
        quantity=quantity_in(spelled(question, "en")),
        height_cm=height,
        weight_kg=weight,
        regions=places_in(question),
        people=people_in(question),
        numbers=_links(question),
        budget=budget_in(question),
    )


def number(text: str) -> int:
    """A small number in digits, Chinese numerals up to 99 or a word; 0 when it is none."""
    if text.isdigit():
        return int(text)
    table: Mapping[str, int] = lexicon()["numbers"]
    if text in table:
        return table[text]
    tens, ten, ones = text.partition("十")
    if ten and all(part == "" or part in table for part in (tens, ones)):
        return (table.get(tens, 1) if tens else 1) * 10 + (table[ones] if ones else 0)
    return 0


def people_in(text: str) -> tuple[str, ...]:
    """Whom `text` speaks of, by canonical word."""
    return tuple(who for who, words in lexicon()["people"].items() if holds_any(words, text))


def people_words(who: str) -> tuple[str, ...]:
    """The words a catalog may use for `who`."""
    return tuple(lexicon()["people"].get(who, (who,)))


def _sizes(question: str) -> tuple[str, ...]:
    sizes = [m[1] for m in _LETTER_SIZE.finditer(question)]
    sizes += [m[1] for m in _LATIN_SIZE.finditer(question)]
    sizes += [m[1] for m in _NUMBER_SIZE.finditer(question) if float(m[1]) >= 20]
    return tuple(dict.fromkeys(size.upper() for size in sizes))


def _links(question: str) -> tuple[int, ...]:
    found = (
        number(next(g for g in match.groups() if g is not None))
        for match in _LINK.finditer(question)
    )
    return tuple(dict.fromkeys(n for n in found if 0 < n < 1000))
