"""Everything in what a host says that the shop does not bear out."""

import re
from collections.abc import Iterator
from datetime import datetime

from assistant.knowledge.index import ShelfIndex
from assistant.knowledge.shelf import Shelf
from assistant.room.host_ear.claims import Clause, Differs, Published, clauses, written
from assistant.room.host_ear.gifts import unknown_gifts
from assistant.room.host_ear.prices import wrong_prices
from assistant.room.host_ear.promises import unkept_promises
from assistant.room.host_ear.showing import meant_by
from assistant.room.host_ear.sizes import unlisted_sizes
from catalog_loader.product import Product

_JUDGES = (wrong_prices, unknown_gifts, unlisted_sizes, unkept_promises)
_GOES_ON = re.compile(r"\d块?$")  # 二百 may be 二百五十九元, 29块 be 29块9


def differing(
    breath: str,
    new: int,
    shelf: Shelf,
    index: ShelfIndex,
    now: datetime,
    *,
    breaks_off: bool = False,
) -> list[Differs]:
    """The claims of the `new` last characters of a breath that differ from what is published.

    What is said of no named product is of the one on air. Of a breath that `breaks_off`, a
    number that may go on is left for when the rest is heard.
    """
    folded = written(breath)
    begins = max(0, len(folded) - new)
    found: list[Differs] = []
    for clause in clauses(folded):
        if clause.end <= begins:
            continue
        product = _meant(clause, shelf, index)
        if product is None:
            continue
        published = Published.of(product, index, shelf, now)
        for end, differs in _of(clause, published):
            at = clause.start + end
            unfinished = breaks_off and at == len(folded) and _GOES_ON.search(folded)
            if at > begins and not unfinished and differs not in found:
                found.append(differs)
    return found


def touches_its_end(breath: str) -> bool:
    """Whether a breath ends in a number that may go on."""
    return _GOES_ON.search(written(breath).rstrip(",.!?;")) is not None


def _of(clause: Clause, published: Published) -> Iterator[tuple[int, Differs]]:
    for judge in _JUDGES:
        yield from judge(clause, published)


def _meant(clause: Clause, shelf: Shelf, index: ShelfIndex) -> Product | None:
    """The product a clause is about: one it names, else the one on air."""
    named = (meant_by(mention, shelf) for mention in index.names.places(clause.text))
    return shelf.product(next((handle for handle in named if handle), shelf.on_air))
