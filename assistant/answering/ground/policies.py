"""Policies and FAQs: the shop's own sentences, chosen by what a question asks of them."""

import re
from collections.abc import Mapping

from assistant.answering.ground.grounding import Context, Grounding, Say, answered, unknown
from assistant.answering.understand.kinds import Kind
from assistant.answering.understand.places import country_names, is_abroad, is_remote, names_of
from assistant.answering.understand.talk import says
from assistant.answering.understand.understanding import Understanding
from assistant.knowledge.collect import attribute_fact, clause_fact, faq_fact, policy_fact
from assistant.knowledge.index import Match
from assistant.knowledge.terms import OWN
from assistant.knowledge.words import bounded, fold
from catalog_loader.keys import CLAUSE_KEYS
from catalog_loader.product import Attribute, Availability, Faq, Policy, PolicyTopic, Product

CLAUSES: Mapping[Kind, tuple[str, ...]] = {
    Kind.SHIPPING_TIME: ("ship_within",),
    Kind.DELIVERY_TIME: ("delivery_time", "delivery_time_near"),
    Kind.SHIPPING_FEE: ("free_shipping_threshold", "shipping_fee", "free_shipping_regions"),
    Kind.SHIPPING_REGION: (
        "remote_regions",
        "not_shipped_to",
        "free_shipping_regions",
        "free_shipping_threshold",
        "shipping_fee",
    ),
    Kind.SHIP_FROM: ("ship_from",),
    Kind.CARRIER: ("carrier", "express_carrier", "express_fee"),
    Kind.ORDER_CHANGE: ("stop_order",),
    Kind.RETURNS: ("return_window", "no_return", "return_condition"),
    Kind.RETURN_FREIGHT: ("return_freight", "freight_insurance", "return_freight_quality"),
    Kind.REFUND_TIME: ("refund_within", "refund_to"),
    Kind.EXCHANGE: ("exchange_window", "exchange_freight"),
    Kind.DAMAGE: ("claim_within",),
    Kind.WARRANTY: ("warranty_period", "replace_window"),
    Kind.REPAIR: ("warranty_period", "replace_window"),
    Kind.INVOICE: ("invoice_type", "invoice_within"),
    Kind.PAYMENT: ("payment_methods", "instalments", "cash_on_delivery"),
    Kind.AUTHENTICITY: ("genuine", "compensation"),
    Kind.PRICE_PROTECTION: ("price_protection",),
    Kind.SERVICE_HOURS: ("service_hours",),
}
"""The clauses that answer a kind: a policy that has one of them is about it."""

_TOPICS: Mapping[Kind, PolicyTopic] = {
    Kind.RETURNS: PolicyTopic.RETURNS,
    Kind.WARRANTY: PolicyTopic.WARRANTY,
    Kind.INVOICE: PolicyTopic.INVOICE,
    Kind.PAYMENT: PolicyTopic.PAYMENT,
    Kind.AUTHENTICITY: PolicyTopic.AUTHENTICITY,
}
_ASKED_AS: Mapping[Kind, tuple[str, ...]] = {
    Kind.HOW_TO_ORDER: ("怎么下单", "how do I order"),
    Kind.SERVICE_HOURS: ("客服几点上班", "when is customer service online"),
}
_NEARLY = 0.62
_ALL_OF_IT = 0.7


def ground_policy(
    understood: Understanding, product: Product | None, context: Context
) -> Grounding:
    """What the shop promises, its word for this product before its word for all."""
    own = _of_the_product(understood, product, context)
    if own:
        return own
    if match := _asked_of_it(understood, product, context):
        return of_match(match, understood, product, context)
    policy = _best(understood, product, context)
    if policy:
        return of_policy(policy, understood, product, context)
    for asked in (understood.text, *_ASKED_AS.get(understood.kind, ())):
        matches = context.index.by_words(asked, product, named=understood.named)
        if matches and matches[0].score >= _NEARLY:
            return of_match(matches[0], understood, product, context)
    return unknown(
        "unknown", product=product.handle if product else "", missing=understood.kind.value
    )


def _asked_of_it(
    understood: Understanding, product: Product | None, context: Context
) -> Match | None:
    """The record for this product alone of which the question holds a published one whole."""
    matches = context.index.by_words(understood.text, product, named=understood.named)
    own = (m for m in matches if product is not None and product.handle in m.record.products)
    return next((match for match in own if match.score >= _ALL_OF_IT), None)


