"""The columns of 淘宝助理's CSV, by either of its headers, and what is noted once about them."""

from dataclasses import dataclass, field

from catalog_loader.product import Money
from catalog_loader.readers.reader import Source
from catalog_loader.readers.toolkit.cells import Body, Cells, Columns
from catalog_loader.readers.toolkit.grouping import read_columns

FIELDS = {
    "title": ("title", "宝贝名称"),
    "category": ("cid", "宝贝类目"),
    "condition": ("stuff_status", "新旧程度"),
    "province": ("location_state", "省"),
    "city": ("location_city", "城市"),
    "sale_type": ("item_type", "出售方式"),
    "price": ("price", "宝贝价格"),
    "quantity": ("num", "宝贝数量"),
    "payer": ("freight_payer", "运费承担"),
    "invoice": ("has_invoice", "发票"),
    "warranty": ("has_warranty", "保修"),
    "approved": ("approve_status", "放入仓库"),
    "folder": ("navigation_type", "宝贝分类"),
    "description": ("description", "宝贝描述"),
    "mobile": ("wireless_desc", "无线详情"),
    "properties": ("cateProps", "宝贝属性"),
    "images": ("picture", "新图片"),
    "skus": ("skuProps", "销售属性组合"),
    "typed_ids": ("inputPids", "用户输入ID串"),
    "typed_values": ("inputValues", "用户输入名-值对"),
    "code": ("outer_id", "商家编码"),
    "aliases": ("propAlias", "销售属性别名"),
    "own_values": ("input_custom_cpv", "自定义属性值"),
    "id": ("num_id", "数字ID"),
    "nick": ("user_name", "用户名称", "账户名称"),
    "selling_points": ("subtitle", "宝贝卖点"),
    "barcode": ("barcode", "商品条形码"),
    "barcodes": ("sku_barcode", "sku 条形码"),
    "seven_days": ("newprepay", "7天退货"),
    "promise": ("sell_promise", "退换货承诺"),
    "weight": ("item_weight", "物流重量"),
    "bought_in": ("global_stock_country", "国家地区"),
}
_FEES = (
    ("平邮", ("post_fee", "平邮")),
    ("EMS", ("ems_fee", "EMS")),
    ("快递", ("express_fee", "快递")),
)
HEADERS = (("title", "cid", "price", "num"), ("宝贝名称", "宝贝类目", "宝贝价格", "宝贝数量"))
"""The least that makes a header, in either language."""

_VERSION_4 = "付款方式"


def body_of(source: Source) -> tuple[Body, int] | None:
    """The table by its first header, and the row of its last: data begins below both."""
    for table in source.tables:
        headers = []
        for row in table.preview:
            columns = Columns.of(row.cells)
            if any(not columns.missing(*names) for names in HEADERS):
                headers.append((row, columns))
        if headers:
            return Body(table, *headers[0]), headers[-1][0].number
    return None


@dataclass(frozen=True, slots=True)
class Layout:
    """Which column holds what in this file."""

    source: Source
    currency: str
    column: dict[str, str]
    fees: tuple[tuple[str, str], ...]
    version_4: bool
    noted: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, columns: Columns, source: Source, currency: str) -> "Layout":
        read = dict.fromkeys(FIELDS, "") | read_columns(FIELDS, columns)
        fees = read_columns(dict(_FEES), columns)
        return cls(source, currency, read, tuple(fees.items()), _VERSION_4 in columns)

    def note(self, cells: Cells, code: str, field: str) -> None:
        """Find something the first time that it is met in a column."""
        name = self.column[field]
        if code + name not in self.noted:
            self.noted.add(code + name)
            cells.find(code, name, name=name)

    def money(self, cells: Cells, column: str) -> Money | None:
        """An amount in the shop's currency; one in another is left out, which is noted once."""
        amount = cells.money(column, self.currency)
        if amount is None or amount.currency == self.currency:
            return amount
        if amount.currency not in self.noted:
            self.noted.add(amount.currency)
            values = {"currency": amount.currency, "expected": self.currency}
            cells.find("mixed_currency", column, **values)
        return None
