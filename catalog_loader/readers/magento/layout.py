"""How Magento's CSV writes things: lists of pairs, categories, pictures, languages."""

import re
from collections.abc import Iterator

from catalog_loader.product import Attribute, Availability, Returns
from catalog_loader.readers.toolkit.cells import Cells
from catalog_loader.readers.toolkit.published import attribute, plain_text

# `code=value,code=value`: a value may hold commas; one in quotation marks holds anything.
_PAIR = re.compile(r'(?:^|,)\s*(\w+)=(?:"((?:[^"]|"")*)"|(.*?))(?=,\s*\w+=|$)', re.DOTALL)
# What Magento keeps of a product for itself, and the states of stock and price said elsewhere.
_INTERNAL_CODES = """
has_options required_options options_container quantity_and_stock_status price_type price_view
sku_type weight_type shipment_type links_exist links_purchased_separately links_title samples_title
tax_class_id gift_message_available gift_wrapping_available gift_wrapping_price is_returnable
minimal_price msrp msrp_display_actual_price_type cost tier_price url_path category_ids page_layout
custom_layout custom_layout_update custom_layout_update_file custom_design image small_image
thumbnail swatch_image image_label small_image_label thumbnail_label giftcard_type giftcard_amounts
allow_open_amount is_redeemable lifetime email_template use_config_is_redeemable
use_config_lifetime use_config_email_template use_config_allow_message allow_message
open_amount_min open_amount_max status visibility
"""
_INTERNAL = frozenset(_INTERNAL_CODES.split())
_LANGUAGES = {
    "arabic": "ar", "bengali": "bn", "chinese": "zh", "czech": "cs", "danish": "da", "dutch": "nl",
    "english": "en", "finnish": "fi", "french": "fr", "german": "de", "greek": "el", "hebrew": "he",
    "hindi": "hi", "hungarian": "hu", "indonesian": "id", "italian": "it", "japanese": "ja",
    "korean": "ko", "malay": "ms", "norwegian": "nb", "persian": "fa", "polish": "pl",
    "portuguese": "pt", "romanian": "ro", "russian": "ru", "spanish": "es", "swedish": "sv",
    "thai": "th", "turkish": "tr", "vietnamese": "vi",
}  # fmt: skip
_CODES = frozenset(_LANGUAGES.values())
_NO_PICTURE = "no_selection"


def pairs_of(text: str) -> dict[str, str]:
    """The pairs of `color=Red,size=L`; of two of one name the first counts."""
    pairs: dict[str, str] = {}
    for code, enclosed, plain in _PAIR.findall(text):
        pairs.setdefault(code, enclosed.replace('""', '"') or plain.strip())
    return pairs


def variations_of(cells: Cells) -> list[tuple[str, dict[str, str]]]:
    """The SKUs a configurable product is made of, each with its options by code."""
    found = []
    for part in cells["configurable_variations"].split("|"):
        options = pairs_of(part)
        if sku := options.pop("sku", ""):
            found.append((sku, options))
    return found


def grouped_in(cells: Cells) -> list[str]:
    """The SKUs of a group: `a=1.0000,b=2.0000` says how many of each are put into the basket."""
    parts = (part.rsplit("=", 1)[0].strip() for part in cells["associated_skus"].split(","))
    return [part for part in parts if part]


def attributes_of(cells: Cells) -> dict[str, str]:
    """What a row publishes of its product, by code; several values of one stand as `a, b`."""
    pairs = pairs_of(cells["additional_attributes"])
    found = {
        code: ", ".join(part for part in plain_text(text).split("|") if part)
        for code, text in pairs.items()
        if code not in _INTERNAL
    }
    found["country_of_manufacture"] = cells["country_of_manufacture"]
    return {code: text for code, text in found.items() if text}


def attribute_of(code: str, text: str) -> Attribute:
    """A published attribute; its name is its code in words."""
    key = "origin" if code == "country_of_manufacture" else ""
    return attribute(code.replace("_", " "), text, key=key)


