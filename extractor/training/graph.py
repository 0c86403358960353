"""The network as an ONNX graph, written node by node: the same weights give the same bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from onnx import ModelProto, TensorProto, checker, helper, numpy_helper

from extractor.recogniser.strips import HEIGHT, LINE_BOTTOM, LINE_TOP, STEP
from extractor.training.network import (
    BLOCKS,
    CONTEXT_CHANNELS,
    EXPANDED,
    HEADS,
    PATCH_CHANNELS,
    REACH,
    ROWS,
    SQUEEZED,
)

Array = npt.NDArray[Any]

OPSET = 17
STRIPS, LENGTHS, LIKELY = "strips", "lengths", "likely"


@dataclass(slots=True)
class _Graph:
    """Nodes and constants so far."""

    weights: Mapping[str, Array]
    nodes: list[Any] = field(default_factory=list)
    constants: list[Any] = field(default_factory=list)

    def weight(self, name: str, *shape: int) -> Array:
        """Return a weight of the network, in another shape where one is given."""
        value = self.weights[name]
        return np.ascontiguousarray(value.reshape(shape) if shape else value)

    def constant(self, value: Array, name: str = "") -> str:
        name = name or f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(value, name))
        return name

    def numbers(self, *values: int) -> str:
        return self.constant(np.array(values, np.int64))

    def add(
        self,
        kind: str,
        inputs: Sequence[str],
        name: str = "",
        **attributes: Any,  # noqa: ANN401 - of every type that ONNX has
    ) -> str:
        """Add a node; return its output, which has its name."""
        name = name or f"{kind.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], name=name, **attributes))
        return name

    def linear(self, layer: str, source: str, *shape: int, **attributes: Any) -> str:  # noqa: ANN401
        """Add a convolution with the weight of a layer in this shape, and its bias."""
        inputs = [
            source,
            self.constant(self.weight(f"{layer}.weight", *shape), f"{layer}.weight"),
            self.constant(self.weight(f"{layer}.bias"), f"{layer}.bias"),
        ]
        return self.add("Conv", inputs, **attributes)


def write_graph(weights: Mapping[str, Array]) -> ModelProto:
    """Write the graph for the weights of a network, by the names of its state.

    Inputs: ``strips`` (uint8, lines x HEIGHT x columns * STEP) and ``lengths`` (columns of each).
    Output: ``likely`` (lines x columns x classes), the probability of every class.
    """
    graph = _Graph(weights)
    classes = len(weights["head.bias"])
    scaled = graph.add("Cast", [STRIPS], to=TensorProto.FLOAT)
    scaled = graph.add("Mul", [scaled, graph.constant(np.array(1 / 255, np.float32))])
    ink = graph.add("Unsqueeze", [scaled, graph.numbers(1)])
    both = graph.add("Add", [_stem(graph, ink), _context(graph, ink)])
    mask, count = _mask(graph, both)
    columns = graph.add("Mul", [graph.add("HardSwish", [both]), mask])
    for number in range(BLOCKS):
        columns = _block(graph, columns, f"blocks.{number}", mask, count)
    scores = graph.linear("head", columns, classes, -1, 1)
    turned = graph.add("Transpose", [scores], perm=[0, 2, 1])
    graph.add("Softmax", [turned], LIKELY, axis=-1)
    return _model(graph, classes)


def _model(graph: _Graph, classes: int) -> ModelProto:
    strips = helper.make_tensor_value_info(STRIPS, TensorProto.UINT8, ["lines", HEIGHT, "width"])
    lengths = helper.make_tensor_value_info(LENGTHS, TensorProto.INT64, ["lines"])
    shape = ["lines", "columns", classes]
    likely = helper.make_tensor_value_info(LIKELY, TensorProto.FLOAT, shape)
    body = helper.make_graph(
        graph.nodes, "recogniser", [strips, lengths], [likely], initializer=graph.constants
    )
    opset = helper.make_opsetid("", OPSET)
    model = helper.make_model(body, opset_imports=[opset], producer_name="kehoach", ir_version=8)
    checker.check_model(model)
    return model


def _stem(graph: _Graph, ink: str) -> str:
    rows = LINE_BOTTOM - LINE_TOP
    bounds = [graph.numbers(LINE_TOP), graph.numbers(LINE_BOTTOM), graph.numbers(2)]
    line = graph.add("Slice", [ink, *bounds])
    seen = graph.linear("stem", line, -1, 1, rows, STEP, strides=[rows, STEP])
    return graph.add("Squeeze", [seen, graph.numbers(2)])


def _context(graph: _Graph, ink: str) -> str:
    first = graph.linear("context.patch", ink, -1, 1, STEP, STEP, strides=[STEP, STEP])
    near = graph.weight("context.near").transpose(2, 0, 1).reshape(PATCH_CHANNELS, 1, 3, 3)
    spread = [
        graph.add("HardSwish", [first]),
        graph.constant(np.ascontiguousarray(near), "context.near"),
    ]
    spread_out = graph.add("Conv", spread, group=PATCH_CHANNELS, pads=[1, 1, 1, 1])
    seen = graph.add(
        "HardSwish", [graph.linear("context.widen", spread_out, CONTEXT_CHANNELS, -1, 1, 1)]
    )
    score = graph.linear("context.score", seen, HEADS, -1, 1, 1)
    prior = graph.weight("context.prior").transpose(2, 0, 1).reshape(1, HEADS, ROWS, 1)
    base = graph.constant(np.ascontiguousarray(prior), "context.prior")
    weight = graph.add("Softmax", [graph.add("Add", [score, base])], axis=2)
    share = graph.add("Unsqueeze", [weight, graph.numbers(2)])
    parts = graph.add(
        "Reshape", [seen, graph.numbers(0, HEADS, CONTEXT_CHANNELS // HEADS, ROWS, -1)]
    )
    weighed = graph.add("Mul", [parts, share])
    gathered = graph.add("ReduceSum", [weighed, graph.numbers(3)], keepdims=0)
    flat = graph.add("Reshape", [gathered, graph.numbers(0, CONTEXT_CHANNELS, -1)])
    return graph.linear("context.project", flat, -1, CONTEXT_CHANNELS, 1)


def _mask(graph: _Graph, columns: str) -> tuple[str, str]:
    """Return which columns are of each line, and how many they are."""
    count = graph.add("Gather", [graph.add("Shape", [columns]), graph.constant(np.array(2))])
    steps = [graph.constant(np.array(0)), count, graph.constant(np.array(1))]
    positions = graph.add("Range", steps)
    ends = graph.add("Unsqueeze", [LENGTHS, graph.numbers(1)])
    inside = graph.add("Cast", [graph.add("Less", [positions, ends])], to=TensorProto.FLOAT)
    mask = graph.add("Unsqueeze", [inside, graph.numbers(1)])
    return mask, graph.add("ReduceSum", [mask, graph.numbers(2)], keepdims=1)


def _block(graph: _Graph, columns: str, layer: str, mask: str, count: str) -> str:
    near = np.ascontiguousarray(graph.weight(f"{layer}.near").T[:, None])
    bias = graph.constant(graph.weight(f"{layer}.near_bias"), f"{layer}.near_bias")
    inputs = [columns, graph.constant(near, f"{layer}.near"), bias]
    seen = graph.add("Conv", inputs, group=len(near), pads=[REACH // 2, REACH // 2])
    wide = graph.add("HardSwish", [graph.linear(f"{layer}.expand", seen, EXPANDED, -1, 1)])
    total = graph.add("ReduceSum", [graph.add("Mul", [wide, mask]), graph.numbers(2)], keepdims=1)
    mean = graph.add("Div", [total, count])
    small = graph.add("Relu", [graph.linear(f"{layer}.squeeze", mean, SQUEEZED, -1, 1)])
    share = graph.add("Sigmoid", [graph.linear(f"{layer}.excite", small, EXPANDED, -1, 1)])
    weighed = graph.add("Mul", [wide, share])
    added = graph.add("Add", [columns, graph.linear(f"{layer}.project", weighed, -1, EXPANDED, 1)])
    return graph.add("Mul", [added, mask])
