"""The application: routes, errors, and what is opened and closed with it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI

from assistant import __version__
from assistant.compliance.retention import Retention
from assistant.gateways.presences import Presences
from assistant.gateways.webrtc.calls import Calls
from assistant.recommend.outreach.suggesting import Outreach
from assistant.review.access.access import Access
from assistant.review.corrections.book import CorrectionBook
from assistant.review.corrections.learner import QueueLearner
from assistant.review.outreach.desk import OutreachDesk
from assistant.review.outreach.drafting import Drafting
from assistant.review.outreach.sending import Sender
from assistant.review.queue.queue import ReviewQueue
from assistant.review.queue.telling import RoomTeller
from assistant.room.engines import EngineLoader, Opener, openers
from assistant.room.heap import keep_the_heap
from assistant.room.rooms import Rooms
from assistant.room.session import RoomSession
from assistant.room.shop import DEMO, open_shop
from assistant.settings import Settings
from assistant.store import Database
from assistant.telemetry import Telemetry
from assistant.web import (
    catalogs,
    comments,
    conduct,
    events,
    feed,
    figures,
    gateways,
    health,
    history,
    host,
    openai_audio,
    openai_chat,
    openai_models,
    pages,
    problems,
    questions,
    realtime,
    realtime_calls,
    repurchase,
    review,
    rooms,
    staff,
)
from assistant.web.middleware import BodyLimitMiddleware, CautionMiddleware, TraceMiddleware

_DESCRIPTION = """
A shopping assistant for live-commerce rooms: viewers ask, it answers aloud, and only from the
shop's own catalog.

Everything under `/v1` is what OpenAI's clients expect; a room is the model `room:<id>`. The
Realtime protocol is on `WS /v1/realtime?model=room:<id>` and, over WebRTC, on
`POST /v1/realtime/calls`; a room's events are on `WS /api/rooms/{room}/events`. Every response
carries its trace id as `X-Trace-Id`.
"""


@dataclass(frozen=True, slots=True)
class ShopToOpen:
    """The shop to sell from at start: a catalog file (None: the demo shop) and its room."""

    catalog: Path | None = None
    room: str = DEMO


async def cancelled(task: asyncio.Task[None]) -> None:
    """Cancel `task` and wait until it is over."""
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def create_app(
    settings: Settings,
    *,
    shop: ShopToOpen = ShopToOpen(),
    engines: Mapping[str, Opener] | None = None,
) -> FastAPI:
    """The application, which opens its database and begins to load its models when it is started.

    It answers at once; `/readyz` turns true when the models are loaded and `shop` is open.
    `engines` replaces how engines are opened.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            stack.push_async_callback(asyncio.to_thread, telemetry.close)
            database = await Database.open(settings.resolved_database_url)
            stack.push_async_callback(database.close)
            app.state.access = Access(database, settings)
            app.state.outreach = Outreach(database, fresh_hours=settings.freshness_hours)
            stack.push_async_callback(app.state.outreach.close)
            app.state.rooms = Rooms(
                database,
                loader,
                telemetry,
                settings,
                speak_ahead=True,
                forecasts=app.state.outreach.forecasts,
            )
            stack.push_async_callback(app.state.rooms.close)
            app.state.corrections = CorrectionBook(app.state.rooms)
            app.state.review = ReviewQueue(
                database,
                settings,
                teller=RoomTeller(app.state.rooms),
                learner=QueueLearner(app.state.rooms, app.state.corrections),
            )
            stack.callback(app.state.review.close)
            reviewing = asyncio.create_task(app.state.review.run(), name="review queue")
            stack.push_async_callback(cancelled, reviewing)
            app.state.drafting = Drafting(database, app.state.outreach)
            stack.push_async_callback(app.state.drafting.close)
            shelves = app.state.outreach.shelves
            sender = Sender.of(settings, database, shelves)
            app.state.outreach_desk = OutreachDesk(
                database, shelves, wake=sender.wake if sender else None
            )
            if sender:
                sending = asyncio.create_task(sender.run(), name="send messages to customers")
                stack.push_async_callback(cancelled, sending)
            app.state.calls = Calls(settings, telemetry)
            stack.push_async_callback(app.state.calls.close)
            app.state.presences = Presences(telemetry)
            stack.push_async_callback(app.state.presences.close)
            # closed first of all: what an engine still does must not keep a room waiting
            stack.push_async_callback(loader.close)
            following = asyncio.create_task(app.state.rooms.office.follow(), name="follow conduct")
            stack.push_async_callback(cancelled, following)
            loader.start()
            warming = asyncio.create_task(warm_the_model(), name="warm up the language model")
            stack.push_async_callback(cancelled, warming)
            embedding = asyncio.create_task(embed_the_catalogs(), name="embed the catalogs")
            stack.push_async_callback(cancelled, embedding)
            retention = Retention(app.state.rooms.history, settings.retention_days)
            removing = asyncio.create_task(retention.run(), name="remove old answers")
            stack.push_async_callback(cancelled, removing)
            watching = asyncio.create_task(telemetry.loop_lag.watch(), name="watch the event loop")
            stack.push_async_callback(cancelled, watching)
            yield

    async def open_the_shop(_: EngineLoader) -> RoomSession:
        rooms_of_app: Rooms = app.state.rooms
        return await open_shop(rooms_of_app, shop.catalog, room_id=shop.room)

    async def prepare_the_room(loader: EngineLoader) -> None:
        session: RoomSession = await loader.wait("shop")
        await loader.wait("answerer")
        await session.warm_up()
        keep_the_heap()

    async def warm_the_model() -> None:
        # After everything is ready: a room that answers is worth more than a warm model.
        if await loader.finished():
            session: RoomSession = await loader.wait("shop")
            await session.warm_up_model()

    async def embed_the_catalogs() -> None:
        if await loader.finished() and loader.engines.embedder is not None:
            rooms_of_app: Rooms = app.state.rooms
            await rooms_of_app.embed_catalogs()

    telemetry = Telemetry()
    steps: dict[str, Opener] = {"shop": open_the_shop, "room": prepare_the_room}
    loader = EngineLoader({**(engines or openers(settings)), **steps}, telemetry)
    app = FastAPI(
        title="Xiaoer (店小二)",
        version=__version__,
        description=_DESCRIPTION,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        lifespan=lifespan,
    )
    app.state.settings = settings
    app.state.telemetry = telemetry
    app.state.engines = loader
    app.state.room = shop.room
    app.add_middleware(CautionMiddleware)
    app.add_middleware(BodyLimitMiddleware)
    app.add_middleware(TraceMiddleware)
    problems.install(app)
    for module in (rooms, questions, comments, catalogs, openai_chat, openai_audio, openai_models):
        app.include_router(module.router)
    for module in (
        staff,
        conduct,
        figures,
        history,
        review,
        repurchase,
        host,
        gateways,
        feed,
        realtime,
        realtime_calls,
        events,
        health,
        pages,
    ):
        app.include_router(module.router)
    return app
