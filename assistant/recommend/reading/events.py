"""Events out of files and queries: what customers viewed, clicked, put into the cart, asked of."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, get_args

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from assistant.recommend.reading.columns import (
    checked_columns,
    encoded,
    numbered,
    out_of_order,
)
from assistant.recommend.reading.lines import Lines, joined
from assistant.recommend.reading.port import EVENTS, HistoryFileError, Source
from assistant.recommend.reading.times import DAY_S, Meaning
from assistant.store.customers.purchases import Did, EventKind

KINDS: Sequence[EventKind] = get_args(EventKind)


@dataclass(frozen=True, slots=True)
class Events:
    """Events, a value a line, in the order of time.

    `customer`, `product` (int32) number the entries of `customers` and `products`, `kind` (int8)
    those of `KINDS`; `at` (int64) is seconds since 1970.
    """

    customers: Sequence[str]
    products: Sequence[str]
    customer: NDArray[np.int32]
    product: NDArray[np.int32]
    kind: NDArray[np.int8]
    at: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.at)

    def of(self, begin: int, end: int) -> Iterator[Did]:
        """Those from line `begin` to before `end`, as they are kept."""
        for customer, product, kind, at in zip(
            self.customer[begin:end].tolist(),
            self.product[begin:end].tolist(),
            self.kind[begin:end].tolist(),
            self.at[begin:end].tolist(),
            strict=True,
        ):
            yield Did(self.customers[customer], self.products[product], at, KINDS[kind])


@dataclass(frozen=True, slots=True)
class EventsReport:
    """Counts of lines, those that were left out by their reason; line numbers as in
    `ReadingReport`."""

    lines: int
    kept: int
    customers: int
    products: int
    times: Meaning
    unreadable_times: int = 0
    first_unreadable_time: int | None = None
    unknown_kinds: int = 0
    first_unknown_kind: int | None = None
    nameless: int = 0
    duplicates: int = 0
    out_of_order: int = 0
    ignored_columns: tuple[str, ...] = ()

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
            "timestamp": str(self.times),
            "unreadable_times": self.unreadable_times,
            "first_unreadable_time_line": self.first_unreadable_time,
            "unknown_kinds": self.unknown_kinds,
            "first_unknown_kind_line": self.first_unknown_kind,
            "nameless": self.nameless,
            "duplicates": self.duplicates,
            "out_of_order": self.out_of_order,
            "ignored_columns": list(self.ignored_columns),
        }

    def sentences(self, language: str = "en") -> list[str]:
        """What a reader should know, a sentence each, in Chinese (`zh`) or English."""
        words = _ZH if language == "zh" else _EN
        return [
            sentence.format(self=self)
            for name, sentence in words.items()
            if name == "kept" or getattr(self, name)
        ]


def holds_events(source: Source) -> bool:
    """Whether the columns are those of events: a kind each, and no baskets."""
    columns = source.columns()
    return "kind" in columns and "basket_id" not in columns


def read_events(
    source: Source, progress: Callable[[int], None] = lambda lines: None
) -> tuple[Events, EventsReport]:
    """The events in `source`, and what was found wrong with it; `progress` is told the lines read.

    Columns `customer_id, product_id, timestamp, kind`; `timestamp` is an ISO date or time or
    seconds since 1970. Raises HistoryFileError, one sentence, where nothing can be used.
    """
    columns, ignored = checked_columns(source.name, source.columns(), EVENTS, ())
    collected = _Collected(ignored)
    for batch in source.batches(columns):
        collected.add(batch)
        progress(collected.lines)
    return collected.finish(source.name)


class _Collected:
    def __init__(self, ignored: tuple[str, ...]) -> None:
        self._lines = Lines()
        self._ignored = ignored
        self._customers: list[pa.Array] = []
        self._products: list[pa.Array] = []
        self._kinds: list[NDArray[np.int8]] = []

    @property
    def lines(self) -> int:
        return self._lines.count

    def add(self, batch: pa.RecordBatch) -> None:
        kind = _kinds(batch["kind"])
        kept, _ = self._lines.take(batch, EVENTS[:2], (("unknown_kinds", kind < 0),))
        chosen = pa.array(kept)
        self._customers.append(encoded(batch["customer_id"].filter(chosen)))
        self._products.append(encoded(batch["product_id"].filter(chosen)))
        self._kinds.append(kind[kept])

    def finish(self, name: str) -> tuple[Events, EventsReport]:
        meant, when = self._lines.times()
        if not meant.dated:
            raise HistoryFileError(
                f"{name} has an order index as timestamp; an event needs the moment it happened"
            )
        good = self._lines.timed(when)
        if not good.any():
            raise HistoryFileError(
                f"{name} holds no event that can be used: {self.lines} lines, "
                f"{self._lines.reasons}; each needs two ids, a timestamp "
                f"and a kind of {', '.join(KINDS)}"
            )
        customer, customers = numbered(self._customers)
        product, products = numbered(self._products)
        customer, product = customer[good], product[good]
        kind = joined(self._kinds, np.int8)[good]
        at = np.round(when[good] * DAY_S).astype(np.int64)
        backwards = out_of_order(customer, at)
        order = np.lexsort((kind, product, customer, at))
        new = np.ones(len(order), bool)
        if len(order) > 1:
            new[1:] = False
            for column in (at, customer, product, kind):
                new[1:] |= np.diff(column[order]) != 0
        kept = order[new]
        events = Events(
            customers, products, customer[kept], product[kept], kind[kept], at[kept]
        )  # fmt: skip
        report = EventsReport(
            lines=self.lines,
            kept=len(events),
            customers=len(np.unique(events.customer)),
            products=len(np.unique(events.product)),
            times=meant,
            **self._lines.dropped,
            first_unreadable_time=self._lines.first("unreadable_times"),
            first_unknown_kind=self._lines.first("unknown_kinds"),
            duplicates=len(order) - len(kept),
            out_of_order=backwards,
            ignored_columns=self._ignored,
        )
        return events, report


def _kinds(column: pa.Array) -> NDArray[np.int8]:
    """The number of each line's kind, -1 where it is none."""
    told = pc.utf8_lower(pc.utf8_trim_whitespace(column.cast(pa.string())))
    found = pc.fill_null(pc.index_in(told, pa.array(KINDS)), -1)
    return np.asarray(found.to_numpy(zero_copy_only=False), np.int8)


