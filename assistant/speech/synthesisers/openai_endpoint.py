"""Any server that speaks OpenAI's `/audio/speech`."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

import httpx2
import openai

from assistant.models import ModelStore
from assistant.settings import Settings
from assistant.speech.audio import SPEAKING_RATE, Audio, AudioError
from assistant.speech.reading.tokens import clean, is_spoken
from assistant.speech.sentences import sentences
from assistant.speech.synthesisers.port import SynthesiserError, SynthesiserRefusal

_CHUNK = 9_600  # bytes: 200 ms, long enough to be worth an event, short enough to begin at once
_LONGEST_INPUT = 1_000  # characters a request; OpenAI takes 4,096, others less
_LONGEST_REPLY_S = 600.0
_TIMEOUT_S = 60.0
_REFUSALS = frozenset({400, 404, 422})  # what servers answer to a voice they do not have
_VOICES_REMEMBERED = 256
_ADDRESS = {"zh": "链接"}  # what is said in place of a web address, as in our own reading

LANGUAGES = frozenset(
    [
        *("af", "ar", "az", "be", "bg", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et"),
        *("fa", "fi", "fr", "gl", "he", "hi", "hr", "hu", "hy", "id", "is", "it", "ja", "kk", "kn"),
        *("ko", "lt", "lv", "mi", "mk", "mr", "ms", "ne", "nl", "no", "pl", "pt", "ro", "ru", "sk"),
        *("sl", "sr", "sv", "sw", "ta", "th", "tl", "tr", "uk", "ur", "vi", "zh"),
    ]
)
"""What OpenAI's voices speak, by its guide to text to speech; a server is told no language."""


class OpenAISynthesiser:
    """Streams 24 kHz 16-bit PCM from an endpoint, which reads numbers in its own way."""

    name = "openai"
    rate = SPEAKING_RATE

    def __init__(
        self, *, base_url: str, model: str, api_key: str, voice: str, tries: int = 2
    ) -> None:
        """`base_url` empty means OpenAI's own server; `voice` is used where none is asked for.

        `tries` is how often a request that fails in passing is sent in all.
        """
        self._client = openai.AsyncOpenAI(
            base_url=base_url or None,
            api_key=api_key or "none",
            timeout=_TIMEOUT_S,
            max_retries=tries - 1,
        )
        self._model = model or "tts-1"
        self._voice = voice
        self._where = base_url or "OpenAI"
        self._unknown: set[str] = set()

    def voices(self, language: str) -> tuple[str, ...]:
        """The voice set; an endpoint cannot be asked which it has."""
        return (self._voice,) if language in LANGUAGES else ()

    async def speak(
        self, text: str, *, language: str, voice: str = "", ahead: bool = False
    ) -> AsyncGenerator[Audio, None]:
        """The sound of `text` as it arrives, in the voice set where the server knows no `voice`.

        Raises SynthesiserError, SynthesiserRefusal.
        """
        if language not in LANGUAGES:
            raise SynthesiserRefusal(f"OpenAI's voices do not speak language {language!r}")
        for part in _parts(clean(text, address=_ADDRESS.get(language, ""))):
            async with aclosing(self._part(part, voice or self._voice)) as pieces:
                async for audio in pieces:
                    yield audio

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def _part(self, text: str, voice: str) -> AsyncGenerator[Audio, None]:
        if voice != self._voice and voice not in self._unknown:
            try:
                async with aclosing(self._request(text, voice)) as pieces:
                    async for audio in pieces:
                        yield audio
            except SynthesiserError as error:
                if getattr(error.__cause__, "status_code", None) not in _REFUSALS:
                    raise
            else:
                return
        spoken = False
        async with aclosing(self._request(text, self._voice)) as pieces:
            async for audio in pieces:
                spoken = True
                yield audio
        # Only now is it sure that it was the voice: the rest of the request was taken.
        if spoken and voice != self._voice and len(self._unknown) < _VOICES_REMEMBERED:
            self._unknown.add(voice)

    async def _request(self, text: str, voice: str) -> AsyncGenerator[Audio, None]:
        if self._client.is_closed():
            raise SynthesiserError("the synthesiser is closed; open another")
        held = b""
        try:
            async with self._client.audio.speech.with_streaming_response.create(
                model=self._model, voice=voice, input=text, response_format="pcm"
            ) as response:
                async for chunk in response.iter_bytes(_CHUNK):
                    held += chunk
                    if held.startswith((b"RIFF", b"ID3", b"OggS", b"fLaC")):
                        continue  # a server that sends files whatever is asked: decoded whole
                    even = len(held) - len(held) % 2
                    if even >= 4:
                        yield Audio.from_pcm16(held[:even], self.rate)
                        held = held[even:]
            if len(held) >= 4:
                yield Audio.decode(held, max_seconds=_LONGEST_REPLY_S).at(self.rate)
        except openai.APIStatusError as error:
            raise SynthesiserError(
                f"the speech endpoint at {self._where} answered {error.status_code}; check "
                "XIAOER_TTS_MODEL, XIAOER_TTS_API_KEY and the voice"
            ) from error
        except (openai.APIError, httpx2.HTTPError) as error:
            # A stream that breaks off is told in the words of what carries it.
            raise SynthesiserError(
                f"the speech endpoint at {self._where} cannot be reached; check XIAOER_TTS_BASE_URL"
            ) from error
        except AudioError as error:
            raise SynthesiserError(
                f"the speech endpoint at {self._where} sent what is not audio"
            ) from error


async def open_endpoint(settings: Settings, models: ModelStore) -> OpenAISynthesiser:
    """The endpoint of the settings. Raises SynthesiserError where neither address nor key is."""
    key = settings.tts_api_key.get_secret_value()
    if not settings.tts_base_url and not key:
        raise SynthesiserError(
            "no speech endpoint is set; set XIAOER_TTS_BASE_URL, or XIAOER_TTS_API_KEY for OpenAI"
        )
    return OpenAISynthesiser(
        base_url=settings.tts_base_url,
        model=settings.tts_model,
        api_key=key,
        voice=settings.voice,
        # Who stands by speaks sooner than a second try.
        tries=2 if settings.standby == "off" else 1,
    )


def _parts(text: str) -> list[str]:
    """`text` in as few parts as an endpoint takes, cut between sentences."""
    parts: list[str] = []
    for sentence in sentences(text):
        if not is_spoken(sentence):
            continue
        if parts and len(parts[-1]) + len(sentence) <= _LONGEST_INPUT:
            parts[-1] += sentence
        else:
            parts.append(sentence)
    return parts
