"""Answers for one viewer alone: what of them may stand where others read."""

from dataclasses import replace

from assistant.answering.values import Answer, Checks


def in_public(answer: Answer) -> Answer:
    """`answer` as the room keeps and counts it: a private one without a word of what it says."""
    if not answer.question.private:
        return answer
    return replace(answer, text="", facts=(), product="", missing=(), checks=Checks())
