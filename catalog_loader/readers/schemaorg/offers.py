"""What is paid for a product: an Offer's price, its sale, member and quantity prices, its stock.

An AggregateOffer tells a range over several offers, which is nobody's price: only the offers in it
are read. Nor is a unit price, an instalment or a recommended price what a product costs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, auto

from catalog_loader.product import Availability, Money, Offer, OfferKind
from catalog_loader.readers.schemaorg.fields import Fields, Reading
from catalog_loader.readers.schemaorg.graph import Node
from catalog_loader.readers.toolkit.published import availability_of

_REGULAR = frozenset({"ListPrice", "StrikethroughPrice", "RegularPrice"})
_NOT_PAID = frozenset({"MSRP", "SRP", "InvoicePrice", "MinimumAdvertisedPrice"})
_UNAVAILABLE = frozenset({"Reserved"})
_RANGE = ("lowPrice", "highPrice")


class _Role(Enum):
    """What a stated price is."""

    CURRENT = auto()
    REGULAR = auto()
    SALE = auto()
    MEMBER = auto()
    LADDER = auto()


@dataclass(frozen=True, slots=True)
class _Price:
    """One stated price and when it holds."""

    money: Money
    role: _Role
    begins: datetime | None = None
    ends: datetime | None = None
    least: int = 1
    note: str = ""

    @property
    def lasting(self) -> bool:
        return self.begins is None and self.ends is None

    def offer(self, kind: OfferKind) -> Offer:
        return Offer(
            kind=kind,
            price=self.money,
            min_quantity=self.least,
            valid_from=self.begins,
            valid_until=self.ends,
            note=self.note,
        )


@dataclass(frozen=True, slots=True)
class Sold:
    """How one variant is sold."""

    price: Money | None = None
    offers: tuple[Offer, ...] = ()
    availability: Availability = Availability.UNKNOWN
    quantity: int | None = None
    available_from: datetime | None = None


def single_offers(offers: Sequence[Node]) -> list[Node]:
    """The offers of a product, those inside an AggregateOffer in its place."""
    found, waiting = dict[int, Node](), list(reversed(offers))
    seen = set[int]()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        for each in reversed(node.nodes("offers")):
            if "priceCurrency" in node.properties:  # said once for all that is in the range
                each.properties.setdefault("priceCurrency", node.properties["priceCurrency"])
            waiting.append(each)
        if not _is_range(node):
            found[id(node)] = node
    return [node for node in found.values() if node.properties and _sells(node)]


def sold_as(offers: Sequence[Node], fields: Fields, reading: Reading) -> Sold:
    """How the variant that all of `offers` are for is sold; what is wrong is told to `fields`."""
    singles = single_offers(offers)
    stated = [price for node in singles for price in _prices(fields.of(node), reading)]
    price, promotions = _combined(stated, fields, reading)
    ranges = [node for node in offers if _is_range(node)]
    if not stated and ranges and any(ranges[0].text(name) for name in _RANGE):
        low, high = (ranges[0].text(name) or "…" for name in _RANGE)
        fields.of(ranges[0]).find("price_range", low=low, high=high)
    holders = [fields.of(node) for node in singles or ranges]
    states = {state for each in holders if (state := _state(each)) is not Availability.UNKNOWN}
    availability = states.pop() if len(states) == 1 else Availability.UNKNOWN
    quantity, begins = None, None
    if len(holders) == 1:
        begins = holders[0].begins("availabilityStarts", reading.zone)
        availability, quantity = _stock(holders[0], availability)
    return Sold(price, promotions, availability, quantity, begins)


def tiers_of(node: Node) -> list[str]:
    """The names of the membership tiers that something is for; not the addresses of others."""
    return [text.text for text in node.texts("validForMemberTier") if "://" not in text.text]


def _is_range(node: Node) -> bool:
    return node.is_a(frozenset({"AggregateOffer"})) or any(node.text(name) for name in _RANGE)


def _sells(node: Node) -> bool:
    """Whether an offer sells to everybody: not rents, buys or serves trade alone."""
    return node.term("businessFunction") in ("", "Sell") and "Business" not in node.terms(
        "eligibleCustomerType"
    )


def _prices(offer: Fields, reading: Reading) -> Iterator[_Price]:
    """The prices one offer states: its own, then those of its price specifications."""
    node = offer.node
    currency = node.text("priceCurrency")
    begins = offer.begins("validFrom", reading.zone)
    until = "priceValidUntil" if node.text("priceValidUntil") else "validThrough"
    window = begins, offer.ends(until, reading.zone)
    own = reading.money(offer, "price", currency)
    if own is not None:
        yield _in_role(_Price(own, _Role.CURRENT, *window), offer, reading)
    for each in node.nodes("priceSpecification"):
        spec = offer.of(each)
        if not each.text("price") or not _of_one_piece(each):
            continue
        money = reading.money(spec, "price", each.text("priceCurrency") or currency)
        if money is None:
            continue
        begins = spec.begins("validFrom", reading.zone) or window[0]
        ends = spec.ends("validThrough", reading.zone) or window[1]
        role = _role(each.term("priceType"))
        price = _in_role(_Price(money, role, begins, ends), spec, reading, offer)
        if price.role is not _Role.CURRENT or own is None or money != own:
            yield price


def _role(term: str) -> _Role:
    if term in _REGULAR:
        return _Role.REGULAR
    return _Role.SALE if term == "SalePrice" else _Role.CURRENT


def _of_one_piece(node: Node) -> bool:
    """Whether a price specification tells what the product costs.

    Not what 100 ml of it would cost, a part of a subscription, or what the maker recommends.
    """
    reference = node.node("referenceQuantity")
    per_unit = reference is not None and reference.node("valueReference") is None
    counted = reference is not None and reference.text("unitCode") in ("", "C62", "H87", "EA")
    partial = any(node.text(name) for name in ("billingDuration", "billingIncrement",
                                               "priceComponentType"))  # fmt: skip
    kept = node.term("priceType") not in _NOT_PAID
    return kept and not partial and not (per_unit and not counted)


def _in_role(price: _Price, stated: Fields, reading: Reading, *above: Fields) -> _Price:
    """The price as one for members or for several pieces, where it or its offer says so."""
    for fields in (stated, *above):
        if fields.node.properties.get("validForMemberTier"):
            note = "、".join(tiers_of(fields.node)) or reading.said("会员价", "member price")
            return replace(price, role=_Role.MEMBER, note=note)
        quantity = fields.node.node("eligibleQuantity")
        least = fields.of(quantity).integer("minValue") if quantity else None
        if least is not None and least > 1:
            return replace(price, role=_Role.LADDER, least=least)
    return price


def _combined(
    stated: Sequence[_Price], fields: Fields, reading: Reading
) -> tuple[Money | None, tuple[Offer, ...]]:
    """The regular price, and what is paid instead of it and when."""
    offers = [
        price.offer(OfferKind.MEMBER if price.role is _Role.MEMBER else OfferKind.LADDER)
        for price in stated
        if price.role in (_Role.MEMBER, _Role.LADDER)
    ]
    current = [_begun(price, reading) for price in stated if price.role is _Role.CURRENT]
    struck = {price.money.minor: price.money for price in stated if price.role is _Role.REGULAR}
    lasting = {price.money.minor: price.money for price in current if price.lasting}
    amounts = {price.money.minor: price.money for price in current}
    regular = struck or lasting
    above = [money for money in amounts.values() if regular and money.minor > max(regular)]
    unclear = len(struck) > 1 or len(lasting) > 1 or (above and not struck)
    if unclear or (not regular and len(amounts) > 1):
        prices = ", ".join(money.plain for _, money in sorted((amounts | struck).items()))
        fields.find("several_prices", "offers", prices=prices)
        return None, tuple(offers)
    sales = [price for price in stated if price.role is _Role.SALE]
    if not regular:  # the regular price itself holds for a time only
        _tell_expired(current, fields, reading)
        for_a_time = [price.offer(OfferKind.LIST) for price in current]
        return None, (*for_a_time, *(price.offer(OfferKind.SALE) for price in sales), *offers)
    if above:  # what is asked for now is more than what is struck through: nothing is reduced
        return above[0], tuple(offers)
    listed = next(iter(regular.values()))
    reduced = [price for price in current + sales if price.money.minor < listed.minor]
    _tell_expired(reduced, fields, reading)
    return listed, (*(price.offer(OfferKind.SALE) for price in reduced), *offers)


def _begun(price: _Price, reading: Reading) -> _Price:
    """A price that has begun and has no end simply holds."""
    begun = price.begins is not None and price.begins <= reading.source.read_at
    return replace(price, begins=None) if begun and price.ends is None else price


def _tell_expired(prices: Sequence[_Price], fields: Fields, reading: Reading) -> None:
    for price in prices:
        if price.ends is not None and price.ends <= reading.source.read_at:
            values = {"value": price.money.plain, "until": price.ends.isoformat()}
            fields.find("expired_price", "offers", **values)


def _state(offer: Fields) -> Availability:
    term = offer.node.term("availability")
    return Availability.OUT_OF_STOCK if term in _UNAVAILABLE else availability_of(term)


def _stock(offer: Fields, availability: Availability) -> tuple[Availability, int | None]:
    level = offer.node.node("inventoryLevel")
    if level is not None:
        return offer.of(level).stock("value", availability)
    return offer.stock("inventoryLevel", availability)
