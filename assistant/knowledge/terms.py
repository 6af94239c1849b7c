"""A product's own shipping and return terms as policies of that product.

Catalogs of other formats state terms as values (a fee, days, who pays); what is said of them is
built here from those values alone, in every language of `terms.toml`.
"""

from collections.abc import Iterator, Mapping

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
from catalog_loader.tables import table

OWN = "terms:"
"""How the id of such a policy begins."""

_ELSE = "en"
"""What is said first in a shop whose language the table does not hold."""

_FREIGHT = {
    FreightPayer.SHOP: ("freight_shop", "由商家承担"),
    FreightPayer.CUSTOMER: ("freight_customer", "由买家承担"),
}

Said = Mapping[str, str]
"""One thing, by language."""

Part = tuple[Said, Attribute | None]
"""One thing said, and the clause it is."""


def own_policies(product: Product, language: str) -> tuple[Policy, ...]:
    """The policies that the terms of `product` amount to; `language` is the shop's."""
    made = [
        _policy(product, language, PolicyTopic.SHIPPING, list(_shipping(product, terms)), number)
        for number, terms in enumerate(product.shipping)
    ]
    if product.returns is not None:
        parts = list(_returns(product, product.returns))
        made.append(_policy(product, language, PolicyTopic.RETURNS, parts, 0))
    return tuple(policy for policy in made if policy is not None)


def _policy(
    product: Product, language: str, topic: PolicyTopic, parts: list[Part], number: int
) -> Policy | None:
    if not parts:
        return None
    said = {tongue: _sentence(tongue, [part[0][tongue] for part in parts]) for tongue in _words()}
    own = said.pop(language if language in said else _ELSE)
    return Policy(
        id=f"{OWN}{product.handle}/{topic.value}/{number}",
        topic=topic,
        statement=own,
        clauses=tuple(part[1] for part in parts if part[1]),
        products=(product.handle,),
        translations=said,
        origin=product.origin,
    )


def _shipping(product: Product, terms: Shipping) -> Iterator[Part]:
    to, service = terms.regions, terms.service
    if terms.excluded:
        if terms.regions:
            clause = _clause("not_shipped_to", "不发货地区", "、".join(terms.regions))
            yield _say("excluded", places=to), clause
        return
    if terms.fee is not None and terms.fee.minor == 0:
        yield _say("free", places=to, service=service), _fee(terms.fee)
    elif terms.fee is not None:
        yield _say("fee", places=to, service=service, money=terms.fee), _fee(terms.fee)
    elif terms.regions:
        yield _say("ships", places=to), None
    if terms.free_from is not None:
        clause = _clause(
            "free_shipping_threshold", "包邮门槛", terms.free_from.plain, terms.free_from.currency
        )
        yield _say("free_from", money=terms.free_from), clause
    if terms.handling_days:
        clause = _clause("ship_within", "发货时间", _span(terms.handling_days), "天")
        yield _say("handling", days=terms.handling_days), clause
    if terms.transit_days:
        clause = _clause("delivery_time", "到货时间", _span(terms.transit_days), "天")
        yield _say("transit", days=terms.transit_days), clause
    if terms.note:
        yield _published(product, terms.note), None


def _returns(product: Product, terms: Returns) -> Iterator[Part]:
    if terms.accepted is False:
        clause = _clause("no_return", "不支持无理由退货的情形", "不支持退货")
        yield _say("no_return"), clause
        return
    if terms.days is not None:
        clause = _clause("return_window", "退货期限", str(terms.days), "天")
        yield _say("return_days", days=(terms.days, terms.days)), clause
    elif terms.accepted:
        yield _say("returns"), _clause("return_window", "退货期限", "支持退货")
    if terms.freight is not None:
        template, value = _FREIGHT[terms.freight]
        yield _say(template), _clause("return_freight", "退货运费", value)
    for money, label, template in (
        (terms.fee, "退货运费", "return_fee"),
        (terms.restocking, "退货手续费", "restocking"),
    ):
        if money is not None:
            clause = _clause("return_freight", label, money.plain, money.currency)
            yield _say(template, money=money), clause
    for text in (terms.method, terms.refund, terms.note):
        if text:
            yield _published(product, text), None


def _say(
    template: str,
    *,
    places: tuple[str, ...] = (),
    service: str = "",
    money: Money | None = None,
    days: tuple[int, int] | None = None,
) -> Said:
    """What a template of the table says in each language."""
    said = {}
    for language, words in _words().items():
        listed = words["places"].join(places)
        bare = template == "excluded"
        said[language] = words[template].format(
            places=listed,
            to=words["to"].format(places=listed) if places and not bare else "",
            service=words["service"].format(service=service) if service else "",
            money=_money(money, language) if money else "",
            days=_days(days, words) if days else "",
            most=days[1] if days else "",
        )
    return said


def _published(product: Product, text: str) -> Said:
    """The shop's own words, with its own translations of them."""
    return {tongue: product.translations.get(tongue, {}).get(text, text) for tongue in _words()}


def _sentence(language: str, parts: list[str]) -> str:
    words = _words()[language]
    said = words["between"].join(parts)
    return said[:1].upper() + said[1:] + words["end"]


def _words() -> Mapping[str, Mapping[str, str]]:
    return table(__package__, "terms.toml")


def _clause(key: str, name: str, value: str, unit: str = "") -> Attribute:
    return Attribute(name=name, value=value, unit=unit, key=key)


def _fee(fee: Money) -> Attribute:
    return _clause("shipping_fee", "运费", fee.plain, fee.currency)


def _money(money: Money, language: str) -> str:
    if language == "zh" and money.currency == "CNY":
        return f"{money.plain}元"
    return _words()[language]["money"].format(amount=money.plain, currency=money.currency)


def _span(days: tuple[int, int]) -> str:
    return f"{days[0]}" if days[0] == days[1] else f"{days[0]}-{days[1]}"


def _days(days: tuple[int, int], words: Mapping[str, str]) -> str:
    least, most = days
    if least == most:
        return words["day" if most == 1 else "days"].format(most=most)
    return words["from_to"].format(least=least, most=most)
