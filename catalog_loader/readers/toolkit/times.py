"""Times as catalogs write them, and those that a catalog states without a zone."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import chain
from zoneinfo import ZoneInfo

from catalog_loader.findings import Finding
from catalog_loader.product import Offer, Product, Shop, Variant

_FORMS = (
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d",
    "%Y.%m.%d", "%Y年%m月%d日 %H:%M", "%Y年%m月%d日", "%Y-%m-%d %H:%M:%S %z", "%Y%m%d%H%M%S",
)  # fmt: skip

_SHORT = re.compile(
    r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})"
    r"(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s*([AaPp])[Mm])?)?"
)


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


def month_first(text: str) -> bool | None:
    """Whether `text` is a short date with its month before its day; None where it could be either.

    A day beyond the twelfth says it for every date written like this one, and so do the capitals of
    `1/2/26, 9:30 AM`: where the day comes first clocks go to 24, or the letters are small.
    """
    form = _SHORT.fullmatch(text.strip())
    if form is None:
        return None
    if form[2] == "." or int(form[1]) > 12:
        return False
    return True if int(form[3]) > 12 or (form[8] or "").isupper() else None


def parse_short(text: str, zone: tzinfo, months_first: bool | None) -> datetime:
    """A date in the short form of some locale, `11/26/26` or `26.11.2026`, or in any other form.

    `months_first` is what is known of all dates of the file. Raises NotATime, also where only that
    would tell the day from the month and it is not known.
    """
    form = _SHORT.fullmatch(text.strip())
    if form is None:
        return parse_moment(text, zone)
    first, second = int(form[1]), int(form[3])
    year = int(form[4]) + (2000 if len(form[4]) == 2 else 0)
    own = month_first(text)
    order = months_first if own is None else own
    if order is None and first != second:
        raise NotATime(text)
    month, day = (first, second) if order else (second, first)
    hour, minute, seconds = (int(form[group] or 0) for group in (5, 6, 7))
    if form[8]:
        hour = hour % 12 + 12 * (form[8] in "Pp")
    try:
        return datetime(year, month, day, hour, minute, seconds, tzinfo=zone)
    except ValueError:
        raise NotATime(text) from None


def end_of(text: str, moment: datetime) -> datetime:
    """When what lasts through `text`, read as `moment`, is over: after its day, or its :59."""
    rest = timedelta(days=int(":" not in text), seconds=int(moment.second == 59))
    try:
        return moment + rest
    except OverflowError:
        return moment


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
