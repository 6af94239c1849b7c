"""The responses of one session: one at a time, made, cancelled, cut off and gone on with."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

import structlog

from assistant.gateways.realtime.conversation import Conversation, Item
from assistant.gateways.realtime.errors import ProtocolError
from assistant.gateways.realtime.events import event
from assistant.gateways.realtime.floor import Floor, Happening, State
from assistant.gateways.realtime.outbox import Outbox
from assistant.gateways.realtime.port import RoomPort
from assistant.gateways.realtime.request import Request, Rest
from assistant.gateways.realtime.response import CancelReason, Response
from assistant.gateways.realtime.speaker import BACK_MS, Heard, Speaker
from assistant.room.engines import EngineUnavailable
from assistant.speech.audio import Audio
from assistant.speech.recognisers.port import RecogniserError
from assistant.speech.synthesisers.port import SynthesiserError
from assistant.telemetry import timing, trace

TOLD = (EngineUnavailable, RecogniserError, SynthesiserError)
"""Errors whose message is meant for who uses the room."""

LOOK_S = 0.05
"""Between two looks at whether the viewer is done speaking."""

OnCut = Callable[[Heard], Awaitable[None]]

_log = structlog.get_logger(__name__)


@dataclass(slots=True, eq=False)
class Cut:
    """An answer that a voice has stopped: how much of it was heard, by sentence and in all.

    `in_place` where the speaker only holds it and can let it go on by itself.
    """

    response: Response
    spoken: tuple[tuple[str, int], ...]
    heard_ms: int
    in_place: bool = False

    def rest(self) -> Rest | None:
        """What was not heard; None where nothing is left."""
        telling = self.response.telling
        if telling is None or telling.dropped:
            return None
        before = self.response.request.rest
        start, skipped = (before.start, before.skip_ms) if before else (0, 0)
        whole = [end for _, end in self.spoken if end <= self.heard_ms]
        begins = whole[-1] if whole else 0
        skip = max(0, self.heard_ms - begins - BACK_MS) + (0 if whole else skipped)
        start += len(whole)
        done = telling.composed and start >= len(telling.told)
        return None if done else Rest(telling, start, skip)

    def heard(self) -> str:
        """The whole sentences of the answer that were heard, also before this response."""
        telling, before = self.response.telling, self.response.request.rest
        if telling is None:
            return ""
        whole = sum(end <= self.heard_ms for _, end in self.spoken)
        return telling.text((before.start if before else 0) + whole)


class Responses:
    """Starts responses as tasks of the connection's group; at most one is being made."""

    def __init__(
        self,
        room: RoomPort,
        conversation: Conversation,
        outbox: Outbox,
        speaker: Speaker,
        tasks: asyncio.TaskGroup,
        on_cut: OnCut,
    ) -> None:
        """`on_cut` is told how much was heard of an answer that was cut short."""
        self._on_cut = on_cut
        self.floor = Floor(lambda: self.sounding)
        self._room = room
        self._conversation = conversation
        self._outbox = outbox
        self._speaker = speaker
        self._tasks = tasks
        self._active: tuple[Response, asyncio.Task[None]] | None = None
        self._last: Response | None = None  # of those told aloud
        self._cut: Cut | None = None
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def active(self) -> Response | None:
        """The response being made."""
        return self._active[0] if self._active is not None else None

    @property
    def sounding(self) -> bool:
        """Whether an answer is being heard, or would be if its sound came faster."""
        return self._speaker.sounding or (self.active is not None and self.active.part_sent)

    def played(self, ms: int) -> Audio:
        """What the viewer has heard of the answer in the last `ms` milliseconds."""
        return self._speaker.played(ms)

    @property
    def telling_text(self) -> str:
        """The words of the answer told last."""
        telling = self._last.telling if self._last is not None else None
        return telling.text(len(telling.told)) if telling is not None else ""

    @property
    def held(self) -> bool:
        """Whether an answer waits for it to be found out who interrupts."""
        return self.floor.state is State.HELD

    def require_idle(self) -> None:
        """Raises ProtocolError while a response is being made."""
        if self._active is not None:
            raise ProtocolError(
                "Conversation already has an active response in progress: "
                f"{self._active[0].id}. Wait until the response is finished before creating "
                "a new one.",
                code="conversation_already_has_active_response",
            )

    def start(self, request: Request) -> Response:
        """Begin to answer. Raises ProtocolError while another response is being made."""
        self.require_idle()
        if request.rest is None:
            self._forget_cut()
        self.floor.on(Happening.ASKED)
        response = Response(
            request,
            self._room,
            self._conversation,
            self._outbox,
            self._speaker,
            on_sound=lambda: self.floor.on(Happening.SOUND),
        )
        response.announce()
        self._idle.clear()
        if request.modality == "audio":
            self._last = response
        with trace(response.turn.trace_id), timing(response.turn):
            self._active = response, self._tasks.create_task(self._make(response))
        return response

    async def cancel(self, reason: CancelReason) -> None:
        """Stop the response being made, if any; on return its `response.done` is queued."""
        response = await self._stop(reason)
        if response is not None and response.telling is not None:
            response.telling.drop()
        await self._hush()
        self.floor.on(Happening.OVER)

    async def silence(self) -> None:
        """A person answers instead: an answer that is being told ends here, and for good."""
        told = self.active or self._last
        if told is None or not told.request.asked:
            return
        sounds, place, item = self.sounding, told.place, told.item
        spoken = tuple(item.spoken) if item is not None else ()
        heard_ms = self._speaker.heard_ms(place) if place is not None else 0
        self._cut = None
        cut = self._speaker.hush()
        await self._stop("content_filter")
        for heard in [*cut, *self._speaker.hush()]:
            await self._on_cut(heard)
        if sounds and place is not None and not self._speaker.by_server:
            # What the client has is its own to drop: the name is of calls, but says what to do.
            self._speaker.stop(place)
            self._outbox.put(event("output_audio_buffer.cleared", response_id=place.response_id))
            words = Cut(told, spoken, heard_ms).heard()
            self._room.heard_only(told.request.viewer, told.question_id, words)
        self.floor.on(Happening.OVER)

    async def quiet(self, within_s: float) -> None:
        """Wait until nothing is being made and the viewer has not the word, which may last
        `within_s`."""
        waiting = (State.HEARING, State.THINKING, State.HELD)
        try:
            async with asyncio.timeout(within_s):
                while self._active is not None or self.floor.state in waiting:  # noqa: ASYNC110
                    await asyncio.sleep(LOOK_S)
        except TimeoutError:
            await self.idle()

    async def interrupt(self) -> None:
        """Fall silent, for a voice that may interrupt: `confirm` or `go_on` comes next."""
        if self.held or self._last is None:
            return
        self.floor.on(Happening.VOICE)
        last = self._last
        place, item = last.place, last.item
        if place is None or item is None:
            return
        spoken = tuple(item.spoken)
        in_place = self._speaker.hold(place)
        self._cut = Cut(last, spoken, self._speaker.heard_ms(place), in_place)
        if not in_place:
            if last is self.active:
                await self._stop("turn_detected")
            else:
                self._speaker.stop(place)

    async def confirm(self) -> None:
        """The voice does interrupt: what was not heard of the answer leaves what is remembered."""
        self.floor.on(Happening.REAL)
        cut = self._cut
        if cut is None:
            return
        response = cut.response
        if cut.in_place:
            cut.in_place = False
            if response is self.active:
                await self._stop("turn_detected")
            elif response.place is not None:
                self._speaker.stop(response.place)
        if response.telling is not None:
            if not response.telling.composed:
                response.telling.drop()
            self._room.heard_only(response.request.viewer, response.question_id, cut.heard())
        await self._hush()

    def go_on(self) -> bool:
        """The voice was nothing: go on where the answer was. False where nothing is left of it.

        An answer that was composed no further, for a voice that in the end said nothing, is asked
        for again.
        """
        self.floor.on(Happening.FALSE)
        cut, self._cut = self._cut, None
        if cut is None or (self._active is not None and not cut.in_place):
            return False
        if cut.in_place:
            self._speaker.release()
            return True
        request, rest = cut.response.request, cut.rest()
        if rest is None:
            telling = cut.response.telling
            if telling is None or not telling.dropped:
                self.floor.on(Happening.OVER)
                return False
        self.start(replace(request, rest=rest))
        if rest is not None:
            whole = rest.telling.text(len(rest.telling.told))
            self._room.heard_only(request.viewer, cut.response.question_id, whole)
        return True

    def truncated(self, item: Item, heard_ms: int) -> str:
        """The client says how much of an answer was heard, which it knows best; the words of it."""
        if self._cut is None or self._cut.response.item is not item:
            return item.text
        self._cut.heard_ms = heard_ms
        return self._cut.heard()

    async def idle(self) -> None:
        """Wait until nothing is being made."""
        while self._active is not None:
            await self._idle.wait()

    async def _hush(self) -> None:
        for heard in self._speaker.hush():
            await self._on_cut(heard)

    async def _stop(self, reason: CancelReason) -> Response | None:
        if self._active is None:
            return None
        response, task = self._active
        response.cancel_reason = reason
        task.cancel()
        await asyncio.wait([task])
        if self._active is not None and self._active[0] is response:
            self._over(response)
            response.finish("incomplete" if reason == "content_filter" else "cancelled")
        return response

    async def _make(self, response: Response) -> None:
        """Run a response to its end; one that is cancelled is finished by who cancelled it."""
        try:
            await response.run(self._tasks)
        except Exception as error:
            cause = _first(error)
            known = isinstance(cause, TOLD)
            if not known:
                _log.exception("response failed", response=response.id, error=repr(cause))
            message = str(cause) if known else "The answer could not be made; ask again."
            self._over(response)
            self.floor.on(Happening.OVER)
            response.finish(
                "failed", {"type": "server_error", "code": "answer_failed", "message": message}
            )
            return
        self._over(response)
        if not self._speaker.sounding:
            self.floor.on(Happening.OVER)
        response.finish("completed")
        await response.settle()

    def _over(self, response: Response) -> None:
        """Let the next response begin, and settle whether the question is still open.

        A question cut off by a voice before anything of its answer was sent stays open: it is
        answered together with what that voice says, or alone if it said nothing.
        """
        cut_off = response.cancel_reason == "turn_detected"
        for item in response.request.asked:
            item.answered = not cut_off or response.part_sent
        self._active = None
        self._idle.set()

    def _forget_cut(self) -> None:
        cut, self._cut = self._cut, None
        if cut is not None and cut.response.telling is not None:
            cut.response.telling.drop()


def _first(error: BaseException) -> BaseException:
    """The first real error inside groups of them."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
