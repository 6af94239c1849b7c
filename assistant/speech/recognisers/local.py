"""A recogniser around a Whisper engine: what every local runtime does alike.

Sound without speech never reaches the model; what does is cut into windows, decoded, checked, and
its product words corrected. All of it runs in one worker thread of the recogniser's own, so that
questions are heard in the order they were asked and the event loop never waits.
"""

import asyncio
import math
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import get_args

from assistant.settings import Language
from assistant.speech.audio import HEARING_RATE, Audio, Samples
from assistant.speech.product_words import correct
from assistant.speech.recognisers.engine import Attempt, Hypothesis, WhisperEngine
from assistant.speech.recognisers.guards import holds, is_silence, loops
from assistant.speech.recognisers.port import (
    RecogniserError,
    RecogniserRefusal,
    Transcript,
)
from assistant.speech.recognisers.prompt import prompt
from assistant.speech.recognisers.windows import windows
from assistant.speech.script import tidy
from assistant.speech.voice_activity import VoiceActivity, first_speech

LANGUAGES: tuple[str, ...] = get_args(Language)

# A beam first: a fifth slower than greedy and a twentieth fewer errors (tests/benchmarks). The
# rest is tried only while a guard fails: without the prompt, then by chance.
_ATTEMPTS = (
    (Attempt(beam=5), True),
    (Attempt(beam=5), False),
    (Attempt(beam=5, temperature=0.4), False),
)
_LEAD_S = 0.3  # silence kept before the first speech


class LocalRecogniser:
    """Recognition on this machine. Owns `engine` and a thread; `close` ends both."""

    def __init__(
        self, engine: WhisperEngine, activity: VoiceActivity, *, max_seconds: float = 60
    ) -> None:
        self.name = engine.name
        self._engine = engine
        self._activity = activity
        self._max_seconds = max_seconds
        self._worker = ThreadPoolExecutor(1, thread_name_prefix=f"recogniser-{engine.name}")
        self._closed = False

    async def recognise(
        self, audio: Audio, *, language: str = "", vocabulary: Sequence[str] = ()
    ) -> Transcript:
        """See `Recogniser.recognise`. When cancelled, work not yet begun is dropped."""
        self._check_open()
        if language and language not in LANGUAGES:
            raise RecogniserRefusal(
                f"language {language!r} is not recognised; use one of {', '.join(LANGUAGES)}"
            )
        if audio.seconds > self._max_seconds:
            raise RecogniserRefusal(
                f"the audio lasts {audio.seconds:.0f} s; send at most {self._max_seconds:.0f} s"
            )
        dropped = threading.Event()
        try:
            return await asyncio.get_running_loop().run_in_executor(
                self._worker, self._transcribe, audio, language, tuple(vocabulary), dropped
            )
        except asyncio.CancelledError:
            dropped.set()
            raise
        except RecogniserError:
            raise
        except RuntimeError as error:
            raise RecogniserError(f"speech could not be recognised: {error}") from error

    async def close(self) -> None:
        """End the worker, after the window it is hearing now, and let go of the model."""
        if self._closed:
            return
        self._closed = True
        self._worker.submit(self._engine.close)
        await asyncio.to_thread(self._worker.shutdown)

    def _check_open(self) -> None:
        if self._closed:
            raise RecogniserError("the recogniser is closed; open another")

    def _transcribe(
        self, audio: Audio, language: str, vocabulary: tuple[str, ...], dropped: threading.Event
    ) -> Transcript:
        heard: list[Hypothesis] = []
        for window in self._speech(audio):
            if dropped.is_set():
                break
            self._check_open()
            encoded = self._engine.encode(window)
            language = language or self._engine.language(encoded, LANGUAGES)
            # Not the text before, too: given that, Whisper leaves out what is asked a second time.
            heard.append(self._decode(encoded, language, prompt(vocabulary, language)))
        spoken = [piece for piece in heard if piece.text]
        if not spoken:
            return Transcript(text="", language=language, confidence=0.0)
        raw = " ".join(piece.text.strip() for piece in spoken)
        text = tidy(raw, language)
        if language == "zh":
            text = correct(text, vocabulary).text
        confidence = math.exp(sum(piece.logprob for piece in spoken) / len(spoken))
        return Transcript(text=text, language=language, confidence=min(1.0, confidence), raw=raw)

    def _speech(self, audio: Audio) -> list[Samples]:
        sound = audio.at(HEARING_RATE)
        begins = first_speech(sound, self._activity)
        if begins is None:
            return []
        lead = max(0, begins - round(_LEAD_S * HEARING_RATE))
        return windows(sound.samples[lead:], self._engine.window_s)

    def _decode(self, encoded: object, language: str, words: str) -> Hypothesis:
        best: Hypothesis | None = None
        for attempt, prompted in _ATTEMPTS:
            if not words and best is not None and not attempt.temperature:
                continue  # it would repeat the attempt before
            heard = self._engine.decode(
                encoded, language=language, prompt=words if prompted else "", attempt=attempt
            )
            if is_silence(heard):
                return Hypothesis("", heard.logprob, heard.no_speech)
            if holds(heard):
                return heard
            if not loops(heard.text) and (best is None or heard.logprob > best.logprob):
                best = heard
        # Doubtful text is a transcript still, with its doubt as confidence; a loop is not.
        return best or Hypothesis("", -math.inf)
