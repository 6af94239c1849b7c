"""Speech that goes on when a synthesiser fails."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from assistant.recovery import Lineup, Standing
from assistant.speech.audio import Audio
from assistant.speech.reading import read
from assistant.speech.sentences import sentences
from assistant.speech.synthesisers.port import Synthesiser, SynthesiserError


class FallbackSynthesiser:
    """The first synthesiser of a lineup that can; when one fails the next says what is left.

    Sentences are asked for one by one, so that what was said is known: a sentence that was whole
    is never said again, and one that broke off is said again from its beginning, for half of a
    sentence may say something else. Whoever took over speaks to the end of the text: one answer
    is not spoken in turns.

    `patience_s` is how long one may take to its next sound while another is left to ask.
    """

    def __init__(
        self, name: str, lineup: Lineup[Synthesiser], *, rate: int, patience_s: float
    ) -> None:
        self.name = name
        self.rate = rate
        self._lineup = lineup
        self._patience_s = patience_s

    @property
    def standing(self) -> Standing:
        """Who speaks now."""
        return self._lineup.standing

    def voices(self, language: str) -> tuple[str, ...]:
        """The voices of every synthesiser that is open, the preferred one's first.

        One of somebody else's voices is, as any unknown one, spoken in the language's best.
        """
        found = [voice for provider in self._lineup.opened for voice in provider.voices(language)]
        return tuple(dict.fromkeys(found))

    async def speak(
        self, text: str, *, language: str, voice: str = "", ahead: bool = False
    ) -> AsyncGenerator[Audio, None]:
        """See `Synthesiser.speak`. Raises what the last one asked raises."""
        unsaid = [one for one in sentences(text) if read(one, language)]
        if not unsaid:
            return
        for turn in self._lineup.turns():
            with turn:
                synthesiser = await turn.provider()
                patience = turn.patience(self._patience_s)
                while unsaid:
                    sounding = synthesiser.speak(
                        unsaid[0], language=language, voice=voice, ahead=ahead
                    )
                    async with aclosing(_heard(sounding, patience)) as pieces:
                        async for piece in pieces:
                            yield piece.at(self.rate)
                    del unsaid[0]
                return

    async def close(self) -> None:
        """Close every synthesiser that was opened."""
        await self._lineup.close()


async def _heard(
    sounding: AsyncGenerator[Audio, None], patience: float | None
) -> AsyncGenerator[Audio, None]:
    """The pieces of one sentence, each waited for so long.

    That there are none is an error while there is an end to patience: another may say it.
    """
    silent = True
    async with aclosing(sounding):
        while True:
            try:
                async with asyncio.timeout(patience):
                    piece = await anext(sounding)
            except StopAsyncIteration:
                break
            if len(piece.samples):
                silent = False
                yield piece
    if silent and patience is not None:
        raise SynthesiserError("the synthesiser made no sound of a sentence")
