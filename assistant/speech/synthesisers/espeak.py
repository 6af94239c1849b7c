"""eSpeak NG: a robotic but instant voice for the languages Kokoro does not speak.

It runs as a program of its own (see `espeak_program`, which says why), kept alive between
requests and started again when it has died.
"""

import asyncio
import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import AsyncGenerator
from types import MappingProxyType

import numpy as np

from assistant.speech.audio import SPEAKING_RATE, Audio, silence
from assistant.speech.reading import read
from assistant.speech.sentences import sentences
from assistant.speech.synthesisers.edges import trimmed
from assistant.speech.synthesisers.espeak_program import read_message, write_message
from assistant.speech.synthesisers.port import SynthesiserError, SynthesiserRefusal

# Language: its eSpeak voice. Variants (`+f3`) are other timbres of the same speech.
VOICES = MappingProxyType(
    {
        "vi": "vi",
        "id": "id",
        "ms": "ms",
        "th": "th",
        "en": "en-us",
        "zh": "cmn",
        "ja": "ja",
        "ko": "ko",
        "es": "es",
        "fr": "fr-fr",
        "de": "de",
        "pt": "pt-br",
        "ru": "ru",
        "ar": "ar",
        "hi": "hi",
    }
)
_VARIANTS = ("+f3", "+m3")
_WORDS_PER_MINUTE = 160
_PAUSE = 0.2  # seconds between sentences
_PEAK = 0.7  # eSpeak's own level differs from voice to voice


class EspeakProgram:
    """The running program, asked from any thread, one request at a time. Calls block."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False

    def speak(self, text: str, voice: str, words_per_minute: int) -> Audio:
        """The sound of `text` at the library's own rate. Raises SynthesiserError."""
        request = {"speak": text, "voice": voice, "words_per_minute": words_per_minute}
        answer, sound = self._ask(request)
        return Audio.from_pcm16(sound, int(str(answer["rate"])))

    def phonemes(self, text: str, voice: str) -> str:
        """IPA of `text`, diphthongs and affricates tied by `^`. Raises SynthesiserError."""
        answer, _ = self._ask({"phonemes": text, "voice": voice})
        return str(answer["ipa"])

    def close(self) -> None:
        """End the program for good."""
        with self._lock:
            self._closed = True
            self._stop()

    def _ask(self, request: dict[str, object]) -> tuple[dict[str, object], bytes]:
        with self._lock:
            if self._closed:
                raise SynthesiserError("the synthesiser is closed; open another")
            try:
                answer, sound = self._exchange(request)
            except (OSError, EOFError):
                # It died since the last request, or over this one: once more, anew.
                self._stop()
                try:
                    answer, sound = self._exchange(request)
                except (OSError, EOFError) as error:
                    self._stop()
                    raise SynthesiserError(
                        "the eSpeak NG program ended unexpectedly; reinstall espeakng-loader"
                    ) from error
        if "error" in answer:
            raise SynthesiserError(f"eSpeak NG could not speak: {answer['error']}")
        return answer, sound

    def _exchange(self, request: dict[str, object]) -> tuple[dict[str, object], bytes]:
        process = self._running()
        assert process.stdin is not None  # noqa: S101
        assert process.stdout is not None  # noqa: S101
        write_message(process.stdin, json.dumps(request).encode())
        process.stdin.flush()
        message = read_message(process.stdout)
        if not message:
            raise EOFError
        answer: dict[str, object] = json.loads(message)
        size = int(str(answer.get("bytes", 0)))
        sound = process.stdout.read(size) if size else b""
        if len(sound) < size:
            raise EOFError
        return answer, sound

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._stop()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "assistant.speech.synthesisers.espeak_program"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._process

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()


class EspeakSynthesiser:
    """Speaks the languages of `VOICES`, sentence by sentence, resampled to 24 kHz."""

    name = "espeak"
    rate = SPEAKING_RATE

    def __init__(self, program: EspeakProgram | None = None) -> None:
        self._program = program or EspeakProgram()

    def voices(self, language: str) -> tuple[str, ...]:
        """`espeak-vi`, `espeak-vi+f3`, …; empty for a language not in `VOICES`."""
        if language not in VOICES:
            return ()
        return tuple(f"espeak-{language}{variant}" for variant in ("", *_VARIANTS))

    async def speak(
        self, text: str, *, language: str, voice: str = "", ahead: bool = False
    ) -> AsyncGenerator[Audio, None]:
        """The sound of `text`, a piece a sentence. Raises SynthesiserError."""
        names = self.voices(language)
        if not names:
            raise SynthesiserRefusal(
                f"eSpeak NG is not set up for language {language!r}; use one of {', '.join(VOICES)}"
            )
        chosen = voice if voice in names else names[0]
        espeak_voice = chosen.replace(f"espeak-{language}", VOICES[language], 1)
        begun = False
        for sentence in sentences(text):
            words = read(sentence, language)
            if not words:
                continue
            sound = await asyncio.to_thread(self._sound, words, espeak_voice)
            if not len(sound.samples):
                continue
            if begun:
                yield silence(_PAUSE, self.rate)
            begun = True
            yield sound

    async def close(self) -> None:
        """End the program."""
        await asyncio.to_thread(self._program.close)

    def _sound(self, words: str, voice: str) -> Audio:
        sound = trimmed(self._program.speak(words, voice, _WORDS_PER_MINUTE).at(self.rate))
        peak = float(np.abs(sound.samples).max(initial=0.0))
        if peak == 0.0:
            return sound
        return Audio((sound.samples * (_PEAK / peak)).astype(np.float32), sound.rate)
