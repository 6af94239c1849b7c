"""The responses of one session: one at a time, made, cancelled, waited for."""

import asyncio

import structlog

from assistant.gateways.realtime.conversation import Conversation, Item
from assistant.gateways.realtime.errors import ProtocolError
from assistant.gateways.realtime.outbox import Outbox
from assistant.gateways.realtime.port import RoomPort
from assistant.gateways.realtime.response import CancelReason, Request, Response
from assistant.gateways.realtime.speaker import Speaker
from assistant.room.engines import EngineUnavailable
from assistant.speech.recognisers.port import RecogniserError
from assistant.speech.synthesisers.port import SynthesiserError
from assistant.telemetry import timing, trace

TOLD = (EngineUnavailable, RecogniserError, SynthesiserError)
"""Errors whose message is meant for who uses the room."""

_log = structlog.get_logger(__name__)


class Responses:
    """Starts responses as tasks of the connection's group; at most one is being made."""

    def __init__(
        self,
        room: RoomPort,
        conversation: Conversation,
        outbox: Outbox,
        speaker: Speaker,
        tasks: asyncio.TaskGroup,
    ) -> None:
        self._room = room
        self._conversation = conversation
        self._outbox = outbox
        self._speaker = speaker
        self._tasks = tasks
        self._active: tuple[Response, asyncio.Task[None]] | None = None
        self.cut_off: tuple[Item, ...] = ()
        """Questions whose answer a voice cut off: asked again if that voice said nothing."""
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def active(self) -> Response | None:
        """The response being made."""
        return self._active[0] if self._active is not None else None

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
        self.cut_off = ()
        response = Response(request, self._room, self._conversation, self._outbox, self._speaker)
        response.announce()
        self._idle.clear()
        with trace(response.turn.trace_id), timing(response.turn):
            self._active = response, self._tasks.create_task(self._make(response))
        return response

    async def cancel(self, reason: CancelReason) -> None:
        """Stop the response being made, if any; on return its `response.done` is queued."""
        if self._active is None:
            return
        response, task = self._active
        response.cancel_reason = reason
        task.cancel()
        await asyncio.wait([task])
        if self._active is not None and self._active[0] is response:
            self._over(response)
            response.finish("cancelled")

    async def idle(self) -> None:
        """Wait until nothing is being made."""
        while self._active is not None:
            await self._idle.wait()

    async def _make(self, response: Response) -> None:
        """Run a response to its end; one that is cancelled is finished by who cancelled it."""
        try:
            await response.run()
        except Exception as error:
            cause = _first(error)
            known = isinstance(cause, TOLD)
            if not known:
                _log.exception("response failed", response=response.id, error=repr(cause))
            message = str(cause) if known else "The answer could not be made; ask again."
            self._over(response)
            response.finish(
                "failed", {"type": "server_error", "code": "answer_failed", "message": message}
            )
            return
        self._over(response)
        response.finish("completed")
        await response.settle()

    def _over(self, response: Response) -> None:
        """Let the next response begin, and settle whether the question is still open.

        A question cut off by a voice before anything of its answer was sent stays open: it is
        answered together with what that voice says, or alone if it said nothing.
        """
        asked = response.request.asked
        cut_off = response.cancel_reason == "turn_detected"
        if cut_off and response.part_sent:
            self.cut_off = asked
        for item in asked:
            item.answered = not cut_off or response.part_sent
        self._active = None
        self._idle.set()


def _first(error: BaseException) -> BaseException:
    """The first real error inside groups of them."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
