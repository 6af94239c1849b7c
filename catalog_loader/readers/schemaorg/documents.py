"""The documents in a file: a web page, JSON-LD as it is, or schema.org's own examples.

An examples file holds blocks that begin with `TYPES:`; each tells one thing in up to three
syntaxes, under `MICRODATA:`, `RDFA:` and `JSON:`. A JSON-LD file may hold several values, one
after another.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from enum import Enum

from catalog_loader.findings import Finding, quoted
from catalog_loader.readers.reader import Source
from catalog_loader.readers.schemaorg.syntaxes import Page, View

MAX_PAGE = 8 * 1024 * 1024
"""The largest web page that is read; a shop's takes one or two megabytes."""

MAX_FILE = 32 * 1024 * 1024
"""The largest file of JSON-LD or of examples: it is held whole, in some twenty times its size."""

_CHUNK = 1024 * 1024
_MARKUP = re.compile(rb"ld\+json|itemtype|typeof|itemscope", re.IGNORECASE)
_PAGE = re.compile(
    r"(?:<\?xml[^>]*\?>|<!--(?:(?!-->).)*-->|\s)*"
    r"<(?:!doctype\s+html|(?:html|head|body|meta|title|link|script|main|div|section|article|span|p"
    r"|ul|ol|li|h[1-6]|table|header|nav)\b)",
    re.IGNORECASE | re.DOTALL,
)
_JSON = re.compile(r'\s*(?:\[\s*)*\{(?=.*?(?<!\\)"@(?:type|graph|context)"\s*:)', re.DOTALL)
_BLOCK = re.compile(r"^TYPES:[ \t]*(?:#(\S+))?", re.MULTILINE)
_SECTION = re.compile(r"^(PRE-MARKUP|MICRODATA|RDFA|JSON):[ \t]*$", re.MULTILINE)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_CHARSETS = re.compile(r"iso-?8859|latin|windows-125|cp125|big5|gb|shift_?jis|euc-|koi8")
_AS_BROWSERS_DO = dict.fromkeys(("iso-8859-1", "iso8859-1", "latin1", "latin-1"), "windows-1252")
_DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str, strict=False)
"""Numbers as they are written: `19.90` is not `19.899999999999999`."""


class Shape(Enum):
    """What sort of file it is."""

    PAGE = "page"
    JSON = "json"
    EXAMPLES = "examples"


class Document:
    """Something that describes things, in one syntax or the same in several.

    `name` is what an example is called, `address` where a page lives; empty where not said.
    """

    def __init__(
        self,
        sayings: Iterable[Callable[[], View]],
        *,
        name: str = "",
        language: str = "",
        address: str = "",
    ) -> None:
        self._sayings = tuple(sayings)
        self._read: list[View] = []
        self.name, self.language, self.address = name, language, address

    def views(self) -> Iterator[View]:
        """What it says, a syntax at a time; a later one is read only when it is asked for."""
        for index, say in enumerate(self._sayings):
            if index == len(self._read):
                self._read.append(say())
            yield self._read[index]

    @property
    def findings(self) -> list[Finding]:
        """What could not be read of the syntaxes that were asked for."""
        return [finding for view in self._read for finding in view.findings]


def shape_of(source: Source) -> Shape | None:
    """What sort of file this is by its content, None where schema.org is nothing to it."""
    head = source.head.decode("latin-1").lstrip("\xef\xbb\xbf\xff\xfe\0")
    text = (source.text_head or head).lstrip("\ufeff")
    if _BLOCK.search(text) and _SECTION.search(text):
        return Shape.EXAMPLES
    if _JSON.match(text):
        return Shape.JSON if "schema.org" in text else None
    return Shape.PAGE if _PAGE.match(text) and _is_marked(source) else None


