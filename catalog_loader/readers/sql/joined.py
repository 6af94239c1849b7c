"""The goods of a database as one table: a row a SKU, with what its product's own row says."""

import dataclasses
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from catalog_loader.findings import Finding, quoted
from catalog_loader.product import Attribute
from catalog_loader.readers.guessing.listing import Listing
from catalog_loader.readers.sql.fields import moved, orphans, stated
from catalog_loader.readers.sql.labels import (
    codes_of,
    is_deletion,
    is_internal,
    label_of,
    says_deleted,
    sense_of,
)
from catalog_loader.readers.sql.records import Column, Dump, Record, SqlTable
from catalog_loader.readers.sql.shape import Shape
from catalog_loader.readers.sql.structured import all_pairs, lines_in, pairs_in
from catalog_loader.readers.toolkit.cells import Cells, Columns
from catalog_loader.words import has_han

_TIMES = re.compile(r"DATE|TIME")
_MARKUP = re.compile(r"<(?:p|div|img|br|span|table|ul)\b[^>]*>", re.IGNORECASE)
_NO_WORDS = re.compile(r"[</]|^[\[{]")
_READ_FOR_WORDS = 200
_OPTIONS = re.compile(r"spec|variant|option|attr|规格|款式", re.IGNORECASE)
_KEYS = ("code", "group", "handle", "sku")


@dataclass(frozen=True, slots=True)
class _Field:
    """A column of the joined table: its name there, the column it is read from, its label.

    `part` is the one property it holds of a column that holds several.
    """

    name: str
    column: Column
    label: str
    internal: bool = False
    codes: Mapping[str, str] = field(default_factory=dict)
    part: str = ""

    def aside(self) -> "_Field":
        """The same column as a property."""
        return dataclasses.replace(self, label=f"attributes.{self.label}")

    def of(self, record: Record) -> str:
        """What a row holds here."""
        text = record[self.column.name]
        if self.part:
            return pairs_in(text, in_words=True).get(self.part, "")
        if self.codes:
            return self.codes.get(text, text)
        between = " " if sense_of(self.label) == "option" else "\n"
        return lines_in(text).replace("\n", between) if text[:1] in ("[", "{") else text


class _Marks:
    """Which columns of a table mark its rows as deleted, and which hold but times."""

    def __init__(self, table: SqlTable) -> None:
        self._deletions = [column for column in table.columns if is_deletion(column)]
        self._times = {column.name for column in table.columns if _TIMES.search(column.type)}

    def deleted(self, record: Record) -> str:
        """The column that marks a row as deleted, with what it says; "" where none does."""
        for column in self._deletions:
            text = record[column.name]
            if says_deleted(codes_of(column, (text,)).get(text, text)):
                return f"{column.name} = {quoted(text)}"
        return ""

    def unfit(self, record: Record) -> list[Finding]:
        """What of a row could not be read, but for its times, which nobody asks."""
        return [each for each in moved(record) if each.field not in self._times]


