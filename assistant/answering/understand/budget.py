"""The most a viewer wants to spend: 五十块以内, 预算一百, under $30, di bawah 100rb."""

import re

from assistant.answering.understand.measures import han_number

_AMOUNT = (
    r"(?:rmb|rp\.?|rm|[¥￥$฿])?\s*(?P<{0}>\d{{1,3}}(?:[.,]\d{{3}})+|\d{{2,8}}(?:\.\d+)?)"
    r"\s*(?P<{0}_by>k\b|rb\b|ribu|万|jt\b|juta|nghìn|พัน)?"
)
_SCALES = {"k": 1000, "rb": 1000, "ribu": 1000, "万": 10_000, "jt": 10**6, "juta": 10**6,
           "nghìn": 1000, "พัน": 1000}  # fmt: skip
_CURRENCY = r"(?:元|块钱?|rmb|yuan|usd|dollars?|บาท|đồng|đ\b)"
_AFTER = (
    r"以内|以下|之内|左右|上下|内(?!胆|衣)|的?预算|or less|or under|max\b|budget|ke ?bawah"
    r"|trở xuống|ลงมา"
)
_BEFORE = (
    r"预算|不超过|不要超过|别超过|低于|少于|最多|控制在"
    r"|under|below|less than|within|up to|at most|maximum(?: of)?|max\.?|(?:no|not) more than"
    r"|cheaper than|around|budget(?: is| of|ku|nya)?"
    r"|bajet|di ?bawah|bawah|kurang dari|maks(?:imal|imum)?|tak lebih|tidak lebih dari"
    r"|dưới|không quá|tầm|khoảng|ngân sách|ไม่เกิน|ต่ำกว่า|งบ(?:ประมาณ)?"
)
_NO_MONEY = (
    r"cm|kg|g\b|ml|l\b|w\b|岁|天|个|小时|点|号|公斤|斤|米|years?|months?|days?|hours?"
    r"|tahun|bulan|hari|jam|tuổi|tháng|ngày|กก|ซม|ปี|เดือน|วัน"
)
_BUDGET = re.compile(
    rf"{_AMOUNT.format('a')}\s*{_CURRENCY}?\s*(?:{_AFTER})"
    rf"|(?:{_BEFORE})\s*(?:是|在|:|about|around|dari)?\s*{_AMOUNT.format('b')}"
    rf"(?!\s*(?:{_NO_MONEY}))"
)
_HAN = re.compile(
    r"(?<=预算|最多|超过|低于|少于)(?P<told>[一二两三四五六七八九十百千万]{2,})"
    r"|(?<![零一二两三四五六七八九十百千万])(?P<n>[零一二两三四五六七八九十百千万]{2,}|[百千])"
    r"(?=\s*(?:元|块|以内|以下|之内|左右|上下|内的|的?预算|$|[,，。？?给送买有]))"
)


def budget_in(question: str) -> float:
    """The bound in major units, 0 where none is said."""
    match = _BUDGET.search(_HAN.sub(_digits, question))
    if match is None:
        return 0.0
    which = "a" if match["a"] else "b"
    number = re.sub(r"[.,](?=\d{3})", "", match[which])
    return float(number) * _SCALES.get(match[f"{which}_by"] or "", 1)


def _digits(match: re.Match[str]) -> str:
    run = match["told"] or match["n"]
    value = han_number(run if len(run) > 1 else f"一{run}")
    return match[0] if value is None else f"{value.normalize():f}"
