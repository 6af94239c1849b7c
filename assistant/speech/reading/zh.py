"""Chinese text as a person reads it.

A list of rules, the more particular before the more general; each writes what it has read in
characters, so that no later rule sees its digits again. Latin words stay Latin, abbreviations
become single letters (`USB` → `U S B`).
"""

import re
from collections.abc import Callable, Iterable

from assistant.speech.reading import tokens
from assistant.speech.reading.tokens import DASH, NUMBER, PHONE, SIZE, Rule
from assistant.speech.reading.zh_numbers import by_digit, cardinal, counted, money
from assistant.speech.reading.zh_units import (
    CURRENCY_WORDS,
    MEASURES,
    SIGNS,
    TECHNICAL_UNITS,
    UNITS,
)

_Match = re.Match[str]


def _any(words: Iterable[str]) -> str:
    """A pattern of any of `words`, longest first."""
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))


_SPAN = rf"(?P<a>{NUMBER})(?:{DASH}(?P<b>{NUMBER}))?"
# Hyphens and blanks that only group the digits of a telephone number.
_UNGROUPED = re.compile(r"(?<=\d)[ -](?=\d)")
_GROUPS = {7: [3, 4], 10: [3, 3, 4], 11: [3, 4, 4], 13: [2, 3, 4, 4]}
_ALONE = r"(?<![\dA-Za-z.])"
_UNIT = _any(UNITS)
_SIGN = _any(SIGNS)


def _code(match: _Match) -> str:
    """An identifier: letters one by one, digits as over the telephone, in groups."""
    spoken = []
    for part in re.findall(r"\d+|[A-Za-z]", _UNGROUPED.sub("", match["code"])):
        spoken.append(_grouped(part) if part.isdigit() else part.upper())
    return (match["before"] or "") + " ".join(spoken)


