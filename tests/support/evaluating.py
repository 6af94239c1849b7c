"""What tests of the evaluation share: cases, answers, an assistant that says what it is told to."""

from collections.abc import AsyncIterator, Callable, Sequence

from assistant.answering.evaluate.sets import Case
from assistant.answering.values import Answer, AnswerEvent, Outcome, Question, Sentence, Turn
from assistant.knowledge.facts import Fact
from assistant.knowledge.shelf import Shelf
from catalog_loader.demo import demo_catalog_path
from catalog_loader.product import Catalog

DEMO = demo_catalog_path()
JACKET = "light-down-jacket"
PRICE = Fact("YJ-DJ-BLK-L", "price", "259", "CNY", label="价格", subject="羽绒服 黑色 L")
RETURNS = Fact("returns-seven-days", "return_window", "7", "天", "policy", "无理由退货期限")


def case(question: str = "多少钱", outcome: Outcome = Outcome.ANSWERED, **more: object) -> Case:
    """A case of the demo shop."""
    source = str(more.pop("source", f"set.jsonl:{question}"))
    return Case(source=source, question=question, outcome=outcome, catalog=DEMO, **more)  # type: ignore[arg-type]


def said(
    text: str,
    *facts: Fact,
    outcome: Outcome = Outcome.ANSWERED,
    language: str = "zh",
    question: str = "多少钱",
) -> Answer:
    """An answer with this text, resting on these facts."""
    return Answer(Question(question, "demo"), text, language, outcome, facts, product=JACKET)


class Parrot:
    """An assistant that answers each question as `answers` says, and notes what it was asked."""

    def __init__(self, answers: Callable[[str], Answer]) -> None:
        self._answers = answers
        self.asked: list[tuple[str, tuple[str, ...], str]] = []
        self.prepared: list[Catalog] = []

    async def prepare(self, catalog: Catalog) -> None:
        self.prepared.append(catalog)

    async def warm_up(self, shelf: Shelf) -> None:
        pass

    async def answer(
        self, question: Question, shelf: Shelf, history: Sequence[Turn] = ()
    ) -> AsyncIterator[AnswerEvent]:
        earlier = tuple(turn.question for turn in history)
        self.asked.append((question.text, earlier, shelf.on_air))
        answer = self._answers(question.text)
        yield Sentence(answer.text, answer.language, 0)
        yield answer
