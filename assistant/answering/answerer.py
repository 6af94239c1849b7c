"""Answers a question: understand, ground, compose, verify; a sentence at a time, the whole last."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from time import perf_counter
from typing import cast

import structlog

from assistant.answering.chain import Limits
from assistant.answering.chat_models import ChatModel, ChatModelError
from assistant.answering.compose.borne_out import unsupported, untold
from assistant.answering.compose.model import compose_with_model, evaluate_prefix, unhelpful
from assistant.answering.compose.shorter import and_shorter
from assistant.answering.compose.templating import compose
from assistant.answering.compose.wording import sentence_joint
from assistant.answering.gist import Gist, gist_of
from assistant.answering.ground.freshness import with_caveats
from assistant.answering.ground.grounder import ground, ground_by_meaning, worth_meaning
from assistant.answering.ground.grounding import Answerable, Context, Grounding, Say
from assistant.answering.understand.kinds import Kind
from assistant.answering.understand.understander import Understander
from assistant.answering.understand.understanding import Understanding
from assistant.answering.understand.with_model import model_asker
from assistant.answering.values import (
    Answer,
    AnswerEvent,
    Checks,
    Composer,
    Heard,
    Outcome,
    Question,
    Rejected,
    Sentence,
    Timings,
    Turn,
    heard_nothing,
)
from assistant.answering.verify import verify
from assistant.knowledge.collect import unique
from assistant.knowledge.facts import Evidence, Fact
from assistant.knowledge.index import PassageEmbedder, ShelfIndex
from assistant.knowledge.shelf import Shelf
from assistant.knowledge.wordings import with_wordings
from assistant.knowledge.words import warm
from assistant.telemetry import Laps
from assistant.telemetry.turns import Key
from catalog_loader.product import Catalog

_INDEXED_AT_ONCE = 32
_SUMMARY_PRODUCTS = 12
_WARM_UP_S = 120.0
_TO_AN_ASKER = "claim."  # templates that say nothing to who has not read the question: yes, no
_AFTER: Mapping[str, Key] = {"understood": "grounding", "grounded": "first_sentence"}

log = structlog.get_logger(__name__)


@dataclass
class _Draft:
    """An answer while it is being made."""

    question: Question
    language: str
    started: float
    sentences: list[str] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    composer: Composer = "facts"
    timings: dict[str, float] = field(default_factory=dict)
    laps: Laps = field(default_factory=lambda: Laps("understanding"))

    def mark(self, stage: str) -> None:
        """Note when `stage` was reached, the first time only."""
        if stage not in self.timings:
            self.timings[stage] = (perf_counter() - self.started) * 1000
            self.laps.next(_AFTER.get(stage))

    def add(self, text: str, composer: Composer = "facts") -> Sentence:
        """Take a checked sentence into the answer."""
        self.mark("first_sentence")
        self.sentences.append(text)
        return Sentence(text, self.language, len(self.sentences) - 1, composer)


class Answerer:
    """Answers questions over catalogs; one for all rooms.

    `clock` gives the moment prices are asked for (timezone-aware). Without `embedder`, questions
    are understood by rules and words alone; without `chat`, everything is worded by template.
    `patience_s` is how long the language model may take to its first word before the facts' own
    sentences answer instead.
    """

    def __init__(
        self,
        *,
        embedder: PassageEmbedder | None,
        chat: ChatModel | None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        patience_s: float = 6.0,
    ) -> None:
        self._embedder = embedder
        self._chat = chat
        self._clock = clock
        self._limits = Limits(first_token_s=patience_s)
        self._understander = Understander(embedder, model_asker(chat) if chat else None)
        self._by_words = Understander()
        self._indexes: OrderedDict[int, ShelfIndex] = OrderedDict()

    async def prepare(self, catalog: Catalog) -> None:
        """Index `catalog` before its first question; doing so again costs nothing."""
        await self.index(catalog)

    async def warm_up(self, shelf: Shelf) -> None:
        """Do now what the first questions of a room would wait for: load verification's words,
        learn the example questions, and let the language model evaluate the beginnings of its
        prompts.

        Takes a minute on two cores at first; questions are answered meanwhile.
        A model that fails is left to fail when it is needed.
        """
        await asyncio.to_thread(verify, "。", Evidence(), language=shelf.language)
        await self._understander.learn()
        if self._chat is None:
            return
        try:
            await evaluate_prefix(self._chat, shelf.language, _summary(shelf))
            asker = model_asker(self._chat, patience_s=_WARM_UP_S)
            await asker("？", shelf.language, ())
        except ChatModelError as error:
            log.warning("the language model is not warm", reason=str(error))

    async def answer(
        self,
        question: Question,
        shelf: Shelf,
        history: Sequence[Turn] = (),
        heard: Heard = heard_nothing,
    ) -> AsyncIterator[AnswerEvent]:
        """Sentences as they pass their check, then the whole Answer, exactly once, last.

        `history` is the viewer's turns, oldest first; `heard` is asked for the host's words
        where they are asked about. The iterator may be closed at any point.
        """
        draft = _Draft(question, question.language or shelf.language, perf_counter())
        index = await self.index(shelf.catalog)
        parts = await self._understander.understand(question, shelf, index, history)
        draft.language = parts[0].language
        draft.mark("understood")
        now = self._clock().astimezone(shelf.timezone)
        context = Context(shelf, index, now, draft.language, history, heard, question.known)
        grounded = [await self._ground(part, context) for part in parts]
        draft.mark("grounded")
        for _, grounding in grounded:
            async for sentence in self._compose(grounding, draft, context):
                yield sentence
        draft.mark("done")
        yield _finished(draft, grounded)

    async def gist(self, question: Question, shelf: Shelf) -> Gist:
        """What `question`, asked by itself, comes to: by rules, words and facts alone, in a few
        milliseconds, and the same for whoever asks it."""
        index = await self.index(shelf.catalog)
        parts = await self._by_words.understand(question, shelf, index)
        now = self._clock().astimezone(shelf.timezone)
        context = Context(shelf, index, now, parts[0].language)
        return gist_of([(part, ground(part, context)) for part in parts])

    async def state(self, question: Question, shelf: Shelf, kind: Kind | None = None) -> Answer:
        """What the facts say to `question`, or, of a `kind`, about what is on air, in sentences
        that are understood without the question: by rules, words and templates alone.

        No language model is asked, and nothing the host said is repeated.
        """
        draft = _Draft(question, question.language or shelf.language, perf_counter())
        index = await self.index(shelf.catalog)
        if kind is not None:
            parts = [Understanding(kind, question.text, draft.language, shelf.on_air)]
        else:
            parts = list(await self._by_words.understand(question, shelf, index))
        draft.language = parts[0].language
        draft.mark("understood")
        now = self._clock().astimezone(shelf.timezone)
        context = Context(shelf, index, now, draft.language)
        grounded = [(part, with_caveats(ground(part, context), context)) for part in parts]
        draft.mark("grounded")
        for _, grounding in grounded:
            says = tuple(s for s in grounding.says if not s.template.startswith(_TO_AN_ASKER))
            self._by_template(_worded(replace(grounding, says=says), context), draft, context)
        draft.mark("done")
        return _finished(draft, grounded)

    async def index(self, catalog: Catalog) -> ShelfIndex:
        """The index of `catalog`, made once."""
        known = self._indexes.get(id(catalog))
        if known is None:
            await asyncio.to_thread(warm)
            await self._understander.prepare()
            await self._by_words.prepare()
            known = await ShelfIndex.build(catalog, self._embedder)
            self._indexes[id(catalog)] = known
        self._indexes.move_to_end(id(catalog))
        while len(self._indexes) > _INDEXED_AT_ONCE:
            self._indexes.popitem(last=False)
        return known

    async def _ground(
        self, part: Understanding, context: Context
    ) -> tuple[Understanding, Grounding]:
        """What the facts say to `part`; what they say nothing to, and no rule or example reads, the
        language model may read once more."""
        grounding = await self._by_facts(part, context)
        if grounding.answerable is Answerable.NOT_IN_CATALOG:
            read = await self._understander.read_by_model(
                part, context.shelf, context.index, context.history
            )
            again = await self._by_facts(read, context) if read else grounding
            if read is not None and again.answerable is not Answerable.NOT_IN_CATALOG:
                part, grounding = read, again
        return part, with_caveats(grounding, context)

    async def _by_facts(self, part: Understanding, context: Context) -> Grounding:
        grounding = ground(part, context)
        if self._embedder is not None and worth_meaning(part, grounding, context):
            vector = await self._embedder.aquery(part.text)
            grounding = ground_by_meaning(part, vector, context) or grounding
        return grounding

    async def _compose(
        self, grounding: Grounding, draft: _Draft, context: Context
    ) -> AsyncIterator[Sentence]:
        grounding = _worded(grounding, context)
        if grounding.leads and self._chat is not None:
            leads, rest = grounding.says[: grounding.leads], grounding.says[grounding.leads :]
            for sentence in self._by_template(replace(grounding, says=leads), draft, context):
                yield sentence
            async with aclosing(self._by_model(grounding, leads, draft, context)) as sentences:
                composed = False
                async for sentence in sentences:
                    composed = True
                    yield sentence
            if composed:
                draft.composer = "model"
            if composed or not rest:
                return
            grounding = replace(grounding, says=rest, caveats=())
        for sentence in self._by_template(grounding, draft, context):
            yield sentence

    def _by_template(
        self, grounding: Grounding, draft: _Draft, context: Context
    ) -> Sequence[Sentence]:
        said = [(say, compose(say, draft.language, context.history)) for say in grounding.says]
        if grounding.answerable is not Answerable.YES or not grounding.evidence.facts:
            draft.outcomes.append(grounding.answerable.outcome)
            return [draft.add(text) for _, text in said if text not in draft.sentences]
        passed = []
        for say, text in said:
            reason = unsupported(say, grounding.evidence, context.shelf)
            if not reason:
                passed.append(text)
            else:
                draft.rejected.append(Rejected(text, f"value without a fact: {reason}"))
                log.warning("template rejected", template=say.template, reason=reason)
        if not passed:
            draft.outcomes.append(Outcome.HANDED_OFF)
            return [draft.add(compose(Say("handed_off.checking"), draft.language, context.history))]
        draft.facts += grounding.evidence.facts
        draft.outcomes.append(Outcome.ANSWERED)
        caveats = [compose(say, draft.language, context.history) for say in grounding.caveats]
        # Two parts of one question may both come to the price: it is said once.
        return [draft.add(text) for text in (*caveats, *passed) if text not in draft.sentences]

    async def _by_model(
        self, grounding: Grounding, leads: Sequence[Say], draft: _Draft, context: Context
    ) -> AsyncGenerator[Sentence]:
        """The model's sentences that pass, after `leads`; none when it fails before its first."""
        assert self._chat is not None  # noqa: S101
        said, evidence = tuple(draft.sentences), untold(leads, grounding.evidence)
        if not evidence.facts and not evidence.statements:
            return
        stream = cast(
            "AsyncGenerator[str]",
            compose_with_model(
                self._chat,
                draft.question,
                evidence,
                language=draft.language,
                history=context.history,
                shelf_summary=_summary(context.shelf),
                limits=self._limits,
            ),
        )
        try:
            async with aclosing(stream) as texts:
                async for text in texts:
                    objections = []
                    for wording in and_shorter(text):
                        objection = unhelpful(wording, draft.question.text, said)
                        verdict = verify(wording, grounding.evidence, language=draft.language)
                        if verdict.supported and not objection:
                            yield draft.add(wording, "model")
                            break
                        objections.append(objection or verdict.reason)
                    if objections:
                        draft.rejected.append(Rejected(text, objections[0]))
        except ChatModelError as error:
            log.warning("language model failed; the facts answer", reason=str(error))


