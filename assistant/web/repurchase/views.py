"""What the repurchase API gives."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field, StringConstraints

from assistant.web.views import Body


class PriceView(BaseModel):
    """Of one piece, at the moment it was looked up."""

    amount: str = Field(description="in major units")
    currency: str
    minor: int = Field(description="the same in minor units")


class HabitView(BaseModel):
    """How the customer bought it before."""

    times: int = Field(description="on how many days")
    last: datetime
    gap_days: float | None = Field(description="the usual number of days between; null: once")
    pieces: float = Field(description="the usual number at a time")


class SuggestionView(BaseModel):
    """A product that they are about to want again."""

    product: str = Field(description="handle")
    sku: str
    title: str
    price: PriceView
    pieces: int
    due: datetime | None
    probability: float = Field(description="that it is bought within 14 days, 0 to 1")
    habit: HabitView | None = Field(description="null for what they never bought")


class HeldBackView(BaseModel):
    """What is not suggested."""

    product: str = Field(description="as the history names it")
    why: Literal["not_offered", "just_bought", "returned", "refused", "told_lately", "sensitive"]


class MessageView(BaseModel):
    """As it would be sent."""

    language: str
    text: str


class RepurchaseView(BaseModel):
    """What one customer may be told."""

    customer: str
    catalog: str
    at: datetime
    personal: bool = Field(
        description="false for who refused profiling or never bought: what is popular"
    )
    suggestions: list[SuggestionView]
    held_back: list[HeldBackView]
    message: MessageView | None = Field(
        description="null where nothing is to be said, or they may not be written to"
    )


State = Literal["drafted", "approved", "declined", "sent", "failed"]


class DraftView(BaseModel):
    """A message to one customer, and what became of it."""

    id: str
    catalog: str
    customer: str
    language: str
    text: str
    suggestions: list[SuggestionView]
    state: State
    due: datetime | None = Field(description="of the suggestion that is due first")
    probability: float = Field(description="the highest of its suggestions")
    created_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    sent_at: datetime | None
    attempts: int = Field(description="to send it that failed")
    error: str = Field(description="of the last attempt")


class CountsView(BaseModel):
    """How many of the shop's are in each state."""

    drafted: int
    approved: int
    declined: int
    sent: int
    failed: int


class DraftsView(BaseModel):
    """A page of them."""

    drafts: list[DraftView]
    next: str | None = Field(description="what `after` is for the next page; null: the last")
    counts: CountsView


class BatchBegunView(BaseModel):
    """The run that was begun, or was under way."""

    batch: str


class BatchView(BaseModel):
    """How far a run is."""

    id: str
    state: Literal["running", "done", "failed"]
    customers: int
    looked_at: int
    drafted: int
    error: str


class RefusedView(BaseModel):
    """A draft that does not stand as was decided."""

    id: str
    why: str


class DecidedView(BaseModel):
    """What stands as was decided, and what does not."""

    decided: list[str]
    refused: list[RefusedView]


class BatchBody(Body):
    """Whom to write to, and about how much."""

    catalog: str = Field(max_length=64)
    within_days: int = Field(default=14, ge=0, le=365, description="due by then")
    k: int = Field(default=3, ge=1, le=10, description="suggestions in a message, at most")
    least: float = Field(default=0.2, ge=0, le=1, description="the least probability")


class DecideBody(Body):
    """What is decided."""

    ids: list[Annotated[str, Field(max_length=32)]] = Field(min_length=1, max_length=200)
    decision: Literal["approve", "decline"]
    read: dict[str, str] = Field(
        default_factory=dict,
        description="by id, the texts that were read; of another text nothing is decided",
    )


class EditBody(Body):
    """The text in the place of the drafted one."""

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
    read: str | None = Field(None, description="the text that was edited; no other is replaced")
