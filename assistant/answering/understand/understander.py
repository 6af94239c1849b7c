"""From a question to what is wanted: rules, then names and slots, then meaning, then the model."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace

from assistant.answering.understand import leftovers, rules
from assistant.answering.understand.alike import Alike, Likeness, examples
from assistant.answering.understand.amounts import proposed_price, quantity_in
from assistant.answering.understand.asked import values_in
from assistant.answering.understand.baskets import wanted_in
from assistant.answering.understand.kinds import (
    OF_A_POLICY,
    OF_A_PRODUCT,
    OF_MANNERS,
    OF_SENDING,
    Kind,
)
from assistant.answering.understand.language import LANGUAGES, language_of
from assistant.answering.understand.measures import points_at_an_end
from assistant.answering.understand.normalise import normalise
from assistant.answering.understand.owners import owner_by_measure
from assistant.answering.understand.parts import split
from assistant.answering.understand.refine import (
    by_variant,
    carried,
    followed,
    kept_wishes,
    lent_wishes,
    nearer,
    sent_back_at_whose_cost,
    unmarked,
)
from assistant.answering.understand.slots import Slots, find_slots, people_words
from assistant.answering.understand.strangers import OF_GOODS, made_another, stranger_in
from assistant.answering.understand.understanding import By, Understanding
from assistant.answering.understand.wishes import Reading, read_wishes
from assistant.answering.values import Question, Turn
from assistant.knowledge.index import PassageEmbedder, ShelfIndex
from assistant.knowledge.names import Named, prefer
from assistant.knowledge.shelf import Shelf
from assistant.knowledge.spelling import spelled_out
from assistant.knowledge.words import fold, has_han, longest_first
from catalog_loader.product import Product

_ASKED_BEFORE = 0.72  # Dice of character pairs: two wordings of one question, two words apart
_AGREED, _NEAR = 0.4, 0.3
"""The share of the votes and the likeness from which example questions settle what is open."""

_SURE_AGREED, _SURE_NEAR = 0.7, 0.4
"""The same, from which they are believed where a rule reads a question of goods in it: 收到假的
猫粮怎么赔 asks for no goods."""

_READ = 0.6
_SURE_NAME = 0.65
SAYS_SOMETHING = re.compile(r"[^\W\d_].*[^\W\d_]")
"""Two letters or characters at least: what `。。。`, `1` and `666` do not hold."""
_MAY_NAME_A_STRANGER = (OF_A_PRODUCT | {Kind.SELLS, Kind.RECOMMEND}) - {
    Kind.SIZE_ADVICE,
    Kind.SUITABILITY,
}
_OF_BEFORE = re.compile(
    r"(?:刚才|刚刚)(?!说)|上一?个|前一个|previous one|last one|\btadi\b|(?:vừa|hồi|lúc) nãy|เมื่อกี้"
)
_ELLIPTIC = re.compile(
    r"^那|呢[?？]?$|^(?:and|what about|how about|kalau|gimana dengan|yang|dengan)\b"
    r"|^(?:còn|thế|thế còn|vậy còn|con)\b|\bpula\W*$|thì sao\W*$|thi sao\W*$|^แล้ว|(?:ล่ะ|ละ)\W*$"
)
_ASKS_WHETHER = re.compile(
    r"有没有|卖不卖|还有|有货|直播间|店里|你们家?|我?想[买要找]|请问|主播|这[个款种件]|那[个款种件]"
    r"|[有卖买要找吗么嘛呢啊吧的不没还也]"
)
_BESIDE_A_NAME = re.compile(
    r"这[个款种件双台]?|那[个款种件双台]?|看看|看下|看一下|来个|主播|请|想|怎么样|[呢吗啊呀吧嘛的了哦哈]|[^\w\s]"
    r"|\b(?:the|a|an|this|that|your|please|pls|show|me|about|kak|min|dong|ya|sis|shop|ơi|ạ|nhé|nha)\b"
)
"""What may stand beside a product's name without asking anything of it."""
_SOME_NAME = "\u25ae\u25ae"
_TITLE_LENGTH = 7  # letters; shorter names are aliases, which hold no words of questions
_NAMES_ONLY_WHAT_CHANGES = frozenset({Kind.COLOURS, Kind.SIZES, Kind.LINK_NUMBER, Kind.INTRODUCE})

_OF_NO_GOODS = OF_A_POLICY | {
    Kind.INJECTION, Kind.ABUSE, Kind.COMPLAINT, Kind.HUMAN, Kind.PREVIOUS, Kind.NEXT,
}  # fmt: skip
_READ_BY_MODEL = frozenset({Kind.COMPLAINT, Kind.HUMAN, Kind.ORDER_STATUS, Kind.OFF_TOPIC})
_NAMES_NO_GOODS = frozenset({Kind.SELLS, Kind.IDENTITY, Kind.GREETING, Kind.THANKS, Kind.OFF_TOPIC})
_MAY_BE_OF_NO_GOODS = OF_A_PRODUCT | {Kind.SELLS, Kind.AUTHENTICITY}

