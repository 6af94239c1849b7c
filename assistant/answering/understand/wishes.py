"""Which variant a question asks for: option values in the catalog's own spelling."""

import re

from assistant.answering.understand.slots import Slots, colour_of
from assistant.knowledge.collect import option_field, option_name, option_values
from assistant.knowledge.words import fold, has_han, longest_first
from catalog_loader.product import Product


def wishes_of(question: str, slots: Slots, product: Product | None) -> tuple[tuple[str, str], ...]:
    """(field, value) pairs the viewer asked for.

    A value that the product has is in its own spelling; a colour or size that it does not have is
    kept as the viewer said it, for "not among them" is an answer.
    """
    wished: dict[str, list[str]] = {}
    rest = question
    if product is not None:
        for name in _options(product):
            field = option_field(name)
            if field in ("colour", "size"):
                continue
            for value in longest_first(option_values(product, name)):
                if _names(value, product, rest):
                    wished.setdefault(field, []).append(value)
                    rest = rest.replace(fold(value), " ")
    for word in slots.colour_words:
        if word in rest:
            wished.setdefault("colour", []).extend(_colours(word, product) or [word])
    if product is not None and "colour" not in wished:
        name = option_name(product, "colour")
        for value in longest_first(option_values(product, name)) if name else []:
            if _names(value, product, rest):
                wished.setdefault("colour", []).append(value)
                rest = rest.replace(fold(value), " ")
    for size in slots.sizes:
        wished.setdefault("size", []).append(_size(size, product))
    return tuple((f, v) for f, values in wished.items() for v in dict.fromkeys(values))


def _options(product: Product) -> tuple[str, ...]:
    names = (*product.option_names, *(n for v in product.variants for n in v.options))
    return tuple(dict.fromkeys(names))


def _names(value: str, product: Product, question: str) -> bool:
    words = [value, *(t[value] for t in product.translations.values() if t.get(value))]
    return any(_stands(fold(word), question) for word in words)


def _stands(word: str, question: str) -> bool:
    if has_han(word):
        return word in question
    return re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", question) is not None


def _colours(word: str, product: Product | None) -> list[str]:
    """The product's colours that `word` names: itself, else every shade of that colour."""
    if product is None:
        return []
    name = option_name(product, "colour")
    values = option_values(product, name) if name else ()
    spoken = {
        v: [fold(v), *(fold(t.get(v, "")) for t in product.translations.values())] for v in values
    }
    exact = [v for v, names in spoken.items() if word in names or f"{word}色" in names]
    if exact:
        return exact
    colour = colour_of(word)
    return [
        v
        for v in values
        if colour
        and word in (colour, colour.removesuffix("色"), *_plain(colour))
        and colour_of(v) == colour
    ]


def _plain(colour: str) -> tuple[str, ...]:
    from assistant.answering.understand.slots import lexicon

    return tuple(w for w in lexicon()["colours"].get(colour, ()) if w.isascii() or len(w) == 1)


def _size(size: str, product: Product | None) -> str:
    if product is None:
        return size
    name = option_name(product, "size")
    same = {_plain_size(v): v for v in (option_values(product, name) if name else ())}
    return same.get(_plain_size(size), size)


def _plain_size(size: str) -> str:
    text = fold(size).removesuffix("码").removesuffix("号").upper()
    match = re.fullmatch(r"(X{2,})([SL])", text)
    return f"{len(match[1])}X{match[2]}" if match else text
