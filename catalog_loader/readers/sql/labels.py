"""What a column of an unknown database is called: by its comment, else by its own name."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from catalog_loader.readers.guessing.headers import header_of, meaning_of
from catalog_loader.readers.sql.records import Column, SqlTable
from catalog_loader.readers.toolkit.published import attribute_key

_HEAD = re.compile(r"[，,；;：:。!！?？\n]|(?<=\D)\d+\s*[-=>是为]|[(（]\s*\d")
_CENTS = re.compile(
    r"单位\s*[:：]?\s*(?:为|是)?\s*分|以分为单位|[(（]\s*分\s*[)）]|\bin cents\b", re.I
)
_CODED = re.compile(
    r"(?<![\d.])(\d{1,2})\s*(?:->|=>|[-－—:：=、.．]|表示|代表|是|为)?\s*"
    r"([^\d\s,，;；、。()（）\[\]|/:：=>-]{1,12})"
)
_DELETED = re.compile(
    r"^(?:is_?)?del(?:ete[d]?)?(?:_?(?:flag|status|at|time))?$|^(?:是否|逻辑)?删除", re.I
)
_NOT_DELETED = frozenset({"", "0", "false", "f", "n", "no", "未删除", "正常", "否", "存在", "未"})
_NUMBERS = re.compile(
    r"(?:TINY|SMALL|MEDIUM|BIG)?INT|INTEGER|SERIAL|DEC|NUMERIC|FLOAT|DOUBLE|REAL|BIT|BOOL|DATE|TIME"
)
_GOODS = re.compile(r"^(?:商品|货品|产品|宝贝|sku|spu)+", re.I)
_OPEN = ("", "other_price", "conditional_price")
"""Where a name leaves open what the column is, or whose price; another of its names may not."""

_SHORT = {
    "descr?": "description",
    "imgs?": "image",
    "pics?": "picture",
    "(?:stock|inventory)_?(?:num|number|count|nums)": "stock",
}
_PLAIN = ("price", "quantity")
_NAMED_ELSEWHERE = ("brand", "category")
"""What is a name; a number in its place is the key of one that is not in the file."""

_NUMERIC = re.compile(r"-?\d+(?:\.\d+)?|[tf]|true|false|\d{4}-\d\d-\d\d.*")


@lru_cache(maxsize=8192)
def sense_of(label: str) -> str:
    """What a column called so holds, "" where that is not known."""
    meaning = meaning_of(header_of(label))
    return meaning.sense if meaning else ""


def label_of(column: Column) -> str:
    """The comment's first words, unless only the name says what the column is."""
    said = _HEAD.split(column.comment, maxsplit=1)[0].strip()
    bare = _GOODS.sub("", said)
    name = _in_full(column.name)
    label = said or name
    for better in (bare, name):
        # 商品货品价格 is a price like any other; a promotion's is one of its time.
        if sense_of(label) in _OPEN and (sense_of(better) in _PLAIN or not sense_of(label)):
            label = better if sense_of(better) else label
    if _CENTS.search(column.comment) or header_of(column.name).minor:
        header = header_of(label)
        return f"{header.words if header.minor else header.label}(分)"
    return label


def _in_full(name: str) -> str:
    """A column's name without the abbreviations that only databases have."""
    for short, word in _SHORT.items():
        name = re.sub(rf"(?<![a-z]){short}(?![a-z])", word, name, flags=re.I)
    return name


def senses_in(table: SqlTable) -> dict[str, str]:
    """The senses that the columns of a table have, each with the first column of it."""
    found: dict[str, str] = {}
    for column in table.columns:
        found.setdefault(sense_of(label_of(column)), column.name)
    found.pop("", None)
    return found


def codes_of(column: Column, values: Iterable[str]) -> Mapping[str, str]:
    """What the numbers in a column stand for, where its comment says so of all of them."""
    codes: dict[str, str] = dict(_CODED.findall(column.comment))
    used = {value for value in values if value}
    return codes if len(codes) > 1 and used <= codes.keys() else {}


def is_deletion(column: Column) -> bool:
    """Whether a column marks rows as deleted."""
    return bool(_DELETED.match(column.name) or _DELETED.match(label_of(column)))


def says_deleted(value: str) -> bool:
    """Whether what stands in such a column says that the row is deleted."""
    return value.strip().lower() not in _NOT_DELETED


def is_internal(column: Column, label: str, values: Iterable[str]) -> bool:
    """Whether it is a number or a date that no viewer has a word for: a counter, a switch, a key.

    A text is a property of the goods, under whatever name.
    """
    filled = [value for value in values if value]
    if sense_of(label) in _NAMED_ELSEWHERE and filled and all(map(str.isdecimal, filled)):
        return True
    if sense_of(label) or attribute_key(header_of(label).label):
        return False
    if column.type:
        return bool(_NUMBERS.match(column.type))
    return bool(filled) and all(_NUMERIC.fullmatch(value) for value in filled)
