"""Kokoro cut in two: the first half reads a whole text, the second makes its sound anywhere.

The cut is in front of the vocoder (`…/generator`), where nine tenths of the time goes. All that
looks over the whole text (text encoder, durations, pitch, decoder, and the harmonic source with its
running phase) is in the first half, so the second half's windows are in phase with each other
whatever their borders. What is left in it that looks over the whole is the instance normalisation
of AdaIN (Huang and Belongie 2017, "Arbitrary style transfer in real-time with adaptive instance
normalization"); its means and variances become inputs and outputs: given those of the whole text, a
window's samples are the whole's, but for its edges.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from onnx import GraphProto, ModelProto, NodeProto, TensorProto, helper, numpy_helper

from assistant.models.derived import derived
from assistant.models.kokoro_float import fold

VERSION = "halves-1"
"""To be raised with every change of what is written here."""

STEP = 300
"""Samples of sound for a step of the second half's input: 12.5 ms at 24 kHz."""

HARMONICS_PER_STEP = 60

FEATURES, HARMONICS, AUDIO = "features", "harmonics", "audio"
GAINS, OFFSETS, ENERGY = "gains", "offsets", "energy"
MEANS, VARIANCES, OWN = "means", "variances", "own"
OWN_MEANS, OWN_VARIANCES = "own_means", "own_variances"
FIRST_HALF = (FEATURES, HARMONICS, GAINS, OFFSETS, ENERGY)
SECOND_HALF = (AUDIO, OWN_MEANS, OWN_VARIANCES)

_SCOPE = "/decoder/decoder/generator/"
_FEATURES = "/decoder/decoder/decode.3/Div_4_output_0"
_HARMONICS = f"{_SCOPE}Concat_3_output_0"
_ENERGY = "/encoder/Reshape_1_output_0"


@dataclass(frozen=True, slots=True)
class Cut:
    """Where a graph is cut: names of its tensors, and the beginning of its second half's nodes."""

    scope: str
    features: str
    harmonics: str
    energy: str


KOKORO = Cut(_SCOPE, _FEATURES, _HARMONICS, _ENERGY)


def halves(source: Path) -> tuple[Path, Path]:
    """The two halves of the int8 model at `source`, folded, beside it; made on first use.

    Raises OSError where the folder cannot be written, ValueError where the graph is not Kokoro's.
    """
    names = (f"{source.stem}-first.onnx", f"{source.stem}-vocoder.onnx")
    first, second = derived(source, names, VERSION, _made)
    return first, second


def cut(model: ModelProto, where: Cut) -> tuple[ModelProto, ModelProto]:
    """The two halves of `model`.

    The first takes the model's inputs and gives `FIRST_HALF`: features [1, channels, steps],
    harmonics [1, 22, 60·steps + 1], AdaIN's gains and offsets [1, all their channels, 1], and the
    energy of each step. The second takes all of these but the energy, `means` and `variances`
    [1, all normalised channels, 1] and `own` [1]: 1 normalises by the window's own statistics, 0
    by those given. It gives `SECOND_HALF`: the sound and the window's own statistics. Raises
    ValueError.
    """
    graph = model.graph
    made = {name for node in graph.node for name in node.output}
    if missing := sorted({where.features, where.harmonics, where.energy} - made):
        raise ValueError(f"the model makes no {', '.join(missing)}")
    norms = _normalisations(graph, where.scope)
    if not norms:
        raise ValueError("the model's vocoder normalises nothing")
    return _first_half(model, where, norms), _second_half(model, where, norms)


@dataclass(frozen=True, slots=True)
class _Affine:
    """What follows a normalisation: times `gain`, plus `offset`, giving `output`."""

    gain: str
    offset: str
    output: str


@dataclass(frozen=True, slots=True)
class _Normalisation:
    """(x - mean) / sqrt(variance + epsilon) over time, and what is made of it."""

    x: str
    epsilon: str
    output: str
    channels: int
    affines: tuple[_Affine, ...]


def _made(source: Path) -> Sequence[ModelProto]:
    model = onnx.load(source)
    fold(model.graph)
    return cut(model, KOKORO)


