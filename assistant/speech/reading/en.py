"""English text as a person reads it.

As in `zh`, a list of rules, the more particular first. Chinese characters are left as they are:
whoever speaks English text speaks them too.
"""

import re
from collections.abc import Iterable

from assistant.speech.reading import tokens
from assistant.speech.reading.en_numbers import by_digit, cardinal, money, ordinal, year
from assistant.speech.reading.tokens import NUMBER, PHONE, SIZE, Rule

_Match = re.Match[str]

# Written unit: (one, several).
_UNITS = {
    "kg": ("kilogram", "kilograms"),
    "mg": ("milligram", "milligrams"),
    "g": ("gram", "grams"),
    "oz": ("ounce", "ounces"),
    "lb": ("pound", "pounds"),
    "lbs": ("pound", "pounds"),
    "ml": ("milliliter", "milliliters"),
    "mL": ("milliliter", "milliliters"),
    "L": ("liter", "liters"),
    "km": ("kilometer", "kilometers"),
    "cm": ("centimeter", "centimeters"),
    "mm": ("millimeter", "millimeters"),
    "m": ("meter", "meters"),
    "m²": ("square meter", "square meters"),
    "㎡": ("square meter", "square meters"),
    "ft": ("foot", "feet"),
    '"': ("inch", "inch"),
    "mAh": ("milliamp hour", "milliamp hours"),
    "Wh": ("watt hour", "watt hours"),
    "kW": ("kilowatt", "kilowatts"),
    "W": ("watt", "watts"),
    "V": ("volt", "volts"),
    "A": ("amp", "amps"),
    "Hz": ("hertz", "hertz"),
    "GB": ("gigabyte", "gigabytes"),
    "TB": ("terabyte", "terabytes"),
    "MB": ("megabyte", "megabytes"),
    "dB": ("decibel", "decibels"),
    "kcal": ("kilocalorie", "kilocalories"),
    "℃": ("degree Celsius", "degrees Celsius"),
    "°C": ("degree Celsius", "degrees Celsius"),
    "°F": ("degree Fahrenheit", "degrees Fahrenheit"),
    "°": ("degree", "degrees"),
    "h": ("hour", "hours"),
    "hr": ("hour", "hours"),
    "hrs": ("hour", "hours"),
    "min": ("minute", "minutes"),
    "mins": ("minute", "minutes"),
    "s": ("second", "seconds"),
    "pcs": ("piece", "pieces"),
    "件": ("piece", "pieces"),
    "斤": ("jin", "jin"),
}
# Sign: (one, several, hundredths); no hundredths: decimals are read as a number.
_MONEY = {
    "$": ("dollar", "dollars", "cents"),
    "US$": ("dollar", "dollars", "cents"),
    "USD": ("dollar", "dollars", "cents"),
    "S$": ("Singapore dollar", "Singapore dollars", "cents"),
    "HK$": ("Hong Kong dollar", "Hong Kong dollars", "cents"),
    "€": ("euro", "euros", "cents"),
    "£": ("pound", "pounds", "pence"),
    "¥": ("yuan", "yuan", ""),
    "CNY": ("yuan", "yuan", ""),
    "RMB": ("yuan", "yuan", ""),
    "元": ("yuan", "yuan", ""),
    "RM": ("ringgit", "ringgit", "sen"),
    "Rp": ("rupiah", "rupiah", ""),
    "฿": ("baht", "baht", ""),
    "₫": ("dong", "dong", ""),
}
_MONTHS = [
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
]
_PARTS = {"2": "half", "4": "quarter"}

_TO = r"\s*(?:-|–|—|~|～)\s*"
_SPAN = rf"(?P<a>{NUMBER})(?:{_TO}(?P<b>{NUMBER}))?"
_CLEAR = r"(?<![\w.])"


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))


_UNIT = _any(_UNITS)
_SIGN = _any(_MONEY)


def _span(match: _Match) -> str:
    first = cardinal(match["a"])
    return f"{first} to {cardinal(match['b'])}" if match["b"] else first


def _measured(match: _Match) -> str:
    one, many = _UNITS[match["unit"]]
    minus = "minus " if match["minus"] else ""
    alone = match["a"] == "1" and not match["b"]
    return f"{minus}{_span(match)} {one if alone else many}"


def _money(match: _Match) -> str:
    words = _MONEY[match["sign"]]
    if match["b"]:
        return f"{cardinal(match['a'])} to {money(match['b'], *words)}"
    return money(match["a"], *words)


def _date(match: _Match) -> str:
    day = f"{_MONTHS[int(match['month']) - 1]} {ordinal(str(int(match['day'])))}"
    return f"{day}, {year(match['year'])}" if match["year"] else day


