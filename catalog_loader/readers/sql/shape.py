"""Which tables of an unknown database hold its goods, their SKUs, and what else belongs to them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from catalog_loader.findings import Finding, quoted
from catalog_loader.readers.sql.labels import label_of, senses_in
from catalog_loader.readers.sql.records import Column, Dump, SqlTable
from catalog_loader.readers.toolkit.schema import hints

_GOODS = re.compile(r"goods|product|item|commodity|spu|merchandise|商品|产品|货品|宝贝", re.I)
_SKUS = re.compile(r"sku|variant|stock|spec|规格|库存|单品|货品", re.I)
_OTHERS = re.compile(
    r"order|cart|comment|review|rating|log\b|_log|histor|user|member|admin|coupon|advert|banner"
    r"|address|menu|role|permission|favou?rite|collect|visit|supplier|promo|activit|seckill|groupon"
    r"|订单|购物车|评论|评价|日志|记录|足迹|用户|会员|管理员|优惠|广告|地址|菜单|角色|权限|收藏|供应商|活动"
    r"|拼团|秒杀",
    re.I,
)
_PARTS = re.compile(
    r"categor|class|brand|attr|param|prop|spec|sku|stock|image|img|pic|photo|gallery|album|relation"
    r"|分类|类目|品牌|属性|参数|规格|库存|图片|相册|关系|关联",
    re.I,
)
_PROPERTIES = re.compile(r"attr|param|prop|detail|属性|参数", re.I)
_PICTURES = re.compile(r"image|img|pic|photo|gallery|album|media|图", re.I)
_LINKS = re.compile(r"(?:goods?|products?|items?|spu|commodity)_?(?:id|no|code)|gid|spid", re.I)
_LINK_SAID = re.compile(r"(?:商品|产品|货品|宝贝|spu)\S{0,4}(?:id|编号|主键|编码|号)", re.I)
_NAME = re.compile(r"(?:attr\w*|param|prop\w*)?_?(?:name|key|title)|attr(?:ibute)?|\S*名称?", re.I)
_VALUE = re.compile(r"(?:attr\w*|param|prop\w*)?_?val(?:ue)?|content|\S*(?:值|内容)", re.I)
_NAMED = {
    "category": re.compile(r"categor|cat(?![a-z])|class|分类|类目|类别|品类", re.I),
    "brand": re.compile(r"brand|品牌", re.I),
}
_KEY = re.compile(r"(?:id|no|code|key)$|编号|编码|主键|id", re.I)
_ADDRESSES = frozenset({"url", "src", "path", "img", "pic", "address", "img_url", "pic_url"})
_ABOUT = frozenset(
    {"description", "images", "thumbnail", "brand", "category", "quantity", "published", "status",
     "selling_points", "price", "sale_price", "list_price", "market_price", "now_price"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Child:
    """A table whose rows belong to goods: by `link`, a column that holds the key of theirs."""

    table: str
    link: str
    name: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Lookup:
    """A table that a column of goods takes a name from: a brand's, a category's."""

    column: str
    table: str
    key: str
    name: str
    field: str


@dataclass(frozen=True, slots=True)
class Shape:
    """The tables of a shop and how they hang together; `key` is what other tables call goods by."""

    goods: str
    key: str
    skus: Child | None
    lookups: tuple[Lookup, ...]
    properties: tuple[Child, ...]
    pictures: tuple[Child, ...]

    @property
    def tables(self) -> frozenset[str]:
        """The names of the tables that are read."""
        children = (*((self.skus,) if self.skus else ()), *self.properties, *self.pictures)
        names = (each.table for each in (*children, *self.lookups))
        return frozenset((self.goods, *names))

    def note(self) -> Finding:
        """The guess as a finding."""
        said = [f"table={self.goods}"]
        if self.skus:
            said += [f"variants.table={self.skus.table}", f"variants.product={self.skus.link}"]
        said += [f"{each.field}={each.table}.{each.name}" for each in self.lookups]
        said += [f"attributes={each.table}.{each.value}" for each in self.properties]
        said += [f"images={each.table}.{each.value}" for each in self.pictures]
        return Finding("guessed_mapping", values={"mapping": "; ".join(said)})


def shape_of(dump: Dump, said: Mapping[str, str]) -> Shape | Finding:
    """How the tables of a dump hang together, from their first rows; or why that is not clear.

    `said` is what a person says: `table`, `variants.table` and `variants.product`.
    """
    tables = {table.name: table for table in dump.tables.values() if table.columns}
    for field in ("table", "variants.table"):
        if field in said and said[field] not in tables:
            values = {"name": quoted(said[field]), **hints(said[field], list(tables))}
            return Finding("unknown_table", "", field, values)
    goods = tables.get(said.get("table", "")) or _goods(tables.values())
    if goods is None:
        filled = (name for name, table in tables.items() if table.rows)
        return Finding("no_goods_table", values={"tables": quoted(", ".join(filled), 200)})
    key = goods.key or ("id" if "id" in goods.names else "")
    others = [table for table in tables.values() if table is not goods] if key else []
    skus = _skus(goods, others, said)
    if isinstance(skus, Finding):
        return skus
    taken = {skus.table} if skus else set()
    children = [
        Child(table.name, link)
        for table in others
        if table.name not in taken and table.rows and (link := _link(table, goods))
    ]
    return Shape(
        goods.name,
        key,
        skus,
        tuple(_lookups(goods, others)),
        tuple(_properties(children, tables)),
        tuple(_pictures(children, tables)),
    )


def _called(table: SqlTable) -> str:
    return f"{table.name} {table.comment}"


def _goods(tables: Iterable[SqlTable]) -> SqlTable | None:
    """The table that says most of goods: a title, a price, pictures, a name such as 商品."""

    def score(table: SqlTable) -> int:
        senses = senses_in(table)
        if "title" not in senses or not table.rows:
            return 0
        called = _called(table)
        named = 4 * bool(_GOODS.search(called)) - 4 * bool(_PARTS.search(called))
        return 1 + len(_ABOUT & senses.keys()) + named - 9 * bool(_OTHERS.search(called))

    best = max(tables, key=lambda table: (score(table), len(table.rows)), default=None)
    return best if best and score(best) > 2 else None


def _skus(
    goods: SqlTable, others: list[SqlTable], said: Mapping[str, str]
) -> Child | Finding | None:
    """The table of SKUs, None where goods are sold as they are."""
    link_said = said.get("variants.product", "")
    if named := said.get("variants.table"):
        table = next((each for each in others if each.name == named), None)
        link = link_said or (_link(table, goods) if table else "")
        if table is None or link not in table.names:
            return Finding("unmapped", "", values={"name": "variants.product"})
        return Child(named, link)

    def score(table: SqlTable) -> int:
        senses = senses_in(table)
        sold = 3 * bool({"price", "sale_price", "now_price"} & senses.keys())
        sold += 2 * ("quantity" in senses) + 2 * ("sku" in senses)
        named = 3 * bool(_SKUS.search(_called(table))) - 9 * bool(_OTHERS.search(_called(table)))
        return sold + named if sold and table.rows and _link(table, goods) else 0

    best = max(others, key=lambda table: (score(table), len(table.rows)), default=None)
    if best is None or score(best) <= 2:
        return None
    link = link_said if link_said in best.names else _link(best, goods)
    return Child(best.name, link)


def _link(table: SqlTable, goods: SqlTable) -> str:
    """The column that holds the key of goods: declared, or by its name, or by its comment."""
    for column in table.columns:
        if column.references == goods.name:
            return column.name
    parts = goods.name.lower().split("_")
    stems = {"_".join(parts[at:]) for at in range(len(parts))}
    own = {f"{stem.removesuffix('s')}{end}" for stem in stems for end in ("_id", "id", "s_id")}
    keys = _values(goods, goods.key or "id")
    for column in table.columns:
        name = column.name.lower()
        if column.name == table.key and name == "id":
            continue
        if name in own:
            return column.name
        if _LINKS.fullmatch(name) or _LINK_SAID.search(column.comment):
            values = _values(table, column.name)
            if not values or not keys or values & keys:
                return column.name
    return ""


def _lookups(goods: SqlTable, others: list[SqlTable]) -> Iterator[Lookup]:
    """The tables whose rows the brand and the category of goods are."""
    named = [table for table in others if table.rows and not _PROPERTIES.search(_called(table))]
    for field, word in _NAMED.items():
        found = [
            (_alike(column, table), column.name, table)
            for column in goods.columns
            for table in named
            if _holds_keys_of(column, table, word, goods)
        ]
        if found:
            _, column, table = max(found, key=lambda each: each[0])
            senses = senses_in(table)
            if name := senses.get("title") or senses.get(field) or _first(table, _NAME):
                yield Lookup(column, table.name, table.key or "id", name, field)


def _holds_keys_of(column: Column, table: SqlTable, word: re.Pattern[str], goods: SqlTable) -> bool:
    """Whether a column of goods holds keys of a table: it says so, or its values are some."""
    called = f"{column.name} {column.comment}"
    if column.references:
        said = word.search(called) or word.search(_called(table))
        return bool(said) and column.references == table.name
    if not _KEY.search(called) or not word.search(called) or not word.search(_called(table)):
        return False
    return bool(_values(goods, column.name) & _values(table, table.key or "id"))


def _alike(column: Column, table: SqlTable) -> tuple[bool, int]:
    """How much a column is called like a table: it references it, or how long both end alike."""
    stem = re.sub(r"_?(?:id|no|code|key)$", "", column.name.lower())
    name = table.name.lower()
    common = next((n for n in range(len(stem), 0, -1) if name.endswith(stem[-n:])), 0)
    return column.references == table.name, common


def _values(table: SqlTable, column: str) -> set[str]:
    """What stands in a column, as far as it was read."""
    at = table.names.index(column) if column in table.names else len(table.names)
    return {cells[at] for cells in table.rows if at < len(cells)} - {""}


def _properties(children: Iterable[Child], tables: Mapping[str, SqlTable]) -> Iterator[Child]:
    for child in children:
        table = tables[child.table]
        if not _PROPERTIES.search(_called(table)) or _OTHERS.search(_called(table)):
            continue
        name = _first(table, _NAME, child.link)
        value = _first(table, _VALUE, child.link)
        if name and value and name != value:
            yield Child(child.table, child.link, name, value)


def _pictures(children: Iterable[Child], tables: Mapping[str, SqlTable]) -> Iterator[Child]:
    for child in children:
        table = tables[child.table]
        if _PICTURES.search(_called(table)) and not _OTHERS.search(_called(table)):
            senses = senses_in(table)
            address = senses.get("images") or senses.get("thumbnail")
            if address := address or next((n for n in table.names if n.lower() in _ADDRESSES), ""):
                yield Child(child.table, child.link, value=address)


def _first(table: SqlTable, pattern: re.Pattern[str], link: str = "") -> str:
    """The first column that is called so, by its name or its comment."""
    for column in table.columns:
        if column.name not in (link, table.key) and (
            pattern.fullmatch(column.name) or pattern.fullmatch(label_of(column))
        ):
            return column.name
    return ""
