"""How a language writes amounts, moments, lists and names in an answer."""

from collections.abc import Mapping
from datetime import datetime

from assistant.answering.ground.grounding import Value
from assistant.knowledge.words import has_han
from catalog_loader.product import Money

_SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "SGD": "S$", "MYR": "RM", "IDR": "Rp", "THB": "฿"}
_ZH_UNITS = {
    "CNY": "元",
    "USD": "美元",
    "EUR": "欧元",
    "HKD": "港元",
    "TWD": "新台币",
    "JPY": "日元",
    "MYR": "令吉",
    "SGD": "新加坡元",
    "THB": "泰铢",
    "VND": "越南盾",
    "IDR": "印尼盾",
}
_JOINTS = {"zh": "、"}
_NO_SPACES = frozenset({"zh", "th"})
_WITH_CENTS = frozenset({"USD", "EUR", "GBP", "SGD", "MYR", "THB"})
"""Currencies written with both decimals where there are any: RM25.90."""

_DOTTED = {"id": ("IDR", "VND"), "vi": ("IDR", "VND")}
"""Languages that part thousands with a dot, in the currencies that have no decimals beside it."""

_MONTHS = {
    language: names.split()
    for language, names in {
        "id": "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November"
        " Desember",
        "ms": "Januari Februari Mac April Mei Jun Julai Ogos September Oktober November Disember",
        "th": "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม"
        " พฤศจิกายน ธันวาคม",
    }.items()
}


def money(amount: Money, language: str) -> str:
    """`259元` in Chinese, `¥259`, `$12.50`, `Rp259.000`, `259.000đ` or `259 XXX` elsewhere."""
    if language == "zh":
        return f"{amount.plain}{_ZH_UNITS.get(amount.currency, amount.currency)}"
    digits = _digits(amount, language)
    if amount.currency == "CNY":
        return f"¥{digits}"
    if amount.currency == "VND":
        return f"{digits}đ"
    symbol = _SYMBOLS.get(amount.currency)
    return f"{symbol}{digits}" if symbol else f"{digits} {amount.currency}"


def moment(when: datetime, language: str) -> str:
    """A date, with its time unless that is midnight; 23:59 is said as the day itself."""
    timed = (when.hour, when.minute) not in ((0, 0), (23, 59))
    if language == "zh":
        day = f"{when.year}年{when.month}月{when.day}日"
        return f"{day}{when.hour}点{when.minute:02d}分" if timed else day
    if language == "en":
        day = f"{when.day} {when:%B} {when.year}"
    elif language in _MONTHS:
        day = f"{when.day} {_MONTHS[language][when.month - 1]} {when.year}"
    else:
        day = f"{when.day}/{when.month}/{when.year}"
    return f"{day} {when:%H:%M}" if timed else day


def _digits(amount: Money, language: str) -> str:
    """The number of `amount` as `language` parts its thousands and decimals."""
    whole, point, part = amount.plain.partition(".")
    if point and amount.currency in _WITH_CENTS:
        part = part.ljust(2, "0")
    digits = f"{int(whole):,}"
    if amount.currency in _DOTTED.get(language, ()):
        digits = digits.replace(",", ".")
    return f"{digits}.{part}" if point else digits


def worded(values: Mapping[str, Value], language: str) -> dict[str, str]:
    """Every value of a template as text in `language`."""
    return {name: _one(value, language) for name, value in values.items()}


def sentence_joint(language: str) -> str:
    """What stands between two sentences."""
    return "" if language == "zh" else " "


def _one(value: Value, language: str) -> str:
    if isinstance(value, Money):
        return money(value, language)
    if isinstance(value, datetime):
        return moment(value, language)
    if isinstance(value, tuple):
        return _JOINTS.get(language, ", ").join(_item(item, language) for item in value)
    return str(value)


def _item(item: str | tuple[str, Money], language: str) -> str:
    if isinstance(item, str):
        return item
    name, price = item
    tight = language in _NO_SPACES and has_han(name[-1:])
    return f"{name}{money(price, language)}" if tight else f"{name} {money(price, language)}"