_OF_BASKETS = frozenset({Kind.PRICE, Kind.TOTAL})
_OF_VARIANTS = _OF_BASKETS | {Kind.PROMOTION, Kind.COUPON, Kind.STOCK}
_BRIEF = 5
_BARELY = 12
_KINDS = frozenset(kind.value for kind in Kind)
AskModel = Callable[[str, str, Sequence[Kind]], Awaitable[Kind | None]]
"""Reads a question's text in a language as one of some kinds; None leaves it open."""


@dataclass(frozen=True, slots=True)
class _Heard:
    """A part of a question with what the finders saw in it."""

    text: str
    language: str
    hit: rules.Hit | None
    slots: Slots
    named: tuple[Named, ...]
    reading: Reading = field(default_factory=Reading)


class Understander:
    """Understands questions against a shelf and its index.

    What rules leave open is asked of the example questions, by their words alone until `learn` has
    embedded them with `embedder`; what both leave open, of `ask_model`. Either may be None.
    """

    def __init__(
        self, embedder: PassageEmbedder | None = None, ask_model: AskModel | None = None
    ) -> None:
        self._embedder = embedder
        self._ask_model = ask_model
        self._alike: Alike | None = None
        self._learnt = False

    async def prepare(self) -> None:
        """Compile the rules and count the words of the example questions, once."""
        await asyncio.to_thread(rules.warm)
        if self._alike is None:
            self._alike = await asyncio.to_thread(Alike, examples())

    async def learn(self) -> None:
        """Embed the example questions: a minute on two cores, once for all starts."""
        if self._embedder is not None and not self._learnt:
            vectors = await self._embedder.apassages([example.text for example in examples()])
            self._alike = await asyncio.to_thread(Alike, examples(), vectors)
            self._learnt = True

    async def understand(
        self, question: Question, shelf: Shelf, index: ShelfIndex, history: Sequence[Turn] = ()
    ) -> tuple[Understanding, ...]:
        """What each part of `question` asks, at least one, in order."""
        text = normalise(question.text)
        language = question.language if question.language in LANGUAGES else ""
        earlier = [turn.question for turn in history]
        language = language or language_of(text, earlier, shelf.language, index.names.tongues(text))
        text = spelled_out(text, language)
        found: list[Understanding] = []
        for part in split(text, language):
            before = found[-1].product if found and found[-1].named else ""
            one = await self._part(part, language, shelf, index, history, before)
            found.append(_going_on(one, found))
        return carried(found)

    async def read_by_model(
        self,
        part: Understanding,
        shelf: Shelf,
        index: ShelfIndex,
        history: Sequence[Turn] = (),
    ) -> Understanding | None:
        """`part`, which was left open, as the language model reads it; None if that leaves it too.

        It only tells what goes to a person or off the shop's business, of what some example
        question is like. Which facts are told it does not: of 73 questions that nothing else could
        read, a model of 1.5 billion parameters had 2 answered right and 19 beside the point.
        """
        if self._ask_model is None or part.kind is not Kind.UNCLEAR:
            return None
        if not SAYS_SOMETHING.search(part.text):
            return None
        likeness = await self._most_like(part.rest or part.text)
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
        named = index.names.find(text)
        hit = _hit(text, language, named)
        heard = _Heard(text, language, hit, find_slots(text), named)
        subject = _subject(heard, shelf, history, before)
        product = shelf.product(subject.product)
        heard = _read(heard, product)
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
        rest = _without_names(text, heard.named)
        asked = rules.attributes_in(_as_pronoun(text, heard.named), language)
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
        heard: _Heard,
        subject: "_Subject",
        shelf: Shelf,
        index: ShelfIndex,
        history: Sequence[Turn],
    ) -> tuple[Kind, float, By]:
        earlier = _followed_up(heard, subject, history)
        elliptic = _is_elliptic(heard.text)
        weak = heard.hit is not None and heard.hit.kind in _NAMES_ONLY_WHAT_CHANGES
        if earlier is not None and elliptic and weak:
            return earlier, 0.8, "history"
        if heard.hit is not None and history and (elliptic or len(heard.text) <= _BRIEF):
            sent_back = sent_back_at_whose_cost(heard.hit.kind, history[-1].kind)
            if sent_back is not None:
                return sent_back, 0.8, "history"
        if heard.hit is not None and heard.hit.kind is not Kind.SELLS:
            surer = await self._surer(heard)
            if surer is not None:
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
            surer = await self._surer(heard)
            if surer is not None:
                return surer.kind, surer.share, "examples"
            return heard.hit.kind, 0.8, "rules"
        if subject.named and subject.whole:
            return Kind.INTRODUCE, 0.7, "rules"
        if not SAYS_SOMETHING.search(heard.text):
            return Kind.UNCLEAR, 0.0, "rules"
        likeness = await self._most_like(_without_names(heard.text, heard.named))
        enough = _SURE_AGREED if likeness.kind in OF_MANNERS else _AGREED
        agreed = likeness.share >= enough and likeness.nearest >= _NEAR
        if agreed and _may_be(likeness.kind, heard, subject, product, index):
            return likeness.kind, likeness.share, "examples"
        return Kind.UNCLEAR, 0.0, "rules"

    async def _surer(self, heard: _Heard) -> Likeness | None:
        """What the example questions make of a question in which a rule reads one of goods, where
        they are sure that it is of something else."""
        if self._alike is None or heard.hit is None or heard.hit.kind not in _MAY_BE_OF_NO_GOODS:
            return None
        text = _without_names(heard.text, heard.named)
        # Words cost a millisecond and meaning sixteen: most questions of goods need no more.
        if self._alike.most_like(text).kind not in _OF_NO_GOODS:
            return None
        likeness = await self._most_like(text)
        sure = likeness.share >= _SURE_AGREED and likeness.nearest >= _SURE_NEAR
        return likeness if sure and likeness.kind in _OF_NO_GOODS else None

    async def _most_like(self, text: str) -> Likeness:
        vector = await self._embedder.aquery(text) if self._embedder and self._learnt else None
        return self._alike.most_like(text, vector) if self._alike else Likeness(Kind.UNCLEAR, 0, 0)


