"""The shop behind a file that does not name it: from what a person said, and from the file."""

import re
from collections.abc import Iterator
from pathlib import PurePath

from catalog_loader.findings import Finding
from catalog_loader.product import Shop
from catalog_loader.readers.reader import Item, Read, Source

_COUNTRIES = {
    "CN": ("CNY", "Asia/Shanghai"), "TW": ("TWD", "Asia/Taipei"), "US": ("USD", "UTC"),
    "ID": ("IDR", "Asia/Jakarta"), "MY": ("MYR", "Asia/Kuala_Lumpur"),
    "SG": ("SGD", "Asia/Singapore"), "PH": ("PHP", "Asia/Manila"), "TH": ("THB", "Asia/Bangkok"),
    "VN": ("VND", "Asia/Ho_Chi_Minh"), "BR": ("BRL", "America/Sao_Paulo"),
}  # fmt: skip
_HOMES = {"zh": "CN", "id": "ID", "ms": "MY", "th": "TH", "vi": "VN", "pt": "BR"}
_HAN_SHARE = 0.12
_ADDRESS = re.compile(r"https?://\S+|<[^<>]{1,200}>")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_WORD = re.compile(r"[A-Za-z]{2,}")


def language_of(text: str) -> str:
    """`zh` where a text has Chinese in more than a few places, else `en`.

    A character of it weighs as much as a Latin word: headers, addresses and codes are in Latin
    letters whatever the goods are described in.
    """
    text = _ADDRESS.sub(" ", text)
    han, words = len(_HAN.findall(text)), len(_WORD.findall(text))
    return "zh" if han > _HAN_SHARE * (han + words) else "en"


def shop_of(
    source: Source,
    *,
    currency: str = "",
    language: str = "",
    name: str = "",
    timezone: str = "",
    country: str = "",
) -> tuple[Shop, list[Finding]]:
    """The shop of a foreign file, and what had to be assumed of it.

    What a person said goes before what the file says (the keyword arguments), which goes before
    what is usual in `country`, or where the file's language is spoken.
    """
    options = source.options
    language = options.language or language or language_of(source.text_head)
    home = country or _HOMES.get(language.split("-")[0], "US")
    usual_currency, usual_zone = _COUNTRIES.get(home, _COUNTRIES["US"])
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
