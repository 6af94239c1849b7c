"""XML documents as they stream, element by element, and what a document may not hold.

No tree of the document is built: in memory is the one element being read. A DOCTYPE ends the
reading where it begins, before any entity in it is declared, and nothing is fetched.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from catalog_loader.findings import Finding, quoted
from catalog_loader.readers.reader import Source

MAX_DEPTH = 32
"""Elements inside one another; a feed's own nest five deep, text formatted as HTML a few more."""
MAX_ELEMENT = 4 * 1024 * 1024
"""Characters in one of the elements handed out: all there is of one product."""

_CHUNK = 64 * 1024
_MARKUP = 256
"""What an element weighs beside its text, in characters: about what it takes in memory."""
_POSITION = re.compile(r",\s*line \d+, column \d+.*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Element:
    """An element of a document; `text` is all that stands in it, also inside other elements."""

    name: str
    namespace: str
    text: str
    attributes: Mapping[str, str]
    children: tuple["Element", ...]


def children_of(source: Source, containers: Collection[str]) -> Iterator[Element | Finding]:
    """The elements directly inside those named one of `containers`, each as soon as it ends.

    A document that is broken (`malformed_document`, with its line) or that holds what it may not
    (`unsafe_document`) ends with that finding. Raises nothing but `OSError`.
    """
    found = _Collector(frozenset(containers))
    parser = etree.XMLParser(
        target=found,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_pis=True,
        remove_comments=True,
    )
    with source.open() as stream:
        broken: Finding | None = None
        while broken is None and (chunk := stream.read(_CHUNK)):
            broken = _fed(parser.feed, chunk)
            yield from found.taken()
        broken = broken or _fed(parser.close)
        yield from found.taken()
        if broken is not None:
            yield broken


def _fed(step: Callable[..., object], *data: bytes) -> Finding | None:
    """Why the document ends at this step of its parser, None where it goes on."""
    try:
        step(*data)
    except _Refused as refused:
        return Finding("unsafe_document", values={"reason": str(refused)})
    except etree.XMLSyntaxError as error:
        reason = quoted(_POSITION.sub("", str(error)), limit=120)
        return Finding("malformed_document", str(error.lineno or 1), values={"reason": reason})
    return None


class _Refused(Exception):
    """The document holds what it may not."""


@dataclass(slots=True)
class _Open:
    """An element whose end is not yet read."""

    tag: str
    attributes: Mapping[str, str]
    texts: list[str] = field(default_factory=list)
    children: list[Element] = field(default_factory=list)

    def ended(self) -> Element:
        namespace, _, name = self.tag.rpartition("}")
        text = "".join(self.texts).strip()
        children = tuple(self.children)
        return Element(name, namespace.removeprefix("{"), text, self.attributes, children)


class _Collector:
    """What the parser tells: keeps the element being read, and hands out those that have ended."""

    def __init__(self, containers: frozenset[str]) -> None:
        self._containers = containers
        self._ended: list[Element] = []
        self._open: list[_Open] = []
        self._depth = 0
        self._container = 0  # the depth of the one that is open
        self._weight = 0

    def taken(self) -> list[Element]:
        """The elements that have ended since it was last asked."""
        ended, self._ended = self._ended, []
        return ended

    def doctype(self, *_: object) -> None:
        raise _Refused("DOCTYPE")

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise _Refused(f"<{quoted(tag)}>, {MAX_DEPTH}+")
        if self._container:
            self._weigh(_MARKUP + len(tag) + sum(map(len, attributes.values())))
            self._open.append(_Open(tag, dict(attributes)))
        elif tag.rpartition("}")[2] in self._containers:
            self._container = self._depth

    def data(self, text: str) -> None:
        if self._open:
            self._weigh(len(text))
            self._open[-1].texts.append(text)

    def end(self, _tag: str) -> None:
        if self._open:
            element = self._open.pop().ended()
            if self._open:
                self._open[-1].children.append(element)
                self._open[-1].texts.append(element.text)
            else:
                self._ended.append(element)
                self._weight = 0
        elif self._depth == self._container:
            self._container = 0
        self._depth -= 1

    def close(self) -> None:
        """Nothing is kept to the end."""

    def _weigh(self, more: int) -> None:
        self._weight += more
        if self._weight > MAX_ELEMENT:
            raise _Refused(
                f"<{quoted(self._open[0].tag if self._open else '')}>, "
                f"{MAX_ELEMENT / 1024 / 1024:g}+ MB"
            )
