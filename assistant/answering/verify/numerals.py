"""Numerals written in words become digits: 二百五十九, two hundred, dua ratus, hai trăm, สองร้อย."""

import re
from decimal import Decimal
from functools import lru_cache

_HAN_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2}
_HAN_PLACES = {"十": 10, "百": 100, "千": 1000}
_HAN_MYRIADS = {"万": 10**4, "亿": 10**8}
_HAN = re.compile(
    r"(?<![第唯统万独])[零一二两三四五六七八九十百千万亿]+(?:点[零一二三四五六七八九]+)?"
)
# A lone 一 or a lone place word counts only before a measure: 一下, 一点, 百搭 count nothing.
_MEASURE = re.compile(
    r"年|天|日|周|星期|个?月|小时|分钟|秒|公?斤|千?克|公里|厘?毫?米|升|毫升|折|元|块|号|赔|倍|级|度|%"
)
_PERCENT = re.compile(r"百分之(\d+(?:\.\d+)?)")
# 259块9 is 259.9; 259块2件 is an amount and a count.
_DIME = re.compile(r"(\d+)块(\d)(?![\d件个双条瓶盒包袋片支台套只张折天年])")
_HALF = re.compile(r"(?<![\d一-鿿])半(?=年|斤|小时|个月|公斤|折|价)|(?<=[^\d])半(?=年|小时|个月)")

_WORDS: dict[str, Decimal] = {}
_MULTIPLIERS: dict[str, int] = {}


def _learn(start: int, words: str) -> None:
    for value, alternatives in enumerate(words.split(), start):
        for word in alternatives.split("|"):
            _WORDS[word.replace("_", " ")] = Decimal(value)


_learn(1, "one two three four five six seven eight nine ten eleven twelve thirteen fourteen")
_learn(15, "fifteen sixteen seventeen eighteen nineteen")
_learn(1, "satu dua tiga empat lima enam tujuh delapan|lapan sembilan sepuluh sebelas")
_learn(1, "một hai ba bốn|tư năm|lăm sáu bảy tám chín mười")
_learn(1, "หนึ่ง|เอ็ด สอง|ยี่ สาม สี่ ห้า หก เจ็ด แปด เก้า")
for _value, _tens in enumerate(
    ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2
):
    _WORDS[_tens] = Decimal(10 * _value)
_WORDS |= {"seratus": Decimal(100), "seribu": Decimal(1000), "mốt": Decimal(1)}
_MULTIPLIERS |= {"hundred": 100, "thousand": 1000, "million": 10**6}
_MULTIPLIERS |= {"puluh": 10, "ratus": 100, "ribu": 1000, "juta": 10**6}
_MULTIPLIERS |= {"mươi": 10, "trăm": 100, "nghìn": 1000, "ngàn": 1000, "triệu": 10**6}
_MULTIPLIERS |= {"สิบ": 10, "ร้อย": 100, "พัน": 1000, "หมื่น": 10**4, "แสน": 10**5, "ล้าน": 10**6}
_TEENS = "belas"

_LATIN_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
_LATIN_RUN = re.compile(
    r"\b(?:WORD)(?:(?:[ -]|\band\b )+(?:WORD))*\b".replace(
        "WORD",
        "|".join(
            sorted(
                (w for w in (*_WORDS, *_MULTIPLIERS, _TEENS) if not "\u0e00" <= w[0] <= "\u0e7f"),
                key=len,
                reverse=True,
            )
        ),
    )
)
_THAI_RUN = re.compile(
    "(?:WORD)+".replace(
        "WORD",
        "|".join(
            sorted(
                (w for w in (*_WORDS, *_MULTIPLIERS) if "\u0e00" <= w[0] <= "\u0e7f"),
                key=len,
                reverse=True,
            )
        ),
    )
)
# Words that are numbers and other things too, so never a number alone.
_AMBIGUOUS = {"one", "một", "satu", "năm", "ba", "tư", "หก", "หนึ่ง", "hundred", "thousand", "ยี่"}
_AFTER_VIETNAMESE = re.compile(
    r"\s*(?:ngày|tháng|giờ|đồng|cái|%|kg|cm|k\b|phút|tuần|nghìn|ngàn|năm|màu|size)"
)
# One of a time is a number, though `one` alone is none: a week, seminggu, satu tahun, หนึ่งปี.
_TIMES = (
    "seconds?|minutes?|hours?|days?|weeks?|months?|years?|hari|minggu|bulan|tahun|jam|menit|minit"
)
_ONE = re.compile(
    rf"\b(?:an?|one|satu|single)\s+(?=(?:{_TIMES})\b)|"
    r"\bse(?=(?:hari|minggu|bulan|tahun|jam)\b(?! ini))|"
    r"\bmột\s+(?=(?:giờ|ngày|tuần|tháng|năm|phút)\b)|หนึ่ง(?=วัน|ปี|เดือน|สัปดาห์|ชั่วโมง|นาที)"
)


