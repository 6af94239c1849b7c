"""Numbers with their units, as viewers and catalogs write them: 七升, 7L, 3条装, 50乘80, two tubes.

Both sides are read by the same tables (`units.toml`), so that a variant is found by what its name
measures or counts, whatever the spelling.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from assistant.answering.understand.lexicon import LETTERS
from assistant.knowledge.words import fold, has_han, longest_first
from catalog_loader.tables import table

_HAN_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {
    "两": 2,
    "俩": 2,
}
_HAN_PLACES = {"十": 10, "百": 100, "千": 1000}
_MYRIAD = 10_000
_HAN_NUMBER = r"[零一二两俩三四五六七八九十百千万]+(?:点[零一二三四五六七八九]+)?"
_DIGIT_MYRIADS = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)万(?=\s?(?:毫安|mah))")
_PEOPLE = {"单人": "1人", "双人": "2人"}
_FRACTIONS = {"半": Decimal("0.5")}
_TIMES = r"[×x*乘]"
_BOUND = rf"\s*(?:{_TIMES}|到|至|[~-]|to)\s*"
_PART_OF_A_WORD = re.compile(r"[a-z](?<!x)|x[a-z]")  # 2xl is no number, 2x5 is one
_HALF = re.compile(r"(?<![\d.])(\d{2})半(?=[码号的有吗还没]|$)")  # 39半 is a size of 39.5
_LIKE_ANYTHING = "piece"
NAME = "\x01"
"""Stands in a marked text where the product is named."""
OPTION = "\x02"
"""Stands in a marked text where an option of the product is named."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A number of a text: `number` as written, `value` in the base unit of its `kind`.

    `kind` is a measure (`volume`, `mass`, …), `count`, or "" without a unit. `unit` is the unit as
    the table names it (`ml`, `bag`), `written` as it stands. `pack` says that so many are sold as
    one: 3条装, three-pack, box of 5.
    """

    number: Decimal
    start: int
    end: int
    kind: str = ""
    unit: str = ""
    written: str = ""
    value: Decimal = Decimal(0)
    pack: bool = False

    def names(self, other: "Measure") -> bool:
        """Whether a viewer who says this may mean what a catalog writes as `other`."""
        if not self.kind:
            return self.number == other.number
        if not other.kind:
            return False
        if self.kind == other.kind == "count":
            return self.number == other.number and _counted_alike(self, other)
        if self.kind == other.kind:
            return self.value == other.value
        alike = other.written.startswith(self.written) or self.written.startswith(other.written)
        return self.number == other.number and alike


def spelled(text: str, language: str = "") -> str:
    """`text` with the numerals before units in digits: 七升 is `7升`, two tubes `2 tubes`."""
    if has_han(text):
        for word, counted in _PEOPLE.items():
            text = text.replace(word, counted)
        text = _DIGIT_MYRIADS.sub(_in_digits, text)
        text = _HALF.sub(r"\1.5", _han_before_unit().sub(_digits, text))
    words = _numerals(language) if language else {}
    if words:
        text = _word_numbers(tuple(words)).sub(lambda m: str(words[m[0]]), text)
    return text


@lru_cache(maxsize=2048)
def measures(text: str) -> tuple[Measure, ...]:
    """The numbers of a folded, `spelled` text with their units, in order."""
    found: list[Measure] = []
    for match in _measure().finditer(text):
        if not match["unit"] and _PART_OF_A_WORD.match(text, match.end()):
            continue
        kind, unit, factor = _unit(match["unit"] or "")
        number = Decimal(match["number"])
        packed = match["packed"] or match["dash"] or match["of"] or ""
        if packed and not unit:
            kind, unit, factor = "count", _LIKE_ANYTHING, Decimal(1)
        found.append(
            Measure(
                number, match.start("number"), match.end(), kind, unit, match["unit"] or "",
                number * factor, pack=bool(packed),
            )
        )  # fmt: skip
    return _sharing_units(found, text)


def joined(found: tuple[Measure, ...], text: str) -> tuple[tuple[Measure, ...], ...]:
    """The measures of `text` in groups, those of one size together: 50乘80, 1.8x1.5."""
    groups: list[tuple[Measure, ...]] = []
    for measure in found:
        last = groups[-1][-1] if groups else None
        if last is not None and re.fullmatch(rf"\s*{_TIMES}\s*", text[last.end : measure.start]):
            groups[-1] = (*groups[-1], measure)
        else:
            groups.append((measure,))
    return tuple(groups)


def count_words() -> str:
    """A pattern of every counting word."""
    words = [w for w, (kind, _, _) in _units().items() if kind == "count"]
    return _any_of(words)


@cache
def plain_words(name: str) -> frozenset[str]:
    """Words of options that tell no value from another, by what they do."""
    return frozenset(map(fold, table(__package__, "units.toml")["words"][name]))


def is_whole(unit: str) -> bool:
    """Whether a counting word counts goods as they are sold (台, 箱), not what lies in them."""
    return unit in table(__package__, "units.toml")["counting"]["wholes"]


def ends_in(text: str, language: str) -> tuple[tuple[str, int, int], ...]:
    """(`largest` | `smallest`, start, end) of each word that asks for an end of a row."""
    chinese = language == "zh" or has_han(text)
    return tuple(
        (end, match.start(), match.end())
        for end, pattern in _ends(language, chinese)
        for match in pattern.finditer(text)
    )


def points_at_an_end(text: str, language: str) -> bool:
    """Whether an end of a row is pointed at: 大的那款, the bigger one, and not 最大功率."""
    chinese = language == "zh" or has_han(text)
    tongues = dict.fromkeys((language, "en", *(("zh",) if chinese else ())))
    pointed = table(__package__, "units.toml")["pointed"]
    return any(re.search(p, text) for tongue in tongues for p in pointed.get(tongue, ()))


def _counted_alike(one: Measure, other: Measure) -> bool:
    """Whether two counting words may count the same: 60个 are 60枚, but 5盒 are not 5片."""
    if one.unit == other.unit or one.pack:
        return True
    if _LIKE_ANYTHING not in (one.unit, other.unit):
        return False
    return not is_whole(one.unit if other.unit == _LIKE_ANYTHING else other.unit)


def _sharing_units(found: list[Measure], text: str) -> tuple[Measure, ...]:
    """In 150×200cm and in 3到4人 the first number is of the last one's unit."""
    for place in range(len(found) - 2, -1, -1):
        here, after = found[place], found[place + 1]
        joined = re.fullmatch(_BOUND, text[here.end : after.start])
        if joined and not here.kind and after.kind not in ("", "count"):
            kind, unit, factor = _unit(after.written)
            found[place] = Measure(
                here.number, here.start, here.end, kind, unit, after.written, here.number * factor
            )
    return tuple(found)