def _finished(draft: _Draft, grounded: Sequence[tuple[Understanding, Grounding]]) -> Answer:
    first, grounding = grounded[0]
    gist = gist_of(grounded)
    return Answer(
        question=draft.question,
        text=sentence_joint(draft.language).join(draft.sentences),
        language=draft.language,
        outcome=_overall(draft.outcomes),
        facts=unique(draft.facts),
        composer=draft.composer,
        checks=Checks(supported=True, rejected=tuple(draft.rejected)),
        timings=Timings(heard=draft.question.heard_ms, **draft.timings),
        kind=first.kind.value,
        product=grounding.product or first.product,
        missing=tuple(dict.fromkeys(name for _, one in grounded for name in one.missing)),
        key=gist.key,
        confidence=gist.confidence,
    )


def _worded(grounding: Grounding, context: Context) -> Grounding:
    """The grounding with the shop's own translations in its evidence."""
    evidence = with_wordings(grounding.evidence, context.shelf, context.language)
    return replace(grounding, evidence=evidence)


def _overall(outcomes: Sequence[Outcome]) -> Outcome:
    """One outcome for all parts: answered when any was, else the one that needs a person most."""
    order = (Outcome.ANSWERED, Outcome.HANDED_OFF, Outcome.UNKNOWN, Outcome.DECLINED)
    return next((outcome for outcome in order if outcome in outcomes), Outcome.UNKNOWN)


def _summary(shelf: Shelf) -> str:
    """The room in a few lines, the same from question to question."""
    lines = [
        f"{shelf.number(product.handle) or '-'}: {product.title}"
        for product in shelf.listed[:_SUMMARY_PRODUCTS]
    ]
    return "\n".join((shelf.catalog.shop.name, *lines))
