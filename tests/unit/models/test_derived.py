"""Files made from a model file, once, and again when something changed."""

from collections.abc import Sequence
from pathlib import Path

import onnx
import pytest
from onnx import ModelProto, TensorProto, helper

from assistant.models.derived import derived

NAMES = ("one.onnx", "two.onnx")


class Maker:
    """Makes two small models, and counts how often."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, source: Path) -> Sequence[ModelProto]:
        self.times += 1
        return [_model(source.read_text()), _model("other")]


def _model(name: str) -> ModelProto:
    value = helper.make_tensor_value_info("x", TensorProto.FLOAT, [1])
    node = helper.make_node("Identity", ["x"], ["y"])
    out = helper.make_tensor_value_info("y", TensorProto.FLOAT, [1])
    return helper.make_model(helper.make_graph([node], name, [value], [out]))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "model.onnx"
    path.write_text("first")
    return path


def test_they_are_made_once_and_are_whole(source: Path) -> None:
    make = Maker()
    paths = derived(source, NAMES, "v1", make)
    assert derived(source, NAMES, "v1", make) == paths
    assert make.times == 1
    assert [path.name for path in paths] == list(NAMES)
    assert onnx.load(paths[0]).graph.name == "first"
    left = {path.name for path in source.parent.iterdir() if not path.name.startswith(".")}
    assert left == {"model.onnx", *NAMES}


def test_another_source_another_version_or_damage_make_all_anew(source: Path) -> None:
    make = Maker()
    first, second = derived(source, NAMES, "v1", make)
    source.write_text("changed")
    derived(source, NAMES, "v1", make)
    assert onnx.load(first).graph.name == "changed"
    derived(source, NAMES, "v2", make)
    assert make.times == 3
    second.write_bytes(second.read_bytes()[:20])
    derived(source, NAMES, "v2", make)
    assert make.times == 4
    assert onnx.load(second).graph.name == "other"


def test_what_cannot_be_made_leaves_nothing(source: Path) -> None:
    def fail(_: Path) -> Sequence[ModelProto]:
        raise ValueError("no such graph")

    with pytest.raises(ValueError, match="no such graph"):
        derived(source, NAMES, "v1", fail)
    assert [p.name for p in source.parent.iterdir() if p.suffix == ".onnx"] == ["model.onnx"]
