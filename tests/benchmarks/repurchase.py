"""How long the model takes to fit, and how much memory, on Complete Journey and on more.

    python tests/benchmarks/repurchase.py                     # Complete Journey
    python tests/benchmarks/repurchase.py --lines 10000000    # so many lines of simulated customers

Prints one JSON document: seconds of the fit and of everybody's list of ten, milliseconds of one
customer's (the median and the 95th percentile of 200), and the most memory that the process held.
"""

import argparse
import json
import os
import resource
import sys
import time

import numpy as np

from assistant.recommend.evaluation.complete_journey import complete_journey
from assistant.recommend.history import Floats, History, Ids
from assistant.recommend.learning.model import Model

LISTED = 10
ASKED_ALONE = 200
PRODUCTS = 20_000
DAYS = 730
LINES_EACH = 100
OWN = 40


def simulated(lines: int, seed: int = 7) -> History:
    """Customers with LINES_EACH lines in two years: baskets of some five products, four of which
    are from the OWN that each customer buys again and again, popular ones more often."""
    draw = np.random.default_rng(seed)
    customers = max(1, lines // LINES_EACH)
    customer = np.repeat(np.arange(customers, dtype=np.int32), LINES_EACH)[:lines]
    popularity = 1 / np.arange(1, PRODUCTS + 1) ** 0.8
    cumulative = np.cumsum(popularity / popularity.sum())

    def drawn(count: int) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
        return np.searchsorted(cumulative, draw.random(count)).astype(np.int32)

    own = drawn(customers * OWN).reshape(customers, OWN)
    again = draw.random(len(customer)) < 0.8
    which = (draw.random(len(customer)) ** 2 * OWN).astype(np.int32)
    product = np.where(again, own[customer, which], drawn(len(customer)))
    visit = draw.integers(0, DAYS // 7 * 2, len(customer) // 5 + 1)
    visits = np.repeat(visit, 5)[: len(customer)]
    day = 19_000 + visits * 3.5 + draw.random(len(visit)).repeat(5)[: len(customer)]
    ids = Ids(range(customers), range(PRODUCTS), (np.arange(PRODUCTS) // 20).astype(np.int32))  # type: ignore[arg-type]
    return History.of(ids, customer, product, visits, day)


def milliseconds(
    model: Model, customers: np.ndarray[tuple[int], np.dtype[np.int32]], at: Floats
) -> list[float]:
    """What each of some customers takes when asked about alone."""
    found = []
    for place in np.linspace(0, len(customers) - 1, ASKED_ALONE).astype(int):
        begun = time.perf_counter()
        model.expect(customers[place : place + 1], at[place : place + 1], LISTED)
        found.append((time.perf_counter() - begun) * 1e3)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, help="of simulated customers; none: Complete Journey")
    arguments = parser.parse_args()
    history = simulated(arguments.lines) if arguments.lines else complete_journey()
    customers = np.flatnonzero(history.baskets.counts > 0).astype(np.int32)
    at = np.full(len(customers), np.floor(history.day.max()) + 1)
    begun = time.perf_counter()
    model = Model.fit(history)
    fitted = time.perf_counter()
    model.best(customers, at, LISTED)
    listed = time.perf_counter()
    alone = milliseconds(model, customers, at)
    told = {
        "lines": len(history),
        "customers": len(customers),
        "products": history.products,
        "fit_s": round(fitted - begun, 1),
        "lists_s": round(listed - fitted, 1),
        "one_list_ms": {
            "median": round(float(np.median(alone)), 1),
            "p95": round(float(np.percentile(alone, 95)), 1),
        },
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "load": os.getloadavg()[0],
    }
    sys.stdout.write(json.dumps(told, indent=2) + "\n")


if __name__ == "__main__":
    main()
