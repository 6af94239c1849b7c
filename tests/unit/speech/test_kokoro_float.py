"""Folding dynamically quantised convolutions back to float32, on a model made here."""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from assistant.models.kokoro_float import fold as fold_graph

CHANNELS, OUTPUTS, TAPS = 3, 4, 5


def quantised_model(path: Path, seed: int = 3, *, bias: bool = True) -> dict[str, np.ndarray]:
    """Write a convolution as onnxruntime's dynamic quantiser leaves it; return its weights."""
    rng = np.random.default_rng(seed)
    kernel = rng.integers(0, 255, (OUTPUTS, CHANNELS, TAPS)).astype(np.uint8)
    scale, zero = np.float32(0.02), np.uint8(120)
    offset = rng.normal(0, 1, OUTPUTS).astype(np.float32)
    tensors = {
        "w_quantized": kernel,
        "w_scale": np.array(scale),
        "w_zero_point": np.array(zero),
        "shape": np.array([1, -1, 1], dtype=np.int64),
    }
    node = helper.make_node
    nodes = [
        node("DynamicQuantizeLinear", ["x"], ["x_q", "x_scale", "x_zero"]),
        node(
            "ConvInteger",
            ["x_q", "w_quantized", "x_zero", "w_zero_point"],
            ["product"],
            "conv_quant",
            pads=[2, 2],
        ),
        node("Mul", ["x_scale", "w_scale"], ["scale"], "scales"),
    ]
    summed = "product"
    if bias:
        tensors["bias"] = offset
        nodes += [
            node("Div", ["bias", "scale"], ["b_div"]),
            node("Floor", ["b_div"], ["b_floor"]),
            node("Cast", ["b_floor"], ["b_q"], to=TensorProto.INT32),
            node("Reshape", ["b_q", "shape"], ["b_r"]),
            node("Add", ["product", "b_r"], ["sum"], "bias_add"),
        ]
        summed = "sum"
    nodes += [
        node("Cast", [summed], ["as_float"], to=TensorProto.FLOAT),
        node("Mul", ["as_float", "scale"], ["y"], "rescale"),
    ]
    graph = helper.make_graph(
        nodes,
        "quantised",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, CHANNELS, None])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(value, name) for name, value in tensors.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)
    onnx.save(model, path)
    weights = (kernel.astype(np.float32) - np.float32(zero)) * scale
    return {"kernel": weights, "bias": offset if bias else np.zeros(OUTPUTS, np.float32)}


def fold(source: Path, target: Path) -> None:
    model = onnx.load(source)
    fold_graph(model.graph)
    onnx.save(model, target)


def run(path: Path, x: np.ndarray) -> np.ndarray:
    return onnxruntime.InferenceSession(path).run(None, {"x": x})[0]


@pytest.mark.parametrize("bias", [True, False])
def test_the_folded_model_computes_the_convolution_exactly(tmp_path: Path, bias: bool) -> None:
    weights = quantised_model(tmp_path / "model.onnx", bias=bias)
    x = np.random.default_rng(5).normal(0, 1, (1, CHANNELS, 40)).astype(np.float32)
    padded = np.pad(x[0], ((0, 0), (2, 2)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, TAPS, axis=1)
    expected = np.einsum("ctk,ock->ot", windows, weights["kernel"]) + weights["bias"][:, None]

    fold(tmp_path / "model.onnx", tmp_path / "out.onnx")

    np.testing.assert_allclose(run(tmp_path / "out.onnx", x)[0], expected, atol=2e-4)
    quantised = run(tmp_path / "model.onnx", x)[0]
    assert np.abs(quantised - expected).max() > 1e-3, "the quantised run should differ a little"
    assert np.abs(quantised - expected).max() < 0.5


def test_nothing_of_the_quantisation_is_left(tmp_path: Path) -> None:
    quantised_model(tmp_path / "model.onnx")
    fold(tmp_path / "model.onnx", tmp_path / "out.onnx")
    graph = onnx.load(tmp_path / "out.onnx").graph
    assert [node.op_type for node in graph.node] == ["Conv"]
    assert len(graph.initializer) == 2


def test_a_model_without_quantised_convolutions_is_refused(tmp_path: Path) -> None:
    quantised_model(tmp_path / "model.onnx")
    fold(tmp_path / "model.onnx", tmp_path / "out.onnx")
    with pytest.raises(ValueError, match="no quantised convolution"):
        fold(tmp_path / "out.onnx", tmp_path / "again.onnx")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["model.onnx", "out.onnx"]
