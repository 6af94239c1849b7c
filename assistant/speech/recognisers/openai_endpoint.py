"""Any server that speaks OpenAI's `/audio/transcriptions`: a cloud's, vLLM's, another Xiaoer's."""

import asyncio
from collections.abc import Sequence

import openai

from assistant.models import ModelStore
from assistant.settings import Settings
from assistant.speech.audio import HEARING_RATE, Audio
from assistant.speech.product_words import correct, prepare
from assistant.speech.recognisers.port import RecogniserError, RecogniserRefusal, Transcript, Wanted
from assistant.speech.recognisers.prompt import prompt
from assistant.speech.script import is_chinese, tidy
from assistant.speech.voice_activity import SileroVoiceActivity, first_speech

_MODEL = "whisper-1"
_TIMEOUT_S = 30.0
_REFUSALS = frozenset({400, 413, 415, 422})  # of the request, by a server that works

# What `verbose_json` and some servers' `json` call a language.
_NAMES = {
    "chinese": "zh",
    "mandarin": "zh",
    "english": "en",
    "indonesian": "id",
    "vietnamese": "vi",
    "thai": "th",
    "malay": "ms",
}


class EndpointRecogniser:
    """Recognition by a server. Sound without speech is never sent."""

    name = "openai"

    def __init__(
        self,
        base_url: str,
        *,
        model: str = _MODEL,
        api_key: str = "",
        default_language: str = "zh",
        max_seconds: float = 60,
        tries: int = 2,
    ) -> None:
        """`tries` is how often a request that fails in passing is sent in all."""
        self._base_url = base_url
        self._model = model
        self._default_language = default_language
        self._max_seconds = max_seconds
        # A server on the loopback wants no key, but the client refuses to send none.
        self._client = openai.AsyncOpenAI(
            base_url=base_url, api_key=api_key or "none", timeout=_TIMEOUT_S, max_retries=tries - 1
        )

    async def recognise(
        self,
        audio: Audio,
        *,
        language: str = "",
        languages: Sequence[str] = (),
        vocabulary: Sequence[str] = (),
        wanted: Wanted | None = None,
    ) -> Transcript:
        """See `Recogniser.recognise`. The server serves whom it will: `wanted` is not passed on."""
        if self._client.is_closed():
            raise RecogniserError("the recogniser is closed; open another")
        if audio.seconds > self._max_seconds:
            raise RecogniserRefusal(
                f"the audio lasts {audio.seconds:.0f} s; send at most {self._max_seconds:.0f} s"
            )
        file = await asyncio.to_thread(_speech_file, audio)
        if file is None:
            return Transcript(text="", language=language, confidence=0.0)
        try:
            heard = await self._client.audio.transcriptions.create(
                model=self._model,
                file=("speech.wav", file, "audio/wav"),
                language=language or openai.omit,
                prompt=prompt(vocabulary, language or self._default_language) or openai.omit,
                response_format="json",
            )
        except openai.APIStatusError as error:
            kind = RecogniserRefusal if error.status_code in _REFUSALS else RecogniserError
            raise kind(self._status(error)) from error
        except openai.APITimeoutError as error:
            raise RecogniserError(
                f"the recogniser at {self._base_url} did not answer in {_TIMEOUT_S:.0f} s; "
                "try again or check the server"
            ) from error
        except openai.APIConnectionError as error:
            raise RecogniserError(
                f"the recogniser at {self._base_url} cannot be reached; check XIAOER_ASR_BASE_URL"
            ) from error
        except openai.OpenAIError as error:
            raise RecogniserError(
                f"the recogniser at {self._base_url} answered with something else than a "
                "transcript; check XIAOER_ASR_BASE_URL"
            ) from error
        raw = getattr(heard, "text", None)
        if not isinstance(raw, str):
            raise RecogniserError(
                f"the recogniser at {self._base_url} answered with something else than a "
                "transcript; check XIAOER_ASR_BASE_URL"
            )
        found = language or _language_of(raw, str(getattr(heard, "language", None) or ""))
        text = tidy(raw, found)
        if found != "zh":
            return Transcript(text=text, language=found, raw=raw)
        correction = correct(text, vocabulary)
        return Transcript(correction.text, found, raw=raw, changes=correction.changes)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()

    def _status(self, error: openai.APIStatusError) -> str:
        said = f"the recogniser at {self._base_url} answered {error.status_code}"
        if error.status_code in (401, 403):
            return f"{said}; check XIAOER_ASR_API_KEY"
        if error.status_code == 404:
            return f"{said}; check XIAOER_ASR_BASE_URL and XIAOER_ASR_MODEL ({self._model})"
        if error.status_code == 429:
            return f"{said}: too many requests; try again in a moment"
        reason = " ".join(str(error.message).split())[:200]
        return f"{said}: {reason}"


def _speech_file(audio: Audio) -> bytes | None:
    """The sound as a WAV file at 16 kHz, None where nobody speaks."""
    sound = audio.at(HEARING_RATE)
    if first_speech(sound, SileroVoiceActivity()) is None:
        return None
    return sound.encode("wav")


def _language_of(text: str, named: str) -> str:
    """The language a server named or, where it named none, the one the characters show."""
    named = named.lower()
    if named:
        return _NAMES.get(named, named[:2])
    if is_chinese(text):
        return "zh"
    if any("\u0e00" <= char <= "\u0e7f" for char in text):
        return "th"
    return "en"


async def open_endpoint(settings: Settings, models: ModelStore) -> EndpointRecogniser:
    """The recogniser at `settings.asr_base_url`, OpenAI's own where that is empty."""
    key = settings.asr_api_key.get_secret_value()
    base_url = settings.asr_base_url or "https://api.openai.com/v1"
    if not settings.asr_base_url and not key:
        raise RecogniserError(
            "the openai recogniser needs XIAOER_ASR_BASE_URL, or XIAOER_ASR_API_KEY for OpenAI's"
        )
    await asyncio.to_thread(prepare)
    return EndpointRecogniser(
        base_url,
        model=settings.asr_model or _MODEL,
        api_key=key,
        default_language=settings.language,
        max_seconds=settings.max_audio_s,
        # Who stands by answers sooner than a second try.
        tries=2 if settings.standby == "off" else 1,
    )
