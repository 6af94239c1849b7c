"""What the host said about something: their own words, with the host as source and the time."""

from collections.abc import Mapping
from functools import cache

from assistant.answering.ground.grounding import (
    Answerable,
    Context,
    Grounding,
    Say,
    answered,
    unknown,
)
from assistant.answering.understand.understanding import Understanding
from assistant.answering.values import HostLine
from assistant.answering.verify.lexicon import Words, words_of
from assistant.answering.verify.reading import one_way
from assistant.knowledge.facts import Fact
from catalog_loader.tables import table

_OF_GOODS = frozenset({"price", "gift", "size", "colour", "stock", "material", "washing"})
_LINES = 2  # told at most: what was said of it last, and before


def ground_host_said(understood: Understanding, context: Context) -> Grounding:
    """The host's last words on what is asked about; where the shop does not bear them out and
    staff have not said that they are right, they are not repeated."""
    lines = [line for line in context.heard() if _is_of(line, understood, context)]
    if not lines:
        return unknown("unknown.host_said", missing="host's words")
    if lines[-1].held_back:
        return Grounding(Answerable.NEEDS_PERSON, (Say("handed_off.checking"),))
    told = [line for line in lines[-_LINES:] if not line.held_back]
    facts = [_fact(line, context) for line in told]
    text = "".join(line.text for line in told)
    return answered(
        Say("host_said", {"text": text}),
        facts,
        product=understood.product,
        statements=(text,),
    )


def _is_of(line: HostLine, understood: Understanding, context: Context) -> bool:
    """Whether a line is about what is asked: its topic, and the product: the one named, or, of what
    differs from one to another, the one on air."""
    asked = topics(understood.rest or understood.text)
    about = understood.product if understood.named or asked & _OF_GOODS else ""
    if about and line.on_air != about:
        named = (m for m in context.index.names.places(one_way(line.text)))
        if not any(about in mention.products for mention in named):
            return False
    return not asked or bool(asked & topics(line.text))


def topics(text: str) -> frozenset[str]:
    """What a text is about, of what hosts talk about; none where that is not told."""
    folded = one_way(text)
    return frozenset(name for name, words in _topics().items() if words.first(folded))


def _fact(line: HostLine, context: Context) -> Fact:
    at = line.at.astimezone(context.shelf.timezone)
    return Fact(
        product=line.on_air,
        field="host_said",
        value=line.text,
        source="host",
        label="主播",
        origin=f"host {at:%Y-%m-%d %H:%M:%S}",
    )


@cache
def _topics() -> Mapping[str, Words]:
    return {
        name: words_of(words)
        for name, words in table(__package__, "host_said.toml")["topics"].items()
    }
