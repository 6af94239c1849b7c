"""From a question to what is wanted: names and slots, then rules, then examples, then the model."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from assistant.answering.understand import from_pinyin, leftovers, rules
from assistant.answering.understand.asked import values_in
from assistant.answering.understand.baskets import wanted_in
from assistant.answering.understand.by_example import ByExample
from assistant.answering.understand.follow_ups import followed_up, going_on
from assistant.answering.understand.heard import (
    SAYS_SOMETHING,
    Heard,
    as_pronoun,
    hear,
    is_elliptic,
    with_reading,
    without_names,
)
from assistant.answering.understand.kinds import OF_A_PRODUCT, Kind
from assistant.answering.understand.language import LANGUAGES, language_of
from assistant.answering.understand.measures import points_at_an_end
from assistant.answering.understand.normalise import normalise
from assistant.answering.understand.parts import split
from assistant.answering.understand.refine import (
    by_variant,
    carried,
    kept_wishes,
    lent_wishes,
    nearer,
    sent_back_at_whose_cost,
    unmarked,
)
from assistant.answering.understand.slots import Slots, people_words
from assistant.answering.understand.strangers import OF_GOODS, made_another, stranger_in
from assistant.answering.understand.subject import Subject, subject_of
from assistant.answering.understand.understanding import By, Understanding
from assistant.answering.values import Question, Turn
from assistant.knowledge.index import PassageEmbedder, ShelfIndex
from assistant.knowledge.shelf import Shelf
from assistant.knowledge.spelling import spelled_out
from assistant.knowledge.words import has_han, longest_first
from catalog_loader.product import Product

_ASKED_BEFORE = 0.72  # Dice of character pairs: two wordings of one question, two words apart
_READ = 0.6
_MAY_NAME_A_STRANGER = (OF_A_PRODUCT | {Kind.SELLS, Kind.RECOMMEND}) - {
    Kind.SIZE_ADVICE,
    Kind.SUITABILITY,
}
_ASKS_WHETHER = re.compile(
    r"有没有|卖不卖|还有|有货|直播间|店里|你们家?|我?想[买要找]|请问|主播|这[个款种件]|那[个款种件]"
    r"|[有卖买要找吗么嘛呢啊吧的不没还也]"
)
_NAMES_ONLY_WHAT_CHANGES = frozenset({Kind.COLOURS, Kind.SIZES, Kind.LINK_NUMBER, Kind.INTRODUCE})

_READ_BY_MODEL = frozenset({Kind.COMPLAINT, Kind.HUMAN, Kind.ORDER_STATUS, Kind.OFF_TOPIC})

_OF_BASKETS = frozenset({Kind.PRICE, Kind.TOTAL})
_OF_VARIANTS = _OF_BASKETS | {Kind.PROMOTION, Kind.COUPON, Kind.STOCK}
_BRIEF = 5
AskModel = Callable[[str, str, Sequence[Kind]], Awaitable[Kind | None]]
"""Reads a question's text in a language as one of some kinds; None leaves it open."""