def _normalisations(graph: GraphProto, scope: str) -> list[_Normalisation]:
    producer = {output: node for node in graph.node for output in node.output}
    consumers: dict[str, list[NodeProto]] = defaultdict(list)
    for node in graph.node:
        for name in node.input:
            consumers[name].append(node)
    constants = {tensor.name: tensor for tensor in graph.initializer}

    def made_by(name: str, kind: str) -> NodeProto | None:
        node = producer.get(name)
        return node if node is not None and node.op_type == kind else None

    found = []
    for node in graph.node:
        if node.op_type != "Div" or not node.name.startswith(scope):
            continue
        centred, root = made_by(node.input[0], "Sub"), made_by(node.input[1], "Sqrt")
        if centred is None or root is None:
            continue
        (epsilon,) = (i for i in producer[root.input[0]].input if i in constants)
        affines = []
        channels = 0
        for product in consumers[node.output[0]]:
            gain = _other(product, "Mul", node.output[0])
            (total,) = consumers[product.output[0]]
            offset = _other(total, "Add", product.output[0])
            affines.append(_Affine(gain, offset, total.output[0]))
            sizes = constants[producer[offset].input[1]]
            channels = int(numpy_helper.to_array(sizes)[0])
        found.append(
            _Normalisation(centred.input[0], epsilon, node.output[0], channels, tuple(affines))
        )
    return found


def _other(node: NodeProto, kind: str, known: str) -> str:
    """The input of `node`, which must be of `kind`, that is not `known`."""
    if node.op_type != kind:
        raise ValueError(f"{node.name} is no {kind} after a normalisation but {node.op_type}")
    name: str
    (name,) = (i for i in node.input if i != known)
    return name


def _first_half(model: ModelProto, where: Cut, norms: list[_Normalisation]) -> ModelProto:
    affines = [affine for norm in norms for affine in norm.affines]
    ends = [
        helper.make_node("Concat", [a.gain for a in affines], [GAINS], axis=1),
        helper.make_node("Concat", [a.offset for a in affines], [OFFSETS], axis=1),
        helper.make_node("Identity", [where.features], [FEATURES]),
        helper.make_node("Identity", [where.harmonics], [HARMONICS]),
        helper.make_node("Identity", [where.energy], [ENERGY]),
    ]
    return _model(model, [*model.graph.node, *ends], [*model.graph.input], FIRST_HALF, ())


def _second_half(model: ModelProto, where: Cut, norms: list[_Normalisation]) -> ModelProto:
    affine_sizes = [norm.channels for norm in norms for _ in norm.affines]
    norm_sizes = [norm.channels for norm in norms]
    node = helper.make_node
    begin = [
        node("Sub", ["cut.one", OWN], ["cut.given"]),
        node("Split", [GAINS, "cut.affine_sizes"], _numbered("gain", len(affine_sizes)), axis=1),
        node(
            "Split", [OFFSETS, "cut.affine_sizes"], _numbered("offset", len(affine_sizes)), axis=1
        ),
        node("Split", [MEANS, "cut.norm_sizes"], _numbered("given_mean", len(norms)), axis=1),
        node(
            "Split", [VARIANCES, "cut.norm_sizes"], _numbered("given_variance", len(norms)), axis=1
        ),
    ]
    end = [
        node("Concat", _numbered("own_mean", len(norms)), [OWN_MEANS], axis=1),
        node("Concat", _numbered("own_variance", len(norms)), [OWN_VARIANCES], axis=1),
    ]
    replaced: dict[str, list[NodeProto]] = {}
    at = 0
    for number, norm in enumerate(norms):
        replaced[norm.output] = _statistics(norm, number)
        for affine in norm.affines:
            replaced[affine.output] = _scaled(norm.x, affine.output, number, at)
            at += 1
    middle: list[NodeProto] = []
    for old in model.graph.node:
        middle += replaced.get(old.output[0], [old])
    names = {where.features: FEATURES, where.harmonics: HARMONICS}
    nodes = [_renamed(n, names) for n in (*begin, *middle, *end) if n.output[0] not in names]
    sound = model.graph.output[0].name
    if sound != AUDIO:
        raise ValueError(f"the model's output is called {sound!r}, not {AUDIO!r}")
    constants = (
        numpy_helper.from_array(np.array(affine_sizes, np.int64), "cut.affine_sizes"),
        numpy_helper.from_array(np.array(norm_sizes, np.int64), "cut.norm_sizes"),
        numpy_helper.from_array(np.array([1], np.float32), "cut.one"),
        numpy_helper.from_array(np.array([2], np.int64), "cut.time"),
    )
    shapes: dict[str, list[int | str]] = {
        FEATURES: [1, "channels", "steps"],
        HARMONICS: [1, "bins", "moments"],
        GAINS: [1, sum(affine_sizes), 1],
        OFFSETS: [1, sum(affine_sizes), 1],
        MEANS: [1, sum(norm_sizes), 1],
        VARIANCES: [1, sum(norm_sizes), 1],
        OWN: [1],
    }
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
        for name, shape in shapes.items()
    ]
    return _model(model, nodes, inputs, SECOND_HALF, constants)


