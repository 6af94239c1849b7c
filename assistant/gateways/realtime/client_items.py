"""Items as a client writes them, as items of a conversation."""

import time
from typing import Literal

from assistant.gateways.realtime.audio_in import MIN_COMMIT_MS, decode_sound
from assistant.gateways.realtime.client_events import (
    FunctionCall,
    FunctionCallOutput,
    InputAudio,
    InputText,
    NewItem,
    OutputText,
)
from assistant.gateways.realtime.conversation import BYTES_PER_MS, Item, Part
from assistant.gateways.realtime.errors import ProtocolError
from assistant.gateways.realtime.events import new_id


def as_item(asked: NewItem, *, max_seconds: float) -> Item:
    """The item `asked` describes. Raises ProtocolError for sound that cannot be heard."""
    item_id = asked.id or new_id("item")
    if isinstance(asked, FunctionCall):
        fields = {"name": asked.name, "arguments": asked.arguments, "call_id": asked.call_id or ""}
        return Item(type="function_call", id=item_id, fields=fields)
    if isinstance(asked, FunctionCallOutput):
        fields = {"call_id": asked.call_id, "output": asked.output}
        return Item(type="function_call_output", id=item_id, fields=fields)
    role: Literal["user", "assistant", "system"] = asked.role
    parts = [_as_part(part, max_seconds) for part in asked.content]
    return Item(
        role=role,
        id=item_id,
        parts=parts,
        asked_at=time.monotonic(),
        sound_ms=sum(len(part.sound) for part in parts) // BYTES_PER_MS,
    )


def _as_part(part: InputText | InputAudio | OutputText, max_seconds: float) -> Part:
    if not isinstance(part, InputAudio):
        return Part(part.type, text=part.text)
    sound = decode_sound(part.audio, "item.content.audio")
    length_ms = len(sound) // BYTES_PER_MS
    if not MIN_COMMIT_MS <= length_ms <= max_seconds * 1000:
        raise ProtocolError(
            f"Invalid 'item.content.audio': {length_ms} ms of audio; send between "
            f"{MIN_COMMIT_MS} ms and {max_seconds:.0f} s.",
            code="invalid_value",
            param="item.content.audio",
        )
    return Part("input_audio", sound=bytearray(sound))
