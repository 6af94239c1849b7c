"""The rows of one product, put together wherever they stand in the table."""

from collections.abc import Iterable, Iterator

from catalog_loader.findings import Finding
from catalog_loader.readers.guessing.layout import Layout
from catalog_loader.readers.toolkit.cells import Cells, Columns
from catalog_loader.readers.toolkit.spool import Spool

Keyed = tuple[str, Cells | Finding]
"""A row with the key of its product, "" where it is alone."""


def runs_of(
    rows: Iterable[Keyed], layout: Layout, columns: Columns, *, scattered: bool
) -> Iterator[list[Cells] | Finding]:
    """The rows of each product, in the order in which products begin, and the findings between.

    Rows that come with a key keep it. With `scattered` a product's rows may stand apart: they wait
    on disk. Raises OSError.
    """
    if not scattered:
        yield from _adjoining(_keyed(rows, layout))
        return
    with Spool(columns) as spool:
        spool.fill(_keyed(rows, layout))
        seen = set()
        for key, item in _keyed((("", item) for item in spool.rows()), layout):
            if isinstance(item, Finding):
                yield item
            elif not key:
                yield [item]
            elif key not in seen:
                seen.add(key)
                yield spool.keyed(key)


def _adjoining(rows: Iterable[Keyed]) -> Iterator[list[Cells] | Finding]:
    run: list[Cells] = []
    current = ""
    for key, item in rows:
        if isinstance(item, Finding):
            yield item
            continue
        if run and key != current:
            yield run
            run = []
        if key:
            run.append(item)
        else:
            yield [item]
        current = key
    if run:
        yield run


def _keyed(rows: Iterable[Keyed], layout: Layout) -> Iterator[Keyed]:
    """Every row with the key of its product; one that names none goes on with that before it."""
    current = ""
    for key, item in rows:
        if isinstance(item, Finding):
            yield "", item
            continue
        key = key or _key(item, layout)
        if not key and current and _continues(item, layout):
            key = current
        current = key
        yield key, item


def _key(cells: Cells, layout: Layout) -> str:
    """What the rows of one product share, "" where rows are products."""
    mapping = layout.mapping
    if key := layout.text(cells, "group") or layout.text(cells, "handle"):
        return key
    if mapping.columns("group"):  # the product itself, above the variants that name it
        return layout.text(cells, "sku")
    return layout.text(cells, "title") if mapping.by_title else ""


def _continues(cells: Cells, layout: Layout) -> bool:
    """Whether a row without a title says something of a variant: its product's cells are merged."""
    if layout.text(cells, "title"):
        return False
    options = (cells[column] for column, _ in layout.options)
    return any(options) or any(layout.text(cells, field) for field in ("sku", "price", "quantity"))