def _statistics(norm: _Normalisation, number: int) -> list[NodeProto]:
    """The mean and standard deviation to normalise by: of the window, as given, or between.

    A mixture's variance is the mixed variances and the spread of the means; `own` is its share.
    """
    mean, variance = f"own_mean.{number}", f"own_variance.{number}"
    given_mean, given_variance = f"given_mean.{number}", f"given_variance.{number}"

    def node(kind: str, *inputs: str, output: str) -> NodeProto:
        return helper.make_node(kind, list(inputs), [output])

    def local(name: str) -> str:
        return f"norm.{number}.{name}"

    return [
        node("ReduceMean", norm.x, "cut.time", output=mean),
        node("Sub", norm.x, mean, output=local("centred")),
        node("Mul", local("centred"), local("centred"), output=local("squares")),
        node("ReduceMean", local("squares"), "cut.time", output=variance),
        node("Sub", mean, given_mean, output=local("apart")),
        node("Mul", local("apart"), OWN, output=local("moved")),
        node("Add", given_mean, local("moved"), output=local("mean")),
        node("Mul", local("moved"), local("apart"), output=local("spread_own")),
        node("Mul", local("spread_own"), "cut.given", output=local("spread")),
        node("Mul", variance, OWN, output=local("variance_own")),
        node("Mul", given_variance, "cut.given", output=local("variance_given")),
        node("Add", local("variance_own"), local("variance_given"), output=local("within")),
        node("Add", local("within"), local("spread"), output=local("variance")),
        node("Add", local("variance"), norm.epsilon, output=local("safe")),
        node("Sqrt", local("safe"), output=local("deviation")),
    ]


def _scaled(x: str, output: str, number: int, at: int) -> list[NodeProto]:
    """Normalisation, gain and offset in one: x · scale + shift."""
    node = helper.make_node
    scale, shift, centre = f"scale.{at}", f"shift.{at}", f"centre.{at}"
    return [
        node("Div", [f"gain.{at}", f"norm.{number}.deviation"], [scale]),
        node("Mul", [f"norm.{number}.mean", scale], [centre]),
        node("Sub", [f"offset.{at}", centre], [shift]),
        node("Mul", [x, scale], [f"scaled.{at}"]),
        node("Add", [f"scaled.{at}", shift], [output]),
    ]


def _numbered(name: str, count: int) -> list[str]:
    return [f"{name}.{number}" for number in range(count)]


def _renamed(node: NodeProto, names: dict[str, str]) -> NodeProto:
    copy = NodeProto()
    copy.CopyFrom(node)
    for at, name in enumerate(copy.input):
        copy.input[at] = names.get(name, name)
    return copy


def _model(
    model: ModelProto,
    nodes: Sequence[NodeProto],
    inputs: Sequence[onnx.ValueInfoProto],
    outputs: Sequence[str],
    constants: Iterable[TensorProto],
) -> ModelProto:
    """A model of those of `nodes`, inputs and constants that its outputs need."""
    needed, kept = set(outputs), []
    for node in reversed(nodes):
        if needed.intersection(node.output):
            kept.append(node)
            needed.update(node.input)
    graph = helper.make_graph(
        kept[::-1],
        model.graph.name,
        [i for i in inputs if i.name in needed],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs],
        [t for t in (*model.graph.initializer, *constants) if t.name in needed],
    )
    return helper.make_model(graph, opset_imports=model.opset_import, ir_version=model.ir_version)
