"""Any SQL dump of MySQL or PostgreSQL: goods are looked for among its tables, and their SKUs.

The last resort for a database that no reader knows. Its tables are recognised by their names,
their comments, their keys and what their columns hold (`sql/shape.py`), joined into one
(`sql/joined.py`), and that is read like any table (`generic.py`). What was guessed is said and can
be corrected: `table`, `variants.table` and `variants.product` (the column of a SKU that holds its
product's key) name tables and columns, `title` a column of the goods, `variants.price` one of the
SKUs.
"""

import dataclasses
from collections.abc import Iterator, Mapping

from catalog_loader.findings import Finding, quoted
from catalog_loader.product import Product, Shop
from catalog_loader.readers.guessing.catalog import read_listings
from catalog_loader.readers.guessing.said import wrong_of
from catalog_loader.readers.reader import Item, Read, Source
from catalog_loader.readers.sql.joined import Joined
from catalog_loader.readers.sql.shape import Shape, shape_of
from catalog_loader.readers.sql.sniffing import is_dump
from catalog_loader.readers.toolkit.cells import Columns
from catalog_loader.readers.toolkit.shops import language_of

_SAMPLED = 400
"""How many rows of each table are looked at to tell what it holds."""

_SHAPE = frozenset({"table", "variants.table", "variants.product"})
_VARIANTS = "variants."


class SqlDumpReader:
    """Reads a dump of a database that no other reader knows."""

    name = "sql"
    title = "SQL dump (MySQL, PostgreSQL)"

    def recognises(self, source: Source) -> bool:
        """Whether it begins with statements that make or fill tables."""
        return is_dump(source)

    def read(self, source: Source) -> Iterator[Item]:
        """The shop, then each product of the table of goods."""
        from catalog_loader.readers.sql.dump import read_dump  # sqlglot takes its time to import

        said = source.options.mapping
        outline = read_dump(source, at_most=_SAMPLED)
        shape = shape_of(outline, {field: said[field] for field in _SHAPE & said.keys()})
        if isinstance(shape, Finding):
            yield from (each for each in outline.findings if each.kind.fatal)
            yield shape
            return
        dump = read_dump(source, only=shape.tables)
        joined = Joined(dump, shape)
        listing = joined.listing()
        columns = Columns.of(listing.columns)
        named = _named(said, joined)
        if wrong := wrong_of(named, [columns]):
            yield from wrong
            return
        left = [name for name in joined.internal if name not in named.values()]
        mapping = _complete(named, shape, left)
        language = source.options.language or language_of(joined.words())
        options = dataclasses.replace(source.options, mapping=mapping, language=language)
        inner = dataclasses.replace(source, options=options)
        for item in read_listings(inner, [listing]):
            yield _placed(item, joined, shape) if isinstance(item, Read) else item
            if isinstance(item, Read) and isinstance(item.entry, Shop):
                yield from dump.findings
                yield shape.note()
                if left:
                    values = {"name": quoted("、".join(left), 200)}
                    yield Finding("ignored_column", values=values)


def _named(said: Mapping[str, str], joined: Joined) -> dict[str, str]:
    """What a person says the columns mean, with those of SKUs called as the joined table does."""
    named = {}
    for name, column in said.items():
        if name in _SHAPE:
            continue
        if name.startswith(_VARIANTS) and joined.inside:
            own = column if column.startswith(joined.inside) else f"{joined.inside}{column}"
            named[name.removeprefix(_VARIANTS)] = own
        else:
            named.setdefault(name.removeprefix(_VARIANTS), column)
    return named


def _complete(named: Mapping[str, str], shape: Shape, left: list[str]) -> dict[str, str]:
    """The mapping with what the shape of the database says for certain."""
    mapping = dict(named)
    if shape.key and shape.key not in mapping.values():
        mapping.setdefault("handle", shape.key)
    if left:
        mapping["ignore"] = ",".join(filter(None, (mapping.get("ignore", ""), *left)))
    return mapping


def _placed(item: Read, joined: Joined, shape: Shape) -> Read:
    """A product at its own row, with what its further tables say, its columns named in full."""
    product = item.entry
    if not isinstance(product, Product):
        return item
    row = item.row.partition("/")[0]
    key = row.partition(":")[2]
    columns = {
        field: column if "." in column else f"{shape.goods}.{column}"
        for field, column in product.origin.columns.items()
    }
    known = {each.name for each in product.attributes}
    further = tuple(each for each in joined.properties(key) if each.name not in known)
    pictures = dict.fromkeys((*product.images, *joined.pictures(key)))
    made = product.model_copy(
        update={
            "attributes": (*product.attributes, *further),
            "images": tuple(pictures),
            "origin": product.origin.model_copy(update={"row": row, "columns": columns}),
        }
    )
    return Read(row, made)
