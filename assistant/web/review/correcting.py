"""What the API of corrections takes."""

from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from assistant.knowledge.corrections import Scope, State
from assistant.settings import Language
from assistant.web.review.bodies import Words
from assistant.web.views import Body

_MOST_ALIKE = 20


class CorrectionsQuery(BaseModel):
    """What a correction must be; left out, it may be anything."""

    model_config = ConfigDict(extra="forbid")

    catalog: str = ""
    scope: Scope | None = None
    subject: str = ""
    room: str = ""
    state: State | None = None
    owner: str = ""
    after: str = Field("", max_length=64, description="as the page before gave it")
    limit: int = Field(50, ge=1, le=200)


class MakeBody(Body):
    """A correction to be made."""

    catalog: str = Field(min_length=1, max_length=64)
    scope: Scope
    subject: str = Field("", max_length=255, description="empty for the shop")
    question: Words
    alike: list[Words] = Field(default_factory=list, max_length=_MOST_ALIKE)
    text: Words
    language: Language
    room: str = Field("", max_length=64, description="where it was asked; empty: nowhere")
    ends_at: AwareDatetime | None = None
    answer_id: str = Field("", max_length=64, description="the answer that is corrected")
    wait: bool = Field(
        False, description="where the catalog says otherwise: wait until it is changed"
    )

    @model_validator(mode="after")
    def _named(self) -> "MakeBody":
        if (self.scope == "shop") != (not self.subject):
            raise ValueError("subject: name it for every scope but the shop")
        return self


class EditBody(Body):
    """What changes; a field left out stays as it is."""

    version: int | None = Field(None, description="of the correction as it was decided on")
    question: Words | None = None
    alike: list[Words] | None = Field(None, max_length=_MOST_ALIKE)
    text: Words | None = None
    language: Language | None = None
    ends_at: AwareDatetime | None = Field(None, description="null: with what it rests on")
    wait: bool = Field(
        False, description="where the catalog says otherwise: wait until it is changed"
    )

    def changes(self) -> dict[str, Any]:
        """Those that were given."""
        given = self.model_dump(exclude={"version", "wait"}, exclude_unset=True)
        if given.get("alike") is not None:
            given["alike"] = tuple(given["alike"])
        return {name: v for name, v in given.items() if v is not None or name == "ends_at"}
