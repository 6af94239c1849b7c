"""The notebooks run from top to bottom on a sample, and are kept without outputs."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
NOTEBOOKS = tuple(sorted(path.stem for path in FOLDER.glob("*.ipynb")))
WITHIN_S = 520


def test_there_are_the_three() -> None:
    assert NOTEBOOKS == ("01-tour", "02-repurchase", "03-latency")


@pytest.mark.timeout(540)
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_it_runs_from_top_to_bottom(name: str, model_home: Path, tmp_path: Path) -> None:
    command = [sys.executable, str(FOLDER / "run.py"), name, "--out", str(tmp_path)]
    environment = {**os.environ, "XIAOER_HOME": str(model_home), "XIAOER_NOTEBOOK_SAMPLE": "1"}
    ran = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=WITHIN_S, check=False
    )
    assert ran.returncode == 0, ran.stderr
    cells = nbformat.read(tmp_path / f"{name}.ipynb", nbformat.NO_CONVERT).cells
    code = [cell for cell in cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    shown = [output for cell in code for output in cell.outputs]
    assert any("image/png" in output.get("data", {}) for output in shown), "it shows no plot"


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_it_is_kept_without_outputs(name: str) -> None:
    kept = nbformat.read(FOLDER / f"{name}.ipynb", nbformat.NO_CONVERT)
    nbformat.validate(kept)
    assert set(kept.metadata) == {"kernelspec", "language_info"}
    for cell in kept.cells:
        assert not cell.metadata
        if cell.cell_type == "code":
            assert not cell.outputs
            assert cell.execution_count is None
