"""Reading sound and counting figures, for the bench."""

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from realtime_fakes import LoudIsSpeech, hush, tone

from assistant.gateways.realtime.bench.load import answers_it
from assistant.gateways.realtime.bench.play import Played
from assistant.gateways.realtime.bench.questions import (
    QuestionsError,
    demo_texts,
    read_manifest,
)
from assistant.gateways.realtime.bench.report import BenchReport, Figures, Measured
from assistant.gateways.realtime.bench.sound import Playout, last_speech_s
from assistant.speech.audio import SPEAKING_RATE, Audio, join


def noise(ms: int, level: float) -> Audio:
    rng = np.random.default_rng(7)
    samples = rng.uniform(-level, level, SPEAKING_RATE * ms // 1000)
    return Audio(samples.astype(np.float32), SPEAKING_RATE)


@pytest.mark.parametrize(
    ("pieces", "end_s"),
    [
        ((tone(500),), 0.5),
        ((hush(300), tone(500), hush(400)), 0.8),
        ((tone(200), hush(300), tone(200), hush(1000)), 0.7),
        ((tone(500), noise(800, 0.003)), 0.5),
    ],
)
def test_the_end_of_speech_is_read_from_the_sound(pieces: tuple[Audio, ...], end_s: float) -> None:
    assert last_speech_s(join(list(pieces)), LoudIsSpeech()) == pytest.approx(end_s, abs=0.02)


def test_a_recording_without_speech_is_refused() -> None:
    with pytest.raises(ValueError, match="no speech"):
        last_speech_s(hush(1000), LoudIsSpeech())


def test_what_is_quieter_than_45_dbfs_is_not_the_answers_beginning() -> None:
    playout = Playout()
    playout.add(join([noise(300, 0.005), tone(100)]), at=10.0)
    assert playout.first_audible_at == pytest.approx(10.3, abs=0.001)


def test_an_answer_plays_from_its_first_piece_on() -> None:
    playout = Playout()
    playout.add(hush(200), at=10.0)
    playout.add(join([hush(50), tone(100)]), at=10.05)  # waits until the first has been played
    assert playout.first_audible_at == pytest.approx(10.25, abs=0.001)
    assert playout.underruns_ms == 0


def test_a_piece_that_comes_late_is_heard_late() -> None:
    playout = Playout()
    playout.add(hush(200), at=10.0)
    playout.add(tone(100), at=11.0)
    assert playout.first_audible_at == pytest.approx(11.0, abs=0.001)
    assert playout.underruns_ms == pytest.approx(800)


def test_silence_is_no_answer() -> None:
    playout = Playout()
    playout.add(hush(500), at=1.0)
    assert playout.first_audible_at is None


@pytest.mark.parametrize(
    ("values", "median", "p95"),
    [
        ([5.0], 5.0, 5.0),
        ([float(n) for n in range(1, 21)], 10.5, 19.0),
        ([float(n) for n in range(1, 101)], 50.5, 95.0),
        ([3.0, 1.0, 2.0], 2.0, 3.0),
    ],
)
def test_figures(values: list[float], median: float, p95: float) -> None:
    figures = Figures.of(values)
    assert figures is not None
    assert (figures.median, figures.p95) == (median, p95)
    assert (figures.least, figures.most) == (min(values), max(values))


def test_no_figures_of_nothing() -> None:
    report = BenchReport("http://x", (Measured("q", "", "", "unanswered"),))
    assert report.voice_to_voice is None
    assert report.unanswered == 1
    assert report.as_json()["voice_to_voice_ms"] is None
    assert report.table().row_count == 2


def test_each_group_has_figures_of_its_own() -> None:
    def row(group: str, heard: float | None, underruns: float = 0.0) -> Measured:
        return Measured("q", "", "", "", group=group, voice_to_voice=heard, underruns=underruns)

    rows = (row("fact", 900.0, 40.0), row("on_air", 500.0), row("fact", None), row("fact", 700.0))
    report = BenchReport("http://x", rows)

    assert list(report.groups) == ["fact", "on_air"]
    fact = report.as_json()["groups"]["fact"]
    assert (fact["questions"], fact["unanswered"], fact["underruns"]) == (3, 1, 1)
    assert (fact["worst_underrun_ms"], fact["voice_to_voice_ms"]["median"]) == (40.0, 800.0)
    assert report.as_json()["groups"]["on_air"]["voice_to_voice_ms"]["most"] == 500.0
    assert report.groups_table().row_count == 2


def test_what_the_time_is_made_of_is_told_by_group() -> None:
    def row(parts: dict[str, float]) -> Measured:
        return Measured("q", "", "", "", group="fact", contributions=parts)

    rows = (row({"turn_end": 400.0, "synthesis": 300.0}), row({"turn_end": 500.0}), row({}))
    (fact,) = BenchReport("http://x", rows).as_json()["groups"].values()
    assert fact["contributions_ms"] == {"turn_end": 450, "synthesis": 300}


@pytest.mark.parametrize(
    ("heard", "asked", "in_order"),
    [
        ("多少钱？", "多少钱？", True),
        ("嗯。 多少钱？", "多少钱？", True),
        ("有黑色的吗？", "多少钱？", False),  # what was said a turn ago
        ("多少钱？", "", False),
    ],
)
def test_an_answer_is_in_order_when_it_is_to_what_its_turn_heard(
    heard: str, asked: str, in_order: bool
) -> None:
    played = Played(began_at=0.0, transcript=heard)
    assert answers_it(played, {"question": {"text": asked}} if asked else {}) is in_order


def test_the_demo_questions_are_of_three_groups_and_not_in_the_answering_voice() -> None:
    rows = demo_texts()
    assert len({row["text"] for row in rows}) == len(rows)
    assert Counter(row["group"] for row in rows) == {"on_air": 20, "fact": 12, "composed": 12}
    assert {row["voice"] for row in rows}.isdisjoint({"zf_xiaoxiao"})
    assert all(row["fields"] for row in rows)


def test_recordings_are_read_from_beside_their_manifest(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(tone(300).encode("wav"))
    manifest = tmp_path / "manifest.jsonl"
    manifest.write_text(json.dumps({"audio": "a.wav", "text": "多少钱", "fields": ["price"]}))
    (question,) = read_manifest(manifest)
    assert (question.text, question.fields) == ("多少钱", ("price",))
    assert question.audio.seconds == pytest.approx(0.3)


@pytest.mark.parametrize(
    "line", ["", "{", '{"text": "no audio"}', '{"audio": "missing.wav"}', '{"audio": "m.jsonl"}']
)
def test_a_manifest_that_cannot_be_used_says_where(tmp_path: Path, line: str) -> None:
    manifest = tmp_path / "m.jsonl"
    manifest.write_text(line)
    with pytest.raises(QuestionsError, match=r"m\.jsonl"):
        read_manifest(manifest)
