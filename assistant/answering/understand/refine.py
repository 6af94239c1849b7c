"""A nearer kind: what the variants, the numbers and the small words of a question make of it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.understand.amounts import prices_ever
from assistant.answering.understand.girths import girths_in, told
from assistant.answering.understand.kinds import Kind
from assistant.answering.understand.measures import NAME, OPTION, count_words
from assistant.answering.understand.normalise import normalise
from assistant.answering.understand.slots import Slots, find_slots
from assistant.answering.understand.talk import says
from assistant.answering.understand.understanding import Understanding
from assistant.answering.understand.variants import option_names
from assistant.answering.understand.wishes import Reading, Wish, read_wishes
from assistant.answering.values import Turn
from assistant.knowledge.spelling import spelled_out
from assistant.knowledge.words import fold, has_han
from catalog_loader.product import Product

_OF_MONEY = frozenset({Kind.PRICE, Kind.TOTAL, Kind.PROMOTION, Kind.COUPON})
_OF_GOODS = frozenset({Kind.STOCK, Kind.COLOURS, Kind.SIZES, Kind.VARIANTS})
_TAKES_WISHES = _OF_MONEY | _OF_GOODS
_BY_TOPIC = (
    ("left", Kind.STOCK),
    ("restock", Kind.STOCK),
    ("which_left", Kind.STOCK),
    ("member", Kind.PRICE),
    ("after", Kind.PRICE),
    ("saved", Kind.PROMOTION),
    ("usual", Kind.PROMOTION),
    ("largest", Kind.SIZES),
    ("smallest", Kind.SIZES),
)
_OF_A_PRICE = frozenset({"member", "after", "saved", "usual"})
_OF_SIZES = frozenset({Kind.SIZES, Kind.ATTRIBUTE, Kind.STOCK})
_OF_WHAT_WAS_SAID = frozenset({Kind.PREVIOUS, Kind.SELLS, Kind.ON_AIR})
_NAMES_VARIANTS = frozenset({Kind.COLOURS, Kind.SIZES, Kind.VARIANTS, Kind.UNCLEAR, Kind.SELLS})
_LEFT_OVER = 3  # letters beside names and options that still ask for nothing else
_TURNS_BACK = 3
_SHORT = 8
_PIECES = re.compile(rf"(?<![\d.])\d{{1,3}}\s?(?:{count_words()})(?!月|小时)")
_ELLIPTIC_AT_MOST = 16


def nearer(
    kind: Kind, text: str, language: str, slots: Slots, reading: Reading, product: Product | None
) -> Kind:
    """The kind that `kind` of a rule is once the rest of the question is read."""
    if kind in _OF_SIZES and product is not None and _of_size_table(text, reading, product):
        return Kind.SIZE_ADVICE
    if kind is Kind.ATTRIBUTE and product is not None:
        return _of_attribute(text, language, slots, reading, product)
    if kind in _OF_WHAT_WAS_SAID and slots.proposed and says("confirm", text, language):
        return Kind.PRICE
    if kind in _OF_GOODS and slots.quantity > 1 and says("together", text, language):
        return Kind.TOTAL
    if kind in _OF_GOODS and _of_money(kind, text, language, reading):
        return Kind.TOTAL if slots.quantity > 1 else Kind.PRICE
    if kind not in _OF_MONEY:
        return kind
    couponed = says("with_coupon", text, language)
    if says("left", text, language) and not couponed and not says("together", text, language):
        return Kind.STOCK
    how_much = couponed or says("how_much", text, language)
    if kind is Kind.TOTAL and not how_much:
        named = reading.wishes or slots.quantity > 1
        if named and says("together", text, language):
            return Kind.TOTAL
        cheaper = slots.quantity > 1 and says("cheaper", text, language)
        # else a word like 一共 or total, and no price asked
        return Kind.PROMOTION if cheaper else Kind.UNCLEAR
    if slots.quantity > 1 and (kind in (Kind.PRICE, Kind.TOTAL) or how_much):
        return Kind.TOTAL
    return kind


def _of_attribute(
    text: str, language: str, slots: Slots, reading: Reading, product: Product
) -> Kind:
    """A question that a rule took for one of a property by a word that says something else here:
    the product's own option, how many are left, a price that was proposed."""
    if says("left", text, language):
        return Kind.STOCK
    named = reading.wishes or reading.end
    if named and says("bare_amount", _left(reading), language):
        return Kind.TOTAL if slots.quantity > 1 else Kind.PRICE
    for topic, kind in _BY_TOPIC:
        if topic in _OF_A_PRICE and says(topic, text, language):
            return kind
    if _proposes(product, slots, text, language):
        return Kind.PRICE
    for name in option_names(product):
        asked = rf"(?:哪|几|什么|啥|which|what|apa|nào|gì|อะไร).{{0,3}}{re.escape(fold(name))}"
        if re.search(asked, text) or re.search(
            rf"{re.escape(fold(name))}.{{0,3}}(?:有?哪|有几|有什么|有啥|apa|nào|gì|อะไร)", text
        ):
            return Kind.VARIANTS
    return Kind.ATTRIBUTE


