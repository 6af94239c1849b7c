"""What was said in a show, as a sound file: the host on the left, Xiaoer on the right."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import soundfile

from assistant.gateways.link import FRAME_MS, LinkError
from assistant.speech.audio import SPEAKING_RATE, Audio, Samples

Heard = tuple[int, Samples]
"""The host's sound and where it begins, in samples since joining."""

_BLOCK_FRAMES = 1000 // FRAME_MS
_LATE_FRAMES = 1000 // FRAME_MS
"""How far behind Xiaoer's frames the file is written: so late may the host's sound come."""


class Recorder:
    """Writes a WAV of 24 kHz stereo, a second at a time."""

    def __init__(self, path: Path) -> None:
        try:
            self._file = soundfile.SoundFile(
                path, "w", samplerate=SPEAKING_RATE, channels=2, format="WAV", subtype="PCM_16"
            )
        except (OSError, soundfile.LibsndfileError) as error:
            raise LinkError(f"what is said cannot be recorded to {path}: {error}") from error
        self._thread = ThreadPoolExecutor(1, "recorder")
        self._xiaoer: list[bytes] = []
        self._heard: list[Heard] = []
        self._waiting: list[Heard] = []  # the thread's own, as is what follows
        self._written = 0

    def host(self, at: float, audio: Audio) -> None:
        """The host's sound, heard `at` seconds after joining."""
        self._heard.append((round(at * SPEAKING_RATE), audio.at(SPEAKING_RATE).samples))

    async def xiaoer(self, frame: bytes) -> None:
        """Xiaoer's next frame, the first one at joining."""
        self._xiaoer.append(frame)
        if len(self._xiaoer) >= _BLOCK_FRAMES + _LATE_FRAMES:
            await self._keep(_BLOCK_FRAMES)

    async def close(self) -> None:
        """Write what is left."""
        await self._keep(len(self._xiaoer))
        await asyncio.get_running_loop().run_in_executor(self._thread, self._file.close)
        self._thread.shutdown(wait=False)

    async def _keep(self, frames: int) -> None:
        block, heard = b"".join(self._xiaoer[:frames]), self._heard
        del self._xiaoer[:frames]
        self._heard = []
        loop = asyncio.get_running_loop()
        # What was taken off the list is written even when whoever speaks is stopped here.
        await asyncio.shield(loop.run_in_executor(self._thread, self._write, block, heard))

    def _write(self, block: bytes, heard: list[Heard]) -> None:
        right = np.frombuffer(block, "<i2")
        left = np.zeros(len(right), np.float32)
        ends = self._written + len(right)
        for at, samples in self._waiting + heard:
            first, last = max(at, self._written), min(at + len(samples), ends)
            if first < last:
                left[first - self._written : last - self._written] += samples[
                    first - at : last - at
                ]
        self._waiting = [
            (at, samples) for at, samples in self._waiting + heard if at + len(samples) > ends
        ]
        whole = np.clip(left, -1, 1) * 32767
        self._file.write(np.stack([whole.astype(np.int16), right], axis=1))
        self._written = ends
