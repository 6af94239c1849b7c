"""Shopee's mass-upload workbook, of any market: a row a variation, grouped by a number of its own.

Rows of one integration number are one product; what belongs to the product may stand in its first
row only or in each. The file names no currency; the market, and with it the likely one, shows in
the numbers of the ways to send goods. Sizes and weights are those of the parcel.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from catalog_loader.findings import Finding
from catalog_loader.product import (
    Attribute,
    Availability,
    Money,
    Origin,
    Product,
    Shipping,
    Variant,
)
from catalog_loader.readers.reader import Item, Read, Source
from catalog_loader.readers.shopee.template import (
    NEEDED,
    Template,
    categories_of,
    category_name,
    template_of,
)
from catalog_loader.readers.toolkit.cells import Cells
from catalog_loader.readers.toolkit.grouping import origin_of, sku_for
from catalog_loader.readers.toolkit.published import attribute, plain_text
from catalog_loader.readers.toolkit.shops import shop_items, shop_of
from catalog_loader.readers.toolkit.tables import refusal_of

_GROUP = "et_title_variation_integration_no"
_OPTIONS = tuple((f"et_title_variation_{n}", f"et_title_option_for_variation_{n}") for n in (1, 2))
_PICTURES = ("ps_item_cover_image", *(f"ps_item_image_{n}" for n in range(1, 10)))
_SIDES = ("ps_length", "ps_width", "ps_height")
_DAYS = "ps_product_pre_order_dts"
_ATTRIBUTES = ("ps_product_global_attribute_", "ps_tool_mass_upload_sample_attr_")
_LIMITS = ("ps_minimum_purchase_quantity", "ps_maximum_purchase_quantity")
_UNBRANDED = frozenset(
    {"no brand", "nobrand", "tidak ada merek", "không có thương hiệu", "no. brand", "自有品牌",
     "無品牌", "无品牌", "ไม่มียี่ห้อ", "sem marca", "tiada jenama"}
)  # fmt: skip
_ON = frozenset(
    {"on", "aktif", "mở", "bật", "เปิด", "開啟", "开启", "开", "開", "ativar", "ligado", "yes",
     "buka", "hidupkan"}
)  # fmt: skip
_OFF = frozenset(
    {"off", "nonaktif", "tắt", "ปิด", "關閉", "关闭", "关", "關", "desativar", "desligado", "no",
     "tutup", "matikan"}
)  # fmt: skip
_PARCEL_SIZE = {
    "zh": "包裹尺寸", "en": "Parcel size", "id": "Ukuran paket", "ms": "Saiz bungkusan",
    "th": "ขนาดพัสดุ", "vi": "Kích thước gói hàng", "pt": "Tamanho do pacote",
}  # fmt: skip
_PARCEL_WEIGHT = {
    "zh": "包裹重量", "en": "Parcel weight", "id": "Berat paket", "ms": "Berat bungkusan",
    "th": "น้ำหนักพัสดุ", "vi": "Cân nặng gói hàng", "pt": "Peso do pacote",
}  # fmt: skip
_PROVENANCE = {
    "title": "ps_product_name",
    "description": "ps_product_description",
    "category": "ps_category",
    "brand": "ps_brand",
    "handle": "ps_sku_parent_short",
    "images": "ps_item_cover_image",
    "variants.sku": "ps_sku_short",
    "variants.price": "ps_price",
    "variants.quantity": "ps_stock",
    "variants.barcode": "ps_gtin_code",
    "variants.image": "et_title_image_per_variation",
}


class ShopeeReader:
    """Reads Shopee's mass-upload template, filled in."""

    name = "shopee"
    title = "Shopee mass upload XLSX"

    def recognises(self, source: Source) -> bool:
        """Whether a sheet has a row of the template's codes."""
        return template_of(source) is not None

    def read(self, source: Source) -> Iterator[Item]:
        """The shop, then each product once its last row has been read."""
        template = template_of(source)
        if template is None:
            missing = Finding("missing_column", values={"name": ", ".join(NEEDED)})
            yield refusal_of(source) or missing
            return
        language, country = template.language, template.country
        yield from shop_items(*(known := shop_of(source, language=language, country=country)))
        layout = _Layout(source, template, known[0].currency, language, categories_of(source))
        current: _Product | None = None
        torn = False
        for cells in template.body.rows(after=template.below):
            if isinstance(cells, Finding):
                yield cells
                torn = True
                continue
            group = cells[_GROUP]
            if current is not None and group and group == current.group:
                current.failed |= torn  # what could not be read between its rows was one of them
            else:
                if current is not None:
                    yield from current.finish(layout)
                current = _Product(group, cells)
            torn = False
            current.add(cells, layout)
            yield from cells.findings
            cells.findings = []
        if current is not None:
            yield from current.finish(layout)


@dataclass(frozen=True, slots=True)
class _Layout:
    """What is known of the file as a whole."""

    source: Source
    template: Template
    currency: str
    language: str
    categories: dict[str, str]
    noted: set[str] = field(default_factory=set)

    def note(self, cells: Cells, code: str, name: str, **values: str) -> None:
        """Find something the first time that it is met."""
        if (key := f"{code} {name}") not in self.noted:
            self.noted.add(key)
            cells.find(code, "" if values else name, **(values or {"name": name}))


