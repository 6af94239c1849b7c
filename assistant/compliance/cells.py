"""What others wrote, as cells of a table that a spreadsheet opens."""

from datetime import datetime
from typing import Any


def cell(value: Any) -> Any:
    """`value` as a cell: words that begin as formulas do are quoted (OWASP, "CSV Injection")."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return value.isoformat() if isinstance(value, datetime) else value
