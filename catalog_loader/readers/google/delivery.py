"""How an item is sent, and what of its returns a feed tells."""

from collections.abc import Iterator

from catalog_loader.product import Money, Returns, Shipping
from catalog_loader.readers.google.context import Context
from catalog_loader.readers.google.item import Item

_AREAS = ("region", "postal_code", "location_group_name")
_TRANSIT = ("min_transit_time", "max_transit_time")
_HANDLING = ("min_handling_time", "max_handling_time")

Days = tuple[int, int]


def shipping_of(item: Item, context: Context) -> tuple[Shipping, ...]:
    """The ways an item is sent, each to its region, with the basket from which it is free.

    Handling times beside `shipping` hold where it states none of its own.
    """
    handling = _days(item, *_HANDLING)
    thresholds = dict(_thresholds(item, context))
    free_from = dict(thresholds)
    found = []
    for name in ("shipping", "carrier_shipping"):
        for part in item.parts_of(name):
            country = part[f"{name}.country"]
            free_from.pop(country, None)
            found.append(_way(part, name, context, handling, thresholds.get(country)))
    for country, threshold in free_from.items():
        found.append(
            Shipping(
                regions=(country,) if country else (),
                free_from=threshold,
                handling_days=handling,
                note=_business_days(context) if handling else "",
            )
        )
    if not found and handling:
        found.append(Shipping(handling_days=handling, note=_business_days(context)))
    return tuple(dict.fromkeys(found))


def returns_of(item: Item) -> tuple[Returns, ...]:
    """What the shop calls the way an item is returned, where it is not the usual one.

    The policy of that name is kept at Google, not in a feed.
    """
    label = item["return_policy_label"]
    return (Returns(note=label),) if label else ()


def _way(
    part: Item, name: str, context: Context, handling: Days | None, free_from: Money | None
) -> Shipping:
    area = part.first(*(f"{name}.{each}" for each in _AREAS))
    region = " ".join(filter(None, (part[f"{name}.country"], area)))
    own = _days(part, *(f"{name}.{each}" for each in _HANDLING))
    least, most = _TRANSIT if name == "shipping" else (f"fixed_{each}" for each in _TRANSIT)
    transit = _days(part, f"{name}.{least}", f"{name}.{most}")
    fee = "price" if name == "shipping" else "flat_price"
    handling = own or handling
    return Shipping(
        service=part[f"{name}.service"],
        regions=(region,) if region else (),
        fee=context.money(part, f"{name}.{fee}"),
        free_from=free_from,
        handling_days=handling,
        transit_days=transit,
        note=_business_days(context) if handling or transit else "",
    )


def _thresholds(item: Item, context: Context) -> Iterator[tuple[str, Money]]:
    name = "free_shipping_threshold"
    for part in item.parts_of(name):
        if threshold := context.money(part, f"{name}.price_threshold"):
            yield part[f"{name}.country"], threshold


def _days(item: Item, least: str, most: str) -> Days | None:
    """A span of days; without its end it says nothing, and without its beginning it begins at 0."""
    low, high = item.integer(least), item.integer(most)
    for name, days in ((least, low), (most, high)):
        if days is not None and days < 0:
            item.find("negative_number", name, value=str(days))
    if high is None or high < 0 or (low or 0) < 0:
        return None
    if (low or 0) > high:
        item.find("inverted_days", least, least=str(low), most=str(high))
        return None
    return low or 0, high


def _business_days(context: Context) -> str:
    """Google counts the days a shop works."""
    return context.phrase("按工作日算", "counted in business days")
