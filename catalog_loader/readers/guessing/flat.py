"""The objects of a JSON document as rows of a table: nested ones as dotted paths.

A list of variants makes a row each, with what their product states beside it. A list of single
values is a cell of lines; one of pictures their addresses; one of `{name, value}` pairs a column a
name. Any other list of objects (reviews, say) is left out.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from catalog_loader.findings import Finding
from catalog_loader.readers.guessing.headers import header_of, meaning_of
from catalog_loader.readers.guessing.words import plain
from catalog_loader.readers.toolkit.cells import Cells, Columns
from catalog_loader.readers.toolkit.tables import MAX_CELL
from catalog_loader.readers.toolkit.text import UNDECODABLE

_VARIANTS = frozenset(
    map(plain, ("variants", "skus", "sku", "sku_list", "skuList", "variations", "models",
                "product_variants", "children", "规格", "sku列表", "规格列表"))
)  # fmt: skip
_NAMES = ("name", "key", "label", "attr_name", "attribute", "k", "名称", "属性名", "名")
_VALUES = ("value", "val", "attr_value", "v", "值", "属性值")
_ADDRESSES = ("src", "url", "image", "image_url", "imageUrl", "link", "original", "large")
_DEEPEST = 8

Flat = dict[str, str]
"""The texts of an object by path."""


class Object(dict[str, Any]):
    """A JSON object; `repeated` is a name it gives twice, "" where it gives none."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.repeated = ""
        if len(self) < len(pairs):
            counted = Counter(name for name, _ in pairs)
            self.repeated = counted.most_common(1)[0][0]


@dataclass(slots=True)
class FlatRow:
    """A row: where it stands, the key of its product ("" where it is alone), and its texts."""

    path: str
    key: str
    texts: Flat


@dataclass(slots=True)
class Flattened:
    """The rows of an array of objects, and the findings for what is none."""

    rows: list[FlatRow | Finding] = field(default_factory=list)
    left: dict[str, None] = field(default_factory=dict)
    inside: str = ""

    @classmethod
    def of(cls, items: Sequence[Any], path: str) -> "Flattened":
        """Flatten the array at `path` of its document."""
        made = cls()
        for index, item in enumerate(items):
            made._add(item, f"{path}[{index}]")
        return made

    def columns(self) -> tuple[str, ...]:
        """Every path there is, in the order in which they come."""
        rows = (row for row in self.rows if isinstance(row, FlatRow))
        return tuple(dict.fromkeys(path for row in rows for path in row.texts))

    def cells(self) -> Iterator[tuple[str, Cells | Finding]]:
        """The rows as those of a table, each with the key of its product."""
        names = self.columns()
        columns = Columns.of(names)
        for row in self.rows:
            if isinstance(row, Finding):
                yield "", row
            elif spoilt := next((n for n, text in row.texts.items() if UNDECODABLE in text), ""):
                values = {"column": str(names.index(spoilt) + 1), "value": row.texts[spoilt]}
                yield "", Finding("undecodable", row.path, spoilt, values)
            else:
                yield row.key, Cells(columns, row.path, [row.texts.get(name, "") for name in names])

    def _add(self, item: Any, path: str) -> None:
        if not isinstance(item, Object):
            self.rows.append(Finding("not_object", path))
            return
        key = next((key for key, value in item.items() if _are_variants(key, value)), "")
        variants = item[key] if key else []
        twice = next((each.repeated for each in (item, *variants) if each.repeated), "")
        if twice:
            self.rows.append(Finding("repeated_field", path, twice, {"name": twice}))
            return
        own: Flat = {}
        self._flatten({name: value for name, value in item.items() if name != key}, "", own, 0)
        if not variants:
            self.rows.append(FlatRow(path, "", own))
            return
        self.inside = self.inside or f"{key}."
        names = _option_names(item)
        for index, variant in enumerate(variants):
            texts: Flat = {}
            named = {names.get(name, name): value for name, value in variant.items()}
            self._flatten(named, self.inside, texts, 0)
            self.rows.append(FlatRow(f"{path}/{key}[{index}]", path, own | texts))

    def _flatten(self, value: dict[str, Any], prefix: str, into: Flat, depth: int) -> None:
        for name, each in value.items():
            path = f"{prefix}{name}"
            match each:
                case dict() if depth < _DEEPEST:
                    self._flatten(each, f"{path}.", into, depth + 1)
                case list():
                    self._flatten_list(each, path, into)
                case dict():
                    self.left[path] = None
                case _:
                    into[path] = _text(each)

    def _flatten_list(self, value: list[Any], path: str, into: Flat) -> None:
        if not value:
            return
        if not any(isinstance(each, (dict, list)) for each in value):
            into[path] = "\n".join(text for each in value if (text := _text(each)))[:MAX_CELL]
        elif pairs := _pairs(value):
            prefix = "options" if "option" in path.lower() or "规格" in path else "attributes"
            before = self.inside if self.inside and path.startswith(self.inside) else ""
            into |= {f"{before}{prefix}.{name}": text for name, text in pairs.items()}
        elif pictures := _pictures(value, path):
            into[path] = "\n".join(pictures)
        else:
            self.left[path] = None


def _are_variants(key: str, value: Any) -> bool:
    """Whether a list is of variants: by its name, and not of plain names and values."""
    return (
        plain(key) in _VARIANTS
        and isinstance(value, list)
        and bool(value)
        and all(isinstance(each, Object) for each in value)
        and not _pairs(value)
    )


def _option_names(item: dict[str, Any]) -> dict[str, str]:
    """What `option1` of a variant is called, where the product lists its options by name."""
    options = item.get("options")
    named = [
        each["name"]
        for each in (options if isinstance(options, list) else [])
        if isinstance(each, dict) and isinstance(each.get("name"), str)
    ]
    return {f"option{place}": f"options.{name}" for place, name in enumerate(named, 1)}


def _pairs(value: list[Any]) -> Flat:
    """The texts of a list of pairs by name; none where it is no such list."""
    found: Flat = {}
    for each in value:
        if not isinstance(each, dict):
            return {}
        name = next((text for key in _NAMES if (text := _text(each.get(key)))), "")
        text = next((text for key in _VALUES if (text := _text(each.get(key)))), "")
        if not name or not text or len(each) > 4:
            return {}
        found.setdefault(name, text)
    return found


def _pictures(value: list[Any], path: str) -> list[str]:
    """The addresses of a list of pictures, none where its name is not one for pictures."""
    meaning = meaning_of(header_of(path.rpartition(".")[2]))
    if meaning is None or meaning.sense != "images":
        return []
    objects = (each for each in value if isinstance(each, dict))
    found = (
        next(filter(None, (_text(each.get(key)) for key in _ADDRESSES)), "") for each in objects
    )
    return [address for address in found if address]


def _text(value: Any) -> str:
    """A single value as it would stand in a table; "" for what is none."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return value.strip()[:MAX_CELL]
        case _:
            return ""
