"""Cutting a vocoder that normalises over time, on a model made here."""

import numpy as np
import onnxruntime
import pytest
from onnx import ModelProto, TensorProto, helper, numpy_helper

from assistant.models import kokoro_halves as halves
from assistant.models.kokoro_halves import Cut, cut

CHANNELS = 3
CUT = Cut("/voice/", "encoded", "source", "loudness")


def whole_model() -> ModelProto:
    """`audio` = AdaIN(encoded + source), as the exporter writes instance normalisation."""
    rng = np.random.default_rng(7)
    node = helper.make_node
    constants = {
        "style_weight": rng.normal(0, 1, (2, 2 * CHANNELS)).astype(np.float32),
        "sizes": np.array([CHANNELS, CHANNELS], np.int64),
        "last": np.array([2], np.int64),
        "epsilon": np.array(1e-5, np.float32),
        "one": np.array(1, np.float32),
    }
    nodes = [
        node("Identity", ["tokens"], ["encoded"]),
        node("Neg", ["tokens"], ["negated"]),
        node("Sin", ["negated"], ["source"]),
        node("ReduceSum", ["tokens"], ["loudness"]),
        node("MatMul", ["style", "style_weight"], ["style_row"]),
        node("Unsqueeze", ["style_row", "last"], ["style_column"]),
        node("Split", ["style_column", "sizes"], ["gain_less_one", "offset"], axis=1),
        node("Add", ["gain_less_one", "one"], ["gain"]),
        node("Add", ["encoded", "source"], ["x"], "/voice/add"),
        node("ReduceMean", ["x", "last"], ["mean"], "/voice/mean"),
        node("Sub", ["x", "mean"], ["centred"], "/voice/sub"),
        node("Mul", ["centred", "centred"], ["squares"], "/voice/squares"),
        node("ReduceMean", ["squares", "last"], ["variance"], "/voice/variance"),
        node("Add", ["variance", "epsilon"], ["safe"], "/voice/safe"),
        node("Sqrt", ["safe"], ["deviation"], "/voice/sqrt"),
        node("Div", ["centred", "deviation"], ["normal"], "/voice/div"),
        node("Mul", ["normal", "gain"], ["scaled"], "/voice/gain"),
        node("Add", ["scaled", "offset"], ["moved"], "/voice/offset"),
        node("Tanh", ["moved"], ["audio"], "/voice/tanh"),
    ]
    value = helper.make_tensor_value_info
    graph = helper.make_graph(
        nodes,
        "whole",
        [
            value("tokens", TensorProto.FLOAT, [1, CHANNELS, "n"]),
            value("style", TensorProto.FLOAT, [1, 2]),
        ],
        [value("audio", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(array, name) for name, array in constants.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=9)


def run(model: ModelProto, inputs: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    session = onnxruntime.InferenceSession(model.SerializeToString())
    names = [output.name for output in session.get_outputs()]
    return dict(zip(names, session.run(names, inputs), strict=True))


@pytest.fixture
def inputs() -> dict[str, np.ndarray]:
    rng = np.random.default_rng(11)
    return {
        "tokens": rng.normal(1, 2, (1, CHANNELS, 40)).astype(np.float32),
        "style": rng.normal(0, 1, (1, 2)).astype(np.float32),
    }


def second_inputs(made: dict[str, np.ndarray], own: float) -> dict[str, np.ndarray]:
    nothing = np.zeros((1, CHANNELS, 1), np.float32)
    given = {halves.MEANS: nothing, halves.VARIANCES: nothing, halves.OWN: np.float32([own])}
    return {name: array for name, array in made.items() if name != halves.ENERGY} | given


def test_one_after_the_other_they_are_the_whole(inputs: dict[str, np.ndarray]) -> None:
    model = whole_model()
    first, second = cut(model, CUT)
    expected = run(model, inputs)["audio"]
    made = run(first, inputs)
    assert set(made) == set(halves.FIRST_HALF)
    found = run(second, second_inputs(made, own=1.0))
    np.testing.assert_allclose(found[halves.AUDIO], expected, atol=1e-5)
    mixed = inputs["tokens"] - np.sin(inputs["tokens"])
    np.testing.assert_allclose(found[halves.OWN_MEANS], mixed.mean(2, keepdims=True), atol=1e-4)
    np.testing.assert_allclose(found[halves.OWN_VARIANCES], mixed.var(2, keepdims=True), atol=1e-3)


def test_a_window_normalised_as_the_whole_is_a_part_of_it(inputs: dict[str, np.ndarray]) -> None:
    model = whole_model()
    first, second = cut(model, CUT)
    made = run(first, inputs)
    own = run(second, second_inputs(made, own=1.0))
    part = second_inputs(made, own=0.0)
    part[halves.FEATURES], part[halves.HARMONICS] = (
        part[name][:, :, 10:25] for name in (halves.FEATURES, halves.HARMONICS)
    )
    part[halves.MEANS] = own[halves.OWN_MEANS]
    part[halves.VARIANCES] = own[halves.OWN_VARIANCES]
    found = run(second, part)[halves.AUDIO]
    np.testing.assert_allclose(found, own[halves.AUDIO][:, :, 10:25], atol=1e-5)
    part[halves.OWN] = np.float32([1.0])
    assert np.abs(run(second, part)[halves.AUDIO] - found).max() > 0.01


def test_between_the_two_is_the_mixture_of_both(inputs: dict[str, np.ndarray]) -> None:
    """Normalising one half with the other's moments given, half and half, is the whole again."""
    first, second = cut(whole_model(), CUT)
    made = run(first, inputs)
    expected = run(second, second_inputs(made, own=1.0))[halves.AUDIO][:, :, 20:]
    sides = []
    for side in (slice(0, 20), slice(20, 40)):
        part = second_inputs(made, own=1.0)
        for name in (halves.FEATURES, halves.HARMONICS):
            part[name] = np.ascontiguousarray(made[name][:, :, side])
        sides.append(part)
    before = run(second, sides[0])
    sides[1][halves.MEANS] = before[halves.OWN_MEANS]
    sides[1][halves.VARIANCES] = before[halves.OWN_VARIANCES]
    sides[1][halves.OWN] = np.float32([0.5])
    np.testing.assert_allclose(run(second, sides[1])[halves.AUDIO], expected, atol=1e-5)


def test_a_graph_that_normalises_nothing_is_refused() -> None:
    model = whole_model()
    with pytest.raises(ValueError, match="normalises nothing"):
        cut(model, Cut("/elsewhere/", CUT.features, CUT.harmonics, CUT.energy))
    with pytest.raises(ValueError, match="no missing"):
        cut(model, Cut(CUT.scope, CUT.features, CUT.harmonics, "missing"))


def test_neither_half_keeps_what_it_does_not_need() -> None:
    first, second = cut(whole_model(), CUT)
    assert {t.name for t in second.graph.initializer}.isdisjoint({"style_weight", "last"})
    assert "Tanh" not in {node.op_type for node in first.graph.node}
    for model in (first, second):
        made = {name for node in model.graph.node for name in node.output}
        assert made.isdisjoint({tensor.name for tensor in model.graph.initializer})