_EN = {
    "kept": "{self.kept:,} of {self.lines:,} events kept: {self.customers:,} customers, "
    "{self.products:,} products; timestamp read as {self.times}.",
    "unreadable_times": "{self.unreadable_times:,} lines left out: their timestamp is no time "
    "(first in line {self.first_unreadable_time}).",
    "unknown_kinds": "{self.unknown_kinds:,} lines left out: their kind is none of view, click, "
    "cart and ask (first in line {self.first_unknown_kind}).",
    "nameless": "{self.nameless:,} lines left out: a customer or product id is missing.",
    "duplicates": "{self.duplicates:,} lines left out: the same event stands in the file already.",
    "out_of_order": "{self.out_of_order:,} lines stood after a later one of the same customer, and "
    "were sorted in.",
    "ignored_columns": "Columns not used: {self.unused}.",
}
_ZH = {
    "kept": "读入 {self.lines:,} 行，保留 {self.kept:,} 个行为：{self.customers:,} 位顾客、"
    "{self.products:,} 种商品；timestamp 按 {self.times} 读取。",
    "unreadable_times": "{self.unreadable_times:,} 行未用：timestamp 不是时间"
    "（最早在第 {self.first_unreadable_time} 行）。",
    "unknown_kinds": "{self.unknown_kinds:,} 行未用：kind 不是 view、click、cart、ask 之一"
    "（最早在第 {self.first_unknown_kind} 行）。",
    "nameless": "{self.nameless:,} 行未用：缺少顾客或商品编号。",
    "duplicates": "{self.duplicates:,} 行未用：文件里已有相同的一个行为。",
    "out_of_order": "{self.out_of_order:,} 行的时间早于同一顾客前面的行，已重新排序。",
    "ignored_columns": "未使用的列：{self.unused}。",
}
