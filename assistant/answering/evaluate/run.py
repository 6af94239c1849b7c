"""Running a set: the assistant itself, in this process, with the models the settings name."""

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from assistant.answering.answerer import Answerer
from assistant.answering.chat_models.registry import open_chat_model
from assistant.answering.evaluate.judge import Judged, judge
from assistant.answering.evaluate.report import Report
from assistant.answering.evaluate.sets import Case, SetError
from assistant.answering.values import Answer, AnswerEvent, Question, Turn
from assistant.knowledge.embeddings import Embedder
from assistant.knowledge.shelf import Shelf
from assistant.models import ModelStore
from assistant.settings import Settings
from catalog_loader.load import load
from catalog_loader.product import Catalog

ROOM = "evaluation"
Progress = Callable[[int, int], None]


class Answers(Protocol):
    """What is evaluated: an Answerer, or whatever answers like one."""

    async def prepare(self, catalog: Catalog) -> None: ...

    async def warm_up(self, shelf: Shelf) -> None: ...

    def answer(
        self, question: Question, shelf: Shelf, history: Sequence[Turn] = ()
    ) -> AsyncIterator[AnswerEvent]: ...


class Moment:
    """A clock that stands at the moment a case is asked at, else at the present one."""

    def __init__(self) -> None:
        self.at: datetime | None = None

    def __call__(self) -> datetime:
        return self.at or datetime.now(UTC)


async def evaluate_answers(
    settings: Settings,
    cases: Sequence[Case],
    *,
    repeat: int = 1,
    progress: Progress | None = None,
    shelves: Mapping[Path, Shelf] | None = None,
) -> Report:
    """Ask `cases` of the assistant with the models of `settings` and judge the answers.

    `shelves` are shops that are no files, by the `catalog` of their cases.

    With `repeat` above 1 they are asked as often, and a case whose outcome or facts change is
    reported. `progress` is called with how many are asked of how many. Raises SetError,
    CatalogError, ChatModelError, ModelError: one sentence each.
    """
    moment = Moment()
    async with _opened(settings, moment) as (answerer, model):
        judged = await run_cases(
            answerer, moment, cases, repeat=repeat, progress=progress, shelves=shelves
        )
    return Report(model=model, passes=repeat, judged=judged)


async def run_cases(
    answerer: Answers,
    moment: Moment,
    cases: Sequence[Case],
    *,
    repeat: int = 1,
    progress: Progress | None = None,
    shelves: Mapping[Path, Shelf] | None = None,
) -> tuple[Judged, ...]:
    """Ask `cases` of `answerer`, whose clock is `moment`, shop by shop; in the order given."""
    shops = _shelves(cases, shelves or {})
    found: dict[str, Judged] = {}
    done, of = 0, len(cases) * repeat
    for catalog, asked in _by_catalog(cases).items():
        shelf = shops[catalog]
        await answerer.prepare(shelf.catalog)
        await answerer.warm_up(shelf)
        for turn in range(repeat):
            for case in asked:
                moment.at = case.at
                on_air = shelf if case.on_air is None else shelf.with_on_air(case.on_air)
                answer = await _ask(answerer, case, on_air)
                if turn == 0:
                    found[case.source] = judge(case, answer, on_air)
                elif not _same(found[case.source].answer, answer):
                    found[case.source] = replace(found[case.source], steady=False)
                done += 1
                if progress is not None:
                    progress(done, of)
    return tuple(found[case.source] for case in cases)


async def _ask(answerer: Answers, case: Case, shelf: Shelf) -> Answer:
    """The answer to a case, its earlier questions asked first."""
    history: list[Turn] = []
    for earlier in case.history:
        answer = await _whole(answerer, earlier, case, shelf, history)
        history.append(Turn(earlier, answer.text, answer.product, answer.kind))
    return await _whole(answerer, case.question, case, shelf, history)


async def _whole(
    answerer: Answers, text: str, case: Case, shelf: Shelf, history: Sequence[Turn]
) -> Answer:
    question = Question(text=text, room=ROOM, viewer=case.source)
    async for event in answerer.answer(question, shelf, tuple(history)):
        if isinstance(event, Answer):
            return event
    raise TypeError(f"{case.source}: the answer did not end with the whole of it")


def _same(one: Answer, other: Answer) -> bool:
    def told(answer: Answer) -> tuple[object, ...]:
        facts = {(fact.product, fact.field, fact.value, fact.unit) for fact in answer.facts}
        return answer.outcome, frozenset(facts)

    return told(one) == told(other)


def _by_catalog(cases: Sequence[Case]) -> dict[Path, list[Case]]:
    grouped: dict[Path, list[Case]] = defaultdict(list)
    for case in cases:
        grouped[case.catalog].append(case)
    return grouped


def _shelves(cases: Sequence[Case], known: Mapping[Path, Shelf]) -> dict[Path, Shelf]:
    """Each shop with its whole catalog listed and its first product on air; those `known` as they
    are."""
    shelves = dict(known)
    for case in cases:
        if case.catalog not in shelves:
            catalog = load(case.catalog).catalog
            handles = tuple(product.handle for product in catalog.products)
            shelves[case.catalog] = Shelf(catalog, handles, handles[0])
        if case.on_air and shelves[case.catalog].product(case.on_air) is None:
            raise SetError(f"{case.source}: on_air: the shop has no product {case.on_air!r}")
    return shelves


@asynccontextmanager
async def _opened(settings: Settings, moment: Moment) -> AsyncIterator[tuple[Answerer, str]]:
    """The assistant as a room has it, and the name of its language model."""
    embedder = Embedder(cache=settings.home / "embeddings")
    try:
        chat = await open_chat_model(settings, ModelStore(settings.models_dir))
        try:
            yield Answerer(embedder=embedder, chat=chat, clock=moment), chat.name
        finally:
            await chat.close()
    finally:
        embedder.close()
