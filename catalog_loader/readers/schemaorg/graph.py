"""What a document says in schema.org's words, whatever syntax it says it in: typed nodes.

JSON-LD, what extruct makes of microdata (`type`, `properties`) and of RDFa (expanded JSON-LD) all
become the same nodes. Words of other vocabularies are left out.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Union

from catalog_loader.findings import quoted

MAX_DEPTH = 64
"""How deeply nodes may nest; real ones nest some eight levels."""

_PREFIXES = ("https://schema.org/", "http://schema.org/", "https://www.schema.org/",
             "http://www.schema.org/", "schema:")  # fmt: skip
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True, slots=True)
class Text:
    """A text, and its language where it states one."""

    text: str
    language: str = ""


Value = Union[Text, "Node"]


@dataclass(eq=False, slots=True)
class Node:
    """A thing described: its types and properties in schema.org's own words, and where it stands.

    A node that is only referred to has an `id` and nothing else.
    """

    path: str
    id: str = ""
    types: tuple[str, ...] = ()
    properties: dict[str, list[Value]] = field(default_factory=dict)

    def is_a(self, types: frozenset[str]) -> bool:
        """Whether it is of any of `types`."""
        return not types.isdisjoint(self.types)

    def nodes(self, name: str) -> list["Node"]:
        """The things a property names."""
        return [value for value in self.properties.get(name, ()) if isinstance(value, Node)]

    def node(self, name: str) -> "Node | None":
        """The first thing a property names."""
        return next(iter(self.nodes(name)), None)

    def texts(self, name: str) -> list[Text]:
        """The texts of a property; of a thing its name, or of one only referred to its id."""
        found = (_told(value) for value in self.properties.get(name, ()))
        return [text for text in found if text.text]

    def text(self, name: str, language: str = "") -> str:
        """The text of a property: that in `language`, else the first; "" where there is none."""
        if name not in self.properties:  # as most are, most of the time
            return ""
        texts = self.texts(name)
        own = (text.text for text in texts if language and is_language(text.language, language))
        return next(own, texts[0].text if texts else "")

    def first(self, *names: str) -> str:
        """The text of the first of these properties that has one."""
        return next((text for name in names if (text := self.text(name))), "")

    def terms(self, name: str) -> list[str]:
        """The members of an enumeration that a property names: `InStock`, however it is written."""
        return [member(text.text) for text in self.texts(name)]

    def term(self, name: str) -> str:
        """The first of `terms`, "" where there is none."""
        return next(iter(self.terms(name)), "")


def is_language(tag: str, language: str) -> bool:
    """Whether a language tag (`zh-CN`) is of `language` (`zh`)."""
    return tag.lower().split("-")[0] == language


def member(text: str) -> str:
    """`InStock` of `https://schema.org/InStock`; a plain word as it is."""
    return text.rstrip("/").rsplit("/", 1)[-1].rsplit("#", 1)[-1].removeprefix("schema:").strip()


class Graph:
    """The nodes of one document, joined by their ids. Refers in circles where the document does."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.roots: list[Node] = []
        self.too_deep = False
        self._rooted: set[int] = set()
        self._by_id: dict[str, Node] = {}
        self._said: dict[str, Mapping[str, object]] = {}

    def add(self, data: object, path: str) -> None:
        """Take in a parsed document or a part of it: an object, a list of them, or an `@graph`."""
        if isinstance(data, list):
            for index, each in enumerate(data):
                self.add(each, f"{path}[{index}]")
        if not isinstance(data, dict) or not _in_schema_org(data.get("@context")):
            return
        listed = data.get("@graph")
        if isinstance(listed, dict):
            listed = [listed]
        if isinstance(listed, list):
            for index, each in enumerate(listed):
                if isinstance(each, dict):
                    self._root(each, f"{path}/@graph[{index}]")
        if listed is None or "@type" in data:
            self._root(data, path)

    def unname(self, prefix: str) -> None:
        """Forget ids that only held the document together."""
        for node in self.nodes:
            if node.id.startswith(prefix):
                node.id = ""

    def keep_unnamed_roots(self) -> None:
        """Keep as roots only what nothing else names, for a syntax that lists every node."""
        named = {
            id(value) for node in self.nodes for values in node.properties.values()
            for value in values if isinstance(value, Node) and value is not node
        }  # fmt: skip
        self.roots = [node for node in self.roots if id(node) not in named]

    def _root(self, data: Mapping[str, object], path: str) -> None:
        node = self._node(data, path, 0)
        if id(node) not in self._rooted:
            self._rooted.add(id(node))
            self.roots.append(node)

    def _node(self, data: Mapping[str, object], path: str, depth: int) -> Node:
        given = data.get("properties")
        fields = given if isinstance(given, dict) else data
        stated = data.get("@type", data.get("type"))
        listed = stated if isinstance(stated, list) else [stated]
        types = tuple(word for each in listed if isinstance(each, str) and (word := _word(each)))
        name = data.get("@id", data.get("id"))
        node = self._called(_whole(name) if isinstance(name, str) else "", types, fields, path)
        node.types = tuple(dict.fromkeys(node.types + types))
        for key, value in fields.items():
            word = "" if key in ("type", "id", "properties") else _word(key)
            if word and word not in node.properties:
                inside = f"{path}/{quoted(word, 40)}"
                if values := list(self._values(value, inside, depth + 1)):
                    node.properties[word] = values
        return node

    def _called(
        self, name: str, types: tuple[str, ...], fields: Mapping[str, object], path: str
    ) -> Node:
        """The node of this id, to be added to; a new one where that is something else.

        Pages that call several different things by one address are common.
        """
        says = {key: value for key, value in fields.items() if key[:1] != "@" and key != "id"}
        node, said = self._by_id.get(name), self._said.get(name, {})
        if node is not None:
            alike = not types or not node.types or not set(types).isdisjoint(node.types)
            if alike and all(says[key] == said[key] for key in says.keys() & said.keys()):
                node.path = path if says and not said else node.path
                self._said[name] = {**said, **says}
                return node
        made = Node(path, name)
        self.nodes.append(made)
        if name and node is None:
            self._by_id[name], self._said[name] = made, says
        return made

    def _values(self, data: object, path: str, depth: int) -> Iterator[Value]:
        if depth > MAX_DEPTH:
            self.too_deep = True
            return
        match data:
            case bool():
                yield Text(str(data).lower())
            case str() | int() | float():
                yield from _text(data)
            case list():
                for index, each in enumerate(data):
                    yield from self._values(each, f"{path}[{index}]", depth + 1)
            case {"@value": value, **rest}:
                language = rest.get("@language")
                known = isinstance(language, str) and _LANGUAGE.fullmatch(language)
                yield from _text(value, known[0] if known else "")
            case {"@list": listed} | {"@set": listed}:
                yield from self._values(listed, path, depth + 1)
            case dict():
                yield self._node(data, path, depth)


