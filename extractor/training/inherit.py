"""Takes over what trueocr's recogniser knows (the package ``trueocr``, Apache-2.0)."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from extractor.recogniser.strips import LINE_BOTTOM, LINE_TOP, STEP
from extractor.training.network import BLOCKS, Network

_MODEL = Path("models") / "rec.onnx"
_THEIR_ROWS = 32  # of a line, at half our resolution
_THEIR_TOP = 64  # row of our strip where their line begins
_EPSILON = 1e-5
_NEW_SPREAD = 0.02
_NEW_BIAS = -3.0  # below the mean of the known characters: new ones are not guessed at first


def trueocr_model() -> Path:
    """Return the file of trueocr's recogniser; raises FileNotFoundError where it is missing."""
    found = find_spec("trueocr")
    if found is None or found.origin is None:
        raise FileNotFoundError("trueocr")
    return Path(found.origin).parent / _MODEL


def inherited_network(path: Path, classes: int) -> Network:
    """Return a network that computes what trueocr does, with a head for ``classes``."""
    known = _weights(path)
    network = Network(classes)
    state = network.state_dict()
    _inherit_stem(known, state)
    _inherit_context(known, state)
    for number in range(BLOCKS):
        _inherit_block(known, state, number)
    _inherit_head(known, state)
    network.load_state_dict(state)
    return network


def _weights(path: Path) -> dict[str, Tensor]:
    """Read the weights by the names of their layers; folded ones are named by their node."""
    graph = onnx.load(str(path)).graph
    values = {t.name: torch.from_numpy(numpy_helper.to_array(t).copy()) for t in graph.initializer}
    named = {k.removeprefix("rec."): v for k, v in values.items() if k.startswith("rec.")}
    for node in graph.node:
        if node.op_type == "Conv" and node.input[1].startswith("onnx::"):
            layer = node.name.strip("/").removeprefix("rec/").removesuffix("/Conv")
            layer = layer.replace("/", ".")
            named[f"{layer}.weight"] = values[node.input[1]]
            named[f"{layer}.bias"] = values[node.input[2]]
    return named


def _inherit_stem(known: dict[str, Tensor], state: dict[str, Tensor]) -> None:
    """Spread each of their pixels over four of ours; fold the normalisation in."""
    scale = known["stem_bn.weight"] / torch.sqrt(known["stem_bn.running_var"] + _EPSILON)
    fine = _finer(known["stem.weight"].squeeze(1)) * scale[:, None, None]
    rows = torch.zeros(len(fine), LINE_BOTTOM - LINE_TOP, STEP)
    top = _THEIR_TOP - LINE_TOP
    rows[:, top : top + 2 * _THEIR_ROWS] = fine
    state["stem.weight"] = rows.reshape(len(fine), -1)
    shift = known["stem_bn.bias"] - known["stem_bn.running_mean"] * scale
    bias = known["stem.bias"] + known["context.proj.bias"]
    state["stem.bias"] = bias * scale + shift
    state["context.project.weight"] = known["context.proj.weight"].squeeze(2) * scale[:, None]
    state["context.project.bias"] = torch.zeros_like(bias)


def _inherit_context(known: dict[str, Tensor], state: dict[str, Tensor]) -> None:
    patch = _finer(known["context.patch.weight"].squeeze(1))
    state["context.patch.weight"] = patch.reshape(len(patch), -1)
    state["context.patch.bias"] = known["context.patch.bias"]
    state["context.near"] = known["context.dw.weight"].squeeze(1).permute(1, 2, 0)
    for ours, theirs in (("widen", "pw"), ("score", "score")):
        state[f"context.{ours}.weight"] = known[f"context.{theirs}.weight"].flatten(1)
        state[f"context.{ours}.bias"] = known[f"context.{theirs}.bias"]
    state["context.prior"] = known["context.row_prior"][0].permute(1, 2, 0)


def _inherit_block(known: dict[str, Tensor], state: dict[str, Tensor], number: int) -> None:
    name = f"blocks.{number}"
    state[f"{name}.near"] = known[f"{name}.dw.weight"].squeeze(1).T.contiguous()
    state[f"{name}.near_bias"] = known[f"{name}.dw.bias"]
    layers = (("expand", "expand"), ("squeeze", "se.fc1"), ("excite", "se.fc2"))
    for ours, theirs in (*layers, ("project", "project")):
        state[f"{name}.{ours}.weight"] = known[f"{name}.{theirs}.weight"].squeeze(2)
        state[f"{name}.{ours}.bias"] = known[f"{name}.{theirs}.bias"]


def _inherit_head(known: dict[str, Tensor], state: dict[str, Tensor]) -> None:
    weight, bias = known["head.weight"].squeeze(2), known["head.bias"]
    state["head.weight"] = torch.randn_like(state["head.weight"]) * _NEW_SPREAD
    state["head.bias"] = torch.full_like(state["head.bias"], float(bias[1:].mean()) + _NEW_BIAS)
    state["head.weight"][: len(weight)] = weight
    state["head.bias"][: len(bias)] = bias


def _finer(weight: Tensor) -> Tensor:
    """Return a kernel for twice the resolution that computes the same."""
    return weight.repeat_interleave(2, 1).repeat_interleave(2, 2) / 4
