"""What the review API takes."""

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from assistant.knowledge.search import terms_of
from assistant.knowledge.words import fold
from assistant.review.queue import actions
from assistant.review.queue.ports import Scope
from assistant.settings import Language
from assistant.store.review.filters import Filters
from assistant.store.review.states import State
from assistant.web.problems import Problem
from assistant.web.views import Body, Name

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
TagName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
StaffId = Annotated[str, StringConstraints(strip_whitespace=True, max_length=64)]


class FiltersQuery(BaseModel):
    """What an item must be; left out, it may be anything."""

    model_config = ConfigDict(extra="forbid")

    state: State | Literal["all"] = Field(
        default=State.OPEN, description="open ones come as they are worked off, others newest first"
    )
    room: str | None = None
    outcome: Literal["answered", "unknown", "declined", "handed_off"] | None = None
    kind: str | None = None
    product: str | None = Field(default=None, description="a product handle")
    language: Language | None = None
    assignee: str | None = Field(default=None, description="empty: nobody's")
    tag: str | None = None
    forced: bool | None = Field(default=None, description="whether only a person may answer")
    overdue: bool | None = None
    since: AwareDatetime | None = Field(default=None, description="opened at or after")
    until: AwareDatetime | None = Field(default=None, description="opened before")
    q: str = Field(
        default="",
        max_length=200,
        description="words of the question, the answer, the viewer, the product or the notes, "
        "which must all occur",
    )

    def filters(self) -> Filters:
        """As the store has them."""
        words = terms_of(fold(self.q))
        if self.q.strip() and not words:
            raise Problem(422, f"there is no word to look for in {self.q!r}", param="q")
        given = self.model_dump(exclude={"q", "state"})
        state = None if self.state == "all" else self.state
        return Filters(state=state, words=words, **given)


class PageQuery(FiltersQuery):
    """The same, and which part of it."""

    after: str | None = Field(default=None, description="as the page before gave it")
    limit: int = Field(default=50, ge=1, le=200)

    def filters(self) -> Filters:
        """Without the part."""
        return FiltersQuery(**self.model_dump(exclude={"after", "limit"})).filters()


class _Settles(Body):
    """Base of what settles or reopens an item."""

    version: int = Field(description="of the item as it was decided on")


class ApproveBody(_Settles):
    """The answer is right."""

    kind: Literal["approve"]

    def action(self) -> actions.Action:
        """Approve."""
        return actions.Approve()


class CorrectBody(_Settles):
    """Say something else, or answer what was not answered."""

    kind: Literal["correct"]
    text: Words
    language: Language
    to: Literal["viewer", "room"] = "room"
    aloud: bool = False
    learn: Scope | None = Field(
        default=None, description="how far it holds from now on; null: only this once"
    )

    def action(self) -> actions.Action:
        """Correct."""
        return actions.Correct(self.text, self.language, self.to, self.aloud, self.learn)


class DismissBody(_Settles):
    """There is nothing to answer."""

    kind: Literal["dismiss"]

    def action(self) -> actions.Action:
        """Dismiss."""
        return actions.Dismiss()


class ReopenBody(_Settles):
    """Take it back; what has not been told yet is not told any more."""

    kind: Literal["reopen"]

    def action(self) -> actions.Action:
        """Reopen."""
        return actions.Reopen()


class NoteBody(Body):
    """Words among staff."""

    kind: Literal["note"]
    text: Words

    def action(self) -> actions.Action:
        """Note."""
        return actions.Note(self.text)


class TagBody(Body):
    """Give or take a tag."""

    kind: Literal["tag", "untag"]
    tag: TagName

    def action(self) -> actions.Action:
        """Tag or untag."""
        return actions.Tag(self.tag) if self.kind == "tag" else actions.Untag(self.tag)


class AssignBody(Body):
    """Give it to somebody."""

    kind: Literal["assign"]
    assignee: StaffId = Field(description="empty: nobody's")

    def action(self) -> actions.Action:
        """Assign."""
        return actions.Assign(self.assignee)


class EscalateBody(Body):
    """Put it before everything else, for somebody who may decide more."""

    kind: Literal["escalate"]
    reason: Words
    assignee: StaffId = ""

    def action(self) -> actions.Action:
        """Escalate."""
        return actions.Escalate(self.reason, self.assignee)


ActionBody = Annotated[
    ApproveBody
    | CorrectBody
    | DismissBody
    | ReopenBody
    | NoteBody
    | TagBody
    | AssignBody
    | EscalateBody,
    Field(discriminator="kind"),
]


class CannedBody(Body):
    """A canned reply."""

    title: Name = Field(min_length=1)
    shortcut: int | None = Field(default=None, ge=1, le=9)
    texts: dict[Language, Words] = Field(
        min_length=1, description="by language; {product}, {price}, … are filled in"
    )


class RenderBody(Body):
    """Where a canned reply is to be sent."""

    item: int = Field(ge=1, le=1 << 53)
    language: Language | None = Field(default=None, description="null: the item's")


class SavedViewBody(Body):
    """Filters to keep under a name."""

    name: Name = Field(min_length=1)
    shared: bool = False
    filters: FiltersQuery

    def kept(self) -> dict[str, Any]:
        """The filters that were given."""
        return self.filters.model_dump(mode="json", exclude_unset=True)
