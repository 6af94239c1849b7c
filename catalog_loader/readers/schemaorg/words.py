"""A shop's terms as sentences that are said aloud, built from the stated values and nothing else.

Each is written in Chinese and in English; what is not stated is not said.
"""

from collections.abc import Iterable

from catalog_loader.keys import CLAUSE_KEYS
from catalog_loader.product import Attribute, FreightPayer, Money, Returns, Shipping

_CURRENCIES = {
    "CNY": "元", "USD": "美元", "EUR": "欧元", "GBP": "英镑", "JPY": "日元", "HKD": "港元",
    "TWD": "新台币", "SGD": "新加坡元", "MYR": "林吉特", "THB": "泰铢", "VND": "越南盾",
    "IDR": "印尼盾", "PHP": "比索", "KRW": "韩元", "AUD": "澳元", "CAD": "加元", "RUB": "卢布",
}  # fmt: skip
_PLACES = {
    "CN": ("中国大陆", "mainland China"), "HK": ("中国香港", "Hong Kong"),
    "MO": ("中国澳门", "Macao"), "TW": ("中国台湾", "Taiwan"), "US": ("美国", "the United States"),
    "CA": ("加拿大", "Canada"), "MX": ("墨西哥", "Mexico"), "BR": ("巴西", "Brazil"),
    "GB": ("英国", "the United Kingdom"), "IE": ("爱尔兰", "Ireland"), "FR": ("法国", "France"),
    "DE": ("德国", "Germany"), "AT": ("奥地利", "Austria"), "CH": ("瑞士", "Switzerland"),
    "IT": ("意大利", "Italy"), "ES": ("西班牙", "Spain"), "NL": ("荷兰", "the Netherlands"),
    "BE": ("比利时", "Belgium"), "SE": ("瑞典", "Sweden"), "PL": ("波兰", "Poland"),
    "RU": ("俄罗斯", "Russia"), "JP": ("日本", "Japan"), "KR": ("韩国", "South Korea"),
    "SG": ("新加坡", "Singapore"), "MY": ("马来西亚", "Malaysia"), "TH": ("泰国", "Thailand"),
    "VN": ("越南", "Vietnam"), "ID": ("印度尼西亚", "Indonesia"), "IN": ("印度", "India"),
    "PH": ("菲律宾", "the Philippines"), "AU": ("澳大利亚", "Australia"),
    "NZ": ("新西兰", "New Zealand"), "EU": ("欧盟", "the European Union"),
}  # fmt: skip
_NAMED_AT_MOST = 6
"""More places than this nobody listens to; they are counted instead."""


def returns_said(returns: Returns, language: str) -> str:
    """What a return policy promises, "" where it promises nothing."""
    said = _returns_zh(returns) if language == "zh" else _returns_en(returns)
    return _sentence(said, _places(returns.regions, language), language)


def shipping_said(shipping: Shipping, language: str) -> str:
    """What a way of sending promises, "" where it promises nothing."""
    places = _places(shipping.regions, language)
    if shipping.excluded:
        if language == "zh":
            return f"不发货到{places}。" if places else ""
        return f"We do not ship to {places}." if places else ""
    said = _shipping_zh(shipping) if language == "zh" else _shipping_en(shipping)
    if said and shipping.note:
        said.append(shipping.note)
    if said and shipping.service:
        said[0] = f"{shipping.service}{'：' if language == 'zh' else ': '}{said[0]}"
    return _sentence(said, places, language)


def return_clauses(returns: Returns, language: str) -> tuple[Attribute, ...]:
    """The single facts of a return policy."""
    zh = language == "zh"
    found = []
    if returns.days and returns.accepted:
        unit = "天" if zh else "days"
        found.append(_clause("return_window", "退货期限", str(returns.days), unit, zh))
    if returns.freight and returns.accepted is not False:
        payer = _PAYERS[returns.freight][0 if zh else 1]
        found.append(_clause("return_freight", "退货运费", payer, "", zh))
    if returns.refund and returns.accepted is not False:
        found.append(_clause("refund_to", "退款方式", returns.refund, "", zh))
    return tuple(found)


def shipping_clauses(shipping: Shipping, language: str) -> tuple[Attribute, ...]:
    """The single facts of a way of sending; none where its note puts a condition on them."""
    if shipping.note:
        return ()
    zh = language == "zh"
    places, unit = _places(shipping.regions, language), "天" if zh else "days"
    if shipping.excluded:
        return (_clause("not_shipped_to", "不发货地区", places, "", zh),) if places else ()
    found = []
    for key, label, money in (
        ("shipping_fee", "运费", shipping.fee),
        ("free_shipping_threshold", "包邮门槛", shipping.free_from),
    ):
        if money is not None:
            found.append(_clause(key, label, money.plain, _currency(money, language), zh))
    for key, label, span in (
        ("ship_within", "发货时间", shipping.handling_days),
        ("delivery_time", "运输时间", shipping.transit_days),
    ):
        if span is not None:
            value = str(span[1]) if span[0] in (0, span[1]) else f"{span[0]}-{span[1]}"
            found.append(_clause(key, label, value, unit, zh))
    return tuple(found)