def of_match(
    match: Match, understood: Understanding, product: Product | None, context: Context
) -> Grounding:
    """The record that a question was found to ask for, said as the shop wrote it."""
    if isinstance(match.record, Faq):
        return of_faq(match.record, product, context)
    return of_policy(match.record, understood, product, context)


def of_faq(faq: Faq, product: Product | None, context: Context) -> Grounding:
    """The shop's own answer to a question."""
    stated = context.stated(faq)
    return answered(
        Say("statement", {"text": stated}),
        [faq_fact(faq)],
        product=product.handle if product else "",
        statements=[stated, faq.answer],
    )


def of_policy(
    policy: Policy, understood: Understanding, product: Product | None, context: Context
) -> Grounding:
    """A policy's statement with its clauses, those asked for first."""
    stated = context.stated(policy)
    wanted = CLAUSES.get(understood.kind, ())
    clauses = sorted(policy.clauses, key=lambda clause: clause.key not in wanted)
    return answered(
        Say("statement", {"text": stated}),
        [policy_fact(policy), *(clause_fact(policy, clause) for clause in clauses)],
        product=product.handle if product else "",
        statements=[stated, policy.statement],
    )


def _best(understood: Understanding, product: Product | None, context: Context) -> Policy | None:
    """The policy that answers: what it is about, for whom, how it is worded, where it holds."""
    keys = _wanted(understood)
    words = {
        match.record.id: match.score
        for match in context.index.by_words(understood.text, product, named=understood.named)
    }
    scored: list[tuple[float, Policy]] = []
    for rank, policy in enumerate(context.index.policies(product)):
        has = [keys.index(clause.key) for clause in policy.clauses if clause.key in keys]
        if not has and policy.topic is not _TOPICS.get(understood.kind):
            continue
        score = words.get(policy.id, 0.0) + _regional(policy, understood, context)
        if has:
            about = len(has) / len(policy.clauses)
            score += 1.0 - 0.2 * min(has) + _ABOUT * about + _own(policy, understood)
            score += _NAMED * any(_stands(clause, understood.text) for clause in policy.clauses)
        scored.append((score - rank * 1e-3, policy))
    return max(scored, key=lambda pair: pair[0])[1] if scored else None


_TERMS_FIRST = 1.4
_ABOUT = 0.3
_EXCEPTION = 0.6
_NAMED = 0.5
_OF_THIS_PLACE = 2.2  # before what holds everywhere, whatever else it has in common
_OF_SOMETHING_ELSE = -0.1  # behind what holds for the shop
_OWN_FIRST = frozenset({Kind.RETURNS, Kind.WARRANTY, Kind.REPAIR, Kind.EXCHANGE, Kind.DAMAGE})
OF_PLACES = frozenset({Kind.SHIPPING_REGION, Kind.SHIPPING_FEE, Kind.DELIVERY_TIME})
_OF_QUALITY = re.compile(
    r"质量|变质|发霉|过期|瑕疵|起球|开线|开胶|异味|quality|mou?ldy|rotten|stale|spoil|defect"
    r"|kualitas|kualiti|cacat|chất lượng|คุณภาพ"
)
"""What is wrong with the goods themselves, and not what the way to the buyer did to them."""
_DAMAGED = re.compile(
    r"[坏碎破烂裂漏化臭死断压]|broken|thaw|melt|rotten|dead|crush|leak|crack|\bbad\b|rusak|pecah|busuk"
    r"|rosak|hỏng|vỡ|dập|แตก|เสีย|เน่า|ละลาย"
)
_ASKS_THE_FEE = re.compile(
    r"包邮|免邮|运费|邮费|快递(?:钱|费)|加钱|加收|要钱|多少钱|fee|cost|free|how much|extra"
    r"|ongkir|gratis|biaya|\bkos\b|percuma|phí|ค่าส่ง|ฟรี|bayar|berapa|nhiêu|tiền|เท่าไ|กี่บาท|เสียเงิน"
)


