"""Hears when the host of a live room speaks, for the floor; their words are another's business."""

from collections.abc import Callable
from typing import Protocol

import numpy as np
import soxr

from assistant.speech.audio import HEARING_RATE, Audio, Samples
from assistant.speech.turns import TurnDetector, TurnRules
from assistant.speech.turns.echo import SHARE, echo
from assistant.speech.turns.events import SpeechStarted, TurnEnded
from assistant.speech.voice_activity import SileroVoiceActivity

RULES = TurnRules(silence_duration_ms=300, max_turn_ms=20_000)
"""A syllable of the host's is enough, or 300 ms without one: the floor itself waits for a pause."""

_JUDGED_S = 0.3  # of what is heard, compared with what Xiaoer said: the echo of less says little
_EVERY_S = 0.1

Played = Callable[[], Samples]
"""What Xiaoer said lately: float32 mono, 16 kHz, up to now; at least a second of it."""


class Takes(Protocol):
    """What is told; `room.floor.Floor` is one."""

    def host_speaks(self, speaking: bool) -> None:
        """The host has begun to speak, or has stopped just now."""
        ...


def silero_detector() -> TurnDetector:
    """A detector of its own for one host's sound."""
    return TurnDetector(SileroVoiceActivity(), RULES)


class HostVoice:
    """Fed the host's sound as it comes, lets the floor know when they begin and when they stop.

    Where the show's sound holds Xiaoer's own voice, that is not the host: it is compared with what
    was said. That works up to 600 ms behind; a stream that is seconds late is not to be mixed with
    the voice that is published into it.
    """

    def __init__(
        self,
        floor: Takes,
        played: Played,
        *,
        make_detector: Callable[[], TurnDetector] = silero_detector,
    ) -> None:
        self._floor = floor
        self._played = played
        self._detector = make_detector()
        self._resampler: tuple[int, soxr.ResampleStream] | None = None
        self._recent: Samples = np.zeros(0, np.float32)
        self._own = False
        self._since_judged = 0.0

    def hear(self, audio: Audio) -> None:
        """Take the next piece of the host's sound, of any length."""
        samples = self._at_hearing_rate(audio)
        self._recent = np.concatenate([self._recent, samples])[-round(_JUDGED_S * HEARING_RATE) :]
        for event in self._detector.push(samples):
            if isinstance(event, SpeechStarted):
                self._own = self._is_own()
                self._since_judged = 0.0
                self._floor.host_speaks(not self._own)
            elif isinstance(event, TurnEnded):
                # One that only grew too long goes on with the next piece.
                self._own = False
                self._floor.host_speaks(False)
        self._judge_again(len(samples) / HEARING_RATE)

    def silent(self) -> None:
        """The host's sound has ended: they are not heard any more, and hold the floor no longer."""
        self._detector.clear()
        self._own = False
        self._floor.host_speaks(False)

    def _judge_again(self, seconds: float) -> None:
        """Whether somebody speaks over what began as Xiaoer's own voice."""
        if not (self._own and self._detector.speaking):
            return
        self._since_judged += seconds
        if self._since_judged >= _EVERY_S:
            self._since_judged = 0.0
            self._own = self._is_own()
            self._floor.host_speaks(not self._own)

    def _is_own(self) -> bool:
        played = self._played()
        return bool(played.any()) and echo(self._recent, played) >= SHARE

    def _at_hearing_rate(self, audio: Audio) -> Samples:
        if audio.rate == HEARING_RATE:
            return audio.samples
        if self._resampler is None or self._resampler[0] != audio.rate:
            stream = soxr.ResampleStream(audio.rate, HEARING_RATE, 1, dtype="float32", quality="MQ")
            self._resampler = audio.rate, stream
        found: Samples = self._resampler[1].resample_chunk(audio.samples.astype(np.float32))
        return found