@lru_cache(maxsize=4096)
def to_digits(text: str) -> str:
    """Folded `text` with every numeral it writes in words written in digits."""
    text = _HALF.sub("0.5", text)
    text = _HAN.sub(_han_digits, text)
    text = _PERCENT.sub(r"\1%", text)
    text = _ONE.sub("1 ", text)
    text = _THAI_RUN.sub(_thai_digits, text)
    text = _LATIN_RUN.sub(_latin_digits, text)
    return _DIME.sub(r"\1.\2元", text)


def _han_digits(match: re.Match[str]) -> str:
    run, after = match[0], match.string[match.end() :]
    if run in {"一", "百", "千", "万", "亿", "十", "千万", "万一"} and not _MEASURE.match(after):
        return run
    before = match.string[: match.start()]
    if run[0] in "万千亿百" and before[-1:].isdigit():
        return run  # `1.2万`: read with its digits
    value = _han_value(run)
    apart = " " if re.search(r"[a-z]$", before) else ""  # 7L两种 is no 7L2
    return run if value is None else f"{apart}{value.normalize():f}"


def _han_value(run: str) -> Decimal | None:
    whole, _, fraction = run.partition("点")
    if all(char in _HAN_DIGITS for char in whole):
        value = Decimal("".join(str(_HAN_DIGITS[char]) for char in whole))
    else:
        total = section = digit = 0
        place = 1
        for char in whole:
            if char in _HAN_DIGITS:
                if digit:
                    return None
                digit = _HAN_DIGITS[char]
                place = 1 if char == "零" else place
            elif char in _HAN_PLACES:
                section += (digit or 1) * _HAN_PLACES[char]
                place, digit = _HAN_PLACES[char], 0
            else:
                total += (section + digit or 1) * _HAN_MYRIADS[char]
                place, section, digit = _HAN_MYRIADS[char], 0, 0
        # 两百五 is 250 and 一万二 is 12000: a last digit counts in the place below.
        if digit and place >= 100 and "零" not in whole:
            digit *= place // 10
        value = Decimal(total + section + digit)
    if fraction:
        value += Decimal("0." + "".join(str(_HAN_DIGITS[char]) for char in fraction))
    return value


def _latin_digits(match: re.Match[str]) -> str:
    run = match[0]
    words = [word for word in _LATIN_WORD.findall(run) if word != "and"]
    if len(words) == 1:
        follows = _AFTER_VIETNAMESE.match(match.string[match.end() :])
        if words[0] in _MULTIPLIERS or words[0] == _TEENS:
            return run
        if words[0] in _AMBIGUOUS and not follows:
            return run
    return _joined(words, run)


def _thai_digits(match: re.Match[str]) -> str:
    run = match[0]
    names = sorted((*_WORDS, *_MULTIPLIERS), key=len, reverse=True)
    words, at = [], 0
    while at < len(run):
        word = next(name for name in names if run.startswith(name, at))
        words.append(word)
        at += len(word)
    if len(words) == 1 and (words[0] in _AMBIGUOUS or words[0] in _MULTIPLIERS):
        before = match.string[: match.start()]
        if not before[-1:].isdigit() and words[0] != "สิบ":
            return run
        if before[-1:].isdigit():
            return run
    return f" {_joined(words, run)} "


def _joined(words: list[str], run: str) -> str:
    total, section, last = Decimal(0), Decimal(0), Decimal(0)
    for word in words:
        if word in _WORDS:
            if last and _WORDS[word] >= last:
                return run
            section += last
            last = _WORDS[word]
        elif word == _TEENS:
            last += 10
        else:
            multiplier = _MULTIPLIERS[word]
            if multiplier >= 1000:
                total += (section + last or 1) * multiplier
                section = last = Decimal(0)
            else:
                section, last = section + (last or 1) * multiplier, Decimal(0)
    return f"{(total + section + last).normalize():f}"
