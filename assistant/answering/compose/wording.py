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
_JOINTS = {"zh": "、", "th": " "}
_NO_SPACES = frozenset({"zh", "th"})


def money(amount: Money, language: str) -> str:
    """`259元` in Chinese, `¥259`, `$12.50` or `259 XXX` elsewhere."""
    if language == "zh":
        return f"{amount.plain}{_ZH_UNITS.get(amount.currency, amount.currency)}"
    if amount.currency == "CNY":
        return f"¥{amount.plain}"
    symbol = _SYMBOLS.get(amount.currency)
    return f"{symbol}{amount.plain}" if symbol else f"{amount.plain} {amount.currency}"


def moment(when: datetime, language: str) -> str:
    """A date, with its time unless that is midnight; 23:59 is said as the day itself."""
    timed = (when.hour, when.minute) not in ((0, 0), (23, 59))
    if language == "zh":
        day = f"{when.year}年{when.month}月{when.day}日"
        return f"{day}{when.hour}点{when.minute:02d}分" if timed else day
    if language == "en":
        day = f"{when.day} {when:%B} {when.year}"
    else:
        day = f"{when.day}/{when.month}/{when.year}"
    return f"{day} {when:%H:%M}" if timed else day


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
