"""How WooCommerce's CSV writes things: its headers in English and Chinese, and its cells."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from catalog_loader.product import Attribute
from catalog_loader.readers.toolkit.cells import Cells, Columns
from catalog_loader.readers.toolkit.grouping import read_columns
from catalog_loader.readers.toolkit.published import attribute, attribute_key, plain_text

_FIELDS = {
    "handle": ("ID",),
    "title": ("Name", "名称"),
    "brand": ("Brands", "Brand", "品牌"),
    "category": ("Categories", "分类"),
    "description": ("Description", "描述"),
    "images": ("Images", "图片"),
    "published": ("Published", "已发布"),
    "variants.sku": ("SKU",),
    "variants.price": ("Regular price", "常规售价"),
    "variants.offers.price": ("Sale price", "促销价格"),
    "variants.offers.valid_from": ("Date sale price starts", "促销开始日期"),
    "variants.offers.valid_until": ("Date sale price ends", "促销截止日期"),
    "variants.availability": ("In stock?", "有货？"),
    "variants.quantity": ("Stock", "库存"),
    "variants.barcode": ("GTIN, UPC, EAN, or ISBN",),
}
_HELPING = {
    "type": ("Type", "类型"),
    "short": ("Short description", "简短描述"),
    "backorders": ("Backorders allowed?", "允许缺货下单？"),
    "parent": ("Parent", "父级"),
}
_ATTRIBUTE = re.compile(r"(?:Attribute|属性) (\d+)\s+(?:name|名称)", re.IGNORECASE)
_MEASURE = re.compile(r"(\w+)\s*[(（](.+)[)）]")
_MEASURES = {
    "weight": "weight", "length": "length", "width": "width", "height": "height",
    "重量": "weight", "长度": "length", "宽度": "width", "高度": "height",
}  # fmt: skip
# Custom fields: those that begin with _ are the shop's own business.
_META = re.compile(r"(?:Meta: |元数据：)([^_].*)")
_NUMBER = re.compile(r"(\d{1,9})?(?:[.,](\d{1,6}))?")
_UNFILED = frozenset({"uncategorized", "uncategorised", "未分类"})


@dataclass(frozen=True, slots=True)
class Stated:
    """An attribute as a row gives it; `shown` says whether the shop's page has it."""

    name: str
    values: list[str]
    shown: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """Which column of an export holds what; `column` has "" for what it lacks."""

    column: dict[str, str]
    attributes: tuple[tuple[str, str, str], ...]
    """Columns of an attribute's name, of its values, and of whether it is shown."""
    measures: dict[str, tuple[str, str, str]]
    """The column, label and unit of the weight and of the three dimensions."""
    meta: tuple[tuple[str, str], ...]
    """Column and label of the custom fields whose name is that of a common property."""
    provenance: dict[str, str]

    @classmethod
    def of(cls, columns: Columns) -> "Layout":
        """The layout of a header."""
        provenance = read_columns(_FIELDS, columns)
        column = dict.fromkeys((*_FIELDS, *_HELPING), "")
        column |= provenance | read_columns(_HELPING, columns)
        attributes, measures, meta = [], {}, []
        for name in columns.names:
            if found := _ATTRIBUTE.fullmatch(name):
                values, shown = _ZH_NAMES if name.startswith("属性") else _NAMES
                attributes.append((name, values.format(found[1]), shown.format(found[1])))
            elif found := _MEASURE.fullmatch(name):
                if kind := _MEASURES.get(found[1].lower()):
                    measures[kind] = (name, found[1], found[2])
            elif (found := _META.fullmatch(name)) and attribute_key(found[1]):
                meta.append((name, found[1].replace("_", " ")))
        return cls(column, tuple(attributes), measures, tuple(meta), provenance)

    def types(self, cells: Cells) -> list[str]:
        """What a row is: `simple`, or several words such as `variation, virtual`."""
        return [part.strip().lower() for part in cells[self.column["type"]].split(",")]

    def stated(self, cells: Cells) -> list[Stated]:
        """The attributes a row gives values of."""
        return [
            Stated(cells[name], listed, cells[shown] != "0")
            for name, values, shown in self.attributes
            if cells[name] and (listed := parts_of(cells[values]))
        ]

    def measured(self, cells: Cells) -> Iterator[Attribute]:
        """Weight and dimensions, in the units of the header; all three dimensions as one."""
        found = {
            kind: (label, number, unit)
            for kind, (column, label, unit) in self.measures.items()
            if (number := _number(cells[column]))
        }
        if weight := found.pop("weight", None):
            label, number, unit = weight
            yield attribute(label, number, unit=unit, key="weight")
        if len(found) == 3:
            size = " × ".join(found[kind][1] for kind in ("length", "width", "height"))
            label, _, unit = found["length"]
            name = "尺寸" if label == "长度" else "Dimensions"
            yield attribute(name, size, unit=unit, key="dimensions")
            return
        for label, number, unit in found.values():
            yield attribute(label, number, unit=unit)


_NAMES = ("Attribute {} value(s)", "Attribute {} visible")
_ZH_NAMES = ("属性 {} 值", "属性 {} 可见")


def unescaped(cell: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from running it."""
    return cell[1:] if cell[:2] in ("'=", "'+", "'-", "'@") else cell


def parts_of(text: str) -> list[str]:
    r"""The parts of a list: two in `a, b\, c`."""
    parts = (re.sub(r"\\+,", ",", part).strip() for part in re.split(r"(?<!\\),", text))
    return list(dict.fromkeys(part for part in parts if part))


def category_of(text: str) -> str:
    """The most particular of the categories a product is in: `Home > Kitchen`."""
    paths = [path for path in parts_of(text) if path.lower() not in _UNFILED]
    return max(paths, key=lambda path: path.count(">"), default="")


def described(*texts: str) -> str:
    r"""Descriptions as plain text, one under the other; a line break is exported as `\n`."""
    broken = (re.sub(r"(?<!\\)\\n", "\n", text).replace(r"\\n", r"\n") for text in texts)
    return "\n".join(dict.fromkeys(plain for text in broken if (plain := plain_text(text))))


def _number(text: str) -> str:
    """A measure as a number is written, `0.5` for `.5`; "" where it is none, or nothing."""
    form = _NUMBER.fullmatch(text)
    if form is None:
        return ""
    whole, part = (form[1] or "").lstrip("0"), (form[2] or "").rstrip("0")
    return f"{whole or 0}.{part}" if part else whole
