"""Room tokens: what a viewer's page, or a bot, shows to be let into one room for some minutes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, get_args

from assistant.review.access.signing import Signer

May = Literal["watch", "ask", "feed"]
"""See the room and what happens; ask, comment and talk; say what happens elsewhere, as a bridge."""

AUDIENCE = "xiaoer:room"


@dataclass(frozen=True, slots=True)
class RoomToken:
    """What a token says: which room, as which viewer (empty: any), and what may be done there.

    `customer` is who the viewer is to the shop, as its histories name them; empty where the shop
    did not say. Nothing else makes a viewer known.
    """

    room: str
    viewer: str
    may: frozenset[May]
    customer: str = ""


class RoomTokens:
    """Issues room tokens and reads them."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer

    async def issue(
        self,
        room: str,
        *,
        viewer: str = "",
        may: Iterable[May] = ("watch", "ask"),
        minutes: int,
        customer: str = "",
    ) -> str:
        """A token for a room."""
        claims = {"room": room, "sub": viewer, "may": sorted(may)}
        if customer:
            claims["customer"] = customer
        return await self._signer.sign(AUDIENCE, claims, timedelta(minutes=minutes))

    async def read(self, token: str) -> RoomToken | None:
        """What a token says; None where it is none, or is over."""
        claims = await self._signer.read(AUDIENCE, token)
        if claims is None:
            return None
        may = frozenset(one for one in get_args(May) if one in claims.get("may", ()))
        return RoomToken(
            str(claims.get("room", "")),
            str(claims.get("sub", "")),
            may,
            str(claims.get("customer", "")),
        )
