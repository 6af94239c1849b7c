"""Values inside a question: colours, sizes, quantities, height and weight, regions, a budget."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.knowledge.words import fold, has_han, longest_first


@dataclass(frozen=True, slots=True)
class Slots:
    """What was found. Heights in cm, weights in kg, money in major units of the shop's currency.

    `colours` are canonical (`红色`), `colour_words` as the viewer wrote them. `numbers` are link
    numbers. `people` are whom the viewer asks for. 0 and 0.0 mean not said.
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


_SHADE = re.compile(
    r"((?:[雾浅深藏天湖墨樱奶米明军宝酒枣豆暗亮淡]|橄榄|薄荷|香芋|云朵)?[黑白灰红粉橙黄绿蓝紫棕青])色?"
    r"(?=的|款|呢|有|吗|还|和|,|，|$)"
)
_BEFORE_A_SHADE = ("", " ", "有", "要", "那", "买", "的", "和", ",", "，", "没", "这", "\0")
_HAN_NUMBER = "零一二两俩三四五六七八九十百"
_NUMBER = rf"(?:\d+|[{_HAN_NUMBER}]+)"
_PIECES = "件个瓶盒包箱套双条台只份支罐袋对块片床把"
_LETTER_SIZE = re.compile(r"(?<![a-z0-9])([2-6]xl|x{1,5}[sl]|[sml]|均码|f码)(?:码|号)?(?![a-z0-9])")
_NUMBER_SIZE = re.compile(r"(?<![\d.])(\d{2,3}(?:\.5)?)\s*(?:码|号(?!链接))")
_LATIN_SIZE = re.compile(
    r"\b(?:size|ukuran|saiz|ไซส์|ไซซ์)[\s:]+([2-6]xl|x{1,5}[sl]|[sml]|\d{2,3})\b"
)
_LINK = re.compile(
    rf"(?:第\s*)?({_NUMBER})\s*号(?!码|钟|线|楼|电池|发|到)(?:链接|宝贝|商品|产品|款)?"
    r"|(?:链接|no\.?|number|link|item|nomor|số|หมายเลข|#)\s*#?\s*(\d{1,3})(?!\d)"
    rf"|第\s*({_NUMBER})\s*(?:个|款)(?:链接|宝贝|商品)?"
)
_QUANTITY = re.compile(
    rf"(?:买|拍|要|来|共|购买|下单)?\s*({_NUMBER})\s*([{_PIECES}])(?!月|星期|人|码)"
    r"|\b(?:buy|for|of|beli|mua)?\s*(\d{1,3}|two|three|four|five|six|ten|dua|tiga|hai|ba)"
    r"\s*(?:pcs|pieces|of them|units|items|sets|bottles|boxes|buah|cái|ชิ้น|together)"
)
_HEIGHT = re.compile(
    r"(?:身高|高|height|tinggi|cao|สูง)\s*(?:是|:)?\s*([5-9]\d|1\d\d|2[0-2]\d)"
    r"|(?<!\d)([5-9]\d|1\d\d|2[0-2]\d)\s*(?:cm|厘米|公分)"
    rf"|(?<!\d)(1)\s*(?:米|m)\s*(\d{{1,2}}|[{_HAN_NUMBER}]+)"
    r"|(?<!\d)(1)\.(\d{1,2})\s*(?:米|m\b)|(一)米([零一二三四五六七八九十]+)"
)
_WEIGHT = re.compile(
    r"(?<![\d.])(\d{1,3}(?:\.\d)?)\s*(斤|kg|公斤|千克|kilo|กก)"
    r"|(?:体重|重|weigh|weight|berat|nặng|หนัก)\s*(?:是|:)?\s*(\d{2,3}(?:\.\d)?)"
)
_BARE_BODY = re.compile(r"(?<!\d)(1[4-9]\d|20\d)[\s,，/、和的]+(\d{2,3})(?![\d元块])")
_BUDGET = re.compile(
    r"(\d{2,5})\s*(?:元|块钱?|rmb|yuan)?\s*(?:以内|以下|左右|之内|内|预算)"
    r"|(?:预算|不超过|低于|少于|under|below|less than|within|budget(?: of)?|di bawah|bawah|dưới)"
    r"\s*(?:¥|￥|rp|rm|\$)?\s*(\d{2,7})"
)


@cache
def lexicon() -> Mapping[str, Any]:
    """The tables of `lexicon.toml`."""
    return tomllib.loads((files(__package__) / "lexicon.toml").read_text("utf-8"))


