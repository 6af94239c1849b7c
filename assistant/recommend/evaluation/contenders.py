"""The methods that stand in one table, and how the one that has settings is tuned."""

from collections.abc import Callable, Sequence
from itertools import product

from assistant.recommend.evaluation.measures import measure
from assistant.recommend.evaluation.protocols import Split
from assistant.recommend.methods.hazard import hazard
from assistant.recommend.methods.item_item import ItemItem
from assistant.recommend.methods.personal import decayed, personal
from assistant.recommend.methods.popularity import Popularity
from assistant.recommend.methods.port import Method
from assistant.recommend.methods.rhythm import rhythm
from assistant.recommend.methods.tifu_knn import TifuKnn


def baselines(*, dated: bool) -> Sequence[Method]:
    """Those without settings of their own, and TIFU-KNN with its paper's; those that go by days
    only where there are days."""
    timed: Sequence[Method] = (rhythm(), hazard()) if dated else ()
    return (
        Popularity(),
        personal(filled=False),
        personal(filled=True),
        decayed(),
        *timed,
        ItemItem(),
        TifuKnn(),
    )


def tuned_tifu(
    validation: Split, k: int, progress: Callable[[str], None] = lambda told: None
) -> TifuKnn:
    """TIFU-KNN with the settings whose recall is best on `validation`."""
    found: tuple[float, TifuKnn] | None = None
    for groups, between, own, neighbours in product((7, 20), (0.7, 0.9), (0.7, 0.9), (100, 300)):
        method = TifuKnn(groups, 0.9, between, neighbours, own, name="TIFU-KNN tuned")
        progress(f"{method.name} {groups} {between} {own} {neighbours}")
        lists = method.fit(validation.past).best(validation.customers, validation.at, k)
        recall = measure(lists, validation, k).means()["recall"]
        if found is None or recall > found[0]:
            found = recall, method
    assert found is not None  # noqa: S101 (the grid is not empty)
    return found[1]
