"""mall's database as MySQL or Navicat dumps it: its products, SKUs, promotions and services.

A product is a row of `pms_product`, a SKU one of `pms_sku_stock` with its options as JSON. What is
deleted there (`delete_status = 1`) or off the shelf (`publish_status = 0`) is read unpublished.
Comments, orders and members are no facts of the shop and are not read.
"""

from collections.abc import Iterator
from decimal import Decimal

from catalog_loader.findings import Finding
from catalog_loader.product import (
    Attribute,
    Availability,
    Money,
    Origin,
    Policy,
    PolicyTopic,
    Product,
    Returns,
    Shipping,
    Shop,
    Variant,
)
from catalog_loader.readers.mall.promotions import TABLES, Promotions
from catalog_loader.readers.reader import Item, Read, Source
from catalog_loader.readers.sql.fields import (
    beside,
    described,
    json_of,
    moved,
    options_of,
    orphans,
    pictures,
    selling_point,
    stated,
)
from catalog_loader.readers.sql.records import Dump, Record
from catalog_loader.readers.sql.sniffing import is_dump, names_in
from catalog_loader.readers.toolkit.grouping import origin_of, sku_for
from catalog_loader.readers.toolkit.shops import shop_items, shop_of
from catalog_loader.readers.toolkit.times import zone_of

_GOODS = frozenset({"pms_product", "pms_sku_stock"})
_TABLES = (
    *_GOODS,
    *TABLES,
    "oms_order_return_reason",
    "pms_brand",
    "pms_product_attribute",
    "pms_product_attribute_value",
    "pms_product_category",
)
_PROVENANCE = {
    "handle": "pms_product.id",
    "title": "pms_product.name",
    "brand": "pms_brand.name",
    "category": "pms_product_category.name",
    "description": "pms_product.detail_html",
    "selling_points": "pms_product.sub_title",
    "images": "pms_product.album_pics",
    "published": "pms_product.publish_status",
    "attributes": "pms_product_attribute_value.value",
    "offers": "pms_product.promotion_type",
    "shipping": "pms_product.service_ids",
    "returns": "pms_product.service_ids",
    "variants.sku": "pms_sku_stock.sku_code",
    "variants.options": "pms_sku_stock.sp_data",
    "variants.price": "pms_sku_stock.price",
    "variants.offers": "pms_sku_stock.promotion_price",
    "variants.quantity": "pms_sku_stock.stock",
    "variants.image": "pms_sku_stock.pic",
}
_WORRY_FREE, _FAST_REFUND, _FREE_SHIPPING = "1", "2", "3"


class MallReader:
    """Reads a dump of mall's database."""

    name = "mall"
    title = "mall SQL dump"

    def recognises(self, source: Source) -> bool:
        """Whether it is a dump that makes mall's tables of products and SKUs."""
        return is_dump(source) and names_in(source) >= _GOODS

    def read(self, source: Source) -> Iterator[Item]:
        """The shop, its products, then why goods can be sent back."""
        from catalog_loader.readers.sql.dump import read_dump  # sqlglot takes its time to import

        dump = read_dump(source, only=_TABLES)
        shop, found = shop_of(source, currency="CNY", language="zh")
        yield from shop_items(shop, [*found, *dump.findings])
        goods = _Goods(dump, source, shop)
        yield from goods.notes
        for row in dump.table("pms_product").records():
            yield from goods.product(row)
        yield from _return_reasons(dump, source)


