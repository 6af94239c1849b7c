"""Kokoro-82M: Chinese and English speech, made piece by piece, the first piece first."""

import asyncio
from collections.abc import AsyncGenerator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from assistant.speech.audio import SPEAKING_RATE, Audio, join, silence
from assistant.speech.reading import is_spoken, read
from assistant.speech.sentences import spoken_pieces
from assistant.speech.synthesisers.espeak import EspeakProgram
from assistant.speech.synthesisers.kokoro_model import KokoroModel
from assistant.speech.synthesisers.phonemes import Phonemes
from assistant.speech.synthesisers.port import SynthesiserError, SynthesiserRefusal

# Speakers whose names begin so speak the language; first those to prefer.
_PREFIXES = {"zh": ("z",), "en": ("a", "b")}
_PREFERRED = {"zh": ("zf_xiaoxiao",), "en": ("af_heart", "af_bella")}
# Seconds of silence before a piece, after a sentence and after a clause.
_AFTER_SENTENCE = 0.18
_AFTER_CLAUSE = 0.03
_CLAUSE_ENDS = "，、：,:；;—"


class KokoroSynthesiser:
    """Speaks `zh` and `en`, either with words of the other in it.

    A voice of the other language is not used: English text asked for in a Chinese voice is spoken
    by the default English one, and the other way round. Synthesis runs in one worker thread, piece
    after piece; calls at the same time take turns.
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
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="kokoro")

    @classmethod
    async def load(
        cls,
        folder: Path,
        espeak: EspeakProgram,
        *,
        threads: int,
        fold: bool = True,
        speed: float = 1.0,
        voice: str = "",
    ) -> "KokoroSynthesiser":
        """Read model and dictionaries, and speak a word to nobody, so that the first answer is
        not slow. `espeak` is asked for the sound of unknown English words, and stays the caller's
        to close. Raises SynthesiserError."""

        def fallback(word: str) -> str:
            return espeak.phonemes(word, "en-us")

        loading = asyncio.to_thread(KokoroModel, folder, threads=threads, fold=fold)
        model, phonemes = await asyncio.gather(loading, asyncio.to_thread(Phonemes, fallback))
        kokoro = cls(model, phonemes, speed=speed, voice=voice)
        async for _ in kokoro.speak("好的", language="zh"):
            pass
        return kokoro

    def voices(self, language: str) -> tuple[str, ...]:
        """The speakers of `zh` (`zf_…`, `zm_…`) or `en` (`af_…`, `am_…`, `bf_…`, `bm_…`)."""
        return self._voices.get(language, ())

    async def speak(
        self, text: str, *, language: str, voice: str = ""
    ) -> AsyncGenerator[Audio, None]:
        """The sound of `text`: its first sentence, or that sentence's first clause, first.

        While one piece is heard the next is made. Closing the iterator stops after the piece in
        progress. Raises SynthesiserError.
        """
        names = self.voices(language)
        if not names:
            raise SynthesiserRefusal(f"Kokoro does not speak {language!r}, only zh and en")
        speaker = voice if voice in names else names[0]
        pieces = [p for p in spoken_pieces(read(text, language)) if is_spoken(p)]
        making: Future[Audio] | None = None
        try:
            for at, piece in enumerate(pieces):
                future = making or self._begin(piece, speaker)
                making = self._begin(pieces[at + 1], speaker) if at + 1 < len(pieces) else None
                sound = await asyncio.wrap_future(future)
                if len(sound.samples):
                    yield join([_pause_after(pieces[at - 1]), sound]) if at else sound
        finally:
            if making is not None:
                making.cancel()

    async def close(self) -> None:
        """Stop after the piece in progress and let the worker go."""
        await asyncio.to_thread(self._worker.shutdown, cancel_futures=True)

    def _begin(self, piece: str, speaker: str) -> Future[Audio]:
        try:
            return self._worker.submit(self._make, piece, speaker)
        except RuntimeError as error:
            raise SynthesiserError("the synthesiser is closed; open another") from error

    def _make(self, piece: str, speaker: str) -> Audio:
        return self._model.speak(self._phonemes.of(piece), speaker, self._speed)


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
