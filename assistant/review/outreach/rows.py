"""Suggestions for all customers of a shop as rows of a table."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa

from assistant.answering.reminding import NotOffered, remind
from assistant.recommend.outreach.suggesting import ForCustomer, Outreach, Wanted

_MOMENT = pa.timestamp("s", "UTC")

COLUMNS = pa.schema(
    [
        ("customer", pa.string()),
        ("rank", pa.int32()),
        ("product", pa.string()),
        ("sku", pa.string()),
        ("title", pa.string()),
        ("pieces", pa.int32()),
        ("price", pa.string()),
        ("currency", pa.string()),
        ("due", _MOMENT),
        ("probability", pa.float64()),
        ("times", pa.int32()),
        ("last", _MOMENT),
        ("gap_days", pa.float64()),
        ("language", pa.string()),
        ("why", pa.string()),
    ]
)
"""A row a suggestion, `rank` from 1; `price` in major units; `why` is said in `language`."""


async def pages(
    outreach: Outreach, catalog: str, now: datetime, wanted: Wanted
) -> AsyncIterator[tuple[int, Sequence[Mapping[str, Any]]]]:
    """Some hundred customers at a time: how many they are, and their rows. Raises NotStored."""
    async for page in outreach.each(catalog, now, wanted):
        yield len(page), [row for found in page for row in _rows(found)]


def _rows(found: ForCustomer) -> Iterator[Mapping[str, Any]]:
    for rank, one in enumerate(found.suggested.suggestions, start=1):
        habit = one.wish.habit
        try:
            why = remind(one, found.shelf, found.language, found.at).why
        except NotOffered:
            continue  # its price ended in this moment
        yield {
            "customer": found.customer.id,
            "rank": rank,
            "product": one.handle,
            "sku": one.sku,
            "title": one.title,
            "pieces": one.pieces,
            "price": one.price.plain,
            "currency": one.price.currency,
            "due": one.wish.due,
            "probability": one.wish.probability,
            "times": habit.times if habit else None,
            "last": habit.last if habit else None,
            "gap_days": habit.gap_days if habit else None,
            "language": found.language,
            "why": why,
        }
