"""The calls that are going on: a bounded number, each with a task that ends with it."""

import asyncio

import structlog

from assistant.gateways.realtime.audio_in import MakeDetector
from assistant.gateways.realtime.connection import silero_detector
from assistant.gateways.realtime.port import RoomPort
from assistant.gateways.webrtc.call import Asked, Call
from assistant.settings import Settings
from assistant.telemetry import Telemetry

_log = structlog.get_logger(__name__)


class TooManyCalls(RuntimeError):
    """As many calls as the settings allow are going on."""


class Calls:
    """Takes calls and keeps them until they end; `close` ends them all."""

    def __init__(
        self,
        settings: Settings,
        telemetry: Telemetry,
        *,
        make_detector: MakeDetector = silero_detector,
    ) -> None:
        self._settings = settings
        self._telemetry = telemetry
        self._make_detector = make_detector
        self._held: dict[str, tuple[Call, asyncio.Task[None]]] = {}
        self._answering = 0

    def __len__(self) -> int:
        return len(self._held)

    async def take(self, asked: Asked, room: RoomPort) -> tuple[Call, str]:
        """A call that is held from now on, and its SDP answer.

        Raises TooManyCalls, OfferRefused, ProtocolError, OpusUnavailable.
        """
        if len(self._held) + self._answering >= self._settings.webrtc_calls:
            raise TooManyCalls(
                f"{self._settings.webrtc_calls} calls are going on; call again later, "
                "or connect by WebSocket"
            )
        self._answering += 1
        try:
            call = Call(asked, room, self._settings, make_detector=self._make_detector)
            try:
                answer = await call.answer()
            except BaseException:
                await call.close()
                raise
        finally:
            self._answering -= 1
        task = asyncio.create_task(self._hold(call), name=f"call {call.id}")
        self._held[call.id] = call, task
        return call, answer

    def hang_up(self, call_id: str) -> bool:
        """End a call; False where there is none of that id."""
        held = self._held.get(call_id)
        if held is not None:
            held[0].hang_up()
        return held is not None

    async def close(self) -> None:
        """End every call, and wait until each is over."""
        held = list(self._held.values())
        for call, _ in held:
            call.hang_up()
        await asyncio.gather(*(task for _, task in held), return_exceptions=True)

    async def _hold(self, call: Call) -> None:
        try:
            with self._telemetry.connection("webrtc"):
                await call.hold()
        except Exception as error:
            _log.exception("call failed", call=call.id, error=repr(error))
        finally:
            await call.close()
            del self._held[call.id]