def by_variant(
    text: str, language: str, slots: Slots, reading: Reading, product: Product | None
) -> Kind | None:
    """The kind of a question that no rule knows, by what it names and proposes; None for none."""
    if product is None:
        return None
    if slots.proposed and says("confirm", text, language):
        return Kind.PRICE
    left = _left(reading)
    if _of_size_table(text, reading, product):
        return Kind.SIZE_ADVICE
    counted = reading.wishes or reading.end or slots.quantity
    how_much = counted and says("how_much", left, language) and not says("left", text, language)
    if says("bare_amount", left, language) or how_much:
        return Kind.TOTAL if slots.quantity > 1 else Kind.PRICE
    for topic, kind in _BY_TOPIC:
        if says(topic, text, language):
            return kind
    if (reading.wishes or slots.quantity > 1) and says("together", text, language):
        return Kind.TOTAL
    if product.size_table and slots.height_cm and slots.weight_kg:
        return Kind.SIZE_ADVICE
    if (reading.wishes or reading.end) and not reading.unmatched:
        letters = sum(char.isalnum() for char in left)
        if letters <= _LEFT_OVER or says("possession", left, language):
            return Kind.STOCK
    return None


def followed(kind: Kind, slots: Slots) -> Kind:
    """The kind of a follow-up to a question of `kind`: 两件呢 after a price asks for a total."""
    if kind in _OF_MONEY and slots.quantity > 1:
        return Kind.TOTAL
    if kind is Kind.TOTAL and not slots.quantity:
        return Kind.PRICE
    return Kind.STOCK if kind is Kind.SELLS else kind


def kept_wishes(
    wishes: Sequence[Wish], product: Product, language: str, history: Sequence[Turn]
) -> tuple[Wish, ...]:
    """`wishes` with those of the turns before that a follow-up keeps: 那黑色呢 after 雾蓝S."""
    kept = list(wishes)
    for turn in list(reversed(history))[:_TURNS_BACK]:
        if turn.product != product.handle:
            break
        text = spelled_out(normalise(turn.question), language)
        names = _names_in(text, product)
        earlier = read_wishes(text, language, find_slots(text), product, names).wishes
        fields = {field for field, _ in kept}
        kept += [wish for wish in earlier if wish[0] not in fields]
        if len(text) > _ELLIPTIC_AT_MOST:
            break
    return tuple(kept)


def carried(parts: Sequence[Understanding]) -> tuple[Understanding, ...]:
    """The parts of a question, where one that only names a variant lends it to the next: the black
    one, how many left."""
    kept: list[Understanding] = []
    for part in parts:
        before = kept[-1] if kept else None
        lends = before is not None and before.wishes and before.product == part.product
        if before is None or not lends or part.wishes or part.kind not in _TAKES_WISHES:
            kept.append(part)
            continue
        asks = says("possession", before.text, before.language) or "吗" in before.text
        if before.kind in _NAMES_VARIANTS and not asks:
            kept.pop()
        kept.append(replace(part, wishes=before.wishes))
    return tuple(kept)


def unmarked(text: str) -> str:
    """A marked text with spaces for its marks."""
    return text.replace(NAME, " ").replace(OPTION, " ")


def _of_size_table(text: str, reading: Reading, product: Product) -> bool:
    """Whether a measure of the size table is asked of a size (L码衣长多少), or told (脚长24.5)."""
    sized = any(field == "size" for field, _ in reading.wishes)
    return any(sized or told(name, kind, text) for name, kind in girths_in(text, product))


def _of_money(kind: Kind, text: str, language: str, reading: Reading) -> bool:
    """Whether a question that names a variant, as one after what there is would, asks what that
    one costs: saiz 28 tu berapa; or what members pay."""
    if says("member", text, language) and says("how_much", text, language):
        return True
    if not (reading.wishes or reading.end) or says("left", text, language):
        return False
    asked = kind is not Kind.STOCK and says("ends_in_amount", reading.rest, language)
    return asked or says("bare_amount", _left(reading), language)


def _proposes(product: Product, slots: Slots, text: str, language: str) -> bool:
    """Whether a viewer names an amount that the product costs, has cost or will cost."""
    return (
        bool(slots.proposed)
        and slots.proposed in prices_ever(product)
        and says("confirm", text, language)
    )


def lent_wishes(
    product: Product, language: str, history: Sequence[Turn], text: str
) -> tuple[Wish, ...]:
    """What the turn right before asked for, for a short question that names nothing: 粉色6mm有货吗,
    then 多少钱."""
    if not history or len(text) > (_SHORT if has_han(text) else 2 * _SHORT):
        return ()
    return kept_wishes((), product, language, history[-1:])


def _names_in(text: str, product: Product) -> tuple[str, ...]:
    titles = [w.get(k, "") for w in product.translations.values() for k in ("title", "short_title")]
    names = (product.title, *product.aliases, *titles)
    return tuple(name.lower() for name in names if name and name.lower() in text)


def _left(reading: Reading) -> str:
    """What is left of a question without the words for its product, options and pieces."""
    return " ".join(_PIECES.sub(" ", unmarked(reading.rest)).split())


_SENT_BACK = {
    Kind.RETURNS: Kind.RETURN_FREIGHT,
    Kind.RETURN_FREIGHT: Kind.RETURN_FREIGHT,
    Kind.REFUND_TIME: Kind.RETURN_FREIGHT,
    Kind.EXCHANGE: Kind.EXCHANGE,
}


def sent_back_at_whose_cost(kind: Kind, last: str) -> Kind | None:
    """运费呢 after 能退吗 asks for the freight of the return, not for that of an order."""
    if kind is not Kind.SHIPPING_FEE:
        return None
    return next((meant for of, meant in _SENT_BACK.items() if of.value == last), None)