def find_slots(question: str) -> Slots:
    """The slots of a normalised question."""
    height, weight = _body(question)
    colours, words = _colours(question)
    return Slots(
        colours=colours,
        colour_words=words,
        sizes=_sizes(question),
        quantity=_quantity(question),
        height_cm=height,
        weight_kg=weight,
        regions=_listed("regions", question),
        people=people_in(question),
        numbers=_links(question),
        budget=_budget(question),
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
    return tuple(who for who, words in lexicon()["people"].items() if _any_word(words, text))


def people_words(who: str) -> tuple[str, ...]:
    """The words a catalog may use for `who`."""
    return tuple(lexicon()["people"].get(who, (who,)))


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
    return tuple((word, pairs[word]) for word in longest_first(pairs) if len(word) > 1)


def _colours(question: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    rest, found = question, []
    for word, colour in colour_words():
        if _any_word((word,), rest):
            found.append((question.find(word), colour, word))
            rest = rest.replace(word, "\0")
    for match in _SHADE.finditer(rest):
        before = rest[max(0, match.start() - 1) : match.start()]
        if len(match[1]) > 1 or before in _BEFORE_A_SHADE:
            found.append((match.start(), colour_of(match[1]), match[1]))
    found.sort()
    return (
        tuple(dict.fromkeys(colour for _, colour, _ in found)),
        tuple(dict.fromkeys(word for _, _, word in found)),
    )


def _sizes(question: str) -> tuple[str, ...]:
    sizes = [m[1] for m in _LETTER_SIZE.finditer(question)]
    sizes += [m[1] for m in _LATIN_SIZE.finditer(question)]
    sizes += [m[1] for m in _NUMBER_SIZE.finditer(question) if float(m[1]) >= 20]
    return tuple(dict.fromkeys(size.upper() for size in sizes))


def _quantity(question: str) -> int:
    for match in _QUANTITY.finditer(question):
        before = question[max(0, match.start() - 1) : match.start()]
        found = number(match[1] or match[3])
        if found and before not in ("第", "这", "那", "哪", "每") and found < 1000:
            if found == 1 and match[2] == "个" and not match[0].startswith(("买", "要", "拍")):
                continue
            return found
    return 0


def _links(question: str) -> tuple[int, ...]:
    found = (
        number(next(g for g in match.groups() if g is not None))
        for match in _LINK.finditer(question)
    )
    return tuple(dict.fromkeys(n for n in found if 0 < n < 1000))


def _body(question: str) -> tuple[float, float]:
    height = weight = 0.0
    match = _HEIGHT.search(question)
    if match:
        groups = [g for g in match.groups() if g]
        height = float(groups[0]) if len(groups) == 1 else _metres(groups[1])
    rest = question[: match.start()] + " " + question[match.end() :] if match else question
    found = _WEIGHT.search(rest)
    if found and found[1]:
        weight = float(found[1]) / (2 if found[2] == "斤" else 1)
    elif found:
        weight = _bare_weight(float(found[3]))
    if not height or not weight:
        bare = _BARE_BODY.search(question)
        if bare:
            height = height or float(bare[1])
            weight = weight or _bare_weight(float(bare[2]))
        elif weight and not height:
            alone = (
                re.search(r"(?<!\d)(1[4-9]\d)(?![\d斤元块])", rest.replace(found[0], " ", 1))
                if (found)
                else None
            )
            height = float(alone[1]) if alone else 0.0
    return height, weight


def _metres(decimals: str) -> float:
    digits = decimals
    if not decimals.isdigit():
        table = lexicon()["numbers"]
        digits = "".join(str(table[c]) for c in decimals if c in table and table[c] < 10)
    return 100.0 + float(digits.ljust(2, "0")[:2]) if digits else 0.0


def _bare_weight(value: float) -> float:
    """A weight without its unit: from 80 up Chinese viewers mean 斤 (half a kilogram)."""
    return value / 2 if value >= 80 else value


def _budget(question: str) -> float:
    match = _BUDGET.search(question)
    return float(match[1] or match[2]) if match else 0.0


def _listed(table: str, question: str) -> tuple[str, ...]:
    rest, found = question, []
    for name in longest_first(lexicon()[table]["names"]):
        if _any_word((name,), rest):
            found.append(name)
            rest = rest.replace(name, "\0")
    return tuple(sorted(found, key=question.find))


def _any_word(words: tuple[str, ...] | list[str], text: str) -> bool:
    for word in words:
        if has_han(word) or not word.isascii():
            if word in text:
                return True
        elif re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", text):
            return True
    return False
