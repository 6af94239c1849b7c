"""Recall, NDCG and hits of lists against what was bought, a value a customer."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.recommend.evaluation.protocols import Split
from assistant.recommend.history import Floats
from assistant.recommend.lookup import among
from assistant.recommend.methods.port import NONE, Lists
from assistant.recommend.pairs import Pairs


@dataclass(frozen=True, slots=True)
class Measured:
    """Of each customer asked, at one k.

    `recall` of their basket; `ndcg` whose ideal list is as long as what they bought, at most k,
    and `ndcg_full` whose ideal has no such limit; `hit` whether anything was right; `repeat` and
    `explore` are the recall of what they had and had not bought before, NaN where there was none;
    `personal_hit` is whether one of their own products was right, NaN where they bought none again.
    """

    recall: Floats
    ndcg: Floats
    ndcg_full: Floats
    hit: Floats
    personal_hit: Floats
    repeat: Floats
    explore: Floats

    def means(self) -> dict[str, float]:
        """The mean of each over the customers for whom it is defined; NaN where for none."""
        found = {}
        for name in self.__slots__:
            values = getattr(self, name)
            values = values[np.isfinite(values)]
            found[name] = float(values.mean()) if len(values) else float("nan")
        return found


def measure(lists: Lists, split: Split, k: int) -> Measured:
    """The `k` first of each list against the customer's basket."""
    bought, again = _bought(split), Pairs.of(split.past).key
    row = np.full(split.past.customers, -1, np.int64)
    row[split.customers] = np.arange(len(split.customers))
    product = lists.product[:, :k]
    keys = split.customers.astype(np.int64)[:, None] * split.past.products + product
    right = among(keys, bought) & (product != NONE)
    own = among(bought, again)
    rows = row[bought // split.past.products]
    size = np.bincount(rows, minlength=len(row[split.customers]))
    repeats = np.bincount(rows[own], minlength=len(size))
    own_right = (right & among(keys, again)).sum(1)
    gain = 1 / np.log2(np.arange(2, max(k, int(size.max(initial=1))) + 2))
    ideal = np.cumsum(gain)
    dcg = (right * gain[: product.shape[1]]).sum(1)
    hits = right.sum(1)
    return Measured(
        recall=hits / size,
        ndcg=dcg / ideal[np.minimum(size, k) - 1],
        ndcg_full=dcg / ideal[size - 1],
        hit=(hits > 0).astype(np.float64),
        personal_hit=_share((own_right > 0).astype(np.float64), (repeats > 0).astype(np.float64)),
        repeat=_share(own_right, repeats),
        explore=_share(hits - own_right, size - repeats),
    )


def _bought(split: Split) -> NDArray[np.int64]:
    """A key to each customer and product of the future, ascending, each once."""
    return Pairs.of(split.future).key


def _share(part: NDArray[np.generic], whole: NDArray[np.generic]) -> Floats:
    count = np.asarray(whole, np.float64)
    found: Floats = np.divide(part, count, out=np.full(len(count), np.nan), where=count > 0)
    return found