def _clock(match: _Match) -> str:
    """`18:30` is six thirty P M; hours already marked keep their mark."""
    hour, minute, marked = int(match["hour"]), match["minute"], match["half"]
    if marked:
        half = " ".join(marked.upper().replace(".", ""))
    else:
        half = "P M" if 12 <= hour < 24 else "A M"
    hour = hour % 12 or 12
    past = "" if minute == "00" else f" {cardinal(str(int(minute)))}"
    if past and minute[0] == "0":
        past = f" oh{past}"
    return f"{cardinal(str(hour))}{past} {half}"


def _slash(match: _Match) -> str:
    above, below = int(match["a"]), int(match["b"])
    if 1 <= above <= 12 and below <= 31 and (above >= 10 or below > 10):
        return f"{_MONTHS[above - 1]} {ordinal(str(below))}"
    if 0 < above < below:
        part = _PARTS.get(match["b"]) or ordinal(match["b"])
        return f"{cardinal(match['a'])} {part}{'s' if above > 1 else ''}"
    return f"{cardinal(match['a'])}, {cardinal(match['b'])}"


def _code(match: _Match) -> str:
    parts = re.findall(r"\d|[A-Za-z]", match["code"])
    spoken = [cardinal(p) if p.isdigit() else p.upper() for p in parts]
    return (match["before"] or "") + " ".join(spoken)


def _model(match: _Match) -> str:
    digits = match["digits"]
    few = len(digits) < 3 and digits[0] != "0"
    return f"{match['letters']} {cardinal(digits) if few else by_digit(digits)}"


def _off(match: _Match) -> str:
    """A Chinese discount (`8折`, eight tenths are paid) as it is said in English."""
    paid = float(match[1]) * (10 if float(match[1]) < 10 else 1)
    return f"{cardinal(f'{100 - paid:g}')} percent off"


def _number(match: _Match) -> str:
    whole = match[0].split(".")[0]
    if "," not in match[0] and len(whole) >= 7 and not whole.endswith("000"):
        return by_digit(whole)
    return cardinal(match[0])


_CODES = "order|tracking|SKU|code|model|item|ref|number ending in"
_SKU = r"(?P<code>[A-Z]{1,6}(?:[-_][A-Z0-9]+)*[-_]\d[A-Z0-9]*(?:[-_][A-Z0-9]+)*)(?![A-Za-z\d])"
_YEAR = r"(?P<year>(?:19|20)\d{2})"
_MONTH = r"(?P<month>1[0-2]|0?[1-9])"
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9])"
_TIME = r"(?P<hour>[01]?\d|2[0-4]):(?P<minute>[0-5]\d)(?:\s?(?P<half>[ap]\.?m\b\.?))?(?![\d:])"