def _wanted(understood: Understanding) -> tuple[str, ...]:
    """The clauses that answer, those of places first where a place is named."""
    keys = CLAUSES.get(understood.kind, ())
    if understood.kind is Kind.SHIPPING_FEE and understood.slots.regions:
        return (*keys, "remote_fee", *CLAUSES[Kind.SHIPPING_REGION])
    nowhere = understood.kind is Kind.SHIPPING_REGION and not understood.slots.regions
    if nowhere and says("where_not", understood.text, understood.language):
        return ("not_shipped_to", *(key for key in keys if key != "not_shipped_to"))
    if understood.kind is Kind.EXCHANGE and _ASKS_THE_FEE.search(understood.text):
        return "exchange_freight", "return_freight", "exchange_window"
    return keys


def _stands(clause: Attribute, question: str) -> bool:
    """Whether the question names a clause: 有运费险吗 asks for that and not for the freight."""
    known = CLAUSE_KEYS.get(clause.key)
    names = (clause.name, known.zh, known.en) if known else (clause.name,)
    return any(re.search(bounded(fold(name)), question) for name in names if name)


def _own(policy: Policy, understood: Understanding) -> float:
    """More for the policy of this product, less of its category, of kinds that differ by them."""
    if policy.id.startswith(OWN):
        return _TERMS_FIRST
    if understood.kind not in _OWN_FIRST:
        return 0.6 if policy.products else 0.0
    own = bool(policy.products) * 1.2 + bool(policy.categories) * 0.6
    if own and understood.kind is Kind.DAMAGE and not policy.products:
        own = own if _speaks_of_it(policy, understood.text) else _OF_SOMETHING_ELSE
    excluded = any(clause.key == "no_return" for clause in policy.clauses)
    return own + (_EXCEPTION if own and excluded and understood.kind is Kind.RETURNS else 0.0)


def _speaks_of_it(policy: Policy, question: str) -> bool:
    """Whether a category's own policy is of what went wrong: of quality, or of the very damage."""
    if _OF_QUALITY.search(question):
        return True
    stated = fold(" ".join((policy.statement, *policy.questions, *policy.translations.values())))
    return any(found[0] in stated for found in _DAMAGED.finditer(question))


def _regional(policy: Policy, understood: Understanding, context: Context) -> float:
    """More for a policy that speaks of the place asked for, or of places like it."""
    regions = understood.slots.regions
    if understood.kind not in OF_PLACES or not regions:
        return 0.0
    text = fold(" ".join((policy.statement, *policy.translations.values())))
    clauses = {clause.key for clause in policy.clauses}
    fee = _ASKS_THE_FEE.search(understood.text) is not None
    best = 0.0
    for region in regions:
        if any(name in text for name in names_of(region)):
            best = max(best, _OF_THIS_PLACE)
        elif is_abroad(region, context.shelf.currency):
            named = any(name in text for name in country_names(region))
            best = max(best, 1.4 if named else 1.0 if "not_shipped_to" in clauses else 0.0)
        elif is_remote(region):
            best = max(best, 1.2 if clauses & {"remote_fee", "remote_regions"} else 0.0)
        elif fee and clauses & {"free_shipping_threshold", "shipping_fee", "free_shipping_regions"}:
            best = max(best, 1.1 if "free_shipping_regions" in clauses else 1.0)
    return best


def _of_the_product(
    understood: Understanding, product: Product | None, context: Context
) -> Grounding | None:
    """Dispatch of a pre-sale and a product's own warranty come before the shop's general word."""
    if product is None:
        return None
    if understood.kind is Kind.SHIPPING_TIME:
        pre = [v for v in product.variants if v.availability is Availability.PREORDER]
        if pre and len(pre) == len(product.variants) and pre[0].available_from:
            from assistant.answering.ground.stock import ground_stock

            return ground_stock(understood, product, context)
    if understood.kind in (Kind.WARRANTY, Kind.REPAIR):
        policies = context.index.policies(product)
        if not any(p.topic is PolicyTopic.WARRANTY for p in policies):
            for attribute in product.attributes:
                if attribute.key == "warranty":
                    value = context.said(product, attribute.value) + attribute.unit
                    return answered(
                        Say(
                            "attribute",
                            {
                                "product": context.title(product),
                                "label": attribute.name if context.language == "zh" else "warranty",
                                "value": value,
                            },
                        ),
                        [attribute_fact(product, attribute)],
                        product=product.handle,
                        statements=[value],
                    )
    return None