@dataclass(slots=True)
class _Product:
    """A product whose rows are being read."""

    group: str
    first: Cells
    failed: bool = False
    names: dict[str, None] = field(default_factory=dict)
    variants: list[Variant] = field(default_factory=list)
    images: dict[str, None] = field(default_factory=dict)
    pictured: dict[str, str] = field(default_factory=dict)
    """The picture of each value of the first option: often given in its first row only."""

    @property
    def handle(self) -> str:
        """The shop's own number of the product, else what tells it from the others."""
        first = self.first
        return first.first("ps_sku_parent_short", _GROUP, "ps_sku_short", "ps_product_name")[:255]

    def add(self, cells: Cells, layout: _Layout) -> None:
        """Take in one row."""
        self.images.update(dict.fromkeys(filter(None, (cells[code] for code in _PICTURES))))
        options: dict[str, str] = {}
        for named, valued in _OPTIONS:
            if value := cells[valued]:
                if name := cells[named] or self.first[named]:
                    options[name] = value
                else:
                    cells.find("missing_field", named, name=named)
        self.names.update(dict.fromkeys(options))
        if options and (picture := cells["et_title_image_per_variation"]):
            self.pictured.setdefault(next(iter(options.values())), picture)
        availability, quantity = cells.stock("ps_stock")
        if _days(cells) and availability is Availability.IN_STOCK:
            availability = Availability.PREORDER
        code = cells["ps_gtin_code"]
        variant = cells.make(
            Variant,
            sku=cells["ps_sku_short"] or sku_for(self.handle, options.values()),
            options=options,
            price=_price(cells, layout),
            availability=availability,
            quantity=quantity,
            barcode=code if code.strip("0") else "",  # `00` says that there is none
            attributes=tuple(_parcel(cells, layout)),
            origin=Origin(row=cells.row),
        )
        self.failed |= cells.failed
        if variant is not None:
            self.variants.append(variant)

    def finish(self, layout: _Layout) -> Iterator[Item]:
        """The product, or nothing where a row of it was refused."""
        if self.failed:
            return
        cells, columns = self.first, layout.template.body.columns
        provenance = {name: code for name, code in _PROVENANCE.items() if code in columns}
        brand = cells["ps_brand"]
        product = cells.make(
            Product,
            handle=self.handle,
            title=cells["ps_product_name"],
            brand="" if brand.lower() in _UNBRANDED else brand,
            category=_category(cells, layout),
            description=plain_text(cells["ps_product_description"]),
            attributes=tuple(_attributes(cells, layout)),
            option_names=tuple(self.names),
            variants=tuple(self._pictured()),
            shipping=tuple(_shipping(cells, layout)),
            images=tuple(self.images),
            origin=origin_of(layout.source, cells.row, provenance),
        )
        yield from cells.findings
        if product is not None:
            yield Read(cells.row, product)

    def _pictured(self) -> Iterator[Variant]:
        for variant in self.variants:
            picture = self.pictured.get(next(iter(variant.options.values()), ""), "")
            yield variant.model_copy(update={"image": picture}) if picture else variant


def _price(cells: Cells, layout: _Layout) -> Money | None:
    price = cells.money("ps_price", layout.currency)
    if price is None or price.currency == layout.currency:
        return price
    values = {"currency": price.currency, "expected": layout.currency}
    layout.note(cells, "mixed_currency", price.currency, **values)
    return None


def _days(cells: Cells) -> int:
    """Within how many days goods are sent that are made or ordered first; 0 for those at hand."""
    days = cells[_DAYS]
    return int(days) if days.isdecimal() and len(days) < 4 else 0


def _category(cells: Cells, layout: _Layout) -> str:
    category = cells["ps_category"]
    if not category.isdecimal():
        return category_name(category)
    if category not in layout.categories:
        layout.note(cells, "numbers_only", "ps_category")
    return layout.categories.get(category, "")


def _attributes(cells: Cells, layout: _Layout) -> Iterator[Attribute]:
    """What the columns of a category say, each called as the template calls it."""
    for code in layout.template.body.columns.names:
        if code.startswith(_ATTRIBUTES) or code in _LIMITS:
            label = layout.template.labels.get(code)
            if label and (value := cells[code]):
                yield attribute(label, value)


def _parcel(cells: Cells, layout: _Layout) -> Iterator[Attribute]:
    """The parcel's weight and size, where the template says in which units they are."""
    if weight := cells["ps_weight"]:
        if unit := layout.template.weight_unit:
            name = _PARCEL_WEIGHT.get(layout.language, _PARCEL_WEIGHT["en"])
            yield attribute(name, weight.replace(",", "."), unit=unit)
        else:
            layout.note(cells, "ignored_column", "ps_weight")
    sides = [cells[side].replace(",", ".") for side in _SIDES]
    if all(sides):
        if unit := layout.template.size_unit:
            name = _PARCEL_SIZE.get(layout.language, _PARCEL_SIZE["en"])
            yield attribute(name, "×".join(sides), unit=unit)
        else:
            layout.note(cells, "ignored_column", ", ".join(_SIDES))


def _shipping(cells: Cells, layout: _Layout) -> Iterator[Shipping]:
    """The ways to send it that are switched on."""
    handling = (0, days) if (days := _days(cells)) else None
    found = False
    for code in layout.template.channels:
        word = cells[code].lower()
        if word in _ON:
            found = True
            label = layout.template.labels.get(code, code)
            yield Shipping(service=label, handling_days=handling)
        elif word and word not in _OFF:
            cells.find("not_flag", code, value=cells[code])
    if handling and not found:
        yield Shipping(handling_days=handling)
