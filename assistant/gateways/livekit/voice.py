"""Xiaoer's voice as a track of a LiveKit room: 20 ms every 20 ms, little of it waiting."""

import asyncio
from typing import Any

import numpy as np

from assistant.gateways.link import FRAME_MS, NextFrame
from assistant.gateways.livekit.sdk import Sdk
from assistant.speech.audio import SPEAKING_RATE

QUEUE_MS = 100
"""Of sound that the SDK may hold: as much as a loop that was held up makes up for at once."""

_BEHIND_S = 0.1  # a loop held up longer than this goes on from now instead of catching up
_SAMPLES = SPEAKING_RATE * FRAME_MS // 1000
_LOUD = 330  # -40 dBFS


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
        loop = asyncio.get_running_loop()
        due, loud = loop.time(), False
        while True:
            frame = next_frame()
            silent = not any(frame)
            if silent and loud:
                self._source.clear_queue()
            await self._source.capture_frame(
                self._sdk.AudioFrame(frame, SPEAKING_RATE, 1, _SAMPLES)
            )
            loud = not silent and _ends_loud(frame)
            due += FRAME_MS / 1000
            if loop.time() - due > _BEHIND_S:
                due = loop.time()
            await asyncio.sleep(max(0.0, due - loop.time()))

    async def close(self) -> None:
        """Let go of the track's source."""
        await self._source.aclose()


def _ends_loud(frame: bytes) -> bool:
    """Whether a frame's last 5 ms are loud: silence after it is a voice that was cut off."""
    tail = np.frombuffer(frame, "<i2")[-_SAMPLES // 4 :].astype(np.float64)
    return bool(np.sqrt(np.mean(tail**2)) > _LOUD)
