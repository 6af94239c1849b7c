"""Kokoro's dynamically quantised convolutions, folded back to float32.

The published int8 file quantises the input of every convolution anew at each call, which on a CPU
costs more than the smaller multiplication saves: the folded file speaks in about three quarters of
the time. Matrix products and LSTMs, where int8 does pay, are left as they are.
"""

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import onnx
from onnx import GraphProto, NodeProto, TensorProto, numpy_helper


def fold(graph: GraphProto) -> None:
    """Give `graph` float32 convolutions, in place.

    Raises ValueError where the graph is not quantised the way `onnxruntime`'s dynamic quantiser
    does it (Krishnamoorthi 2018, "Quantizing deep convolutional networks for efficient
    inference", section 2: value = scale · (q - zero point)).
    """
    weights = {tensor.name: tensor for tensor in graph.initializer}
    producer = {output: node for node in graph.node for output in node.output}
    consumers: dict[str, list[NodeProto]] = defaultdict(list)
    for node in graph.node:
        for name in node.input:
            consumers[name].append(node)

    folds = [node for node in graph.node if node.op_type == "ConvInteger"]
    if not folds:
        raise ValueError("the model holds no quantised convolution to fold")
    replacements = {}
    for node in folds:
        rescale, convolution, kernel = _folded_convolution(node, weights, producer, consumers)
        replacements[rescale.output[0]] = convolution
        graph.initializer.append(kernel)
    # A convolution takes the place of the last node of its chain: the order stays topological.
    _keep(graph.node, [replacements.get(node.output[0], node) for node in graph.node])
    _drop_unused(graph)


def _folded_convolution(
    node: NodeProto,
    weights: dict[str, TensorProto],
    producer: dict[str, NodeProto],
    consumers: dict[str, list[NodeProto]],
) -> tuple[NodeProto, NodeProto, TensorProto]:
    """The last node of the chain ConvInteger, bias, cast, rescaling, and what replaces the chain:
    one Conv with the same output, and its kernel."""
    quantise = producer[node.input[0]]
    bias_add, rescale = _chain_after(node, consumers)
    scale = _weight_scale(producer[_other(rescale, producer, "Mul")], weights)
    quantised = numpy_helper.to_array(weights[node.input[1]]).astype(np.float32)
    zero_point = numpy_helper.to_array(weights[node.input[3]]).astype(np.float32)
    kernel = ((quantised - zero_point) * scale).astype(np.float32)

    kernel_name = f"{node.name}_float32"
    inputs = [quantise.input[0], kernel_name]
    if bias_add is not None:
        inputs.append(_bias_of(bias_add, node.output[0], producer, weights))
    convolution = onnx.helper.make_node("Conv", inputs, list(rescale.output), f"{node.name}_folded")
    convolution.attribute.extend(node.attribute)
    return rescale, convolution, numpy_helper.from_array(kernel, kernel_name)


def _chain_after(
    node: NodeProto, consumers: dict[str, list[NodeProto]]
) -> tuple[NodeProto | None, NodeProto]:
    """The addition of the bias, where there is one, and the final multiplication by the scale."""
    bias_add = None
    (after,) = consumers[node.output[0]]
    if after.op_type == "Add":
        bias_add = after
        (after,) = consumers[after.output[0]]
    if after.op_type != "Cast":
        raise ValueError(f"{node.name} is not followed by a cast but by {after.op_type}")
    (rescale,) = consumers[after.output[0]]
    if rescale.op_type != "Mul":
        raise ValueError(f"{node.name} is not rescaled but followed by {rescale.op_type}")
    return bias_add, rescale


def _other(rescale: NodeProto, producer: dict[str, NodeProto], kind: str) -> str:
    """The input of `rescale` that is itself made by a node of `kind`: input times weight scale."""
    names: list[str] = [n for n in rescale.input if n in producer and producer[n].op_type == kind]
    if len(names) != 1:
        raise ValueError(f"{rescale.name} has no single scale")
    return names[0]


def _weight_scale(product: NodeProto, weights: dict[str, TensorProto]) -> npt.NDArray[np.float32]:
    (name,) = [n for n in product.input if n in weights]
    scale = np.asarray(numpy_helper.to_array(weights[name]), dtype=np.float32)
    return scale.reshape(-1, 1, 1) if scale.ndim else scale


def _bias_of(
    bias_add: NodeProto,
    convolved: str,
    producer: dict[str, NodeProto],
    weights: dict[str, TensorProto],
) -> str:
    """The float32 bias that the graph quantises before adding it."""
    name: str
    (name,) = [n for n in bias_add.input if n != convolved]
    while name in producer:
        name = producer[name].input[0]
    if name not in weights or len(weights[name].dims) != 1:
        raise ValueError(f"{bias_add.name} adds no constant bias")
    return name


def _drop_unused(graph: GraphProto) -> None:
    """Remove nodes and constants that nothing needs any more."""
    while True:
        needed = {output.name for output in graph.output}
        needed.update(name for node in graph.node for name in node.input)
        unused = [n for n in graph.node if not needed.intersection(n.output)]
        if not unused:
            break
        _keep(graph.node, [n for n in graph.node if needed.intersection(n.output)])
    used = {name for node in graph.node for name in node.input}
    _keep(graph.initializer, [t for t in graph.initializer if t.name in used])
    del graph.value_info[:]


def _keep(field: object, kept: Iterable[object]) -> None:
    """Make a repeated protobuf field hold `kept` only."""
    kept = list(kept)
    del field[:]  # type: ignore[attr-defined]
    field.extend(kept)  # type: ignore[attr-defined]
