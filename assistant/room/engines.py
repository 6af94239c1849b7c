"""The models a room speaks, hears and thinks with, loaded side by side."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, cast

import structlog

from assistant.models import ModelStore
from assistant.recovery import Standing
from assistant.room.live_work import LiveWork
from assistant.settings import Settings
from assistant.telemetry import Stopwatch, Telemetry

if TYPE_CHECKING:
    from assistant.answering.answerer import Answerer
    from assistant.answering.chat_models import ChatModel
    from assistant.knowledge.embeddings import Embedder
    from assistant.speech.recognisers.port import Recogniser
    from assistant.speech.synthesisers.port import Synthesiser
    from assistant.speech.turns.smart_turn import SmartTurn

CLOSE_TIMEOUT_S = 1.0
"""How long one engine may take to let go before it is left behind."""

_log = structlog.get_logger(__name__)


class EngineUnavailable(RuntimeError):
    """An engine that is needed is still loading or could not be loaded; the message says which."""

    def __init__(self, engine: str, reason: str = "") -> None:
        self.engine = engine
        self.reason = reason
        state = f"could not be loaded: {reason}" if reason else "is still loading; try again soon"
        super().__init__(f"the {engine.replace('_', ' ')} {state}")


@dataclass(frozen=True, slots=True)
class Engines:
    """What is loaded; None is still loading or could not be."""

    recogniser: "Recogniser | None" = None
    synthesiser: "Synthesiser | None" = None
    answerer: "Answerer | None" = None
    embedder: "Embedder | None" = None
    chat_model: "ChatModel | None" = None
    turn_end: "SmartTurn | None" = None


Opener = Callable[["EngineLoader"], Awaitable[Any]]
"""Opens one engine; it may `wait` for others on the loader that it is given."""


class EngineLoader:
    """Opens engines concurrently; one that fails is reported and leaves the others at work.

    `openers` says what to open under which name. A name beyond those of `Engines` is a step of
    starting up that is waited for and reported the same way.
    """

    def __init__(self, openers: Mapping[str, Opener], telemetry: Telemetry) -> None:
        self._openers = dict(openers)
        self.telemetry = telemetry
        self._tasks: dict[str, asyncio.Task[Any]] = {}
        self._failed: dict[str, str] = {}
        self.live = LiveWork()
        self._opened: dict[str, Any] = {}

    def start(self) -> None:
        """Begin to load. `close` ends what this begins."""
        for name, opener in self._openers.items():
            self._tasks[name] = asyncio.create_task(self._load(name, opener), name=f"load {name}")

    async def finished(self) -> bool:
        """Wait until nothing is loading any more; whether everything is there."""
        if self._tasks:
            await asyncio.wait(self._tasks.values())
        return self.ready

    async def wait(self, name: str) -> Any:
        """The engine called `name`, once it is there. Raises EngineUnavailable if it never is."""
        task = self._tasks.get(name)
        if task is None:
            raise EngineUnavailable(name, "it was not asked for")
        # shielded: a question that stops waiting must not stop the loading
        await asyncio.shield(task)
        return self._get(name)

    @property
    def ready(self) -> bool:
        """Whether every engine is loaded."""
        return set(self._opened) == set(self._openers)

    @property
    def loading(self) -> tuple[str, ...]:
        """What is still loading."""
        done = self._opened.keys() | self._failed.keys()
        return tuple(name for name in self._openers if name not in done)

    @property
    def failed(self) -> Mapping[str, str]:
        """What could not be loaded, and why, in one line each."""
        return dict(self._failed)

    @property
    def engines(self) -> Engines:
        """What is loaded by now."""
        names = Engines.__dataclass_fields__
        return Engines(**{name: self._opened[name] for name in names if name in self._opened})

    @property
    def providers(self) -> Mapping[str, Standing]:
        """Who is in use at each port that has somebody in use."""
        ports = ("recogniser", "synthesiser", "chat_model")
        opened = {port: self._opened[port] for port in ports if port in self._opened}
        return {
            port: getattr(engine, "standing", None) or Standing(engine.name)
            for port, engine in opened.items()
        }

    @property
    def recogniser(self) -> "Recogniser":
        """The recogniser. Raises EngineUnavailable."""
        return cast("Recogniser", self._get("recogniser"))

    @property
    def synthesiser(self) -> "Synthesiser":
        """The synthesiser. Raises EngineUnavailable."""
        return cast("Synthesiser", self._get("synthesiser"))

    @property
    def answerer(self) -> "Answerer":
        """The answerer. Raises EngineUnavailable."""
        return cast("Answerer", self._get("answerer"))

    async def close(self) -> None:
        """Stop loading, and let every engine go; one that is stuck is left behind."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)
        await asyncio.gather(*(self._close(name, it) for name, it in self._opened.items()))
        self._opened.clear()

    def _get(self, name: str) -> Any:
        if name in self._opened:
            return self._opened[name]
        raise EngineUnavailable(name, self._failed.get(name, ""))

    async def _load(self, name: str, opener: Opener) -> None:
        watch = Stopwatch()
        try:
            self._opened[name] = await opener(self)
        except EngineUnavailable as error:
            self._failed[name] = str(error)
        except Exception as error:
            self._failed[name] = _one_line(error)
            _log.error("engine failed", engine=name, reason=self._failed[name])
            _log.debug("engine failed", engine=name, exc_info=True)
        else:
            self.telemetry.engine_loaded(name, watch.seconds)
            _log.info("engine loaded", engine=name, seconds=round(watch.seconds, 2))

    async def _close(self, name: str, engine: Any) -> None:
        close = getattr(engine, "close", None)
        if close is None:
            return
        try:
            async with asyncio.timeout(CLOSE_TIMEOUT_S):
                # some engines close on the loop, some block in their own thread
                closing = await asyncio.to_thread(close)
                if isawaitable(closing):
                    await closing
        except TimeoutError:
            _log.warning("engine left behind", engine=name)
        except Exception:
            _log.exception("engine did not close", engine=name)


