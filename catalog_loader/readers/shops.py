"""The shop behind a file that does not name it: from what a person said, and from the file."""

from collections.abc import Iterator
from pathlib import PurePath

from catalog_loader.findings import Finding
from catalog_loader.product import Shop
from catalog_loader.readers.reader import Item, Read, Source

_HOME = {"zh": ("CNY", "Asia/Shanghai"), "en": ("USD", "UTC")}
_HAN_SHARE = 0.05


def language_of(text: str) -> str:
    """`zh` where a text has Chinese in more than a few places, else `en`."""
    letters = [char for char in text if char.isalpha()]
    han = sum("\u4e00" <= char <= "\u9fff" for char in letters)
    return "zh" if han > _HAN_SHARE * max(1, len(letters)) else "en"


def shop_of(
    source: Source, *, currency: str = "", language: str = "", name: str = "", timezone: str = ""
) -> tuple[Shop, list[Finding]]:
    """The shop of a foreign file, and what had to be assumed of it.

    What a person said goes before what the file says (the keyword arguments), which goes before
    what is usual where the file's language is spoken.
    """
    options = source.options
    language = options.language or language or language_of(source.text_head)
    usual_currency, usual_zone = _HOME.get(language, _HOME["en"])
    findings = []
    currency = options.currency or currency
    if not currency:
        currency = usual_currency
        findings.append(Finding("assumed_currency", values={"currency": currency}))
    shop = Shop(
        name=options.shop or name or PurePath(source.name).stem or "shop",
        currency=currency.upper(),
        language=language,
        timezone=options.timezone or timezone or usual_zone,
    )
    return shop, findings


def shop_items(shop: Shop, findings: list[Finding]) -> Iterator[Item]:
    """The shop as a reader yields it: first of all, then what was assumed."""
    yield Read("1", shop)
    yield from findings
