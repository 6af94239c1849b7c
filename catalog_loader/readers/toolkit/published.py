"""What shops publish, in our words: attributes with their keys and units, stock, plain text."""

import re
from datetime import datetime
from functools import lru_cache
from html import unescape

from catalog_loader.keys import ATTRIBUTE_KEYS
from catalog_loader.product import (
    Attribute,
    Availability,
    Money,
    Offer,
    OfferKind,
    ValueKind,
)

_NUMBER = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*([^\d\s][^\d]{0,11})?")
_RANGE = re.compile(r"(\d+(?:\.\d+)?)\s*[-–~～至到]\s*(\d+(?:\.\d+)?)\s*([^\d\s][^\d]{0,11})?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_UNIT_WORDS = """
g kg mg t oz lb ml l cl cm mm m km in ft inch w kw v kv a ma mah wh kwh hz khz mhz ghz db dpi s min
h d mo y °c ℃ °f ℉ % gb mb tb px mp lm k nm cc fl watt watts volt volts piece pieces pcs days months
years 克 千克 公斤 斤 两 毫克 吨 毫升 升 厘米 毫米 米 寸 英寸 瓦 千瓦 伏 安 毫安 毫安时 秒 分钟 小时
天 日 周 个月 年 度 件 个 片 包 盒 瓶 支 双 袋 条 张 块 粒 只 套 台 岁 层 档
"""
_UNITS = frozenset(_UNIT_WORDS.split())
_TAG_BREAK = re.compile(r"<(?:br|/p|/li|/div|/tr|/h\d)\b[^<>]*>", re.IGNORECASE)
# Each stops at the next opening of its own kind: a text of a thousand openings is read once.
_HIDDEN = re.compile(
    r"<(script|style)\b[^<]*(?:<(?!/?\1\b)[^<]*)*</\1\s*>|<!--(?:(?!<!--|-->).)*-->",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"<[^<>]*>")
_SPACES = re.compile(r"[^\S\n]+")
_STOCK = {
    Availability.IN_STOCK: ("in stock", "instock", "available", "有货", "现货", "in_stock",
                            "limitedavailability", "instoreonly", "onlineonly", "在售"),
    Availability.OUT_OF_STOCK: ("out of stock", "outofstock", "soldout", "sold out", "无货", "缺货",
                                "售罄", "unavailable", "discontinued", "out_of_stock"),
    Availability.PREORDER: ("preorder", "pre-order", "pre order", "presale", "预售", "预定"),
    Availability.BACKORDER: ("backorder", "back order", "onbackorder", "notify", "补货中",
                             "made to order", "madetoorder"),
}  # fmt: skip
_STOCK_WORDS = {word: state for state, words in _STOCK.items() for word in words}


@lru_cache(maxsize=4096)
def attribute_key(name: str) -> str:
    """The canonical key of a property by what the shop calls it, "" where it is none of them."""
    plain = _plain_name(name)
    return _KEYS.get(plain, "")


def attribute(name: str, value: str, *, unit: str = "", key: str = "") -> Attribute:
    """One published property: its key found by its name, its unit split off, its kind told."""
    value = value.strip()
    kind, value, unit = _typed(value, unit.strip())
    return Attribute(
        name=name.strip(), value=value, unit=unit, key=key or attribute_key(name), kind=kind
    )


def availability_of(words: str) -> Availability:
    """The availability that words such as `in stock`, `OutOfStock` or 售罄 state, else unknown."""
    words = words.strip().rsplit("/", 1)[-1].lower().replace("_", " ")
    compact = words.replace(" ", "")
    return _STOCK_WORDS.get(words) or _STOCK_WORDS.get(compact) or Availability.UNKNOWN


def on_sale(
    price: Money | None,
    sale: Money | None,
    valid_from: datetime | None = None,
    valid_until: datetime | None = None,
) -> tuple[Offer, ...]:
    """The sale price as an offer; none where there is none, or it is not below the regular one."""
    if sale is None or (price is not None and sale.minor >= price.minor):
        return ()
    offer = Offer(kind=OfferKind.SALE, price=sale, valid_from=valid_from, valid_until=valid_until)
    return (offer,)


def plain_text(html: str) -> str:
    """What an HTML text says, a line a block; text without markup stays as it is."""
    if "<" in html:
        html = _HIDDEN.sub(" ", html)
        html = _TAG.sub("", _TAG_BREAK.sub("\n", html))
    if "&" in html:
        html = unescape(html)
    lines = (_SPACES.sub(" ", line).strip() for line in html.splitlines())
    return "\n".join(line for line in lines if line)


def _typed(value: str, unit: str) -> tuple[ValueKind, str, str]:
    """The kind of a value, the value without its unit, and the unit."""
    lowered = value.lower()
    if lowered in ("true", "false"):
        return ValueKind.BOOLEAN, lowered, unit
    if _DATE.fullmatch(value):
        return ValueKind.DATE, value, unit
    if number := _NUMBER.fullmatch(value):
        found = (number[2] or "").strip()
        if not found or (not unit and found.lower() in _UNITS):
            return ValueKind.NUMBER, number[1], unit or found
    if span := _RANGE.fullmatch(value):
        found = (span[3] or "").strip()
        if not found or (not unit and found.lower() in _UNITS):
            return ValueKind.RANGE, f"{span[1]}-{span[2]}", unit or found
    return ValueKind.TEXT, value, unit


def _plain_name(name: str) -> str:
    return re.sub(r"[\s_:：]+", " ", name).strip().lower()


_KEYS: dict[str, str] = {}
for _key in ATTRIBUTE_KEYS.values():
    _KEYS.setdefault(_plain_name(_key.key), _key.key)
for _key in ATTRIBUTE_KEYS.values():
    for _word in _key.words:
        _KEYS.setdefault(_plain_name(_word), _key.key)
