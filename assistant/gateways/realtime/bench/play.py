"""One question played into a room at the pace it was said, and what came back, on one clock."""

import asyncio
import base64
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from assistant.gateways.realtime.bench.sound import Playout
from assistant.speech.audio import SPEAKING_RATE, Audio

FRAME_MS = 20  # what a microphone hands over at once
GIVE_UP_S = 30.0

_FRAME_BYTES = SPEAKING_RATE * 2 * FRAME_MS // 1000


class BenchFailed(RuntimeError):
    """The service did not let itself be measured; the message says why."""


@dataclass(slots=True)
class Played:
    """What happened; times are monotonic seconds."""

    began_at: float
    playout: Playout = field(default_factory=Playout)
    turn_ended_at: float | None = None
    transcript: str = ""
    answer: str = ""
    answer_id: str = ""
    status: str = "unanswered"


async def play(url: str, question: Audio) -> Played:
    """Say `question` over the Realtime socket at `url`, then be silent until it is answered.

    A frame is sent at the moment its last sample would have been recorded, so that a sample's
    moment is the beginning plus its place in the sound. Raises BenchFailed.
    """
    try:
        async with connect(url, max_size=None, compression=None) as socket:
            await _opened(socket)
            return await _turn(socket, question)
    except (OSError, ConnectionClosed) as error:
        raise BenchFailed(f"no service at {url}: {error}") from error


async def converse(url: str, questions: Sequence[Audio]) -> list[Played]:
    """Say `questions` over one socket, each once the answer before has been heard to its end.

    Raises BenchFailed.
    """
    conversation: list[Played] = []
    try:
        async with connect(url, max_size=None, compression=None) as socket:
            await _opened(socket)
            for question in questions:
                conversation.append(await _turn(socket, question))
    except (OSError, ConnectionClosed) as error:
        raise BenchFailed(f"no service at {url}: {error}") from error
    return conversation


async def _turn(socket: ClientConnection, question: Audio) -> Played:
    played = Played(began_at=time.monotonic())
    sound = question.at(SPEAKING_RATE).pcm16()
    speaking = asyncio.create_task(_speak(socket, sound, played.began_at))
    try:
        async with asyncio.timeout(question.seconds + GIVE_UP_S):
            await _listen(socket, played)
    except TimeoutError:
        played.status = "unanswered"
    else:
        # the microphone stays open while the answer is heard, as a viewer's does
        await asyncio.sleep(max(0.0, played.playout.ends_at - time.monotonic()))
    finally:
        speaking.cancel()
        await asyncio.gather(speaking, return_exceptions=True)
    return played


async def _opened(socket: ClientConnection) -> None:
    async with asyncio.timeout(GIVE_UP_S):
        event = json.loads(await socket.recv())
    if event["type"] == "error":
        raise BenchFailed(event["error"]["message"])


async def _speak(socket: ClientConnection, sound: bytes, began_at: float) -> None:
    quiet = bytes(_FRAME_BYTES)
    number = 0
    while True:
        frame = sound[number * _FRAME_BYTES : (number + 1) * _FRAME_BYTES] or quiet
        number += 1
        due = began_at + number * FRAME_MS / 1000
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        audio = base64.b64encode(frame.ljust(_FRAME_BYTES, b"\0")).decode("ascii")
        await socket.send(json.dumps({"type": "input_audio_buffer.append", "audio": audio}))


async def _listen(socket: ClientConnection, played: Played) -> None:
    async for message in socket:
        at = time.monotonic()
        event: dict[str, Any] = json.loads(message)
        match event["type"]:
            case "response.output_audio.delta":
                sound = base64.b64decode(event["delta"])
                played.playout.add(Audio.from_pcm16(sound, SPEAKING_RATE), at)
            case "input_audio_buffer.speech_stopped":
                played.turn_ended_at = at
            case "conversation.item.input_audio_transcription.completed":
                played.transcript = " ".join(filter(None, (played.transcript, event["transcript"])))
            case "response.output_audio_transcript.delta":
                played.answer += event["delta"]
            case "response.done" if event["response"]["status"] != "cancelled":
                played.status = event["response"]["status"]
                played.answer_id = event["response"]["metadata"].get("answer_id", "")
                return
            case "response.done":
                # taken back: what sounded of it is not the answer's first syllable
                played.answer, played.playout = "", Playout()
            case "error":
                raise BenchFailed(event["error"]["message"])
            case _:
                pass
