"""What the repurchase API gives."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field


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
    probability: float = Field(description="that it is bought by then, 0 to 1")
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
