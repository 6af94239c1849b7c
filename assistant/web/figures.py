"""What shows came to, for staff; and viewers' word on whether an answer helped."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from assistant.compliance.cells import cell
from assistant.review.figures.figures import Figures, figures_of
from assistant.store.figures import Period
from assistant.web.admission import GuestOf
from assistant.web.context import RoomsOf
from assistant.web.problems import Problem
from assistant.web.seeing import SeenOf
from assistant.web.views import PROBLEMS, Body, Name

router = APIRouter(prefix="/api", tags=["figures"])

_A_DAY = timedelta(days=1)


class PercentilesView(BaseModel):
    """Milliseconds."""

    half: float = Field(description="the median")
    most: float = Field(description="the 95th percentile")
    of: int = Field(description="how many were timed")


class KindView(BaseModel):
    """Questions of one kind."""

    kind: str
    answers: int
    askers: int = Field(description="viewers who asked; a crowd's question is answered once")
    outcomes: dict[str, int]


class LackingView(BaseModel):
    """What viewers asked and were not told."""

    product: str = Field(description="handle; empty: of the shop")
    title: str
    kind: str
    missing: str = Field(description="what the catalog lacks")
    outcome: Literal["unknown", "handed_off"]
    answers: int
    askers: int
    example: str
    answer_id: str


class BucketView(BaseModel):
    """A stretch of time."""

    at: datetime
    comments: int
    questions: int
    answers: int
    unanswered: int


class FiguresView(BaseModel):
    """What a time came to."""

    room: str = Field(description="empty: all rooms")
    since: datetime
    until: datetime
    answers: int
    askers: int
    outcomes: dict[str, int]
    composers: dict[str, int] = Field(description="who worded the answers: facts, model, staff")
    without_person: float = Field(description="share the assistant answered itself, 0 to 1")
    corrected: int = Field(description="how many staff answered, or answered otherwise")
    first_sentence: PercentilesView
    first_audio: PercentilesView
    helped: int
    did_not: int
    kinds: list[KindView]
    lacking: list[LackingView]
    every_s: int = Field(description="how long a bucket is")
    buckets: list[BucketView]


class RatingBody(Body):
    """A viewer's word."""

    viewer: Name = Field(min_length=1)
    helped: bool | None = Field(description="null takes an earlier word back")


Since = Annotated[datetime | None, Query(description="with a time zone; by default a day ago")]
Until = Annotated[datetime | None, Query(description="by default now")]
Room = Annotated[str, Query(description="empty: all rooms")]


@router.get("/review/figures", summary="What a show or a time came to", responses=PROBLEMS)
async def figures(
    seen: SeenOf, rooms: RoomsOf, room: Room = "", since: Since = None, until: Until = None
) -> FiguresView:
    """Counted from what is kept, up to this moment."""
    found = await _figures(rooms, room, since, until)
    titles = await _titles(rooms, found)
    view = {**asdict(found), "room": room, "since": found.period.since, "until": found.period.until}
    view["lacking"] = seen(
        [{**asdict(one), "title": titles.get(one.product, one.product)} for one in found.lacking]
    )
    return FiguresView.model_validate(view)


@router.get(
    "/review/figures.csv",
    summary="A table of the figures",
    response_class=Response,
    responses={**PROBLEMS, 200: {"content": {"text/csv": {}}}},
)
async def figures_csv(
    seen: SeenOf,
    rooms: RoomsOf,
    table: Literal["kinds", "lacking", "buckets"],
    room: Room = "",
    since: Since = None,
    until: Until = None,
) -> Response:
    """As a spreadsheet reads it: UTF-8 with its mark, a line a row."""
    found = await _figures(rooms, room, since, until)
    written = _csv(seen([_flat(asdict(row)) for row in getattr(found, table)]))
    name = f"{table}-{found.period.since:%Y%m%d}-{found.period.until:%Y%m%d}.csv"
    return Response(
        "\ufeff" + written,
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@router.put(
    "/answers/{answer_id}/rating",
    status_code=204,
    summary="Say whether an answer helped",
    responses=PROBLEMS,
)
async def rate(answer_id: str, body: RatingBody, guest: GuestOf, rooms: RoomsOf) -> None:
    """A viewer's last word counts."""
    guest.anywhere()
    room = (await rooms.answers.get(answer_id)).room
    viewer = guest.as_viewer(room, body.viewer)
    await rooms.ratings.rate(answer_id, viewer, helped=body.helped)


async def _figures(
    rooms: RoomsOf, room: str, since: datetime | None, until: datetime | None
) -> Figures:
    period = period_of(since, until, room)
    if room:
        await rooms.get(room)
    try:
        return await figures_of(rooms.figures, period)
    except ValueError as error:
        raise Problem(422, str(error), param="until") from error


def period_of(since: datetime | None, until: datetime | None, room: str) -> Period:
    """The time that a request asks for: by default the last day. Raises Problem."""
    until = _zoned(until, "until") or datetime.now(UTC)
    return Period(_zoned(since, "since") or until - _A_DAY, until, room)


def _zoned(moment: datetime | None, param: str) -> datetime | None:
    if moment is not None and moment.tzinfo is None:
        raise Problem(
            422, f"{param} needs a time zone, as in 2026-11-11T20:00:00+08:00", param=param
        )
    return moment


async def _titles(rooms: RoomsOf, found: Figures) -> dict[str, str]:
    """The titles of the products that the catalog lacks something of, where rooms still sell
    them."""
    wanted = {one.product for one in found.lacking if one.product}
    titles: dict[str, str] = {}
    for record in await rooms.list() if wanted else ():
        if found.period.room in ("", record.id):
            session = await rooms.get(record.id)
            for handle in wanted - titles.keys():
                product = session.room.shelf.product(handle)
                if product is not None:
                    titles[handle] = product.title
    return titles


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    """A row with a column for each outcome."""
    outcomes = row.pop("outcomes", {})
    return {**row, **outcomes}


def _csv(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows under the names of their columns."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval=0)
    writer.writeheader()
    for row in rows:
        writer.writerow({name: cell(value) for name, value in row.items()})
    return text.getvalue()
