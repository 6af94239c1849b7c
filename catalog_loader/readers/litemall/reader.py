"""litemall's database as `mysqldump` writes it: its goods, coupons, freight and common questions.

A product is a row of `litemall_goods`, a SKU one of `litemall_goods_product`, whose JSON list of
values `litemall_goods_specification` names. What is deleted there (`deleted = 1`) or off the
shelf (`is_on_sale = 0`) is read unpublished. Comments are viewers' words, no facts, and
are not read. litemall publishes structure and data as two files: the columns of the data file
alone are those of its table file.
"""

from collections.abc import Iterator, Mapping

from catalog_loader.findings import Finding
from catalog_loader.product import (
    Attribute,
    Offer,
    Origin,
    Policy,
    Product,
    Shipping,
    Shop,
    Variant,
)
from catalog_loader.readers.guessing.answers import topic_of
from catalog_loader.readers.litemall.offers import IN_FORCE, coupon_of, freight_of, is_for
from catalog_loader.readers.reader import Item, Read, Source
from catalog_loader.readers.sql.fields import (
    beside,
    described,
    json_of,
    left_out,
    moved,
    options_of,
    orphans,
    pictures,
    selling_point,
    stated,
    uncut,
)
from catalog_loader.readers.sql.records import Dump, Record
from catalog_loader.readers.sql.sniffing import is_dump, names_in
from catalog_loader.readers.toolkit.grouping import origin_of
from catalog_loader.readers.toolkit.shops import shop_items, shop_of
from catalog_loader.readers.toolkit.times import zone_of

_COLUMNS = {
    "litemall_brand": "id name desc pic_url sort_order floor_price add_time update_time deleted",
    "litemall_category": "id name keywords desc pid icon_url pic_url level sort_order add_time "
    "update_time deleted",
    "litemall_coupon": "id name desc tag total discount min limit type status goods_type "
    "goods_value code time_type days start_time end_time add_time update_time deleted",
    "litemall_goods": "id goods_sn name category_id brand_id gallery keywords brief is_on_sale "
    "sort_order pic_url share_url is_new is_hot unit counter_price retail_price detail add_time "
    "update_time deleted",
    "litemall_goods_attribute": "id goods_id attribute value add_time update_time deleted",
    "litemall_goods_product": "id goods_id specifications price number url add_time update_time "
    "deleted",
    "litemall_goods_specification": "id goods_id specification value pic_url add_time update_time "
    "deleted",
    "litemall_groupon_rules": "id goods_id goods_name pic_url discount discount_member expire_time "
    "status add_time update_time deleted",
    "litemall_issue": "id question answer add_time update_time deleted",
    "litemall_system": "id key_name key_value add_time update_time deleted",
}
_PROVENANCE = {
    "handle": "litemall_goods.id",
    "title": "litemall_goods.name",
    "brand": "litemall_brand.name",
    "category": "litemall_category.name",
    "description": "litemall_goods.detail",
    "selling_points": "litemall_goods.brief",
    "images": "litemall_goods.pic_url",
    "published": "litemall_goods.is_on_sale",
    "attributes": "litemall_goods_attribute.value",
    "offers": "litemall_coupon.discount",
    "shipping": "litemall_system.key_value",
    "variants.sku": "litemall_goods_product.id",
    "variants.options": "litemall_goods_product.specifications",
    "variants.price": "litemall_goods_product.price",
    "variants.offers": "litemall_goods.counter_price",
    "variants.quantity": "litemall_goods_product.number",
    "variants.image": "litemall_goods_product.url",
}
_GOODS = frozenset({"litemall_goods", "litemall_goods_product"})
_ONLY_VALUE = "标准"
"""What litemall calls the one SKU of goods that come in no variants."""


class LitemallReader:
    """Reads a dump of litemall's database."""

    name = "litemall"
    title = "litemall SQL dump"

    def recognises(self, source: Source) -> bool:
        """Whether it is a dump that fills litemall's table of goods."""
        return is_dump(source) and "litemall_" in source.text_head and names_in(source) >= _GOODS

    def read(self, source: Source) -> Iterator[Item]:
        """The shop, its goods, then its common questions as policies."""
        from catalog_loader.readers.sql.dump import read_dump  # sqlglot takes its time to import

        columns = {table: names.split() for table, names in _COLUMNS.items()}
        dump = read_dump(source, only=columns, columns=columns)
        system = {row["key_name"]: row["key_value"] for row in _alive(dump, "litemall_system")}
        name = system.get("litemall_mall_name", "")
        shop, found = shop_of(source, currency="CNY", language="zh", name=name)
        yield from shop_items(shop, [*found, *dump.findings])
        policies = tuple(_policies(dump, source))
        goods = _Goods(dump, source, shop)
        freight = freight_of(system, policies, shop)
        if isinstance(freight, Shipping):
            goods.shipping = (freight,)
        elif freight is not None:
            yield freight
        yield from goods.notes
        for row in dump.table("litemall_goods").records():
            yield from goods.product(row)
        yield from policies


def _alive(dump: Dump, table: str) -> Iterator[Record]:
    """The rows of a table that are not marked as deleted."""
    return (row for row in dump.table(table).records() if row["deleted"] != "1")


def _grouped(dump: Dump, table: str) -> Mapping[str, list[Record]]:
    found: dict[str, list[Record]] = {}
    for row in _alive(dump, table):
        found.setdefault(row["goods_id"], []).append(row)
    return found


