"""One client's session: its events in, the room's answers out."""

import asyncio
import contextlib
import time
from collections.abc import Callable

import structlog

from assistant.gateways.realtime import client_events as ce
from assistant.gateways.realtime.audio_in import (
    MakeDetector,
    decode_sound,
)
from assistant.gateways.realtime.client_items import as_item
from assistant.gateways.realtime.conversation import Conversation, Item
from assistant.gateways.realtime.errors import ConnectionLost, ProtocolError
from assistant.gateways.realtime.events import error_event, event, fault_event, new_id
from assistant.gateways.realtime.floor import State
from assistant.gateways.realtime.functions import Tools
from assistant.gateways.realtime.listening import Listening
from assistant.gateways.realtime.outbox import Outbox
from assistant.gateways.realtime.port import RoomPort, SocketPort
from assistant.gateways.realtime.rate_limits import RateLimits
from assistant.gateways.realtime.request import Request, Rest
from assistant.gateways.realtime.responses import Responses
from assistant.gateways.realtime.session_config import SessionConfig
from assistant.gateways.realtime.speaker import EventSpeaker, Heard, Speaker
from assistant.gateways.realtime.staff import Staff
from assistant.gateways.realtime.telling import Telling
from assistant.settings import Settings
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
                room,
                settings,
                tasks,
                config=first_config(room, settings, model),
                viewer=viewer,
                make_detector=make_detector,
            )
            tasks.create_task(connection.outbox.deliver(socket))
            connection.open()
            while True:
                await connection.handle(await socket.receive())
    except* ConnectionLost:
        _log.debug("realtime client gone", room=room.room.id)


def first_config(room: RoomPort, settings: Settings, model: str) -> SessionConfig:
    """What a session in that room begins with."""
    return SessionConfig.initial(
        session_id=new_id("sess"),
        model=model,
        voice=room.room.voice,
        silence_ms=settings.turn_end_ms,
    )


