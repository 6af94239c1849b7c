"""Quantities with units as schema.org writes them: QuantitativeValue, UN/CEFACT, durations."""

import math
import re
from decimal import Decimal, InvalidOperation

from catalog_loader.readers.schemaorg.graph import Node, member

UNITS = {
    "MMT": "mm", "CMT": "cm", "MTR": "m", "KMT": "km", "INH": "in", "FOT": "ft", "YRD": "yd",
    "MGM": "mg", "GRM": "g", "KGM": "kg", "TNE": "t", "ONZ": "oz", "LBR": "lb",
    "MLT": "ml", "CLT": "cl", "DLT": "dl", "LTR": "l", "MTQ": "m³", "OZA": "fl oz",
    "CMK": "cm²", "MTK": "m²", "WTT": "W", "KWT": "kW", "WHR": "Wh", "KWH": "kWh",
    "VLT": "V", "AMP": "A", "AMH": "Ah", "HTZ": "Hz", "KHZ": "kHz", "MHZ": "MHz",
    "CEL": "°C", "FAH": "°F", "2N": "dB", "P1": "%", "4L": "MB", "E34": "GB", "E35": "TB",
    "BAR": "bar", "KPA": "kPa", "NEW": "N", "RPM": "rpm", "LUM": "lm",
    "SEC": "s", "MIN": "min", "HUR": "h", "C62": "", "EA": "", "H87": "", "PCE": "", "NAR": "",
}  # fmt: skip
"""The unit that a UN/CEFACT code means; the codes of mere counting mean none."""

PERIODS = {
    "DAY": ("天", "days"), "D": ("天", "days"), "WEE": ("周", "weeks"), "MON": ("个月", "months"),
    "ANN": ("年", "years"),
}  # fmt: skip
"""Periods, in Chinese and English."""

_SPAN = re.compile(r"P(\d{1,4})([DWMY])")
_SPAN_CODES = {"D": "DAY", "W": "WEE", "M": "MON", "Y": "ANN"}
_PER_DAY = {
    "DAY": Decimal(1), "D": Decimal(1), "DAYS": Decimal(1), "WEE": Decimal(7),
    "HUR": Decimal(1) / 24, "H": Decimal(1) / 24, "MIN": Decimal(1) / 1440,
}  # fmt: skip
_MOST_DAYS = 3_650


def quantity(node: Node, language: str) -> tuple[str, str]:
    """The value of a QuantitativeValue and its unit; `110-220` where it states a range.

    What states its amount in words (`"name": "12 in"`) has them as its value.
    """
    value = node.text("value") or span_of(node, language)
    return value or node.text("name"), unit_of(node, language) if value else ""


def span_of(node: Node, language: str) -> str:
    """The range a value states, "" where it states none."""
    least, most = node.text("minValue"), node.text("maxValue")
    if not least or not most:
        return ""
    below_zero = least.startswith("-")  # -10-10 would be hard to read, and to hear
    joint = "-" if not below_zero else "到" if language == "zh" else " to "
    return f"{least}{joint}{most}"


def unit_of(node: Node, language: str) -> str:
    """The unit of a value: of its code where that is known, else as it is written."""
    code = _code(node)
    if code in PERIODS:
        return PERIODS[code][0 if language == "zh" else 1]
    return UNITS.get(code, node.text("unitText") or node.text("unitCode"))


def days(node: Node | None, text: str = "") -> tuple[int, int] | None:
    """The least and the most days of a duration; None where it states no most, or no unit."""
    if node is None:
        span = _SPAN.fullmatch(text)
        return _days(span[1], span[1], _SPAN_CODES[span[2]]) if span else None
    inner = node.node("duration")
    if inner is not None or node.text("duration"):
        return days(inner, node.text("duration"))
    value = node.text("value")
    return _days(node.text("minValue") or value or "0", node.text("maxValue") or value, _code(node))


def in_business_days(*nodes: Node | None) -> bool:
    """Whether any of these periods counts only the days on which the shop works."""
    return any(node is not None and bool(node.properties.get("businessDays")) for node in nodes)


def _code(node: Node) -> str:
    return member(node.text("unitCode") or node.text("unitText")).upper()


def _days(least: str, most: str, code: str) -> tuple[int, int] | None:
    factor = _PER_DAY.get(code)
    if factor is None:
        return None
    try:
        low, high = Decimal(least) * factor, Decimal(most) * factor
    except InvalidOperation:
        return None
    if not (low.is_finite() and high.is_finite() and 0 <= low <= high <= _MOST_DAYS):
        return None
    return math.floor(low), math.ceil(high)
