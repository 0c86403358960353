"""What a training run is asked to do, how its pace is set, and what it says on its way.

Nothing here needs torch, so that a run can be asked for, refused and tested without it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

_NEEDED = ("torch", "onnx", "trueocr")
_WARM_UP = 150  # steps
_LEAST = 0.012  # of the peak


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """One run. ``folder`` holds the checkpoint, from which a later run goes on.

    ``lines`` and ``hours`` are totals over all runs of a folder; what is reached first ends the
    run, and the learning rate falls towards it. ``transcripts`` is a folder of more texts,
    ``earlier`` that of a recogniser to begin with instead of trueocr's.
    """

    folder: Path
    lines: int
    hours: float
    seed: int = 4
    peak: float = 8e-4
    transcripts: Path | None = None
    earlier: Path | None = None
    threads: int = 0


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of the learning curve: lines and hours so far, loss, error rates on watched lines.

    The rates are edits per character of plans that nothing is learned from.
    """

    lines: int
    hours: float
    loss: float
    rate: float
    worn: float
    capitals: float


Tell = Callable[[Mark], None]


def missing_libraries() -> tuple[str, ...]:
    """Return what training needs and this environment lacks."""
    return tuple(name for name in _NEEDED if find_spec(name) is None)


def progress(plan: TrainingPlan, lines: int, hours: float) -> float:
    """Return how much of the run is done, 0 to 1."""
    return min(max(lines / plan.lines, hours / plan.hours), 1.0)


def learning_rate(plan: TrainingPlan, step: int, done: float) -> float:
    """Return the rate for a step: a short warm-up, then half a cosine down to nearly nothing."""
    fall = 0.5 * (1 + math.cos(math.pi * min(done, 1.0)))
    return plan.peak * min(1.0, (step + 1) / _WARM_UP) * (fall * (1 - _LEAST) + _LEAST)
