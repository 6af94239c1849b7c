"""Whether the server lives, whether it is ready, and what it counts."""

from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from assistant.telemetry import METRICS_CONTENT_TYPE
from assistant.web.context import EnginesOf, TelemetryOf

router = APIRouter(tags=["health"])


class Alive(BaseModel):
    """The server answers."""

    status: Literal["ok"] = "ok"


class ProviderView(BaseModel):
    """Who does the work of one engine now."""

    in_use: str
    resting: dict[str, str] = Field(description="who failed and is tried again later, and why")


class Readiness(BaseModel):
    """What is loaded and what is not."""

    ready: bool
    loading: list[str] = Field(description="what is still loading")
    failed: dict[str, str] = Field(description="what could not be loaded, and why")
    providers: dict[str, ProviderView] = Field(
        description="who recognises, speaks and is prompted, as far as it is loaded"
    )


@router.get("/healthz", summary="Whether the server lives")
async def healthz() -> Alive:
    """Answers from the moment the port is open."""
    return Alive()


@router.get(
    "/readyz",
    summary="Whether everything is loaded",
    responses={503: {"model": Readiness, "description": "Something is loading or failed"}},
)
async def readyz(engines: EnginesOf, response: Response) -> Readiness:
    """503 until every model is loaded and the room is prepared; says what is missing."""
    if not engines.ready:
        response.status_code = 503
    providers = {
        port: ProviderView(in_use=standing.in_use, resting=dict(standing.resting))
        for port, standing in engines.providers.items()
    }
    return Readiness(
        ready=engines.ready,
        loading=list(engines.loading),
        failed=dict(engines.failed),
        providers=providers,
    )


@router.get("/metrics", summary="Metrics for Prometheus", response_class=Response)
async def metrics(telemetry: TelemetryOf) -> Response:
    """Questions, stage latencies, rooms, connections, model load times."""
    return Response(telemetry.render(), media_type=METRICS_CONTENT_TYPE)