class Connection:
    """The state of a session, and what each event does to it."""

    def __init__(
        self,
        room: RoomPort,
        settings: Settings,
        tasks: asyncio.TaskGroup,
        *,
        config: SessionConfig,
        viewer: str,
        make_detector: MakeDetector,
        speaker: Callable[[Outbox], Speaker] = EventSpeaker,
    ) -> None:
        self.outbox = Outbox()
        self._room = room
        self._tasks = tasks
        self._max_audio_s = settings.max_audio_s
        self._config = config
        self._viewer = viewer or self._config.id
        self._conversation = Conversation()
        self._rate_limits = RateLimits(
            settings.realtime_requests_per_minute, settings.realtime_tokens_per_minute
        )
        self._speaker = speaker(self.outbox)
        self._responses = Responses(
            room,
            self._conversation,
            self.outbox,
            self._speaker,
            tasks,
            on_cut=self._forget_unheard,
        )
        self._listening = Listening(
            room,
            self._conversation,
            self._responses,
            self.outbox,
            tasks,
            config=lambda: self._config,
            answer=self._answer,
            max_seconds=self._max_audio_s,
            make_detector=make_detector,
        )
        self._listening.detect()
        staff = Staff(room, self._viewer, self._responses, tasks, self._tell)
        tasks.create_task(staff.attend(), name="staff in a conversation")

    @property
    def answering(self) -> bool:
        """Whether an answer is being made, sounds or is held."""
        return self._responses.active is not None or self._responses.floor.state in (
            State.THINKING,
            State.SPEAKING,
            State.HELD,
        )

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

    async def hear(self, sound: bytes) -> None:
        """Take in what the microphone heard, 24 kHz pcm16. Raises ProtocolError if it is full."""
        await self._listening.append(sound)

    async def _do(self, asked: ce.ClientEvent) -> None:
        match asked:
            case ce.AudioAppend():
                await self.hear(decode_sound(asked.audio, "audio"))
            case ce.AudioCommit():
                await self._listening.commit()
            case ce.AudioClear():
                self._listening.clear()
                await self.outbox.send(event("input_audio_buffer.cleared"))
            case ce.OutputClear():
                self._require_track()
                await self._responses.cancel("client_cancelled")
            case ce.SessionUpdate():
                self._config = self._config.updated(asked.session)
                self._listening.detect()
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

    # what the client does to the conversation

    async def _create_item(self, asked: ce.ItemCreate) -> None:
        item = as_item(asked.item, max_seconds=self._max_audio_s)
        self._listening.add(item, asked.previous_item_id)
        self._listening.hear_written(item)

    def _require_track(self) -> None:
        if not self._speaker.by_server:
            raise ProtocolError(
                "Over a WebSocket the client plays the sound, and clears it, by itself.",
                code="invalid_value",
                param="type",
            )

    async def _forget_unheard(self, cut: Heard) -> None:
        """Cut an answer at what was heard of it, where only the server knows."""
        with contextlib.suppress(ProtocolError):  # an answer outside the conversation is in no item
            await self._truncate(
                ce.ItemTruncate(
                    type="conversation.item.truncate",
                    item_id=cut.place.item_id,
                    content_index=0,
                    audio_end_ms=cut.heard_ms,
                )
            )

    async def _truncate(self, asked: ce.ItemTruncate) -> None:
        item = self._conversation.truncate(asked.item_id, asked.content_index, asked.audio_end_ms)
        heard = self._responses.truncated(item, asked.audio_end_ms)
        self._room.heard_only(self._viewer, item.question_id, heard)
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
            returned = self._conversation.returned() if not asked else None
            if returned is not None:
                self._respond(list(returned[0]), now, options, returned=returned[1])
                return
            spoken = [item.asked_at for item in asked if item.by_voice]
            self._respond(asked, spoken[-1] if spoken else now, options)
            return
        items = [as_item(item, max_seconds=self._max_audio_s) for item in options.input]
        for item in items:
            self._listening.hear_written(item)
        self._respond([item for item in items if item.role == "user"], now, options)

    def _answer(self, asked: list[Item], since: float) -> None:
        """Answer what was said; a limit that forbids it is no fault of an event of the client's."""
        try:
            self._respond(asked, since, ce.ResponseOptions())
        except ProtocolError as fault:
            self.outbox.put(fault_event(fault, None))

    def _respond(
        self,
        asked: list[Item],
        since: float,
        options: ce.ResponseOptions,
        *,
        returned: str = "",
    ) -> None:
        if not asked:
            raise ProtocolError(
                "There is no user message left to answer; add one with conversation.item.create.",
                code="nothing_to_answer",
            )
        config = self._config
        tools = Tools(
            config.tools if options.tools is None else options.tools,
            # what was insisted on has been called: now its output is to be answered
            options.tool_choice or ("none" if returned else config.tool_choice),
        )
        tools.insisted_on()
        self._responses.require_idle()
        self._responses.start(
            Request(
                asked=tuple(asked),
                viewer=self._viewer,
                since=since,
                modality=(options.output_modalities or config.output_modalities)[0],
                voice=options.audio.output.voice or config.audio.output.voice,
                language=self._listening.language,
                in_conversation=options.conversation == "auto",
                metadata=options.metadata or {},
                tools=tools,
                returned=returned,
                rate_limits=self._rate_limits.admit(),
                spend=self._rate_limits.spend,
            )
        )

    def _tell(self, telling: Telling, aloud: bool) -> None:
        """Begin a response nobody asked for. Raises ProtocolError while another is being made."""
        config = self._config
        self._responses.start(
            Request(
                asked=(),
                viewer=self._viewer,
                since=time.monotonic(),
                modality=config.output_modalities[0] if aloud else "text",
                voice=config.audio.output.voice,
                metadata={"composer": telling.answer.composer} if telling.answer else {},
                rest=Rest(telling, 0, 0),
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