def bundled_in(cells: Cells) -> Iterator[Attribute]:
    """What a bundle is put together from, by the names of its parts."""
    parts = (pairs_of(part).get("name", "") for part in cells["bundle_values"].split("|"))
    if names := ", ".join(dict.fromkeys(part for part in parts if part)):
        yield attribute("bundle", names, key="package_contents")


def category_of(text: str) -> str:
    """The most particular of the categories a product is in, as `Gear > Bags`.

    Every path begins with the shop's root, which customers do not see; a comma that no root follows
    is part of a name.
    """
    root = text.split("/", 1)[0].split(",", 1)[0].strip()
    paths = re.split(rf",\s*(?={re.escape(root)}(?:/|,|$))", text)
    below = [re.split(r"(?<!\\)/", path.strip())[1:] for path in paths]
    deepest = max(below, key=len)
    return " > ".join(part.replace("\\/", "/").strip() for part in deepest)


def described(cells: Cells) -> str:
    """The short description, then the long one, as plain text."""
    texts = (plain_text(cells["short_description"]), plain_text(cells["description"]))
    return "\n".join(dict.fromkeys(text for text in texts if text))


def pictures_of(cells: Cells) -> list[str]:
    """The pictures a product's page shows, below the shop's `media/catalog/product`."""
    hidden = cells.listed("hide_from_product_page")
    paths = (cells["base_image"], *cells.listed("additional_images"))
    shown = (path for path in paths if path and path != _NO_PICTURE and path not in hidden)
    return list(dict.fromkeys(path.lstrip("/") for path in shown))


def language_of(store_view: str) -> str:
    """The language a store view's code names (`zh_cn`, `us_en`, `french`); "" for none, or two."""
    parts = re.split(r"[\W_]+", store_view.lower())
    named = {_LANGUAGES.get(part, part) for part in parts} & _CODES
    return named.pop() if len(named) == 1 else ""


def is_online(cells: Cells) -> bool:
    """1 is on sale, 2 (0 in files made by hand) is not; what is not said is on sale."""
    return cells["product_online"].lower() in ("", "1", "enabled", "yes")


def returns_of(cells: Cells) -> Returns | None:
    """Whether the product can be sent back, where that is not left to the shop's settings."""
    accepted = pairs_of(cells["additional_attributes"]).get("is_returnable", "").lower()
    return Returns(accepted=accepted == "yes") if accepted in ("yes", "no") else None


def stock_of(cells: Cells) -> tuple[Availability, int | None]:
    """Availability, and how many can be sold: those above the number that counts as sold out.

    Where `use_config_…` is 1 the shop's settings hold and not the cell beside it. They are not in
    the file, and taken as they come: stock is counted, down to 0, and not sold beyond that.
    """
    counted = cells["manage_stock"] != "0" or cells["use_config_manage_stock"] == "1"
    if not counted:
        return Availability.IN_STOCK, None
    stated = {"1": Availability.IN_STOCK, "0": Availability.OUT_OF_STOCK}.get(
        cells["is_in_stock"], Availability.UNKNOWN
    )
    if cells["is_qty_decimal"] == "1":  # metres and kilograms are not counted in pieces
        return stated, None
    quantity = cells.integer("qty")
    if quantity is None:
        return stated, None
    kept = 0 if cells["use_config_min_qty"] == "1" else cells.integer("out_of_stock_qty") or 0
    left = max(0, quantity - max(0, kept))
    beyond = cells["use_config_backorders"] != "1" and cells["allow_backorders"] in ("1", "2")
    if stated is not Availability.OUT_OF_STOCK and not left and beyond:
        return Availability.BACKORDER, 0
    if quantity < 0:
        cells.find("negative_quantity", "qty", value=str(quantity))
    if left and stated is not Availability.OUT_OF_STOCK:
        return Availability.IN_STOCK, left
    return Availability.OUT_OF_STOCK, left
