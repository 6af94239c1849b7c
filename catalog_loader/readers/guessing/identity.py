"""Which columns are keys: of a product, of a variant, and of the group that rows belong to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from catalog_loader.readers.guessing.looks import Look


@dataclass(slots=True)
class Keys:
    """The fields of the columns that are keys, and those among them that are not needed."""

    fields: dict[str, str] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)

    def column(self, wanted: str) -> str:
        """The column of a field, "" where there is none."""
        return next((column for column, name in self.fields.items() if name == wanted), "")


def keys_of(
    named: Mapping[str, Sequence[str]],
    looks: Mapping[str, Look],
    *,
    said: Mapping[str, str],
    titles_repeat: bool,
    has_options: bool,
    merged: Callable[[str], bool],
) -> Keys:
    """Decide on the columns `named` `sku`, `handle`, `group` and `code` (货号, which may be any).

    A key that never repeats while titles do is a variant's; one that repeats is a product's, and so
    is one that is `merged`: given in a product's first row only, as its title is. `said` maps the
    fields that a person has named a column for to that column.
    """
    keys = Keys({column: name for name, column in said.items()})
    _take(keys, "sku", named.get("sku", ()))
    _take(keys, "group", named.get("group", ()))
    for column in named.get("code", ()):
        unique = looks[column].unique
        if merged(column) and not keys.column("handle"):
            keys.fields[column] = "handle"
        elif unique and not keys.column("sku"):
            keys.fields[column] = "sku"
        elif not unique and not keys.column("group"):
            keys.fields[column] = "group"
        elif not keys.column("handle") and not named.get("handle"):
            _take_handle(keys, column, looks, titles_repeat and has_options)
        else:
            keys.left.append(column)
    for column in named.get("handle", ()):
        if keys.column("handle"):
            keys.left.append(column)
        else:
            _take_handle(keys, column, looks, titles_repeat and has_options)
    sku = keys.column("sku")
    owned = keys.column("group") or keys.column("handle")
    if sku and "sku" not in said and not owned and has_options and not looks[sku].unique:
        keys.fields[sku] = "group"  # what several variants share is no variant's key
    return keys


def _take(keys: Keys, name: str, columns: Sequence[str]) -> None:
    """Take the first of `columns` for a field that has none yet."""
    for column in columns:
        if keys.column(name):
            keys.left.append(column)
        else:
            keys.fields[column] = name


def _take_handle(
    keys: Keys, column: str, looks: Mapping[str, Look], rows_are_variants: bool
) -> None:
    """Take a key for the product's, unless it tells apart what are variants of one product."""
    if looks[column].unique and (keys.column("group") or rows_are_variants):
        if keys.column("sku"):
            keys.left.append(column)
        else:
            keys.fields[column] = "sku"
    else:
        keys.fields[column] = "handle"
