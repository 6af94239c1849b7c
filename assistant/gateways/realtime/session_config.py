"""What a client may set about its session, with the defaults of this server.

`instructions` are kept and shown back, but facts come from the shop's catalog alone: no instruction
adds one. What becomes of `tools` is told in `functions`.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from assistant.gateways.realtime.errors import ProtocolError
from assistant.gateways.realtime.validation import protocol_error
from assistant.speech.turns.patience import BOUNDS, Eagerness


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class PcmFormat(_Part):
    """16-bit little-endian mono PCM, the one format of this server."""

    type: Literal["audio/pcm"] = "audio/pcm"
    rate: Literal[24_000] = 24_000


class ServerVad(_Part):
    """A turn ends with `silence_duration_ms` of silence."""

    type: Literal["server_vad"]
    threshold: float = Field(default=0.5, ge=0.0, le=1.0)
    prefix_padding_ms: int = Field(default=300, ge=0, le=5_000)
    silence_duration_ms: int = Field(default=480, ge=100, le=5_000)
    create_response: bool = True
    interrupt_response: bool = True
    idle_timeout_ms: None = None

    @property
    def silence_ms(self) -> int:
        """Silence that ends a turn."""
        return self.silence_duration_ms


class SemanticVad(_Part):
    """A turn ends when the viewer is likely done; `eagerness` says how soon that is believed."""

    type: Literal["semantic_vad"]
    eagerness: Eagerness = "auto"
    create_response: bool = True
    interrupt_response: bool = True

    @property
    def threshold(self) -> float:
        """Speech probability above which somebody speaks."""
        return 0.5

    @property
    def prefix_padding_ms(self) -> int:
        """Sound kept from before speech was noticed."""
        return 300

    @property
    def silence_ms(self) -> int:
        """Silence that ends a turn of which nothing becomes known."""
        return round(BOUNDS[self.eagerness].slow)


TurnDetection = Annotated[ServerVad | SemanticVad, Field(discriminator="type")]


class Transcription(_Part):
    """Whether, and as what language, the viewer's words are shown back."""

    model: str = ""
    language: str = Field(default="", max_length=8)
    prompt: str = ""


class NoiseReduction(_Part):
    """Kept for the client; the recogniser hears the sound as it came."""

    type: Literal["near_field", "far_field"]


class AudioInput(_Part):
    """How sound comes in."""

    format: PcmFormat = PcmFormat()
    noise_reduction: NoiseReduction | None = None
    transcription: Transcription | None = Transcription()
    turn_detection: TurnDetection | None = ServerVad(type="server_vad")


class AudioOutput(_Part):
    """How answers sound; an empty `voice` is the room's."""

    format: PcmFormat = PcmFormat()
    voice: str = Field(default="", max_length=64)
    speed: float = 1.0

    @field_validator("voice", mode="before")
    @classmethod
    def _named(cls, voice: Any) -> Any:
        """A custom voice may come as `{"id": …}`."""
        return voice.get("id") if isinstance(voice, dict) else voice

    @field_validator("speed")
    @classmethod
    def _as_spoken(cls, speed: float) -> float:
        if speed != 1.0:
            raise ValueError("this server speaks at speed 1.0 only")
        return speed


class AudioConfig(_Part):
    """Sound in and out."""

    input: AudioInput = AudioInput()
    output: AudioOutput = AudioOutput()


class FunctionTool(_Part):
    """A function the client offers."""

    type: Literal["function"] = "function"
    name: str = Field(min_length=1, max_length=64)
    description: str = ""
    parameters: dict[str, Any] = {}


class NamedFunction(_Part):
    """A `tool_choice` of one function."""

    type: Literal["function"]
    name: str


ToolChoice = Literal["none", "auto", "required"] | NamedFunction

Modalities = tuple[Literal["text", "audio"]]


class SessionConfig(_Part):
    """The whole configuration of one session, as `session.created` shows it."""

    type: Literal["realtime"]
    object: Literal["realtime.session"] = "realtime.session"
    id: str
    model: str
    output_modalities: Modalities = ("audio",)
    instructions: str = Field(default="", max_length=20_000)
    audio: AudioConfig = AudioConfig()
    tools: tuple[FunctionTool, ...] = Field(default=(), max_length=128)
    tool_choice: ToolChoice = "auto"
    max_output_tokens: Annotated[int, Field(ge=1, le=4096)] | Literal["inf"] = "inf"
    truncation: Any = "auto"
    tracing: Any = None
    include: tuple[str, ...] | None = None
    silence_ms: int = Field(default=480, exclude=True)  # ends a turn if the client does not say

    @classmethod
    def initial(
        cls, *, session_id: str, model: str, voice: str, silence_ms: int
    ) -> "SessionConfig":
        """What a session starts with: turns ended by what they say, answers in `voice`.

        `silence_ms` is what ends a turn for a client that wants it ended by silence alone.
        """
        return cls(
            type="realtime",
            id=session_id,
            model=model,
            silence_ms=silence_ms,
            audio=AudioConfig(
                input=AudioInput(turn_detection=SemanticVad(type="semantic_vad")),
                output=AudioOutput(voice=voice),
            ),
        )

    def updated(self, changes: dict[str, Any]) -> "SessionConfig":
        """This configuration with the client's `session` object laid over it.

        What is absent stays, what is null is turned off. Raises ProtocolError and changes
        nothing where any part is wrong.
        """
        kind = changes.get("type")
        if kind is None:
            raise ProtocolError(
                "Missing required parameter: 'session.type'.",
                code="missing_required_parameter",
                param="session.type",
            )
        if kind != "realtime":
            raise ProtocolError(
                f"Invalid 'session.type': {kind!r}; this server holds 'realtime' sessions.",
                code="invalid_value",
                param="session.type",
            )
        if changes.get("model", self.model) != self.model:
            raise ProtocolError(
                "The model of a session cannot be changed; connect again with another room.",
                code="cannot_update_model",
                param="session.model",
            )
        allowed = {name: value for name, value in changes.items() if name not in ("id", "object")}
        merged = _laid_over(self.model_dump(mode="json"), allowed)
        merged["silence_ms"] = self.silence_ms
        match merged:
            case {"audio": {"input": {"turn_detection": {"type": "server_vad"} as detection}}}:
                detection.setdefault("silence_duration_ms", self.silence_ms)
        try:
            return SessionConfig.model_validate(merged)
        except ValidationError as error:
            raise protocol_error(error, merged, "session") from error

    def as_json(self) -> dict[str, Any]:
        """The session object of `session.created` and `session.updated`."""
        return self.model_dump(mode="json")


def _laid_over(base: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """`changes` over `base`, object by object; an object of another `type` replaces the old."""
    merged = dict(base)
    for name, value in changes.items():
        old = merged.get(name)
        same_kind = (
            isinstance(old, dict)
            and isinstance(value, dict)
            and value.get("type", old.get("type")) == old.get("type")
        )
        merged[name] = _laid_over(old, value) if same_kind and isinstance(old, dict) else value
    return merged
