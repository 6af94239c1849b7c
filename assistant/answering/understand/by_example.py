"""Kinds by example: what the example questions make of a question that rules leave open, or read
as one of goods where it is none."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from assistant.answering.understand.alike import Alike, Likeness, examples
from assistant.answering.understand.asked import values_in
from assistant.answering.understand.heard import Heard, without_names
from assistant.answering.understand.kinds import (
    OF_A_POLICY,
    OF_A_PRODUCT,
    OF_MANNERS,
    OF_SENDING,
    Kind,
)
from assistant.answering.understand.strangers import stranger_in
from assistant.answering.understand.subject import Subject
from assistant.knowledge.index import PassageEmbedder, ShelfIndex
from catalog_loader.product import Product

_AGREED, _NEAR = 0.4, 0.3
"""The share of the votes and the likeness from which example questions settle what is open."""

_SURE_AGREED, _SURE_NEAR = 0.7, 0.4
"""The same, from which they are believed where a rule reads a question of goods in it: 收到假的
猫粮怎么赔 asks for no goods."""

_OF_NO_GOODS = OF_A_POLICY | {
    Kind.INJECTION, Kind.ABUSE, Kind.COMPLAINT, Kind.HUMAN, Kind.PREVIOUS, Kind.NEXT,
}  # fmt: skip
_NAMES_NO_GOODS = frozenset({Kind.SELLS, Kind.IDENTITY, Kind.GREETING, Kind.THANKS, Kind.OFF_TOPIC})
_MAY_BE_OF_NO_GOODS = OF_A_PRODUCT | {Kind.SELLS, Kind.AUTHENTICITY}


class ByExample:
    """The example questions, by their words alone until `learn` has embedded them."""

    def __init__(self, embedder: PassageEmbedder | None) -> None:
        self._embedder = embedder
        self._alike: Alike | None = None
        self._learnt = False

    async def prepare(self) -> None:
        """Count the words of the examples, once."""
        if self._alike is None:
            self._alike = await asyncio.to_thread(_by_words)

    async def learn(self) -> None:
        """Embed the examples: a minute, once for all starts."""
        if self._embedder is not None and not self._learnt:
            vectors = await self._embedder.apassages([example.text for example in examples()])
            self._alike = await asyncio.to_thread(Alike, examples(), vectors)
            self._learnt = True

    async def open_kind(
        self, heard: Heard, subject: Subject, product: Product | None, index: ShelfIndex
    ) -> Likeness | None:
        """The kind of what rules leave open; None where the examples are too few or disagree.

        Of a place what is asked is how goods get there.
        """
        text = without_names(heard.text, heard.named)
        if heard.slots.regions:
            return await self._of_a_place(text, heard.slots.regions)
        likeness = await self.most_like(text)
        enough = _SURE_AGREED if likeness.kind in OF_MANNERS else _AGREED
        agreed = likeness.share >= enough and likeness.nearest >= _NEAR
        fits = agreed and _may_be(likeness.kind, heard, subject, product, index)
        return likeness if fits else None

    async def _of_a_place(self, text: str, places: Sequence[str]) -> Likeness | None:
        """What is asked of sending goods to `places`: 哈尔滨大概等多久 asks when they are there, as
        when they leave is the same for all."""
        for place in places:
            text = text.replace(place, " ")
        likeness = await self.most_like(" ".join(text.split()))
        kind = next((kind for kind in likeness.others if kind in OF_SENDING), None)
        if kind is Kind.SHIPPING_TIME:
            kind = Kind.DELIVERY_TIME
        return replace(likeness, kind=kind) if kind else None

    async def surer(self, heard: Heard) -> Likeness | None:
        """What the example questions make of a question in which a rule reads one of goods, where
        they are sure that it is of something else."""
        if self._alike is None or heard.hit is None or heard.hit.kind not in _MAY_BE_OF_NO_GOODS:
            return None
        text = without_names(heard.text, heard.named)
        # Words cost a millisecond and meaning sixteen: most questions of goods need no more.
        if self._alike.most_like(text).kind not in _OF_NO_GOODS:
            return None
        likeness = await self.most_like(text)
        sure = likeness.share >= _SURE_AGREED and likeness.nearest >= _SURE_NEAR
        return likeness if sure and likeness.kind in _OF_NO_GOODS else None

    async def most_like(self, text: str) -> Likeness:
        """What the examples make of `text`, sure or not."""
        vector = await self._embedder.aquery(text) if self._embedder and self._learnt else None
        return self._alike.most_like(text, vector) if self._alike else Likeness(Kind.UNCLEAR, 0, 0)


@cache
def _by_words() -> Alike:
    return Alike(examples())


def _may_be(
    kind: Kind, heard: Heard, subject: Subject, product: Product | None, index: ShelfIndex
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
