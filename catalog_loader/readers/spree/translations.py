"""Spree's product translations: a file of its own that goes with the one of the products.

A row is a product in one language: `slug`, `locale`, `name`, `description`. Spree exports them
apart from the products, so the two are found beside each other, by what is in them.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from itertools import islice
from typing import Self

from catalog_loader.findings import Finding, quoted
from catalog_loader.readers.reader import Source
from catalog_loader.readers.toolkit.cells import Body, Cells, body_with
from catalog_loader.readers.toolkit.locales import Locales
from catalog_loader.readers.toolkit.published import plain_text
from catalog_loader.readers.toolkit.spool import Spool

MAX_BESIDE = 200
"""Files of a folder that are looked at; a folder of more is not one shop's export."""

_HEAD_BYTES = 64 * 1024
_COLUMNS = {"title": "name", "description": "description"}

Words = dict[str, dict[str, str]]
"""What is translated, by language and by what it translates, as `Product.translations` has it."""


def translations_in(source: Source) -> Body | None:
    """The table of translations in a file, None where there is none."""
    if not _mentions(source.head, "locale"):
        return None
    body = body_with(source, "slug", "locale", "name", "description")
    return None if body is None or "sku" in body.columns else body


def beside(source: Source, word: str) -> Iterator[Source]:
    """The other files in the folder of `source` that have `word` near their beginning."""
    try:
        paths = list(islice(source.path.parent.iterdir(), MAX_BESIDE + 1))
    except OSError:
        return
    for path in sorted(paths) if len(paths) <= MAX_BESIDE else ():
        try:
            if path == source.path or not path.is_file():
                continue
            with path.open("rb") as stream:
                head = stream.read(_HEAD_BYTES)
        except OSError:
            continue
        if _mentions(head, word):
            yield replace(source, path=path, name=path.name, head=head)


def _mentions(head: bytes, word: str) -> bool:
    """Whether a word of ASCII stands in a text's first bytes, in whatever encoding."""
    return word.encode() in head.replace(b"\0", b"")


def alone(body: Body) -> Iterator[Finding]:
    """What a file of translations is without its products, and what is wrong with its rows."""
    slugs: set[str] = set()
    locales: dict[str, None] = {}
    for cells in body.rows():
        if isinstance(cells, Finding):
            yield cells
            continue
        if cells["slug"] and cells["locale"]:
            slugs.add(cells["slug"])
            locales.setdefault(cells["locale"])
    values = {"count": str(len(slugs)), "languages": quoted(", ".join(locales))}
    yield Finding("translations_alone", values=values)


class Translations:
    """The translations beside a file of products, had product by product; empty: there are none.

    They wait on disk, so that a shop of any size is read in the order of its products.
    """

    def __init__(self, source: Source) -> None:
        others = beside(source, "locale")
        found = ((each, body) for each in others if (body := translations_in(each)))
        self._files = [(each.name, body) for each, body in found]
        self._spools: list[Spool] = []
        self._stack = ExitStack()
        self._merged = [0] * len(self._files)
        self._languages: list[dict[str, None]] = [{} for _ in self._files]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def prepare(self) -> Iterator[Finding]:
        """Take them in; yields what is wrong with their rows, which are then left out."""
        for name, body in self._files:
            spool = self._stack.enter_context(Spool(body.columns))
            self._spools.append(spool)
            spool.fill(_keyed(body))
            found = (item for item in spool.rows() if isinstance(item, Finding))
            yield from (_of_companion(finding, name) for finding in found)

    def of(self, slug: str) -> tuple[Words, dict[str, str]]:
        """The translations of one product, and for each the file, row and column it was read from.

        Of two in one locale the first counts.
        """
        words: Words = {}
        origins: dict[str, str] = {}
        locales = Locales()
        for index, ((name, _), spool) in enumerate(zip(self._files, self._spools, strict=True)):
            before = len(words)
            for cells in spool.keyed(slug):
                language = locales.language(cells["locale"])
                said = {"title": cells["name"], "description": plain_text(cells["description"])}
                said = {field: text for field, text in said.items() if text}
                if not said or language in words:
                    continue
                words[language] = said
                self._languages[index].setdefault(language)
                origins |= {
                    f"translations.{language}.{field}": f"{name}:{cells.row}:{_COLUMNS[field]}"
                    for field in said
                }
            self._merged[index] += len(words) > before
        return words, origins

    def told(self) -> Iterator[Finding]:
        """How many products were translated, a note for each file that translated any."""
        files = zip(self._files, self._merged, self._languages, strict=True)
        for (name, _), count, languages in files:
            if count:
                values = {"file": quoted(name), "count": str(count)}
                values["languages"] = quoted(", ".join(languages))
                yield Finding("translations_read", values=values)


def _keyed(body: Body) -> Iterator[tuple[str, Cells | Finding]]:
    """The rows by the product they translate, and what is wrong with the others."""
    for item in body.rows():
        if isinstance(item, Finding):
            yield "", item
            continue
        missing = next((name for name in ("slug", "locale") if not item[name]), "")
        if missing:
            yield "", Finding("missing_field", item.row, missing, {"name": missing})
        else:
            yield item["slug"], item


def _of_companion(finding: Finding, file: str) -> Finding:
    """A finding in the file beside: it costs a translation, not the products."""
    values = {
        "file": quoted(file),
        "row": finding.row,
        "reason_zh": finding.message("zh"),
        "reason_en": finding.message("en"),
        "remedy_zh": finding.remedy("zh"),
        "remedy_en": finding.remedy("en"),
    }
    return Finding("companion_row", values=values)