def _in_digits(match: re.Match[str]) -> str:
    return f"{(Decimal(match[1]) * _MYRIAD).normalize():f}"


def _digits(match: re.Match[str]) -> str:
    value = han_number(match[0])
    before = match.string[: match.start()][-1:]
    apart = " " if before.isascii() and before.isalnum() else ""  # 29.9十斤, l三件
    return match[0] if value is None else f"{apart}{value.normalize():f}"


@lru_cache(maxsize=512)
def han_number(run: str) -> Decimal | None:
    """A number in Chinese numerals below a hundred million; None when it is none."""
    above, myriads, below = run.partition("万")
    if myriads and "万" not in below and "点" not in above:
        high, low = han_number(above), han_number(below) if below else Decimal(0)
        if not above or high is None or low is None:
            return None
        return high * _MYRIAD + low * (1000 if len(below) == 1 else 1)  # 两万五 is 25000
    whole, _, fraction = run.partition("点")
    total = digit = 0
    if whole and all(char in _HAN_DIGITS for char in whole):
        total = int("".join(str(_HAN_DIGITS[char]) for char in whole))
    else:
        place = 1
        for char in whole:
            if char in _HAN_DIGITS:
                digit = _HAN_DIGITS[char]
                place = 1 if char == "零" else place
            elif char in _HAN_PLACES:
                place = _HAN_PLACES[char]
                total, digit = total + (digit or 1) * place, 0
            else:
                return None
        short = digit and place >= 100 and "零" not in whole  # 两百五 is 250
        total += digit * (place // 10 if short else 1)
    decimals = "".join(str(_HAN_DIGITS[char]) for char in fraction)
    return Decimal(f"{total}.{decimals}" if decimals else total)


@cache
def _units() -> Mapping[str, tuple[str, str, Decimal]]:
    """Written unit: its kind, its name, its factor to the base unit."""
    units: dict[str, tuple[str, str, Decimal]] = {}
    for name, words in table(__package__, "units.toml")["counts"].items():
        units |= {fold(word): ("count", name, Decimal(1)) for word in words}
    for kind, measures in table(__package__, "units.toml")["measures"].items():
        for name, (factor, *words) in measures.items():
            units |= {fold(word): (kind, name, Decimal(str(factor))) for word in words}
    return units


def _unit(written: str) -> tuple[str, str, Decimal]:
    return _units().get(written, ("", "", Decimal(1)))


@cache
def _numerals(language: str) -> Mapping[str, int]:
    numerals = table(__package__, "units.toml")["numerals"]
    own = numerals.get(language, {})
    return {fold(word): value for word, value in {**numerals["en"], **own}.items()}


@cache
def _measure() -> re.Pattern[str]:
    units = _any_of(_units())
    return re.compile(
        r"(?:(?P<of>(?:pack|box|set|bundle|case|isi)\s+(?:of\s+)?))?"
        rf"(?<![\d.,])(?P<number>\d+(?:\.\d+)?)(?![\d]|[.,]\d)"
        rf"(?:(?P<dash>-(?:pack|pc|piece|pcs)(?:s\b)?|\s*(?:pack|bag|box|bottle)\b(?!s))"
        rf"|(?:(?:\s?|-)(?P<unit>{units}))?)(?P<packed>装)?"
    )


@cache
def _ends(language: str, chinese: bool) -> tuple[tuple[str, re.Pattern[str]], ...]:
    tongues = dict.fromkeys((language, "en", *(("zh",) if chinese else ())))
    return tuple(
        (end, re.compile(_any_of(word for tongue in tongues for word in words.get(tongue, ()))))
        for end, words in table(__package__, "units.toml")["ends"].items()
    )


@cache
def _han_before_unit() -> re.Pattern[str]:
    return re.compile(rf"(?<![第这那哪每]){_HAN_NUMBER}(?=\s?(?:{_any_of(_units())}|{_TIMES}|装))")


@lru_cache(maxsize=16)
def _word_numbers(words: tuple[str, ...]) -> re.Pattern[str]:
    """Number words before what they count: any unit, a pack, or the product itself."""
    listed = "|".join(re.escape(word) for word in longest_first(words))
    counted = rf"(?=[\s-]?(?:{_any_of(_units())}|pack|of\b|\d|{NAME}|{OPTION}))"
    return re.compile(rf"(?<![^\W_])(?:{listed}){counted}|(?:^|(?<=\bof ))(?:{listed})$")


def _any_of(words: Iterable[str]) -> str:
    """A pattern of `words`; those in letters with an end only where no letter follows."""
    return "|".join(
        re.escape(word) + (rf"(?![{LETTERS}])" if word[-1] < "\u0e00" else "")
        for word in longest_first(map(fold, words))
    )
