"""Times as catalogs write them, and those that a catalog states without a zone."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from itertools import chain
from zoneinfo import ZoneInfo

from catalog_loader.findings import Finding
from catalog_loader.product import Offer, Product, Shop, Variant

_FORMS = (
    "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d", "%Y.%m.%d",
    "%Y年%m月%d日 %H:%M", "%Y年%m月%d日", "%Y-%m-%d %H:%M:%S %z", "%Y%m%d%H%M%S",
)  # fmt: skip


class NotATime(ValueError):
    """The text is no date and time, or one that could be two."""


def parse_moment(text: str, zone: tzinfo) -> datetime:
    """A date and time, in `zone` where it names none; a date alone is its midnight.

    Raises NotATime, also for `03/04/2026`, which is March to some and April to others.
    """
    text = re.sub(r"\s+(?:UTC|GMT)$", "+00:00", text.strip())
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = _formed(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _formed(text: str) -> datetime:
    for form in _FORMS:
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    raise NotATime(text)


def zone_of(shop: Shop | None) -> tzinfo:
    """The shop's time zone; UTC where there is none of that name."""
    try:
        return ZoneInfo(shop.timezone) if shop else UTC
    except (KeyError, ValueError, OSError):
        return UTC


def in_zone(product: Product, zone: tzinfo, row: str) -> tuple[Product, list[Finding]]:
    """Give times without a zone the shop's, so that every time compares with every other."""
    if not any(moment.tzinfo is None for moment in _times(product)):
        return product, []
    found: list[Finding] = []

    def aware(moment: datetime | None, path: str) -> datetime | None:
        if moment is None or moment.tzinfo is not None:
            return moment
        found.append(Finding("no_timezone", row, path, {"timezone": str(zone)}))
        return moment.replace(tzinfo=zone)

    def offers(given: tuple[Offer, ...], path: str) -> tuple[Offer, ...]:
        return tuple(
            offer.model_copy(
                update={
                    name: aware(getattr(offer, name), f"{path}offers.{index}.{name}")
                    for name in ("valid_from", "valid_until")
                }
            )
            for index, offer in enumerate(given)
        )

    def variant(index: int, given: Variant) -> Variant:
        path = f"variants.{index}."
        moment = aware(given.available_from, f"{path}available_from")
        return given.model_copy(
            update={"available_from": moment, "offers": offers(given.offers, path)}
        )

    made = product.model_copy(
        update={
            "offers": offers(product.offers, ""),
            "variants": tuple(variant(i, each) for i, each in enumerate(product.variants)),
        }
    )
    return made, found


def _times(product: Product) -> Iterator[datetime]:
    """Every time the product states."""
    offers = chain(product.offers, *(variant.offers for variant in product.variants))
    moments = chain.from_iterable((offer.valid_from, offer.valid_until) for offer in offers)
    starts = (variant.available_from for variant in product.variants)
    return (moment for moment in chain(moments, starts) if moment is not None)
