"""The rows of one product, as the product they state."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from catalog_loader.findings import quoted
from catalog_loader.product import Attribute, Product, Variant
from catalog_loader.readers.guessing.layout import PRICES, Layout, Named
from catalog_loader.readers.guessing.looks import pictures_in
from catalog_loader.readers.guessing.promises import returns_in, shipping_in
from catalog_loader.readers.guessing.variants import variant_of
from catalog_loader.readers.guessing.words import on_shelf
from catalog_loader.readers.reader import Item, Read, Source
from catalog_loader.readers.toolkit.cells import Cells
from catalog_loader.readers.toolkit.grouping import origin_of, sku_for
from catalog_loader.readers.toolkit.published import attribute, attribute_key, plain_text
from catalog_loader.words import has_han

_VARIANT_FIELDS = frozenset(
    {*PRICES, "sku", "quantity", "availability", "available_from", "barcode", "currency",
     "sale_from", "sale_until"}
)  # fmt: skip
_NO_CHOICE = "default title"
"""What Shopify calls the only variant of a product."""

_BETWEEN = "/、，,;；|\n"
_LINES = "；;|\n"


def items_of(rows: Sequence[Cells], layout: Layout, source: Source) -> Iterator[Item]:
    """The product that `rows` state, after what was found in them; none where a row is unfit."""
    first = rows[0].row
    # `products[3]` for `products[3]/variants[0]`
    place = first.rpartition("/")[0] or first if layout.mapping.inside else first
    product = _Goods(rows, layout, place).product(source)
    for row in rows:
        yield from row.findings
    if product is not None and not any(row.failed for row in rows):
        yield Read(place, product)


@dataclass(slots=True)
class _Goods:
    """The rows of one product, being read; `place` is where it stands."""

    rows: Sequence[Cells]
    layout: Layout
    place: str

    def product(self, source: Source) -> Product | None:
        """The product; None, with what is wrong among the rows' findings, where there is none."""
        first, sold = self.rows[0], self._sold()
        title = self._once("title")
        if not title:
            column = self.layout.column(first, "title") or "title"
            first.find("missing_field", column, name=column)
            return None
        handle = sku_for(self._key() or title, ())
        options = self._options(sold)
        shared, varying = self._properties(sold, options)
        pictures = {row.row: self._pictures(row) for row in self.rows}
        variants = self._variants(sold, handle, options, varying, pictures)
        return first.make(
            Product,
            handle=handle,
            title=title,
            aliases=self._listed("aliases", _BETWEEN),
            brand=self._once("brand"),
            category=" > ".join(self._all("category")),
            description="\n".join(map(plain_text, self._all("description"))),
            selling_points=self._listed("selling_points", _LINES),
            attributes=(*shared, *self._warranty()),
            option_names=tuple(name for _, name in options),
            variants=variants,
            shipping=shipping_in(self.rows, self.layout),
            returns=returns_in(self.rows, self.layout),
            images=tuple(dict.fromkeys(each for row in self.rows for each in pictures[row.row])),
            translations=self._translations(),
            published=not all(map(self._off_shelf, sold)),
            origin=origin_of(source, self.place, self._provenance()),
        )

    def _sold(self) -> Sequence[Cells]:
        """The rows that are variants: all but a first one that the others only belong to.

        It is in no group where they are, offers no choice where they do, or costs nothing where
        they have prices.
        """
        first, others = self.rows[0], self.rows[1:]
        lacking = any(
            not states(first) and all(map(states, others))
            for states in (self._grouped, self._chosen, self._is_sold)
        )
        return others if others and lacking else self.rows

    def _grouped(self, row: Cells) -> bool:
        return bool(self.layout.text(row, "group"))

    def _is_sold(self, row: Cells) -> bool:
        """Whether a row states a price above 0, or how much there is of it."""
        texts = (self.layout.text(row, field) for field in (*PRICES, "quantity"))
        return any(text.strip("0., ") for text in texts)

    def _chosen(self, row: Cells) -> bool:
        return any(row[column] for column, _ in self.layout.options)

    def _key(self) -> str:
        """The product's own key: that of its group, its own, or that of its first variant."""
        fields = ("group", "handle") if self.layout.mapping.by_title else ("group", "handle", "sku")
        found = (self.layout.product_text(row, field) for field in fields for row in self.rows)
        return next((text.lstrip("'") for text in found if text), "")

    def _options(self, sold: Sequence[Cells]) -> Named:
        """What tells the variants apart.

        Of a product with only one, a list such as 红/黑 and what is better known as a property
        (口味) are properties.
        """
        found: dict[str, str] = {}
        for column, name in self.layout.options:
            values = {row[column] for row in sold} - {""}
            if not values or (len(sold) == 1 and _is_property(name, *values)):
                continue
            found.setdefault(name, column)
        return tuple((column, name) for name, column in found.items())

    def _properties(
        self, sold: Sequence[Cells], options: Named
    ) -> tuple[tuple[Attribute, ...], Named]:
        """The properties that all variants share, and the columns of those that differ."""
        taken = {column for column, _ in options}
        given = (*self.layout.properties, *self.layout.options)
        columns = [(column, name) for column, name in given if column not in taken]
        shared, varying = [], []
        for column, name in columns:
            values = {row[column] for row in sold} - {""}
            if len(values) > 1:
                varying.append((column, name))
                continue
            value = next((row[column] for row in self.rows if row[column]), "")
            if value and value.lower() != _NO_CHOICE:
                shared.append(self._attribute(column, name, value))
        return tuple(shared), tuple(varying)

    def _attribute(self, column: str, name: str, value: str, key: str = "") -> Attribute:
        listed = ("、" if has_han(value) else ", ").join(filter(None, value.splitlines()))
        return attribute(name, listed, unit=self.layout.mapping.headers[column].unit, key=key)

    def _warranty(self) -> Iterator[Attribute]:
        for column in self.layout.mapping.columns("warranty"):
            if value := next((row[column] for row in self.rows if row[column]), ""):
                label = self.layout.mapping.headers[column].label
                yield self._attribute(column, label, value, "warranty")

    def _variants(
        self,
        sold: Sequence[Cells],
        handle: str,
        options: Named,
        varying: Named,
        pictures: dict[str, tuple[str, ...]],
    ) -> tuple[Variant, ...]:
        several = len({pictures[row.row] for row in sold}) > 1
        all_off = all(map(self._off_shelf, sold))
        made = []
        for row in sold:
            text = self.layout.text(row, "published")
            if text and on_shelf(text) is None:
                row.find("not_flag", self.layout.column(row, "published"), value=quoted(text))
            if self._off_shelf(row) and not all_off:
                row.find("switched_off", value=self.layout.text(row, "sku") or row.row)
                continue
            properties = (self._attribute(c, n, row[c]) for c, n in varying if row[c])
            made.append(
                variant_of(
                    row,
                    self.layout,
                    handle,
                    {name: row[column] for column, name in options if row[column]},
                    tuple(properties),
                    next(iter(pictures[row.row]), "") if several else "",
                )
            )
        return tuple(variant for variant in made if variant)

    def _off_shelf(self, row: Cells) -> bool:
        return on_shelf(self.layout.text(row, "published")) is False

    def _once(self, field: str) -> str:
        """A field of the product, from the first row that states it."""
        return next((text for row in self.rows if (text := self.layout.text(row, field))), "")

    def _all(self, field: str) -> tuple[str, ...]:
        """The texts of all columns of a field, each from the first row that states it."""
        found: dict[str, str] = {}
        for row in self.rows:
            for label, text in self.layout.texts(row, field):
                found.setdefault(label, text)
        return tuple(dict.fromkeys(found.values()))

    def _listed(self, field: str, separators: str) -> tuple[str, ...]:
        """The parts of the cells of a field."""
        text = separators[-1].join(self._all(field))
        if not text:
            return ()
        for separator in separators:
            text = text.replace(separator, separators[-1])
        parts = (part.strip() for part in text.split(separators[-1]))
        return tuple(dict.fromkeys(part for part in parts if part))

    def _pictures(self, row: Cells) -> tuple[str, ...]:
        found = (each for _, text in self.layout.texts(row, "images") for each in pictures_in(text))
        return tuple(dict.fromkeys(found))

    def _translations(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for column, name in self.layout.mapping.named("translations."):
            language, _, field = name.partition(".")
            if text := next((row[column] for row in self.rows if row[column]), ""):
                found.setdefault(language, {})[field] = text
        return found

    def _provenance(self) -> dict[str, str]:
        """Field to column, where the column is not called what the field is."""
        found: dict[str, str] = {}
        for guess in self.layout.mapping.guesses:
            if guess.field.rpartition(".")[2] != guess.column:
                is_variants = guess.field in _VARIANT_FIELDS
                field = f"variants.{guess.field}" if is_variants else guess.field
                found.setdefault(field, guess.column)
        return found


def _is_property(name: str, *values: str) -> bool:
    """Whether the value of an option offers no choice by itself."""
    listed = any(separator in value for value in values for separator in _BETWEEN)
    return listed or bool(attribute_key(name)) or _NO_CHOICE in map(str.lower, values)
