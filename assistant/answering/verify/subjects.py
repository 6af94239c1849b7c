"""Which thing a clause is about, and which of its variants."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import jieba

from assistant.answering.verify.lexicon import lexicon
from assistant.answering.verify.quantities import quantities
from assistant.answering.verify.reading import Found, Reading, one_way, read
from assistant.answering.verify.units import Ground
from assistant.answering.verify.words import stem

_LATIN = re.compile(r"[a-z][a-zà-ỹ]+")
_MIXED = re.compile(r"[a-z]+[\u3400-\u9fff]")  # T恤
_SIZE_LIKE = re.compile(r"\d?x{0,4}[sml]|\dxl|\d{2,3}码?|均码")
_CONTRAST = re.compile(r"但是|但|而(?!且)|\b(?:but|while|whereas|tapi|tetapi|nhưng)\b|แต่")
_GENERIC = frozenset(["with", "and", "for", "the"])


@dataclass(frozen=True, slots=True)
class Mention:
    """Things of the evidence a clause names, in order, and the spans of text that name them.

    `things` is empty where none is named. Where a word fits several things (羽绒服), all of them
    are in `things` and `exact` is false.
    """

    things: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    exact: bool = True


@lru_cache(maxsize=512)
def name_words(thing: str) -> frozenset[str]:
    """The words a thing may be called by, out of its title."""
    han = {word for word in jieba.lcut(thing) if len(word) > 1 and word > "\u3000"}
    latin = {stem(word) for word in _LATIN.findall(thing) if word not in _GENERIC}
    return frozenset(han | latin | set(_MIXED.findall(thing)))


@lru_cache(maxsize=64)
def free_names(ground: Ground) -> frozenset[str]:
    """Words that name a thing and claim nothing: the last word of a title, and those that no
    value holds. 白鸭绒 in a title is a claim wherever it is said."""
    # A property (连帽) is claimed by its name as another is by its value.
    values = " ".join(
        unit.value.text if unit.truth is None else unit.label.text for unit in ground.units
    )
    free = set()
    for thing in ground.things:
        words = [word for word in jieba.lcut(thing) if len(word) > 1 and word > "\u3000"]
        free |= {word for word in name_words(thing) if word not in values}
        free |= set(words[-1:]) | {word for word in _MIXED.findall(thing) if thing.endswith(word)}
    return frozenset(free)


def mentioned(text: str, ground: Ground) -> Mention:
    """The things `text` names."""
    found: list[tuple[int, int, frozenset[str]]] = []
    for thing in ground.things:
        at = text.find(thing)
        if at >= 0:
            found.append((at, at + len(thing), frozenset({thing})))
    owners: dict[str, set[str]] = {}
    for thing in ground.things:
        for word in name_words(thing):
            owners.setdefault(word, set()).add(thing)
    for word, things in owners.items():
        for match in re.finditer(re.escape(word), text):
            if not any(start <= match.start() and match.end() <= end for start, end, _ in found):
                found.append((match.start(), match.end(), frozenset(things)))
    found.sort(key=lambda item: item[0])
    spans = tuple((start, end) for start, end, _ in found)
    single = [next(iter(things)) for _, _, things in found if len(things) == 1]
    if single:
        return Mention(tuple(dict.fromkeys(single)), spans)
    shared = [things for _, _, things in found]
    if shared:
        common = frozenset.intersection(*shared) or frozenset.union(*shared)
        return Mention(tuple(sorted(common)), spans, exact=len(common) == 1)
    return Mention((), spans)


def options_named(reading: Reading, ground: Ground) -> frozenset[str]:
    """Values of options that a clause names: sizes, and whatever stands there word for word."""
    values = {value for unit in ground.units for value in unit.options}
    values |= {unit.value.text for unit in ground.units if unit.fact.field in {"colour", "size"}}
    sizes = {size.name for size in reading.sizes}
    named = set()
    for value in values:
        bare = value.removesuffix("码").removesuffix("号")
        as_colour = value if len(value) < 2 else value.removesuffix("色")
        shades = {colour.text for colour in reading.colours if colour.text}
        if bare in sizes or as_colour in shades or _stands(value, reading.text):
            named.add(value)
    named |= _translated_colours(reading, ground)
    # 雾蓝 named word for word is not also 蓝.
    return frozenset(
        value
        for value in named
        if not any(value != other and value in other for other in named) or value in sizes
    )


def is_colour(colour: Found, value: str) -> bool:
    """Whether a colour that is said may be the one a fact calls `value`."""
    if colour.text and len(colour.text) > 1:
        return colour.text in value
    words = lexicon().colours.get(colour.name)
    return words is not None and any(word in value for word in words.all)


def _translated_colours(reading: Reading, ground: Ground) -> set[str]:
    """Colours of the facts named in another language, where a name fits only one of them."""
    listed = {unit.value.text for unit in ground.units if unit.fact.field == "colour"}
    listed |= {
        one_way(value)
        for unit in ground.units
        for name, value in unit.fact.options
        if option_kind(name) == "colour"
    }
    named = set()
    for colour in reading.colours:
        words = lexicon().colours.get(colour.name)
        if words is None or colour.text:
            continue
        fitting = {value for value in listed if any(word in value for word in words.all)}
        if len(fitting) == 1:
            named |= fitting
    return named


def _stands(value: str, text: str) -> bool:
    if value not in text or (len(value) == 1 and value.isascii()):
        return False
    return whole(value).search(text) is not None


@lru_cache(maxsize=64)
def _countable_options(ground: Ground) -> tuple[str, ...]:
    """Values of options that hold a number (10片装), or are neither colour nor size: 原味."""
    plain = {"colour", "size"}
    values = {
        one_way(value)
        for unit in ground.units
        for name, value in unit.fact.options
        if any(char.isdigit() for char in value) or option_kind(name) not in plain
    }
    listed = {
        unit.value.text
        for unit in ground.units
        if not unit.options
        and unit.thing
        and any(
            unit.fact.label == name and unit.thing == other.thing
            for other in ground.units
            for name, _ in other.fact.options
        )
    }
    values |= {value for value in listed if any(char.isdigit() for char in value)}
    return tuple(
        sorted((v for v in values if _SIZE_LIKE.fullmatch(v) is None), key=len, reverse=True)
    )


def mask_options(text: str, ground: Ground) -> tuple[str, frozenset[str]]:
    """`text` without the options that stand in it word for word, and those options."""
    named = set()
    for value in _countable_options(ground):
        if value not in text:
            continue
        pattern = whole(value)
        if pattern.search(text):
            named.add(value)
            text = pattern.sub(lambda match: " " * len(match[0]), text)
    return text, frozenset(named)


def enumerated(clause: str, ground: Ground) -> list[str]:
    """The parts of a clause that lists variants with their prices or stock: S 599元、M 619元."""
    pieces = [
        piece for piece in re.split(r"、|;|\band\b|\bdan\b|\bvà\b|และ", clause) if piece.strip()
    ]
    if len(pieces) > 1 and all(_priced(piece, ground) for piece in pieces):
        return pieces
    if len(pieces) > 1 and (listed := _in_stock(pieces, ground)):
        return listed
    masked, _ = mask_options(clause, ground)
    sides = [side for side in _CONTRAST.split(clause) if side.strip()]
    if len(sides) > 1 and all(read(side).stock or quantities(side) for side in sides):
        return [part for side in sides for part in enumerated(side, ground)]
    amounts = [number for number in quantities(masked) if number.kind.startswith("money")]
    if (
        len(amounts) < 2
        or not options_named(read(clause), ground) | mask_options(clause, ground)[1]
    ):
        return [clause]
    cuts = [0, *(number.end for number in amounts)]
    parts = [clause[begin:end] for begin, end in pairwise(cuts)]
    parts[-1] += clause[cuts[-1] :]
    named = [options_named(read(part), ground) | mask_options(part, ground)[1] for part in parts]
    return parts if all(named) else [clause]


def _in_stock(pieces: list[str], ground: Ground) -> list[str]:
    """Each of the variants listed, with the state of stock that is said of all of them once."""
    states = [found for piece in pieces for found in read(piece).stock]
    for piece in pieces:
        masked, named = mask_options(piece, ground)
        if not named and not options_named(read(piece), ground):
            return []
        if any(number.kind != "plain" for number in quantities(masked)):
            return []
    if len(states) != 1 or not (read(pieces[0]).stock or read(pieces[-1]).stock):
        return []
    return [piece if read(piece).stock else f"{piece} {states[0].text}" for piece in pieces]


def _priced(piece: str, ground: Ground) -> bool:
    masked, named = mask_options(piece, ground)
    amounts = any(number.kind.startswith("money") for number in quantities(masked))
    return amounts and bool(named | options_named(read(masked), ground))


def option_kind(name: str) -> str:
    """`colour` or `size` for the names an option of that kind goes by, else the name."""
    lowered = name.lower()
    if lowered in {"颜色", "色号", "colour", "color", "warna", "màu", "สี"}:
        return "colour"
    return "size" if lowered in {"尺码", "码数", "尺寸", "鞋码", "size", "ukuran", "saiz"} else name


@lru_cache(maxsize=4096)
def whole(value: str) -> re.Pattern[str]:
    """`value` where it stands as a word, or anywhere in a text without blanks."""
    before = r"(?<![a-z0-9.])" if value[0].isascii() and value[0].isalnum() else ""
    after = r"(?![a-z0-9])" if value[-1].isascii() and value[-1].isalnum() else ""
    return re.compile(before + re.escape(value) + after)
