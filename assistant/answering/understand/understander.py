"""From a question to what is wanted: rules, then names and slots, then meaning, then the model."""

import re
import tomllib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

import numpy as np

from assistant.answering.understand import rules
from assistant.answering.understand.kinds import OF_A_POLICY, OF_A_PRODUCT, OF_MANNERS, Kind
from assistant.answering.understand.language import LANGUAGES, detect
from assistant.answering.understand.normalise import normalise
from assistant.answering.understand.parts import split
from assistant.answering.understand.slots import Slots, find_slots, people_words
from assistant.answering.understand.strangers import stranger_in
from assistant.answering.understand.understanding import By, Understanding
from assistant.answering.understand.wishes import wishes_of
from assistant.answering.values import Question, Turn
from assistant.knowledge.embeddings import Vector
from assistant.knowledge.index import PassageEmbedder, ShelfIndex
from assistant.knowledge.names import Named, prefer
from assistant.knowledge.shelf import Shelf
from assistant.knowledge.words import has_han, longest_first

_ASKED_BEFORE = 0.72  # Dice of character pairs: two wordings of one question, two words apart
_MEANS_IT = 0.895  # cosine of e5 to an example question; unrelated short ones reach .89
_SURE_NAME = 0.65
SAYS_SOMETHING = re.compile(r"[^\W\d_].*[^\W\d_]")
"""Two letters or characters at least: what `。。。`, `1` and `666` do not hold."""
_MAY_NAME_A_STRANGER = (OF_A_PRODUCT | {Kind.SELLS, Kind.RECOMMEND}) - {Kind.SIZE_ADVICE}
_OF_BEFORE = re.compile(r"刚才|刚刚|上一?个|前一个|previous one|last one|tadi|vừa nãy|เมื่อกี้")
_ELLIPTIC = re.compile(r"^那|呢[?？]?$|^(?:and|what about|how about|kalau|còn|thế còn)\b|^แล้ว|ล่ะ$")
_ASKS_WHETHER = re.compile(
    r"有没有|卖不卖|还有|有货|直播间|店里|你们家?|我?想[买要找]|请问|主播|这[个款种件]|那[个款种件]"
    r"|[有卖买要找吗么嘛呢啊吧的不没还也]"
)
_TITLE_LENGTH = 7  # letters; shorter names are aliases, which hold no words of questions
_NAMES_ONLY_WHAT_CHANGES = frozenset({Kind.COLOURS, Kind.SIZES, Kind.LINK_NUMBER, Kind.INTRODUCE})

_KINDS = frozenset(kind.value for kind in Kind)
AskModel = Callable[[str, str], Awaitable[Kind | None]]
"""Reads a question's text in a language; None leaves it open."""


@dataclass(frozen=True, slots=True)
class _Heard:
    """A part of a question with what the finders saw in it."""

    text: str
    language: str
    hit: rules.Hit | None
    slots: Slots
    named: tuple[Named, ...]


