"""Audio as every stage here passes it: float32, mono, in [-1, 1], with its rate."""

import io
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

Samples = npt.NDArray[np.float32]

HEARING_RATE = 16_000  # Hz, what voice activity and the recognisers take
SPEAKING_RATE = 24_000  # Hz, what Kokoro makes and the Realtime protocol carries


class AudioError(ValueError):
    """Bytes that are not audio, or audio that cannot be used; the message says what to do."""


class AudioTooLong(AudioError):
    """Sound that lasts longer than is taken."""


@dataclass(frozen=True, slots=True, eq=False)
class Audio:
    """A stretch of sound: `samples` float32 mono, `rate` in Hz."""

    samples: Samples
    rate: int

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return len(self.samples) / self.rate

    def at(self, rate: int) -> "Audio":
        """The same sound at another rate."""
        if rate == self.rate:
            return self
        return Audio(soxr.resample(self.samples, self.rate, rate).astype(np.float32), rate)

    def pcm16(self) -> bytes:
        """Little-endian signed 16-bit PCM."""
        clipped = np.clip(self.samples, -1.0, 1.0)
        return np.round(clipped * 32767.0).astype("<i2").tobytes()

    def encode(self, container: str = "wav") -> bytes:
        """The sound as a file: `wav`, `flac`, `mp3`, `ogg` (Opus), or bare `pcm`."""
        if container == "pcm":
            return self.pcm16()
        formats = {
            "wav": ("WAV", "PCM_16"),
            "flac": ("FLAC", "PCM_16"),
            "mp3": ("MP3", None),
            "opus": ("OGG", "OPUS"),
            "ogg": ("OGG", "OPUS"),
        }
        if container not in formats:
            raise AudioError(f"audio is written as wav, flac, mp3, opus or pcm, not {container!r}")
        kind, subtype = formats[container]
        out = io.BytesIO()
        soundfile.write(out, self.samples, self.rate, format=kind, subtype=subtype)
        return out.getvalue()

    @classmethod
    def from_pcm16(cls, data: bytes, rate: int) -> "Audio":
        """Read little-endian signed 16-bit mono PCM."""
        if len(data) % 2:
            raise AudioError("16-bit PCM must hold an even number of bytes")
        samples = np.frombuffer(data, dtype="<i2").astype(np.float32) / 32768.0
        return cls(samples, rate)

    @classmethod
    def decode(cls, data: bytes, *, max_seconds: float) -> "Audio":
        """Read a sound file (WAV, FLAC, OGG, MP3), mixed to mono.

        Raises AudioError, in one sentence, for bytes that are not audio, hold no sound, or last
        longer than `max_seconds`; the length is judged before the samples are read.
        """
        if not data:
            raise AudioError("the audio is empty; send a WAV, FLAC, OGG or MP3 file")
        try:
            with soundfile.SoundFile(io.BytesIO(data)) as file:
                if file.frames == 0:
                    raise AudioError("the audio holds no samples; record again and resend")
                if file.frames > max_seconds * file.samplerate:
                    seconds = file.frames / file.samplerate
                    raise AudioTooLong(
                        f"the audio lasts {seconds:.0f} s; send at most {max_seconds:.0f} s"
                    )
                frames = file.read(dtype="float32", always_2d=True)
                rate = file.samplerate
        except soundfile.LibsndfileError as error:
            raise AudioError("this is not audio; send a WAV, FLAC, OGG or MP3 file") from error
        samples = np.nan_to_num(frames.mean(axis=1)).astype(np.float32)
        return cls(samples, rate)


def silence(seconds: float, rate: int) -> Audio:
    """A stretch of digital silence."""
    return Audio(np.zeros(round(seconds * rate), dtype=np.float32), rate)


def join(pieces: list[Audio]) -> Audio:
    """Pieces of one rate, end to end."""
    rates = {piece.rate for piece in pieces}
    if len(rates) != 1:
        raise ValueError(f"pieces of {len(rates)} different rates cannot be joined")
    return Audio(np.concatenate([piece.samples for piece in pieces]), rates.pop())
