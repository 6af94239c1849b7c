"""A shop's messages to customers as a file, for whoever sends them by other means."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa

from assistant.recommend.outreach.writing import Format, rows_to
from assistant.store import Database
from assistant.store.repurchase import drafts
from assistant.store.repurchase.drafts import Draft, State

_MOMENT = pa.timestamp("us", "UTC")

COLUMNS = pa.schema(
    [
        ("id", pa.string()),
        ("catalog", pa.string()),
        ("customer", pa.string()),
        ("language", pa.string()),
        ("text", pa.string()),
        ("written_at", _MOMENT),
        ("state", pa.string()),
        ("due", _MOMENT),
        ("probability", pa.float64()),
        ("created_at", _MOMENT),
        ("decided_by", pa.string()),
        ("decided_at", _MOMENT),
        ("sent_at", _MOMENT),
        ("attempts", pa.int32()),
        ("error", pa.string()),
        ("suggestions", pa.string()),
    ]
)
"""A row a message; what it says was so at `written_at`; `suggestions` is JSON."""


async def export(
    database: Database, catalog: str, state: State | None, form: Format, path: Path
) -> int:
    """Write a shop's messages, in one state or all, to `path`; how many. Raises OSError."""
    count = 0
    async with database.reading() as session:
        with rows_to(path, COLUMNS, form) as write:
            async for page in drafts.every(session, catalog, state):
                write([_row(draft) for draft in page])
                count += len(page)
    return count


def _row(draft: Draft) -> dict[str, Any]:
    told = {name: getattr(draft, name) for name in COLUMNS.names}
    return {**told, "suggestions": json.dumps([*draft.suggestions], ensure_ascii=False)}
