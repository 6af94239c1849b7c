"""What the cells of one row of Spree's product CSV say of a variant."""

from collections.abc import Iterator
from datetime import datetime, tzinfo

from catalog_loader.product import Attribute, Availability
from catalog_loader.readers.toolkit.cells import Cells
from catalog_loader.readers.toolkit.published import attribute

_OPTIONS = tuple((f"option{number}_name", f"option{number}_value") for number in range(1, 10))
_IMAGES = tuple(f"image{number}_src" for number in range(1, 10))
_SIDES = ("width", "height", "depth")
_ENDLESS = "∞"


def is_price_alone(cells: Cells) -> bool:
    """Whether a row only gives a SKU's price in one more currency."""
    return not cells["name"] and not any(cells[name] for name, _ in _OPTIONS)


def options_of(cells: Cells) -> dict[str, str]:
    """The options of a variant. An export names one also where the variant has no value of it."""
    options = {}
    for name, value in _OPTIONS:
        if cells[value] and not cells[name]:
            cells.find("empty_field", name, name=name)
        elif cells[value]:
            options[cells[name]] = cells[value]
    return options


def stock_of(cells: Cells, zone: tzinfo, now: datetime) -> tuple[Availability, int | None]:
    """What a row says of stock: nothing tracked is always sold; oversold may still be sold."""
    ends = cells.moment("discontinue_on", zone)
    if ends is not None and ends <= now:
        return Availability.OUT_OF_STOCK, None
    if cells.flag("track_inventory") is False or cells["inventory_count"] == _ENDLESS:
        return Availability.IN_STOCK, None
    if not cells.flag("inventory_backorderable"):
        return cells.stock("inventory_count")
    quantity = cells.integer("inventory_count")
    if quantity is None:
        return Availability.UNKNOWN, None
    return (Availability.IN_STOCK, quantity) if quantity > 0 else (Availability.BACKORDER, 0)


def measures_of(cells: Cells) -> tuple[Attribute, ...]:
    """What a variant weighs and measures, in the units the row states."""
    found = []
    if cells["weight"].strip("0."):
        weight = attribute("Weight", cells["weight"], unit=cells["weight_unit"], key="weight")
        found.append(weight)
    sides = [name for name in _SIDES if cells[name].strip("0.")]
    if sides:
        name = " × ".join(sides).capitalize()
        value = " × ".join(cells[side] for side in sides)
        size = attribute(name, value, unit=cells["dimensions_unit"], key="dimensions")
        found.append(size)
    return tuple(found)


def told_of(cells: Cells) -> Iterator[Attribute]:
    """Under what a product is found, and whether it is one to download."""
    for name, value in (
        ("Product type", cells["product_type"]),
        ("Tags", ", ".join(cells.listed("tags"))),
        ("Labels", ", ".join(cells.listed("labels"))),
    ):
        yield Attribute(name=name, value=value)
    digital = cells.flag("digital")
    if digital is not None:
        yield attribute("Digital", str(digital).lower())


def images_of(cells: Cells) -> Iterator[str]:
    """The pictures of a row: of the product in its own, of a variant in the others."""
    return (cells[name] for name in _IMAGES if cells[name])
