"""Grounding, dispatched: which family answers which kind."""

from collections.abc import Callable, Mapping

from assistant.answering.ground.approved import approved, may_answer
from assistant.answering.ground.attributes import ground_attribute
from assistant.answering.ground.compare import ground_compare
from assistant.answering.ground.faq_keys import property_faq
from assistant.answering.ground.faq_topics import together, topic_faq
from assistant.answering.ground.grounding import (
    Answerable,
    Context,
    Grounding,
    Say,
    unknown,
    which_product,
)
from assistant.answering.ground.host_said import ground_host_said
from assistant.answering.ground.policies import OF_PLACES, ground_policy, of_match
from assistant.answering.ground.price import ground_price, ground_promotion
from assistant.answering.ground.purchases import ground_last_bought, ground_needed_again
from assistant.answering.ground.recommend import ground_recommend
from assistant.answering.ground.room import (
    ground_introduce,
    ground_link_number,
    ground_listing,
    ground_on_air,
    ground_sells,
)
from assistant.answering.ground.sizes import ground_size_advice
from assistant.answering.ground.stock import ground_options, ground_stock
from assistant.answering.ground.suitability import ground_suitability, speaks_of_the_group
from assistant.answering.ground.totals import ground_basket, ground_total
from assistant.answering.understand.heard import SAYS_SOMETHING
from assistant.answering.understand.kinds import OF_A_POLICY, OF_A_PRODUCT, OF_PURCHASES, Kind
from assistant.answering.understand.understanding import Understanding
from assistant.knowledge.corrections import StaffFaq
from assistant.knowledge.embeddings import Vector
from assistant.knowledge.index import Match
from catalog_loader.product import Policy, Product

_ASKED_IN_ITS_WORDS = 0.86
_NEARLY_ITS_WORDS = 0.6
_ALL_BUT_A_STRANGER = 0.7
_MEANS_THE_SAME = (
    0.908  # cosine of e5; on the demo shop, pairs that share a word and no meaning reach .905
)

_MANNERS: Mapping[Kind, tuple[Answerable, str]] = {
    Kind.GREETING: (Answerable.YES, "greeting"),
    Kind.THANKS: (Answerable.YES, "thanks"),
    Kind.IDENTITY: (Answerable.YES, "identity"),
    Kind.COMPLAINT: (Answerable.NEEDS_PERSON, "handed_off.complaint"),
    Kind.HUMAN: (Answerable.NEEDS_PERSON, "handed_off"),
    Kind.ORDER_STATUS: (Answerable.NEEDS_PERSON, "handed_off.order"),
    Kind.OFF_TOPIC: (Answerable.DECLINE, "declined.off_topic"),
    Kind.ABUSE: (Answerable.DECLINE, "declined.abuse"),
    Kind.INJECTION: (Answerable.DECLINE, "declined.injection"),
    Kind.BAIT: (Answerable.DECLINE, "declined.bait"),
    Kind.NEXT: (Answerable.NOT_IN_CATALOG, "unknown.next"),
    Kind.PREVIOUS: (Answerable.NOT_IN_CATALOG, "unknown.previous"),
}

_OF_PRODUCT: Mapping[Kind, Callable[[Understanding, Product, Context], Grounding]] = {
    Kind.PRICE: ground_price,
    Kind.TOTAL: ground_total,
    Kind.PROMOTION: ground_promotion,
    Kind.COUPON: ground_promotion,
    Kind.STOCK: ground_stock,
    Kind.SIZES: ground_options,
    Kind.COLOURS: ground_options,
    Kind.VARIANTS: ground_options,
    Kind.SIZE_ADVICE: ground_size_advice,
    Kind.ATTRIBUTE: ground_attribute,
    Kind.SUITABILITY: ground_suitability,
    Kind.INTRODUCE: ground_introduce,
}