def _grouped(digits: str) -> str:
    """Long numbers with pauses: telephone numbers where callers make them, others by fours."""
    if len(digits) < 7:
        return by_digit(digits, one="幺")
    sizes = _GROUPS.get(len(digits)) or [4] * (len(digits) // 4)
    groups, begin = [], 0
    for size in sizes[:-1]:
        groups.append(digits[begin : begin + size])
        begin += size
    groups.append(digits[begin:])
    return "，".join(by_digit(group, one="幺") for group in groups)


def _model(match: _Match) -> str:
    """A model's name: few digits are a number (`P30`), many are read one by one (`A1502`)."""
    digits = match["digits"]
    few = len(digits) < 3 and digits[0] != "0"
    return f"{match['letters']} {cardinal(digits) if few else by_digit(digits)}"


def _date(match: _Match) -> str:
    year = f"{by_digit(match['year'])}年" if match["year"] else ""
    return f"{year}{cardinal(str(int(match['month'])))}月{cardinal(str(int(match['day'])))}日"


def _slash(match: _Match) -> str:
    """`11/30` is a day, `1/2` a fraction, `36/37` two sizes."""
    above, below = int(match["a"]), int(match["b"])
    if 1 <= above <= 12 and below <= 31 and (above >= 10 or below > 10):
        return f"{cardinal(str(above))}月{cardinal(str(below))}日"
    if 0 < above < below and not match["after"]:
        return f"{cardinal(str(below))}分之{cardinal(str(above))}"
    return f"{cardinal(str(above))}、{cardinal(str(below))}{match['after'] or ''}"


def _clock(match: _Match) -> str:
    hour, minute = match["hour"], match["minute"]
    words = f"{counted(str(int(hour)))}点"
    if minute == "30":
        words += "半"
    elif minute != "00":
        words += f"{'零' if minute[0] == '0' else ''}{cardinal(str(int(minute)))}分"
    if match["second"]:
        words = f"{counted(str(int(hour)))}点{cardinal(str(int(minute)))}分"
        words += f"{cardinal(str(int(match['second'])))}秒"
    return words


def _span(match: _Match, say: Callable[[str], str] = cardinal) -> str:
    """One number or a range of two."""
    first = say(match["a"])
    return f"{first}到{say(match['b'])}" if match["b"] else first


def _signed_money(match: _Match) -> str:
    """`¥259.90`, `$100-200`, `¥1.5万`."""
    unit = SIGNS[match["sign"]]
    if match["scale"]:
        return f"{_span(match, counted)}{match['scale']}{unit}"
    if unit != "元":
        return f"{_span(match, counted)}{unit}"
    return _yuan(match)


def _yuan(match: _Match) -> str:
    """`259.9元`, `100-200元`."""
    if not match["b"]:
        return money(match["a"])
    first = counted(match["a"]) if "." not in match["a"] else money(match["a"])
    return f"{first}到{money(match['b'])}"


def _bare_yuan(match: _Match) -> str:
    """A price without its unit: `9.9包邮`."""
    return _yuan(match).removesuffix("元")


def _campaign(match: _Match) -> str:
    digits = "".join(group for group in match.groups() if group)
    return {"1111": "双十一", "1212": "双十二"}.get(digits) or by_digit(digits)


def _memory(match: _Match) -> str:
    return f"{cardinal(match[1])}G"


def _percent(match: _Match) -> str:
    def share(number: str) -> str:
        return "百" if number == "100" else cardinal(number)

    of = "百分之" if match["sign"] == "%" else "千分之"
    return f"{of}{share(match['a'])}" + (f"到{of}{share(match['b'])}" if match["b"] else "")


def _discount(match: _Match) -> str:
    """Tenths of the price that stay: `8折`, `8.5折` and `85折` are 八折, 八五折, 八五折."""

    def tenths(number: str) -> str:
        digits = number.replace(".", "")
        return counted(number) if len(digits) == 1 else by_digit(digits.removesuffix("0") or "0")

    return f"{_span(match, tenths)}折"


def _measured(match: _Match) -> str:
    """A number with a unit in letters: `165cm`, `1.5-2kg`, `-18℃`."""
    unit = UNITS[match["unit"]]
    say = cardinal if unit in TECHNICAL_UNITS else counted
    below = ("零下" if "度" in unit else "负") if match["minus"] else ""
    return f"{below}{_span(match, say)}{unit}"


def _counted(match: _Match) -> str:
    """A number before a measure word; the last of a range decides."""
    if not match["b"] and len(match["a"]) > 8:
        return match[0]
    return _span(match, counted)


def _number(match: _Match) -> str:
    """Whatever no other rule has read."""
    number = match[0]
    whole = number.split(".")[0]
    if "," not in number and len(whole) >= 7 and not whole.endswith("0000"):
        return _grouped(whole)
    return cardinal(number)


_CODES = (
    "订单号码?|订单编号|运单号|快递单号|单号|货号|编号|款号|型号|验证码|优惠码|兑换码|口令|尾号|工号|房间号"
    "|房号|QQ群?|微信号?|批号|编码|条码|SKU|sku"
)

# A product code: letters and digits joined by hyphens, with a digit somewhere behind the first.
_SKU = r"(?P<code>[A-Z]{1,6}(?:[-_][A-Z0-9]+)*[-_]\d[A-Z0-9]*(?:[-_][A-Z0-9]+)*)(?![A-Za-z\d])"
_DAY = r"(?P<month>1[0-2]|0?[1-9])(?:-|/|\.|月)(?P<day>3[01]|[12]\d|0?[1-9])(?:日|号|(?!\d))"
_TIME = r"(?P<hour>[01]?\d|2[0-4])[:：](?P<minute>[0-5]\d)(?:[:：](?P<second>[0-5]\d))?(?![\d:])"
_CAMPAIGN_DAY = r"(618|520|1111|1212)|(6)\.(18)|(5)\.(20)|(11)\.(11)|(12)\.(12)|(3)\.(8)"
_CAMPAIGN = "大促|活动|购物节|年中|狂欢|节|促销|预售"
_SEASON = "新款|款|新品|春|夏|秋|冬|产|份"
_QUANTITY = rf"(?<![\d.A-Za-z]){_SPAN}\s?(?P<unit>{_UNIT})(?![A-Za-z²³]|级|码|/\d)"

_IDENTIFIERS: list[Rule] = [
    (
        re.compile(rf"(?P<before>(?:{_CODES})\s*[是为]?[\s:：]*)(?P<code>[A-Za-z0-9][\w-]+)", re.A),
        _code,
    ),
    (re.compile(rf"(?P<before>)(?<![\d.])(?P<code>{PHONE})(?!\d)"), _code),
    (re.compile(rf"(?P<before>)(?<![A-Za-z\d]){_SKU}", re.A), _code),
]

_DATES: list[Rule] = [
    (re.compile(rf"(?<!\d)(?P<year>(?:19|20)\d{{2}})(?:-|/|\.|年){_DAY}"), _date),
    (
        re.compile(rf"(?<!\d)((?:19|20)\d{{2}}){DASH}(?=(?:19|20)\d{{2}}年)"),
        lambda m: f"{by_digit(m[1])}到",
    ),
    (re.compile(r"(?<!\d)((?:19|20)\d{2})(?=年|新款|春|夏|秋|冬)"), lambda m: by_digit(m[1])),
    (re.compile(rf"(?<!\d)(\d{{2}})(?=年(?:{_SEASON}))"), lambda m: by_digit(m[1])),
    (re.compile(r"(?<!\d)([6-9][05]|0[05])(?=后)"), lambda m: by_digit(m[1])),
    # Grades of steel and down are names: 304不锈钢, 90白鸭绒.
    (re.compile(r"(?<!\d)(\d{3})(?=L?不锈钢|医用钢)"), lambda m: by_digit(m[1])),
    (re.compile(r"(?<!\d)([5-9][05])(?=白?[鸭鹅])"), lambda m: by_digit(m[1])),
    (re.compile(rf"(\d:\d{{2}}){DASH}(?=\d{{1,2}}[:：]\d)"), lambda m: f"{m[1]}到"),
    (re.compile(rf"(?<![\d:]){_TIME}"), _clock),
    # Campaigns are called by the digits of their day.
    (re.compile(rf"(?<![\d.])(?:{_CAMPAIGN_DAY})(?={_CAMPAIGN})"), _campaign),
    (re.compile(r"双(1[12])(?!\d)"), lambda m: f"双{cardinal(m[1])}"),
]

_AMOUNTS: list[Rule] = [
    (
        re.compile(
            rf"(?P<sign>{_SIGN})\s?(?P<a>{NUMBER})(?:{DASH}(?:{_SIGN})?(?P<b>{NUMBER}))?"
            r"(?P<scale>[万亿])?(?:元|块钱)?"
        ),
        _signed_money,
    ),
    (re.compile(rf"{_ALONE}{_SPAN}\s?(?:RMB|CNY|元|块钱)"), _yuan),
    (re.compile(rf"{_ALONE}{_SPAN}(?=包邮|秒杀|到手|拿下|抢)"), _bare_yuan),
    (re.compile(rf"{_ALONE}{_SPAN}(?=\s?(?:{CURRENCY_WORDS}))"), lambda m: _span(m, counted)),
    (re.compile(rf"{_ALONE}{_SPAN}\s?USD(?![A-Za-z])"), lambda m: f"{_span(m, counted)}美元"),
    (re.compile(rf"(?<=[元块毛分零一二三四五六七八九])/(?={MEASURES})"), lambda m: "一"),
    (
        re.compile(rf"{_ALONE}(?P<a>{NUMBER})[%‰]?(?:{DASH}(?P<b>{NUMBER}))?\s?(?P<sign>[%‰])"),
        _percent,
    ),
    (re.compile(rf"{_ALONE}{_SPAN}\s?折"), _discount),
    (
        re.compile(r"(?<![\d.])(\d{1,3})\s?[:：]\s?(\d{1,3})(?![\d.])"),
        lambda m: f"{cardinal(m[1])}比{cardinal(m[2])}",
    ),
]

_SIZES: list[Rule] = [
    (
        re.compile(rf"(?<![A-Za-z\d])({SIZE})\s?[-~—–至到]+\s?(?={SIZE}(?![A-Za-z]))"),
        lambda m: f"{m[1]}到",
    ),
    (
        re.compile(rf"(?<![A-Za-z\d])({SIZE})\s?[/、]\s?(?={SIZE}(?![A-Za-z]))"),
        lambda m: f"{m[1]}、",
    ),
    # Height and chest on a label: 170/88A.
    (
        re.compile(r"(?<!\d)(1\d{2})/(\d{2,3})([A-CY]?)(?![\dA-Za-z])"),
        lambda m: f"{by_digit(m[1])} {by_digit(m[2])}{m[3]}",
    ),
    (re.compile(r"(?<!\d)(720|1080|1440|2160)(?=[pP](?![A-Za-z]))"), lambda m: by_digit(m[1])),
    (re.compile(r"(?<![A-Za-z])[pP][hH](?=值|\d|[：:]|\s|$)"), lambda m: "P H "),
]

_QUANTITIES: list[Rule] = [
    (
        re.compile(rf"(\d(?:{_UNIT}|[克升米片袋包支瓶盒粒抽])?)\s*[×*xX]\s*(?=\d)"),
        lambda m: f"{m[1]}乘",
    ),
    (re.compile(r"(?<![A-Za-z\d])[×*xX]\s?(?=\d)"), lambda m: "乘"),
    # The ends of a range that carry the same unit each: 5斤-10斤.
    (
        re.compile(
            rf"(?P<a>\d\s?(?P<unit>{_UNIT}|{MEASURES}|码|号|月|日|X*L)){DASH}"
            r"(?=[\d.,]+\s?(?P=unit))"
        ),
        lambda m: f"{m['a']}到",
    ),
    # Networks and memories, which are no weights.
    (re.compile(r"(?<![\d.])([2-6]|8|16|32|64|128|256|512)G(?![A-Za-z])"), _memory),
    (re.compile(rf"(?P<minus>(?<![\w)）.])-)?{_QUANTITY}"), _measured),
    # Again, for a second quantity that touched the first: 5V2A.
    (re.compile(rf"(?P<minus>(?!)-)?{_QUANTITY}"), _measured),
    (re.compile(rf"[每/](?P<unit>{_UNIT})(?![A-Za-z])"), lambda m: f"每{UNITS[m['unit']]}"),
    (re.compile(rf"/(?={MEASURES}|平方米|立方米|月|人次)"), lambda m: "每"),
    (
        re.compile(rf"第\s?(\d+)(?:{DASH}(\d+))?"),
        lambda m: f"第{cardinal(m[1])}" + (f"到{cardinal(m[2])}" if m[2] else ""),
    ),
    (re.compile(r"(?<![A-Za-z])(?:No|NO)\.?\s?(\d+)"), lambda m: f"第{cardinal(m[1])}"),
    (re.compile(rf"(?<![\d.A-Za-z]){_SPAN}\s?(?={MEASURES})"), _counted),
    (re.compile(rf"(?<![\d.A-Za-z])(?P<a>{NUMBER}){DASH}(?P<b>{NUMBER})(?![\d-])"), _span),
    (
        re.compile(r"(?<![\d.])(\d+)/(\d+)/(\d+)(?![\d/])"),
        lambda m: "、".join(cardinal(g) for g in m.groups()),
    ),
    (
        re.compile(
            r"(?<![\d./])(?P<a>\d{1,3})/(?P<b>\d{1,3})(?P<after>[码号款件色片克])?(?![\d/])"
        ),
        _slash,
    ),
]

_THE_REST: list[Rule] = [
    (re.compile(r"(?P<letters>[A-Za-z]+)[- ]?(?P<digits>\d+)(?![\d.])"), _model),
    (re.compile(r"(?<=[\dA-Za-z])(\+{2,})"), lambda m: f"{counted(str(len(m[1])))}个加"),
    (re.compile(r"(?<=[\w)）])\s?\+(?!\+)"), lambda m: "加"),
    (re.compile(r"(?<![\w)）.])-(?=\d)"), lambda m: "负"),
    (re.compile(r"±\s?"), lambda m: "正负"),
    (re.compile(NUMBER), _number),
]

# Sizes and identifiers first: nothing in them is a quantity.
_RULES = [*_SIZES, *_IDENTIFIERS, *_DATES, *_AMOUNTS, *_QUANTITIES, *_THE_REST]

_SIGN_WORDS = {
    "≥": "大于等于",
    "≤": "小于等于",
    "≈": "约等于",
    "=": "等于",
    ">": "大于",
    "<": "小于",
    "&": "和",
    "℃": "摄氏度",
    "%": "百分号",
}
_PUNCTUATION: list[tuple[re.Pattern[str], str]] = [
    (re.compile(r"(?<=[\u4e00-\u9fff])\s?/\s?(?=[\u4e00-\u9fffA-Za-z])"), "、"),
    (re.compile(r"(?<=[A-Za-z])\s?/\s?(?=[\u4e00-\u9fff])"), "、"),
    (re.compile(r"(?:\.{3,}|。{2,}|…+)"), "…"),
    (re.compile(r"(?:——|--|\||\s[-–—]\s|(?<=[\u4e00-\u9fff])[~〜]+(?=[\w\u4e00-\u9fff]))"), "，"),
    (re.compile(r"[【\[「『《〈](?P<in>[^】\]」』》〉]*)[】\]」』》〉]"), r"\g<in> "),
    (re.compile(r"[~〜^_#@*/\\|{}<>·•\-–—]+"), " "),
    (re.compile(r"([，。！？、；…])(?:\s*[，、；])+"), r"\1"),
    (re.compile(r"\s*\n\s*"), "。"),
    (re.compile(r"([，。！？、；：…])。+"), r"\1"),
    (re.compile(r"\s+(?=[，。！？、；：…,.!?;:])"), ""),
    (re.compile(r"(?<=[，。！？、；：…])\s+"), ""),
    (re.compile(r"(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff])"), ""),
    (re.compile(r" {2,}"), " "),
]


def read(text: str) -> str:
    """`text` in Chinese characters and Latin words, with no digit left."""
    text = tokens.apply(_RULES, tokens.clean(text, address="链接"))
    text = tokens.spell_capitals(text)
    for sign, word in _SIGN_WORDS.items():
        text = text.replace(sign, word)
    for pattern, replacement in _PUNCTUATION:
        text = pattern.sub(replacement, text)
    return text.strip()
