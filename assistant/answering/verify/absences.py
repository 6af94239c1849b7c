"""Saying that a product has no choice of colour or size, or no promotion: true where no fact is."""

import re

from assistant.answering.verify.reading import Reading
from assistant.answering.verify.units import Unit

_NONE = (
    r"(?:没有|不分|暂无|无|没|no|not any|don't see any|"
    r"tidak ada|tidak mempunyai|tiada|không có|ไม่มี)"
)
_CHOICES = {
    "colour": re.compile(
        rf"{_NONE}.{{0,4}}(?:颜色|色号)|\bno colou?rs?\b|{_NONE}\s*(?:pilihan )?warna|"
        rf"{_NONE}.{{0,10}}màu|{_NONE}.{{0,8}}สีให้|ไม่มีสี|ไม่มีให้เลือกสี"
    ),
    "size": re.compile(
        rf"{_NONE}.{{0,4}}(?:尺码|码数|尺寸)|\bno sizes?\b|{_NONE}\s*(?:pilihan )?(?:ukuran|saiz)|"
        rf"{_NONE}.{{0,10}}(?:size|cỡ)|ไม่มีไซส์|{_NONE}.{{0,8}}ไซส์"
    ),
}
_PROMOTION = re.compile(
    rf"{_NONE}.{{0,14}}(?:优惠|活动|促销|折扣|promotions?|discounts?|promo|promosi|khuyến mãi|"
    r"ưu đãi|โปรโมชั่น|โปรโมชัน)|(?:优惠|活动).{0,8}(?:没有|暂无)"
)
_OFFERS = frozenset({"list_price", "off", "threshold", "offer_note", "coupon", "price_until"})


def absent(clause: Reading, units: list[Unit]) -> bool:
    """Whether `clause` only says that something is not there, and no fact holds it."""
    fields = {unit.fact.field for unit in units}
    options = {name.lower() for unit in units for name, _ in unit.fact.options}
    for name, pattern in _CHOICES.items():
        if pattern.search(clause.text):
            words = ("颜色", "色号") if name == "colour" else ("尺码", "码数", "鞋码")
            return name not in fields and not options & {name, *words}
    if _PROMOTION.search(clause.text):
        offers = {field for field in fields if field.endswith("_price")} | (fields & _OFFERS)
        return not offers and not clause.quantities
    return False
