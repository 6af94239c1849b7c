"""The 数据包 that 淘宝助理 exports: a row an item of the shop, its SKUs all in one cell.

Tab-separated UTF-16 with a version's line, a header in English, one in Chinese, or either alone.
Options and properties are pairs of numbers; what they are called stands in `input_custom_cpv`,
`propAlias` and sometimes `cateProps`. An item's own price is a display price where it has SKUs.

Codes since version 5: `freight_payer` 1 is the seller and 2 the buyer, `stuff_status` 1 new, 2
unused, 3 second-hand, `approve_status` 1 on sale and 2 in the stock room, `navigation_type` 2 and
3 the folders of both. Version 4 (it has a column 付款方式) counted differently: of it only what
stands for itself is read. Fees in a row are believed only as plain amounts: 淘宝助理 fills unused
ones with `1.4139E-38` and the like.
"""

import re
from collections.abc import Iterator, Mapping

from catalog_loader.findings import Finding
from catalog_loader.product import (
    Attribute,
    Money,
    Origin,
    Product,
    Returns,
    Shipping,
    Variant,
)
from catalog_loader.readers.reader import Item, Read, Source
from catalog_loader.readers.taobao.columns import FIELDS, HEADERS, Layout, body_of
from catalog_loader.readers.taobao.skus import Pair, barcodes_in, pictures_in, skus_in
from catalog_loader.readers.taobao.words import BRAND, Words, typed
from catalog_loader.readers.toolkit.cells import Cells
from catalog_loader.readers.toolkit.grouping import origin_of, sku_for
from catalog_loader.readers.toolkit.published import attribute, plain_text
from catalog_loader.readers.toolkit.shops import shop_items, shop_of
from catalog_loader.readers.toolkit.tables import refusal_of

_CONDITIONS = {"1": "全新", "2": "闲置", "3": "二手"}
_AUCTION = ("2", "a", "auction", "拍卖")
_STORED = ("2", "instock", "仓库中", "放入仓库")
_AMOUNT = re.compile(r"\d{1,4}(?:\.\d{1,6})?")
_FILES = re.compile(r"<(img|audio)>.*?</\1>", re.IGNORECASE | re.DOTALL)


class TaobaoReader:
    """Reads 淘宝助理's CSV."""

    name = "taobao"
    title = "Taobao 数据包 CSV"

    def recognises(self, source: Source) -> bool:
        """Whether there is a header with 淘宝助理's own columns, in either language."""
        return body_of(source) is not None

    def read(self, source: Source) -> Iterator[Item]:
        """The shop, then an item a row."""
        found = body_of(source)
        if found is None:
            names = "、".join(HEADERS[1])
            yield refusal_of(source) or Finding("missing_column", values={"name": names})
            return
        body, below = found
        first = (row for row in body.table.preview if row.number > below)
        nicks = (body.columns.cells(0, row.cells).first(*FIELDS["nick"]) for row in first)
        known = shop_of(source, currency="CNY", language="zh", name=next(nicks, ""))
        yield from shop_items(*known)
        layout = Layout.of(body.columns, source, known[0].currency)
        for cells in body.rows(after=below):
            if isinstance(cells, Finding):
                yield cells
                continue
            product = _product(cells, layout)
            yield from cells.findings
            if product is not None and not cells.failed:
                yield Read(cells.row, product)


def _product(cells: Cells, layout: Layout) -> Product | None:
    """The item of a row."""
    column = layout.column
    title = cells[column["title"]]
    number = cells[column["id"]]
    handle = number if _is_given(number) else cells[column["code"]] or title[:255]
    words = Words(cells, layout)
    images, by_value = pictures_in(cells[column["images"]])
    variants = _variants(cells, layout, handle, words, by_value)
    said = dict(typed(cells, layout))
    brand = said.pop("品牌", "") or next(
        (value for (pid, _), (_, value) in words.stated.items() if pid == BRAND), ""
    )
    sold = {name for variant in variants for name in variant.options}
    stated = {name: value for name, value in words.stated.values() if name not in sold | {"品牌"}}
    category = cells[column["category"]]
    if category.isdecimal():
        layout.note(cells, "numbers_only", "category")
        category = ""
    point = cells[column["selling_points"]]
    return cells.make(
        Product,
        handle=handle,
        title=title,
        brand=brand,
        category=category,
        description=_description(cells, layout),
        selling_points=(point,) if point else (),
        attributes=tuple(_attributes(cells, layout, stated | said)),
        option_names=tuple(dict.fromkeys(name for each in variants for name in each.options)),
        variants=tuple(variants),
        shipping=_shipping(cells, layout),
        returns=_returns(cells, layout),
        images=images,
        published=_published(cells, layout),
        origin=origin_of(layout.source, cells.row, _provenance(cells, layout)),
    )


