"""Sound kept on disk: bounded, shared, and never in the way."""

from pathlib import Path

import numpy as np
import pytest

from assistant.speech.audio import Audio
from assistant.speech.synthesisers.sound_store import SoundStore, sound_key


def noise(seed: int, seconds: float = 0.5) -> Audio:
    """Noise, which no codec makes small."""
    rng = np.random.default_rng(seed)
    return Audio(rng.uniform(-0.5, 0.5, round(24_000 * seconds)).astype(np.float32), 24_000)


def same(one: Audio | None, other: Audio) -> bool:
    return one is not None and bool(np.abs(one.samples - other.samples).max() < 1e-4)


def test_a_sound_comes_back_as_it_was_from_memory_and_from_disk(tmp_path: Path) -> None:
    store, sound = SoundStore(tmp_path, max_bytes=1_000_000), noise(1)
    assert store.get("a") is None
    store.put("a", sound)
    assert same(store.get("a"), sound)
    again = SoundStore(tmp_path, max_bytes=1_000_000)
    assert again.at_hand("a") is None
    assert same(again.get("a"), sound)
    assert same(again.at_hand("a"), sound)
    assert store.get("a").samples.tolist() == again.get("a").samples.tolist()  # type: ignore[union-attr]


def test_the_files_stay_within_their_bound_and_the_longest_unused_go(tmp_path: Path) -> None:
    store = SoundStore(tmp_path, max_bytes=75_000)  # three of some 24 kB
    for name in "abc":
        store.put(name, noise(ord(name)))
    store.get("a")
    store.put("d", noise(4))
    assert [name in store for name in "abcd"] == [True, False, True, True]
    assert store.bytes <= 75_000
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) == store.bytes
    assert [name in SoundStore(tmp_path, max_bytes=30_000) for name in "acd"].count(True) == 1


def test_memory_is_bounded_too(tmp_path: Path) -> None:
    store = SoundStore(tmp_path, max_bytes=1_000_000, memory_bytes=50_000)  # two of 24 kB
    for name in "abc":
        store.put(name, noise(ord(name)))
    assert store.at_hand("a") is None
    assert store.at_hand("c") is not None
    assert store.get("a") is not None


def test_a_broken_file_is_dropped_and_made_again(tmp_path: Path) -> None:
    SoundStore(tmp_path, max_bytes=1_000_000).put("a", noise(1))
    (tmp_path / "a.flac").write_bytes(b"not a sound")
    store = SoundStore(tmp_path, max_bytes=1_000_000)
    assert store.get("a") is None
    assert "a" not in store
    assert list(tmp_path.iterdir()) == []
    store.put("a", noise(2))
    assert same(store.get("a"), noise(2))


def test_a_file_somebody_removed_costs_nothing(tmp_path: Path) -> None:
    SoundStore(tmp_path, max_bytes=1_000_000).put("a", noise(1))
    store = SoundStore(tmp_path, max_bytes=1_000_000)
    (tmp_path / "a.flac").unlink()
    assert store.get("a") is None
    store.drop("a")
    store.drop("never there")


def test_a_sound_that_cannot_be_written_is_not_kept(tmp_path: Path) -> None:
    store = SoundStore(tmp_path / "sounds", max_bytes=1_000_000)
    (tmp_path / "sounds").rmdir()
    store.put("a", noise(1))
    assert store.get("a") is None


@pytest.mark.parametrize(
    "other",
    [
        {"text": "别的"},
        {"language": "en"},
        {"voice": "zm_yunxi"},
        {"model": "kokoro-2"},
    ],
)
def test_everything_that_makes_a_sound_what_it_is_is_in_its_key(other: dict[str, str]) -> None:
    one = {"text": "你好", "language": "zh", "voice": "zf_xiaoxiao", "model": "kokoro"}
    assert sound_key(**one) != sound_key(**{**one, **other})
    assert sound_key(**one) == sound_key(**one)
