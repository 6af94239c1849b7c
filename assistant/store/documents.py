"""Records as the tables keep them: JSON, what it says as a digest, and apart from both, when it was
read.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import TypeVar, cast

from catalog_loader.product import Faq, Policy, Product

R = TypeVar("R", bound=Product | Policy | Faq)

_WHEN_READ = {"origin": {"read_at": True}}


@dataclass(frozen=True, slots=True)
class Kept:
    """A record as it is kept. Equal digests say the same, whenever they were read."""

    document: str
    digest: bytes
    read_at: datetime | None


def kept(record: Product | Policy | Faq) -> Kept:
    """How `record` is kept."""
    document = record.model_dump_json(exclude=_WHEN_READ, exclude_defaults=True)
    digest = blake2b(document.encode(), digest_size=16).digest()
    return Kept(document, digest, record.origin.read_at)


def restored(kind: type[R], document: str, read_at: datetime | None) -> R:
    """The record of a kept document."""
    record = kind.model_validate_json(document)
    if read_at is not None:
        origin = record.origin.model_copy(update={"read_at": read_at})
        record = record.model_copy(update={"origin": origin})
    return cast("R", record)


def key_of(record: Product | Policy | Faq) -> str:
    """What a record is known by within its catalog."""
    return record.handle if isinstance(record, Product) else record.id
