"""Speaking ahead: the sound of likely answers about the product on air is made before it is asked.

It begins as soon as a product goes on air or a fact changes, gives way to every viewer, and drops
what a changed fact has made untrue.
"""

import asyncio
from contextlib import aclosing

import structlog

from assistant.answering.compose.templating import fixed
from assistant.answering.values import Question, Sentence
from assistant.knowledge.shelf import Shelf
from assistant.room.engines import EngineLoader, EngineUnavailable
from assistant.room.likely import likely_questions
from assistant.speech.synthesisers.cached import CachedSynthesiser
from assistant.speech.synthesisers.port import SynthesiserError

MOST_SENTENCES = 120

_log = structlog.get_logger(__name__)


class Ahead:
    """Fills the cache of sound for one room. `show` says what is on air; `close` ends it."""

    def __init__(self, engines: EngineLoader, room: str) -> None:
        self._engines = engines
        self._room = room
        self._task: asyncio.Task[None] | None = None
        self._filled: set[str] = set()
        self._ready = asyncio.Event()

    @property
    def done(self) -> bool:
        """Whether everything likely about what is on air lies ready."""
        return self._ready.is_set()

    async def finished(self) -> None:
        """Wait until it does."""
        await self._ready.wait()

    @property
    def begun(self) -> bool:
        """Whether anything was ever shown."""
        return self._task is not None

    def show(self, shelf: Shelf, *, language: str, voice: str) -> None:
        """This is on air from now on, with these facts."""
        if self._task is not None:
            self._task.cancel()
        self._ready.clear()
        self._task = asyncio.create_task(
            self._fill(shelf, language, voice), name=f"speak ahead in {self._room}"
        )

    async def close(self) -> None:
        """Stop; what is made stays."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _fill(self, shelf: Shelf, language: str, voice: str) -> None:
        try:
            synthesiser = await self._engines.wait("synthesiser")
            await self._engines.wait("answerer")
        except EngineUnavailable:
            return
        if not isinstance(synthesiser, CachedSynthesiser):
            self._ready.set()
            return
        sentences = await self._sentences(shelf, language)
        keys = {
            synthesiser.key(said.text, language=said.language, voice=voice): said
            for said in sentences
        }
        for stale in self._filled - keys.keys():
            await asyncio.to_thread(synthesiser.store.drop, stale)
        self._filled = set(keys)
        made = 0
        for key, said in keys.items():
            while key not in synthesiser.store:
                try:
                    made += await self._speak(synthesiser, said, voice)
                except SynthesiserError as error:
                    _log.warning("not spoken ahead", room=self._room, reason=str(error))
                    return
        self._ready.set()
        _log.info("spoken ahead", room=self._room, on_air=shelf.on_air, of=len(keys), made=made)

    async def _sentences(self, shelf: Shelf, language: str) -> list[Sentence]:
        """What would be said to each likely question, once each, the likeliest first; then what is
        said where nothing is known, or to whom only greets."""
        answerer, live = self._engines.answerer, self._engines.live
        await answerer.prepare(shelf.catalog)
        found: dict[str, Sentence] = {}
        for text in likely_questions(shelf, language):
            await live.calm()
            question = Question(text=text, room=self._room, language=language)
            async for event in answerer.answer(question, shelf, ()):
                if isinstance(event, Sentence) and event.composer == "facts":
                    found.setdefault(event.text, event)
            if len(found) >= MOST_SENTENCES:
                break
        for text in fixed(language):
            found.setdefault(text, Sentence(text, language, 0))
        return list(found.values())

    async def _speak(self, synthesiser: CachedSynthesiser, said: Sentence, voice: str) -> bool:
        """Speak one sentence to nobody; False where a viewer came between."""
        live = self._engines.live
        await live.calm()
        speech = synthesiser.speak(said.text, language=said.language, voice=voice, ahead=True)
        async with aclosing(speech) as pieces:
            async for _ in pieces:
                if live.busy:
                    return False
        return True
