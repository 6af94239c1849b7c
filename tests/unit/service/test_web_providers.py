"""Who is in use at each port, as `/readyz` and the metrics tell it."""

from collections.abc import Mapping

import httpx
import numpy as np

from assistant.recovery import Lineup, Member
from assistant.room.engines import EngineLoader, Opener
from assistant.settings import Settings
from assistant.speech.audio import Audio
from assistant.speech.recognisers.fallback import FallbackRecogniser
from assistant.speech.recognisers.port import Recogniser, RecogniserError, Transcript
from assistant.web.app import ShopToOpen, create_app


class Deaf:
    """A recogniser that fails."""

    name = "deaf"

    async def recognise(self, *_: object, **__: object) -> Transcript:
        raise RecogniserError("the cable is out")

    async def close(self) -> None:
        pass


class Listening(Deaf):
    """One that works."""

    async def recognise(self, *_: object, **__: object) -> Transcript:
        return Transcript("多少钱", "zh")


async def test_who_is_in_use_and_who_rests_is_told(
    settings: Settings, openers: Mapping[str, Opener], shop: ShopToOpen
) -> None:
    async def deaf() -> Recogniser:
        return Deaf()

    async def listening() -> Recogniser:
        return Listening()

    async def recogniser(loader: EngineLoader) -> Recogniser:
        members = [Member("openai", deaf), Member("whisper", listening)]
        lineup: Lineup[Recogniser] = Lineup(
            "recogniser", members, error=RecogniserError, telemetry=loader.telemetry
        )
        return FallbackRecogniser("openai", lineup, patience_s=5)

    app = create_app(settings, shop=shop, engines={**openers, "recogniser": recogniser})
    async with app.router.lifespan_context(app):
        engines: EngineLoader = app.state.engines
        assert await engines.finished()
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://xiaoer") as http:
            before = (await http.get("/readyz")).json()["providers"]
            assert before["recogniser"] == {"in_use": "openai", "resting": {}}
            sound = Audio(np.zeros(16_000, dtype=np.float32), 16_000)
            assert (await engines.recogniser.recognise(sound)).text == "多少钱"
            readiness = await http.get("/readyz")
            assert readiness.status_code == 200
            assert readiness.json()["providers"]["recogniser"] == {
                "in_use": "whisper",
                "resting": {"openai": "the cable is out"},
            }
            metrics = (await http.get("/metrics")).text
    failed = 'xiaoer_provider_failures_total{port="recogniser",provider="openai"} 1.0'
    active = 'xiaoer_provider_active{port="recogniser",provider="whisper"} 1.0'
    assert failed in metrics
    assert active in metrics
