"""Personal data that people write into a live room, found and masked.

What is masked keeps as much as is needed to tell one from another: of a telephone number the first
three and the last four digits, as GB/T 35273-2020 (information security: personal information
security specification, annex on de-identification) shows it. Shops' own service numbers (400, 800)
and what goods are measured in are no person's.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import phonenumbers

Sort = Literal["phone", "id_number", "bank_card", "order_number", "email", "account", "address"]

REGIONS = ("CN", "SG", "MY", "ID", "TH", "VN")
"""Where a number without a country's code may be one: the languages that rooms speak."""

_HAN_DIGITS = str.maketrans("零〇一幺二两三四五六七八九", "0011223456789"[:13])
_HAN_RUN = re.compile(r"[零〇一幺二两三四五六七八九]{7,}")
_DIGITS = re.compile(r"\d")
_FEWEST = 7
"""Digits that a telephone number has; fewer are sizes, prices and dates."""
_FEWEST_OF_AN_ORDER = 9

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ACCOUNT = re.compile(
    r"(?:微信|weixin|wechat|vx|wx|v信|qq|扣扣|line|zalo|whatsapp|telegram)(?:号|id)?\s*[:：是为]?\s*"
    r"(?P<hidden>[a-z][-_a-z0-9]{5,19}|\d{5,12})",
    re.IGNORECASE,
)
_MOBILE = re.compile(r"(?<![\dA-Za-z])(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d){8}(?!\d)")
_SERVICE = re.compile(r"(?<!\d)[48]00[- ]?\d{3}[- ]?\d{4}(?!\d)")
_IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?![\dA-Za-z])")
_LONG = re.compile(r"(?<![\d.])[A-Z]{0,6}\d{3,}(?:[- ]?\d{3,})*(?![\d.])", re.IGNORECASE)
_PLACE = r"[\u4e00-\u9fff]{1,7}"
_ADDRESS = re.compile(
    rf"(?:{_PLACE}(?:省|自治区))?(?:{_PLACE}[市州])?"
    rf"(?P<hidden>(?:{_PLACE}(?:区|县|旗|镇|乡|街道))*"
    rf"[\u4e00-\u9fff\d]{{1,10}}(?:路|街|巷|弄|大道|胡同|村|小区|花园|苑|公寓|大厦|广场)"
    rf"[\u4e00-\u9fff]{{0,8}}\d{{1,5}}(?:-\d+)*(?:号楼?|栋|幢|单元|室|楼|座|组)"
    rf"(?:[\u4e00-\u9fffA-Za-z\d-]{{0,8}}?\d{{1,5}}(?:号楼?|栋|幢|单元|室|楼|座))*)"
    rf"|\b(?P<street>(?:jalan|jl\.?|jln\.?|lorong|đường|duong|ถนน|ซอย)\s*[^\n,，;]{{2,40}}?\d+\w*)"
    rf"|\b(?P<number>\d{{1,5}}\s+(?:[A-Z][a-z]+\s){{1,3}}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive))\b",
    re.IGNORECASE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """Personal data of a sort in a text, from `start` to before `end`."""

    sort: Sort
    start: int
    end: int


def mask(text: str) -> str:
    """`text` with its personal data masked; the same where it holds none."""
    masked, at = [], 0
    for found in personal_data(text):
        masked += [text[at : found.start], _masked(text[found.start : found.end], found.sort)]
        at = found.end
    return "".join((*masked, text[at:])) if masked else text


def personal_data(text: str) -> list[Found]:
    """What a text holds, in its order, no two of them over the same characters."""
    written = _written(text)
    kept: list[Found] = []
    for found in _candidates(written):
        if all(found.end <= other.start or other.end <= found.start for other in kept):
            kept.append(found)
    return sorted(kept, key=lambda found: found.start)


def _written(text: str) -> str:
    """`text` in half-width characters and Arabic digits, character for character."""
    narrow = "".join(n if len(n := unicodedata.normalize("NFKC", c)) == 1 else c for c in text)
    return _HAN_RUN.sub(lambda run: run[0].translate(_HAN_DIGITS), narrow)


def _candidates(text: str) -> Iterator[Found]:
    """Surest first: of two over the same characters the first is meant."""
    yield from _all(_EMAIL, text, "email")
    yield from _all(_ACCOUNT, text, "account")
    yield from _all(_ADDRESS, text, "address")
    if _count(text) < _FEWEST:
        return
    service = [match.span() for match in _SERVICE.finditer(text)]
    for match in _IDENTITY.finditer(text):
        if _is_identity(match[0]):
            yield Found("id_number", *match.span())
    yield from _all(_MOBILE, text, "phone")
    long = [match for match in _LONG.finditer(text) if _count(match[0]) >= _FEWEST_OF_AN_ORDER]
    for match in long:
        digits = "".join(_DIGITS.findall(match[0]))
        if 13 <= len(digits) <= 19 and match[0][0].isdigit() and _luhn(digits):
            yield Found("bank_card", *match.span())
    for region in REGIONS:
        for number in phonenumbers.PhoneNumberMatcher(text, region):
            amount = "." in number.raw_string
            served = any(start < number.end and number.start < end for start, end in service)
            if not amount and not served:
                yield Found("phone", number.start, number.end)
    for match in long:
        if not any(start < match.end() and match.start() < end for start, end in service):
            yield Found("order_number", *match.span())


def _count(text: str) -> int:
    return len(_DIGITS.findall(text))


def _all(pattern: re.Pattern[str], text: str, sort: Sort) -> Iterator[Found]:
    for match in pattern.finditer(text):
        group = next((name for name, held in match.groupdict().items() if held), 0)
        yield Found(sort, *match.span(group))


def _masked(written: str, sort: Sort) -> str:
    if sort == "email":
        name, _, host = written.partition("@")
        return f"{name[:1]}***@{host}"
    if sort == "address":
        return "****"
    first, last = {"phone": (3, 4), "id_number": (1, 1), "account": (1, 0)}.get(sort, (0, 4))
    if len(written) <= first + last:
        return "*" * len(written)
    return f"{written[:first]}{'*' * (len(written) - first - last)}{written[len(written) - last :]}"


def _is_identity(number: str) -> bool:
    """Whether the check digit is right (GB 11643-1999: ISO 7064, MOD 11-2)."""
    total = sum(int(digit) * (2 ** (17 - at) % 11) for at, digit in enumerate(number[:17]))
    return "10X98765432"[total % 11] == number[17].upper()


def _luhn(digits: str) -> bool:
    """Whether the check digit is right (ISO/IEC 7812-1)."""
    doubled = [int(d) * (1 + at % 2) for at, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0
