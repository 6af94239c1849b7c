"""How goods are sent, in our words: OfferShippingDetails, and the newer ShippingService."""

from collections.abc import Iterator
from dataclasses import dataclass

from catalog_loader.product import Money, Shipping
from catalog_loader.readers.schemaorg.fields import Fields, Reading
from catalog_loader.readers.schemaorg.graph import Node, Text
from catalog_loader.readers.schemaorg.measures import days, in_business_days
from catalog_loader.readers.schemaorg.offers import tiers_of

_SETTINGS = frozenset({"ShippingConditions", "ShippingRateSettings"})
_CONDITIONS = ("weight", "numItems", "width", "height", "depth", "seasonalOverride",
               "orderPercentage", "weightPercentage")  # fmt: skip
"""What makes a rate hold for some parcels only, or grow with them.

Of OfferShippingDetails they are what the parcel weighs and measures.
"""


def shippings_of(offer: Node, fields: Fields, reading: Reading) -> list[Shipping]:
    """How an offer is sent: its OfferShippingDetails, or at least how soon it leaves."""
    found: list[Shipping] = []
    for details in offer.nodes("shippingDetails"):
        inner = fields.of(details)
        rate = _told(_whole(_rate(inner, reading), None), inner)
        found += _shipping(details, details, rate, reading)
        for service in details.nodes("hasShippingService"):
            found += services_of(service, fields, reading)
    if not found and (lead := days(offer.node("deliveryLeadTime"))):
        found.append(Shipping(handling_days=lead))
    return list(dict.fromkeys(found))


def services_of(
    service: Node, fields: Fields, reading: Reading, *, for_members: bool = False
) -> list[Shipping]:
    """Each way a ShippingService sends parcels; those of members only where `for_members`.

    A product's shipping cannot say that it is for members; a policy can.
    """
    if service.properties.get("validForMemberTier") and not for_members:
        return []
    ways = [fields.of(node) for node in service.nodes("shippingConditions") or [service]]
    rates = [(way, regions_of(way.node, "shippingDestination"), _rate(way, reading))
             for way in ways]  # fmt: skip
    free = {regions: rate.free_from for _, regions, rate in rates if rate.fee is None}
    found: list[Shipping] = []
    for way, regions, rate in rates:
        whole = _told(_whole(rate, free.get(regions)), way)
        found += _shipping(way.node, service, whole, reading)
    # What is free from a basket on is told by the way that has a fee below it.
    paid = {each.regions for each in found if each.fee and each.free_from}
    return [each for each in found if each.fee or not each.free_from or each.regions not in paid]


def regions_of(node: Node, name: str) -> tuple[str, ...]:
    """The regions a property names, as published: a country, or the parts of one."""
    found: list[str] = []
    for value in node.properties.get(name, ()):
        if isinstance(value, Text):
            found.append(value.text)
            continue
        countries = [text.text for text in value.texts("addressCountry")]
        parts = [
            text.text
            for each in ("addressRegion", "postalCode", "postalCodePrefix")
            for text in value.texts(each)
        ]
        for span in value.nodes("postalCodeRange"):
            parts.append(f"{span.text('postalCodeBegin')}-{span.text('postalCodeEnd')}")
        country = countries[0] if len(countries) == 1 else ""
        if parts:
            found += [f"{country} {part}".strip() for part in parts]
        elif len(countries) > 1 or not value.text("name"):
            found += countries
        else:
            found.append(value.text("name"))
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class _Rate:
    """What sending costs: `fee` for baskets of at most `up_to`, nothing from `free_from` on.

    `conditional` where it depends on more than the basket, so that it cannot be held.
    """

    fee: Money | None = None
    free_from: Money | None = None
    up_to: Money | None = None
    conditional: bool = False


def _rate(fields: Fields, reading: Reading) -> _Rate:
    """The rate as one way of sending states it."""
    node = fields.node
    free_from = reading.amount(fields, "freeShippingThreshold")
    amount, holders = node.node("shippingRate"), [node]
    rated = fields
    if amount is not None and amount.properties.get("shippingRate"):  # ShippingRateSettings
        rated, holders = fields.of(amount), [node, amount]
        free_from = free_from or reading.amount(rated, "freeShippingThreshold")
        amount = amount.node("shippingRate")
    fee = reading.amount(rated, "shippingRate")
    settings = [each for each in holders if each is not node or each.is_a(_SETTINGS)]
    spans = amount is not None and (amount.text("minValue") or amount.text("maxValue"))
    if spans or any(each.properties.get(name) for each in settings for name in _CONDITIONS):
        return _Rate(free_from=free_from, conditional=True)
    least, most = _basket(fields, reading)
    if fee is not None and least is not None and least.minor:
        free = fee.minor == 0 and most is None
        return _Rate(free_from=least) if free else _Rate(conditional=True)
    return _Rate(fee, free_from, most if fee is not None else None)


def _basket(fields: Fields, reading: Reading) -> tuple[Money | None, Money | None]:
    """The least and the most that the basket may come to."""
    value = fields.node.node("orderValue")
    if value is None:
        return None, None
    inner, currency = fields.of(value), value.text("currency")
    least = reading.money(inner, "minValue", currency)
    return least, reading.money(inner, "maxValue", currency)


def _whole(rate: _Rate, free_from: Money | None) -> _Rate:
    """A rate for small baskets with where it ends, as the way that is free from there on says."""
    if rate.up_to is None:
        return rate
    if free_from is not None and rate.up_to.minor <= free_from.minor:
        return _Rate(rate.fee, free_from)
    return _Rate(conditional=True)


def _told(rate: _Rate, fields: Fields) -> _Rate:
    """The rate, after a note where it is left out: said without its condition it would be wrong."""
    if rate.conditional:
        fields.find("conditional_fee", "shippingRate")
    return rate


def _shipping(node: Node, service: Node, rate: _Rate, reading: Reading) -> Iterator[Shipping]:
    """One way of sending, none where nothing is said of it that can be held."""
    delivery = node.node("deliveryTime")
    holders = [each for each in (delivery, node, service) if each is not None]
    handling, transit = (
        next((found for each in holders if (found := each.node(name))), None)
        for name in ("handlingTime", "transitTime")
    )
    notes = []
    if in_business_days(delivery, handling, transit):
        notes.append(reading.said("按工作日计", "in business days"))
    if service.properties.get("validForMemberTier"):
        tiers = "、".join(tiers_of(service))
        zh, en = f"仅限{tiers or '指定会员'}", f"for {tiers or 'certain members'} only"
        notes.append(reading.said(zh, en))
    shipping = Shipping(
        service=node.text("shippingLabel") or service.text("name", reading.language),
        regions=regions_of(node, "shippingDestination"),
        fee=rate.fee,
        free_from=rate.free_from,
        handling_days=days(handling),
        transit_days=days(transit),
        excluded=node.text("doesNotShip").lower() == "true",
        note=reading.said("，", ", ").join(notes),
    )
    nothing = Shipping(service=shipping.service, regions=shipping.regions, note=shipping.note)
    if shipping != nothing:
        yield shipping
