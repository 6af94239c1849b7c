"""Reading, from the samples alone, where a question ends and where an answer begins."""

import numpy as np

from assistant.speech.audio import HEARING_RATE, Audio
from assistant.speech.voice_activity import VoiceActivity, frames

AUDIBLE = 10 ** (-45 / 20)
"""-45 dBFS: what is quieter is not heard as the beginning of an answer."""

_BELOW_PEAK = 10 ** (-35 / 20)  # a syllable's tail is lost in a room 35 dB under its loudest
_FRAME_S = 0.01


def last_speech_s(question: Audio, activity: VoiceActivity) -> float:
    """Seconds to the end of the last speech in `question`.

    The last 10 ms no quieter than 35 dB under the loudest, among what voice activity (and one
    frame after it, for its lag) calls speech; so noise after the words does not count as words.
    Raises ValueError where there is no speech.
    """
    heard = question.at(HEARING_RATE).samples
    activity.reset()
    spoken = [
        index
        for index, frame in enumerate(frames(heard, activity.frame))
        if activity.probability(frame) >= 0.5
    ]
    if not spoken:
        raise ValueError("no speech in the recording of a question; record it again")
    bound_s = (spoken[-1] + 2) * activity.frame / HEARING_RATE
    step = round(question.rate * _FRAME_S)
    count = min(len(question.samples) // step, round(bound_s / _FRAME_S))
    cut = question.samples[: count * step].reshape(count, step)
    loudness = np.sqrt((cut**2).mean(axis=1))
    loud = np.flatnonzero(loudness >= loudness.max() * _BELOW_PEAK)
    return float((loud[-1] + 1) * step / question.rate)


class Playout:
    """An answer's sound as a player plays it: from the first piece's arrival, without rewinding.

    `add` takes pieces as they arrive; a piece that comes late begins when it comes.
    """

    def __init__(self) -> None:
        self.first_audible_at: float | None = None
        self.underruns_ms = 0.0
        self._played_to: float | None = None

    @property
    def ends_at(self) -> float:
        """When the last sound that has come is over; 0 while there is none."""
        return self._played_to or 0.0

    def add(self, piece: Audio, at: float) -> None:
        """`piece` arrived at `at` (monotonic seconds)."""
        if self._played_to is None:
            self._played_to = at
        elif at > self._played_to:
            self.underruns_ms += (at - self._played_to) * 1000.0
            self._played_to = at
        if self.first_audible_at is None:
            audible = np.flatnonzero(np.abs(piece.samples) >= AUDIBLE)
            if len(audible):
                self.first_audible_at = self._played_to + float(audible[0]) / piece.rate
        self._played_to += piece.seconds
