"""One client's session: its events in, the room's answers out."""

import asyncio
import time

import structlog

from assistant.gateways.realtime import client_events as ce
from assistant.gateways.realtime.audio_in import (
    AudioIn,
    Began,
    Heard,
    MakeDetector,
    Paused,
    Turn,
    decode_sound,
)
from assistant.gateways.realtime.client_items import as_item
from assistant.gateways.realtime.conversation import BYTES_PER_MS, Conversation, Item, Part
from assistant.gateways.realtime.errors import ConnectionLost, ProtocolError
from assistant.gateways.realtime.events import error_event, event, fault_event, new_id
from assistant.gateways.realtime.outbox import Outbox
from assistant.gateways.realtime.port import RoomPort, SocketPort
from assistant.gateways.realtime.recognition import Recognition
from assistant.gateways.realtime.response import Request
from assistant.gateways.realtime.responses import TOLD, Responses
from assistant.gateways.realtime.session_config import SessionConfig
from assistant.settings import Settings
from assistant.speech.audio import SPEAKING_RATE, Audio, join
from assistant.speech.turns import TurnDetector, TurnRules
from assistant.speech.voice_activity import SileroVoiceActivity

_log = structlog.get_logger(__name__)


def silero_detector(rules: TurnRules) -> TurnDetector:
    """A turn detector of its own for one stream of sound."""
    return TurnDetector(SileroVoiceActivity(), rules)


async def serve(
    socket: SocketPort,
    room: RoomPort,
    settings: Settings,
    *,
    model: str,
    viewer: str = "",
    make_detector: MakeDetector = silero_detector,
) -> None:
    """Hold one session until the client is gone; every task it started is over on return.

    `model` is what the client connected to (`room:demo`); `viewer` names who asks, empty for
    somebody known to this session only.
    """
    try:
        async with asyncio.TaskGroup() as tasks:
            connection = Connection(
                room, settings, tasks, model=model, viewer=viewer, make_detector=make_detector
            )
            tasks.create_task(connection.outbox.deliver(socket))
            connection.open()
            while True:
                await connection.handle(await socket.receive())
    except* ConnectionLost:
        _log.debug("realtime client gone", room=room.room.id)


