"""Numbers with what they measure: amounts, percentages, weights, times, dates, counts."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

_NUMBER = r"(?:\d+(?:\.\d+)?)"
_SCALES = {
    "万": 10**4, "w": 10**4, "千": 1000, "k": 1000, "rb": 1000, "ribu": 1000, "jt": 10**6,
    "juta": 10**6, "nghìn": 1000, "ngàn": 1000, "triệu": 10**6, "tr": 10**6, "百": 100,
    "พัน": 1000, "หมื่น": 10**4, "แสน": 10**5, "ล้าน": 10**6, "亿": 10**8, "thousand": 1000,
}  # fmt: skip

_MONEY = {
    "CNY": "¥ ￥ rmb cny 元 块钱 块 圆 人民币 yuan tệ หยวน",
    "USD": "us$ $ usd 美元 美金 dollars dollar bucks dolar đô",
    "IDR": "rp idr rupiah 印尼盾",
    "MYR": "rm myr ringgit 马币 令吉",
    "VND": "₫ vnd vnđ đ đồng 越南盾",
    "THB": "฿ thb บาท baht 泰铢",
    "SGD": "s$ sgd 新币",
    "EUR": "€ eur euro euros 欧元",
    "GBP": "£ gbp pounds 英镑",
    "JPY": "jpy 日元",
}
_MEASURES = {
    # kind: words, and how many of the base unit each is
    "mass": {
        "mg 毫克": "0.001",
        "g 克 gram grams gr กรัม": "1",
        "斤": "500",
        "kg 公斤 千克 kilo kilos kilogram kilograms กก กิโลกรัม กิโล": "1000",
    },
    "length": {
        "mm 毫米": "0.1",
        "cm 厘米 公分 ซม เซนติเมตร": "1",
        "m 米 meter meters metre เมตร": "100",
        "inch inches 英寸 寸": "2.54",
    },
    "volume": {
        "ml 毫升 มล มิลลิลิตร": "1",
        "l 升 liter liters litre litres lít ลิตร": "1000",
    },
    "minutes": {
        "秒 秒钟 seconds detik giây วินาที": "0.0166666667",
        "分钟 min mins minutes minute menit minit phút นาที": "1",
        "小时 个小时 h hr hrs hours hour jam giờ tiếng ชั่วโมง ชม": "60",
        "天 日 days day hari ngày วัน": "1440",
        "周 星期 weeks week minggu tuần สัปดาห์": "10080",
        "个月 months month bulan tháng เดือน": "43800",
        "年 years year tahun năm ปี": "525600",
    },
    "workdays": {"个工作日 工作日": "1"},
    "power": {"w 瓦 watt watts วัตต์": "1", "kw 千瓦": "1000"},
    "charge": {"mah 毫安 毫安时": "1"},
    "voltage": {"v 伏": "1"},
    "degrees": {"°c ° 度 摄氏度 องศา": "1"},
    "percent": {"% 个百分点 percent persen peratus เปอร์เซ็นต์": "1"},
    "variety": {"款 种 色 colours colors warna màu สี sizes": "1"},
    "count": {
        "件 个 双 条 瓶 盒 包 袋 片 支 台 套 只 卷 枚 粒 张 把 罐 箱 块装 本 副 顶 抽 层": "1",
        "pcs pieces piece items item units unit pairs pair": "1",
        "buah helai pasang cái chiếc ชิ้น ตัว คู่ อัน": "1",
    },
    "times": {"次 倍 遍": "1"},
    "change": {"毛 角 分 分钱 cents sen xu": "1"},
    "grade": {"级 档": "1"},
    "age": {"岁 周岁": "1"},
    "link": {"号链接 号 号宝贝": "1"},
}


def _alternatives(words: list[str]) -> str:
    def bounded(word: str) -> str:
        escaped = re.escape(word)
        latin = word[-1].isalpha() and word[-1] < "\u0e00"
        return escaped + (r"(?![a-zà-ỹ])" if latin else "")

    return "|".join(bounded(word) for word in sorted(words, key=len, reverse=True))


_CURRENCY_OF = {word: code for code, words in _MONEY.items() for word in words.split()}
_MEASURE_OF = {
    word: (kind, Decimal(factor))
    for kind, table in _MEASURES.items()
    for words, factor in table.items()
    for word in words.split()
} | {
    words: ("workdays", Decimal(1))
    for words in ("working days", "business days", "working day", "business day", "hari kerja")
}
_MEASURE_OF |= {"years old": ("age", Decimal(1)), "phần trăm": ("percent", Decimal(1))}
_UNIT_WORDS = [*(w for w in _CURRENCY_OF if w not in {"s$", "us$"}), *_MEASURE_OF]
_SYMBOL = _alternatives([w for w in _CURRENCY_OF if not "一" <= w[0] <= "鿿" and w != "đ"])
# 1.2w元 is an amount, 400W a power.
_SCALE = _alternatives([w for w in _SCALES if w != "w"]) + r"|w(?=\s*(?:元|块|圆|\+))"
_UNIT = _alternatives(_UNIT_WORDS)

_YEAR_DATE = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?:日|号)?(?:t(?=\d))?|"
    r"(?<!\d)(\d{1,3})年(\d{1,2})月(\d{1,2})(?:日|号)"
)
_DAY_FIRST = re.compile(r"(?<![\d/.-])(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)")
_MONTH_DATE = re.compile(
    r"(?<!\d)(\d{1,2})月(\d{1,2})(?:日|号)?|(?<![\d/.])(\d{1,2})/(\d{1,2})(?![\d/])"
)
_MONTHS: dict[str, int] = {}
for _names in (
    "jan feb mar apr may jun jul aug sep oct nov dec",
    "january february march april may june july august september october november december",
    "januari februari maret april mei juni juli agustus september oktober november desember",
    "januari februari mac april mei jun julai ogos september oktober november disember",
    "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม",
):
    _MONTHS |= {name: month for month, name in enumerate(_names.split(), 1)}
_MONTH = _alternatives(list(_MONTHS))
_NAMED_DATE = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th)?\s*(?:of\s+)?({_MONTH})|\b({_MONTH})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?(?!\d)"
)
_MONTHS_OF_A_YEAR = 12
_SHORT_YEAR = 2  # digits of 26年9月15日
_NAMED_YEAR = re.compile(r",?\s+(\d{4})(?!\d)")
_VIETNAMESE_DATE = re.compile(r"(?:ngày\s+)?(\d{1,2})\s+tháng\s+(\d{1,2})")
_CLOCK = re.compile(
    r"(早上|上午|凌晨|中午|下午|晚上|今晚|pukul|jam|at)?\s*(?<!\d)(\d{1,2})"
    r"(?::(\d{2})(?::\d{2}(?:\.\d+)?)?(?:\+\d{2}:\d{2}|z)?|点(半|\d{1,2}分?)?(?!\d)|\s*(am|pm|a\.m|p\.m))"
)
_LINK = re.compile(r"(?:\b(?:link|tautan|pautan)|ลิงก์|ลิงค์)\s*(\d{1,3})(?![\d.])")
_QUANTITY = re.compile(
    rf"(?P<symbol>{_SYMBOL})?\s*(?P<low>{_NUMBER})"
    rf"(?:\s*(?P<lowunit>{_UNIT})?\s*(?:-|~|–|—|到|至|to|sampai|hingga|đến|ถึง)\s*(?:{_SYMBOL})?\s*(?P<high>{_NUMBER}))?"
    rf"\s*(?P<scale>{_SCALE})?\s*(?P<unit>{_UNIT})?(?P<more>折)?"
)


_RUPIAH_SCALES = frozenset({"rb", "ribu", "jt", "juta"})  # with no unit they count rupiah


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number of a text, in the base unit of its kind.

    `kind` is `money:CNY`, a measure (`mass` in g, `length` in cm, `volume` in ml, `minutes`, …),
    `paid` (a discount as the tenths paid: 8折 is 8), `date` (value MMDD, `year` 0 where none is
    said), `clock` (minutes of the day), or `plain`. `high` is the end of a range.
    """

    kind: str
    value: Decimal
    start: int
    end: int
    high: Decimal | None = None
    year: int = 0
    number: Decimal = Decimal(0)
    text: str = ""

    def equals(self, other: "Quantity") -> bool:
        """Whether both say the same; a date without a year agrees with one that has it."""
        if self.kind != other.kind or self.high != other.high:
            return False
        if self.kind == "minutes":
            return abs(self.value - other.value) < Decimal("0.001")
        if self.kind == "date" and self.year and other.year and self.year != other.year:
            return False
        return self.value == other.value