def documents_of(source: Source, shape: Shape) -> Iterator[Document | Finding]:
    """The documents of a file, one at a time. Raises `OSError`."""
    limit = MAX_PAGE if shape is Shape.PAGE else MAX_FILE
    with source.open() as stream:
        data = stream.read(limit + 1)
    if len(data) > limit:
        size = f"{source.path.stat().st_size / 1024 / 1024:.1f}"
        values = {"size": size, "limit": f"{limit / 1024 / 1024:g}"}
        yield Finding("large_document", values=values)
        return
    text = _decoded(data, source)
    if text is None:
        yield Finding("unknown_encoding")
    elif shape is Shape.PAGE:
        page = Page(text)
        yield Document(page.views(), language=page.language, address=page.address)
    elif shape is Shape.JSON:
        yield from _json_documents(text)
    else:
        yield from _examples(text)


def _is_marked(source: Source) -> bool:
    """Whether a page has markup of schema.org anywhere: it may stand far from its beginning."""
    found, marked, rest = b"schema.org" in source.head, bool(_MARKUP.search(source.head)), b""
    if found and marked:
        return True
    try:
        with source.path.open("rb") as stream:
            while (chunk := stream.read(_CHUNK)) and not (found and marked):
                chunk = (rest + chunk).replace(b"\0", b"")
                found = found or b"schema.org" in chunk
                marked = marked or bool(_MARKUP.search(chunk))
                rest = chunk[-16:]
    except OSError:
        return False
    return found and marked


def _decoded(data: bytes, source: Source) -> str | None:
    """The text of a file: as UTF-8 where it is that, else as its page declares, else as guessed.

    None where it is in no encoding known here.
    """
    codec = source.encoding.codec if source.encoding else ""
    declared = _CHARSET.search(data[:4096])
    named = declared[1].decode("ascii").lower() if declared else ""
    named = _AS_BROWSERS_DO.get(named, named) if _CHARSETS.match(named) else ""
    order = (codec, "utf-8") if codec.startswith("utf-16") else ("utf-8", named, codec)
    for name in filter(None, order):
        try:
            return data.decode(name).lstrip("\ufeff")
        except (LookupError, ValueError):
            continue
    return data.decode(codec, "replace").lstrip("\ufeff") if codec else None


def _json_documents(text: str) -> Iterator[Document]:
    """The values of a JSON-LD file as one document, since they may refer to each other."""
    yield Document([lambda: _json_view(text, "json-ld")])


def _json_view(text: str, path: str) -> View:
    view, at, count = View(), 0, 0
    while at < len(text):
        if text[at].isspace() or text[at] == ",":
            at += 1
            continue
        try:
            value, at = _DECODER.raw_decode(text, at)
            view.graph.add(value, f"{path}[{count}]")
        except (ValueError, RecursionError) as error:
            values = {"reason": quoted(str(error)) or "nested too deeply"}
            view.findings.append(Finding("malformed_script", f"{path}[{count}]", values=values))
            break
        count += 1
    if view.graph.too_deep:
        values = {"syntax": "JSON-LD", "reason": "nested too deeply"}
        view.findings.append(Finding("unread_markup", path, values=values))
    return view


def _examples(text: str) -> Iterator[Document]:
    """schema.org's examples, each of which tells the same thing in up to three syntaxes."""
    starts = list(_BLOCK.finditer(text))
    ends = [each.start() for each in starts[1:]] + [len(text)]
    for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
        name = start[1] or f"example-{number}"
        marks = list(_SECTION.finditer(text, start.end(), end))
        cuts = [*(mark.start() for mark in marks), end][1:]
        sections = {
            mark[1]: text[mark.end() : cut].strip() for mark, cut in zip(marks, cuts, strict=True)
        }
        yield Document(_example_views(sections, name), name=name)


def _example_views(sections: dict[str, str], name: str) -> Iterator[Callable[[], View]]:
    """JSON-LD, microdata and RDFa of an example, each read only if it is asked for."""
    scripts, microdata, rdfa = (
        Page(sections.get(section, ""), name) for section in ("JSON", "MICRODATA", "RDFA")
    )
    if scripts.markup.startswith(("{", "[")):
        yield lambda: _json_view(scripts.markup, scripts.row("json-ld"))
    else:
        yield lambda: scripts.json_ld
    if microdata.is_worth_walking:
        yield lambda: microdata.microdata
    if rdfa.is_worth_walking:
        yield lambda: rdfa.rdfa