def _may_be(
    kind: Kind, heard: _Heard, subject: "_Subject", product: Product | None, index: ShelfIndex
) -> bool:
    """Whether an open question can be of `kind` at all: 电动牙刷有蓝牙吗 names what is sold, and
    asks neither whether it is sold nor who answers; what names a material asks of goods, and what
    music this is not what is on air."""
    if kind is Kind.ON_AIR:
        return not stranger_in(heard.text, heard.language, product, index, Kind.SELLS)
    if kind in OF_MANNERS and values_in(heard.text):
        return False
    if kind is Kind.SIZE_ADVICE:
        return product is not None and bool(product.size_table)
    return not subject.named or kind not in _NAMES_NO_GOODS


def _going_on(one: Understanding, before: Sequence[Understanding]) -> Understanding:
    """`one` with what it keeps of the part before it: 能发新加坡吗，运费多少 asks for the fee to
    Singapore, 有帐篷吗，多少钱 for the price of a tent."""
    if not before:
        return one
    if before[-1].stranger and not one.named and not one.stranger and one.kind in OF_A_PRODUCT:
        one = replace(one, stranger=before[-1].stranger)
    if before[-1].kind in OF_SENDING and one.kind is Kind.PRICE and len(one.text) <= _BARELY:
        one = replace(one, kind=Kind.SHIPPING_FEE)
    if before[-1].slots.regions and not one.slots.regions and one.kind in OF_SENDING:
        one = replace(one, slots=replace(one.slots, regions=before[-1].slots.regions))
    return one


