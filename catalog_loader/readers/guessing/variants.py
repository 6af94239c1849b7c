"""One row as the variant it states: its prices, its stock, its keys."""

from collections.abc import Mapping

from catalog_loader.product import Attribute, Money, Offer, OfferKind, Origin, Variant
from catalog_loader.readers.guessing.layout import Layout
from catalog_loader.readers.toolkit.cells import Cells
from catalog_loader.readers.toolkit.grouping import sku_for
from catalog_loader.readers.toolkit.published import on_sale


def variant_of(
    cells: Cells,
    layout: Layout,
    handle: str,
    options: Mapping[str, str],
    attributes: tuple[Attribute, ...],
    image: str,
) -> Variant | None:
    """The variant of a row; None, with what is wrong among its findings, where it states none."""
    price, offers = _prices(cells, layout)
    availability, quantity = layout.stock(cells)
    return cells.make(
        Variant,
        sku=layout.text(cells, "sku").lstrip("'") or sku_for(handle, options.values()),
        options=options,
        price=price,
        offers=offers,
        availability=availability,
        quantity=quantity,
        available_from=layout.moment(cells, "available_from"),
        barcode=layout.text(cells, "barcode").lstrip("'"),
        attributes=attributes,
        image=image,
        origin=Origin(row=cells.row),
    )


def _prices(cells: Cells, layout: Layout) -> tuple[Money | None, tuple[Offer, ...]]:
    """The regular price, and the offers below it.

    A list or market price above what is asked is the regular one; where nothing is asked a list
    price is what the goods cost, but a market price is what others ask.
    """
    currency = layout.currency(cells)

    def money(name: str) -> Money | None:
        return layout.money(cells, name, currency)

    asked, listed, market = money("price"), money("list_price"), money("market_price")
    sale, member = money("sale_price"), money("member_price")
    begins, ends = layout.moment(cells, "sale_from"), layout.moment(cells, "sale_until")
    if asked is None and begins is None and ends is None:
        asked, sale = sale, None
    struck = [each for each in (listed, market) if each and asked and each.minor > asked.minor]
    regular = max(struck, key=lambda each: each.minor, default=asked or listed)
    offers: tuple[Offer, ...] = on_sale(regular, asked) if struck else ()
    if asked and sale and sale.minor > asked.minor:
        column = layout.column(cells, "sale_price")
        cells.find("offer_above_list", column, value=sale.plain, expected=asked.plain)
    offers += on_sale(asked or regular, sale, begins, ends)
    if member:
        offers += (Offer(kind=OfferKind.MEMBER, price=member),)
    return regular, offers
