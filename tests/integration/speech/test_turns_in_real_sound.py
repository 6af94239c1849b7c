"""Turns found by the real voice-activity model, in made sound and in recordings of people."""

import json
import statistics
import time
from pathlib import Path

import numpy as np
import pytest

from assistant.speech.audio import HEARING_RATE, Audio, Samples, silence
from assistant.speech.turns import SpeechPaused, TurnDetector, TurnEnded, TurnRules
from assistant.speech.voice_activity import SileroVoiceActivity, first_speech

SHARED = Path(__file__).parents[4] / "shared" / "data" / "speech"


def heard_as_stream(samples: Samples, rules: TurnRules | None = None) -> list[TurnEnded]:
    """The turns in sound that comes as it does over a socket, 20 ms at a time."""
    turns = TurnDetector(SileroVoiceActivity(), rules)
    events = [
        event
        for start in range(0, len(samples), 320)
        for event in turns.push(samples[start : start + 320])
    ]
    return [event for event in [*events, *turns.flush()] if isinstance(event, TurnEnded)]


def vowel(seconds: float, pitch: float = 130.0) -> Samples:
    """A voice saying 啊: a glottal buzz through three formants, its pitch and loudness swaying."""
    time = np.arange(round(seconds * HEARING_RATE)) / HEARING_RATE
    phase = 2 * np.pi * np.cumsum(pitch * (1 + 0.06 * np.sin(2 * np.pi * 3 * time))) / HEARING_RATE
    sound = np.zeros_like(time)
    for number in range(1, 30):
        frequency = pitch * number
        formants = ((730, 90, 1.0), (1090, 110, 0.5), (2440, 160, 0.25))
        gain = sum(g / (1 + ((frequency - f) / b) ** 2) for f, b, g in formants)
        sound += gain / number**0.3 * np.sin(number * phase)
    sound *= 0.6 + 0.4 * np.sin(2 * np.pi * 4 * time)
    return (0.3 * sound / np.abs(sound).max()).astype(np.float32)


def hush(seconds: float) -> Samples:
    return silence(seconds, HEARING_RATE).samples


def test_a_made_voice_is_a_turn_where_it_was_put() -> None:
    sound = np.concatenate([hush(1), vowel(1.2), hush(1.5)])
    (turn,) = heard_as_stream(sound)
    assert 900 <= turn.start_ms <= 1250
    assert 2000 <= turn.end_ms <= 2500
    # 300 ms before, and as much after as announced the pause.
    length = (turn.end_ms - turn.start_ms + 300 + TurnRules().pause_ms) / 1000
    assert turn.audio.seconds == pytest.approx(length, abs=0.04)


@pytest.mark.parametrize("level", [0.0, 0.001, 0.02])
def test_silence_and_hiss_are_no_turn(level: float) -> None:
    hiss = np.random.default_rng(5).normal(0, level, 20 * HEARING_RATE).astype(np.float32)
    assert heard_as_stream(hiss) == []


def test_clicks_are_no_turn() -> None:
    sound = hush(5)
    sound[:: HEARING_RATE // 3] = 0.9
    assert heard_as_stream(sound) == []


def test_judging_a_frame_is_cheap_enough_for_the_event_loop() -> None:
    activity, frame = SileroVoiceActivity(), vowel(0.032)
    costs = []
    for _ in range(50):
        begun = time.thread_time()
        activity.probability(frame)
        costs.append(time.thread_time() - begun)
    assert statistics.median(costs) < 0.002


def test_a_frame_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="a frame holds 512 samples, not 100"):
        SileroVoiceActivity().probability(hush(1)[:100])


def test_the_first_speech_is_found() -> None:
    sound = np.concatenate([hush(2), vowel(1)])
    begins = first_speech(Audio(sound, HEARING_RATE), SileroVoiceActivity())
    assert begins is not None
    assert begins / HEARING_RATE == pytest.approx(2.0, abs=0.25)
    assert first_speech(silence(3, 48_000), SileroVoiceActivity()) is None


def _clips(corpus: str) -> list[Audio]:
    if not SHARED.is_dir():
        pytest.skip("the shared recordings are not beside this checkout")
    rows = map(json.loads, (SHARED / "manifest.jsonl").read_text("utf-8").splitlines())
    return [
        Audio.decode((SHARED / row["audio"]).read_bytes(), max_seconds=600).at(HEARING_RATE)
        for row in rows
        if corpus in row["audio"]
    ]


def test_people_are_heard_whole() -> None:
    whole = 0
    clips = _clips("baker")
    for clip in clips:
        turns = heard_as_stream(np.concatenate([hush(0.6), clip.samples, hush(1)]))
        steps = len(clip.samples) // 320
        energy = np.square(clip.samples[: steps * 320].reshape(steps, 320)).mean(axis=1)
        loud = np.flatnonzero(energy > 0.01 * energy.max())  # within 20 dB of the loudest
        begins, ends = 600 + loud[0] * 20, 620 + loud[-1] * 20
        kept = turns[0].audio_start / 16, turns[-1].end_ms + 200
        whole += kept[0] <= begins and ends <= kept[1]
        assert turns
    # A turn may be two where a reader breathes; no syllable of them may fall outside.
    assert whole >= 0.97 * len(clips)


def test_two_people_in_turn_are_two_turns() -> None:
    one, other = _clips("firered_IT")[0].samples, _clips("baker_000038")[0].samples
    first, second = heard_as_stream(np.concatenate([hush(0.5), one, hush(1.5), other, hush(1.5)]))
    border = 500 + len(one) / 16
    assert first.end_ms < border + 400
    assert border + 1000 < second.start_ms
    assert second.audio_start >= first.end


def test_the_sound_known_at_the_pause_is_the_turns_own() -> None:
    clip = _clips("firered_IT")[0]
    turns = TurnDetector(SileroVoiceActivity())
    events = turns.push(np.concatenate([hush(0.6), clip.samples, hush(1)]))
    paused = [event for event in events if isinstance(event, SpeechPaused)][-1]
    ended = [event for event in events if isinstance(event, TurnEnded)][-1]
    assert paused.at == ended.end
    assert np.array_equal(paused.audio.samples, ended.audio.samples)
