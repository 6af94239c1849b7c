"""Kokoro without its weights: a folder that cannot be used, and where a sound begins."""

from pathlib import Path

import numpy as np
import pytest

from assistant.speech.synthesisers.kokoro_model import KokoroModel, finished
from assistant.speech.synthesisers.port import SynthesiserError


@pytest.mark.parametrize("content", [None, b"", b"not a model" * 50])
@pytest.mark.parametrize("config", [None, "{}", '{"vocab": {"a": 1}}', "not json"])
def test_a_damaged_folder_names_the_remedy(
    tmp_path: Path, content: bytes | None, config: str | None
) -> None:
    if content is not None:
        (tmp_path / "model.onnx").write_bytes(content)
    if config is not None:
        (tmp_path / "config.json").write_text(config)
    with pytest.raises(SynthesiserError, match="run: xiaoer models pull kokoro-82m") as error:
        KokoroModel(tmp_path, threads=1)
    assert "\n" not in str(error.value)


def test_a_sound_begins_where_it_can_be_heard() -> None:
    silent, voice = np.full(1200, 1e-4, np.float32), np.full(4800, 0.3, np.float32)
    begun = finished(np.concatenate([silent, voice]), True, False)
    assert len(begun.samples) == pytest.approx(4800 + 240, abs=1)
    assert len(finished(np.concatenate([silent, voice]), False, True).samples) == 6000


def test_a_sound_that_nobody_hears_is_left_as_it_is() -> None:
    assert len(finished(np.full(600, 1e-4, np.float32), True, True).samples) == 600
