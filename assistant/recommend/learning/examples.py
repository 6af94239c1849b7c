"""Examples: candidates at moments of the past, with what was bought then."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.recommend.history import Flags, Floats, History, Ints
from assistant.recommend.pairs import Pairs

ROWS_AT_MOST = 1_000_000
"""Candidates of one moment, before negatives are left out: what fits the memory of a small host."""

_LOOKED_AT = 500


@dataclass(frozen=True, slots=True)
class Examples:
    """`values` (float32, a row an example), whether each was `bought`, and its `weight`."""

    values: NDArray[np.float32]
    bought: Flags
    weight: Floats

    @classmethod
    def drawn(
        cls,
        values: NDArray[np.float32],
        bought: Flags,
        draw: np.random.Generator,
        negatives: float,
        weight: Floats | None = None,
    ) -> "Examples":
        """All rows that were bought, and so great a part of the others as `negatives` says."""
        kept = bought | (draw.random(len(bought)) < negatives)
        given = np.ones(len(bought)) if weight is None else weight
        return cls(values[kept], bought[kept], given[kept])


def joined(parts: Iterable[Examples]) -> Examples:
    """All examples in one; at least one part."""
    found = list(parts)
    return Examples(
        np.concatenate([part.values for part in found]),
        np.concatenate([part.bought for part in found]),
        np.concatenate([part.weight for part in found]),
    )


def in_threads(make: Callable[[Any], Examples | None], moments: Iterable[Any]) -> list[Examples]:
    """The examples of each of the `moments` that has some, two made at a time: numpy and the trees
    leave the interpreter free."""
    with ThreadPoolExecutor(2) as pool:
        return [found for found in pool.map(make, moments) if found is not None]


def sampled(
    customers: Ints, past: History, draw: np.random.Generator, rows: int = ROWS_AT_MOST
) -> Ints:
    """So many of the `customers`, ascending, that their candidates are some `rows`."""
    some = customers[:: max(1, len(customers) // _LOOKED_AT)]
    each = len(Pairs.of(past.of_customers(some))) / max(1, len(some)) + 30
    most = int(rows / each) + 1
    if len(customers) <= most:
        return customers
    return np.sort(draw.choice(customers, most, replace=False))
