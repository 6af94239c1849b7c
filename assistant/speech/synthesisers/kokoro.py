"""Kokoro-82M: Chinese and English speech, made piece by piece, the first piece first."""

import asyncio
import contextlib
import threading
import tomllib
from collections.abc import AsyncGenerator, Callable, Iterator
from concurrent.futures import Future
from contextlib import aclosing
from functools import cache, partial
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

from assistant.speech.audio import SPEAKING_RATE, Audio, join, silence
from assistant.speech.reading import is_spoken, read
from assistant.speech.sentences import LONGEST_PIECE, spoken_pieces
from assistant.speech.synthesisers.espeak import EspeakProgram
from assistant.speech.synthesisers.kokoro_model import KokoroModel
from assistant.speech.synthesisers.phonemes import Phonemes
from assistant.speech.synthesisers.port import SynthesiserError, SynthesiserRefusal
from assistant.speech.synthesisers.windows import Pace
from assistant.speech.synthesisers.worker import Interrupt, Worker, WorkerClosed

_T = TypeVar("_T")

# Speakers whose names begin so speak the language; first those to prefer.
_PREFIXES = {"zh": ("z",), "en": ("a", "b")}
_PREFERRED = {"zh": ("zf_xiaoxiao",), "en": ("af_heart", "af_bella")}
# Seconds of silence before a piece, after a sentence and after a clause.
_AFTER_SENTENCE = 0.18
_AFTER_CLAUSE = 0.03
_CLAUSE_ENDS = "，、：,:；;—"
_LONGEST = "一二三四五六七八九十" * (int(LONGEST_PIECE) // 10)
_CALIBRATION = files(__package__) / "calibration.toml"
_CLOSED = "the synthesiser is closed; open another"


class KokoroSynthesiser:
    """Speaks `zh` and `en`, either with words of the other in it.

    A voice of the other language is not used: English text asked for in a Chinese voice is spoken
    by the default English one, and the other way round. Synthesis runs in a worker thread, stretch
    after stretch; calls at the same time take turns. A voice is heard in windows once its averages
    are known: they are found when nobody waits and kept beside the model. Until then its pieces
    are made whole.
    """

    name = "kokoro"
    rate = SPEAKING_RATE

    def __init__(
        self, model: KokoroModel, phonemes: Phonemes, *, speed: float = 1.0, voice: str = ""
    ) -> None:
        """`speed` is 1 for the speaker's own; `voice` is preferred in its language."""
        self._model = model
        self._phonemes = phonemes
        self._speed = speed
        self._voices = {
            language: _ordered(model.speakers, prefixes, (voice, *_PREFERRED[language]))
            for language, prefixes in _PREFIXES.items()
        }
        self._worker = Worker("kokoro")
        self._calibrating: set[str] = set()

    @classmethod
    async def load(
        cls,
        folder: Path,
        espeak: EspeakProgram,
        *,
        threads: int,
        speed: float = 1.0,
        voice: str = "",
    ) -> "KokoroSynthesiser":
        """Read model and dictionaries, and speak a little to nobody, so that the first answer is
        not slow and how long a step takes is known. `espeak` is asked for the sound of unknown
        English words, and stays the caller's to close. Raises SynthesiserError."""

        def fallback(word: str) -> str:
            return espeak.phonemes(word, "en-us")

        loading = asyncio.to_thread(KokoroModel, folder, threads=threads)
        model, phonemes = await asyncio.gather(loading, asyncio.to_thread(Phonemes, fallback))
        kokoro = cls(model, phonemes, speed=speed, voice=voice)
        await asyncio.wrap_future(kokoro._worker.submit(kokoro._warm_up))
        return kokoro

    def _warm_up(self) -> None:
        for names in self._voices.values():
            for speaker in names[:1]:
                self._calibrated(speaker)
        for speaker in self._voices["zh"][:1]:
            self._model.time_a_step(self._phonemes.of("好的，亲。"), speaker)
            # What the longest piece takes is kept, so it is taken when nobody waits: memory then
            # stands where it will stand after hours (`tests/benchmarks/memory.py`).
            longest = partial(self._model.speak, self._phonemes.of(_LONGEST), speaker, self._speed)
            self._worker.submit_ahead(longest)

    def voices(self, language: str) -> tuple[str, ...]:
        """The speakers of `zh` (`zf_…`, `zm_…`) or `en` (`af_…`, `am_…`, `bf_…`, `bm_…`)."""
        return self._voices.get(language, ())

    async def speak(
        self, text: str, *, language: str, voice: str = "", ahead: bool = False
    ) -> AsyncGenerator[Audio, None]:
        """The sound of `text`: of its first clause the beginning first.

        While one stretch is heard the next is made. `ahead`, each piece is made whole, in its best
        quality, and gives way to whoever waits. Closing the iterator stops after the stretch in
        progress. Raises SynthesiserError.
        """
        names = self.voices(language)
        if not names:
            raise SynthesiserRefusal(f"Kokoro does not speak {language!r}, only zh and en")
        speaker = voice if voice in names else names[0]
        pieces = [p for p in spoken_pieces(read(text, language)) if is_spoken(p)]
        stretches = self._ahead(pieces, speaker) if ahead else self._at_once(pieces, speaker)
        async with aclosing(stretches):
            async for sound in stretches:
                yield sound

    async def close(self) -> None:
        """Stop after the stretch in progress and let the worker go."""
        self._calibrating.clear()
        await asyncio.to_thread(self._worker.close)

    async def _at_once(self, pieces: list[str], speaker: str) -> AsyncGenerator[Audio, None]:
        stretches = self._stretches(pieces, speaker)
        making: Future[Audio | None] | None = self._begin(stretches)
        try:
            while making is not None:
                sound = await asyncio.wrap_future(making)
                making = self._begin(stretches) if sound is not None else None
                if sound is not None and len(sound.samples):
                    yield sound
        finally:
            if making is not None:
                making.cancel()

    async def _ahead(self, pieces: list[str], speaker: str) -> AsyncGenerator[Audio, None]:
        abandoned = threading.Event()
        for at, piece in enumerate(pieces):
            making = self._submit_ahead(partial(self._make, piece, speaker, abandoned))
            try:
                sound = await asyncio.wrap_future(making)
            except asyncio.CancelledError:
                abandoned.set()
                raise
            if len(sound.samples):
                yield join([_pause_after(pieces[at - 1]), sound]) if at else sound

    def _stretches(self, pieces: list[str], speaker: str) -> Iterator[Audio]:
        """What is made one after the other, in the worker."""
        pace = Pace(self._model.step_cost)
        calibrated = self._calibrated(speaker)
        for at, piece in enumerate(pieces):
            pause = _pause_after(pieces[at - 1]) if at else None
            if calibrated:
                phonemes = self._phonemes.of(piece)
                sounds = self._model.windows(phonemes, speaker, self._speed, pace)
            else:
                sounds = iter([self._model.speak(self._phonemes.of(piece), speaker, self._speed)])
            for sound in sounds:
                yield sound if pause is None else join([pause, sound])
                pause = None

    def _begin(self, stretches: Iterator[Audio]) -> "Future[Audio | None]":
        try:
            return self._worker.submit(lambda: next(stretches, None))
        except WorkerClosed as error:
            raise SynthesiserError(_CLOSED) from error

    def _submit_ahead(self, work: Callable[[Interrupt], _T]) -> "Future[_T]":
        try:
            return self._worker.submit_ahead(work)
        except WorkerClosed as error:
            raise SynthesiserError(_CLOSED) from error

    def _make(
        self, piece: str, speaker: str, abandoned: threading.Event, interrupt: Interrupt
    ) -> Audio:
        if abandoned.is_set():
            return silence(0.0, SPEAKING_RATE)
        return self._model.speak(self._phonemes.of(piece), speaker, self._speed, interrupt)

    def _calibrated(self, speaker: str) -> bool:
        """Whether `speaker` can be heard in windows; where not, it is seen to when nobody waits."""
        if self._model.calibrated(speaker):
            return True
        if speaker not in self._calibrating:
            self._calibrating.add(speaker)
            with contextlib.suppress(WorkerClosed):
                self._worker.submit_ahead(partial(self._calibrate, speaker))
        return False

    def _calibrate(self, speaker: str, interrupt: Interrupt) -> None:
        texts = _calibration_texts(_language_of(speaker))
        phonemes = [self._phonemes.of(text) for text in texts]
        self._model.calibrate(speaker, phonemes, interrupt)


@cache
def _calibration_texts(language: str) -> tuple[str, ...]:
    table = tomllib.loads(_CALIBRATION.read_text("utf-8"))
    return tuple(read(text, language) for text in table[language])


def _language_of(speaker: str) -> str:
    return next(name for name, prefixes in _PREFIXES.items() if speaker.startswith(prefixes))


def _ordered(
    speakers: tuple[str, ...], prefixes: tuple[str, ...], preferred: tuple[str, ...]
) -> tuple[str, ...]:
    """Those of `speakers` with one of `prefixes`, the preferred first."""
    fit = [s for prefix in prefixes for s in speakers if s.startswith(prefix) and s[2:3] == "_"]
    first = [name for name in dict.fromkeys(preferred) if name in fit]
    return tuple(first + [name for name in fit if name not in first])


def _pause_after(piece: str) -> Audio:
    clause = piece.rstrip().endswith(tuple(_CLAUSE_ENDS))
    return silence(_AFTER_CLAUSE if clause else _AFTER_SENTENCE, SPEAKING_RATE)
