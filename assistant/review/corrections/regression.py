"""Corrections as an evaluation set: what staff corrected must be answered so from now on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.answering.evaluate import Case
from assistant.answering.values import Outcome
from assistant.knowledge.corrections import Correction
from assistant.knowledge.shelf import Shelf
from assistant.room.catalogs import CatalogCache
from assistant.room.corrections.keeper import Keeper
from assistant.store import Catalogs, Database
from assistant.store.corrections import Corrections
from catalog_loader.product import Catalog

_LAPSED = ("conflicting", "ended")


@dataclass(frozen=True, slots=True)
class Regression:
    """The questions, the shops they are asked in (by `Case.catalog`), the corrections that they
    are of (by what their cases' `source` begins with), and those that the catalog does not bear
    out any more."""

    cases: tuple[Case, ...]
    shelves: Mapping[Path, Shelf]
    corrections: Mapping[str, Correction]
    lapsed: tuple[Correction, ...]

    def lines(self) -> Iterator[dict[str, Any]]:
        """The same as the lines of a set, before each shop's the one that names it."""
        catalog = ""
        for case in self.cases:
            of = self.corrections[case.source.partition(":")[0]]
            if of.catalog != catalog:
                catalog = of.catalog
                yield {"catalog": catalog}
            yield {
                "question": case.question,
                "on_air": case.on_air,
                "outcome": case.outcome.value,
                "fields": list(case.fields),
                "contains": [list(group) for group in case.contains],
            }


async def regression(database: Database) -> Regression:
    """The set of every catalog, as its corrections stand at this moment."""
    catalogs, kept = Catalogs(database), Corrections(database)
    cache = CatalogCache(catalogs, Keeper(catalogs, kept))
    cases: list[Case] = []
    shelves: dict[Path, Shelf] = {}
    used: dict[str, Correction] = {}
    lapsed: list[Correction] = []
    for name in await catalogs.names():
        await cache.settle(name)
        held = [Correction.of(one) for one in await kept.standing(name, ("in_force",))]
        lapsed += [Correction.of(one) for one in await kept.standing(name, _LAPSED)]
        for one in _not_replaced(held):
            room = one.subject if one.scope == "room" else ""
            shop = Path(f"{name}@{room}" if room else name)
            if shop not in shelves:
                shelves[shop] = _shelf((await cache.current(name, None, room)).catalog)
            cases += _cases(one, shop, shelves[shop])
            used[one.id] = one
    return Regression(tuple(cases), shelves, used, tuple(lapsed))


def _not_replaced(newest_first: Sequence[Correction]) -> list[Correction]:
    """Without those whose very question was corrected again since, as far as they hold."""
    kept: dict[tuple[str, ...], Correction] = {}
    for one in newest_first:
        kept.setdefault((one.scope, one.subject, one.question), one)
    return list(kept.values())


def _cases(correction: Correction, shop: Path, shelf: Shelf) -> Iterator[Case]:
    on_air = ""
    if correction.scope == "product":
        on_air = correction.subject
    elif correction.scope == "category":
        own = (p.handle for p in shelf.listed if p.category == correction.subject)
        on_air = next(own, "")
    asked = dict.fromkeys((correction.question, *correction.alike))
    for number, question in enumerate(asked):
        yield Case(
            source=f"{correction.id}:{number}",
            question=question,
            outcome=Outcome.ANSWERED,
            catalog=shop,
            on_air=on_air,
            fields=("faq",),
            contains=((correction.text,),),
        )


def _shelf(catalog: Catalog) -> Shelf:
    return Shelf(catalog, tuple(product.handle for product in catalog.products))
