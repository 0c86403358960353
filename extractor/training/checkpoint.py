"""What a training run leaves behind for the next one: whole, or not at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

from extractor.training.plan import Mark

_NAME = "checkpoint.pt"


@dataclass(slots=True)
class Checkpoint:
    """Weights as trained and as averaged, the optimiser's memory, and how far the run is."""

    raw: dict[str, Any]
    mean: dict[str, Any]
    optimiser: dict[str, Any] | None = None
    seed: int = 0
    lines: int = 0
    rounds: int = 0
    steps: int = 0
    hours: float = 0.0
    curve: list[Mark] = field(default_factory=list)


def save_checkpoint(checkpoint: Checkpoint, folder: Path) -> None:
    """Write the checkpoint of a folder anew."""
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f"{_NAME}.part"
    content = {name: getattr(checkpoint, name) for name in Checkpoint.__slots__}
    content["curve"] = [
        (mark.lines, mark.hours, mark.loss, mark.rate, mark.worn, mark.capitals)
        for mark in checkpoint.curve
    ]
    torch.save(content, unfinished)
    unfinished.replace(folder / _NAME)


def load_checkpoint(folder: Path) -> Checkpoint | None:
    """Read the checkpoint of a folder; None where there is none yet."""
    path = folder / _NAME
    if not path.is_file():
        return None
    content = torch.load(path, map_location="cpu", weights_only=True)
    content["curve"] = [Mark(*row) for row in content["curve"]]
    return Checkpoint(**content)
