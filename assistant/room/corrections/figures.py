"""Figures in a clause of a correction that stand for what the catalog publishes: what is taken off
a price, a price without its currency, a fee, how many are left."""

import re
from typing import Literal

from assistant.answering.verify.reading import one_way, read

Figure = Literal["price", "fee", "quantity"]

FIELDS: dict[Figure, tuple[str, ...]] = {
    "price": ("price",),
    "fee": ("shipping_fee", "remote_fee", "express_fee", "free_shipping_threshold"),
    "quantity": ("quantity",),
}
"""The fields that are published of each."""

_CUT = re.compile(
    r"[满立直再][减降]|[减降]价?\d|便宜|优惠|折|半价|券|红包|返现|免单|"
    r"\boff\b|discount|half price|coupon|voucher|cashback|diskon|potongan|kupon|setengah harga|"
    r"diskaun|baucar|separuh harga|giảm|mã giảm|nửa giá|ลด|คูปอง|ครึ่งราคา"
)
_HALF = re.compile(r"半价|免单|half price|setengah harga|separuh harga|nửa giá|ครึ่งราคา")
_FEE = re.compile(
    r"运费|邮费|快递费|配送费|\b(?:shipping|delivery|postage)\b|ongkir|ongkos kirim|"
    r"kos penghantaran|phí (?:ship|vận chuyển|giao)|ค่าส่ง|ค่าจัดส่ง"
)
_LEFT = re.compile(
    r"剩|库存|还有(?=\d+[件个])|\bleft\b|in stock|remaining|sisa|stok|tinggal|còn|เหลือ|สต็อก"
)
_ASKS_THE_PRICE = re.compile(
    r"多少钱|什么价|价格|价钱|几块|几元|\bhow much\b|\bprice\b|\bcost\b|berapa|harga|"
    r"giá|bao nhiêu|เท่าไ|ราคา"
)
_TAKEN_HOME = re.compile(r"带走|到手|拿下|只要|只需|仅需|\bonly\b|\bjust\b|cuma|hanya|chỉ|แค่|เพียง")


def cuts(clause: str) -> bool:
    """Whether a clause takes something off a price."""
    said = one_way(clause)
    kinds = {number.kind for number in read(said).quantities}
    return "paid" in kinds or bool(_HALF.search(said) or (kinds and _CUT.search(said)))


def figure_in(clause: str, question: str) -> Figure | None:
    """What the figures of a clause stand for in the answer to a question; None for anything else,
    and where there are none."""
    said = one_way(clause)
    kinds = {number.kind.partition(":")[0] for number in read(said).quantities}
    if _FEE.search(said) and kinds & {"money", "plain"}:
        return "fee"
    if cuts(clause):
        return "price"
    if _LEFT.search(said) and kinds & {"count", "plain"}:
        return "quantity"
    asked = _ASKS_THE_PRICE.search(one_way(question)) or _TAKEN_HOME.search(said)
    return "price" if asked and "plain" in kinds else None
