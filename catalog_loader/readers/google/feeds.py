"""A feed as items, whether it is RSS, Atom or a table.

Attributes are known by Google's names alone: an XML feed may write them with or without its
namespace, a table with spaces, and with the order of an attribute's parts after its name, as in
`shipping(country:price)`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from catalog_loader.findings import Finding
from catalog_loader.readers.google.item import PARTS, Attributes, Item, Value, values_of
from catalog_loader.readers.reader import Source
from catalog_loader.readers.toolkit.cells import Body, body_with, folded
from catalog_loader.readers.toolkit.xml_stream import Element, children_of

_NAMESPACE = "base.google.com/ns/1.0"
_OTHERS = frozenset({"", "http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#"})
"""The namespaces of RSS's own elements and of Atom's."""

# Atomic: a comment that has been passed is not tried again with another end.
_ROOT = re.compile(
    r"(?>\s+|<\?.*?\?>|<!--.*?-->)*+<(?:rss|feed|!DOCTYPE\s+(?:rss|feed))\b",
    re.IGNORECASE | re.DOTALL,
)
_CONTAINERS = ("channel", "feed")
_ITEMS = frozenset({"item", "entry"})
_ALIASES = {"summary": "description", "content": "description", "guid": "id", "itemid": "id"}
_HEADER = re.compile(r"([^()]+)(?:\(([^()]*)\))?")


class Feed(Protocol):
    """The items of a feed, and what it says of itself once the first of them has been read."""

    title: str
    language: str

    def items(self) -> Iterator[Item | Finding]:
        """The items in their order, and what could not be read. Raises OSError."""
        ...

    def column(self, name: str) -> str:
        """What the feed itself calls an attribute."""
        ...


def feed_of(source: Source, *required: str) -> Feed | None:
    """The feed in a file: XML, or a table with the `required` attributes; else None."""
    text = source.text_head or source.head.decode("latin-1")
    if _ROOT.match(text.removeprefix("\ufeff")):
        return XmlFeed(source) if _NAMESPACE in text else None
    body = body_with(source, *required)
    return TableFeed(body) if body else None


class XmlFeed:
    """An RSS or Atom feed with Google's namespace."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.title = ""
        self.language = ""

    def items(self) -> Iterator[Item | Finding]:
        """The items, called `item[1]`, `item[2]`, …"""
        number = 0
        for element in children_of(self._source, _CONTAINERS):
            if isinstance(element, Finding):
                yield element
            elif element.name in _ITEMS:
                number += 1
                yield Item(f"{element.name}[{number}]", _attributes(element))
            elif element.name == "title":
                self.title = self.title or element.text
            elif element.name == "language":
                self.language = element.text.partition("-")[0].lower()

    def column(self, name: str) -> str:
        """The attribute in Google's namespace."""
        return f"g:{name}"


def _attributes(element: Element) -> Attributes:
    """The attributes of an item; of two of one name, that in Google's namespace counts."""
    google: Attributes = {}
    others: Attributes = {}
    for child in element.children:
        if child.name.startswith("g:") or _NAMESPACE in child.namespace:
            into = google
        elif child.namespace in _OTHERS:
            into = others
        else:
            continue
        name = child.name.removeprefix("g:").lower()
        name = _ALIASES.get(name, name)
        if values := _values(name, child):
            into.setdefault(name, []).extend(values)
    return others | google


def _values(name: str, element: Element) -> list[Value]:
    if name in PARTS and element.children:
        parts = {each.name.removeprefix("g:").lower(): each.text for each in element.children}
        given: Value = {part: text for part, text in parts.items() if text}
        return [given] if given else []
    if name in PARTS or name.endswith("image_link"):
        return values_of(name, element.text) if element.text else []
    return [element.text] if element.text else []


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of a table: where it is, which attribute it holds, and in which order its parts."""

    at: int
    name: str
    order: tuple[str, ...]


class TableFeed:
    """A feed with an item a row: text with tabs or commas, or a sheet."""

    title = ""
    language = ""

    def __init__(self, body: Body) -> None:
        self._body = body
        self._columns = [*_columns(body.columns.names)]
        self._titles: dict[str, str] = {}
        for column in self._columns:
            self._titles.setdefault(column.name, body.columns.names[column.at])

    def items(self) -> Iterator[Item | Finding]:
        """The items, called by the line or the row of the sheet at which they stand."""
        for cells in self._body.rows():
            if isinstance(cells, Finding):
                yield cells
                continue
            texts = cells.values
            attributes: Attributes = {}
            for column in self._columns:
                if column.at < len(texts) and (text := texts[column.at]):
                    values = values_of(column.name, text, column.order)
                    attributes.setdefault(column.name, []).extend(values)
            yield Item(cells.row, {name: values for name, values in attributes.items() if values})

    def column(self, name: str) -> str:
        """The header of the first column that holds the attribute."""
        return self._titles.get(name, name)


def _columns(header: Sequence[str]) -> Iterator[_Column]:
    for at, title in enumerate(header):
        if form := _HEADER.fullmatch(title):
            name = _name(form[1])
            order = tuple(map(_name, form[2].split(":"))) if form[2] else ()
            yield _Column(at, _ALIASES.get(name, name), order)


def _name(text: str) -> str:
    return folded(text).replace(" ", "_").removeprefix("g:")
