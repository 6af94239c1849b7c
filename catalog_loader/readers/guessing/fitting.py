"""Whether what stands in a column can be what the column is called."""

from catalog_loader.readers.guessing.headers import PART, Meaning
from catalog_loader.readers.guessing.looks import MOSTLY, Look
from catalog_loader.readers.guessing.prices import PRICES

MAX_OPTION = 60
"""Characters beyond which what is called a size or a 规格 is a text about it."""


def fitting(meaning: Meaning, seen: Look) -> str:
    """The sense of a column with such values: the one its name says, a near one, or ""."""
    sense = meaning.sense
    amounts = seen.amounts >= MOSTLY
    if sense in PRICES:
        return sense if amounts else ""
    match sense:
        case "shipping_fee":
            return sense if amounts else "shipping"
        case "quantity":
            # A yes under `manage inventory` says nothing of stock.
            answers = seen.answers if meaning.confidence > PART else 0
            words = max(seen.stock_words, answers)
            if seen.whole + words < MOSTLY:
                return ""
            return sense if seen.whole >= words else "availability"
        case "availability":
            return "quantity" if seen.whole >= MOSTLY and seen.distinct > 2 else sense
        case "status":
            of_stock = seen.stock_words >= MOSTLY and seen.stock_words > seen.shelf_words
            return "availability" if of_stock else "published"
        case "title":
            return sense if seen.numbers < MOSTLY and seen.pictures < MOSTLY else ""
        case "images" | "thumbnail":
            return sense if seen.pictures >= MOSTLY else ""
        case "option":
            return sense if seen.length <= MAX_OPTION else "attribute"
        case _:
            return sense
