"""A product's own shipping and return terms as policies of that product.

Catalogs of other formats state terms as values (a fee, days, who pays); what is said of them is
built here from those values alone, in Chinese and English.
"""

from collections.abc import Iterator

from catalog_loader.product import (
    Attribute,
    FreightPayer,
    Money,
    Policy,
    PolicyTopic,
    Product,
    Returns,
    Shipping,
)

OWN = "terms:"
"""How the id of such a policy begins."""

_FREIGHT = {
    FreightPayer.SHOP: ("退货运费由商家承担", "the shop pays return freight"),
    FreightPayer.CUSTOMER: ("退货运费由买家承担", "the buyer pays return freight"),
}

Part = tuple[str, str, Attribute | None]
"""One thing said, in Chinese and in English, and the clause it is."""


def own_policies(product: Product, language: str) -> tuple[Policy, ...]:
    """The policies that the terms of `product` amount to; `language` is the shop's."""
    made = [
        _policy(product, language, PolicyTopic.SHIPPING, list(_shipping(terms)), number)
        for number, terms in enumerate(product.shipping)
    ]
    if product.returns is not None:
        made.append(
            _policy(product, language, PolicyTopic.RETURNS, list(_returns(product.returns)), 0)
        )
    return tuple(policy for policy in made if policy is not None)


def _policy(
    product: Product, language: str, topic: PolicyTopic, parts: list[Part], number: int
) -> Policy | None:
    if not parts:
        return None
    zh = "，".join(part[0] for part in parts) + "。"
    said = "; ".join(part[1] for part in parts)
    en = said[:1].upper() + said[1:] + "."
    own, other = (zh, en) if language == "zh" else (en, zh)
    return Policy(
        id=f"{OWN}{product.handle}/{topic.value}/{number}",
        topic=topic,
        statement=own,
        clauses=tuple(part[2] for part in parts if part[2]),
        products=(product.handle,),
        translations={"en" if language == "zh" else "zh": other},
        origin=product.origin,
    )


def _shipping(terms: Shipping) -> Iterator[Part]:
    regions = "、".join(terms.regions)
    places = ", ".join(terms.regions)
    if terms.excluded:
        if regions:
            clause = _clause("not_shipped_to", "不发货地区", regions)
            yield f"不发货到{regions}", f"not shipped to {places}", clause
        return
    to_zh, to_en = (f"发{regions}", f" to {places}") if regions else ("", "")
    named = f"{terms.service} " if terms.service else ""
    if terms.fee is not None and terms.fee.minor == 0:
        yield f"{to_zh}包邮", f"{named}shipping{to_en} is free", _fee(terms.fee)
    elif terms.fee is not None:
        zh, en = _money(terms.fee)
        yield f"{to_zh}运费{zh}", f"{named}shipping{to_en} costs {en}", _fee(terms.fee)
    elif regions:
        yield f"可以{to_zh}", f"ships{to_en}", None
    if terms.free_from is not None:
        zh, en = _money(terms.free_from)
        clause = _clause(
            "free_shipping_threshold", "包邮门槛", terms.free_from.plain, terms.free_from.currency
        )
        yield f"满{zh}包邮", f"free from {en}", clause
    if terms.handling_days:
        zh, en = _days(terms.handling_days)
        clause = _clause("ship_within", "发货时间", _span(terms.handling_days), "天")
        yield f"{zh}内发货", f"leaves within {en}", clause
    if terms.transit_days:
        zh, en = _days(terms.transit_days)
        clause = _clause("delivery_time", "到货时间", _span(terms.transit_days), "天")
        yield f"发货后{zh}送达", f"arrives {en} after that", clause
    if terms.note:
        yield terms.note, terms.note, None


def _returns(terms: Returns) -> Iterator[Part]:
    if terms.accepted is False:
        clause = _clause("no_return", "不支持无理由退货的情形", "不支持退货")
        yield "这款不支持退货", "this product cannot be returned", clause
        return
    if terms.days is not None:
        clause = _clause("return_window", "退货期限", str(terms.days), "天")
        yield f"{terms.days}天内可以退货", f"returns within {terms.days} days", clause
    elif terms.accepted:
        yield "支持退货", "returns are accepted", _clause("return_window", "退货期限", "支持退货")
    if terms.freight is not None:
        zh, en = _FREIGHT[terms.freight]
        yield zh, en, _clause("return_freight", "退货运费", zh.removeprefix("退货运费"))
    for money, zh_label, en_label in (
        (terms.fee, "退货运费", "return freight is"),
        (terms.restocking, "退货手续费", "the restocking fee is"),
    ):
        if money is not None:
            zh, en = _money(money)
            clause = _clause("return_freight", zh_label, money.plain, money.currency)
            yield f"{zh_label}{zh}", f"{en_label} {en}", clause
    for text in (terms.method, terms.refund, terms.note):
        if text:
            yield text, text, None


def _clause(key: str, name: str, value: str, unit: str = "") -> Attribute:
    return Attribute(name=name, value=value, unit=unit, key=key)


def _fee(fee: Money) -> Attribute:
    return _clause("shipping_fee", "运费", fee.plain, fee.currency)


def _money(money: Money) -> tuple[str, str]:
    zh = f"{money.plain}元" if money.currency == "CNY" else f"{money.plain} {money.currency}"
    return zh, f"{money.plain} {money.currency}"


def _span(days: tuple[int, int]) -> str:
    return f"{days[0]}" if days[0] == days[1] else f"{days[0]}-{days[1]}"


def _days(days: tuple[int, int]) -> tuple[str, str]:
    least, most = days
    if least == most:
        return f"{most}天", "1 day" if most == 1 else f"{most} days"
    return f"{least}到{most}天", f"{least} to {most} days"