def _told(value: Value) -> Text:
    if isinstance(value, Text):
        return value
    # An item of microdata without properties has its text as a value.
    for name in ("name", "value") if value.properties.keys() == {"value"} else ("name",):
        for each in value.properties.get(name, ()):
            if isinstance(each, Text):
                return each
    return Text("" if value.properties else value.id)


def _text(value: object, language: str = "") -> Iterator[Text]:
    if isinstance(value, bool):
        yield Text(str(value).lower())
    elif isinstance(value, float):
        yield Text(f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else repr(value))
    elif isinstance(value, str | int) and (text := _whole(str(value))):
        yield Text(text, language)


def _whole(text: str) -> str:
    """A text without the halves of characters that JSON's escapes may leave in it."""
    if not text.isascii():
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.strip()


def _word(name: str) -> str:
    """A type or property of schema.org without its prefix, "" for one of another vocabulary."""
    name = name.strip()
    for prefix in _PREFIXES:
        if name.startswith(prefix):
            return name[len(prefix) :].strip("/")
    return "" if name.startswith("@") or ":" in name or "/" in name else name


def _in_schema_org(context: object) -> bool:
    """Whether words without a prefix are schema.org's, where the document says whose they are."""
    if isinstance(context, list):
        return not context or any(_in_schema_org(each) for each in context)
    if isinstance(context, dict):
        vocabulary = context.get("@vocab")
        return not isinstance(vocabulary, str) or "schema.org" in vocabulary
    return not isinstance(context, str) or "schema.org" in context
