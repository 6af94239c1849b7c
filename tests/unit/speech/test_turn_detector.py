"""Turns found from a scripted chance of speech, frame by frame."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.settings import Settings
from assistant.speech.audio import HEARING_RATE, Samples
from assistant.speech.turns import (
    SpeechPaused,
    SpeechResumed,
    SpeechStarted,
    SpeechStopped,
    TurnDetector,
    TurnEnded,
    TurnEvent,
    TurnRules,
)

FRAME = 512
RULES = TurnRules(silence_duration_ms=320, pause_ms=160, prefix_padding_ms=96, min_speech_ms=96)


class Scripted:
    """Reads the chance of speech from the samples themselves: a frame's first sample is it."""

    frame = FRAME

    def __init__(self) -> None:
        self.resets = 0

    def probability(self, frame: Samples) -> float:
        assert len(frame) == FRAME
        return float(frame[0])

    def reset(self) -> None:
        self.resets += 1


def stream(*stretches: tuple[int, float]) -> Samples:
    """Frames of sound: (how many, chance of speech)."""
    return np.concatenate(
        [np.full(count * FRAME, chance, np.float32) for count, chance in stretches]
    )


def detector(**changes: float) -> TurnDetector:
    values = {name: getattr(RULES, name) for name in RULES.__slots__} | changes
    return TurnDetector(Scripted(), TurnRules(**values))


def kinds(events: list[TurnEvent]) -> list[type]:
    return [type(event) for event in events]


WHOLE = [SpeechStarted, SpeechPaused, SpeechStopped, TurnEnded]


def test_one_turn_is_found_where_it_lies() -> None:
    events = detector().push(stream((20, 0.0), (30, 0.9), (20, 0.0)))
    assert kinds(events) == WHOLE
    started, paused, stopped, ended = events
    assert isinstance(started, SpeechStarted)
    assert isinstance(paused, SpeechPaused)
    assert isinstance(stopped, SpeechStopped)
    assert isinstance(ended, TurnEnded)
    assert started.at == 20 * FRAME
    assert started.at_ms == 640
    assert paused.at == stopped.at == ended.end == 50 * FRAME
    assert ended.start == started.at
    assert ended.end_ms == 1600
    assert not ended.forced
    # 96 ms before, 160 ms after.
    assert ended.audio_start == 17 * FRAME
    assert len(ended.audio.samples) == (3 + 30 + 5) * FRAME
    assert ended.audio.rate == HEARING_RATE
    # What was announced at the pause is what the turn holds: it may be recognised early.
    assert np.array_equal(paused.audio.samples, ended.audio.samples)


def test_speech_is_announced_as_soon_as_it_is_no_click() -> None:
    turns = detector()
    assert turns.push(stream((5, 0.0), (2, 0.9))) == []
    assert not turns.speaking
    assert kinds(turns.push(stream((1, 0.9)))) == [SpeechStarted]
    assert turns.speaking


@pytest.mark.parametrize("chunk", [1, 160, 511, 512, 513, 1600, 4000, 100_000])
def test_the_size_of_chunks_changes_nothing(chunk: int) -> None:
    sound = stream((7, 0.1), (11, 0.8), (3, 0.2), (9, 0.7), (15, 0.0), (6, 0.9), (40, 0.0))
    whole = [repr(event) for event in detector().push(sound)]
    turns = detector()
    pieces = [
        repr(event)
        for start in range(0, len(sound), chunk)
        for event in turns.push(sound[start : start + chunk])
    ]
    assert [line.split("audio=")[0] for line in pieces] == [
        line.split("audio=")[0] for line in whole
    ]
    assert turns.position == len(sound)


@pytest.mark.parametrize("frames", [1, 2])
def test_a_click_is_no_turn(frames: int) -> None:
    assert detector().push(stream((20, 0.0), (frames, 1.0), (40, 0.0))) == []


def test_clicks_far_apart_do_not_add_up() -> None:
    clicks = stream(*[(1, 1.0), (8, 0.0)] * 20)
    assert detector().push(clicks) == []


def test_syllables_close_together_do_add_up() -> None:
    word = stream((10, 0.0), (2, 0.9), (2, 0.1), (2, 0.9), (30, 0.0))
    assert kinds(detector().push(word)) == WHOLE


def test_a_weak_syllable_does_not_break_speech_but_does_not_begin_it() -> None:
    assert detector().push(stream((50, 0.4))) == []
    events = detector().push(stream((10, 0.9), (30, 0.4), (10, 0.9)))
    assert kinds(events) == [SpeechStarted]


