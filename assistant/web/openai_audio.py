"""`/v1/audio`: the recogniser and the synthesiser for any OpenAI client."""

from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, File, Form, UploadFile
from fastapi.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from assistant.answering.understand.language import LANGUAGES, detect
from assistant.speech.audio import Audio, join
from assistant.speech.synthesisers.port import Synthesiser
from assistant.web.admission import SOME_ROOM
from assistant.web.context import EnginesOf, SettingsOf
from assistant.web.problems import Problem

OPENAI_VOICES = {
    "alloy": "zf_xiaoxiao",
    "ash": "zm_yunjian",
    "ballad": "zm_yunxi",
    "cedar": "zm_yunyang",
    "coral": "zf_xiaoyi",
    "echo": "zm_yunxi",
    "fable": "zm_yunxia",
    "marin": "zf_xiaoxiao",
    "nova": "zf_xiaoyi",
    "onyx": "zm_yunyang",
    "sage": "zf_xiaobei",
    "shimmer": "zf_xiaoni",
    "verse": "zm_yunxia",
}
"""OpenAI's names of voices, each with the one of ours that is nearest in sex and manner."""

_MEDIA_TYPES = {
    "mp3": "audio/mpeg",
    "opus": "audio/ogg",
    "flac": "audio/flac",
    "wav": "audio/wav",
    "pcm": "audio/pcm",
}
_LANGUAGE_NAMES = {
    "zh": "chinese",
    "en": "english",
    "id": "indonesian",
    "vi": "vietnamese",
    "th": "thai",
    "ms": "malay",
}

router = APIRouter(prefix="/v1/audio", tags=["OpenAI-compatible"])


class VoiceId(BaseModel):
    """A voice as an object."""

    id: str


class SpeechBody(BaseModel):
    """A request of OpenAI's API. `model` is accepted as it comes: there is one synthesiser."""

    model_config = ConfigDict(extra="ignore")

    input: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4096)]
    model: str = ""
    voice: str | VoiceId = Field(description="one of the server's voices, or of OpenAI's names")
    response_format: Literal["mp3", "opus", "flac", "wav", "pcm"] = "mp3"
    speed: Literal[1] | float = Field(default=1, ge=1, le=1, description="only 1 for now")


@router.post("/speech", summary="Speak a text", response_class=Response, dependencies=[SOME_ROOM])
async def speak(body: SpeechBody, engines: EnginesOf, settings: SettingsOf) -> Response:
    """The sound of `input`, its language told by the text; `pcm` (24 kHz) streams as it is made."""
    synthesiser = engines.synthesiser
    wanted = body.voice if isinstance(body.voice, str) else body.voice.id
    voice = _voice(wanted, synthesiser)
    language = detect(body.input, settings.language)
    pieces = synthesiser.speak(body.input, language=language, voice=voice)
    media_type = _MEDIA_TYPES[body.response_format]
    try:
        first = await anext(pieces)
    except StopAsyncIteration:
        raise Problem(422, "there is nothing to say in this text", param="input") from None
    if body.response_format == "pcm":
        return StreamingResponse(_pcm(first, pieces), media_type=media_type)
    sound = join([first, *[piece async for piece in pieces]])
    return Response(sound.encode(body.response_format), media_type=media_type)


async def _pcm(first: Audio, pieces: AsyncIterator[Audio]) -> AsyncIterator[bytes]:
    yield first.pcm16()
    async for piece in pieces:
        yield piece.pcm16()


def _voice(wanted: str, synthesiser: Synthesiser) -> str:
    """Our voice for the name `wanted`. Raises Problem."""
    known = {voice for language in LANGUAGES for voice in synthesiser.voices(language)}
    if wanted in known:
        return wanted
    if wanted in OPENAI_VOICES:
        return OPENAI_VOICES[wanted]
    raise Problem(
        422, f"there is no voice {wanted!r}; there are {', '.join(sorted(known))}", param="voice"
    )


@router.post(
    "/transcriptions",
    summary="Write down what is said",
    dependencies=[SOME_ROOM],
    responses={200: {"description": "JSON, or plain text where asked for"}},
)
async def transcribe(
    engines: EnginesOf,
    settings: SettingsOf,
    file: Annotated[UploadFile, File(description="WAV, FLAC, OGG or MP3, at any rate")],
    model: Annotated[str, Form(description="accepted as it comes: there is one")] = "",
    language: Annotated[str, Form(pattern=r"^([a-z]{2})?$", description="empty to tell it")] = "",
    prompt: Annotated[str, Form(max_length=2000, description="words to expect")] = "",
    response_format: Annotated[Literal["json", "text", "verbose_json"], Form()] = "json",
    stream: Annotated[bool, Form()] = False,
) -> Response:
    """The text of a sound file, Chinese in simplified characters."""
    if stream:
        raise Problem(400, "a transcription comes whole here; leave stream out", param="stream")
    recogniser = engines.recogniser
    audio = Audio.decode(await file.read(), max_seconds=settings.max_audio_s)
    vocabulary = [word for word in prompt.split() if word]
    heard = await recogniser.recognise(audio, language=language, vocabulary=vocabulary)
    if response_format == "text":
        return PlainTextResponse(heard.text + "\n")
    usage = {"type": "duration", "seconds": round(audio.seconds, 2)}
    document: dict[str, Any] = {"text": heard.text, "usage": usage}
    if response_format == "verbose_json":
        document |= {
            "task": "transcribe",
            "language": _LANGUAGE_NAMES.get(heard.language, heard.language),
            "duration": round(audio.seconds, 2),
        }
    return JSONResponse(document)