_RULES: list[Rule] = [
    # Identifiers first: nothing in them is a quantity.
    (
        re.compile(
            rf"(?P<before>\b(?:{_CODES})(?: (?:number|no\.?|code|id))?(?: is)?[\s:#]+)"
            r"(?P<code>(?=[\w-]*\d)[A-Z0-9][\w-]{2,})",
            re.IGNORECASE | re.ASCII,
        ),
        _code,
    ),
    (
        re.compile(rf"(?P<before>)(?<![\w.])\+?(?P<code>{PHONE}|\d{{3}}-\d{{3,4}}-\d{{4}})(?!\d)"),
        _code,
    ),
    (re.compile(rf"(?P<before>)(?<![A-Za-z\d]){_SKU}"), _code),
    # Days and hours.
    (re.compile(rf"(?<!\d){_YEAR}(?:-|/|\.|年){_MONTH}(?:-|/|\.|月){_DAY}日?(?!\d)"), _date),
    (re.compile(rf"(?<!\d)(?P<year>){_MONTH}月{_DAY}[日号]"), _date),
    (re.compile(rf"(?<=\b(?:in|by|of)\s){_YEAR}(?![\d,]|\.\d)"), lambda m: year(m["year"])),
    (
        re.compile(rf"\b({'|'.join(_MONTHS)}) (\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:, {_YEAR})?"),
        lambda m: f"{m[1]} {ordinal(m[2])}" + (f", {year(m['year'])}" if m["year"] else ""),
    ),
    (re.compile(rf"(:\d{{2}}(?: ?[ap]m)?){_TO}(?=\d{{1,2}}:)", re.I), lambda m: f"{m[1]} to "),
    (re.compile(rf"(?<![\d:]){_TIME}", re.IGNORECASE), _clock),
    (
        re.compile(r"(?<![\w.])(\d{1,2})\s?([ap])\.?m\b\.?", re.IGNORECASE),
        lambda m: f"{cardinal(m[1])} {m[2].upper()} M",
    ),
    # Money and shares.
    (
        re.compile(
            rf"(?<![A-Za-z])(?P<sign>{_SIGN})\s?"
            rf"(?P<a>{NUMBER})(?:{_TO}(?:{_SIGN})?(?P<b>{NUMBER}))?"
        ),
        _money,
    ),
    (re.compile(rf"{_CLEAR}{_SPAN}\s?(?P<sign>元|RMB|CNY|USD|€|₫|฿)"), _money),
    (re.compile(rf"{_CLEAR}{_SPAN}\s?%"), lambda m: f"{_span(m)} percent"),
    (re.compile(r"(?<![\d.])(\d(?:\.\d)?|\d{2})\s?折"), _off),
    # Sizes.
    (
        re.compile(rf"(?<![A-Za-z\d])({SIZE})\s?[-–~]\s?(?={SIZE}(?![A-Za-z]))"),
        lambda m: f"{m[1]} to ",
    ),
    (
        re.compile(rf"(?<![A-Za-z\d])({SIZE})\s?/\s?(?={SIZE}(?![A-Za-z]))"),
        lambda m: f"{m[1]}, ",
    ),
    (re.compile(r"(?<![A-Za-z])pH\s?(?=\d|\b)"), lambda m: "P H "),
    # Quantities.
    (re.compile(rf"(\d\s?(?:{_UNIT})?)\s?[×*xX]\s?(?=\d)"), lambda m: f"{m[1]} times "),
    (
        re.compile(
            rf"(?P<minus>(?<![\w.)])-)?(?<![\d.A-Za-z]){_SPAN}\s?(?P<unit>{_UNIT})(?![A-Za-z²\d])"
        ),
        _measured,
    ),
    (
        re.compile(rf"(?<=[a-z])\s?/\s?(?P<unit>{_UNIT})(?![A-Za-z])"),
        lambda m: f" per {_UNITS[m['unit']][0]}",
    ),
    (re.compile(r"(?<![\d.,])(\d+)(?:st|nd|rd|th)\b"), lambda m: ordinal(m[1])),
    (re.compile(r"(?:\b[Nn]o\.\s?|#)(?=\d)"), lambda m: "number "),
    (re.compile(r"(?<![\d./])(?P<a>\d{1,3})/(?P<b>\d{1,3})(?![\d/])"), _slash),
    (re.compile(rf"{_CLEAR}(?P<a>{NUMBER}){_TO}(?P<b>{NUMBER})(?![\d-])"), _span),
    (re.compile(r"(?<=\d)\s?:\s?(?=\d)"), lambda m: " to "),
    # What is left of models and signs.
    (re.compile(r"(?P<letters>[A-Za-z]+)-?(?P<digits>\d+)(?![\d.])"), _model),
    (re.compile(r"(?<=[A-Za-z])(\+{2,})"), lambda m: " " + " ".join(["plus"] * len(m[1]))),
    (re.compile(r"(?<=\w)\s?\+\s?"), lambda m: " plus "),
    (re.compile(r"(?<![\w.)])-(?=\d)"), lambda m: "minus "),
    (re.compile(r"±\s?"), lambda m: "plus or minus "),
    (re.compile(rf"(?:{NUMBER})(?=[A-Za-z])"), lambda m: f"{_number(m)} "),
    (re.compile(NUMBER), _number),
]

_SIGN_WORDS = {
    "&": " and ",
    "@": " at ",
    "%": " percent",
    "≥": " at least ",
    "≤": " at most ",
    "=": " equals ",
    ">": " over ",
    "<": " under ",
}
_PUNCTUATION: list[tuple[re.Pattern[str], str]] = [
    (re.compile(r"(?:\.{3,}|…+)"), "… "),
    (re.compile(r"\s(?:-|–|--)\s|\s?\|\s?|\s?—\s?"), ", "),
    (re.compile(r"(?<=[A-Za-z])\s?/\s?(?=[A-Za-z])"), " or "),
    (re.compile(r"[~〜_#*/\\{}<>·^\[\]【】]+"), " "),
    (re.compile(r"([.!?,;:])\s*\n\s*"), r"\1 "),
    (re.compile(r"\s*\n\s*"), ". "),
    (re.compile(r"\s+(?=[,.!?;:])"), ""),
    (re.compile(r"\s{2,}"), " "),
]


def read(text: str) -> str:
    """`text` in English words, with no digit left; Chinese characters stay."""
    text = tokens.apply(_RULES, tokens.clean(text, address=""))
    for sign, word in _SIGN_WORDS.items():
        text = text.replace(sign, word)
    for pattern, replacement in _PUNCTUATION:
        text = pattern.sub(replacement, text)
    return tokens.spell_capitals(text).strip()
