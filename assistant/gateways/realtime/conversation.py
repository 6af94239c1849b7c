"""The items of one conversation, in order: added, retrieved, deleted, truncated."""

import asyncio
import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from assistant.gateways.realtime.errors import ProtocolError
from assistant.gateways.realtime.events import new_id
from assistant.speech.audio import SPEAKING_RATE
from assistant.speech.product_words import Change
from assistant.telemetry import TurnTimer

BYTES_PER_MS = SPEAKING_RATE * 2 // 1000
"""Bytes of one millisecond of 24 kHz 16-bit mono PCM."""

MAX_ITEMS = 200  # a conversation that goes on all evening forgets its oldest items
ROUNDING_MS = 20  # a player that counts in frames may say it played a little more than it got
ITEMS_WITH_SOUND = 8  # only the newest keep their sound; a minute of it is 2.9 MB

_HAN = re.compile(r"[\u3400-\u9fff]")
_ENDS = "。！？；…!?;.，,"


@dataclass(slots=True)
class Part:
    """One content part: its words, its sound (24 kHz pcm16), or both."""

    type: Literal["input_text", "input_audio", "output_text", "output_audio"]
    text: str = ""
    sound: bytearray = field(default_factory=bytearray)
    heard: asyncio.Event = field(default_factory=asyncio.Event)

    def as_json(self, *, with_sound: bool = False) -> dict[str, Any]:
        """The part as the protocol writes it."""
        if self.type in ("input_text", "output_text"):
            return {"type": self.type, "text": self.text}
        known = self.type == "output_audio" or self.heard.is_set()
        part: dict[str, Any] = {"type": self.type, "transcript": self.text if known else None}
        if with_sound:
            part["audio"] = base64.b64encode(bytes(self.sound)).decode("ascii")
        return part


