"""Units in the language of an answer: 8小时 is `8 hours`."""

from collections.abc import Mapping
from functools import cache

from catalog_loader.tables import table

_SYMBOLS = frozenset({"W", "kg", "g", "m", "m²", "rpm"})
"""Units that every language writes so."""


def unit_in(unit: str, value: str, language: str) -> str:
    """What `unit` of `value` is called in `language`; as published where the table has no name."""
    entry = _units().get(unit)
    if unit in _SYMBOLS or entry is None or language not in entry or unit in entry[language]:
        return unit
    names = entry[language]
    return names[0] if value.strip() in ("1", "") else names[-1] if language == "en" else names[0]


@cache
def _units() -> Mapping[str, Mapping[str, list[str]]]:
    """Every written unit with the names of what it is."""
    entries = table(__package__, "unit_names.toml").values()
    return {name: entry for entry in entries for names in entry.values() for name in names}