class Joined:
    """The tables of a shape, joined. `internal` are the columns that are not read."""

    def __init__(self, dump: Dump, shape: Shape) -> None:
        self._shape = shape
        self._goods = dump.table(shape.goods)
        skus = dump.table(shape.skus.table) if shape.skus else SqlTable("")
        self._skus = skus
        self._sold = skus.by(shape.skus.link) if shape.skus else {}
        self.inside = f"{skus.name}." if shape.skus else ""
        self._lookups = {
            each: {row[each.key]: row[each.name] for row in dump.table(each.table).records()}
            for each in shape.lookups
        }
        self._properties = [
            (each, dump.table(each.table).by(each.link)) for each in shape.properties
        ]
        self._pictures = [(each, dump.table(each.table).by(each.link)) for each in shape.pictures]
        named = {shape.key, *(each.column for each in shape.lookups)}
        self._outer = _fields(self._goods, "", named)
        if shape.skus:
            # The rows of a product are those of its key: no number of another kind groups them.
            self._outer = [
                each.aside() if sense_of(each.label) in _KEYS else each for each in self._outer
            ]
        self._own = _fields(skus, self.inside, {shape.skus.link}) if shape.skus else []
        self.internal = [each.name for each in (*self._outer, *self._own) if each.internal]

    def listing(self) -> Listing:
        """The joined table, to be read like any other."""
        lookups = {f"{each.table}.{each.name}": each.field for each in self._lookups}
        fields = (*self._outer, *self._own)
        names = [self._shape.key] if self._shape.key else []
        names += [
            *(each.name for each in self._outer),
            *lookups,
            *(each.name for each in self._own),
        ]
        columns = Columns.of(names)
        return Listing(
            self._shape.goods,
            columns.names,
            lambda: (("", item) for item in self._rows(columns)),
            inside=self.inside,
            labels={**{each.name: each.label for each in fields}, **lookups},
        )

    def words(self) -> str:
        """What the tables are called by and the short texts in them, to tell their language by."""
        comments = (column.comment for column in (*self._goods.columns, *self._skus.columns))
        cells = (cell for row in self._goods.rows[:_READ_FOR_WORDS] for cell in row)
        return "\n".join((*comments, *(each for each in cells if not _NO_WORDS.search(each[:60]))))

    def properties(self, key: str) -> tuple[Attribute, ...]:
        """What tables of properties say of the goods of a key."""
        return tuple(
            each
            for child, rows in self._properties
            for row in rows.get(key, ())
            for each in stated(row[child.name], row[child.value])
        )

    def pictures(self, key: str) -> tuple[str, ...]:
        """What tables of pictures hold for the goods of a key."""
        found = (row[child.value] for child, rows in self._pictures for row in rows.get(key, ()))
        return tuple(address for address in found if address)

    def _rows(self, columns: Columns) -> Iterator[Cells | Finding]:
        marks, sku_marks = _Marks(self._goods), _Marks(self._skus)
        known = set()
        for goods in self._goods.records():
            key = goods[self._shape.key] if self._shape.key else ""
            known.add(key)
            sold = self._sold.get(key, ())
            gone = [sku_marks.deleted(row) for row in sold]
            if reason := marks.deleted(goods) or (gone[0] if gone and all(gone) else ""):
                values = {"value": key or goods.row, "reason": reason}
                yield Finding("skipped_product", goods.row, values=values)
                continue
            own = [row for row, deleted in zip(sold, gone, strict=True) if not deleted]
            start = [key] if self._shape.key else []
            start += [each.of(goods) for each in self._outer]
            start += [named.get(goods[each.column], "") for each, named in self._lookups.items()]
            ends = [[each.of(row) for each in self._own] for row in own]
            broken = [*marks.unfit(goods), *(each for row in own for each in sku_marks.unfit(row))]
            if broken:
                yield from broken
                continue
            for row, end in zip(own, ends, strict=True):
                name = row.row.removeprefix(self._skus.name).strip(":[]")
                yield Cells(columns, f"{goods.row}/{self._skus.name}[{name}]", [*start, *end])
            if not own:
                yield Cells(columns, goods.row, [*start, *("" for _ in self._own)])
        yield from orphans(self._sold, known)


def _fields(table: SqlTable, prefix: str, without: Collection[str]) -> list[_Field]:
    """The columns of a table that are read; one that holds several properties is one for each."""
    found = []
    for column in table.columns:
        if column.name in without or is_deletion(column):
            continue
        values = [record[column.name] for record in table.records()]
        label, name = label_of(column), f"{prefix}{column.name}"
        sense = sense_of(label)
        pairs = all_pairs(values, in_words=bool(prefix)) if sense in ("", "option") else []
        if pairs:
            kind = "options" if prefix else "attributes"
            for part in dict.fromkeys(each for some in pairs for each in some):
                found.append(_Field(f"{name}.{part}", column, f"{kind}.{part}", part=part))
            continue
        if not sense and any(map(_MARKUP.search, values)):
            label = "description"
        elif not sense and prefix and _OPTIONS.search(f"{column.name} {column.comment}"):
            label = "规格" if has_han(column.comment) else "Variant"
        internal, codes = is_internal(column, label, values), codes_of(column, values)
        found.append(_Field(name, column, label, internal, codes))
    return found
