"""What reading a history found: how much, what was left out, and why."""

from dataclasses import dataclass
from typing import Any

from assistant.recommend.reading.times import Meaning


@dataclass(frozen=True, slots=True)
class ReadingReport:
    """Counts of lines, those that were left out by their reason.

    `returned` have a quantity below 0 and `none_bought` of 0; `nameless` lack an id. The line
    numbers count the file's first line of values as 2 (the names are 1), None where all is well.
    """

    lines: int
    kept: int
    customers: int
    products: int
    baskets: int
    times: Meaning
    unreadable_times: int = 0
    first_unreadable_time: int | None = None
    unreadable_quantities: int = 0
    first_unreadable_quantity: int | None = None
    unreadable_prices: int = 0
    returned: int = 0
    none_bought: int = 0
    nameless: int = 0
    duplicates: int = 0
    merged: int = 0
    out_of_order: int = 0
    ignored_columns: tuple[str, ...] = ()
    without_quantity: bool = False

    @property
    def unused(self) -> str:
        """The columns of no use here, as they are listed."""
        return ", ".join(self.ignored_columns)

    def as_json(self) -> dict[str, Any]:
        """The same as one JSON object."""
        return {
            "lines": self.lines,
            "kept": self.kept,
            "customers": self.customers,
            "products": self.products,
            "baskets": self.baskets,
            "timestamp": str(self.times),
            "unreadable_times": self.unreadable_times,
            "first_unreadable_time_line": self.first_unreadable_time,
            "unreadable_quantities": self.unreadable_quantities,
            "first_unreadable_quantity_line": self.first_unreadable_quantity,
            "unreadable_prices": self.unreadable_prices,
            "returned": self.returned,
            "none_bought": self.none_bought,
            "nameless": self.nameless,
            "duplicates": self.duplicates,
            "merged": self.merged,
            "out_of_order": self.out_of_order,
            "ignored_columns": list(self.ignored_columns),
            "without_quantity": self.without_quantity,
        }

    def sentences(self, language: str = "en") -> list[str]:
        """What a reader should know, a sentence each, in Chinese (`zh`) or English."""
        words = _ZH if language == "zh" else _EN
        told = {
            "kept": True,
            "unreadable_times": self.unreadable_times,
            "unreadable_quantities": self.unreadable_quantities,
            "unreadable_prices": self.unreadable_prices,
            "nameless": self.nameless,
            "returned": self.returned,
            "none_bought": self.none_bought,
            "duplicates": self.duplicates,
            "merged": self.merged,
            "out_of_order": self.out_of_order,
            "ignored_columns": self.ignored_columns,
            "without_quantity": self.without_quantity,
        }
        return [words[name].format(self=self) for name, there in told.items() if there]


_EN = {
    "kept": "{self.kept:,} of {self.lines:,} lines kept: {self.customers:,} customers, "
    "{self.products:,} products, {self.baskets:,} baskets; timestamp read as {self.times}.",
    "unreadable_times": "{self.unreadable_times:,} lines left out: their timestamp is no time "
    "(first in line {self.first_unreadable_time}).",
    "unreadable_quantities": "{self.unreadable_quantities:,} lines left out: their quantity is no "
    "number (first in line {self.first_unreadable_quantity}).",
    "unreadable_prices": "{self.unreadable_prices:,} lines are kept without their price, which is "
    "no amount.",
    "nameless": "{self.nameless:,} lines left out: a customer, basket or product id is missing.",
    "returned": "{self.returned:,} lines left out as returns: their quantity is below 0.",
    "none_bought": "{self.none_bought:,} lines left out: their quantity is 0.",
    "duplicates": "{self.duplicates:,} lines left out: the same line stands in the file already.",
    "merged": "{self.merged:,} lines added to another line of the same product and basket.",
    "out_of_order": "{self.out_of_order:,} lines stood after a later one of the same customer, and "
    "were sorted in.",
    "ignored_columns": "Columns not used: {self.unused}.",
    "without_quantity": "There is no column quantity: each line counts as one.",
}
_ZH = {
    "kept": "读入 {self.lines:,} 行，保留 {self.kept:,} 行：{self.customers:,} 位顾客、"
    "{self.products:,} 种商品、{self.baskets:,} 个订单；timestamp 按 {self.times} 读取。",
    "unreadable_times": "{self.unreadable_times:,} 行未用：timestamp 不是时间"
    "（最早在第 {self.first_unreadable_time} 行）。",
    "unreadable_quantities": "{self.unreadable_quantities:,} 行未用：quantity 不是数字"
    "（最早在第 {self.first_unreadable_quantity} 行）。",
    "unreadable_prices": "{self.unreadable_prices:,} 行的 price 不是金额，这些行不带价格。",
    "nameless": "{self.nameless:,} 行未用：缺少顾客、订单或商品编号。",
    "returned": "{self.returned:,} 行未用：quantity 小于 0，按退货处理。",
    "none_bought": "{self.none_bought:,} 行未用：quantity 为 0。",
    "duplicates": "{self.duplicates:,} 行未用：文件里已有相同的一行。",
    "merged": "{self.merged:,} 行并入同一订单同一商品的另一行。",
    "out_of_order": "{self.out_of_order:,} 行的时间早于同一顾客前面的行，已重新排序。",
    "ignored_columns": "未使用的列：{self.unused}。",
    "without_quantity": "没有 quantity 列：每行按一件计。",
}
