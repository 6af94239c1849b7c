"""How many a viewer wants, and which price a viewer says: what is left of the numbers once those
that name a variant are known (see `wishes.py`, which marks them).
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from assistant.answering.understand.measures import NAME, OPTION, count_words, measures
from assistant.knowledge.pricing import offers_of
from catalog_loader.product import Product

_MOST = 999
_NUMBER = r"(?P<n>\d{1,3})(?![\d.,]\d|\d)"
_A_FEW = r"(?P<n>1?\d|20)(?![\d.,])"
_UNITS = r"cm|kg|ml|g\b|l\b|米|斤|公斤|克|升|毫升"
_OF_TIME = r"days?|hours?|minutes?|weeks?|months?|years?|people|persons?|adults?|kids?|babies"
_MARKED = rf"(?:[{OPTION}]+\s?(?:的|of\s)?\s?)*"
_BUYING = (
    r"买|拍|要|来|购|下单|入|订|凑|\bbuy|\border|\bget|\btake|\bwant|\bbeli|\bambil|\border|\bpesan|\bmau|\bnak"
    r"|\bmua|\blấy|\bđặt|ซื้อ|เอา|สั่ง|รับ"
)
_NOT_GOODS = r"(?!月|小时|星期|周|人|码|套装|套床|颜色|色|款|口味|尺|问题|号|年|度|天)"
_BEFORE = r"(?<![\d.第这那哪每双月/])"

# Money as viewers write it: 99, ¥99, 9块9, 1,299元, 199k, 199rb, Rp199.000.
_MONEY = re.compile(
    r"(?P<symbol>[¥￥$฿]|\brp\.?\s?|\brm\s?)?"
    r"(?<![\d.,×x*])(?P<whole>\d{1,3}(?:[.,]\d{3})+(?![\d.,]\d)|\d+)(?:[.,](?P<part>\d{1,2})(?!\d))?"
    r"\s?(?P<scale>rb\b|ribu|k\b|jt\b|juta|nghìn|ngàn|พัน|万)?"
    r"\s?(?P<unit>元|块钱?|rmb\b|yuan\b|บาท|đồng|đ\b|rupiah\b|ringgit\b)?(?P<dime>(?<=块)\d)?"
)
_SCALES = {
    "rb": 1000, "ribu": 1000, "k": 1000, "nghìn": 1000, "ngàn": 1000, "พัน": 1000,
    "万": 10_000, "jt": 1_000_000, "juta": 1_000_000,
}  # fmt: skip
_NO_PRICE_BEFORE = re.compile(
    r"(?:第|满|减|省|便宜|link|链接|no\.?|number|#|双|size|ukuran|saiz|cỡ|ไซส์|预算|budget|身高|体重|before|over"
    r"|min\.?|dec(?:ember)?|[0-9]\s?(?:月|/))\s?$"
)
_NO_PRICE_AFTER = re.compile(
    r"\s?(?:号|日|月|天|年|岁|点|小时|分钟|人|次|折|%|码|度|件|级|档|层|代|期|以内|以下|左右|世纪|[:/-]\d"
    r"|days?\b|hours?\b|years?\b|months?\b|am\b|pm\b|hari|tahun|bulan|jam\b|ngày|tháng|giờ|วัน|เดือน|ปี|โมง)"
)
_AFTER_A_PRICE = re.compile(
    rf"\s*(?:$|[{NAME}{OPTION}?？,，。!！]|吗|嘛|么|吧|的|了|呢|啊|呀|来着|对|是|现在|在|还|那|这|能|就|没|不(?:是|$|[?？])|价"
    r"|(?<=\s)[^\W\d_])"
)
_BEFORE_A_PRICE = re.compile(
    rf"(?:^|[{NAME}{OPTION}?？,，。!！\u4e00-\u9fff\u0e00-\u0e7f]|\b(?:is|it|its|was|still|at|for|said|says|only|just|costs?"
    r"|price|now|be|are|masih|harga(?:nya)?|cuma|hanya|jadi|itu|ini|sekarang|bukan|kan|katanya|ni|giá|còn"
    r"|là|có|chỉ|vẫn|nay|này|ราคา|ยัง|แค่))\s*$"
)
_LEAST_OF_LOWEST, _MOST_OF_HIGHEST = 0.25, 3.0


def quantity_in(text: str) -> int:
    """How many pieces a `spelled` text asks for; 0 when it says no number of them.

    What names the product or an option in it may be marked; then a number right before either
    counts too.
    """
    for pattern in _quantities():
        for match in pattern.finditer(text):
            if 0 < int(match["n"]) <= _MOST:
                return int(match["n"])
    return 0


def proposed_price(text: str, product: Product) -> float:
    """A price in `text` that a viewer may mean for `product`, in major units; 0.0 for none.

    A number without money's own sign is one where it is a price of the product's, at whatever
    time, or where its prices make it likely and the words around it are those of a price.
    """
    prices = prices_ever(product)
    if not prices:
        return 0.0
    low, high = min(prices) * _LEAST_OF_LOWEST, max(prices) * _MOST_OF_HIGHEST
    measured = [m for m in measures(text) if m.kind and m.kind != "count"]
    for match in _MONEY.finditer(text):
        if any(m.start <= match.start("whole") < m.end for m in measured):
            continue
        if _NO_PRICE_BEFORE.search(text[: match.start()]):
            continue
        if not match["unit"] and not match["scale"] and _NO_PRICE_AFTER.match(text, match.end()):
            continue
        value = _value(match, product)
        plainly = bool(match["symbol"] or match["unit"])
        exact = any(abs(value - price) < 0.005 for price in prices)
        likely = low <= value <= high and _like_a_price(text, match)
        if plainly or exact or likely:
            return value
    return 0.0


@cache
def _quantities() -> Sequence[re.Pattern[str]]:
    counted = count_words()
    these = r"of (?:the|these|those|them|it|this)\b"
    asked = r"berapa|jadi|total|how|bao|tổng|เท่า|รวม|多少|一共"
    return tuple(
        re.compile(pattern)
        for pattern in (
            rf"(?:{_BUYING})(?:了|个)?\s?{_BEFORE}{_NUMBER}\s?(?:{counted}){_NOT_GOODS}",
            rf"(?:{_BUYING})\s?{_BEFORE}{_A_FEW}(?=\s?[{NAME}{OPTION}]|\s|$)(?!\s?(?:{_UNITS}))",
            rf"{_BEFORE}{_NUMBER}\s?(?:{counted}){_NOT_GOODS}",
            rf"{_BEFORE}{_NUMBER}\s?(?:{these}\s?)?{_MARKED}[{NAME}]",
            rf"{_BEFORE}{_A_FEW} ?[{OPTION}]",
            rf"{_BEFORE}{_NUMBER}\s(?:{these}|together|in total|altogether)",
            rf"[{NAME}]s?\s?[x×*]?\s?{_NUMBER}\s?(?=$|[?？,，]|{asked})",
            rf"\bfor {_BEFORE}{_NUMBER} (?!{_OF_TIME})[a-z-]+s\b",
            rf"[x×*]\s?{_NUMBER}(?=$|\D)",
        )
    )


def _like_a_price(text: str, match: re.Match[str]) -> bool:
    """Whether what stands beside a bare number is what stands beside a price: 是109吗, still 49.9,
    but not SPF 50 or 304不锈钢."""
    after = _AFTER_A_PRICE.match(text, match.end()) is not None
    return after and _BEFORE_A_PRICE.search(text[: match.start()]) is not None


def _value(match: re.Match[str], product: Product) -> float:
    whole = match["whole"]
    digits = Decimal(whole.replace(",", "").replace(".", ""))
    value = digits + (Decimal(f"0.{match['part']}") if match["part"] else 0)
    if match["dime"]:
        value += Decimal(match["dime"]) / 10
    return float(value * _SCALES.get(match["scale"] or "", 1))


def prices_ever(product: Product) -> frozenset[float]:
    """Every price that the product has, has had or will have, in major units."""
    own = [v.price for v in product.variants]
    own += [o.price for v in product.variants for o in offers_of(v, product)]
    return frozenset(float(money.amount) for money in own if money)
