"""Themes: families of questions that one fact card answers together."""

from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum

from assistant.answering.ground.grounding import Answerable
from assistant.answering.understand.kinds import Kind
from assistant.room.inbox.groups import Group

AFTER_S = 20.0
"""How long a theme waits for an answer before a card is told."""


class Theme(StrEnum):
    """What questions have in common. Advice for one body or one basket is of no theme: it is told
    to who asked."""

    PRICE = "price"
    CHOICE = "choice"
    SENDING = "sending"
    RETURNS = "returns"
    MATERIAL = "material"
    BUYING = "buying"


_KINDS = {
    Theme.PRICE: (Kind.PRICE, Kind.PROMOTION, Kind.COUPON, Kind.PRICE_PROTECTION),
    Theme.CHOICE: (Kind.SIZES, Kind.COLOURS, Kind.VARIANTS, Kind.STOCK),
    Theme.SENDING: (
        Kind.SHIPPING_TIME,
        Kind.DELIVERY_TIME,
        Kind.SHIPPING_FEE,
        Kind.SHIPPING_REGION,
        Kind.SHIP_FROM,
        Kind.CARRIER,
    ),
    Theme.RETURNS: (
        Kind.RETURNS,
        Kind.RETURN_FREIGHT,
        Kind.REFUND_TIME,
        Kind.EXCHANGE,
        Kind.DAMAGE,
        Kind.WARRANTY,
        Kind.REPAIR,
    ),
    Theme.MATERIAL: (Kind.ATTRIBUTE, Kind.AUTHENTICITY),
    Theme.BUYING: (Kind.PAYMENT, Kind.INVOICE, Kind.HOW_TO_ORDER, Kind.SERVICE_HOURS),
}
_OF_KIND = {kind: theme for theme, kinds in _KINDS.items() for kind in kinds}


def theme_of(group: Group) -> Theme | None:
    """The theme of a question that the facts answer; None where they do not, or it has several."""
    gist = group.gist
    themes = {_OF_KIND.get(kind) for kind in gist.kinds}
    if gist.answerable is not Answerable.YES or len(themes) != 1:
        return None
    return themes.pop()


def overdue(groups: Iterable[Group], now: float) -> Sequence[Group]:
    """Of questions that wait, those of the theme that has waited longest, most askers first.

    They are about one product and in one language. Empty before any has waited `AFTER_S`.
    """
    themed = [group for group in groups if theme_of(group) is not None]
    oldest = min(themed, key=lambda group: group.opened, default=None)
    if oldest is None or now - oldest.opened < AFTER_S:
        return ()
    same = [group for group in themed if _about(group) == _about(oldest)]
    return sorted(same, key=lambda group: (-len(group.askers), group.opened))


def due_in(groups: Collection[Group], now: float) -> float | None:
    """Seconds until a theme is overdue; None where none waits."""
    opened = [group.opened for group in groups if theme_of(group) is not None]
    return max(0.0, min(opened) + AFTER_S - now) if opened else None


def _about(group: Group) -> object:
    return theme_of(group), group.gist.product, group.gist.language
