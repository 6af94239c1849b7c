"""What one customer will want again."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, Path, Query
from starlette.requests import HTTPConnection

from assistant.recommend.outreach.suggesting import Outreach, Wanted
from assistant.review.access.roles import Right
from assistant.review.outreach.shown import customer_json
from assistant.settings import Language
from assistant.web.access import requires
from assistant.web.repurchase.views import RepurchaseView
from assistant.web.views import PROBLEMS

router = APIRouter(prefix="/api/customers", tags=["repurchase"])


def _outreach(connection: HTTPConnection) -> Outreach:
    return cast("Outreach", connection.app.state.outreach)


OutreachOf = Annotated[Outreach, Depends(_outreach)]


@router.get(
    "/{customer}/repurchase",
    summary="What a customer is about to need again",
    response_model=RepurchaseView,
    responses=PROBLEMS,
    dependencies=[requires(Right.PERSONAL)],
)
async def repurchase(
    customer: Annotated[str, Path(max_length=128)],
    outreach: OutreachOf,
    catalog: Annotated[str, Query(max_length=64)] = "demo",
    k: Annotated[int, Query(ge=1, le=100)] = 10,
    language: Annotated[Language | None, Query(description="by default the customer's")] = None,
) -> Mapping[str, Any]:
    """When, and why, from what they bought; in stock, at today's price."""
    found = await outreach.suggest(catalog, customer, datetime.now(UTC), Wanted(k))
    return customer_json(catalog, found, language or "")
