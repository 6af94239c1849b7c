"""The gate that every answer of the assistant's passes on its way out."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from typing import Any

from assistant.answering.compose.templating import compose
from assistant.answering.ground.grounding import Say
from assistant.answering.values import Answer, Outcome, Question, Sentence
from assistant.room.conduct.desk import Desk
from assistant.room.conduct.ruling import HELD, WAITING, Ruling, held_answer

Tell = Callable[[Sentence], None]
"""Lets a sentence out."""

Make = Callable[[Tell], Coroutine[Any, Any, Answer]]
"""Answers a question, telling each sentence as it is ready."""

Keep = Callable[[Answer], Awaitable[None]]

Draft = Callable[[Answer, Answer], Awaitable[None]]


class Gate:
    """Lets a room's answers out as its desk rules: told, kept as drafts, or not made at all."""

    def __init__(self, desk: Desk, *, keep: Keep, draft: Draft) -> None:
        """`keep` keeps an answer that is final, before it is handed over; `draft` one that waits,
        and what stands in its place meanwhile."""
        self._desk = desk
        self._keep = keep
        self._keep_draft = draft

    async def let_out(self, question: Question, language: str, make: Make, tell: Tell) -> Answer:
        """The answer to `question` as who asked may have it; see `ruling.is_held`.

        What is being told when staff take over ends there. `language` is the room's.
        """
        while (ruling := self._ruling(question)).says != "hold":
            told = tell if ruling.says == "answer" else _to_nobody
            answer = await self._made(question, ruling, make(told))
            if answer is None:
                continue
            if ruling.says == "answer":
                await self._keep(answer)
                return answer
            return await self._draft(answer, tell)
        held = held_answer(question, language, HELD + ruling.reason)
        await self._keep(held)
        self._desk.hold(question, held.answer_id, ruling.reason)
        return held

    def _ruling(self, question: Question) -> Ruling:
        ruling = self._desk.ruling(question.who)
        if question.private and ruling.says == "draft":
            return Ruling("hold", "private")
        return ruling

    async def _made(
        self, question: Question, ruling: Ruling, making: Coroutine[Any, Any, Answer]
    ) -> Answer | None:
        """The answer, or None where it may no longer be what `ruling` allowed."""
        answer = asyncio.create_task(making, name=f"make {question.question_id}")
        less = asyncio.create_task(self._desk.until_stricter(ruling, question.who))
        try:
            await asyncio.wait((answer, less), return_when=asyncio.FIRST_COMPLETED)
            return None if less.done() else await answer
        finally:
            for task in (answer, less):
                task.cancel()
            await asyncio.gather(answer, less, return_exceptions=True)

    async def _draft(self, answer: Answer, tell: Tell) -> Answer:
        """Let `answer` wait; what is told meanwhile, which promises nothing."""
        question = answer.question
        # a crowd that asked by comment is told nothing before it is told the answer
        text = "" if question.asker else compose(Say("waiting"), answer.language)
        meanwhile = replace(
            held_answer(question, answer.language, WAITING),
            text=text,
            outcome=Outcome.HANDED_OFF,
            answer_id=answer.answer_id,
            timings=answer.timings,
        )
        await self._keep_draft(answer, meanwhile)
        if text:
            tell(Sentence(text, answer.language, 0))
        return meanwhile


def _to_nobody(sentence: Sentence) -> None:
    """Where a person reads it first."""
