"""A Kokoro folder that cannot be used is one clear sentence."""

from pathlib import Path

import pytest

from assistant.speech.synthesisers.kokoro_model import KokoroModel
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
