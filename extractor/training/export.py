"""Writes a trained network down as the program uses it: the graph, its hash, its card."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from corpus.lines.alphabet import load_alphabet
from extractor.recogniser.artifact import CARD, GRAPH, Card, load_artifact
from extractor.recogniser.session import Session
from extractor.training.checkpoint import Checkpoint
from extractor.training.graph import write_graph
from extractor.training.network import Network
from extractor.training.samples import make_batch
from extractor.training.temperature import fit_temperature
from extractor.training.watch import watched_lines

_TOLERANCE = 2e-3  # of a probability


class ExportError(Exception):
    """The graph does not compute what the network does."""


def export(checkpoint: Checkpoint, folder: Path, version: str) -> None:
    """Write graph and card; raises ExportError where the graph computes something else."""
    weights = {name: value.numpy() for name, value in checkpoint.mean.items()}
    graph = write_graph(weights).SerializeToString(deterministic=True)
    _compare(checkpoint.mean, graph)
    characters = load_alphabet().characters
    card = Card(
        version=version,
        sha256=sha256(graph).hexdigest(),
        characters=characters,
        temperature=fit_temperature(Session(graph), watched_lines().worn, characters),
    )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / GRAPH).write_bytes(graph)
    (folder / CARD).write_text(card.model_dump_json(indent=2) + "\n", encoding="utf-8")
    load_artifact(folder)


def _compare(mean: dict[str, Tensor], graph: bytes) -> None:
    """Hold graph against network on a few watched lines."""
    network = Network(len(mean["head.bias"])).eval()
    network.load_state_dict(mean)
    batch = make_batch(watched_lines().worn[:4])
    with torch.no_grad():
        scores = network(torch.from_numpy(batch.strips), torch.from_numpy(batch.lengths))
    expected = scores.softmax(-1).numpy()
    lines, height, columns, step = batch.strips.shape
    found = Session(graph).run(batch.strips.reshape(lines, height, columns * step), batch.lengths)
    for length, one, other in zip(batch.lengths, expected, found, strict=True):
        apart = float(np.abs(one[:length] - other[:length]).max())
        if apart > _TOLERANCE:
            raise ExportError(f"probabilities differ by {apart:.5f}")
