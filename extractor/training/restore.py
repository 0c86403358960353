"""Takes weights back out of a graph that was written down, to train them further."""

from __future__ import annotations

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from extractor.training.graph import Array
from extractor.training.network import HEADS, Network

_CONTEXT_NEAR, _PRIOR, _NEAR = "context.near", "context.prior", ".near"


def restored_network(graph: bytes) -> Network:
    """Return the network whose graph this is; the graph names every weight as the network does."""
    tensors = onnx.load_from_string(graph).graph.initializer
    known = {tensor.name: numpy_helper.to_array(tensor) for tensor in tensors}
    network = Network(len(known["head.bias"]))
    state = {
        name: torch.from_numpy(_turned_back(name, known[name]).reshape(value.shape).copy())
        for name, value in network.state_dict().items()
    }
    network.load_state_dict(state)
    return network


def _turned_back(name: str, value: Array) -> Array:
    """Undo the order of axes that convolutions ask for."""
    if name == _CONTEXT_NEAR:
        return np.ascontiguousarray(value[:, 0].transpose(1, 2, 0))
    if name == _PRIOR:
        return np.ascontiguousarray(value.reshape(HEADS, -1).T)
    if name.endswith(_NEAR):
        return np.ascontiguousarray(value[:, 0].T)
    return value
