"""The events the server sends, under the names of OpenAI's Realtime protocol (GA)."""

from typing import Any, Literal
from uuid import uuid4

from assistant.gateways.realtime.errors import ProtocolError

Event = dict[str, Any]

ServerEventType = Literal[
    "error",
    "session.created",
    "session.updated",
    "conversation.item.added",
    "conversation.item.done",
    "conversation.item.deleted",
    "conversation.item.retrieved",
    "conversation.item.truncated",
    "conversation.item.input_audio_transcription.delta",
    "conversation.item.input_audio_transcription.completed",
    "conversation.item.input_audio_transcription.failed",
    "input_audio_buffer.speech_started",
    "input_audio_buffer.speech_stopped",
    "input_audio_buffer.committed",
    "input_audio_buffer.cleared",
    "input_audio_buffer.timeout_triggered",
    "output_audio_buffer.started",
    "output_audio_buffer.stopped",
    "output_audio_buffer.cleared",
    "rate_limits.updated",
    "response.created",
    "response.output_item.added",
    "response.content_part.added",
    "response.output_text.delta",
    "response.output_text.done",
    "response.output_audio_transcript.delta",
    "response.output_audio_transcript.done",
    "response.output_audio.delta",
    "response.output_audio.done",
    "response.function_call_arguments.delta",
    "response.function_call_arguments.done",
    "response.content_part.done",
    "response.output_item.done",
    "response.done",
]


def new_id(kind: str) -> str:
    """A fresh identifier: `event_…`, `item_…`, `resp_…`, `sess_…`, `conv_…`."""
    return f"{kind}_{uuid4().hex[:22]}"


def event(kind: ServerEventType, **fields: Any) -> Event:
    """One server event with an `event_id` of its own."""
    return {"type": kind, "event_id": new_id("event"), **fields}


def error_event(
    message: str,
    *,
    code: str,
    kind: Literal["invalid_request_error", "server_error"] = "invalid_request_error",
    param: str | None = None,
    event_id: str | None = None,
) -> Event:
    """An `error` event; `event_id` is that of the client's event at fault, where it had one."""
    detail = {
        "type": kind,
        "code": code,
        "message": message,
        "param": param,
        "event_id": event_id,
    }
    return event("error", error=detail)


def fault_event(fault: ProtocolError, event_id: str | None) -> Event:
    """The `error` event for a client's event that cannot be done."""
    return error_event(str(fault), code=fault.code, param=fault.param, event_id=event_id)