@lru_cache(maxsize=4096)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Every number of `text` (folded, numerals in digits), each once, in order."""
    found: list[Quantity] = []
    taken = [False] * len(text)

    def take(kind: str, value: Decimal, match: re.Match[str], **more: object) -> None:
        if any(taken[match.start() : match.end()]):
            return
        taken[match.start() : match.end()] = [True] * (match.end() - match.start())
        found.append(
            Quantity(kind, value, match.start(), match.end(), text=match[0].strip(), **more)  # type: ignore[arg-type]
        )

    for match in _YEAR_DATE.finditer(text):
        year, month, day = match.groups()[:3] if match[1] else match.groups()[3:]
        short = len(year) == _SHORT_YEAR
        take("date", _day(month, day), match, year=int(year) + 2000 * short)
    for match in _DAY_FIRST.finditer(text):
        take("date", _day(match[2], match[1]), match, year=int(match[3]))
    for match in _MONTH_DATE.finditer(text):
        month, day = (match[1], match[2]) if match[1] else (match[3], match[4])
        if int(month) > _MONTHS_OF_A_YEAR:  # 30/11 is day first
            month, day = day, month
        take("date", _day(month, day), match)
    for match in _NAMED_DATE.finditer(text):
        day, name = (match[1], match[2]) if match[1] else (match[4], match[3])
        year = _NAMED_YEAR.match(text, match.end())
        take("date", _day(str(_MONTHS[name]), day), match, year=int(year[1]) if year else 0)
        if year:
            taken[year.start() : year.end()] = [True] * (year.end() - year.start())
    for match in _VIETNAMESE_DATE.finditer(text):
        take("date", _day(match[2], match[1]), match)
    for match in _LINK.finditer(text):
        take("link", Decimal(match[1]), match, number=Decimal(match[1]))
    for match in _CLOCK.finditer(text):
        take("clock", _clock(match), match)
    # A date is the end of no range: in `259 đến 30/11` the amount stands alone.
    rest = "".join("\0" if gone else char for char, gone in zip(text, taken, strict=True))
    for match in _QUANTITY.finditer(rest):
        _take_quantity(match, take)
    return tuple(sorted(found, key=lambda quantity: quantity.start))


def _take_quantity(match: re.Match[str], take: object) -> None:
    low, scale = Decimal(match["low"]), Decimal(_SCALES.get(match["scale"] or "", 1))
    high = Decimal(match["high"]) * scale if match["high"] else None
    unit, symbol, value = match["unit"], match["symbol"], low * scale
    if match["more"]:  # 8折, and 85折 for 8.5折
        kind, value = "paid", low / 10 if low > 10 else low
    elif symbol in _CURRENCY_OF:
        kind = f"money:{_CURRENCY_OF[symbol]}"
    elif unit in _CURRENCY_OF:
        kind = f"money:{_CURRENCY_OF[unit]}"
    elif unit:
        kind, factor = _MEASURE_OF[unit]
        value, high = value * factor, high * factor if high is not None else None
        if match["lowunit"] in _MEASURE_OF and match["high"]:
            value = low * _MEASURE_OF[match["lowunit"]][1]
    else:
        kind = "money:IDR" if match["scale"] in _RUPIAH_SCALES else "plain"
    take(  # type: ignore[operator]
        kind,
        value.normalize(),
        match,
        high=high.normalize() if high is not None else None,
        number=low,
    )


def _day(month: str, day: str) -> Decimal:
    return Decimal(100 * int(month) + int(day))


def _clock(match: re.Match[str]) -> Decimal:
    hour = int(match[2])
    after = match[4] or ""
    minutes = int(match[3] or 0) + (30 if after == "半" else int(after.rstrip("分") or 0))
    late = match[1] in {"下午", "晚上", "今晚"} or (match[5] or "").startswith("p")
    return Decimal(60 * (hour + 12 if late and hour < 12 else hour) + minutes)
