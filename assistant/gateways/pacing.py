"""A voice's frames, one every 20 ms by the clock, and whether what they held was cut off."""

import asyncio

import numpy as np

from assistant.gateways.link import FRAME_MS
from assistant.speech.audio import SPEAKING_RATE

BEHIND_S = 0.1
"""A loop held up longer than this goes on from now instead of catching up."""

_LOUD = 0.01 * 32768  # -40 dBFS


class Pace:
    """Lets a frame go when it is due, the first at once."""

    def __init__(self) -> None:
        self._due: float | None = None

    async def wait(self) -> None:
        """Return when the next frame is due."""
        now = asyncio.get_running_loop().time()
        if self._due is None or now - self._due > BEHIND_S:
            self._due = now
        await asyncio.sleep(max(0.0, self._due - now))
        self._due += FRAME_MS / 1000


def ends_loud(frame: bytes) -> bool:
    """Whether a frame's last 5 ms are loud: a voice that ends by itself dies away, and silence
    after this is one that was cut off."""
    tail = np.frombuffer(frame, "<i2")[-SPEAKING_RATE // 200 :].astype(np.float64)
    return bool(np.sqrt(np.mean(tail**2)) > _LOUD)