class Connection:
    """The state of a session, and what each event does to it."""

    def __init__(
        self,
        room: RoomPort,
        settings: Settings,
        tasks: asyncio.TaskGroup,
        *,
        model: str,
        viewer: str,
        make_detector: MakeDetector,
    ) -> None:
        self.outbox = Outbox()
        self._room = room
        self._tasks = tasks
        self._max_audio_s = settings.max_audio_s
        self._config = SessionConfig.initial(
            session_id=new_id("sess"),
            model=model,
            voice=room.room.voice,
            silence_ms=settings.turn_end_ms,
        )
        self._viewer = viewer or self._config.id
        self._conversation = Conversation()
        self._recognition = Recognition(room, tasks)
        self._responses = Responses(room, self._conversation, self.outbox, tasks)
        self._audio_in = AudioIn(max_seconds=self._max_audio_s, make_detector=make_detector)
        self._audio_in.detect(self._config.audio.input.turn_detection)

    def open(self) -> None:
        """Tell the client what it is connected to."""
        self.outbox.put(event("session.created", session=self._config.as_json()))

    async def handle(self, message: str | bytes) -> None:
        """Do what one message says; a fault in it is answered with `error` and changes nothing."""
        event_id: str | None = None
        try:
            data = ce.read_message(message)
            event_id = ce.event_id_of(data)
            await self._do(ce.parse_event(data))
        except ProtocolError as fault:
            await self.outbox.send(fault_event(fault, event_id))
        except Exception as error:
            _log.exception("realtime event failed", error=repr(error))
            sorry = "The server had an error while handling this event; the session goes on."
            await self.outbox.send(
                error_event(sorry, code="server_error", kind="server_error", event_id=event_id)
            )

    async def _do(self, asked: ce.ClientEvent) -> None:
        match asked:
            case ce.AudioAppend():
                for heard in await self._audio_in.append(decode_sound(asked.audio, "audio")):
                    await self._on_heard(heard)
            case ce.AudioCommit():
                await self._commit(self._audio_in.commit(), respond=False)
            case ce.AudioClear():
                self._audio_in.clear()
                self._recognition.forget()
                await self.outbox.send(event("input_audio_buffer.cleared"))
            case ce.SessionUpdate():
                self._config = self._config.updated(asked.session)
                self._audio_in.detect(self._config.audio.input.turn_detection)
                await self.outbox.send(event("session.updated", session=self._config.as_json()))
            case ce.ItemCreate():
                await self._create_item(asked)
            case ce.ItemRetrieve():
                item = self._conversation.get(asked.item_id).as_json(with_sound=True)
                await self.outbox.send(event("conversation.item.retrieved", item=item))
            case ce.ItemDelete():
                self._conversation.delete(asked.item_id)
                await self.outbox.send(event("conversation.item.deleted", item_id=asked.item_id))
            case ce.ItemTruncate():
                await self._truncate(asked)
            case ce.ResponseCreate():
                self._respond_to_client(asked.response or ce.ResponseOptions())
            case ce.ResponseCancel():
                await self._cancel(asked)

    # what the viewer says

    async def _on_heard(self, heard: Heard) -> None:
        detection = self._config.audio.input.turn_detection
        match heard:
            case Began():
                await self.outbox.send(
                    event(
                        "input_audio_buffer.speech_started",
                        item_id=heard.item_id,
                        audio_start_ms=heard.start_ms,
                    )
                )
                if detection is not None and detection.interrupt_response:
                    await self._responses.cancel("turn_detected")
            case Paused():
                self._recognition.begin(heard.audio, heard.end, self._language)
            case Turn():
                await self.outbox.send(
                    event(
                        "input_audio_buffer.speech_stopped",
                        item_id=heard.item_id,
                        audio_end_ms=heard.end_ms,
                    )
                )
                respond = detection is not None and detection.create_response
                await self._commit(heard, respond=respond)

    async def _commit(self, turn: Turn, *, respond: bool) -> None:
        sound = turn.audio.at(SPEAKING_RATE).pcm16()
        item = Item(
            id=turn.item_id,
            role="user",
            parts=[Part("input_audio", sound=bytearray(sound))],
            asked_at=turn.ended_at,
            sound_ms=len(sound) // BYTES_PER_MS,
        )
        await self.outbox.send(
            event(
                "input_audio_buffer.committed",
                item_id=item.id,
                previous_item_id=self._conversation.last_id,
            )
        )
        self._add(item)
        self._tasks.create_task(self._take_turn(item, turn.audio, turn.end, respond=respond))

    async def _take_turn(self, item: Item, audio: Audio, end: int | None, *, respond: bool) -> None:
        """Hear a turn and answer it, unless the viewer goes on: then with what they say next.

        Where nothing was said, a cough say, what it cut off is answered again, so that a false
        interruption is not followed by silence.
        """
        await self._hear(item, audio, end)
        if not respond:
            return
        await self._responses.idle()
        detection = self._config.audio.input.turn_detection
        yields = detection is not None and detection.interrupt_response
        asked = [open_ for open_ in self._conversation.open_questions() if open_.text]
        if not asked and not item.text:
            asked = list(self._responses.cut_off)
        if asked and not (yields and self._audio_in.speaking):
            self._respond(asked, item.asked_at, ce.ResponseOptions())

    async def _hear(self, item: Item, audio: Audio, end: int | None) -> None:
        """Fill in what was said, and show it to the client if it wants transcripts."""
        shown = self._config.audio.input.transcription is not None
        parts = [part for part in item.parts if part.type == "input_audio"]
        place = {"item_id": item.id, "content_index": item.parts.index(parts[0])}
        try:
            hearing = await self._recognition.hear(audio, end, self._language)
        except Exception as error:
            known = isinstance(error, TOLD)
            if not known:
                _log.exception("recognition failed", item=item.id, error=repr(error))
            message = str(error) if known else "The audio could not be recognised; say it again."
            detail = {"type": "server_error", "code": "recognition_failed", "message": message}
            await self.outbox.send(
                event("conversation.item.input_audio_transcription.failed", **place, error=detail)
            )
            return
        else:
            text = parts[0].text = hearing.transcript.text.strip()
            item.heard_ms = hearing.waited_ms
            item.corrections = hearing.transcript.changes
        finally:
            for part in parts:
                part.heard.set()
        if not shown:
            return
        if text:
            await self.outbox.send(
                event("conversation.item.input_audio_transcription.delta", **place, delta=text)
            )
        await self.outbox.send(
            event(
                "conversation.item.input_audio_transcription.completed",
                **place,
                transcript=text,
                usage={"type": "duration", "seconds": round(audio.seconds, 2)},
            )
        )

    @property
    def _language(self) -> str:
        transcription = self._config.audio.input.transcription
        return transcription.language if transcription is not None else ""

    # what the client does to the conversation

    async def _create_item(self, asked: ce.ItemCreate) -> None:
        item = as_item(asked.item, max_seconds=self._max_audio_s)
        self._add(item, asked.previous_item_id)
        self._hear_written(item)

    def _add(self, item: Item, after: str | None = None) -> None:
        previous = self._conversation.add(item, after)
        shown = item.as_json()
        self.outbox.put(
            event("conversation.item.added", previous_item_id=previous, item=shown),
            event("conversation.item.done", previous_item_id=previous, item=shown),
        )

    def _hear_written(self, item: Item) -> None:
        """Recognise the sound that a client put into an item itself."""
        sounds = [
            Audio.from_pcm16(bytes(part.sound), SPEAKING_RATE)
            for part in item.parts
            if part.type == "input_audio"
        ]
        if sounds:
            self._tasks.create_task(self._hear(item, join(sounds), None))

    async def _truncate(self, asked: ce.ItemTruncate) -> None:
        item = self._conversation.truncate(asked.item_id, asked.content_index, asked.audio_end_ms)
        self._room.heard_only(self._viewer, item.question_id, item.text)
        if self._audio_in.speaking:
            self._responses.cut_off = item.answers
        await self.outbox.send(
            event(
                "conversation.item.truncated",
                item_id=asked.item_id,
                content_index=asked.content_index,
                audio_end_ms=asked.audio_end_ms,
            )
        )

    # answers

    def _respond_to_client(self, options: ce.ResponseOptions) -> None:
        self._responses.require_idle()
        now = time.monotonic()
        if options.input is None:
            asked = self._conversation.open_questions()
            spoken = [item.asked_at for item in asked if item.by_voice]
            self._respond(asked, spoken[-1] if spoken else now, options)
            return
        items = [as_item(item, max_seconds=self._max_audio_s) for item in options.input]
        for item in items:
            self._hear_written(item)
        self._respond([item for item in items if item.role == "user"], now, options)

    def _respond(self, asked: list[Item], since: float, options: ce.ResponseOptions) -> None:
        if not asked:
            raise ProtocolError(
                "There is no user message left to answer; add one with conversation.item.create.",
                code="nothing_to_answer",
            )
        config = self._config
        self._responses.start(
            Request(
                asked=tuple(asked),
                viewer=self._viewer,
                since=since,
                modality=(options.output_modalities or config.output_modalities)[0],
                voice=options.audio.output.voice or config.audio.output.voice,
                language=self._language,
                in_conversation=options.conversation == "auto",
                metadata=options.metadata or {},
            )
        )

    async def _cancel(self, asked: ce.ResponseCancel) -> None:
        active = self._responses.active
        if active is None or asked.response_id not in (None, active.id):
            raise ProtocolError(
                "Cancellation failed: no active response found.",
                code="response_cancel_not_active",
                param="response_id" if asked.response_id else None,
            )
        await self._responses.cancel("client_cancelled")
