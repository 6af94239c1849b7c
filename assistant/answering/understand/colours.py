"""Colours in a question, and which colours of a product a word may mean."""

import re
from collections.abc import Sequence
from functools import cache

from assistant.answering.understand.lexicon import holds_any, lexicon
from assistant.knowledge.collect import option_name, option_values
from assistant.knowledge.words import fold, has_han, longest_first
from catalog_loader.product import Product

# 奶粉, 米粉 and 豆粉 are powders: 粉 is a shade only after what tints it.
_SHADE = re.compile(
    r"((?:(?:[雾浅深藏天湖墨樱奶米明军宝酒枣豆暗亮淡]|橄榄|薄荷|香芋|云朵)?[黑白灰红橙黄绿蓝紫棕青]"
    r"|[雾浅深樱明暗亮淡]?粉|(?:奶|米|豆|香芋|薄荷)粉(?=色)))色?"
    r"(?=的|款|呢|有|吗|还|和|多少|各|,|，|\d|$)"
)
_BEFORE_A_SHADE = (
    "",
    " ",
    "有",
    "要",
    "那",
    "买",
    "的",
    "和",
    ",",
    "，",
    "没",
    "这",
    "个",
    "件",
    "条",
    "双",
    "\0",
)


def colours_in(question: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(canonical colours, the words that said them), in the order of the question."""
    rest, found = question, []
    for word, colour in colour_words():
        if holds_any((word,), rest):
            found.append((question.find(word), colour, word))
            rest = rest.replace(word, "\0")
    for match in _SHADE.finditer(rest):
        before = rest[max(0, match.start() - 1) : match.start()]
        if len(match[1]) > 1 or before in _BEFORE_A_SHADE or before.isascii():
            found.append((match.start(), colour_of(match[1]), match[1]))
    found.sort()
    return (
        tuple(dict.fromkeys(colour for _, colour, _ in found)),
        tuple(dict.fromkeys(word for _, _, word in found)),
    )


def colour_of(word: str) -> str:
    """The canonical colour that `word` (藏蓝, 黑色, navy) is a shade or a name of, "" for none."""
    word = fold(word)
    best = ("", "")
    for colour, names in lexicon()["colours"].items():
        for name in (colour, *names):
            if (name == word or (has_han(name) and name in word)) and len(name) > len(best[0]):
                best = (name, colour)
    return best[1]


@cache
def colour_words() -> tuple[tuple[str, str], ...]:
    """(word, canonical colour), longest word first; single characters are left out."""
    pairs = {
        fold(name): colour
        for colour, names in lexicon()["colours"].items()
        for name in (colour, *names)
    }
    families = {fold(name): shades[0] for name, shades in lexicon()["colour_families"].items()}
    pairs = families | pairs
    return tuple((word, pairs[word]) for word in longest_first(pairs) if len(word) > 1)


def colours_meant(word: str, product: Product) -> list[str]:
    """The product's colours that `word` may name: itself, else every shade of that colour."""
    name = option_name(product, "colour")
    values = option_values(product, name) if name else ()
    spoken = {value: _names_of(value, product) for value in values}
    exact = [v for v, names in spoken.items() if word in names or f"{word}色" in names]
    if exact:
        return exact
    family = lexicon()["colour_families"].get(word, ())
    colour = colour_of(word)
    if not family and not (colour and word in (colour, colour.removesuffix("色"), *_plain(colour))):
        return []
    for wanted in ({*family, colour}, set(lexicon()["colour_near"].get(colour, ()))):
        found = [v for v, names in spoken.items() if any(_shade_of(n) in wanted for n in names)]
        if found:
            return found
    return []


def _names_of(value: str, product: Product) -> Sequence[str]:
    said = (words.get(value, "") for words in product.translations.values())
    return [fold(text) for text in (value, *said) if text]


def _shade_of(name: str) -> str:
    """The colour of a published name, else of its last word: misty blue is a blue."""
    if colour := colour_of(name):
        return colour
    parts = name.split()
    ends = (parts[-1], parts[0]) if parts else ()
    return next((colour for part in ends if (colour := colour_of(part))), "\0")


def _plain(colour: str) -> tuple[str, ...]:
    """The plain names of a colour, not its shades: 蓝, blue, xanh dương, but not 藏青."""
    shades = lexicon()["colour_shades"]
    return tuple(
        fold(w)
        for w in lexicon()["colours"].get(colour, ())
        if w not in shades and (not has_han(w) or len(w) == 1)
    )
