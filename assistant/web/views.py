"""What the API takes and gives, as its documentation shows it."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from assistant.room.inbox.inbox import Verdict
from assistant.settings import Language

TEXT_LIMIT = 500
"""Longest question or comment, in characters."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=TEXT_LIMIT)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=128)]
LanguageOrNone = Annotated[
    Language | Literal[""], Field(description="the viewer's language; empty to tell it by the text")
]


class Body(BaseModel):
    """Base of what is sent: unknown fields are mistakes."""

    model_config = ConfigDict(extra="forbid")


class QuestionBody(Body):
    """A question by text."""

    viewer: Name = Field(default="", description="who asks; the same name is the same viewer")
    text: Text = Field(examples=["羽绒服多少钱"])
    language: LanguageOrNone = ""


class CommentBody(Body):
    """A comment as a viewer wrote it."""

    viewer: Name = ""
    text: Text
    language: LanguageOrNone = ""


class CommentView(BaseModel):
    """A comment as the room saw it, and what was decided on it."""

    id: str
    viewer: str
    text: str
    at: datetime
    verdict: Verdict = Field(description="what became of it")
    reason: str = Field("", description="what kind of noise it is, or why it is left out")
    question_id: str = Field("", description="the question that it asks, with all who ask it")


class CommentsAccepted(BaseModel):
    """What became of the comments sent."""

    accepted: int
    comments: list[CommentView]


class Open(BaseModel):
    """Base of what is given: a field added later passes."""

    model_config = ConfigDict(extra="allow")


class FactView(Open):
    """A fact that the answer rests on."""

    product: str = Field(description="SKU, product handle, or policy or FAQ id")
    field: str
    value: str
    unit: str
    source: str


class AskedView(Open):
    """The question that was answered."""

    text: str
    language: str
    source: Literal["text", "voice"]


class RejectedView(Open):
    """A sentence that was held back."""

    text: str
    reason: str


class ChecksView(Open):
    """What verification found."""

    supported: bool
    rejected: list[RejectedView]


class TimingsView(Open):
    """Milliseconds since the question was complete; `heard` is recognition, before that."""

    heard: float
    understood: float
    grounded: float
    first_sentence: float
    first_audio: float
    done: float


class ContributionView(Open):
    """A stretch of the time to the first of an answer, and whose it was; milliseconds."""

    key: str = Field(
        description="turn_end, recognition, queue, understanding, grounding, first_sentence, "
        "synthesis, transport, or other"
    )
    owner: str
    start_ms: float
    duration_ms: float
    detail: str = Field(description="of a synthesis: cached or made")


class LatencyView(Open):
    """From the last syllable (or the written question) to the first sound (or sentence)."""

    total_ms: float
    contributions: list[ContributionView] = Field(description="one after the other, no gaps")


class AnswerView(Open):
    """An answer with the facts it rests on."""

    answer_id: str
    room: str
    question: AskedView
    text: str
    language: str
    outcome: Literal["answered", "unknown", "declined", "handed_off"]
    facts: list[FactView]
    missing: list[str] = Field(default=[], description="what the catalog lacks of what was asked")
    composer: Literal["facts", "model", "staff"]
    private: bool = Field(
        default=False, description="told to who asked and to nobody else; kept without its words"
    )
    checks: ChecksView
    timings_ms: TimingsView
    latency: LatencyView | None = Field(default=None, description="once that was handed over")


class AnswersView(BaseModel):
    """Answers, newest last."""

    answers: list[AnswerView]


class ProblemView(Open):
    """An error as RFC 9457 writes it."""

    type: str
    title: str
    status: int
    detail: str


PROBLEMS: dict[int | str, dict[str, Any]] = {
    404: {"model": ProblemView, "description": "There is no such thing"},
    422: {"model": ProblemView, "description": "The request does not validate"},
    503: {"model": ProblemView, "description": "What is needed is still loading"},
}
"""The `responses` that most routes share."""
CONFLICT: dict[int | str, dict[str, Any]] = {
    **PROBLEMS,
    409: {"model": ProblemView, "description": "Somebody else was sooner; `code` says how"},
}
