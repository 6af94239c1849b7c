"""What Taobao's numbers are called, where they are the same in every category.

A property (pid) and its value (vid) have one number each; a file mostly gives these alone. What is
not here and is not named in the file stays a number.
"""

from collections.abc import Iterator

from catalog_loader.readers.taobao.columns import Layout
from catalog_loader.readers.taobao.skus import Pair, pair_of
from catalog_loader.readers.toolkit.cells import Cells

PROPERTIES = {
    "1627207": "颜色分类", "20509": "尺码", "20518": "尺码", "20549": "鞋码",
    "20000": "品牌", "13021751": "货号",
    "2043183": "书名", "2043189": "作者", "2043193": "出版时间", "1636953": "ISBN编号",
    "46398806": "定价", "122216620": "出版社名称",
}  # fmt: skip

_COLOURS = {
    "28320": "白色", "28321": "乳白色", "28324": "黄色", "28326": "红色", "28327": "酒红色",
    "28328": "金色", "28329": "紫色", "28330": "银色", "28331": "卡其色", "28332": "浅灰色",
    "28334": "灰色", "28335": "绿色", "28338": "蓝色", "28340": "深蓝色", "28341": "黑色",
    "30158": "浅棕色", "129819": "咖啡色", "132069": "褐色", "3232478": "深灰色",
    "3232479": "深紫色", "3232480": "粉红色", "3232483": "军绿色", "3232484": "天蓝色",
    "3455405": "青色", "3707775": "宝蓝色", "4266701": "米白色", "4950473": "桔红色",
    "5167321": "紫红色", "5483105": "湖蓝色", "6588790": "深棕色",
}  # fmt: skip
_SIZES = {
    "28381": "XXS", "28313": "XS", "28314": "S", "28315": "M", "28316": "L", "28317": "XL",
    "28318": "XXL", "28319": "XXXL", "28383": "均码",
}  # fmt: skip
_SHOE_SIZES = {
    "670": "35", "671": "36", "29542": "37", "28388": "38", "672": "39", "28389": "40",
    "28390": "41", "28391": "42", "28392": "43", "28393": "44", "28394": "45", "28395": "46",
    "28396": "47",
}  # fmt: skip
VALUES = {
    (pid, vid): word
    for pid, words in (
        ("1627207", _COLOURS), ("20509", _SIZES), ("20518", _SIZES), ("20549", _SHOE_SIZES),
    )
    for vid, word in words.items()
}  # fmt: skip
"""Values by the numbers of their property and their own."""

BRAND = "20000"


class Words:
    """What the numbers in one row are called."""

    def __init__(self, cells: Cells, layout: Layout) -> None:
        self._cells = cells
        self._column = layout.column["skus"]
        self._names: dict[str, str] = {}
        self._values: dict[Pair, str] = {}
        self._unnamed: set[str] = set()
        self.stated: dict[Pair, tuple[str, str]] = {}
        """Properties that the row names in words: the property, and its value."""
        properties = cells.listed(layout.column["properties"], ";")
        for entry in properties:
            match entry.split(":", 3):
                case [pid, vid, name, value] if name and value:
                    self._names[pid], self._values[pid, vid] = name, value
                    self.stated[pid, vid] = name, value
        for column in (layout.column["own_values"], layout.column["aliases"]):
            for entry in cells.listed(column, ";"):
                pid, rest = pair_of(entry)
                vid, word = pair_of(rest)
                if word.strip():
                    self._values[pid, vid] = word.strip()
        if any(not self._value(pair_of(entry)) for entry in properties if entry.count(":") == 1):
            layout.note(cells, "numbers_only", "properties")

    def options(self, pairs: list[Pair]) -> dict[str, str]:
        """The options of a SKU by their words, or by their numbers where there are none."""
        options: dict[str, str] = {}
        for pid, vid in pairs:
            name = self._names.get(pid) or PROPERTIES.get(pid) or self._number(pid)
            value = self._value((pid, vid)) or self._number(f"{pid}:{vid}").partition(":")[2]
            options[f"{name} {pid}" if name in options else name] = value
        return options

    def _value(self, pair: Pair) -> str:
        return self._values.get(pair) or VALUES.get(pair, "")

    def _number(self, number: str) -> str:
        if number not in self._unnamed:
            self._unnamed.add(number)
            self._cells.find("unnamed_value", self._column, value=number)
        return number


def typed(cells: Cells, layout: Layout) -> Iterator[tuple[str, str]]:
    """Properties that the seller typed: numbers in one cell, their values in the next."""
    ids = cells[layout.column["typed_ids"]].split(",")
    values = cells[layout.column["typed_values"]].split(",")
    if len(ids) != len(values):
        return  # a value with a comma in it: which belongs to which cannot be told
    for pid, value in zip(ids, values, strict=True):
        # Below a value stand, in turn, names and values of what depends on it.
        first, *below = (part.strip() for part in value.split(";"))
        if first and (name := PROPERTIES.get(pid.strip())):
            yield name, first
        elif first:
            layout.note(cells, "numbers_only", "typed_ids")
        yield from (
            (name.rstrip("*"), value)
            for name, value in zip(below[::2], below[1::2], strict=False)
            if name and value
        )
