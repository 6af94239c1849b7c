"""Scenarios read, their sounds made, and what is heard of them judged."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, get_args

import numpy as np
import pytest

from assistant.gateways.evaluate_turns.judge import Verdict, judge
from assistant.gateways.evaluate_turns.report import TurnsReport
from assistant.gateways.evaluate_turns.scenario import (
    Bed,
    Expect,
    Line,
    Noise,
    Scenario,
    ScenarioError,
    default_scenarios,
    read_scenarios,
)
from assistant.gateways.evaluate_turns.sounds import bed, noise
from assistant.gateways.evaluate_turns.stage import Cue, Played
from assistant.speech.audio import SPEAKING_RATE

LOUD = np.full(SPEAKING_RATE, 0.3, np.float32)  # a second, from its first sample


def test_the_scenarios_of_the_source_tree_hold_every_kind() -> None:
    scenarios = read_scenarios(default_scenarios())
    lines = [line for scenario in scenarios for line in scenario.lines]
    assert {line.expect for line in lines} == set(get_args(Expect))
    assert {scenario.bed for scenario in scenarios} == {None, *get_args(Bed)}
    assert {line.noise for line in lines} >= {None, "cough", "laugh", "hum", "click", "door"}
    assert any(line.by for line in lines)
    assert any(len(line.pieces) > 1 for line in lines)
    names = [scenario.name for scenario in scenarios]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "holds no scenario"),
        ("a: [", "is not YAML"),
        ("- {name: x, lines: []}", "lines"),
        ("- {name: x, lines: [{say: 喂, expect: shouted}]}", "lines.0.expect"),
        ("- {name: x, lines: [{expect: answered}]}", "either 'say' or 'noise'"),
        ("- {name: x, lines: [{say: 喂, expect: interrupts}]}", "needs 'into'"),
        ("- {name: x, lines: [{say: 喂, whom: me, expect: answered}]}", "lines.0.whom"),
    ],
)
def test_a_scenario_that_cannot_be_played_is_refused_in_a_sentence(
    tmp_path: Path, text: str, told: str
) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(ScenarioError, match=r"wrong\.yaml") as refused:
        read_scenarios([file])
    assert told in str(refused.value)


@pytest.mark.parametrize("kind", get_args(Noise))
def test_a_noise_is_the_same_in_every_run_and_no_louder_than_a_voice(kind: Noise) -> None:
    sound = noise(kind, seed=3)
    assert np.array_equal(sound, noise(kind, seed=3))
    assert np.abs(sound).max() == pytest.approx(0.3, abs=0.01)
    assert 0.03 < len(sound) / SPEAKING_RATE < 2.5


@pytest.mark.parametrize("kind", get_args(Bed))
def test_a_bed_lasts_and_is_as_loud_as_said(kind: Bed) -> None:
    voices = [np.sin(np.arange(30_000, dtype=np.float32) / n) for n in (7.0, 11.0)]
    sound = bed(kind, 3.0, voices)
    assert len(sound) == 3 * SPEAKING_RATE
    assert np.sqrt((sound**2).mean()) == pytest.approx(0.1, rel=0.01)


def heard(line: Line, loud: list[bool], events: list[tuple[int, str]]) -> Verdict:
    """The verdict on one line said from frame 100 to 150."""
    viewer: Any = SimpleNamespace(loud=loud, events=[(at, {"type": kind}) for at, kind in events])
    scenario = Scenario(name="test", lines=(line,))
    (verdict,) = judge(Played(scenario, (Cue(line, 100, 150),), (viewer,)), {0: LOUD})
    return verdict


COMMITTED, CREATED = "input_audio_buffer.committed", "response.created"
CUT = "conversation.item.truncated"


def loud(*stretches: tuple[int, bool]) -> list[bool]:
    return [on for count, on in stretches for _ in range(count)]


def test_a_turn_is_right_when_it_ends_after_the_line_and_is_answered() -> None:
    line = Line(say="多少钱", expect="answered")
    silent = loud((600, False))
    right = heard(line, silent, [(175, COMMITTED), (176, CREATED)])
    assert (right.right, right.ended_ms) == (True, 500)
    early = heard(line, silent, [(130, COMMITTED), (131, CREATED), (175, COMMITTED)])
    assert (early.right, early.cut_off, early.why) == (False, True, "cut off")
    never = heard(line, silent, [])
    assert (never.right, never.missed) == (False, True)
    late = heard(line, silent, [(300, COMMITTED), (301, CREATED)])
    assert late.missed
    unanswered = heard(line, silent, [(175, COMMITTED)])
    assert unanswered.why == "not answered"


def test_an_interruption_is_right_when_the_answer_falls_silent_in_time_for_good() -> None:
    line = Line(say="停", into=1.0, expect="interrupts")
    right = heard(line, loud((110, True), (490, False)), [(130, CUT)])
    assert (right.right, right.stopped_ms) == (True, 200)
    late = heard(line, loud((130, True), (470, False)), [(140, CUT)])
    assert (late.right, late.why) == (False, "stopped late")
    on = heard(line, loud((600, True)), [])
    assert (on.right, on.why, on.stopped_ms) == (False, "the answer went on", None)


def test_what_is_to_be_ignored_cuts_nothing_and_is_not_answered() -> None:
    line = Line(noise="cough", into=1.0, expect="ignored")
    through = heard(line, loud((600, True)), [(180, COMMITTED)])
    assert (through.right, through.paused_ms) == (True, 0)
    paused = heard(line, loud((110, True), (40, False), (450, True)), [(180, COMMITTED)])
    assert (paused.right, paused.paused_ms) == (True, 800)
    cut = heard(line, loud((110, True), (490, False)), [(130, CUT)])
    assert cut.why == "it stopped the answer"
    answered = heard(line, loud((600, True)), [(180, COMMITTED), (181, CREATED)])
    assert answered.why == "it was answered"


def test_a_report_counts_each_kind_by_itself() -> None:
    said = [
        Verdict("a", "x", "answered", right=True, ended_ms=400.0),
        Verdict("a", "x", "answered", right=False, why="cut off", cut_off=True),
        Verdict("a", "x", "interrupts", right=True, stopped_ms=150.0),
        Verdict("a", "x", "ignored", right=False, why="it stopped the answer", paused_ms=0.0),
    ]
    report = TurnsReport(tuple(said))
    figures = report.figures
    assert (figures["answered"], figures["cut_offs"], figures["missed_ends"]) == (0.5, 0.5, 0.0)
    assert (figures["yielded"], figures["yield_ms_median"], figures["ignored"]) == (1.0, 150.0, 0.0)
    assert [verdict.why for verdict in report.failed] == ["cut off", "it stopped the answer"]
    assert len(report.as_json()["verdicts"]) == 4
    assert TurnsReport(()).figures["answered"] is None
