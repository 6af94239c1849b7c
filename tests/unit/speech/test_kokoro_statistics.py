"""A voice's averages: gathered, kept, and read off for a text's share of silence."""

from pathlib import Path

import numpy as np
import pytest

from assistant.speech.synthesisers.kokoro_model import Sentence, limited
from assistant.speech.synthesisers.kokoro_statistics import (
    SHARES,
    Gathering,
    Moments,
    VoiceStatistics,
    quiet,
    shares_near,
    together,
    with_silence,
)


def some() -> VoiceStatistics:
    rng = np.random.default_rng(1)
    shape = (len(SHARES), 6)
    return VoiceStatistics(
        rng.normal(0, 1, shape).astype(np.float32), rng.uniform(0.1, 4, shape).astype(np.float32)
    )


def test_at_a_share_of_the_table_they_are_the_tables() -> None:
    statistics = some()
    for at, share in enumerate(SHARES):
        moments = statistics.at(share)
        np.testing.assert_allclose(moments.means.ravel(), statistics.means[at], atol=1e-5)
        np.testing.assert_allclose(moments.variances.ravel(), statistics.variances[at], rtol=1e-4)
        assert moments.means.shape == (1, 6, 1)


def test_between_they_are_between_and_beyond_they_stay() -> None:
    statistics = VoiceStatistics(
        np.arange(len(SHARES), dtype=np.float32)[:, None],
        4.0 ** np.arange(len(SHARES), dtype=np.float32)[:, None],
    )
    middle = statistics.at((SHARES[0] + SHARES[1]) / 2)
    assert middle.means.item() == pytest.approx(0.5)
    assert middle.variances.item() == pytest.approx(2.0, rel=1e-4)
    assert statistics.at(0.0).means.item() == 0.0
    assert statistics.at(1.0).means.item() == len(SHARES) - 1


def test_gathered_moments_are_those_of_all_together() -> None:
    rng = np.random.default_rng(2)
    parts = [rng.normal(size, size, (3, size * 100)) for size in (1, 3)]
    gathering = Gathering()
    for part in parts:
        own = Moments(part.mean(1)[None, :, None], part.var(1)[None, :, None])
        gathering.add(own, part.shape[1])
    means, variances = gathering.moments
    everything = np.concatenate(parts, axis=1)
    np.testing.assert_allclose(means, everything.mean(1), rtol=1e-5)
    np.testing.assert_allclose(variances, everything.var(1), rtol=1e-5)
    one = together([Gathering(), gathering, Gathering()])
    np.testing.assert_allclose(one.means, np.tile(means, (3, 1)))


def test_they_are_kept_under_their_key(tmp_path: Path) -> None:
    path, statistics = tmp_path / "statistics" / "voice.npz", some()
    assert VoiceStatistics.load(path, "k") is None
    statistics.save(path, "k")
    loaded = VoiceStatistics.load(path, "k")
    assert loaded is not None
    np.testing.assert_array_equal(loaded.variances, statistics.variances)
    assert VoiceStatistics.load(path, "another") is None
    path.write_bytes(path.read_bytes()[:50])
    assert VoiceStatistics.load(path, "k") is None
    assert [p.name for p in path.parent.iterdir()] == ["voice.npz"]


def test_silence_is_told_by_energy_and_taken_as_wanted() -> None:
    energy = np.array([-9] * 10 + [5, 8, -6, 9, 4] * 6 + [-9] * 10, dtype=np.float32)
    still = quiet(energy)
    assert still.sum() == 26
    for share in SHARES:
        steps = with_silence(still, share)
        assert np.mean(still[steps]) == pytest.approx(share, abs=0.03)
        assert np.all(np.diff(steps) >= 0)
        assert np.count_nonzero(~still[steps]) == 24
    assert shares_near(0.44) == (1, 2, 3)
    assert shares_near(0.02) == (0,)
    assert shares_near(0.95) == (len(SHARES) - 1,)


def test_steps_are_taken_with_their_harmonics() -> None:
    still = np.array([True, False, False, True])
    features = np.arange(8, dtype=np.float32).reshape(1, 2, 4)
    harmonics = np.repeat(np.arange(4), 60).astype(np.float32)
    harmonics = np.append(harmonics, 9.0).astype(np.float32).reshape(1, 1, -1)
    nothing = np.zeros((1, 1, 1), np.float32)
    part = Sentence(features, harmonics, nothing, nothing, still).taken(np.array([1, 2, 2]))
    assert part.features.tolist() == [[[1, 2, 2], [5, 6, 6]]]
    assert part.harmonics.shape == (1, 1, 181)
    assert part.harmonics[0, 0, [0, 60, 120, 180]].tolist() == [1, 2, 2, 9]
    assert part.steps == 3
    assert part.spoken == (0, 3)


def test_a_loud_sample_is_bent_by_itself() -> None:
    samples = np.array([-3.0, -0.9, -0.5, 0.0, 0.79, 0.85, 1.2], dtype=np.float32)
    bent = limited(samples)
    assert np.all(np.abs(bent) < 1.0 + 1e-6)
    np.testing.assert_array_equal(bent[2:5], samples[2:5])
    assert np.all(np.diff(bent) > 0)
    for at in range(len(samples)):
        np.testing.assert_array_equal(limited(samples[at : at + 1]), bent[at : at + 1])