class _Goods:
    """The tables that a product is put together from."""

    def __init__(self, dump: Dump, source: Source, shop: Shop) -> None:
        self._source = source
        self._currency = shop.currency
        self.promotions = Promotions(dump, shop.currency, zone_of(shop))
        self._brands = _named(dump, "pms_brand")
        self._categories = _named(dump, "pms_product_category")
        # type 1 is a property of the product; 0 is an option, whose values are in the SKUs
        self._properties = {
            row["id"]: row["name"]
            for row in dump.table("pms_product_attribute").records()
            if row["type"] == "1"
        }
        self._values = dump.table("pms_product_attribute_value").by("product_id")
        self._skus = dump.table("pms_sku_stock").by("product_id")
        known = {row["id"] for row in dump.table("pms_product").records()}
        self.notes = [*self.promotions.notes, *orphans(self._skus, known)]

    def product(self, goods: Record) -> Iterator[Item]:
        """The product of a row of `pms_product`, or why there is none."""
        handle = goods["id"]
        deleted = goods["delete_status"] == "1"
        if deleted:
            yield Finding("deleted_goods", goods.row, "delete_status", {"value": handle})
        rows = self._skus.get(handle) or ([] if deleted else [goods])
        made = [self._variant(goods, row) for row in rows]
        variants = tuple(variant for variant in made if variant is not None)
        services = {each.strip() for each in goods["service_ids"].split(",")}
        product = goods.make(
            Product,
            handle=handle,
            title=goods["name"],
            brand=self._brands.get(goods["brand_id"]) or goods["brand_name"],
            category=self._categories.get(goods["product_category_id"])
            or goods["product_category_name"],
            description=described(
                goods["description"], goods["detail_html"], goods["detail_mobile_html"]
            ),
            selling_points=selling_point(goods, "sub_title"),
            attributes=self._stated(goods),
            option_names=options_of(variants),
            variants=variants,
            offers=self.promotions.of_product(goods),
            shipping=_shipping(services, self._currency),
            returns=_returns(services),
            images=pictures(goods, "pic", "album_pics"),
            published=not deleted and goods.flag("publish_status") is not False,
            origin=origin_of(self._source, goods.row, _PROVENANCE),
        )
        failed = any(row.failed for row in (goods, *rows))
        for row in (goods, *rows):
            yield from moved(row)
        if product is not None and not failed:
            yield Read(goods.row, product)

    def _variant(self, goods: Record, row: Record) -> Variant | None:
        """A SKU; of a product without any, the product itself."""
        price = row.money("price", self._currency)
        usual = goods.money("price", self._currency)
        listed = goods.money("original_price", self._currency)
        availability, quantity = _in_stock(row)
        options = _options(row)
        return row.make(
            Variant,
            sku=row["sku_code"] or sku_for(goods["id"], options.values()),
            options=options,
            price=price,
            offers=(
                # The market price stands beside the product's price; of a SKU at another it
                # says nothing.
                *(beside(price, listed, "市场价") if price == usual else ()),
                *self.promotions.of_sku(goods, row, price),
            ),
            availability=availability,
            quantity=quantity,
            image=next(iter(pictures(row, "pic")), ""),
            origin=Origin(row=row.row),
        )

    def _stated(self, goods: Record) -> tuple[Attribute, ...]:
        found: list[Attribute] = []
        for row in self._values.get(goods["id"], ()):
            found += stated(self._properties.get(row["product_attribute_id"], ""), row["value"])
        found += stated("货号", goods["product_sn"])
        found += stated("单位", goods["unit"])
        return (*found, *stated("商品重量", _weight(goods), unit="克", key="weight"))


def _named(dump: Dump, table: str) -> dict[str, str]:
    return {row["id"]: row["name"] for row in dump.table(table).records()}


def _weight(goods: Record) -> str:
    """The weight without idle zeros, "" where none or 0 is given."""
    try:
        weight = Decimal(goods["weight"] or "0")
    except ArithmeticError:
        return ""
    return f"{weight.normalize():f}" if weight.is_finite() and weight > 0 else ""


def _in_stock(row: Record) -> tuple[Availability, int | None]:
    """What of the stock is not held by orders that are still to be paid."""
    availability, quantity = row.stock("stock")
    held = row.integer("lock_stock")
    if quantity and held and held > 0:
        quantity = max(0, quantity - held)
        availability = Availability.IN_STOCK if quantity else Availability.OUT_OF_STOCK
    return availability, quantity


def _options(row: Record) -> dict[str, str]:
    """The options of a SKU, from `[{"key": "颜色", "value": "黑色"}, …]`."""
    entries = json_of(row, "sp_data")
    found: dict[str, str] = {}
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict) and entry.get("key") and entry.get("value"):
            found[str(entry["key"])] = str(entry["value"])
    return found


def _shipping(services: set[str], currency: str) -> tuple[Shipping, ...]:
    if _FREE_SHIPPING not in services:
        return ()
    return (Shipping(fee=Money(minor=0, currency=currency), note="免费包邮"),)


def _returns(services: set[str]) -> Returns | None:
    worry_free, fast = _WORRY_FREE in services, _FAST_REFUND in services
    if not worry_free and not fast:
        return None
    return Returns(
        accepted=True if worry_free else None,
        refund="快速退款" if fast else "",
        note="无忧退货" if worry_free else "",
    )


def _return_reasons(dump: Dump, source: Source) -> Iterator[Item]:
    """The reasons one can choose for sending goods back, as one policy."""
    rows = [row for row in dump.table("oms_order_return_reason").records() if row["status"] != "0"]
    reasons = [name for row in rows if (name := row["name"])]
    for row in rows:
        yield from moved(row)
    if not reasons:
        return
    columns = {"statement": "oms_order_return_reason.name"}
    policy = Policy(
        id="return-reasons",
        topic=PolicyTopic.RETURNS,
        statement=f"申请退货时可以选择的原因：{'、'.join(reasons)}。",
        origin=origin_of(source, rows[0].row, columns),
    )
    yield Read(rows[0].row, policy)
