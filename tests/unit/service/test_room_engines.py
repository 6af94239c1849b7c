import asyncio
from threading import get_ident
from typing import Any

import pytest

from assistant.models import ModelError
from assistant.room.engines import EngineLoader, Engines, EngineUnavailable
from assistant.telemetry import Telemetry


class Engine:
    def __init__(self) -> None:
        self.closed = 0

    async def close(self) -> None:
        self.closed += 1


async def test_engines_load_side_by_side_and_are_named_until_they_are_there() -> None:
    gates = {name: asyncio.Event() for name in ("recogniser", "synthesiser")}
    engine = Engine()

    def opener(name: str) -> Any:
        async def wait(_: EngineLoader) -> Engine:
            await gates[name].wait()
            return engine

        return wait

    loader = EngineLoader({name: opener(name) for name in gates}, Telemetry())
    loader.start()
    await asyncio.sleep(0)
    assert (loader.ready, loader.loading) == (False, ("recogniser", "synthesiser"))
    with pytest.raises(EngineUnavailable, match="the recogniser is still loading"):
        _ = loader.recogniser
    gates["synthesiser"].set()
    assert await loader.wait("synthesiser") is engine
    assert (loader.ready, loader.loading) == (False, ("recogniser",))
    gates["recogniser"].set()
    assert await loader.finished()
    assert (loader.ready, loader.loading) == (True, ())
    assert loader.engines == Engines(recogniser=engine, synthesiser=engine)  # type: ignore[arg-type]
    await loader.close()
    assert engine.closed == 2


async def test_one_that_fails_is_named_and_the_others_work() -> None:
    async def broken(_: EngineLoader) -> None:
        raise ModelError("model.bin is missing;\n  run: xiaoer models pull")

    async def sound(_: EngineLoader) -> Engine:
        return Engine()

    async def leaning(loader: EngineLoader) -> Any:
        return await loader.wait("chat_model")

    openers = {"chat_model": broken, "recogniser": sound, "answerer": leaning}
    loader = EngineLoader(openers, Telemetry())
    loader.start()
    assert not await loader.finished()
    assert loader.failed == {
        "chat_model": "model.bin is missing; run: xiaoer models pull",
        "answerer": "the chat model could not be loaded: "
        "model.bin is missing; run: xiaoer models pull",
    }
    assert loader.recogniser is not None
    with pytest.raises(EngineUnavailable, match="models pull"):
        _ = loader.answerer
    await loader.close()


async def test_what_was_not_asked_for_is_never_there() -> None:
    loader = EngineLoader({}, Telemetry())
    loader.start()
    assert await loader.finished()
    with pytest.raises(EngineUnavailable, match="not asked for"):
        await loader.wait("recogniser")


async def test_a_question_that_stops_waiting_does_not_stop_the_loading() -> None:
    gate = asyncio.Event()

    async def opener(_: EngineLoader) -> Engine:
        await gate.wait()
        return Engine()

    loader = EngineLoader({"recogniser": opener}, Telemetry())
    loader.start()
    waiting = asyncio.create_task(loader.wait("recogniser"))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    gate.set()
    assert await loader.finished()
    await loader.close()


async def test_closing_stops_what_is_still_loading() -> None:
    stopped = asyncio.Event()

    async def opener(_: EngineLoader) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()

    loader = EngineLoader({"recogniser": opener}, Telemetry())
    loader.start()
    await asyncio.sleep(0)
    await loader.close()
    assert stopped.is_set()


async def test_an_engine_may_block_while_it_closes_but_not_the_loop() -> None:
    class Blocking:
        closed_in = 0

        def close(self) -> None:
            self.closed_in = get_ident()

    engine = Blocking()

    async def opener(_: EngineLoader) -> Blocking:
        return engine

    loader = EngineLoader({"embedder": opener}, Telemetry())
    loader.start()
    await loader.finished()
    await loader.close()
    assert engine.closed_in not in (0, get_ident())


async def test_how_long_each_took_is_measured() -> None:
    async def opener(_: EngineLoader) -> Engine:
        return Engine()

    telemetry = Telemetry()
    loader = EngineLoader({"recogniser": opener}, telemetry)
    loader.start()
    await loader.finished()
    assert 'xiaoer_model_load_seconds{engine="recogniser"}' in telemetry.render().decode()
