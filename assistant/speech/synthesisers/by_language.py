"""One synthesiser made of several, each for its languages."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing

from assistant.speech.audio import Audio
from assistant.speech.synthesisers.port import Synthesiser, SynthesiserError


class ByLanguage:
    """Speaks each language through the synthesiser set for it, the rest through `otherwise`."""

    def __init__(self, routes: Mapping[str, Synthesiser], otherwise: Synthesiser) -> None:
        """All of one rate. They are closed with this."""
        self._routes = dict(routes)
        self._otherwise = otherwise
        parts = [*self._routes.values(), otherwise]
        self._parts = list({id(part): part for part in parts}.values())
        if len({part.rate for part in parts}) != 1:
            raise SynthesiserError("synthesisers of different rates cannot be combined")
        self.rate = otherwise.rate
        self.name = "+".join(dict.fromkeys(part.name for part in self._parts))

    def voices(self, language: str) -> tuple[str, ...]:
        """The voices of the synthesiser that speaks `language`."""
        return self._for(language).voices(language)

    async def speak(
        self, text: str, *, language: str, voice: str = "", ahead: bool = False
    ) -> AsyncGenerator[Audio, None]:
        """The sound of `text`, from the synthesiser that speaks `language`."""
        # Closed here and now: left to the garbage collector, work would go on after a cancel.
        async with aclosing(
            self._for(language).speak(text, language=language, voice=voice, ahead=ahead)
        ) as pieces:
            async for audio in pieces:
                yield audio

    async def close(self) -> None:
        """Close every part."""
        await asyncio.gather(*(part.close() for part in self._parts))

    def _for(self, language: str) -> Synthesiser:
        return self._routes.get(language, self._otherwise)