def _variants(
    cells: Cells, layout: Layout, handle: str, words: Words, images: Mapping[Pair, str]
) -> list[Variant]:
    """What the item is sold as: its SKUs, or itself where it has none."""
    column = layout.column
    auction = cells[column["sale_type"]].lower() in _AUCTION
    skus = skus_in(cells, layout)
    if not skus:
        availability, quantity = cells.stock(column["quantity"])
        single = cells.make(
            Variant,
            sku=cells[column["code"]] or sku_for(handle, ()),
            price=None if auction else layout.money(cells, column["price"]),
            availability=availability,
            quantity=quantity,
            barcode=cells[column["barcode"]],
            origin=Origin(row=cells.row),
        )
        return [single] if single else []
    codes = [sku.code for sku in skus]
    barcodes = barcodes_in(cells[column["barcodes"]], len(skus))
    found = []
    for index, (sku, barcode) in enumerate(zip(skus, barcodes, strict=True)):
        options = words.options(sku.pairs)
        # Many shops give all SKUs of an item one code; then it is the item's, and no SKU's.
        own = sku.code if codes.count(sku.code) == 1 else ""
        variant = cells.make(
            Variant,
            sku=own or sku_for(handle, options.values()),
            options=options,
            price=None if auction else sku.price,
            availability=sku.availability,
            quantity=sku.quantity,
            barcode=barcode,
            image=next((images[pair] for pair in sku.pairs if pair in images), ""),
            origin=Origin(row=f"{cells.row}/{column['skus']}/{index}"),
        )
        found += [variant] if variant else []
    return found


def _attributes(cells: Cells, layout: Layout, named: dict[str, str]) -> Iterator[Attribute]:
    column = layout.column
    for name, value in named.items():
        yield attribute(name, value)
    condition = _CONDITIONS.get(cells[column["condition"]])
    if condition and not layout.version_4:
        yield attribute("新旧程度", condition)
    if place := " ".join(filter(None, (cells[column["province"]], cells[column["city"]]))):
        yield attribute("宝贝所在地", place)
    if country := cells[column["bought_in"]]:
        yield attribute("采购地", country)
    for name, field_name in (("发票", "invoice"), ("保修", "warranty")):
        if (flag := cells.flag(column[field_name])) is not None:
            yield attribute(name, "有" if flag else "无")
    weight = cells[column["weight"]]
    if _AMOUNT.fullmatch(weight) and float(weight):
        yield attribute("物流重量", f"{float(weight):g}", unit="kg", key="weight")


def _description(cells: Cells, layout: Layout) -> str:
    """The text of the description, else of the one for phones, without its pictures."""
    return plain_text(cells[layout.column["description"]]) or plain_text(
        _FILES.sub("\n", cells[layout.column["mobile"]]).replace("</txt>", "<br>")
    )


def _shipping(cells: Cells, layout: Layout) -> tuple[Shipping, ...]:
    """What sending costs, where the row says it: with a template of the shop it does not."""
    fees = [
        (service, column, layout.money(cells, column))
        for service, column in layout.fees
        if _AMOUNT.fullmatch(cells[column]) and float(cells[column])
    ]
    payer = layout.column["payer"]
    seller = cells[payer] in ("1", "seller", "卖家", "卖家承担") and not layout.version_4
    if seller and not fees:
        free = Money(minor=0, currency=layout.currency)
        return (Shipping(fee=free, note="卖家承担运费"),)
    if seller:  # a promise of free delivery that the row itself contradicts is none
        _, column, _ = fees[0]
        one, other = f"{column}={cells[column]}", f"{payer}={cells[payer]}"
        cells.find("contradiction", payer, one=one, other=other)
    return tuple(Shipping(service=service, fee=fee) for service, _, fee in fees)


def _returns(cells: Cells, layout: Layout) -> Returns | None:
    seven = cells.flag(layout.column["seven_days"])
    promise = cells.flag(layout.column["promise"])
    if seven is None and not promise:
        return None
    notes = ["不支持7天无理由退货"] if seven is False else []
    notes += ["退换货承诺"] if promise else []
    return Returns(
        accepted=bool(seven or promise), days=7 if seven else None, note="，".join(notes)
    )


def _published(cells: Cells, layout: Layout) -> bool:
    status, folder = cells[layout.column["approved"]].lower(), cells[layout.column["folder"]]
    if layout.version_4:
        return status not in ("1", "是")
    if status == "1" and folder not in ("2", "3"):
        layout.note(cells, "assumed_on_sale", "approved")
    return status not in _STORED and folder != "3"


def _provenance(cells: Cells, layout: Layout) -> dict[str, str]:
    """The column of each field, by whether the item has SKUs."""
    column = layout.column
    kept = ("title", "description", "images", "selling_points")
    found = {name: column[name] for name in kept if column[name]}
    source = column["skus"] if cells[column["skus"]] else ""
    for name, own in (("price", "price"), ("quantity", "quantity"), ("sku", "code")):
        found[f"variants.{name}"] = source or column[own]
    found["handle"] = column["id"] if _is_given(cells[column["id"]]) else column["code"]
    return {name: value for name, value in found.items() if value}


def _is_given(number: str) -> bool:
    """Whether an item has a number of Taobao's: those not uploaded yet have 0 or -1."""
    return number.isdecimal() and bool(number.strip("0"))
