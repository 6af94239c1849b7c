"""What a scenario came to, line by line, read from sound and events."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from assistant.gateways.evaluate_turns.scenario import Expect
from assistant.gateways.evaluate_turns.stage import FRAME_S, Cue, Played, Viewer
from assistant.speech.audio import SPEAKING_RATE, Samples

YIELD_MS = 300
"""An interruption has silenced the answer by then, counted from its first audible sample."""

_END_S = 2.0  # after a line's end, by which its turn has ended
_VERDICT_S = 4.0  # after a line's end, by which it is known what it was
_EARLY_S = 0.12  # before a line's end; a syllable's fading is no speech
_STILL = 13  # frames in a row without sound are silence; between sentences there are 9
_PAUSED_S = 0.6  # after something ignored, by which a pause for it has begun
_ONSET = 0.02  # of full scale


@dataclass(frozen=True, slots=True)
class Verdict:
    """One line judged. Times in milliseconds, None where there is nothing to time.

    `cut_off`: the turn was taken for finished while the viewer still spoke; `missed`: it was not
    in two seconds; `stopped_ms`: the answer's silence after an interruption began; `paused_ms`:
    how long an answer was silent for something to be ignored; `ended_ms`: the turn's end after the
    line's.
    """

    scenario: str
    said: str
    expect: Expect
    right: bool
    why: str = ""
    cut_off: bool = False
    missed: bool = False
    stopped_ms: float | None = None
    paused_ms: float | None = None
    ended_ms: float | None = None


def judge(played: Played, sounds: dict[int, Samples]) -> Iterator[Verdict]:
    """A verdict for each line."""
    for number, cue in enumerate(played.cues):
        viewer = played.viewers[cue.line.by]
        onset = cue.began + _onset(sounds[number])
        until = _until(played, number)
        match cue.line.expect:
            case "answered":
                yield _answered(played.scenario.name, cue, viewer, until)
            case "interrupts":
                yield _interrupts(played.scenario.name, cue, viewer, onset, until)
            case "ignored":
                yield _ignored(played.scenario.name, cue, viewer, onset, until)


def _said(cue: Cue) -> str:
    words = "".join(piece if isinstance(piece, str) else "…" for piece in cue.line.pieces)
    return words or str(cue.line.noise)


def _onset(sound: Samples) -> int:
    """The frame of the first audible sample."""
    loud = np.flatnonzero(np.abs(sound) > _ONSET)
    return round(loud[0] / SPEAKING_RATE / FRAME_S) if len(loud) else 0


def _until(played: Played, number: int) -> int:
    """The frame at which the same viewer's next line begins, or all is over."""
    by = played.cues[number].line.by
    later = [cue.began for cue in played.cues[number + 1 :] if cue.line.by == by]
    return later[0] if later else len(played.viewers[by].loud)


def _events(viewer: Viewer, kind: str, start: int, end: int) -> list[tuple[int, dict[str, Any]]]:
    return [
        (at, event) for at, event in viewer.events if start <= at < end and event["type"] == kind
    ]


def _answered(scenario: str, cue: Cue, viewer: Viewer, until: int) -> Verdict:
    ends = _events(viewer, "input_audio_buffer.committed", cue.began, until)
    early = cue.ended - round(_EARLY_S / FRAME_S)
    cut_off = any(at < early for at, _ in ends)
    late = [at for at, _ in ends if early <= at <= cue.ended + round(_END_S / FRAME_S)]
    asked = _events(viewer, "response.created", cue.began, until)
    why = "cut off" if cut_off else "" if late else "the turn did not end"
    if not why and not asked:
        why = "not answered"
    return Verdict(
        scenario,
        _said(cue),
        "answered",
        right=not why,
        why=why,
        cut_off=cut_off,
        missed=not late and not cut_off,
        ended_ms=(late[0] - cue.ended) * FRAME_S * 1000 if late else None,
    )


def _interrupts(scenario: str, cue: Cue, viewer: Viewer, onset: int, until: int) -> Verdict:
    """The answer is silent in time, stays so, and what was said is answered."""
    stopped = _silent_from(viewer.loud, onset)
    stopped_ms = (stopped - onset) * FRAME_S * 1000 if stopped is not None else None
    known = min(until, cue.ended + round(_VERDICT_S / FRAME_S))
    cut = _events(viewer, "conversation.item.truncated", onset, known)
    why = ""
    if not cut:
        why = "the answer went on"
    elif stopped_ms is None or stopped_ms > YIELD_MS:
        why = "stopped late"
    return Verdict(
        scenario, _said(cue), "interrupts", right=not why, why=why, stopped_ms=stopped_ms
    )


def _ignored(scenario: str, cue: Cue, viewer: Viewer, onset: int, until: int) -> Verdict:
    """Nothing is cut short for it, and nothing answers it."""
    cut = _events(viewer, "conversation.item.truncated", onset, until)
    answered = _events(viewer, "response.created", onset, until)
    why = "it stopped the answer" if cut else "it was answered" if answered else ""
    paused = None
    if cue.line.into is not None:
        soon = cue.ended + round(_PAUSED_S / FRAME_S)
        stopped = _silent_from(viewer.loud[:soon], onset)
        again = _loud_from(viewer.loud, stopped) if stopped is not None else None
        paused = (again - stopped) * FRAME_S * 1000 if again and stopped is not None else 0.0
    return Verdict(scenario, _said(cue), "ignored", right=not why, why=why, paused_ms=paused)


def _silent_from(loud: list[bool], start: int) -> int | None:
    """The first frame from `start` on with which silence begins."""
    for at in range(start, len(loud) - _STILL + 1):
        if not any(loud[at : at + _STILL]):
            return at
    return None


def _loud_from(loud: list[bool], start: int) -> int | None:
    return next((at for at in range(start, len(loud)) if loud[at]), None)