@dataclass(slots=True)
class Item:
    """A message, or a function call or its output.

    Of a question: `answered` once a response took it up, `asked_at` when its last word was said
    (monotonic seconds), `heard_ms` how long its text was waited for then, `turn` measures what a
    spoken one waits for, `corrections` the product words put back in it. Of an answer: `answers`
    and `question_id` are what it answers, `sound_ms` the length of the sound sent, `spoken` each
    whole sentence with the millisecond its sound ends at.
    """

    type: Literal["message", "function_call", "function_call_output"] = "message"
    role: Literal["user", "assistant", "system", ""] = ""
    parts: list[Part] = field(default_factory=list)
    status: Literal["in_progress", "completed", "incomplete"] = "completed"
    fields: dict[str, str] = field(default_factory=dict)
    id: str = field(default_factory=lambda: new_id("item"))
    question_id: str = ""
    answers: "tuple[Item, ...]" = ()
    answered: bool = False
    asked_at: float = 0.0
    turn: TurnTimer | None = None
    heard_ms: float = 0.0
    corrections: tuple[Change, ...] = ()
    sound_ms: int = 0
    spoken: list[tuple[str, int]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The words of all parts."""
        return join_texts(part.text for part in self.parts)

    @property
    def by_voice(self) -> bool:
        """Whether any of it was said rather than written."""
        return any(part.type == "input_audio" for part in self.parts)

    async def heard(self) -> None:
        """Wait until every spoken part has been recognised."""
        for part in self.parts:
            if part.type == "input_audio":
                await part.heard.wait()

    def as_json(self, *, with_sound: bool = False, with_content: bool = True) -> dict[str, Any]:
        """The item as the protocol writes it."""
        item: dict[str, Any] = {
            "id": self.id,
            "object": "realtime.item",
            "type": self.type,
            "status": self.status,
            **self.fields,
        }
        if self.type == "message":
            item["role"] = self.role
            parts = self.parts if with_content else []
            item["content"] = [part.as_json(with_sound=with_sound) for part in parts]
        return item


class Conversation:
    """The items of one session, oldest first, bounded in number and in sound."""

    def __init__(self) -> None:
        self.id = new_id("conv")
        self._items: list[Item] = []

    def __len__(self) -> int:
        return len(self._items)

    @property
    def last_id(self) -> str | None:
        """The newest item's id."""
        return self._items[-1].id if self._items else None

    def get(self, item_id: str) -> Item:
        """The item of that id. Raises ProtocolError where there is none."""
        for item in self._items:
            if item.id == item_id:
                return item
        raise ProtocolError(
            f"Item with item_id '{item_id}' not found.", code="item_not_found", param="item_id"
        )

    def add(self, item: Item, previous_item_id: str | None = None) -> str | None:
        """Put `item` after the one named, first for `root`, last for None.

        Returns the id before it. Raises ProtocolError for an id that is taken, or not there.
        """
        ids = [other.id for other in self._items]
        if item.id in ids:
            raise ProtocolError(
                f"Item with id '{item.id}' already exists.",
                code="item_already_exists",
                param="item.id",
            )
        if previous_item_id is None:
            place = len(ids)
        elif previous_item_id == "root":
            place = 0
        elif previous_item_id in ids:
            place = ids.index(previous_item_id) + 1
        else:
            raise ProtocolError(
                f"Previous item with id '{previous_item_id}' not found.",
                code="item_not_found",
                param="previous_item_id",
            )
        self._items.insert(place, item)
        self._forget()
        return ids[place - 1] if place else None

    def delete(self, item_id: str) -> None:
        """Take an item out. Raises ProtocolError where there is none."""
        self._items.remove(self.get(item_id))

    def truncate(self, item_id: str, content_index: int, audio_end_ms: int) -> Item:
        """Cut an answer at what was heard of it: later sound goes, and every sentence not ended.

        Raises ProtocolError for an item that is no answer, or an end beyond its sound.
        """
        item = self.get(item_id)
        if item.role != "assistant":
            raise ProtocolError(
                "Only model output audio messages can be truncated.",
                code="invalid_value",
                param="item_id",
            )
        if content_index >= len(item.parts) or item.parts[content_index].type != "output_audio":
            raise ProtocolError(
                f"Item '{item_id}' has no audio content at index {content_index}.",
                code="invalid_value",
                param="content_index",
            )
        if audio_end_ms > item.sound_ms + ROUNDING_MS:
            raise ProtocolError(
                f"Audio content of {item.sound_ms}ms is already shorter than {audio_end_ms}ms.",
                code="invalid_value",
                param="audio_end_ms",
            )
        part = item.parts[content_index]
        item.sound_ms = min(audio_end_ms, item.sound_ms)
        del part.sound[audio_end_ms * BYTES_PER_MS :]
        item.spoken = [(text, end) for text, end in item.spoken if end <= audio_end_ms]
        part.text = join_texts(text for text, _ in item.spoken)
        return item

    def open_questions(self) -> list[Item]:
        """The viewer's messages since the last answer that no response has taken up."""
        asked: list[Item] = []
        for item in self._items:
            if item.role == "assistant":
                asked.clear()
            elif item.role == "user" and not item.answered:
                asked.append(item)
        return asked

    def returned(self) -> tuple[tuple[Item, ...], str] | None:
        """The questions of a function call whose output came since the last message, and that."""
        for item in reversed(self._items):
            if item.type == "message":
                return None
            if item.type == "function_call_output":
                for call in self._items:
                    if call.fields.get("call_id") == item.fields["call_id"] and call.answers:
                        return call.answers, item.fields["output"]
        return None

    def _forget(self) -> None:
        del self._items[: max(0, len(self._items) - MAX_ITEMS)]
        for item in self._items[:-ITEMS_WITH_SOUND]:
            for part in item.parts:
                if part.type == "output_audio" or part.heard.is_set():
                    part.sound.clear()


def join_texts(texts: Iterable[str]) -> str:
    """Pieces of one question as one text, with a comma where the language wants one."""
    joined = ""
    for text in texts:
        piece = text.strip()
        if not piece:
            continue
        if joined and joined[-1] not in _ENDS:
            joined += "，" if _HAN.search(joined[-1] + piece[0]) else ", "
        elif joined and not _HAN.search(piece[0]):
            joined += " "
        joined += piece
    return joined
