"""Corrections of staff as knowledge: each that is in force is an FAQ of the shop."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Literal, get_args

from assistant.store.corrections import CorrectionRecord
from catalog_loader.product import Catalog, Faq, Origin

Scope = Literal["product", "category", "room", "shop"]
"""How far a correction is true: of a product, of a category's, in a room, of all the shop sells."""

State = Literal["in_force", "conflicting", "waiting", "ended", "undone"]
"""`conflicting` with the catalog, until somebody settles it; `waiting` until the catalog agrees."""

STATES: tuple[State, ...] = get_args(State)

SCOPES: tuple[Scope, ...] = ("product", "category", "room", "shop")
"""The narrowest first: what is said of the thing itself goes before where it is said."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """What a correction says, and what the `catalog` publishes otherwise, from `origin`; `label` is
    the field's name as a person says it."""

    field: str
    said: str
    catalog: str
    origin: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Rest:
    """A published value that a correction rests on; `product` as a fact names it."""

    product: str
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Correction:
    """An answer as staff want it, in the language they wrote it in.

    `subject` is what the scope names: a handle, a category, a room, "" for the shop; `title` what
    a person calls it. `about` are the handles its text names beside it. `why` is a code, then what
    it is of (see `room/corrections/why.py`); "" where there is nothing to tell. `undoes` is the
    version that this one took back, 0 for none.
    """

    id: str
    catalog: str
    scope: Scope
    subject: str
    question: str
    text: str
    language: str
    state: State
    owner: str
    made_at: datetime
    title: str = ""
    room: str = ""
    alike: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    rests_on: tuple[Rest, ...] = ()
    ends_at: datetime | None = None
    item: int | None = None
    answer_id: str = ""
    undoes: int = 0
    version: int = 1

    @classmethod
    def of(cls, record: CorrectionRecord) -> "Correction":
        """As it is kept."""
        kept: Mapping[str, Any] = record.document
        return cls(
            id=record.id,
            catalog=record.catalog,
            scope=record.scope,  # type: ignore[arg-type]
            subject=record.subject,
            state=record.state,  # type: ignore[arg-type]
            owner=record.owner,
            made_at=record.made_at,
            ends_at=record.ends_at,
            version=record.version,
            alike=tuple(kept["alike"]),
            about=tuple(kept["about"]),
            why=tuple(kept["why"]),
            conflicts=tuple(Conflict(**one) for one in kept["conflicts"]),
            rests_on=tuple(Rest(**one) for one in kept["rests_on"]),
            **{name: kept[name] for name in _PLAIN},
        )

    @property
    def document(self) -> dict[str, Any]:
        """What is kept beside what it is found by."""
        return {
            **{name: getattr(self, name) for name in _PLAIN},
            "alike": list(self.alike),
            "about": list(self.about),
            "why": list(self.why),
            "conflicts": [asdict(one) for one in self.conflicts],
            "rests_on": [asdict(one) for one in self.rests_on],
        }

    @property
    def record(self) -> CorrectionRecord:
        """To be kept."""
        return CorrectionRecord(
            id=self.id,
            catalog=self.catalog,
            scope=self.scope,
            subject=self.subject,
            state=self.state,
            owner=self.owner,
            made_at=self.made_at,
            document=self.document,
            ends_at=self.ends_at,
            version=self.version,
        )

    @property
    def handles(self) -> tuple[str, ...]:
        """The products it is about."""
        own = (self.subject,) if self.scope == "product" else ()
        return tuple(dict.fromkeys((*own, *self.about)))


_PLAIN = (
    "question", "text", "language", "title", "room", "item", "answer_id", "undoes",
)  # fmt: skip


class StaffFaq(Faq):
    """A correction in force. `of_room` marks one that holds in its room alone."""

    of_room: bool = False

    @property
    def breadth(self) -> int:
        """How far it holds; 0 is the narrowest, as in `SCOPES`."""
        if self.products or self.categories:
            return 0 if self.products else 1
        return 2 if self.of_room else 3


def staff_faq(correction: Correction) -> StaffFaq:
    """A correction in force, as an FAQ."""
    return StaffFaq(
        id=correction.id,
        question=correction.question,
        similar=correction.alike,
        answer=correction.text,
        products=(correction.subject,) if correction.scope == "product" else (),
        categories=(correction.subject,) if correction.scope == "category" else (),
        translations={correction.language: correction.text},
        origin=Origin(file="correction", row=f"{correction.id} v{correction.version}"),
        of_room=correction.scope == "room",
    )


def corrected(catalog: Catalog, corrections: Iterable[Correction]) -> Catalog:
    """`catalog` with corrections before its FAQs, in their order; those of products that it does
    not have are left out."""
    faqs: Sequence[StaffFaq] = [staff_faq(one) for one in corrections]
    known = {product.handle for product in catalog.products}
    own = tuple(faq for faq in faqs if set(faq.products) <= known)
    return catalog.model_copy(update={"faqs": (*own, *catalog.faqs)}) if own else catalog


def anew(correction: Correction, **changes: Any) -> Correction:
    """Its next version."""
    return replace(correction, version=correction.version + 1, **changes)
