"""A sound file of any kind, read as it is played."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from itertools import islice
from pathlib import Path

import av
import numpy as np

from assistant.gateways.replay.events import ShowError
from assistant.speech.audio import SPEAKING_RATE, Audio, Samples

PIECE_S = 0.1
"""How long a piece of the host's sound is: short beside a pause between two words."""

_AHEAD = 10  # pieces decoded at a time, in a worker thread


async def pieces(path: Path, skip_s: float = 0.0) -> AsyncIterator[Audio]:
    """The sound of the file, 24 kHz mono, in pieces of `PIECE_S`, the last one shorter.

    Whatever PyAV reads will do, a video too. `skip_s` seconds of the beginning are left out.
    Raises ShowError.
    """
    sound = _decoded(path, round(skip_s * SPEAKING_RATE))
    while batch := await asyncio.to_thread(lambda: list(islice(sound, _AHEAD))):
        for samples in batch:
            yield Audio(samples, SPEAKING_RATE)


def _decoded(path: Path, skip: int) -> Iterator[Samples]:
    size = round(PIECE_S * SPEAKING_RATE)
    rest = np.zeros(0, np.float32)
    for samples in _frames(path):
        skipped = min(skip, len(samples))
        skip -= skipped
        rest = np.concatenate([rest, samples[skipped:]])
        while len(rest) >= size:
            yield rest[:size]
            rest = rest[size:]
    if len(rest):
        yield rest


def _frames(path: Path) -> Iterator[Samples]:
    try:
        with av.open(str(path)) as container:
            if not container.streams.audio:
                raise ShowError(f"{path.name} holds no sound")
            resampler = av.AudioResampler(format="flt", layout="mono", rate=SPEAKING_RATE)
            for frame in container.decode(audio=0):
                for resampled in resampler.resample(frame):
                    yield resampled.to_ndarray()[0]
            for resampled in resampler.resample(None):
                yield resampled.to_ndarray()[0]
    except av.FFmpegError as error:
        raise ShowError(f"{path.name} cannot be heard: {error.strerror}") from error
