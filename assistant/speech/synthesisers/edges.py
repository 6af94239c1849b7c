"""The edges of synthesised sound: silence trimmed, ends faded."""

import numpy as np

from assistant.speech.audio import Audio

# A stretch counts as sound when its level is within 40 dB of the loudest and above -54 dBFS; first
# consonants are weak, so a little is kept before.
_BELOW_LOUDEST = 0.01
_FLOOR = 0.002
_FRAME_MS = 5


def trimmed(
    audio: Audio, *, keep_before_ms: int = 40, keep_after_ms: int = 60, fade_ms: int = 8
) -> Audio:
    """`audio` without the silence at its ends, but for `keep_…`, and faded in and out.

    Sound that is silent throughout comes back empty.
    """
    frame = max(1, audio.rate * _FRAME_MS // 1000)
    count = len(audio.samples) // frame
    if count == 0:
        return Audio(audio.samples[:0], audio.rate)
    frames = audio.samples[: count * frame].reshape(count, frame)
    level = np.sqrt(np.mean(frames.astype(np.float64) ** 2, axis=1))
    threshold = max(_FLOOR, _BELOW_LOUDEST * float(level.max()))
    loud = np.flatnonzero(level > threshold)
    if len(loud) == 0:
        return Audio(audio.samples[:0], audio.rate)
    begin = max(0, int(loud[0]) * frame - audio.rate * keep_before_ms // 1000)
    end = min(len(audio.samples), (int(loud[-1]) + 1) * frame + audio.rate * keep_after_ms // 1000)
    samples = audio.samples[begin:end].astype(np.float32, copy=True)
    fade = min(len(samples) // 2, audio.rate * fade_ms // 1000)
    if fade:
        ramp = np.linspace(0.0, 1.0, fade, dtype=np.float32)
        samples[:fade] *= ramp
        samples[-fade:] *= ramp[::-1]
    return Audio(samples, audio.rate)
