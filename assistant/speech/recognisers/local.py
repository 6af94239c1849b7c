"""A recogniser around a Whisper engine: what every local runtime does alike.

Sound without speech never reaches the model; what does is cut into windows, decoded, checked, and
its product words corrected. All of it runs in one worker thread of the recogniser's own, so that
the event loop never waits: what somebody waits for first, in the order it was asked.
"""

import asyncio
import math
from collections.abc import Sequence
from dataclasses import replace

from assistant.speech.audio import HEARING_RATE, Audio, Samples
from assistant.speech.product_words import Change
from assistant.speech.recognisers.engine import Attempt, Hypothesis, WhisperEngine
from assistant.speech.recognisers.expecting import Understood, understand
from assistant.speech.recognisers.guards import FAINT, LITTLE, echoes, holds, is_silence, loops
from assistant.speech.recognisers.language import LANGUAGES, spoken_language
from assistant.speech.recognisers.port import RecogniserError, RecogniserRefusal, Transcript, Wanted
from assistant.speech.recognisers.prompt import opening
from assistant.speech.recognisers.windows import windows
from assistant.speech.recognisers.worker import GoOn, Worker
from assistant.speech.script import tidy
from assistant.speech.voice_activity import VoiceActivity, first_speech, speech_share

# A beam first: a fifth slower than greedy and a twentieth fewer errors (tests/benchmarks). The
# rest is tried only while a guard fails: without the prompt, then by chance.
_ATTEMPTS = (
    (Attempt(beam=5), True),
    (Attempt(beam=5, once=True), False),
    (Attempt(beam=5, temperature=0.4, once=True), False),
)
_LEAD_S = 1.0  # kept before the first speech: with less, more is misheard


class LocalRecogniser:
    """Recognition on this machine. Owns `engine` and a thread; `close` ends both."""

    def __init__(
        self, engine: WhisperEngine, activity: VoiceActivity, *, max_seconds: float = 60
    ) -> None:
        self.name = engine.name
        self._engine = engine
        self._activity = activity
        self._max_seconds = max_seconds
        self._worker = Worker(f"recogniser-{engine.name}")
        self._closed = False

    async def recognise(
        self,
        audio: Audio,
        *,
        language: str = "",
        languages: Sequence[str] = (),
        vocabulary: Sequence[str] = (),
        wanted: Wanted | None = None,
    ) -> Transcript:
        """See `Recogniser.recognise`. When cancelled, work not yet begun is dropped."""
        self._check_open()
        among = (language,) if language else tuple(languages) or LANGUAGES
        if unknown := [code for code in among if code not in LANGUAGES]:
            raise RecogniserRefusal(
                f"language {unknown[0]!r} is not recognised; use one of {', '.join(LANGUAGES)}"
            )
        if audio.seconds > self._max_seconds:
            raise RecogniserRefusal(
                f"the audio lasts {audio.seconds:.0f} s; send at most {self._max_seconds:.0f} s"
            )
        try:
            return await self._worker.run(
                lambda go_on: self._transcribe(audio, among, tuple(vocabulary), go_on),
                wanted or Wanted(),
            )
        except RecogniserError:
            raise
        except RuntimeError as error:
            raise RecogniserError(f"speech could not be recognised: {error}") from error

    async def close(self) -> None:
        """End the worker, after the step it is at now, and let go of the model."""
        if self._closed:
            return
        self._closed = True
        await asyncio.to_thread(self._worker.close, self._engine.close)

    def _check_open(self) -> None:
        if self._closed:
            raise RecogniserError("the recogniser is closed; open another")

    def _transcribe(
        self, audio: Audio, among: tuple[str, ...], vocabulary: tuple[str, ...], go_on: GoOn
    ) -> Transcript:
        heard: list[Understood] = []
        language = among[0] if len(among) == 1 else ""
        for window in self._speech(audio):
            go_on()
            encoded = self._engine.encode(window)
            go_on()
            if not language:
                chances = self._engine.languages(encoded, among)
                seconds = len(window) / HEARING_RATE
                language = spoken_language(chances, among, seconds=seconds)
            # Not the text before, too: given that, Whisper leaves out what is asked a second time.
            words = opening(vocabulary, language)
            first = self._decode(encoded, language, words, go_on)
            go_on()
            if echoes(first, words) or self._hardly_spoken(first, window):
                continue
            if language == "zh":
                heard.append(understand(self._engine, encoded, first, vocabulary, go_on))
            else:
                heard.append(Understood(first, tidy(first.text, language)))
        return _joined([piece for piece in heard if piece.text], language)

    def _speech(self, audio: Audio) -> list[Samples]:
        sound = audio.at(HEARING_RATE)
        begins = first_speech(sound, self._activity)
        if begins is None:
            return []
        lead = max(0, begins - round(_LEAD_S * HEARING_RATE))
        return windows(sound.samples[lead:], self._engine.window_s)

    def _hardly_spoken(self, heard: Hypothesis, window: Samples) -> bool:
        # Judged only where the text is doubtful, for it takes 15 ms a second of sound.
        if not heard.text or heard.logprob >= FAINT:
            return False
        return speech_share(Audio(window, HEARING_RATE), self._activity) < LITTLE

    def _decode(self, encoded: object, language: str, words: str, go_on: GoOn) -> Hypothesis:
        best: Hypothesis | None = None
        for attempt, prompted in _ATTEMPTS:
            heard = self._engine.decode(
                encoded, language=language, prompt=words if prompted else "", attempt=attempt
            )
            go_on()
            if is_silence(heard):
                return Hypothesis("", heard.logprob, heard.no_speech)
            if holds(heard):
                return heard
            if not loops(heard.text) and (best is None or heard.logprob > best.logprob):
                best = heard
        # Doubtful text is a transcript still, with its doubt as confidence; a loop is not.
        return best or Hypothesis("", -math.inf)


def _joined(spoken: Sequence[Understood], language: str) -> Transcript:
    """The windows' texts as one, with the changes placed in it."""
    if not spoken:
        return Transcript(text="", language=language, confidence=0.0)
    text = tidy(" ".join(piece.text for piece in spoken), language)
    changes: list[Change] = []
    begins = 0
    for piece in spoken:
        begins = max(begins, text.find(piece.text, begins))
        changes += [replace(change, at=begins + change.at) for change in piece.changes]
        begins += len(piece.text)
    return Transcript(
        text=text,
        language=language,
        confidence=min(1.0, math.exp(sum(one.heard.logprob for one in spoken) / len(spoken))),
        raw=" ".join(piece.heard.text.strip() for piece in spoken),
        changes=tuple(changes),
    )
