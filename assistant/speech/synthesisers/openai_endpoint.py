"""Any server that speaks OpenAI's `/audio/speech`."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

import openai

from assistant.settings import Settings
from assistant.speech.audio import SPEAKING_RATE, Audio, AudioError
from assistant.speech.reading.tokens import clean, is_spoken
from assistant.speech.sentences import sentences
from assistant.speech.synthesisers.port import SynthesiserError

_CHUNK = 9_600  # bytes: 200 ms, long enough to be worth an event, short enough to begin at once
_LONGEST_INPUT = 1_000  # characters a request; OpenAI takes 4,096, others less
_LONGEST_REPLY_S = 600.0
_TIMEOUT_S = 60.0


class OpenAISynthesiser:
    """Streams 24 kHz 16-bit PCM from an endpoint, which reads numbers in its own way."""

    name = "openai"
    rate = SPEAKING_RATE

    def __init__(self, *, base_url: str, model: str, api_key: str, voice: str) -> None:
        """`base_url` empty means OpenAI's own server; `voice` is used where none is asked for."""
        self._client = openai.AsyncOpenAI(
            base_url=base_url or None, api_key=api_key or "none", timeout=_TIMEOUT_S, max_retries=1
        )
        self._model = model or "tts-1"
        self._voice = voice
        self._where = base_url or "OpenAI"

    def voices(self, language: str) -> tuple[str, ...]:
        """The voice set; an endpoint cannot be asked which it has."""
        return (self._voice,) if language else ()

    async def speak(
        self, text: str, *, language: str, voice: str = "", ahead: bool = False
    ) -> AsyncGenerator[Audio, None]:
        """The sound of `text` as it arrives. Raises SynthesiserError."""
        for part in _parts(clean(text, address="")):
            async with aclosing(self._request(part, voice or self._voice)) as pieces:
                async for audio in pieces:
                    yield audio

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def _request(self, text: str, voice: str) -> AsyncGenerator[Audio, None]:
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
        except openai.APIError as error:
            raise SynthesiserError(
                f"the speech endpoint at {self._where} cannot be reached; check XIAOER_TTS_BASE_URL"
            ) from error
        except AudioError as error:
            raise SynthesiserError(
                f"the speech endpoint at {self._where} sent what is not audio"
            ) from error


async def open_endpoint(settings: Settings) -> OpenAISynthesiser:
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