_OF_ROOM: Mapping[Kind, Callable[[Understanding, Product | None, Context], Grounding]] = {
    Kind.LINK_NUMBER: ground_link_number,
    Kind.ON_AIR: ground_on_air,
    Kind.LISTING: ground_listing,
    Kind.SELLS: ground_sells,
}

_OF_PURCHASES: Mapping[Kind, Callable[[Understanding, Context], Grounding]] = {
    Kind.LAST_BOUGHT: ground_last_bought,
    Kind.NEEDED_AGAIN: ground_needed_again,
}

_NEVER_FROM_FAQ = OF_PURCHASES | frozenset(
    {Kind.PRICE, Kind.TOTAL, Kind.COLOURS, Kind.SIZES, Kind.LINK_NUMBER, Kind.ON_AIR,
     Kind.ABUSE, Kind.INJECTION, Kind.BAIT, Kind.GREETING, Kind.THANKS, Kind.COMPLAINT,
     Kind.COMPARE, Kind.RECOMMEND, Kind.OFF_TOPIC, Kind.IDENTITY, Kind.HOST_SAID}
)  # fmt: skip
_OF_A_PROPERTY = frozenset({Kind.ATTRIBUTE, Kind.UNCLEAR, Kind.SELLS})
_NEVER_OF_A_TOPIC = OF_PURCHASES | frozenset(
    {Kind.ABUSE, Kind.INJECTION, Kind.BAIT, Kind.COMPLAINT, Kind.HUMAN, Kind.ORDER_STATUS,
     Kind.RECOMMEND, Kind.COMPARE, Kind.OFF_TOPIC, Kind.IDENTITY, Kind.HOST_SAID}
)  # fmt: skip


def ground(understood: Understanding, context: Context) -> Grounding:
    """What the shop's facts say to `understood`, by words alone."""
    if context.known is not None and understood.kind in _OF_PURCHASES:
        return _OF_PURCHASES[understood.kind](understood, context)
    product = context.shelf.product(understood.product) if understood.product else None
    corrected = approved(understood, product, context)
    if corrected is not None:
        nearer = _nearer(corrected, understood, product, context)
        return nearer or of_match(corrected, understood, product, context)
    asked = _published(understood, product, context)
    if asked is not None and asked.score >= _ASKED_IN_ITS_WORDS:
        nearer = _nearer(asked, understood, product, context)
        return nearer or of_match(asked, understood, product, context)
    if understood.kind not in _NEVER_OF_A_TOPIC and not _dated(understood, product):
        topic = topic_faq(understood.text, understood.language, context.index, product)
        if topic is not None and may_answer(understood, topic, product):
            own = of_match(topic, understood, product, context)
            stock = understood.kind is Kind.STOCK and _by_kind(understood, product, context)
            return together(stock, own) if stock else own
    grounding = _by_kind(understood, product, context)
    if grounding.answerable is not Answerable.NOT_IN_CATALOG:
        return grounding
    enough = _ALL_BUT_A_STRANGER if understood.stranger else _NEARLY_ITS_WORDS
    if asked is not None and asked.score >= enough:
        return of_match(asked, understood, product, context)
    if product is not None and understood.kind in _OF_A_PROPERTY:
        of_key = property_faq(understood, product, context)
        if of_key is not None:
            return of_match(of_key, understood, product, context)
    return grounding


def _nearer(
    asked: Match, understood: Understanding, product: Product | None, context: Context
) -> Grounding | None:
    """What a policy of the product or its category says, where the one that is asked for in its
    own words, or the correction, is the whole shop's: 能退货吗 of what is not taken back once it is
    opened."""
    said = asked.record
    general = isinstance(said, Policy | StaffFaq) and not said.products and not said.categories
    if product is None or not general or understood.kind not in OF_A_POLICY:
        return None
    own = {one.id for one in context.index.policies(product) if one.products or one.categories}
    grounding = _by_kind(understood, product, context)
    told = [fact.product for fact in grounding.evidence.facts if fact.source == "policy"]
    return grounding if told and set(told) <= own else None


