"""The published properties of a product: what it is made of, how large it is, its options."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from catalog_loader.product import Attribute
from catalog_loader.readers.schemaorg.fields import Reading
from catalog_loader.readers.schemaorg.graph import Node, Text, member
from catalog_loader.readers.schemaorg.measures import quantity, span_of, unit_of
from catalog_loader.readers.toolkit.published import attribute, plain_text

_PROPERTIES = {
    "material": ("material", "材质", "material"),
    "color": ("", "颜色", "color"),
    "size": ("", "尺码", "size"),
    "pattern": ("", "图案", "pattern"),
    "weight": ("weight", "重量", "weight"),
    "width": ("dimensions", "宽度", "width"),
    "height": ("dimensions", "高度", "height"),
    "depth": ("dimensions", "深度", "depth"),
    "model": ("", "型号", "model"),
    "mpn": ("", "厂商编号", "MPN"),
    "manufacturer": ("", "生产商", "manufacturer"),
    "countryOfOrigin": ("origin", "产地", "country of origin"),
    "productionDate": ("production_date", "生产日期", "production date"),
    "releaseDate": ("", "上市日期", "release date"),
    "itemCondition": ("", "新旧", "condition"),
    "hasCertification": ("certificate", "认证", "certification"),
    "suggestedGender": ("suitable_for", "适用性别", "suggested gender"),
    "suggestedAge": ("age_range", "适用年龄", "suggested age"),
    "activeIngredient": ("ingredients", "成分", "active ingredient"),
}
"""Property to its canonical key, and what it is called in Chinese and in English."""

_TERMS = {
    "NewCondition": ("全新", "new"),
    "UsedCondition": ("二手", "used"),
    "RefurbishedCondition": ("翻新", "refurbished"),
    "DamagedCondition": ("有损坏", "damaged"),
    "Female": ("女", "female"),
    "Male": ("男", "male"),
}
"""What the members of schema.org's enumerations say in Chinese and English."""

_CODES = frozenset({"mpn", "model"})
"""What is no number even where it is written in digits."""

_OF_AUDIENCE = ("suggestedAge", "suggestedGender")
_OPTIONS = ("color", "size", "material", "pattern", *_OF_AUDIENCE)
"""What variants differ in, most often, where their group does not say."""

_BY_LABEL = {label: name for name, (_, *labels) in _PROPERTIES.items() for label in labels}


def attributes_of(node: Node, reading: Reading, besides: Sequence[str] = ()) -> list[Attribute]:
    """What is published of a product, each property once; `besides` are its options."""
    found: dict[tuple[str, str, str], Attribute] = {}
    for each in (*_own(node, reading, besides), *_additional(node, reading, besides)):
        found.setdefault((each.name, each.value, each.unit), each)
    return list(found.values())


def option_properties(group: Node, variants: Sequence[Node], reading: Reading) -> list[str]:
    """The properties in which the variants of a group differ: those it names, else those seen."""
    named = [_BY_LABEL.get(name.lower(), name) for name in group.terms("variesBy")]
    if named:
        return list(dict.fromkeys(named))
    differing = []
    for name in _OPTIONS:
        values = [option_value(variant, name, reading) for variant in variants]
        if all(values) and len(set(values)) > 1:
            differing.append(name)
    return differing


def option_name(name: str, reading: Reading) -> str:
    """What an option is called: a property's name in the shop's language, or the shop's own."""
    known = _PROPERTIES.get(name)
    return reading.said(known[1], known[2]) if known else name


def option_value(node: Node, name: str, reading: Reading) -> str:
    """A variant's value of an option, "" where it states none."""
    stated = [*_stated(node, name, reading)]
    for each in node.nodes("additionalProperty"):
        if name in (each.text("name"), member(each.text("propertyID"))):
            stated += _of_property(each, reading)
    return f"{stated[0].value} {stated[0].unit}".strip() if stated else ""


def _own(node: Node, reading: Reading, besides: Sequence[str]) -> Iterator[Attribute]:
    for name, (key, zh, en) in _PROPERTIES.items():
        if name in besides:
            continue
        stated = list(_stated(node, name, reading))
        told_apart = len({each.name for each in stated} - {""}) > 1
        for each in stated:
            label = each.name if told_apart and each.name else reading.said(zh, en)
            if name in _CODES:
                yield Attribute(name=label, value=each.value)
            else:
                yield attribute(label, each.value, unit=each.unit, key=key)
    for each in _stated(node, "hasMeasurement", reading):
        label = each.name or reading.said("尺寸", "measurement")
        yield attribute(label, each.value, unit=each.unit)


def _additional(node: Node, reading: Reading, besides: Sequence[str]) -> Iterator[Attribute]:
    for each in node.nodes("additionalProperty"):
        label = each.text("name", reading.language) or member(each.text("propertyID"))
        if label and label not in besides:
            for stated in _of_property(each, reading):
                yield attribute(label, stated.value, unit=stated.unit)


@dataclass(frozen=True, slots=True)
class _Stated:
    """A value, its unit, and what tells it from the others of its property: `Net mass`."""

    value: str
    unit: str = ""
    name: str = ""


def _stated(node: Node, name: str, reading: Reading) -> Iterator[_Stated]:
    """The values of a property, in the shop's language where there is a choice."""
    if name in _OF_AUDIENCE:
        for holder in (*node.nodes("audience"), *node.nodes("size")):
            yield from _stated_of(holder, name, reading)
    yield from _stated_of(node, name, reading)


def _stated_of(node: Node, name: str, reading: Reading) -> Iterator[_Stated]:
    values = node.properties.get(name, ())
    own = [each for each in values if isinstance(each, Text)]
    if any(each.language for each in own):
        own = [Text(node.text(name, reading.language))]
    for text in own:
        if value := word_for(text.text, reading):
            yield _Stated(value)
    for each in values:
        if isinstance(each, Node) and each.properties:
            value, unit = quantity(each, reading.language)
            if value:
                label = each.text("name", reading.language)
                yield _Stated(plain_text(value), unit, label if label != value else "")
        elif isinstance(each, Node) and "schema.org/" in each.id:
            yield _Stated(word_for(each.id, reading))


def _of_property(node: Node, reading: Reading) -> list[_Stated]:
    """The values of a PropertyValue: one, several, a range, or a quantity of its own."""
    span = span_of(node, reading.language)
    stated = list(_stated_of(node, "value", reading)) or ([_Stated(span)] if span else [])
    unit = unit_of(node, reading.language)
    return [replace(each, unit=each.unit or unit) for each in stated]


def word_for(text: str, reading: Reading) -> str:
    """A text as it is said: the member of schema.org's enumeration that it names, or itself."""
    word = member(text) if "schema.org/" in text else text
    known = _TERMS.get(word)
    return reading.said(*known) if known else plain_text(word)