class _Goods:
    """The tables that a product is put together from."""

    def __init__(self, dump: Dump, source: Source, shop: Shop) -> None:
        self._source = source
        self._currency = shop.currency
        self._brands = {row["id"]: row["name"] for row in _alive(dump, "litemall_brand")}
        self._categories = {row["id"]: row["name"] for row in _alive(dump, "litemall_category")}
        self._skus = _grouped(dump, "litemall_goods_product")
        self._attributes = _grouped(dump, "litemall_goods_attribute")
        self._specifications = _grouped(dump, "litemall_goods_specification")
        self._coupons: list[tuple[Record, Offer]] = []
        self.shipping: tuple[Shipping, ...] = ()
        self.notes: list[Finding] = []
        for row in _alive(dump, "litemall_coupon"):
            if offer := coupon_of(row, shop.currency, zone_of(shop)):
                self._coupons.append((row, offer))
            self.notes += moved(row)
        for row in _alive(dump, "litemall_groupon_rules"):
            if row["status"] in IN_FORCE:
                name = f"{row['goods_name']} 团购"
                left_out(row, name, "要凑够人数", "it needs a group of buyers")
            self.notes += moved(row)
        known = {row["id"] for row in dump.table("litemall_goods").records()}
        self.notes += orphans(self._skus, known)

    def product(self, goods: Record) -> Iterator[Item]:
        """The product of a row of `litemall_goods`, or why there is none."""
        handle = goods["id"]
        deleted = goods["deleted"] == "1"
        if deleted:
            yield Finding("deleted_goods", goods.row, "deleted", {"value": handle})
        rows = self._skus.get(handle, [])
        made = [self._variant(goods, row) for row in rows]
        variants = tuple(variant for variant in made if variant is not None)
        product = goods.make(
            Product,
            handle=handle,
            title=goods["name"],
            brand=self._brands.get(goods["brand_id"], ""),
            category=self._categories.get(goods["category_id"], ""),
            description=described(goods["detail"]),
            selling_points=selling_point(goods, "brief"),
            attributes=self._stated(goods),
            option_names=options_of(variants),
            variants=variants,
            offers=tuple(offer for row, offer in self._coupons if is_for(row, goods)),
            shipping=self.shipping,
            images=pictures(goods, "pic_url", "gallery"),
            published=not deleted and goods.flag("is_on_sale") is not False,
            origin=origin_of(self._source, goods.row, _PROVENANCE),
        )
        failed = any(row.failed for row in (goods, *rows))
        for row in (goods, *rows):
            yield from moved(row)
        if product is not None and not failed:
            yield Read(goods.row, product)

    def _variant(self, goods: Record, row: Record) -> Variant | None:
        price = row.money("price", self._currency)
        listed = goods.money("counter_price", self._currency)
        # The counter's price stands beside the retail price; of a SKU at another it says nothing.
        usual = goods.money("retail_price", self._currency)
        availability, quantity = row.stock("number")
        return row.make(
            Variant,
            sku=row["id"],
            options=self._options(goods, row),
            price=price,
            offers=beside(price, listed, "专柜价格") if price == usual else (),
            availability=availability,
            quantity=quantity,
            image=next(iter(pictures(row, "url")), ""),
            origin=Origin(row=row.row),
        )

    def _options(self, goods: Record, row: Record) -> dict[str, str]:
        """The SKU's values by the names that the goods' specifications give them."""
        listed = json_of(row, "specifications")
        values = tuple(map(str, listed)) if isinstance(listed, list) else ()
        if values == (_ONLY_VALUE,) and len(self._skus[goods["id"]]) == 1:
            return {}
        named: dict[str, list[str]] = {}
        for specification in self._specifications.get(goods["id"], ()):
            named.setdefault(specification["specification"], []).append(specification["value"])
        names = list(named)
        found: dict[str, str] = {}
        for place, value in enumerate(values):
            # A SKU lists its values in the order of the names, which an edit can have changed.
            likely = names[place : place + 1] + names
            name = next((each for each in likely if value in named[each]), "")
            if not name or name in found:
                row.find("unknown_value", "specifications", value=value, allowed=", ".join(names))
                return {}
            found[name] = value
        return found

    def _stated(self, goods: Record) -> tuple[Attribute, ...]:
        rows = self._attributes.get(goods["id"], ())
        found = [each for row in rows for each in stated(row["attribute"], row["value"])]
        number = goods["goods_sn"] if goods["goods_sn"] != goods["id"] else ""
        return (*found, *stated("商品编号", number), *stated("单位", goods["unit"].strip("’‘'")))


def _policies(dump: Dump, source: Source) -> Iterator[Item]:
    """The common questions, each a policy in the words of its answer."""
    for row in _alive(dump, "litemall_issue"):
        question = described(row["question"])
        columns = {"statement": "litemall_issue.answer", "questions": "litemall_issue.question"}
        policy = row.make(
            Policy,
            id=f"issue-{row['id']}",
            topic=topic_of(question),
            statement=uncut(row, "answer"),
            questions=(question,) if question else (),
            origin=origin_of(source, row.row, columns),
        )
        failed = row.failed
        yield from moved(row)
        if policy is not None and not failed:
            yield Read(row.row, policy)
