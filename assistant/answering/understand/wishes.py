"""Which variant a question asks for: option values in the catalog's own spelling."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.answering.understand.colours import colours_meant
from assistant.answering.understand.measures import (
    NAME,
    OPTION,
    Measure,
    count_words,
    ends_in,
    spelled,
)
from assistant.answering.understand.slots import Slots
from assistant.answering.understand.variants import (
    Found,
    extent,
    measures_of,
    only_measure,
    option_names,
    options_in,
)
from assistant.knowledge.collect import option_field, option_name, option_values
from assistant.knowledge.words import fold
from catalog_loader.product import Product

Wish = tuple[str, str]

_IS_NUMBER = re.compile(r"\d+(?:\.\d+)?").fullmatch
_LETTERS = ("XXS", "XS", "S", "M", "L", "XL", "2XL", "3XL", "4XL", "5XL", "6XL")
_BY_NAME = {"大号": "L", "中号": "M", "小号": "S", "加大号": "XL", "特大号": "XL"}
_NOT_SOLD = re.compile(
    r"(?:有没有|还有|有|要|来|出|做|come in(?: an?)?|have(?: it in)?(?: an?)?|got(?: an?)?|size"
    r"|ada(?: yg| yang| saiz| ukuran)?|ukuran|saiz|nomor|nombor|có(?: size)?|cỡ"
    r"|มี(?:ไซส์|ไซซ์)?|ไซส์|ไซซ์)"
    r"\s?(\d{1,3}(?:\.5)?)(?![\d.]|\s?(?:元|块|k\b|rb|cm|ml|g\b|of\b|days?|种|款))"
    rf"(?!\s?(?:{count_words()}))"
)
_NOT_SOLD_AFTER = re.compile(
    r"(?<![\d.])(\d{2,3}(?:\.5)?)\s?(?:的|码|号)?\s?(?:有没有|有吗|有不|有么|有货|还有|ada\b|available\b|còn|มี)"
)
_A_UNIT_PRICE = re.compile(r"(?:钱|块|价|多少|每|per|\ba|\beach|satu|mỗi|một|ละ)\s?$")  # 多少钱一斤
_FROM_TO = re.compile(
    r"(?<![a-z\d])(\d{2,3}|[2-6]?x*[sml])码?\s?(?:到|至|-|~|—|to|sampai|hingga|đến|ถึง)\s?(\d{2,3}|[2-6]?x*[sml])(?![a-z\d])"
)
_STRETCH = (0.6, 1.5)


@dataclass(frozen=True, slots=True)
class Reading:
    """What names variants in a question: `wishes` as (field, value), and the text with the product
    and the options that were named marked in it. `end` is the variant at the end of a row that 大的
    or the small one asks for. `unmatched` says that it holds a measure (30ml) beside them."""

    wishes: tuple[Wish, ...] = ()
    rest: str = ""
    end: Wish | None = None
    unmatched: bool = False


def read_wishes(
    text: str, language: str, slots: Slots, product: Product | None, names: Sequence[str] = ()
) -> Reading:
    """What `text` wishes; `names` are the words in it that name products.

    A value that the product has is in its own spelling; a colour, a size or a measure that it does
    not have is kept as the viewer said it, for "not among them" is an answer.
    """
    marked = spelled(_marked(text, names), language)
    if product is None:
        sizes = [("size", size) for size in slots.sizes]
        return Reading((*(("colour", word) for word in slots.colour_words), *sizes), marked)
    found = options_in(marked, product)
    wished: dict[str, list[str]] = {
        option_field(name): list(values) for name, values in found.values.items()
    }
    rest = found.rest
    for word in slots.colour_words:
        if word in rest:
            wished.setdefault("colour", []).extend(colours_meant(word, product) or [word])
            rest = rest.replace(word, OPTION * len(word))
    for size in _sizes(slots, product, found, rest):
        wished.setdefault("size", []).append(size)
    for value in _between(marked, product, wished.get("size", ())):
        wished["size"].append(value)
    for name, value in _of_its_counter(found, product, wished):
        wished.setdefault(option_field(name), []).append(value)
    absent = list(_absent(found, product, wished))
    for field, value in absent:
        wished.setdefault(field, []).append(value)
        rest = rest.replace(value, OPTION * len(value))
    wishes = tuple((f, v) for f, values in wished.items() for v in dict.fromkeys(values))
    end, rest = _end(rest, language, product, wished)
    unmatched = not absent and any(m.kind not in ("", "count") for m in found.loose)
    return Reading(wishes, rest, end, unmatched)


def size_order(value: str) -> tuple[int, float, str]:
    """Where a size stands in a row of them, smallest first: letters by rank, numbers by value."""
    plain = plain_size(value)
    if plain in _LETTERS:
        return 0, float(_LETTERS.index(plain)), ""
    number = re.search(r"\d+(?:\.\d+)?", plain)
    return 1, float(number[0]) if number else 0.0, plain


def plain_size(size: str) -> str:
    """One spelling of a size: `xxl码` is 2XL."""
    text = fold(size).removesuffix("码").removesuffix("号").upper()
    match = re.fullmatch(r"(X{2,})([SL])", text)
    return f"{len(match[1])}X{match[2]}" if match and match[0] != "XXS" else text


def _marked(text: str, names: Sequence[str]) -> str:
    for name in sorted(names, key=len, reverse=True):
        if name.isascii() and name:
            pattern = rf"(?<![a-z0-9]){re.escape(name)}(?:e?s)?(?![a-z0-9])"
            text = re.sub(pattern, lambda found: NAME * len(found[0]), text)
        elif name:
            text = text.replace(name, NAME * len(name))
    return text


def _sizes(slots: Slots, product: Product, found: Found, rest: str) -> Iterator[str]:
    """Sizes said as such (XXL, 28码) that `found` has not explained, and 有160的吗 for one not
    sold."""
    name = option_name(product, "size")
    values = option_values(product, name) if name else ()
    same = {plain_size(value): value for value in values}
    same |= {part: value for value in values for part in _parts(value) if part not in same}
    named = found.values.get(name, ())
    known = {part for value in named for part in (plain_size(value), *_parts(value))}
    for size in slots.sizes:
        plain = plain_size(size)
        if plain in known or (plain not in same and not _stands(size, rest)):
            continue
        if plain in same or name or not _explained(size, found):
            yield same.get(plain, size)
    if not slots.sizes and values and not known and all(_IS_NUMBER(value) for value in values):
        numbers = [float(value) for value in values]
        for match in (*_NOT_SOLD.finditer(rest), *_NOT_SOLD_AFTER.finditer(rest)):
            if min(numbers) * _STRETCH[0] <= float(match[1]) <= max(numbers) * _STRETCH[1]:
                yield match[1]
                return


def _between(text: str, product: Product, known: Sequence[str]) -> list[str]:
    """The sizes between two that are named as the ends of a row: 39到43."""
    span = _FROM_TO.search(text)
    values = option_values(product, option_name(product, "size")) if span else ()
    if span is None or not {span[1].upper(), span[2].upper()} <= {v.upper() for v in known}:
        return []
    ordered = sorted(values, key=size_order)
    ends = sorted(
        ordered.index(v) for v in ordered if v.upper() in (span[1].upper(), span[2].upper())
    )
    return [value for value in ordered[ends[0] : ends[-1]] if value not in known]


def _parts(value: str) -> tuple[str, ...]:
    """The plain sizes of a double one: L/XL."""
    parts = tuple(plain_size(part) for part in value.split("/"))
    return parts if len(parts) > 1 and all(part in _LETTERS for part in parts) else ()


def _stands(size: str, rest: str) -> bool:
    return re.search(rf"(?<![a-z0-9]){re.escape(size.lower())}(?![a-z0-9])", rest) is not None


def _explained(size: str, found: Found) -> bool:
    """Whether the number of a size is one that names another option: 24盒."""
    return any(size in value for values in found.values.values() for value in values)


def _end(
    rest: str, language: str, product: Product, wished: Mapping[str, Sequence[str]]
) -> tuple[Wish | None, str]:
    """The variant at the end of a row that 大的, the small one, yang gede asks for, and the text
    with those words marked."""
    ends = ends_in(rest, language)
    for name in option_names(product):
        field = option_field(name)
        values = option_values(product, name)
        if len(values) < 2 or field == "colour" or field in wished:
            continue
        letters = {value.upper(): value for value in values}
        for word, letter in _BY_NAME.items():
            if word in rest and letter in letters:
                return (field, letters[letter]), rest.replace(word, OPTION * len(word))
        sizes = [extent(value, product) for value in values]
        bare = all(value.replace(".", "").isdigit() for value in values)
        if ends and not bare and all(sizes) and len(set(sizes)) == len(sizes):
            end, first, last = ends[0]
            chosen = max(sizes) if end == "largest" else min(sizes)
            rest = rest[:first] + OPTION * (last - first) + rest[last:]
            return (field, values[sizes.index(chosen)]), rest
    return None, rest


def _of_its_counter(
    found: Found, product: Product, wished: dict[str, list[str]]
) -> Iterator[tuple[str, str]]:
    """两条 of what is sold by 1条 and 3条 are two of the first."""
    for name in option_names(product):
        if option_field(name) in wished:
            continue
        for value in option_values(product, name):
            own = only_measure(value, product)
            if own is None or own.kind != "count" or own.number != 1:
                continue
            if any(m.kind == "count" and m.unit == own.unit and not m.pack for m in found.loose):
                yield name, value


def _absent(found: Found, product: Product, wished: dict[str, list[str]]) -> Iterator[Wish]:
    """Measures asked for of an option whose values all hold one of that kind, and none is this."""
    for name in option_names(product):
        field = option_field(name)
        values = option_values(product, name)
        if field in wished or not values:
            continue
        for measure in found.loose:
            packed = measure.kind == "count" and measure.pack
            if not packed and measure.kind in ("", "count"):
                continue
            if measure.number == 1 and _A_UNIT_PRICE.search(found.rest[: measure.start]):
                continue
            if all(_holds_one_like(measure, value, product) for value in values):
                yield field, _as_said(measure, found.rest)


def _holds_one_like(measure: Measure, value: str, product: Product) -> bool:
    own = measures_of(value, product)
    if measure.kind == "count":
        return any(one.kind == "count" and one.unit == measure.unit for one in own)
    return any(one.kind == measure.kind for one in own)


def _as_said(measure: Measure, text: str) -> str:
    return text[measure.start : measure.end].strip()