_PAYERS = {
    FreightPayer.SHOP: ("店铺承担", "paid by the shop"),
    FreightPayer.CUSTOMER: ("买家承担", "paid by the customer"),
}


def _clause(key: str, label: str, value: str, unit: str, zh: bool) -> Attribute:
    return Attribute(name=label if zh else CLAUSE_KEYS[key].en, value=value, unit=unit, key=key)


def _returns_zh(returns: Returns) -> list[str]:
    if returns.accepted is False:
        return ["不支持退货"]
    said = []
    if returns.days:
        said.append(f"收到商品后{returns.days}天内可以退货")
    elif returns.accepted:
        said.append("支持退货")
    if returns.method:
        said.append(f"退货方式是{returns.method}")
    if returns.freight:
        fee = f"{_money(returns.fee, 'zh')}" if returns.fee else ""
        said.append(f"退货运费{fee}由{_PAYERS[returns.freight][0]}")
    if returns.restocking:
        said.append(f"收取退货手续费{_money(returns.restocking, 'zh')}")
    if returns.refund:
        said.append(f"退货后{returns.refund}")
    return said + ([returns.note] if returns.note else [])


def _returns_en(returns: Returns) -> list[str]:
    if returns.accepted is False:
        return ["returns are not accepted"]
    said = []
    if returns.days:
        said.append(f"returns are accepted within {returns.days} days of delivery")
    elif returns.accepted:
        said.append("returns are accepted")
    if said and returns.method:
        said[0] += f", {returns.method}"
    if returns.freight:
        fee = f" of {_money(returns.fee, 'en')}" if returns.fee else ""
        said.append(f"return shipping{fee} is {_PAYERS[returns.freight][1]}")
    if returns.restocking:
        said.append(f"the restocking fee is {_money(returns.restocking, 'en')}")
    if returns.refund:
        said.append(f"you get {returns.refund}")
    return said + ([returns.note] if returns.note else [])


def _shipping_zh(shipping: Shipping) -> list[str]:
    said = []
    if shipping.fee is not None and shipping.fee.minor == 0:
        said.append("包邮")
    elif shipping.fee is not None:
        said.append(f"运费{_money(shipping.fee, 'zh')}")
    if shipping.free_from is not None:
        said.append(f"满{_money(shipping.free_from, 'zh')}包邮")
    if shipping.handling_days:
        said.append(f"下单后{_span(shipping.handling_days, '到', '天内', '天')}发货")
    if shipping.transit_days:
        said.append(f"发货后{_span(shipping.transit_days, '到', '天内', '天')}送达")
    return said


def _shipping_en(shipping: Shipping) -> list[str]:
    said = []
    if shipping.fee is not None and shipping.fee.minor == 0:
        said.append("shipping is free")
    elif shipping.fee is not None:
        said.append(f"shipping costs {_money(shipping.fee, 'en')}")
    if shipping.free_from is not None:
        said.append(f"shipping is free from {_money(shipping.free_from, 'en')}")
    if shipping.handling_days:
        said.append(f"orders ship {_within(shipping.handling_days)}")
    if shipping.transit_days:
        said.append(f"parcels arrive {_within(shipping.transit_days)} of shipping")
    return said


def _span(days: tuple[int, int], to: str, within: str, unit: str) -> str:
    least, most = days
    return f"{most}{within}" if least in (0, most) else f"{least}{to}{most}{unit}"


def _within(days: tuple[int, int]) -> str:
    least, most = days
    unit = "day" if most == 1 else "days"
    return f"within {most} {unit}" if least in (0, most) else f"within {least} to {most} {unit}"


def _sentence(parts: Iterable[str], places: str, language: str) -> str:
    said = [part for part in parts if part]
    if not said:
        return ""
    if language == "zh":
        return f"{f'{places}：' if places else ''}{'，'.join(said)}。"
    text = f"For {places}: {'; '.join(said)}." if places else f"{'; '.join(said)}."
    return text[0].upper() + text[1:]


def _places(regions: tuple[str, ...], language: str) -> str:
    if len(regions) > _NAMED_AT_MOST:
        return f"{len(regions)}个国家和地区" if language == "zh" else f"{len(regions)} places"
    names = [_place(region, language) for region in regions]
    if language == "zh":
        return "、".join(names)
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _place(region: str, language: str) -> str:
    named = _PLACES.get(region.upper())
    return named[0 if language == "zh" else 1] if named else region


def _money(money: Money, language: str) -> str:
    space = "" if language == "zh" else " "
    return f"{money.plain}{space}{_currency(money, language)}"


def _currency(money: Money, language: str) -> str:
    return _CURRENCIES.get(money.currency, money.currency) if language == "zh" else money.currency
