"""Runs the graph; the only module of the program that knows onnxruntime."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from extractor.recogniser.decoding import Likely

# The library would otherwise report its use to its maker; it looks when it is loaded.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

import onnxruntime


class Session:
    """A graph ready to run on one thread; the same strips give the same answer."""

    def __init__(self, graph: bytes) -> None:
        """Load the graph."""
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # batches come in many shapes: an arena would grow and gain nothing
        options.enable_cpu_mem_arena = False
        providers = ["CPUExecutionProvider"]
        self._session = onnxruntime.InferenceSession(graph, options, providers=providers)

    def run(self, strips: npt.NDArray[np.uint8], lengths: npt.NDArray[np.int64]) -> Likely:
        """Return the probability of every class at every column (lines x columns x classes)."""
        (likely,) = self.evaluate(["likely"], {"strips": strips, "lengths": lengths})
        return np.asarray(likely, np.float32)

    def evaluate(
        self, outputs: Sequence[str], inputs: Mapping[str, npt.NDArray[Any]]
    ) -> list[npt.NDArray[Any]]:
        """Return outputs of the graph by name."""
        return [np.asarray(value) for value in self._session.run(list(outputs), dict(inputs))]