class Understander:
    """Understands questions against a shelf and its index.

    `embedder` answers what rules leave open, `ask_model` what both leave open; either may be None.
    """

    def __init__(
        self, embedder: PassageEmbedder | None = None, ask_model: AskModel | None = None
    ) -> None:
        self._embedder = embedder
        self._ask_model = ask_model
        self._examples: tuple[tuple[Kind, ...], Vector] | None = None

    async def prepare(self) -> None:
        """Embed the example questions, once."""
        if self._embedder is not None and self._examples is None:
            kinds, texts = _example_questions()
            self._examples = (kinds, await self._embedder.apassages(list(texts)))

    async def understand(
        self, question: Question, shelf: Shelf, index: ShelfIndex, history: Sequence[Turn] = ()
    ) -> tuple[Understanding, ...]:
        """What each part of `question` asks, at least one, in order."""
        text = normalise(question.text)
        language = question.language if question.language in LANGUAGES else ""
        language = language or detect(text, shelf.language)
        found: list[Understanding] = []
        for part in split(text, language):
            before = found[-1].product if found and found[-1].named else ""
            found.append(await self._part(part, language, shelf, index, history, before))
        return tuple(found)

    async def _part(
        self,
        text: str,
        language: str,
        shelf: Shelf,
        index: ShelfIndex,
        history: Sequence[Turn],
        before: str,
    ) -> Understanding:
        named = index.names.find(text)
        hit = rules.match(_without_titles(text, named), language)
        heard = _Heard(text, language, hit, find_slots(text), named)
        subject = _subject(heard, shelf, history, before)
        kind, confidence, by = await self._kind(heard, subject, shelf, index, history)
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
        product = shelf.product(understood.product)
        if not understood.named and kind in _MAY_NAME_A_STRANGER:
            rest = _without_known(text, heard.slots)
            stranger = stranger_in(rest, language, product, index)
            understood = replace(understood, stranger=stranger)
        return replace(
            understood,
            wishes=wishes_of(text, heard.slots, product),
            attributes=rules.attributes_in(_without_names(text, heard.named)),
        )

    async def _kind(
        self,
        heard: _Heard,
        subject: "_Subject",
        shelf: Shelf,
        index: ShelfIndex,
        history: Sequence[Turn],
    ) -> tuple[Kind, float, By]:
        followed = _followed_up(heard, subject, history)
        elliptic = _ELLIPTIC.search(heard.text) is not None and len(heard.text) <= 14
        weak = heard.hit is not None and heard.hit.kind in _NAMES_ONLY_WHAT_CHANGES
        if followed is not None and elliptic and weak:
            return followed, 0.8, "history"
        if heard.hit is not None and heard.hit.kind is not Kind.SELLS:
            return _refined(heard, subject, shelf), 0.95, "rules"
        if followed is not None:
            return followed, 0.8, "history"
        product = shelf.product(subject.product)
        asked = index.by_words(heard.text, product, named=subject.named)
        if asked and asked[0].score >= _ASKED_BEFORE:
            return Kind.UNCLEAR, asked[0].score, "rules"
        if heard.hit is not None and not (subject.named and _asks_more(heard)):
            return heard.hit.kind, 0.8, "rules"
        if subject.named and subject.whole:
            return Kind.INTRODUCE, 0.7, "rules"
        if not SAYS_SOMETHING.search(heard.text):
            return Kind.UNCLEAR, 0.0, "rules"
        kind, score = await self._by_meaning(heard.text)
        if kind is not None:
            return kind, score, "embeddings"
        if self._ask_model is not None:
            read = await self._ask_model(heard.text, heard.language)
            if read is not None:
                return read, 0.6, "model"
        return Kind.UNCLEAR, 0.0, "rules"

    async def _by_meaning(self, text: str) -> tuple[Kind | None, float]:
        if self._embedder is None or self._examples is None:
            return None, 0.0
        kinds, vectors = self._examples
        scores = np.asarray(vectors @ await self._embedder.aquery(text))
        best = int(scores.argmax())
        return (kinds[best] if scores[best] >= _MEANS_IT else None), float(scores[best])


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
        bare = len(heard.text) - len(best.words) <= 3
        handles = tuple(dict.fromkeys((best.product, *(n.product for n in named))))
        return _Subject(best.product, True, handles, bare)
    if before:
        return _Subject(before, True, (before,))
    if _OF_BEFORE.search(heard.text):
        return _Subject(last if shelf.product(last) else "", False)
    refers_back = last and (len(heard.text) <= 12 or not shelf.on_air)
    handle = last if refers_back and shelf.product(last) else shelf.on_air
    return _Subject(handle if shelf.product(handle) else "", False)


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
    return kind


def _followed_up(heard: _Heard, subject: _Subject, history: Sequence[Turn]) -> Kind | None:
    """The kind of a follow-up that names only what changes: 那黑色呢, L呢, 3号呢, and the jeans?"""
    if not history or len(heard.text) > 24:
        return None
    last = history[-1].kind
    if last not in _KINDS:
        return None
    kind = Kind(last)
    if heard.slots.height_cm or heard.slots.weight_kg:
        return Kind.SIZE_ADVICE
    changed = heard.slots.colours or heard.slots.sizes or subject.named
    if changed and kind not in OF_MANNERS | {Kind.UNCLEAR}:
        return kind
    if heard.slots.regions and kind in OF_A_POLICY:
        return kind
    return None


def _without_known(text: str, slots: Slots) -> str:
    """`text` without words that are understood already and name no thing of their own."""
    people = [word for who in slots.people for word in (who, *people_words(who))]
    known = (*rules.attribute_words_in(text), *slots.colour_words, *slots.regions, *people)
    known += tuple(size.lower() for size in slots.sizes if len(size) > 1)
    for word in longest_first(known):
        text = text.replace(word, " ")
    return text


def _asks_more(heard: _Heard) -> bool:
    """Whether 有…吗 asks for something beside the product it names: 羽绒服有口袋吗."""
    rest = _ASKS_WHETHER.sub("", _without_names(heard.text, heard.named))
    return sum(map(has_han, rest)) >= 2


def _without_titles(text: str, named: Sequence[Named]) -> str:
    """`text` without a product's full title, whose words (绒, 补水) read like questions."""
    for name in named[:1]:
        if name.by == "name" and len(name.words) >= _TITLE_LENGTH:
            text = text.replace(name.words, " ")
    return text


def _without_names(text: str, named: Sequence[Named]) -> str:
    for name in named[:1]:
        if name.by == "name":
            text = text.replace(name.words, " ")
    return text


@cache
def _example_questions() -> tuple[tuple[Kind, ...], tuple[str, ...]]:
    table: Mapping[str, list[str]] = tomllib.loads(
        (files(__package__) / "examples.toml").read_text("utf-8")
    )
    pairs = [(Kind(kind), text) for kind, texts in table.items() for text in texts]
    return tuple(kind for kind, _ in pairs), tuple(text for _, text in pairs)
