"""Corrections: what staff want answered from now on."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from assistant.knowledge.corrections import Correction
from assistant.review.access.roles import Right
from assistant.review.corrections.book import Wanted
from assistant.review.corrections.shown import correction_json
from assistant.web.access import Caller, requires
from assistant.web.review.correcting import CorrectionsQuery, EditBody, MakeBody
from assistant.web.review.items import Key
from assistant.web.review.staff import BookOf, Tongue
from assistant.web.review.views import CorrectionsView, CorrectionView
from assistant.web.seeing import SeenOf
from assistant.web.views import CONFLICT, PROBLEMS

router = APIRouter(prefix="/api/review/corrections", tags=["review"])

Name = Annotated[str, Path(max_length=64)]


@router.get("", summary="Corrections", response_model=CorrectionsView, responses=PROBLEMS)
async def list_corrections(
    wanted: Annotated[CorrectionsQuery, Query()], book: BookOf, seen: SeenOf, language: Tongue
) -> Mapping[str, Any]:
    """Newest first, as they stand against the catalog at this moment."""
    asked = wanted.model_dump(exclude={"limit"}, exclude_none=True)
    found = await book.list(limit=wanted.limit + 1, **asked)
    shown = found[: wanted.limit]
    return {
        "corrections": seen([correction_json(one, language) for one in shown]),
        "after": shown[-1].id if len(found) > wanted.limit else None,
    }


@router.post(
    "",
    status_code=201,
    summary="Correct an answer",
    response_model=CorrectionView,
    responses=CONFLICT,
)
async def make_correction(
    caller: Annotated[Caller, requires(Right.ANSWER, log="correction.made")],
    body: MakeBody,
    key: Key,
    book: BookOf,
    language: Tongue,
) -> Mapping[str, Any]:
    """Used from the next question on, by itself; where the catalog says otherwise it is not in
    force, and `conflicts` shows both."""
    given = body.model_dump()
    wanted = Wanted(**{**given, "alike": tuple(given["alike"])})
    return _noted(caller, await book.make(wanted, by=caller.name, key=key), language)


@router.get(
    "/{correction}", summary="One correction", response_model=CorrectionView, responses=PROBLEMS
)
async def get_correction(
    correction: Name, book: BookOf, seen: SeenOf, language: Tongue
) -> Mapping[str, Any]:
    """As it stands against the catalog at this moment."""
    shown: Mapping[str, Any] = seen(correction_json(await book.get(correction), language))
    return shown


@router.put(
    "/{correction}", summary="Edit a correction", response_model=CorrectionView, responses=CONFLICT
)
async def edit_correction(
    caller: Annotated[Caller, requires(Right.ANSWER, log="correction.edited")],
    correction: Name,
    body: EditBody,
    key: Key,
    book: BookOf,
    language: Tongue,
) -> Mapping[str, Any]:
    """It is held against the catalog anew, also one that had ended."""
    edited = await book.edit(
        correction,
        by=caller.name,
        key=key,
        version=body.version,
        wait=body.wait,
        **body.changes(),
    )
    return _noted(caller, edited, language)


@router.delete(
    "/{correction}", summary="End a correction", response_model=CorrectionView, responses=CONFLICT
)
async def end_correction(
    caller: Annotated[Caller, requires(Right.ANSWER, log="correction.ended")],
    correction: Name,
    key: Key,
    book: BookOf,
    language: Tongue,
) -> Mapping[str, Any]:
    """The next answer is without it."""
    return _noted(caller, await book.end(correction, by=caller.name, key=key), language)


@router.post(
    "/{correction}/undo",
    summary="Take back what staff last did to it",
    response_model=CorrectionView,
    responses=CONFLICT,
)
async def undo_correction(
    caller: Annotated[Caller, requires(Right.ANSWER, log="correction.undone")],
    correction: Name,
    key: Key,
    book: BookOf,
    language: Tongue,
) -> Mapping[str, Any]:
    """Made, edited or ended: it is as it was before. Sent again, nothing changes."""
    return _noted(caller, await book.undo(correction, by=caller.name, key=key), language)


def _noted(caller: Caller, correction: Correction, language: str) -> Mapping[str, Any]:
    caller.note(correction=correction.id, state=correction.state, text=correction.text)
    return correction_json(correction, language)
