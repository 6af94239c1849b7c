"""A table whose header has been found, whatever file it came from, and what it is a list of."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from catalog_loader.findings import Finding, quoted
from catalog_loader.readers.guessing.headers import (
    EXACT,
    Header,
    header_of,
    meaning_of,
    said_meaning,
)
from catalog_loader.readers.toolkit.cells import Cells, Columns

SAMPLED = 200
"""How many rows a guess looks at; fewer where there are many columns (`SAMPLED_CELLS`)."""

SAMPLED_CELLS = 40_000
_FEWEST = 10


class Holds(StrEnum):
    """What a table is a list of."""

    GOODS = "goods"
    FAQS = "faqs"
    POLICIES = "policies"
    ORDERS = "orders"
    NOTHING = "nothing"


_PAIRS = {Holds.FAQS: ("question", "answer"), Holds.POLICIES: ("topic", "statement")}


@dataclass(frozen=True)
class Listing:
    """A table: its name (a sheet's, a path's, else ""), its columns, and its rows below them.

    Column names are unique: see `unique`. `read` gives each row with the key of its product, ""
    where only a mapping can tell. The names of a variant's own columns begin with `inside`;
    `labels` is what columns are called where their names do not say it.
    """

    name: str
    columns: tuple[str, ...]
    read: Callable[[], Iterator[tuple[str, Cells | Finding]]]
    inside: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    findings: Sequence[Finding] = field(default_factory=tuple)

    def sample(self) -> list[list[str]]:
        """The cells of the first rows. Raises OSError."""
        found: list[list[str]] = []
        limit = min(SAMPLED, max(_FEWEST, SAMPLED_CELLS // max(1, len(self.columns))))
        for _, item in self.read():
            if isinstance(item, Cells):
                found.append(item.values)
            if len(found) == limit:
                break
        return found


def unique(names: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """The names of columns so that each can be named, and those that came more than once.

    One without a name is called by its place, `#3`; the second 价格 is `价格#5`.
    """
    counted = Counter(name for name in names if name)
    seen: set[str] = set()
    made = []
    for place, name in enumerate(names, 1):
        made.append(f"{name}#{place}" if not name or name in seen else name)
        seen.add(name)
    return tuple(made), [name for name, count in counted.items() if count > 1]


def repeated(names: Iterable[str], row: str) -> list[Finding]:
    """The findings for columns of one name."""
    return [Finding("repeated_column", row, values={"name": quoted(name)}) for name in names]


def held_by(names: Sequence[str], said: Mapping[str, str]) -> Holds:
    """What a table with columns of these names is a list of. `said` is field to column."""
    columns = Columns.of(names)
    stated = {name for name, column in said.items() if column in columns}
    headers = [header_of(name) for name in names if name]
    if len(headers) < 2:
        return Holds.NOTHING
    for holds, pair in _PAIRS.items():
        named = {said_meaning(header, pair) for header in headers} | stated
        if named.issuperset(pair) and not _is_of_goods(headers, stated):
            return holds
    senses = [meaning.sense for header in headers if (meaning := meaning_of(header))]
    if "order" in senses and "title" not in stated:
        return Holds.ORDERS
    return Holds.GOODS if _is_of_goods(headers, stated) else Holds.NOTHING


def _is_of_goods(headers: Sequence[Header], stated: set[str]) -> bool:
    """Whether a column is a title, by a name that means nothing else or beside others of goods."""
    if "title" in stated:
        return True
    meanings = [meaning for header in headers if (meaning := meaning_of(header))]
    titles = [meaning for meaning in meanings if meaning.sense == "title"]
    if any(meaning.confidence == EXACT for meaning in titles):
        return True
    others = {m.sense for m in meanings} - {"title", "technical", "private", "handle"}
    return bool(titles and others)
