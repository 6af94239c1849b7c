"""Roles of staff, and which role may do what."""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """What somebody is to the shop; each may do all that those before may."""

    VIEWER = "viewer"
    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


class Right(StrEnum):
    """Something that is done, as routes ask for it."""

    WATCH = "watch"
    """Read what staff read: the host's words and alarms, the review queue, the figures."""
    HISTORY = "history"
    """Take along what was asked and answered."""
    SEARCH = "search"
    """Search a catalog."""
    ANSWER = "answer"
    """Settle alarms, take over, approve, correct, speak."""
    PERSONAL = "personal"
    """See what viewers write and say of themselves: their telephone numbers, addresses, orders."""
    CONDUCT = "conduct"
    """Set whether rooms answer by themselves, and stop them all."""
    ON_AIR = "on_air"
    """Put a product on air."""
    ROOMS = "rooms"
    """Set rooms up."""
    CATALOGS = "catalogs"
    """Load catalogs, change SKUs."""
    GATEWAYS = "gateways"
    """Join live rooms elsewhere; their addresses may hold keys, so reading them is no less."""
    TOKENS = "tokens"
    """Give viewers and bots tokens for a room."""
    KEYS = "keys"
    """Make API keys for oneself, and revoke them."""
    STAFF = "staff"
    """Accounts of others."""
    AUDIT = "audit"
    """Read the audit log."""


_ADDED: Mapping[Role, frozenset[Right]] = {
    Role.VIEWER: frozenset({Right.WATCH, Right.SEARCH}),
    Role.AGENT: frozenset({Right.ANSWER, Right.PERSONAL, Right.ON_AIR, Right.KEYS}),
    Role.SUPERVISOR: frozenset(
        {Right.CONDUCT, Right.HISTORY, Right.ROOMS, Right.CATALOGS, Right.GATEWAYS, Right.TOKENS}
    ),
    Role.ADMIN: frozenset({Right.STAFF, Right.AUDIT}),
}

ORDER = tuple(Role)

OPERATORS = frozenset({Right.SEARCH, Right.ON_AIR, Right.ROOMS, Right.CATALOGS, Right.GATEWAYS})
"""Rights of whoever runs the service, which nobody has to prove on a fresh one of their own."""

PERSONS = frozenset({Right.KEYS, Right.STAFF})
"""Rights of people alone: a key that leaked must not make others, nor accounts."""


def rights(role: Role) -> frozenset[Right]:
    """What a role may do."""
    upto = ORDER[: ORDER.index(role) + 1]
    return frozenset().union(*(_ADDED[one] for one in upto))


def lower(one: Role, other: Role) -> Role:
    """The one of two roles that may do less."""
    return min(one, other, key=ORDER.index)
