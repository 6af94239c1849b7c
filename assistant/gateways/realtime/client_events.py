"""The events a client may send, and reading one from the text of a message.

The shapes are those of `openai.types.realtime`; unknown fields are ignored, so that a newer
client still works.
"""

import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.gateways.realtime.errors import ProtocolError
from assistant.gateways.realtime.session_config import FunctionTool, Modalities, ToolChoice
from assistant.gateways.realtime.validation import protocol_error

MAX_TEXT = 2_000  # characters of one text part; a question is a sentence or two
MAX_AUDIO_BYTES = 15 * 1024 * 1024  # of one append, OpenAI's limit

ItemId = Annotated[str, Field(min_length=1, max_length=64)]
Text = Annotated[str, Field(max_length=MAX_TEXT)]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class InputText(_Shape):
    """Words of the viewer, or of the application."""

    type: Literal["input_text"]
    text: Text


class InputAudio(_Shape):
    """Sound of the viewer: base64 of 24 kHz pcm16."""

    type: Literal["input_audio"]
    audio: str
    transcript: str | None = None


class OutputText(_Shape):
    """Words of an earlier answer."""

    type: Literal["output_text"]
    text: Text


class UserMessage(_Shape):
    """A question."""

    type: Literal["message"]
    role: Literal["user"]
    id: ItemId | None = None
    content: Annotated[
        list[Annotated[InputText | InputAudio, Field(discriminator="type")]],
        Field(min_length=1, max_length=16),
    ]


class AssistantMessage(_Shape):
    """An earlier answer, put into the conversation by the client."""

    type: Literal["message"]
    role: Literal["assistant"]
    id: ItemId | None = None
    content: Annotated[list[OutputText], Field(min_length=1, max_length=16)]


class SystemMessage(_Shape):
    """A word of the application; kept, never a source of facts."""

    type: Literal["message"]
    role: Literal["system"]
    id: ItemId | None = None
    content: Annotated[list[InputText], Field(min_length=1, max_length=16)]


class FunctionCall(_Shape):
    """A call of a client's function, put into the conversation by the client."""

    type: Literal["function_call"]
    id: ItemId | None = None
    call_id: str | None = None
    name: str
    arguments: Text


class FunctionCallOutput(_Shape):
    """What a client's function gave back."""

    type: Literal["function_call_output"]
    id: ItemId | None = None
    call_id: str
    output: Text


Message = Annotated[UserMessage | AssistantMessage | SystemMessage, Field(discriminator="role")]
NewItem = Annotated[Message | FunctionCall | FunctionCallOutput, Field(discriminator="type")]


class _ClientEvent(_Shape):
    event_id: str | None = Field(default=None, max_length=512)


class SessionUpdate(_ClientEvent):
    """Change the session; `session` is judged by `SessionConfig.updated`."""

    type: Literal["session.update"]
    session: dict[str, Any]


class AudioAppend(_ClientEvent):
    """Sound that was just heard."""

    type: Literal["input_audio_buffer.append"]
    audio: str


class AudioCommit(_ClientEvent):
    """What was appended is a turn."""

    type: Literal["input_audio_buffer.commit"]


class AudioClear(_ClientEvent):
    """Forget what was appended."""

    type: Literal["input_audio_buffer.clear"]


class OutputClear(_ClientEvent):
    """Stop what sounds on the track at once."""

    type: Literal["output_audio_buffer.clear"]


class ItemCreate(_ClientEvent):
    """Put an item into the conversation, after `previous_item_id` (`root`: first)."""

    type: Literal["conversation.item.create"]
    item: NewItem
    previous_item_id: str | None = None


class ItemRetrieve(_ClientEvent):
    """Show an item with its sound."""

    type: Literal["conversation.item.retrieve"]
    item_id: ItemId


class ItemDelete(_ClientEvent):
    """Take an item out of the conversation."""

    type: Literal["conversation.item.delete"]
    item_id: ItemId


class ItemTruncate(_ClientEvent):
    """Forget what the viewer did not hear of an answer."""

    type: Literal["conversation.item.truncate"]
    item_id: ItemId
    content_index: int = Field(ge=0)
    audio_end_ms: int = Field(ge=0)


class OutputOptions(_Shape):
    """The voice of one response."""

    voice: str | None = Field(default=None, max_length=64)


class AudioOptions(_Shape):
    """The sound of one response."""

    output: OutputOptions = OutputOptions()


class ResponseOptions(_Shape):
    """What differs for one response from the session.

    `input` asks something else than the conversation does; `conversation: "none"` keeps the
    answer out of it.
    """

    output_modalities: Modalities | None = None
    audio: AudioOptions = AudioOptions()
    conversation: Literal["auto", "none"] = "auto"
    input: list[NewItem] | None = Field(default=None, max_length=64)
    metadata: dict[str, str] | None = Field(default=None, max_length=14)
    instructions: str | None = None
    tools: tuple[FunctionTool, ...] | None = Field(default=None, max_length=128)
    tool_choice: ToolChoice | None = None


class ResponseCreate(_ClientEvent):
    """Answer now."""

    type: Literal["response.create"]
    response: ResponseOptions | None = None


class ResponseCancel(_ClientEvent):
    """Stop answering."""

    type: Literal["response.cancel"]
    response_id: str | None = None


ClientEvent = (
    SessionUpdate
    | AudioAppend
    | AudioCommit
    | AudioClear
    | OutputClear
    | ItemCreate
    | ItemRetrieve
    | ItemDelete
    | ItemTruncate
    | ResponseCreate
    | ResponseCancel
)

_SHAPES: dict[str, type[ClientEvent]] = {
    "session.update": SessionUpdate,
    "input_audio_buffer.append": AudioAppend,
    "input_audio_buffer.commit": AudioCommit,
    "input_audio_buffer.clear": AudioClear,
    "output_audio_buffer.clear": OutputClear,
    "conversation.item.create": ItemCreate,
    "conversation.item.retrieve": ItemRetrieve,
    "conversation.item.delete": ItemDelete,
    "conversation.item.truncate": ItemTruncate,
    "response.create": ResponseCreate,
    "response.cancel": ResponseCancel,
}


def read_message(message: str | bytes) -> dict[str, Any]:
    """The JSON object of one message. Raises ProtocolError for anything else."""
    if isinstance(message, bytes):
        raise ProtocolError(
            "Binary messages are not understood; send each event as JSON in a text message.",
            code="invalid_json",
        )
    try:
        data = json.loads(message)
    except (ValueError, RecursionError) as error:
        raise ProtocolError(f"The message is not JSON: {error}.", code="invalid_json") from error
    if not isinstance(data, dict):
        raise ProtocolError("An event must be a JSON object.", code="invalid_json")
    return data


def event_id_of(data: dict[str, Any]) -> str | None:
    """The client's own id of an event, for the error that may answer it."""
    event_id = data.get("event_id")
    return event_id if isinstance(event_id, str) else None


def parse_event(data: dict[str, Any]) -> ClientEvent:
    """The event that `data` is. Raises ProtocolError, naming the parameter at fault."""
    kind = data.get("type")
    if kind is None:
        raise ProtocolError(
            "Missing required parameter: 'type'.", code="missing_required_parameter", param="type"
        )
    shape = _SHAPES.get(kind) if isinstance(kind, str) else None
    if shape is None:
        raise ProtocolError(
            f"Invalid value: {kind!r}. Supported values are: {', '.join(sorted(_SHAPES))}.",
            code="invalid_value",
            param="type",
        )
    try:
        return shape.model_validate(data)
    except ValidationError as error:
        raise protocol_error(error, data) from error
