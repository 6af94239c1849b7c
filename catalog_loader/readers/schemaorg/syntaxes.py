"""One page's markup, by syntax: its JSON-LD scripts, its microdata, its RDFa.

extruct reads all three. It may raise or take long on odd pages, so each is asked for alone, only
where the page has it, and what goes wrong is a finding.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlsplit

import lxml.html
from lxml import etree

from catalog_loader.findings import Finding, quoted
from catalog_loader.readers.schemaorg.effort import too_much
from catalog_loader.readers.schemaorg.graph import Graph
from catalog_loader.readers.schemaorg.order import UNNAMED, in_page_order

_WORTH = re.compile(
    r"Product|FAQPage|ReturnPolicy|ShippingService|Vehicle|Car\b|Motor|BusOrCoach|Drug|Dietary"
)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?=$|[-_])")


@dataclass(slots=True)
class View:
    """What a page says in one syntax, and what could not be read of it."""

    graph: Graph = field(default_factory=Graph)
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True)
class Page:
    """An HTML page, or a piece of one. `name` is the example's it belongs to, else empty."""

    markup: str
    name: str = ""

    @cached_property
    def _parsed(self) -> tuple[etree.ElementBase | None, bool]:
        """The page as a tree, None where it is empty; and whether it nests too deeply to be read.

        libxml2 drops what lies deeper than it follows.
        """
        parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=False, no_network=True)
        try:
            tree = lxml.html.document_fromstring(_bytes(self.markup), parser=parser)
        except (etree.LxmlError, ValueError):
            return None, False
        return tree, any(each.type_name == "ERR_RESOURCE_LIMIT" for each in parser.error_log)

    @property
    def _tree(self) -> etree.ElementBase | None:
        return self._parsed[0]

    @cached_property
    def language(self) -> str:
        """The language the page says it is in (`zh`), "" where it does not."""
        tag = self._first("//html/@lang | //html/@xml:lang")
        found = _LANGUAGE.match(tag.strip().lower())
        return found[0] if found else ""

    @cached_property
    def address(self) -> str:
        """Where the page lives, "" where it does not say."""
        found = self._first("//base/@href") or self._first("//link[@rel='canonical']/@href")
        found = (found or self._first("//meta[@property='og:url']/@content")).strip()
        return found if is_address(found) else ""

    @property
    def is_worth_walking(self) -> bool:
        """Whether it names, in any syntax, a type that is read here."""
        return bool(_WORTH.search(self.markup))

    def views(self) -> Iterator[Callable[[], View]]:
        """What the page says, a syntax at a time: JSON-LD, microdata, RDFa."""
        yield lambda: self.json_ld
        if self.is_worth_walking:
            yield lambda: self.microdata
            yield lambda: self.rdfa

    @cached_property
    def json_ld(self) -> View:
        """Its JSON-LD scripts; one that is not JSON is a finding."""
        from extruct.jsonld import JsonLdExtractor

        view, count = View(), 0
        if self._tree is None:
            return view
        for script in self._tree.iter("script"):
            if not script.get("type", "").strip().lower().startswith("application/ld+json"):
                continue
            row = self.row(f"json-ld[{count}]")
            count += 1
            script.set("type", "application/ld+json")
            if not (script.text or "").strip():
                continue
            try:
                for index, each in enumerate(JsonLdExtractor().extract_items(script)):
                    view.graph.add(each, row if index == 0 else f"{row}[{index}]")
            except (ValueError, RecursionError) as error:
                values = {"reason": _reason(error)}
                view.findings.append(Finding("malformed_script", row, values=values))
        return self._checked(view, "json-ld")

    @cached_property
    def microdata(self) -> View:
        """Its microdata."""
        return self._extracted("microdata", "itemscope", self._tree)

    @cached_property
    def rdfa(self) -> View:
        """Its RDFa, in the order of the page, which RDF itself does not keep."""
        from extruct.utils import parse_xmldom_html

        try:
            tree = parse_xmldom_html(_bytes(self.markup), "utf-8")
        except (etree.LxmlError, ValueError):
            return View()
        bare = tree.xpath("//*[@typeof][not(@about or @resource or @href or @src)]")
        for number, element in enumerate(bare):
            element.set("resource", f"{UNNAMED}{number:06}")
        return self._extracted("rdfa", "typeof", tree)

    def row(self, path: str) -> str:
        """Where something of this page stands in its file."""
        return f"{self.name}/{path}" if self.name else path

    def _extracted(self, syntax: str, mark: str, tree: etree.ElementBase | None) -> View:
        view, path = View(), self.row(syntax)
        if tree is None or not tree.xpath(f"boolean(//*[@{mark}])"):
            return view
        if reason := too_much(tree):
            return self._unread(view, syntax, reason)
        import extruct

        try:
            found = extruct.extract(tree, base_url=self.address, syntaxes=[syntax])[syntax]
            view.graph.add(in_page_order(found, self.markup) if syntax == "rdfa" else found, path)
        except Exception as error:  # extruct, pyRdfa and rdflib raise whatever their parts do
            return self._unread(View(), syntax, _reason(error))
        if syntax == "rdfa":
            view.graph.keep_unnamed_roots()
            view.graph.unname(UNNAMED)
        return self._checked(view, syntax)

    def _checked(self, view: View, syntax: str) -> View:
        deep = view.graph.too_deep or self._parsed[1]
        return self._unread(view, syntax, "nested too deeply") if deep else view

    def _unread(self, view: View, syntax: str, reason: str) -> View:
        values = {"syntax": syntax, "reason": reason}
        view.findings.append(Finding("unread_markup", self.row(syntax), values=values))
        return view

    def _first(self, path: str) -> str:
        found = self._tree.xpath(path) if self._tree is not None else []
        return str(found[0]) if found else ""


def is_address(text: str) -> bool:
    """Whether a text is an address on the web."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _bytes(markup: str) -> bytes:
    return markup.encode("utf-8", "replace")


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "nested too deeply"
    return quoted(str(error)) or type(error).__name__
