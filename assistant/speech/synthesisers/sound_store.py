"""Sound kept on disk, bounded: what was spoken once is there the next time.

A file a sound, FLAC, named by its key; the ones used longest ago go first when there are too many.
The newest stay in memory as well, so that they are there in a millisecond.
"""

import os
import tempfile
import threading
from collections import OrderedDict
from hashlib import sha256
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.speech.audio import Audio, AudioError

_MADE = "2"  # raised when sounds are made otherwise than before
_SUFFIX = ".flac"
_LONGEST_S = 600.0
_FULL = np.float32(32768)  # of a 16-bit sample


def sound_key(text: str, *, language: str, voice: str, model: str) -> str:
    """What a sound is known by: everything that makes it what it is."""
    whole = "\0".join((_MADE, model, voice, language, text))
    return sha256(whole.encode()).hexdigest()[:40]


class SoundStore:
    """Sounds in `folder`, at most `max_bytes` of files and `memory_bytes` of samples.

    Calls block for a few milliseconds and may come from any thread. A file that cannot be read is
    dropped, and made again by who needs it; a full disk costs nothing but the sound not kept.
    """

    def __init__(
        self, folder: Path, *, max_bytes: int, memory_bytes: int = 32 * 1024 * 1024
    ) -> None:
        self._folder = folder
        self._max_bytes = max_bytes
        self._memory_bytes = memory_bytes
        self._lock = threading.Lock()
        self._sizes: OrderedDict[str, int] = OrderedDict()  # of files, least recently used first
        self._held: OrderedDict[str, tuple[npt.NDArray[np.int16], int]] = OrderedDict()
        folder.mkdir(parents=True, exist_ok=True)
        found = sorted(folder.glob(f"*{_SUFFIX}"), key=_used_at)
        for file in found:
            self._sizes[file.stem] = file.stat().st_size
        self._shrink()

    @property
    def bytes(self) -> int:
        """The size of all files."""
        with self._lock:
            return sum(self._sizes.values())

    def __contains__(self, key: str) -> bool:
        with self._lock:
            return key in self._sizes

    def get(self, key: str) -> Audio | None:
        """The sound known by `key`; None where there is none."""
        with self._lock:
            if key not in self._sizes:
                return None
            self._sizes.move_to_end(key)
        if (held := self.at_hand(key)) is not None:
            return held
        file = self._file(key)
        try:
            audio = Audio.decode(file.read_bytes(), max_seconds=_LONGEST_S)
            os.utime(file)
        except (OSError, AudioError):
            self.drop(key)
            return None
        self._hold(key, audio)
        return self.at_hand(key) or audio

    def at_hand(self, key: str) -> Audio | None:
        """The sound if it lies in memory: without a wait."""
        with self._lock:
            held = self._held.get(key)
            if held is None:
                return None
            self._held.move_to_end(key)
        samples, rate = held
        return Audio(samples.astype(np.float32) / _FULL, rate)

    def put(self, key: str, audio: Audio) -> None:
        """Keep a sound, letting older ones go for it."""
        if not len(audio.samples):
            return
        data = audio.encode("flac")
        try:
            with tempfile.NamedTemporaryFile(
                dir=self._folder, suffix=".part", delete=False
            ) as file:
                file.write(data)
            Path(file.name).replace(self._file(key))
        except OSError:
            return
        with self._lock:
            self._sizes[key] = len(data)
            self._sizes.move_to_end(key)
        # As it will be read again, so that it sounds the same from memory and from disk.
        self._hold(key, Audio.decode(data, max_seconds=_LONGEST_S))
        self._shrink()

    def drop(self, key: str) -> None:
        """Forget a sound."""
        with self._lock:
            self._sizes.pop(key, None)
            self._held.pop(key, None)
        self._file(key).unlink(missing_ok=True)

    def _hold(self, key: str, audio: Audio) -> None:
        with self._lock:
            self._held[key] = np.round(audio.samples * _FULL).astype(np.int16), audio.rate
            self._held.move_to_end(key)
            size = sum(samples.nbytes for samples, _ in self._held.values())
            while size > self._memory_bytes and self._held:
                _, (oldest, _) = self._held.popitem(last=False)
                size -= oldest.nbytes

    def _shrink(self) -> None:
        gone = []
        with self._lock:
            size = sum(self._sizes.values())
            while size > self._max_bytes and self._sizes:
                key, oldest = self._sizes.popitem(last=False)
                self._held.pop(key, None)
                size -= oldest
                gone.append(key)
        for key in gone:
            self._file(key).unlink(missing_ok=True)

    def _file(self, key: str) -> Path:
        return self._folder / f"{key}{_SUFFIX}"


def _used_at(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except FileNotFoundError:
        return 0.0