def test_speech_that_broke_off_needs_the_full_threshold_again() -> None:
    events = detector().push(stream((10, 0.9), (2, 0.0), (30, 0.4)))
    assert kinds(events) == WHOLE
    assert events[-1].end == 10 * FRAME  # type: ignore[union-attr]


def test_a_pause_inside_a_sentence_is_announced_and_does_not_end_it() -> None:
    events = detector().push(stream((10, 0.9), (7, 0.0), (10, 0.9), (30, 0.0)))
    assert kinds(events) == [
        SpeechStarted,
        SpeechPaused,
        SpeechResumed,
        SpeechPaused,
        SpeechStopped,
        TurnEnded,
    ]
    assert events[1].at == 10 * FRAME  # type: ignore[union-attr]
    assert events[-1].end == 27 * FRAME  # type: ignore[union-attr]
    assert events[-1].start == 0  # type: ignore[union-attr]


def test_two_turns_share_no_speech() -> None:
    events = detector(prefix_padding_ms=2000).push(
        stream((5, 0.0), (10, 0.9), (12, 0.0), (10, 0.8), (30, 0.0))
    )
    first, second = (event for event in events if isinstance(event, TurnEnded))
    assert second.audio_start >= first.end
    assert np.count_nonzero(second.audio.samples > 0.85) == 0


def test_a_turn_too_long_is_ended_and_the_next_goes_on() -> None:
    events = detector(max_turn_ms=640).push(stream((3, 0.0), (45, 0.9), (20, 0.0)))
    ended = [event for event in events if isinstance(event, TurnEnded)]
    assert [event.forced for event in ended] == [True, True, False]
    assert ended[0].end == ended[1].start
    assert sum(event.end - event.start for event in ended) == 45 * FRAME
    assert ended[1].audio_start == ended[1].start


def test_flush_ends_what_is_open_with_its_last_samples() -> None:
    turns = detector()
    sound = stream((4, 0.0), (10, 0.9))[:-100]
    turns.push(sound)
    events = turns.flush()
    assert kinds(events) == [SpeechStopped, TurnEnded]
    assert events[-1].end == len(sound)  # type: ignore[union-attr]
    assert turns.flush() == []
    assert turns.position == len(sound)
    later = turns.push(stream((10, 0.9), (20, 0.0)))
    assert later[0].at == len(sound)  # type: ignore[union-attr]


def test_flush_of_silence_or_of_a_click_brings_nothing() -> None:
    turns = detector()
    turns.push(stream((10, 0.0), (2, 0.9)))
    assert turns.flush() == []


def test_clear_drops_the_open_turn_and_keeps_counting() -> None:
    activity = Scripted()
    turns = TurnDetector(activity, RULES)
    turns.push(stream((10, 0.9))[:-7])
    turns.clear()
    assert activity.resets == 1
    assert not turns.speaking
    assert turns.flush() == []
    assert turns.position == 10 * FRAME - 7


def test_endless_silence_holds_no_more_than_the_prefix() -> None:
    turns = detector(prefix_padding_ms=300)
    for _ in range(300):
        turns.push(stream((10, 0.0)))
        assert sum(len(piece) for piece in turns._kept) <= 300 * 16 + FRAME


def test_the_caller_may_reuse_its_buffer() -> None:
    turns = detector()
    buffer = stream((20, 0.9))
    for start in range(0, len(buffer), 200):
        chunk = buffer[start : start + 200]
        turns.push(chunk)
        chunk[:] = 0
    events = turns.push(stream((20, 0.0)))
    assert float(events[-1].audio.samples[:100].min()) == np.float32(0.9)  # type: ignore[union-attr]


def test_rules_come_from_the_settings() -> None:
    rules = TurnRules.from_settings(Settings(turn_end_ms=700, max_audio_s=20))
    assert rules.silence_duration_ms == 700
    assert rules.max_turn_ms == 20_000


@given(
    st.lists(st.tuples(st.integers(1, 30), st.sampled_from([0.0, 0.3, 0.4, 0.6, 1.0])), max_size=25)
)
def test_events_always_come_in_order(stretches: list[tuple[int, float]]) -> None:
    turns = detector(max_turn_ms=960)
    events = [event for stretch in stretches for event in turns.push(stream(stretch))]
    events += turns.flush()
    open_turn = False
    last = 0
    for event in events:
        if isinstance(event, SpeechStarted):
            assert not open_turn
            assert event.at >= last
            open_turn = True
        elif isinstance(event, TurnEnded):
            assert last <= event.audio_start <= event.start < event.end
            assert event.end - event.start <= 960 * 16 + 20 * FRAME
            last = event.end
            open_turn = False
        else:
            assert open_turn
    assert not open_turn
