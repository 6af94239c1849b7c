"""What the review API gives, as its documentation shows it."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from assistant.knowledge import corrections
from assistant.store.review.states import State
from assistant.web.views import AnswerView, Open


class ClaimView(BaseModel):
    """Who works on an item."""

    by: str
    name: str
    until: datetime = Field(description="when it ends by itself")


class ItemView(Open):
    """A question that viewers ask in a room."""

    id: int
    room: str
    state: State
    question: str = Field(description="as it was first asked since it was opened")
    viewer: str = Field(description="who asked first")
    to: str = Field(description="how takeovers and words name them; empty: they gave no name")
    language: str
    product: str = Field(description="its handle; empty: of none")
    title: str = Field(description="of the product")
    kind: str
    outcome: Literal["answered", "unknown", "declined", "handed_off"]
    answer: str = Field(description="what the assistant said last")
    answer_id: str
    confidence: float = Field(description="how sure the assistant was, 0 to 1")
    forced: str = Field(description="the word that only a person may answer; empty for none")
    escalated: bool
    rank: int = Field(description="of open ones, least first; then by `opened_at` and `id`")
    askers: int = Field(description="viewers who ask it since it was opened")
    times: int = Field(description="how often it was asked at all")
    opened_at: datetime
    asked_at: datetime
    due_at: datetime
    settled_at: datetime | None
    settled_by: str
    told: str = Field(description="what staff said instead")
    untold: bool = Field(description="`answer` was told to nobody: staff approve it, or answer")
    assignee: str
    version: int = Field(description="to be sent with what settles it")
    tags: list[str]
    claim: ClaimView | None


class ItemsView(BaseModel):
    """Some of the queue."""

    items: list[ItemView]
    after: str | None = Field(description="send it as `after` for the next ones; null at the end")


class CountsView(BaseModel):
    """How many items there are."""

    open: int
    forced: int = Field(description="of those, how many only a person may answer")
    overdue: int
    settled: dict[State, int] = Field(description="in the last 24 hours")


class ReviewedAnswerView(AnswerView):
    """An answer with who asked and when; facts name the catalog row they came from (`origin`)."""

    at: datetime
    viewer: str
    has_sound: bool = Field(description="whether what was heard can be played")


class StaffView(BaseModel):
    """Somebody of staff."""

    id: str
    name: str


class DoneView(BaseModel):
    """What an action came to: the same, however often it is sent."""

    action_id: str
    kind: str
    item: int
    state: State
    version: int
    at: datetime


class SentView(BaseModel):
    """How far what an action has others do has come."""

    state: Literal["waiting", "done", "withdrawn"]
    attempts: int = Field(description="how often it failed")
    error: str


class ActionView(DoneView):
    """An action as it was done."""

    by: StaffView
    detail: dict[str, Any]
    sent: dict[Literal["tell", "learn"], SentView]


class ConflictView(BaseModel):
    """Where it says otherwise than the catalog."""

    field: str
    said: str
    catalog: str = Field(description="what is published")
    origin: str = Field(description="where: file and row")
    label: str = Field("", description="the field's name as the shop's people say it")


class RestView(BaseModel):
    """A published value that it rests on: when that changes, it ends."""

    product: str
    field: str
    value: str


class CorrectionView(BaseModel):
    """An answer as staff want it."""

    id: str
    catalog: str
    room: str = Field(description="where it was made, or the one it is for")
    scope: corrections.Scope
    subject: str = Field(description="what the scope names: a handle, a category, a room, empty")
    title: str = Field(description="of the subject")
    question: str
    alike: list[str] = Field(description="other wordings of the question")
    language: str
    text: str
    state: corrections.State = Field(
        description="conflicting: with the catalog, until somebody settles it; waiting: until the "
        "catalog agrees, then in force by itself"
    )
    why: str = Field(description="why it is not in force; empty where there is nothing to tell")
    conflicts: list[ConflictView]
    rests_on: list[RestView]
    owner: str
    made_at: datetime
    ends_at: datetime | None
    item: int | None = Field(description="the question of the queue it was made of")
    answer_id: str = Field(description="the answer that was corrected; empty for none")
    version: int


class CorrectionsView(BaseModel):
    """Some corrections, newest first."""

    corrections: list[CorrectionView]
    after: str | None = Field(description="send it as `after` for the next ones; null at the end")


class WholeView(BaseModel):
    """An item with all that is known of it."""

    item: ItemView
    answers: list[ReviewedAnswerView] = Field(description="the last ones, newest first")
    actions: list[ActionView] = Field(description="oldest first")
    corrections: list[CorrectionView] = Field(description="made of it, newest first")


class CannedView(BaseModel):
    """A canned reply."""

    id: int
    title: str
    shortcut: int | None
    texts: dict[str, str]
    updated_at: datetime
    updated_by: str


class CannedListView(BaseModel):
    """All canned replies."""

    replies: list[CannedView]
    variables: list[str] = Field(description="what a text may leave open, in braces")


class RenderedView(BaseModel):
    """A canned reply as it may be sent."""

    text: str
    language: str


class SavedViewView(BaseModel):
    """Filters under a name."""

    id: int
    name: str
    owner: str
    shared: bool
    filters: dict[str, Any]


class SavedViewsView(BaseModel):
    """One's own views and the shared ones."""

    views: list[SavedViewView]
