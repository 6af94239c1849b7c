"""Xiaoer's voice as a track of a LiveKit room: 20 ms every 20 ms, little of it waiting."""

from typing import Any

from assistant.gateways.link import FRAME_MS, NextFrame
from assistant.gateways.livekit.sdk import Sdk
from assistant.gateways.pacing import Pace, ends_loud
from assistant.speech.audio import SPEAKING_RATE

QUEUE_MS = 100
"""Of sound that the SDK may hold: as much as a loop that was held up makes up for at once."""

_SAMPLES = SPEAKING_RATE * FRAME_MS // 1000


class Voice:
    """One track, from `publish` to `close`."""

    def __init__(self, sdk: Sdk) -> None:
        self._sdk = sdk
        self._source = sdk.AudioSource(SPEAKING_RATE, 1, queue_size_ms=QUEUE_MS)

    async def publish(self, participant: Any) -> None:
        """Offer the track to the room. Raises the SDK's PublishTrackError."""
        track = self._sdk.LocalAudioTrack.create_audio_track("xiaoer", self._source)
        options = self._sdk.TrackPublishOptions(source=self._sdk.TrackSource.SOURCE_MICROPHONE)
        await participant.publish_track(track, options)

    async def speak(self, next_frame: NextFrame) -> None:
        """Send what `next_frame` gives, by the clock, until this is cancelled."""
        pace, loud = Pace(), False
        while True:
            await pace.wait()
            frame = next_frame()
            silent = not any(frame)
            if silent and loud:
                self._source.clear_queue()
            await self._source.capture_frame(
                self._sdk.AudioFrame(frame, SPEAKING_RATE, 1, _SAMPLES)
            )
            loud = not silent and ends_loud(frame)

    async def close(self) -> None:
        """Let go of the track's source."""
        await self._source.aclose()
