"""Amounts as people write them: `259.00 CNY`, `CNY259.00`, `¥259`, `1,299.00`, `12,50 €`."""

import re
from decimal import Decimal, InvalidOperation

from catalog_loader.product import LARGEST, MINOR_DIGITS, Money

_SIGNS = {
    "¥": "", "￥": "", "元": "CNY", "块": "CNY", "RMB": "CNY", "CN¥": "CNY",
    "$": "", "US$": "USD", "€": "EUR", "£": "GBP", "₫": "VND", "đ": "VND",
    "฿": "THB", "RM": "MYR", "Rp": "IDR", "S$": "SGD", "₱": "PHP", "₩": "KRW", "₹": "INR",
}  # fmt: skip
_FORM = re.compile(
    r"(?P<before>[^\d\s.,+-]{0,4}|[A-Z]{3})\s*(?P<number>[+-]?[\d.,'’\u00a0\u202f ]*\d)\s*"
    r"(?P<after>[^\d\s.,+-]{0,4})"
)
_LONGEST = 60
"""An amount is far shorter; the cost of a number grows with the square of its length."""
_PLAIN = re.compile(r"\d{1,15}(?:\.\d{1,2})?")


class NotMoney(ValueError):
    """The text is no amount; `negative` where it is one below zero."""

    def __init__(self, text: str, *, negative: bool = False) -> None:
        super().__init__(f"{text!r} is no amount")
        self.negative = negative


def parse_money(text: str, currency: str) -> Money:
    """The amount that `text` writes, in `currency` unless it names its own. Raises NotMoney.

    A sign that several currencies share (¥, $) is read as `currency`. An amount with more decimals
    than its currency has is none: rounding would be a guess.
    """
    if _PLAIN.fullmatch(text):  # nearly every amount there is, at a tenth of the cost
        return _money(text, Decimal(text), currency)
    form = _FORM.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    if form is None:
        raise NotMoney(text)
    named = [
        code for mark in (form["before"], form["after"]) if mark and (code := _code(mark, text))
    ]
    if len(set(named)) > 1:
        raise NotMoney(text)
    currency = named[0] if named else currency
    digits = form["number"]
    if MINOR_DIGITS.get(currency) == 0 and re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", digits):
        digits = re.sub(r"[.,]", "", digits)  # 50.000 rupiah are fifty thousand
    return _money(text, _number(digits, text), currency)


def _code(mark: str, text: str) -> str:
    """The currency a mark names, "" for one that several share."""
    if mark in _SIGNS:
        return _SIGNS[mark]
    if re.fullmatch(r"[A-Za-z]{3}", mark):
        return mark.upper()
    if mark.upper() in _SIGNS:
        return _SIGNS[mark.upper()]
    raise NotMoney(text)


def _number(digits: str, text: str) -> Decimal:
    """A number whose last separator is the decimal one, unless three digits follow it alone."""
    digits = re.sub(r"['’\u00a0\u202f ]", "", digits)
    dots, commas = digits.count("."), digits.count(",")
    if dots and commas:
        decimal = "." if digits.rfind(".") > digits.rfind(",") else ","
        digits = digits.replace("," if decimal == "." else ".", "").replace(decimal, ".")
    elif commas:
        grouped = commas > 1 or len(digits.rsplit(",", 1)[1]) == 3
        digits = digits.replace(",", "" if grouped else ".")
    elif dots > 1:
        digits = digits.replace(".", "")
    try:
        return Decimal(digits)
    except InvalidOperation as error:
        raise NotMoney(text) from error


def _money(text: str, amount: Decimal, currency: str) -> Money:
    if amount < 0:
        raise NotMoney(text, negative=True)
    minor = amount.scaleb(MINOR_DIGITS.get(currency, 2))
    whole = int(minor)
    if minor != whole or whole > LARGEST:
        raise NotMoney(text)
    return Money(minor=whole, currency=currency)
