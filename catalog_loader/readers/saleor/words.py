"""What Saleor's models say in words: rich texts, attributes with their values, translations."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from catalog_loader.product import Attribute
from catalog_loader.readers.saleor.fixtures import Entry, Fixture
from catalog_loader.readers.toolkit.locales import Locales
from catalog_loader.readers.toolkit.published import attribute, plain_text

_BRAND = "brand"


@dataclass(frozen=True, slots=True)
class Property:
    """An attribute of Saleor's with what a product or a variant has for it."""

    definition: Entry
    values: tuple[Entry, ...]
    selects: bool = False

    @property
    def name(self) -> str:
        """What the shop calls it."""
        return self.definition["name"]

    @property
    def is_brand(self) -> bool:
        """Whether it is what Saleor's own sample calls the brand."""
        return self.definition["slug"].lower() == _BRAND

    @property
    def text(self) -> str:
        """Its values in one text."""
        return ", ".join(text for each in self.values if (text := _value_of(each)))

    def as_attribute(self) -> Attribute:
        """It as we have it."""
        return attribute(self.name, self.text, unit=self.definition["unit"])


def of_product(fixture: Fixture, product: Entry) -> list[Property]:
    """The attributes of a product that viewers may see.

    Saleor 3 refers from a value's row to the product, its earlier versions through an assignment.
    """
    rows = list(fixture.by("attribute.assignedproductattributevalue", "product", product.key))
    for assigned in fixture.by("attribute.assignedproductattribute", "product", product.key):
        model = "attribute.assignedproductattributevalue"
        rows += fixture.by(model, "assignment", assigned.key)
    return list(_properties(fixture, rows, frozenset()))


def of_variant(fixture: Fixture, variant: Entry) -> list[Property]:
    """The attributes of a variant that viewers may see, and which of them one chooses it by."""
    rows: list[Entry] = []
    selecting = set()
    for assigned in fixture.by("attribute.assignedvariantattribute", "variant", variant.key):
        model = "attribute.assignedvariantattributevalue"
        rows += fixture.by(model, "assignment", assigned.key)
        kind = fixture.get("attribute.attributevariant", assigned["assignment"])
        if kind is not None and kind.flag("variant_selection") is not False:
            selecting.add(kind["attribute"])
    return list(_properties(fixture, rows, selecting))


def _properties(
    fixture: Fixture, rows: Iterable[Entry], selecting: frozenset[str] | set[str]
) -> Iterator[Property]:
    found: dict[str, dict[str, Entry]] = {}
    for row in rows:
        value = fixture.get("attribute.attributevalue", row["value"])
        if value is not None:
            found.setdefault(value["attribute"], {})[value.key] = value
    for key, values in found.items():
        definition = fixture.get("attribute.attribute", key)
        if definition is None or definition.flag("visible_in_storefront") is False:
            continue
        made = Property(definition, tuple(values.values()), key in selecting)
        if made.name and made.text:
            yield made


def _value_of(value: Entry) -> str:
    """What a value says: its text, its truth, else its name, which of a reference is that of what
    it refers to. A file that is attached says nothing.
    """
    if value["file_url"]:
        return ""
    rich = rich_text(value.raw.get("rich_text"))
    return rich or value.first("plain_text", "boolean", "name")


def rich_text(value: object) -> str:
    """What a text of the editor (Editor.js) says, a line a block."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return ""
    blocks = value.get("blocks") if isinstance(value, dict) else None
    lines: list[str] = []
    for block in blocks if isinstance(blocks, list) else ():
        data = block.get("data") if isinstance(block, dict) else None
        if isinstance(data, dict):
            lines += _lines(data.get("text"))
            lines += _lines(data.get("items"))
    return plain_text("\n".join(lines))


def _lines(value: object) -> list[str]:
    """The texts of a block: its own, or those of a list's items, which may have items in turn."""
    match value:
        case str():
            return [value]
        case dict():
            return _lines(value.get("content")) + _lines(value.get("items"))
        case list():
            return [line for item in value for line in _lines(item)]
        case _:
            return []


def translations(
    fixture: Fixture, product: Entry, properties: Iterable[Property]
) -> dict[str, dict[str, str]]:
    """The product in other languages: its title, its description, its attributes and values."""
    found: dict[str, dict[str, str]] = {}
    locales = Locales()

    def add(row: Entry, said: str, text: str) -> None:
        locale = row["language_code"]
        if locale and said and text and said != text:
            found.setdefault(locales.language(locale), {})[said] = text

    for row in fixture.by("product.producttranslation", "product", product.key):
        add(row, "title", row["name"])
        add(row, "description", rich_text(row.raw.get("description")))
    for each in properties:
        key = each.definition.key
        for row in fixture.by("attribute.attributetranslation", "attribute", key):
            add(row, each.name, row["name"])
        for value in each.values:
            model = "attribute.attributevaluetranslation"
            for row in fixture.by(model, "attribute_value", value.key):
                said = rich_text(row.raw.get("rich_text"))
                add(row, _value_of(value), said or row.first("plain_text", "name"))
    return found
