"""Django's fixtures in JSON, as `dumpdata` writes them: the rows of a database's models.

A fixture is one list of objects of `model`, `pk` and `fields`, in no order that a reader could rely
on, so it is held whole, up to `MAX_BYTES`. Each row is read like one of a table.
"""

import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NoReturn

from catalog_loader.findings import Finding, quoted
from catalog_loader.product import LARGEST, MINOR_DIGITS, Money
from catalog_loader.readers.reader import Source
from catalog_loader.readers.toolkit.cells import Cells, Columns

MAX_BYTES = 128 * 1024 * 1024
"""The largest fixture that is read; it takes some ten times that in memory."""

_CHUNK = 1024 * 1024
_OPENING = re.compile(r'\ufeff?\s*\[\s*\{\s*"(?:model|pk)"\s*:')


class Entry(Cells):
    """A row of a model, called by its key: `product.product:126`. `raw` has what is no text."""

    __slots__ = ("key", "raw")

    def __init__(self, columns: Columns, row: str, key: str, raw: Mapping[str, object]) -> None:
        super().__init__(columns, row, [_text(value) for value in raw.values()])
        self.key = key
        self.raw = raw

    def keys(self, field: str) -> tuple[str, ...]:
        """The keys of the rows that a field of several (many to many) refers to."""
        value = self.raw.get(field)
        return tuple(map(_text, value)) if isinstance(value, list) else ()

    def money(self, column: str, currency: str) -> Money | None:
        """An amount. A decimal of Django's has as many digits as its column, not as its currency:
        `40.000` are forty, in yen as in dollars.
        """
        text = self[column]
        if not text:
            return None
        minor = _minor(text, MINOR_DIGITS.get(currency, 2))
        if minor is None or minor < 0:
            code = "bad_price" if minor is None else "negative_price"
            self.find(code, column, value=quoted(text))
            return None
        return self.make(Money, minor=minor, currency=currency)


class Fixture:
    """The rows of a fixture by model, and what was wrong with the others."""

    def __init__(self, objects: Sequence[object]) -> None:
        self.findings: list[Finding] = []
        self._models: dict[str, dict[str, Entry]] = defaultdict(dict)
        self._related: dict[tuple[str, str], dict[str, list[Entry]]] = {}
        columns: dict[tuple[str, ...], Columns] = {}
        for index, found in enumerate(objects):
            fields = found.get("fields") if isinstance(found, dict) else None
            model = found.get("model") if isinstance(found, dict) else None
            if not isinstance(fields, dict) or not isinstance(model, str):
                self.findings.append(Finding("not_object", f"[{index}]"))
                continue
            key = _text(found.get("pk")) if isinstance(found, dict) else ""
            names = tuple(fields)
            if names not in columns:
                columns[names] = Columns.of(names)
            row = f"{quoted(model)}:{quoted(key)}" if key else f"[{index}]"
            # Django, too, keeps the last of two rows with one key.
            self._models[model.lower()][key or row] = Entry(columns[names], row, key, fields)

    def all(self, model: str) -> list[Entry]:
        """The rows of a model, in the file's order."""
        return list(self._models[model].values())

    def get(self, model: str, key: str) -> Entry | None:
        """The row of a key, None where there is none."""
        return self._models[model].get(key)

    def by(self, model: str, field: str, key: str) -> list[Entry]:
        """The rows of a model whose `field` refers to the row of `key`."""
        if (model, field) not in self._related:
            related: dict[str, list[Entry]] = defaultdict(list)
            for entry in self.all(model):
                related[entry[field]].append(entry)
            self._related[model, field] = dict(related)
        return self._related[model, field].get(key, []) if key else []


def is_fixture(source: Source) -> bool:
    """Whether a file begins like a fixture."""
    return bool(_OPENING.match(source.text_head))


def mentions(source: Source, *models: str) -> bool:
    """Whether a fixture has rows of one of `models`, which may begin far below its head."""
    words = [f'"{model}"'.encode() for model in models]
    longest, before, read = max(map(len, words)), b"", 0
    try:
        with source.path.open("rb") as stream:
            while (chunk := stream.read(_CHUNK)) and read <= MAX_BYTES:
                if any(word in before + chunk for word in words):
                    return True
                before, read = chunk[-longest:], read + len(chunk)
    except OSError:
        return False
    return False


def read_fixture(source: Source) -> Fixture | Finding:
    """The rows of a fixture, or why it cannot be read. Raises `OSError`."""
    with source.open() as stream:
        data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        size = f"{source.path.stat().st_size / 1024 / 1024:,.0f}"
        values = {"size": size, "limit": f"{MAX_BYTES / 1024 / 1024:g}"}
        return Finding("large_document", values=values)
    try:
        found: object = json.loads(data, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        return Finding("malformed_document", values={"reason": quoted(str(error))})
    if not isinstance(found, list):
        return Finding("malformed_document", values={"reason": "no list of objects"})
    return Fixture(found)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _text(value: object) -> str:
    """A value as it would stand in a table; "" for what is no single value."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return value.strip()
        case int() | float():
            return str(value)
        case _:
            return ""


def _minor(text: str, digits: int) -> int | None:
    """An amount in minor units, None where it is none or has more decimals than its currency."""
    try:
        amount = Decimal(text)
    except ArithmeticError:
        return None
    # Compared before anything is worked out: a Decimal holds numbers far beyond any context.
    if not amount.is_finite() or not -LARGEST <= amount <= LARGEST:
        return None
    minor = amount.scaleb(digits)
    whole = int(minor)
    return whole if minor == whole and bool(whole) == bool(amount) else None
