"""The columns of a file, batch by batch, as numbers: ids by dictionary, times as days."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from assistant.recommend.history import History, Ids
from assistant.recommend.reading.lines import Lines, joined
from assistant.recommend.reading.port import OPTIONAL, PRICE, REQUIRED, HistoryFileError
from assistant.recommend.reading.report import ReadingReport


def checked_columns(
    name: str,
    found: Sequence[str],
    required: Sequence[str] = REQUIRED,
    optional: Sequence[str] = (*OPTIONAL, PRICE),
) -> tuple[list[str], tuple[str, ...]]:
    """Which of the columns to read, and which are of no use here.

    Raises HistoryFileError where a required one is missing or one stands there twice.
    """
    missing = [column for column in required if column not in found]
    if missing:
        may = f"(and may have {', '.join(optional)}), " if optional else ""
        raise HistoryFileError(
            f"{name} has no column {', '.join(missing)}; it must have {', '.join(required)} "
            f"{may}and has {', '.join(found)}"
        )
    wanted = [column for column in (*required, *optional) if column in found]
    twice = [column for column in wanted if found.count(column) > 1]
    if twice:
        raise HistoryFileError(f"{name} has the column {', '.join(twice)} more than once: keep one")
    return wanted, tuple(column for column in found if column not in wanted)


class Collected:
    """What was read so far; ids are kept as small numbers, never as text a line."""

    def __init__(self, columns: list[str], ignored: tuple[str, ...]) -> None:
        self._lines = Lines()
        self._ignored = ignored
        self._columns = columns
        self._ids: dict[str, list[pa.Array]] = {name: [] for name in columns if _is_id(name)}
        self._quantities: list[NDArray[np.float32]] = []
        self._prices: list[NDArray[np.float64]] = []

    @property
    def lines(self) -> int:
        """How many were read."""
        return self._lines.count

    def add(self, batch: pa.RecordBatch) -> None:
        """Take the lines of `batch` in."""
        quantity, no_number = _numbers(batch, "quantity", 1.0)
        kept, rows = self._lines.take(
            batch,
            REQUIRED[:3],
            (
                ("unreadable_quantities", no_number),
                ("returned", quantity < 0),
                ("none_bought", quantity == 0),
            ),
        )
        chosen = pa.array(kept)
        for name, parts in self._ids.items():
            parts.append(encoded(batch[name].filter(chosen)))
        self._quantities.append(quantity[kept].astype(np.float32))
        if PRICE in self._columns:
            price, no_price = _numbers(batch, PRICE, np.nan)
            no_price |= price < 0
            self._prices.append(np.where(no_price, np.nan, price)[kept])
            self._lines.drop("unreadable_prices", kept & no_price, rows)

    def finish(self, name: str) -> tuple[History, ReadingReport]:
        """The history and the report; raises HistoryFileError where no line is left."""
        meant, when = self._lines.times()
        good = self._lines.timed(when)
        if not good.any():
            raise HistoryFileError(
                f"{name} holds no purchase that can be used: {self.lines} lines, "
                f"{self._lines.reasons}; each needs three ids, a timestamp and a quantity above 0"
            )
        codes, values = {}, {}
        for column, parts in self._ids.items():
            # baskets of one moment stay in the file's order, which may well be that of the tills
            number = unified if column == "basket_id" else numbered
            codes[column], values[column] = number(parts)
        customer, basket, product = (codes[column][good] for column in REQUIRED[:3])
        quantity = joined(self._quantities, np.float32)[good]
        when = when[good]
        backwards = out_of_order(customer, when)
        kept, quantity, duplicates, merged = _one_line_each(
            customer, basket, product, when, quantity
        )
        price = None
        if PRICE in self._columns:
            price = joined(self._prices, np.float64)[good][kept]
        categories = None
        if "category" in codes:
            categories = np.full(len(values["product_id"]), -1, np.int32)
            categories[product] = codes["category"][good]
        ids = Ids(values["customer_id"], values["product_id"], categories)
        history = History.of(
            ids, customer[kept], product[kept], basket[kept], when[kept], quantity,
            dated=meant.dated, price=price,
        )  # fmt: skip
        report = ReadingReport(
            lines=self.lines,
            kept=len(history),
            customers=len(np.unique(history.customer)),
            products=len(np.unique(history.product)),
            baskets=len(history.baskets.customer),
            times=meant,
            **self._lines.dropped,
            first_unreadable_time=self._lines.first("unreadable_times"),
            first_unreadable_quantity=self._lines.first("unreadable_quantities"),
            duplicates=duplicates,
            merged=merged,
            out_of_order=backwards,
            ignored_columns=self._ignored,
            without_quantity="quantity" not in self._columns,
        )
        return history, report


def _is_id(name: str) -> bool:
    return name not in ("timestamp", "quantity", PRICE)


def _numbers(
    batch: pa.RecordBatch, name: str, otherwise: float
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """What each line says in the column `name` (`otherwise` where nothing), and where that is no
    number."""
    if name not in batch.schema.names:
        return np.full(len(batch), otherwise), np.zeros(len(batch), bool)
    column = batch[name]
    given = np.asarray(pc.is_valid(column).to_numpy(zero_copy_only=False), bool)
    try:
        numbers = column.cast(pa.float64())
        found = np.asarray(numbers.to_numpy(zero_copy_only=False), np.float64)
    except pa.ArrowInvalid:  # one bad value spoils the batch: value by value then
        found = np.array([_number(value) for value in column.to_pylist()])
    bad = given & ~np.isfinite(found)
    return np.where(given & ~bad, found, otherwise), bad


def _number(value: object) -> float:
    try:
        return float(str(value))
    except ValueError:
        return float("nan")


def encoded(column: pa.Array) -> pa.DictionaryArray:
    """The column as numbers into its own values, those as text."""
    coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    return pa.DictionaryArray.from_arrays(
        coded.indices.cast(pa.int32()), coded.dictionary.cast(pa.string())
    )


def unified(parts: list[pa.Array]) -> tuple[NDArray[np.int32], list[str]]:
    """One numbering over all batches, -1 where there is no value, and its values; frees `parts`."""
    whole = pa.chunked_array(parts).unify_dictionaries()
    parts.clear()
    values = whole.chunk(0).dictionary.to_pylist()
    codes = [pc.fill_null(part.indices, -1).to_numpy() for part in whole.chunks]
    return np.concatenate(codes).astype(np.int32, copy=False), values


def numbered(parts: list[pa.Array]) -> tuple[NDArray[np.int32], list[str]]:
    """`unified`, ascending by value: whatever order the lines have, a file says the same."""
    codes, values = unified(parts)
    order = np.array(sorted(range(len(values)), key=values.__getitem__), np.int32)
    ranks = np.empty(len(order) + 1, np.int32)
    ranks[order] = np.arange(len(order), dtype=np.int32)
    ranks[-1] = -1
    return ranks[codes], [values[place] for place in order]


def out_of_order(customer: NDArray[np.int32], when: NDArray[np.float64] | NDArray[np.int64]) -> int:
    """How many lines stand, in the file, after a later one of the same customer."""
    order = np.argsort(customer, kind="stable")
    who, then = customer[order], when[order]
    return int(((np.diff(who) == 0) & (np.diff(then) < 0)).sum())


def _one_line_each(
    customer: NDArray[np.int32],
    basket: NDArray[np.int32],
    product: NDArray[np.int32],
    when: NDArray[np.float64],
    quantity: NDArray[np.float32],
) -> tuple[NDArray[np.int64], NDArray[np.float32], int, int]:
    """A line to each product of a basket: which are kept, with what quantity, how many were the
    same in all, and how many were added to another of theirs."""
    order = np.lexsort((quantity, when, product, basket, customer))
    same = np.zeros(len(order), bool)
    same[1:] = True
    for column in (customer, basket, product):
        same[1:] &= np.diff(column[order]) == 0
    twin = same.copy()
    twin[1:] &= (np.diff(when[order]) == 0) & (np.diff(quantity[order]) == 0)
    counted = np.where(twin, 0, quantity[order])
    firsts = np.flatnonzero(~same)
    total = np.add.reduceat(counted, firsts).astype(np.float32)
    return order[firsts], total, int(twin.sum()), int((same & ~twin).sum())
