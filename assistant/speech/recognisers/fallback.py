"""Recognition that goes on when a recogniser fails."""

import asyncio
from collections.abc import Sequence

from assistant.recovery import Lineup, Standing
from assistant.speech.audio import Audio
from assistant.speech.recognisers.port import Recogniser, RecogniserError, Transcript, Wanted

_OF_LENGTH = 0.25  # what patience grows by for each second of sound


class FallbackRecogniser:
    """The first recogniser of a lineup that can; the next hears the same sound in the same turn.

    `patience_s` is how long one may take while another is left to ask, and more for long sound.
    """

    def __init__(self, name: str, lineup: Lineup[Recogniser], *, patience_s: float) -> None:
        self.name = name
        self._lineup = lineup
        self._patience_s = patience_s

    @property
    def standing(self) -> Standing:
        """Who recognises now."""
        return self._lineup.standing

    async def recognise(
        self,
        audio: Audio,
        *,
        language: str = "",
        languages: Sequence[str] = (),
        vocabulary: Sequence[str] = (),
        wanted: Wanted | None = None,
    ) -> Transcript:
        """See `Recogniser.recognise`. Raises what the last one asked raises."""
        patience = self._patience_s + _OF_LENGTH * audio.seconds
        for turn in self._lineup.turns():
            with turn:
                recogniser = await turn.provider()
                async with asyncio.timeout(turn.patience(patience)):
                    return await recogniser.recognise(
                        audio,
                        language=language,
                        languages=languages,
                        vocabulary=vocabulary,
                        wanted=wanted,
                    )
        raise RecogniserError("there is no recogniser")

    async def close(self) -> None:
        """Close every recogniser that was opened."""
        await self._lineup.close()
