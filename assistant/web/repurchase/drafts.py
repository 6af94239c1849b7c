"""Messages to customers: drafted in the background, decided on, edited, taken along."""

import asyncio
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, Query
from fastapi import Path as PathParameter
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask
from starlette.requests import HTTPConnection

from assistant.recommend.outreach.writing import Format
from assistant.review.access.roles import Right
from assistant.review.outreach.desk import OutreachDesk, Staff
from assistant.review.outreach.drafting import Drafting
from assistant.review.outreach.exporting import export
from assistant.review.queue.refusals import Refusal
from assistant.store import Database
from assistant.store.repurchase import batches, drafts
from assistant.store.repurchase.drafts import Draft
from assistant.web.access import AccessOf, Caller, requires
from assistant.web.repurchase.views import (
    BatchBegunView,
    BatchBody,
    BatchView,
    DecideBody,
    DecidedView,
    DraftsView,
    DraftView,
    EditBody,
    State,
)
from assistant.web.review.staff import Tongue
from assistant.web.views import CONFLICT, PROBLEMS

router = APIRouter(prefix="/api/repurchase", tags=["repurchase"])

_MEDIA: Mapping[Format, str] = {
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "jsonl": "application/x-ndjson",
}


def _database(access: AccessOf) -> Database:
    return access.database


def _desk(connection: HTTPConnection) -> OutreachDesk:
    return cast("OutreachDesk", connection.app.state.outreach_desk)


def _drafting(connection: HTTPConnection) -> Drafting:
    return cast("Drafting", connection.app.state.drafting)


def _decider(caller: Annotated[Caller, requires(Right.ANSWER)]) -> Staff:
    return Staff(caller.id, caller.actor)


DatabaseOf = Annotated[Database, Depends(_database)]
DeskOf = Annotated[OutreachDesk, Depends(_desk)]
DraftingOf = Annotated[Drafting, Depends(_drafting)]
DeciderOf = Annotated[Staff, Depends(_decider)]
"""Who may decide; what they do is told in the audit log with it."""

Id = Annotated[str, PathParameter(max_length=32)]
CatalogName = Annotated[str, Query(max_length=64)]
InState = Annotated[State | None, Query(description="by default all")]


@router.get(
    "/drafts",
    summary="Messages to customers",
    response_model=DraftsView,
    responses=PROBLEMS,
    dependencies=[requires(Right.PERSONAL)],
)
async def list_drafts(
    database: DatabaseOf,
    language: Tongue,
    catalog: CatalogName = "demo",
    state: InState = None,
    search: Annotated[
        str, Query(max_length=128, description="part of the customer's name or of the text")
    ] = "",
    after: Annotated[str | None, Query(max_length=64, description="as a page gave it")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Mapping[str, Any]:
    """The earliest due first."""
    async with database.reading() as session:
        found = await drafts.page(
            session, catalog, state=state, search=search.strip(), after=after, limit=limit + 1
        )
        counts = await drafts.counts(session, catalog)
    shown = found[:limit]
    return {
        "drafts": [_shown(draft, language) for draft in shown],
        "next": drafts.place(shown[-1]) if len(found) > limit else None,
        "counts": counts,
    }


@router.post(
    "/drafts",
    status_code=202,
    summary="Draft a message to every customer who is due",
    response_model=BatchBegunView,
    responses=PROBLEMS,
)
async def draft_all(
    caller: Annotated[Caller, requires(Right.CONDUCT, log="repurchase.drafted")],
    body: BatchBody,
    drafting: DraftingOf,
) -> Mapping[str, str]:
    """In the background; to who may be written to, and is not too often. What waits and nobody
    edited is drafted anew. Where a run over this shop is under way, it is that one."""
    batch = await drafting.begin(
        body.catalog, within=timedelta(days=body.within_days), k=body.k, least=body.least
    )
    caller.note(batch=batch, **body.model_dump())
    return {"batch": batch}


@router.get(
    "/batches/{batch}",
    summary="How far a run is",
    response_model=BatchView,
    responses=PROBLEMS,
    dependencies=[requires(Right.PERSONAL)],
)
async def get_batch(batch: Id, database: DatabaseOf, language: Tongue) -> Mapping[str, Any]:
    """Of how many customers it has looked at how many, and what it drafted."""
    async with database.reading() as session:
        found = await batches.get(session, batch, datetime.now(UTC))
    stopped = language == "zh" and found.error == batches.STOPPED
    return {**asdict(found), **({"error": "服务中途停止，请重新开始"} if stopped else {})}


@router.post("/drafts/decide", summary="Approve or decline", response_model=DecidedView)
async def decide(
    staff: DeciderOf, body: DecideBody, desk: DeskOf, language: Tongue
) -> Mapping[str, Any]:
    """The first who decides has decided; the same again by the same person changes nothing. What
    is true no more, since a price changed or a thing sold out, is not approved, nor what somebody
    changed since it was read."""
    found = await desk.decide(list(dict.fromkeys(body.ids)), body.decision, staff, body.read)
    return {
        "decided": found.decided,
        "refused": [{"id": one, "why": _why(error, language)} for one, error in found.refused],
    }


@router.put(
    "/drafts/{draft}", summary="Edit a message", response_model=DraftView, responses=CONFLICT
)
async def edit(
    staff: DeciderOf, draft: Id, body: EditBody, desk: DeskOf, language: Tongue
) -> Mapping[str, Any]:
    """Every sentence is held against the draft's facts; where one is not borne out, nothing changes
    and `rejected` says which."""
    return _shown(await desk.edit(draft, body.text, staff, body.read), language)


@router.get(
    "/drafts/export",
    summary="Messages as a file",
    response_class=FileResponse,
    responses={**PROBLEMS, 200: {"content": {kind: {} for kind in _MEDIA.values()}}},
)
async def export_drafts(
    caller: Annotated[Caller, requires(Right.HISTORY, log="repurchase.taken")],
    database: DatabaseOf,
    catalog: CatalogName = "demo",
    state: InState = None,
    form: Annotated[Format, Query(alias="format")] = "csv",
) -> FileResponse:
    """For whoever sends them by other means; taking them along changes nothing about them."""
    folder = await asyncio.to_thread(lambda: Path(tempfile.mkdtemp(prefix="xiaoer-export-")))
    path = folder / f"repurchase-{datetime.now(UTC):%Y%m%d}.{form}"
    try:
        count = await export(database, catalog, state, form, path)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    caller.note(catalog=catalog, state=state, format=form, messages=count)
    return FileResponse(
        path,
        media_type=_MEDIA[form],
        filename=path.name,
        background=BackgroundTask(shutil.rmtree, folder, ignore_errors=True),
    )


def _shown(draft: Draft, language: str) -> Mapping[str, Any]:
    error = draft.error_zh if language == "zh" else draft.error
    return {**asdict(draft), "decided_by": draft.decided_by or None, "error": error}


def _why(error: Exception, language: str) -> str:
    return error.zh if isinstance(error, Refusal) and language == "zh" else str(error)