def _one_line(error: Exception) -> str:
    text = " ".join(str(error).split())
    return text or type(error).__name__


async def _module(name: str) -> Any:
    # importing a runtime takes up to a second: not on the loop
    return await asyncio.to_thread(import_module, name)


def openers(settings: Settings) -> dict[str, Opener]:
    """How to open each engine that `settings` asks for."""
    models = ModelStore(settings.models_dir)

    async def recogniser(loader: EngineLoader) -> Any:
        registry = await _module("assistant.speech.recognisers.registry")
        return await registry.open_recogniser(settings, models, loader.telemetry)

    async def synthesiser(loader: EngineLoader) -> Any:
        registry = await _module("assistant.speech.synthesisers.registry")
        opened = await registry.open_synthesiser(settings, models, loader.telemetry)
        if not settings.sounds_mb:
            return opened
        cached = await _module("assistant.speech.synthesisers.cached")
        sounds = await _module("assistant.speech.synthesisers.sound_store")
        store = await asyncio.to_thread(
            sounds.SoundStore, settings.home / "sounds", max_bytes=settings.sounds_mb * 1024 * 1024
        )
        return cached.CachedSynthesiser(opened, store, count=loader.telemetry.sound_asked)

    async def chat_model(loader: EngineLoader) -> Any:
        registry = await _module("assistant.answering.chat_models.registry")
        return await registry.open_chat_model(settings, models, loader.telemetry)

    async def embedder(_: EngineLoader) -> Any:
        module = await _module("assistant.knowledge.embeddings")
        opened = module.Embedder(cache=settings.home / "embeddings")
        await opened.warm()
        return opened

    async def turn_end(_: EngineLoader) -> Any:
        module = await _module("assistant.speech.turns.smart_turn")
        return await module.open_smart_turn(models)

    async def answerer(loader: EngineLoader) -> Any:
        module = await _module("assistant.answering.answerer")
        lazy = await _module("assistant.answering.chat_models.lazy")
        # Most questions need no language model, so the answerer does not wait for it to load.
        chat = lazy.LazyChatModel(
            lambda: loader.wait("chat_model"), name="chat model", timeout_s=settings.llm_timeout_s
        )
        return module.Answerer(embedder=await loader.wait("embedder"), chat=chat)

    return {
        "recogniser": recogniser,
        "synthesiser": synthesiser,
        "chat_model": chat_model,
        "embedder": embedder,
        "answerer": answerer,
        "turn_end": turn_end,
    }


def one_question_openers(settings: Settings, *, hear: bool, speak: bool) -> dict[str, Opener]:
    """How to open only what a single question needs; the language model opens when prompted."""
    found = openers(settings)
    open_chat_model = found["chat_model"]

    async def chat_model(loader: EngineLoader) -> Any:
        module = await _module("assistant.answering.chat_models.lazy")
        return module.LazyChatModel(
            lambda: open_chat_model(loader), name="chat model", timeout_s=settings.llm_timeout_s
        )

    found["chat_model"] = chat_model
    del found["turn_end"]  # what is asked once has an end
    if not hear:
        del found["recogniser"]
    if not speak:
        del found["synthesiser"]
    return found
