"""Places that goods are sent to, by `places.toml`: their other names and their country."""

import re
from functools import cache

from assistant.knowledge.words import bounded, fold, longest_first
from catalog_loader.tables import table

ABROAD, REMOTE = "abroad", "remote"


def place_names() -> tuple[str, ...]:
    """Every name of every place, longest first."""
    return tuple(name for name, _, _ in _places())


def places_in(question: str) -> tuple[str, ...]:
    """The places that a normalised question names, in its order and as it writes them."""
    rest, found = question, []
    for name, _, _ in _places():
        match = re.search(bounded(name), rest) if name in rest else None
        if match:
            found.append((match.start(), name))
            rest = rest[: match.start()] + " " * len(name) + rest[match.end() :]
    return tuple(name for _, name in sorted(found))


def names_of(place: str) -> tuple[str, ...]:
    """What else a place is called, itself first: 西藏, tibet."""
    for name, same, _ in _places():
        if name == place:
            return (place, *(other for other in same if other != place))
    return (place,)


def country_names(place: str) -> tuple[str, ...]:
    """What the country of a place is called; nothing for `abroad` and `remote`."""
    country = _country(place)
    return (
        tuple(map(fold, table(__package__, "places.toml")[country]["names"]))
        if country not in ("", ABROAD, REMOTE)
        else ()
    )


def is_abroad(place: str, currency: str) -> bool:
    """Whether a place lies in another country than that of a shop that sells in `currency`."""
    country = _country(place)
    if country in ("", REMOTE):
        return False
    return country == ABROAD or table(__package__, "places.toml")[country]["currency"] != currency


def is_remote(place: str) -> bool:
    """Whether a place is only said to be far off: 偏远地区, rural areas."""
    return _country(place) == REMOTE


def _country(place: str) -> str:
    return next((country for name, _, country in _places() if name == place), "")


@cache
def _places() -> tuple[tuple[str, tuple[str, ...], str], ...]:
    """(name, all names of the place, country) of every name, the longest first."""
    found: dict[str, tuple[tuple[str, ...], str]] = {}
    for country, entry in table(__package__, "places.toml").items():
        for listed in (entry["names"], *entry.get("regions", ())):
            same = tuple(map(fold, listed))
            found |= {name: (same, country) for name in same if name not in found}
    return tuple((name, *found[name]) for name in longest_first(found))
