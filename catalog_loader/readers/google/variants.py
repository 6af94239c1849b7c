"""From one item to the variant that is bought."""

from collections.abc import Iterator, Mapping

from catalog_loader.findings import quoted
from catalog_loader.product import Attribute, Availability, Money, Offer, OfferKind, Origin, Variant
from catalog_loader.readers.google.context import Context, moment, window
from catalog_loader.readers.google.item import ADDRESSES, Item
from catalog_loader.readers.toolkit.published import availability_of, on_sale


def variant_of(
    item: Item,
    options: Mapping[str, str],
    attributes: tuple[Attribute, ...],
    context: Context,
    *,
    expired: bool,
) -> Variant | None:
    """The variant, None (and why, in the item's findings) where it cannot be one.

    One that has `expired` is sold out, whatever else the feed says.
    """
    if not item["id"]:
        item.find("missing_field", "id", name="id")
        return None
    price = _price(item, context)
    offers = (*_sale(item, price, context), *_member(item, price, context))
    availability, quantity = _stock(item)
    if expired:
        availability, quantity = Availability.OUT_OF_STOCK, None
    return item.make(
        Variant,
        sku=item["id"],
        options=dict(options),
        price=price,
        offers=offers,
        availability=availability,
        quantity=quantity,
        available_from=moment(item, "availability_date"),
        barcode="".join(char for char in item["gtin"] if char not in " -"),
        attributes=attributes,
        image=image_of(item),
        origin=Origin(row=item.row),
    )


def has_expired(item: Item, context: Context) -> bool:
    """Whether an item is off the shelf: its expiration date has passed."""
    expires = moment(item, "expiration_date")
    return expires is not None and expires <= context.source.read_at


def image_of(item: Item) -> str:
    """The address of an item's main picture."""
    return next((each for each in item.all("image_link") if _is_address(each)), "")


def images_of(item: Item) -> Iterator[str]:
    """The addresses of an item's pictures; what is no address is left out with a note."""
    for name in ADDRESSES:
        for address in item.all(name):
            if _is_address(address):
                yield address
            else:
                item.find("ignored_image", name, value=quoted(address))


def _is_address(text: str) -> bool:
    return text.lower().startswith(("http://", "https://"))


def _price(item: Item, context: Context) -> Money | None:
    """The regular price; 0 beside a subscription only says that the subscription is the price."""
    price = context.money(item, "price")
    subscribed = bool(item.parts_of("subscription_cost"))
    return None if subscribed and price and not price.minor else price


def _sale(item: Item, price: Money | None, context: Context) -> tuple[Offer, ...]:
    """The sale price while it holds; one of 0, or above the regular price, is none."""
    sale = context.money(item, "sale_price")
    if sale is None:
        return ()
    if not sale.minor or (price and sale.minor > price.minor):
        item.find(
            "offer_left_out",
            "sale_price",
            value=quoted(item["sale_price"]),
            why_zh="促销价是 0 或高于原价",
            why_en="a sale price is above 0 and not above the regular price",
        )
        return ()
    return on_sale(price, sale, *window(item, "sale_price_effective_date"))


def _member(item: Item, price: Money | None, context: Context) -> Iterator[Offer]:
    """The prices for members of the shop's loyalty programme."""
    for part in item.parts_of("loyalty_program"):
        member = context.money(part, "loyalty_program.price")
        if member is None or not member.minor or (price and member.minor >= price.minor):
            continue
        begins, ends = window(part, "loyalty_program.member_price_effective_date")
        note = part.first("loyalty_program.tier_label", "loyalty_program.program_label")
        yield Offer(
            kind=OfferKind.MEMBER, price=member, valid_from=begins, valid_until=ends, note=note
        )


def _stock(item: Item) -> tuple[Availability, int | None]:
    words = item["availability"]
    availability = availability_of(words)
    if words and availability is Availability.UNKNOWN:
        item.find("unknown_availability", "availability", value=quoted(words))
    return item.stock("quantity", availability)
