"""Hears when the host of a live room speaks, for the floor, and hands on what they say in pieces;
their words are another's business."""

import time
from collections.abc import Callable
from typing import Protocol

import numpy as np
import soxr

from assistant.room.host_ear.listening import Piece
from assistant.speech.audio import HEARING_RATE, Audio, Samples
from assistant.speech.turns import TurnDetector, TurnRules
from assistant.speech.turns.echo import SHARE, echo
from assistant.speech.turns.events import SpeechPaused, SpeechStarted, TurnEnded, TurnEvent
from assistant.speech.turns.rules import to_ms, to_samples
from assistant.speech.voice_activity import SileroVoiceActivity

RULES = TurnRules(silence_duration_ms=300, pause_ms=96, max_turn_ms=6_000)
"""A syllable of the host's is enough, or 300 ms without one: the floor itself waits for a pause."""

PIECE_MS = 2_500
"""Speech from which on a piece ends at the next breath: what is said is soon known, and no word is
cut in two."""

GAP_S = 0.3
"""Without any sound for so long, who was speaking has stopped: a microphone that is muted, or a
codec that leaves silence out, sends nothing. Packets of a bad network are late by less."""

_JUDGED_S = 0.3  # of what is heard, compared with what Xiaoer said: the echo of less says little
_EVERY_S = 0.1

Heard = Callable[[Piece], None]
"""Takes a piece of what the host said; returns at once."""

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
        heard: Heard,
        *,
        clock: Callable[[], float] = time.monotonic,
        make_detector: Callable[[], TurnDetector] = silero_detector,
    ) -> None:
        self._floor = floor
        self._played = played
        self._heard = heard
        self._clock = clock
        self._detector = make_detector()
        self._resampler: tuple[int, soxr.ResampleStream] | None = None
        self._recent: Samples = np.zeros(0, np.float32)
        self._own = False
        self._since_judged = 0.0
        self._silent_at: int | None = None  # sample at which speech that was cut is over after all
        self._cut: Piece | None = None  # what was handed on of it
        self._heard_until = float("-inf")  # by the clock; ahead of it where much came at once

    def hear(self, audio: Audio) -> None:
        """Take the next piece of the host's sound, of any length."""
        self._heard_until = max(self._heard_until, self._clock()) + audio.seconds
        self._hear(self._at_hearing_rate(audio))

    def pass_time(self) -> None:
        """Time has passed, in which maybe nothing was heard: to be told several times a second."""
        missing = self._clock() - self._heard_until
        if missing >= GAP_S and (self._detector.speaking or self._silent_at is not None):
            self._heard_until += missing
            self._hear(np.zeros(round(missing * HEARING_RATE), np.float32))

    def _hear(self, samples: Samples) -> None:
        self._recent = np.concatenate([self._recent, samples])[-round(_JUDGED_S * HEARING_RATE) :]
        for event in self._detector.push(samples):
            self._take(event)
        if self._silent_at is not None and self._detector.position >= self._silent_at:
            self._over()
        self._judge_again(len(samples) / HEARING_RATE)

    def silent(self) -> None:
        """The host's sound has ended: they are not heard any more, and hold the floor no longer.

        What they were saying is handed on as far as it was heard.
        """
        if self._detector.speaking:
            self._hear(np.zeros(round(GAP_S * 2 * HEARING_RATE), np.float32))
        self._detector.clear()
        self._over()

    def _take(self, event: TurnEvent) -> None:
        if isinstance(event, SpeechStarted):
            goes_on, self._silent_at = self._silent_at is not None, None
            self._cut = None
            if not (goes_on and self._own):
                self._own = self._is_own()
            self._since_judged = 0.0
            self._floor.host_speaks(not self._own)
        elif isinstance(event, SpeechPaused) and self._detector.speech_ms >= PIECE_MS:
            for brought in self._detector.require(event.at, RULES.pause_ms):
                self._take(brought)
        elif isinstance(event, TurnEnded):
            silent = self._detector.position - event.end
            wanted = to_samples(RULES.silence_duration_ms)
            if silent >= wanted:
                self._hand_on(event, breaks_off=False)
                self._over()
            else:  # one that was cut goes on with the next piece, or is over soon
                self._hand_on(event, breaks_off=True)
                self._silent_at = event.end + wanted

    def _hand_on(self, turn: TurnEnded, *, breaks_off: bool) -> None:
        if self._own:
            return
        now, position = self._clock(), self._detector.position
        began = now - to_ms(position - turn.start) / 1000
        ended = now - to_ms(position - turn.end) / 1000
        piece = Piece(turn.audio, began, ended, breaks_off)
        self._cut = piece if breaks_off else None
        self._heard(piece)

    def _over(self) -> None:
        self._own = False
        self._silent_at = None
        if self._cut is not None:
            self._cut.breaks_off, self._cut = False, None
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