def _is_elliptic(text: str) -> bool:
    """Whether `text` is short and goes on from what was asked before."""
    return _ELLIPTIC.search(text) is not None and len(text) <= (14 if has_han(text) else 32)


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a part is about; `whole` when it names a product and says hardly anything else."""

    product: str = ""
    named: bool = False
    products: tuple[str, ...] = ()
    whole: bool = False


def _subject(heard: _Heard, shelf: Shelf, history: Sequence[Turn], before: str) -> _Subject:
    numbered = [p.handle for n in heard.slots.numbers if (p := shelf.at(n))]
    last = next((turn.product for turn in reversed(history) if turn.product), "")
    named = tuple(n for n in heard.named if n.sure >= _SURE_NAME)
    if numbered:
        return _Subject(numbered[0], True, tuple(numbered))
    best = prefer(named, (before, shelf.on_air, last, *shelf.listing))
    if best is not None:
        if best.by == "name" and _is_short_for(best.words, shelf.on_air_product):
            best = replace(best, product=shelf.on_air)
        bare = not _BESIDE_A_NAME.sub("", heard.text.replace(best.words, " ", 1)).strip()
        handles = tuple(dict.fromkeys((best.product, *(n.product for n in named))))
        return _Subject(best.product, True, handles, bare)
    if before:
        return _Subject(before, True, (before,))
    if _OF_BEFORE.search(heard.text):
        return _Subject(last if shelf.product(last) else "", False)
    owner = owner_by_measure(heard.text, heard.language, heard.slots, shelf)
    if owner:
        return _Subject(owner, True, (owner,))
    refers_back = last and (len(heard.text) <= 12 or _is_elliptic(heard.text) or not shelf.on_air)
    handle = last if refers_back and shelf.product(last) else shelf.on_air
    return _Subject(handle if shelf.product(handle) else "", False)


def _is_short_for(words: str, product: Product | None) -> bool:
    """Whether `words` are the end of a longer name of what is on air: 水杯 of a 儿童水杯."""
    if product is None:
        return False
    joint = "" if has_han(words) else " "
    english = product.translations.get("en", {})
    names = (
        product.title,
        *product.aliases,
        english.get("title", ""),
        english.get("short_title", ""),
    )
    return any(fold(name).endswith(f"{joint}{words}") for name in names)


def _refined(heard: _Heard, subject: _Subject, shelf: Shelf) -> Kind:
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


def _followed_up(heard: _Heard, subject: _Subject, history: Sequence[Turn]) -> Kind | None:
    """The kind of a follow-up that names only what changes: 那黑色呢, L呢, 3号呢, and the jeans?"""
    if not history or len(heard.text) > 24:
        return None
    last = history[-1].kind
    if last not in _KINDS:
        return None
    kind = Kind(last)
    if (heard.slots.height_cm or heard.slots.weight_kg) and not heard.reading.wishes:
        return Kind.SIZE_ADVICE
    counted = heard.slots.quantity > 1 and kind in _OF_BASKETS | {Kind.PROMOTION, Kind.COUPON}
    changed = heard.reading.wishes or heard.reading.end or subject.named or counted
    if changed and kind not in OF_MANNERS | {Kind.UNCLEAR}:
        return followed(kind, heard.slots)
    if heard.slots.regions and kind in OF_A_POLICY:
        return kind
    return None


def _read(heard: _Heard, product: Product | None) -> _Heard:
    """`heard` with the variants it names read, and the numbers that are left."""
    reading = read_wishes(heard.text, heard.language, heard.slots, product, words_of(heard.named))
    slots = replace(
        heard.slots,
        quantity=quantity_in(reading.rest),
        proposed=proposed_price(reading.rest, product) if product else 0.0,
    )
    return replace(heard, slots=slots, reading=reading)


def _wishes(
    heard: _Heard, kind: Kind, by: By, product: Product | None, history: Sequence[Turn]
) -> tuple[tuple[str, str], ...]:
    """The variants asked for, those of the turns before that a follow-up keeps among them."""
    wishes = heard.reading.wishes
    if product is None:
        return wishes
    pointed = kind is Kind.ATTRIBUTE and points_at_an_end(heard.text, heard.language)
    if kind in _OF_VARIANTS or pointed:
        wishes += (heard.reading.end,) if heard.reading.end else ()
    if history and (by == "history" or _is_elliptic(heard.text)):
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


def _hit(text: str, language: str, named: Sequence[Named]) -> rules.Hit | None:
    """The rule that `text` meets, by what it says and not by the name of a product alone: parfum
    asks for no fragrance where the shop sells one."""
    plain = _without_titles(text, named)
    hit = rules.match(plain, language)
    name = next((one.words for one in named[:1] if one.by in ("name", "head")), "")
    if hit is None or not name:
        return hit
    unnamed = plain.replace(name, _SOME_NAME)
    asks = hit.kind is not Kind.ATTRIBUTE or rules.attributes_in(unnamed, language)
    if asks and plain[hit.start : hit.end].strip() not in name:
        return hit
    return rules.match(unnamed, language)


def _asks_more(heard: _Heard, subject: _Subject, index: ShelfIndex) -> bool:
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
        return not leftovers.only_carried(_without_names(heard.text, heard.named), heard.language)
    rest = _ASKS_WHETHER.sub("", _without_names(heard.text, heard.named))
    return sum(map(has_han, rest)) >= 2


def _without_titles(text: str, named: Sequence[Named]) -> str:
    """`text` without a product's full title, whose words (绒, 补水) read like questions."""
    for name in named[:1]:
        if name.by == "name" and len(name.words) >= _TITLE_LENGTH:
            text = text.replace(name.words, " ")
    return text


def words_of(named: Sequence[Named]) -> tuple[str, ...]:
    """The words of a question that name products."""
    return tuple(name.words for name in named if name.by != "title")


def _without_names(text: str, named: Sequence[Named]) -> str:
    for name in named[:1]:
        if name.by in ("name", "head"):
            text = text.replace(name.words, " ")
    return " ".join(text.split())


def _as_pronoun(text: str, named: Sequence[Named]) -> str:
    """`text` with the product's name as a pronoun: how sweet is it, of the oranges."""
    for name in named[:1]:
        if name.by in ("name", "head"):
            it = " " if has_han(name.words) else " it "
            spoken = rf"(?:\b(?:the|your|this|that|these|those) )?{re.escape(name.words)}(?:e?s)?"
            text = re.sub(spoken, it, text)
    return " ".join(text.split())
