"""Whether a voice that speaks into an answer means to interrupt it.

The answer falls silent at the first syllable and waits here: a question, a word to stop, or mere
length of speech ends it; a nod, a cough, an echo or noise lets it go on where it was.
"""

import asyncio
from collections.abc import Callable

import structlog
from rapidfuzz import fuzz

from assistant.gateways.realtime.audio_in import AudioIn
from assistant.gateways.realtime.recognition import Recognition
from assistant.gateways.realtime.responses import Responses
from assistant.speech.audio import HEARING_RATE
from assistant.speech.recognisers.port import Transcript
from assistant.speech.turns.echo import SHARE, echo
from assistant.speech.turns.wording import SURE, Interruption, interruption, sound

GLANCE_S = 0.7
"""Speech so long is no nod any more: what was said of it so far is looked at, and again."""

GIVE_UP_S = 4.0
"""An answer waits no longer than this; noise without words is not worth more silence."""

SHORT_MS = 600.0
"""Speech shorter than this in which a word or two was heard, but no known one, was a cough."""

FAINT_MS = 1_200.0
"""The same where the recogniser is not sure of what it wrote: a nod takes no longer."""

_COMPARED = round(0.2 * HEARING_RATE)  # samples of what is heard, up to now
_PLAYED_MS = 1_200
_OWN_WORDS = 85  # of 100; the words of an answer, heard again by a microphone
_FEW_WORDS = 3  # syllables under which any answer contains them by chance

_log = structlog.get_logger(__name__)


class Judge:
    """Judges the interruptions of one conversation, one at a time."""

    def __init__(
        self,
        responses: Responses,
        audio_in: AudioIn,
        recognition: Recognition,
        tasks: asyncio.TaskGroup,
        language: Callable[[], str],
    ) -> None:
        self._responses = responses
        self._audio_in = audio_in
        self._recognition = recognition
        self._tasks = tasks
        self._language = language
        self._watching: asyncio.Task[None] | None = None

    def is_own_sound(self) -> bool:
        """Whether what is heard now is the answer itself, come back from a loudspeaker."""
        audio = self._audio_in.open_audio
        if audio is None:
            return False
        heard = audio.samples[-_COMPARED:]
        return echo(heard, self._responses.played(_PLAYED_MS).at(HEARING_RATE).samples) > SHARE

    async def begin(self) -> None:
        """A voice speaks into the answer: silence it, and watch that it does not stay silent."""
        await self._responses.interrupt()
        self._stop_watching()
        if self._responses.held:
            self._watching = self._tasks.create_task(self._watch())

    async def said(self, heard: Transcript, speech_ms: float) -> bool:
        """Judge by what was said until now; whether it interrupts."""
        if not self._responses.held:
            return not self.is_nothing(heard, speech_ms)
        meant = self._meant(heard)
        if not _nothing(meant, heard.confidence, speech_ms):
            await self._confirm()
            return True
        # Should the viewer go on after all, the answer is silenced anew.
        self._go_on(meant.value)
        return False

    def is_nothing(self, heard: Transcript, speech_ms: float) -> bool:
        """Whether words heard of a voice ask nothing: silence, a nod, the answer's own words."""
        return _nothing(self._meant(heard), heard.confidence, speech_ms)

    def _meant(self, heard: Transcript) -> Interruption:
        if self._is_echo(heard.text):
            return Interruption.NOTHING
        return interruption(heard.text, heard.language, heard.confidence)

    def _is_echo(self, text: str) -> bool:
        heard, told = sound(text), sound(self._responses.telling_text)
        if len(heard.split()) < _FEW_WORDS or len(heard) > len(told):
            return False
        return bool(fuzz.partial_ratio(heard, told) >= _OWN_WORDS)

    async def _watch(self) -> None:
        """See to it that an answer held is let go of, one way or the other."""
        try:
            async with asyncio.timeout(GIVE_UP_S):
                await self._look_again()
        except TimeoutError:
            # Whatever it is, it has no words: a voice that comes later begins a turn of its own.
            self._audio_in.drop()
            self._go_on("no words")

    async def _look_again(self) -> None:
        while self._responses.held:
            await asyncio.sleep(GLANCE_S)
            audio = self._audio_in.open_audio
            if audio is None:
                continue  # the turn is over, and its words are on the way
            heard = await self._recognition.glance(audio, self._language())
            if heard is not None and self._meant(heard) is Interruption.REAL:
                await self._confirm()

    async def _confirm(self) -> None:
        self._stop_watching()
        await self._responses.confirm()

    def _go_on(self, why: str) -> None:
        self._stop_watching()
        if self._responses.go_on():
            _log.debug("false interruption", why=why)

    def _stop_watching(self) -> None:
        task, self._watching = self._watching, None
        if task is not None and task is not asyncio.current_task():
            task.cancel()


def _nothing(meant: Interruption, confidence: float, speech_ms: float) -> bool:
    if meant is Interruption.UNSURE:
        return speech_ms <= (SHORT_MS if confidence >= SURE else FAINT_MS)
    return meant is not Interruption.REAL
