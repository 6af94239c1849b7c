"""What a person says the columns of a table mean, against the columns there are."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from catalog_loader.findings import Finding, quoted
from catalog_loader.readers.toolkit.cells import Columns
from catalog_loader.readers.toolkit.schema import hints

FIELDS = (
    "title", "aliases", "handle", "group", "sku", "price", "list_price", "market_price",
    "sale_price", "sale_from", "sale_until", "member_price", "currency", "quantity",
    "availability", "available_from", "published", "brand", "category", "description",
    "selling_points", "barcode", "images", "shipping", "shipping_fee", "carrier", "returns",
    "warranty", "shop", "question", "answer", "similar", "topic", "statement", "ignore",
)  # fmt: skip
"""What a column can be said to be, beside `attributes.NAME`, `options.NAME` and
`translations.LANGUAGE.title`."""

SEVERAL = frozenset(
    {"aliases", "category", "description", "selling_points", "images", "shipping", "returns",
     "warranty", "similar", "ignore"}
)  # fmt: skip
"""What several columns can be at once."""


def said_of(given: Mapping[str, str], columns: Columns) -> dict[str, str]:
    """Column to field, of the columns named in `given` (field to column) that there are."""
    return {
        columns.names[at]: field
        for field, named in given.items()
        for column in _named(field, named, columns)
        if (at := columns.find(column)) is not None
    }


def wrong_of(given: Mapping[str, str], tables: Iterable[Columns]) -> list[Finding]:
    """What is wrong with `given`: fields and columns that do not exist, a column of two fields."""
    tables = tuple(tables)
    names = [name for columns in tables for name in columns.names if name]
    found = _said_twice(given, tables)
    for field, named in given.items():
        if not _exists(field):
            values = {"name": quoted(field), **hints(field, list(FIELDS))}
            found.append(Finding("unknown_field", "", quoted(field), values))
            continue
        for column in _missing(field, named, tables):
            values = {"name": quoted(column), **_nearest(column, names)}
            found.append(Finding("unknown_column", "", quoted(field), values))
    return found


def _exists(field: str) -> bool:
    match field.split("."):
        case ["attributes" | "options", *name]:
            return bool("".join(name).strip())
        case ["translations", language, "title"]:
            return bool(language)
        case _:
            return field in FIELDS


def _named(field: str, named: str, columns: Columns) -> list[str]:
    """The columns named for a field: one, or several between commas where it can be several."""
    if named in columns or field not in SEVERAL:
        return [named]
    return [part for each in named.replace("，", ",").split(",") if (part := each.strip())]


def _missing(field: str, named: str, tables: tuple[Columns, ...]) -> list[str]:
    if not tables:
        return [named]
    lacking = [
        {column for column in _named(field, named, columns) if column not in columns}
        for columns in tables
    ]
    return sorted(set.intersection(*lacking))


def _said_twice(given: Mapping[str, str], tables: tuple[Columns, ...]) -> list[Finding]:
    found = {}
    for columns in tables:
        fields: dict[int, list[str]] = {}
        for field, named in given.items():
            for column in _named(field, named, columns):
                if (at := columns.find(column)) is not None:
                    fields.setdefault(at, []).append(field)
        for at, several in fields.items():
            if len(set(several)) > 1:
                values = {"name": quoted(columns.names[at]), "fields": quoted("、".join(several))}
                found[columns.names[at]] = Finding("said_twice", values=values)
    return list(found.values())


def _nearest(column: str, names: list[str]) -> dict[str, str]:
    if near := get_close_matches(column, names, n=1, cutoff=0.5):
        return {"hint_zh": f"是不是 {near[0]}？", "hint_en": f"did you mean {near[0]}?"}
    shown = quoted("、".join(dict.fromkeys(names)), 200)
    return {"hint_zh": f"有这些列：{shown}", "hint_en": f"the columns are {shown}"}
