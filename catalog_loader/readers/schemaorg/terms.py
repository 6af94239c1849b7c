"""How goods are taken back and guaranteed, in our words."""

import re
from collections.abc import Iterator, Mapping, Sequence

from catalog_loader.product import Attribute, FreightPayer, Money, Returns
from catalog_loader.readers.schemaorg.facts import word_for
from catalog_loader.readers.schemaorg.fields import Fields, Reading
from catalog_loader.readers.schemaorg.graph import Node, Text
from catalog_loader.readers.schemaorg.measures import quantity
from catalog_loader.readers.schemaorg.shipping import regions_of
from catalog_loader.readers.toolkit.published import attribute

_TAKEN_BACK = {
    "MerchantReturnFiniteReturnWindow": True,
    "MerchantReturnUnlimitedWindow": True,
    "MerchantReturnNotPermitted": False,
}
_METHODS = {
    "ReturnByMail": ("邮寄", "by mail"),
    "ReturnInStore": ("到店", "in store"),
    "ReturnAtKiosk": ("自助退货点", "at a kiosk"),
}
_REFUNDS = {
    "FullRefund": ("全额退款", "a full refund"),
    "ExchangeRefund": ("换货", "an exchange"),
    "StoreCreditRefund": ("退为店铺余额", "store credit"),
}
_FEES = {
    "FreeReturn": FreightPayer.SHOP,
    "ReturnFeesCustomerResponsibility": FreightPayer.CUSTOMER,
    "ReturnShippingFees": FreightPayer.CUSTOMER,
}
_DAYS = re.compile(r"\d{1,5}")
_SHARE = re.compile(r"\d{1,3}(?:\.\d+)?")


def returns_of(node: Node, fields: Fields, reading: Reading) -> Returns | None:
    """A MerchantReturnPolicy, None where it says nothing that can be held."""
    policy = fields.of(node)
    category, window = node.term("returnPolicyCategory"), node.text("merchantReturnDays")
    days_left = int(window) if _DAYS.fullmatch(window) and int(window) <= 36_500 else None
    accepted = _TAKEN_BACK.get(category, True if days_left else None)
    notes = []
    if category == "MerchantReturnUnlimitedWindow":
        notes.append(reading.said("退货不限时间", "at any time"))
    elif window and days_left is None:
        notes.append(reading.said(f"截止{window}", f"until {window}"))
    restocking, share = _restocking(policy, reading)
    if share:
        notes.append(reading.said(f"收取货款{share}%的手续费", f"a restocking fee of {share}%"))
    fees = node.term("returnFees") or node.term("customerRemorseReturnFees")
    fee = reading.amount(policy, "returnShippingFeesAmount") or reading.amount(
        policy, "customerRemorseReturnShippingFeesAmount"
    )
    returns = Returns(
        accepted=accepted,
        days=days_left,
        freight=_FEES.get(fees, FreightPayer.CUSTOMER if fee and fee.minor else None),
        fee=fee,
        restocking=restocking,
        regions=regions_of(node, "applicableCountry"),
        method=_words(node.terms("returnMethod"), _METHODS, reading),
        refund=_words(node.terms("refundType"), _REFUNDS, reading),
        note=reading.said("，", ", ").join(notes),
    )
    return None if returns == Returns(regions=returns.regions) else returns


def _restocking(policy: Fields, reading: Reading) -> tuple[Money | None, str]:
    """The restocking fee: an amount, or, where it is a number alone, per cent of the price."""
    if policy.node.node("restockingFee") is not None:
        return reading.amount(policy, "restockingFee"), ""
    share = policy["restockingFee"]
    return None, share if _SHARE.fullmatch(share) and float(share) else ""


def _words(terms: Sequence[str], known: Mapping[str, tuple[str, str]], reading: Reading) -> str:
    """What schema.org's terms say, in the shop's language; those not known here say nothing."""
    words = (reading.said(*known[term]) for term in terms if term in known)
    return reading.said("或", " or ").join(dict.fromkeys(words))


def warranty_of(node: Node, reading: Reading) -> Iterator[Attribute]:
    """The warranty of a product or an offer: how long, and what it covers."""
    label = reading.said("保修", "warranty")
    for name in ("hasWarrantyPromise", "warranty"):
        for value in node.properties.get(name, ()):
            if isinstance(value, Text):
                yield attribute(label, value.text, key="warranty")
                continue
            period = value.node("durationOfWarranty")
            length, unit = quantity(period, reading.language) if period else ("", "")
            length = length or value.text("durationOfWarranty")
            if length:
                yield attribute(label, length, unit=unit, key="warranty")
            if scope := value.text("warrantyScope"):
                words = word_for(scope, reading)
                yield attribute(reading.said("保修范围", "warranty covers"), words)