class Understander:
    """Understands questions against a shelf and its index.

    What rules leave open is asked of the example questions, by their words alone until `learn` has
    embedded them with `embedder`; what both leave open, of `ask_model`. Either may be None.
    """

    def __init__(
        self, embedder: PassageEmbedder | None = None, ask_model: AskModel | None = None
    ) -> None:
        self._ask_model = ask_model
        self._examples = ByExample(embedder)

    async def prepare(self) -> None:
        """Compile the rules and count the words of the example questions, once."""
        await asyncio.to_thread(rules.warm)
        await asyncio.to_thread(from_pinyin.warm)
        await self._examples.prepare()

    async def learn(self) -> None:
        """Embed the example questions: a minute, once for all starts."""
        await self._examples.learn()

    async def understand(
        self, question: Question, shelf: Shelf, index: ShelfIndex, history: Sequence[Turn] = ()
    ) -> tuple[Understanding, ...]:
        """What each part of `question` asks, at least one, in order."""
        text = normalise(question.text)
        if shelf.language == "zh" and question.language in ("", "zh"):
            text = from_pinyin.in_characters(text)
        language = question.language if question.language in LANGUAGES else ""
        earlier = [turn.question for turn in history]
        language = language or language_of(text, earlier, shelf.language, index.names.tongues(text))
        text = spelled_out(text, language)
        found: list[Understanding] = []
        for part in split(text, language):
            before = found[-1].product if found and found[-1].named else ""
            one = await self._part(part, language, shelf, index, history, before)
            found.append(going_on(one, found))
        return carried(found)

    async def read_by_model(
        self,
        part: Understanding,
        shelf: Shelf,
        index: ShelfIndex,
        history: Sequence[Turn] = (),
    ) -> Understanding | None:
        """`part`, which was left open, as the language model reads it; None if that leaves it too.

        It only tells what goes to a person or off the shop's business, of what names no goods and
        some example question is like. Which facts are told it does not: of 73 questions that
        nothing else could read, a model of 1.5 billion parameters had 2 answered right and 19
        beside the point.
        """
        if self._ask_model is None or part.kind is not Kind.UNCLEAR or part.named:
            return None
        if not SAYS_SOMETHING.search(part.text):
            return None
        likeness = await self._examples.most_like(part.rest or part.text)
        among = [kind for kind in likeness.others if kind in _READ_BY_MODEL]
        kind = await self._ask_model(part.text, part.language, among) if among else None
        if kind not in among:
            return None
        before = part.product if part.named else ""
        return await self._part(part.text, part.language, shelf, index, history, before, kind)

    async def _part(
        self,
        text: str,
        language: str,
        shelf: Shelf,
        index: ShelfIndex,
        history: Sequence[Turn],
        before: str,
        read_as: Kind | None = None,
    ) -> Understanding:
        heard = hear(text, language, index)
        subject = subject_of(heard, shelf, history, before)
        product = shelf.product(subject.product)
        heard = with_reading(heard, product)
        if read_as is None:
            kind, confidence, by = await self._kind(heard, subject, shelf, index, history)
        else:
            kind, confidence, by = read_as, _READ, "model"
        understood = Understanding(
            kind=kind,
            text=text,
            language=language,
            product=subject.product,
            named=subject.named,
            products=subject.products,
            slots=heard.slots,
            confidence=confidence,
            by=by,
        )
        if not understood.named and kind in _MAY_NAME_A_STRANGER:
            known = _without_known(unmarked(heard.reading.rest), heard.slots, kind)
            stranger = stranger_in(known, language, product, index, kind)
            understood = replace(understood, stranger=stranger)
        elif kind in OF_GOODS | {Kind.ATTRIBUTE} and heard.named[:1]:
            made = made_another(text, heard.named[0].words, product, index)
            understood = replace(understood, stranger=made)
        rest = without_names(text, heard.named)
        asked = rules.attributes_in(as_pronoun(text, heard.named), language)
        if by == "history" and not asked:
            asked = rules.attributes_in(normalise(history[-1].question), language)
        return replace(
            understood,
            wishes=_wishes(heard, kind, by, product, history),
            basket=wanted_in(text, language, shelf, index, product) if kind in _OF_BASKETS else (),
            attributes=asked,
            mentioned=tuple(dict.fromkeys(value.key for value in values_in(rest))),
            rest=rest,
        )

    async def _kind(
        self,
        heard: Heard,
        subject: Subject,
        shelf: Shelf,
        index: ShelfIndex,
        history: Sequence[Turn],
    ) -> tuple[Kind, float, By]:
        earlier = followed_up(heard, subject, history)
        elliptic = is_elliptic(heard.text)
        weak = heard.hit is not None and heard.hit.kind in _NAMES_ONLY_WHAT_CHANGES
        if earlier is not None and elliptic and weak:
            return earlier, 0.8, "history"
        if heard.hit is not None and history and (elliptic or len(heard.text) <= _BRIEF):
            sent_back = sent_back_at_whose_cost(heard.hit.kind, history[-1].kind)
            if sent_back is not None:
                return sent_back, 0.8, "history"
        if heard.hit is not None and heard.hit.kind is not Kind.SELLS:
            surer = await self._examples.surer(heard)
            # 刚才那个羽绒服多少钱 names it: what it costs is asked, not which one it was.
            if surer is not None and not (surer.kind is Kind.PREVIOUS and subject.named):
                return surer.kind, surer.share, "examples"
            return _refined(heard, subject, shelf), 0.95, "rules"
        if earlier is not None:
            return earlier, 0.8, "history"
        product = shelf.product(subject.product)
        asked = index.by_words(heard.text, product, named=subject.named)
        if asked and asked[0].score >= _ASKED_BEFORE:
            return Kind.UNCLEAR, asked[0].score, "rules"
        varied = by_variant(heard.text, heard.language, heard.slots, heard.reading, product)
        if varied is not None:
            return varied, 0.85, "rules"
        if heard.hit is not None and not _asks_more(heard, subject, index):
            surer = await self._examples.surer(heard)
            if surer is not None:
                return surer.kind, surer.share, "examples"
            return heard.hit.kind, 0.8, "rules"
        if subject.named and subject.whole:
            return Kind.INTRODUCE, 0.7, "rules"
        if not SAYS_SOMETHING.search(heard.text):
            return Kind.UNCLEAR, 0.0, "rules"
        likeness = await self._examples.open_kind(heard, subject, product, index)
        if likeness is not None:
            return likeness.kind, likeness.share, "examples"
        return Kind.UNCLEAR, 0.0, "rules"


