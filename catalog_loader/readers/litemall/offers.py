"""What litemall takes off and adds: the coupons anybody can claim, and its freight."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import tzinfo

from catalog_loader.findings import Finding
from catalog_loader.product import Money, Offer, OfferKind, Policy, PolicyTopic, Shipping, Shop
from catalog_loader.readers.reader import Item, Read
from catalog_loader.readers.sql.fields import left_out, words_of
from catalog_loader.readers.sql.records import Record
from catalog_loader.readers.toolkit.money import NotMoney, parse_money

IN_FORCE = ("", "0")
"""The status of a coupon or a group sale that is neither over nor taken down."""

_YUAN = re.compile(r"(\d+(?:\.\d{1,2})?)\s*元")


def is_for(coupon: Record, goods: Record) -> bool:
    """Whether a coupon is for all goods, for these, or for those of their category."""
    column = {"": "", "0": "", "1": "category_id", "2": "id"}.get(coupon["goods_type"])
    if column is None:
        return False
    return not column or goods[column] in words_of(coupon, "goods_value")


def coupon_of(row: Record, currency: str, zone: tzinfo) -> Offer | None:
    """The coupon that anybody can claim; None, and why, for any other."""
    if row["status"] not in IN_FORCE:
        return None
    why = {
        "1": ("只在注册时赠送", "it is given on registering"),
        "2": ("要有兑换码", "it takes a code"),
    }.get(row["type"])
    name = row["name"]
    begins, ends = row.moment("start_time", zone), row.moment("end_time", zone)
    days = row.integer("days")
    if why:
        left_out(row, name, *why)
        return None
    if row["time_type"] == "1":
        if begins is None or ends is None:
            left_out(row, name, "没有写起止时间", "its start and end are not stated")
            return None
        if ends <= begins:
            left_out(row, name, "起止时间反了", "it ends before it begins")
            return None
        note = name
    else:
        begins = ends = None
        note = f"{name}，领取后{days}天内有效" if days else name
    off, threshold = row.money("discount", currency), row.money("min", currency)
    if row.failed or off is None or not off.minor:
        return None
    return row.make(
        Offer,
        kind=OfferKind.COUPON,
        off=off,
        threshold=threshold if threshold and threshold.minor else None,
        valid_from=begins,
        valid_until=ends,
        note=note,
    )


def freight_of(
    system: Mapping[str, str], policies: Sequence[Item], shop: Shop
) -> Shipping | Finding | None:
    """The freight that the settings state, unless the shop's own words name other amounts."""
    fee = _amount(system.get("litemall_express_freight_value", ""), shop)
    free_from = _amount(system.get("litemall_express_freight_min", ""), shop)
    if fee is None or free_from is None:
        return None
    for item in policies:
        policy = item.entry if isinstance(item, Read) else None
        if not isinstance(policy, Policy) or policy.topic is not PolicyTopic.SHIPPING:
            continue
        said = [
            amount for text in _YUAN.findall(policy.statement) if (amount := _amount(text, shop))
        ]
        if said and not {fee, free_from} <= set(said):
            values = {
                "one": f"{policy.origin.row} {_yuan(said)}",
                "other": f"litemall_system {_yuan([free_from, fee])}",
            }
            return Finding("contradiction", policy.origin.row, "answer", values)
    return Shipping(fee=fee, free_from=free_from)


def _amount(text: str, shop: Shop) -> Money | None:
    try:
        return parse_money(text, shop.currency) if text else None
    except NotMoney:
        return None


def _yuan(amounts: Iterable[Money]) -> str:
    return "、".join(f"{each.plain}元" for each in dict.fromkeys(amounts))