def _dated(understood: Understanding, product: Product | None) -> bool:
    """Whether when there will be some is published of the product itself: a pre-sale."""
    if understood.kind is not Kind.STOCK or product is None:
        return False
    return any(variant.available_from for variant in product.variants)


def worth_meaning(understood: Understanding, grounding: Grounding, context: Context) -> bool:
    """Whether a question left unknown may still be an FAQ in other words; one about something else
    than the shop, a correction: when the show ends, who wins the draw."""
    if understood.kind is Kind.OFF_TOPIC:
        return context.index.has_corrections
    open_ended = understood.kind in OF_A_POLICY | {
        Kind.UNCLEAR, Kind.ATTRIBUTE, Kind.SUITABILITY, Kind.SELLS, Kind.NEXT,
    }  # fmt: skip
    unanswered = grounding.answerable is Answerable.NOT_IN_CATALOG
    if not SAYS_SOMETHING.search(understood.text):
        return False
    return unanswered and open_ended and not understood.stranger


def ground_by_meaning(
    understood: Understanding, vector: Vector, context: Context
) -> Grounding | None:
    """The FAQ or policy that means what was asked, None when none is near enough."""
    product = context.shelf.product(understood.product) if understood.product else None
    matches = context.index.by_meaning(vector, understood.text, product, named=understood.named)
    if understood.kind is Kind.OFF_TOPIC:
        matches = tuple(match for match in matches if isinstance(match.record, StaffFaq))
    match = next((match for match in matches if _fits(match, understood, product)), None)
    if match is not None and match.score >= _MEANS_THE_SAME:
        return of_match(match, understood, product, context)
    return None


def _published(
    understood: Understanding, product: Product | None, context: Context
) -> Match | None:
    if understood.kind in _NEVER_FROM_FAQ:
        return None
    matches = context.index.by_words(understood.text, product, named=understood.named)
    return next((match for match in matches if _fits(match, understood, product)), None)


def _fits(match: Match, understood: Understanding, product: Product | None) -> bool:
    """Whether a record may answer: for whom something is must be for the people asked for, and of
    a place what holds there: 内蒙古要运费吗 is not 要运费吗."""
    if not may_answer(understood, match, product):
        return False
    if understood.kind in OF_PLACES and understood.slots.regions:
        return any(place in match.question for place in understood.slots.regions)
    if understood.kind is not Kind.SUITABILITY:
        return True
    return speaks_of_the_group(match.record, understood)


def _by_kind(understood: Understanding, product: Product | None, context: Context) -> Grounding:
    kind = understood.kind
    if kind in _MANNERS:
        answerable, template = _MANNERS[kind]
        return Grounding(answerable, (Say(template),), product=understood.product)
    if kind is Kind.HOST_SAID:
        return ground_host_said(understood, context)
    if kind in _OF_PURCHASES:
        return _OF_PURCHASES[kind](understood, context)
    if kind is Kind.RECOMMEND:
        return ground_recommend(understood, context)
    if kind is Kind.COMPARE:
        return ground_compare(understood, context)
    if len(understood.basket) > 1:
        return ground_basket(understood, context)
    if understood.stranger and (kind in OF_A_PRODUCT or kind is Kind.SELLS):
        return unknown("unknown.stranger", missing=understood.stranger, thing=understood.stranger)
    number = understood.slots.numbers
    if number and context.shelf.at(number[0]) is None and not understood.named:
        return unknown("unknown.number", missing="link_number", number=number[0])
    if kind in _OF_ROOM:
        return _OF_ROOM[kind](understood, product, context)
    if kind in _OF_PRODUCT:
        return (
            _OF_PRODUCT[kind](understood, product, context)
            if product
            else (which_product(understood))
        )
    if kind in OF_A_POLICY:
        return ground_policy(understood, product, context)
    if not SAYS_SOMETHING.search(understood.text):
        return unknown("unclear", missing="words")
    if product is not None and kind is Kind.UNCLEAR:
        return ground_attribute(understood, product, context)
    return unknown(missing=understood.text)