def _refined(heard: Heard, subject: Subject, shelf: Shelf) -> Kind:
    """The rule's kind, or a nearer one that the slots or the product speak for."""
    kind = heard.hit.kind if heard.hit else Kind.UNCLEAR
    body = heard.slots.height_cm or heard.slots.weight_kg
    product = shelf.product(subject.product)
    if (
        body
        and product
        and product.size_table
        and kind in (Kind.SIZES, Kind.ATTRIBUTE, Kind.RECOMMEND, Kind.STOCK, Kind.UNCLEAR)
    ):
        return Kind.SIZE_ADVICE
    if kind is Kind.LINK_NUMBER and not heard.slots.numbers and not subject.product:
        return Kind.LISTING
    return nearer(kind, heard.text, heard.language, heard.slots, heard.reading, product)


def _wishes(
    heard: Heard, kind: Kind, by: By, product: Product | None, history: Sequence[Turn]
) -> tuple[tuple[str, str], ...]:
    """The variants asked for, those of the turns before that a follow-up keeps among them."""
    wishes = heard.reading.wishes
    if product is None:
        return wishes
    pointed = kind is Kind.ATTRIBUTE and points_at_an_end(heard.text, heard.language)
    if kind in _OF_VARIANTS or pointed:
        wishes += (heard.reading.end,) if heard.reading.end else ()
    if history and (by == "history" or is_elliptic(heard.text)):
        return kept_wishes(wishes, product, heard.language, history)
    if not wishes and not heard.named and kind in _OF_VARIANTS:
        return lent_wishes(product, heard.language, history, heard.text)
    return wishes


def _without_known(text: str, slots: Slots, kind: Kind) -> str:
    """`text` without words that are understood already and name no thing of their own."""
    known = [*slots.colour_words, *slots.regions, *(value.words for value in values_in(text))]
    known += [size.lower() for size in slots.sizes if len(size) > 1]
    if kind not in OF_GOODS:
        known += rules.attribute_words_in(text)
        known += [word for who in slots.people for word in (who, *people_words(who))]
    for word in longest_first(known):
        text = text.replace(word, " ")
    return text


def _asks_more(heard: Heard, subject: Subject, index: ShelfIndex) -> bool:
    """Whether 有…吗 asks for something beside the product it names or points at: 羽绒服有口袋吗.

    Where the shop names hardly a product in the viewer's language, it asks of what is on air.
    """
    tongue = heard.language in leftovers.LANGUAGES
    if not subject.named:
        return tongue and (
            leftovers.points_at(heard.text, heard.language)
            or not leftovers.names_things(index, heard.language)
        )
    if tongue:
        return not leftovers.only_carried(without_names(heard.text, heard.named), heard.language)
    rest = _ASKS_WHETHER.sub("", without_names(heard.text, heard.named))
    return sum(map(has_han, rest)) >= 2
