"""``kehoach evaluate --lines``: engines side by side, line by line."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from api.voice import Voice

_WORST = 30


@dataclass(frozen=True, slots=True)
class LinesRequest:
    """What was asked for on the command line."""

    lines: int
    cache: Path | None
    real: Path | None
    trueocr: Path | None
    model: Path | None
    pictures: Path | None


def evaluate_lines(request: LinesRequest, voice: Voice, *, as_json: bool) -> None:
    """Read the lines, print the table, draw the worst."""
    from api.evaluation.lines_pictures import draw_worst
    from api.evaluation.lines_report import render_lines, render_lines_json
    from api.evaluation.lines_run import LinesOptions
    from api.evaluation.lines_run import evaluate_lines as run_lines
    from api.evaluation.run import user_cache

    options = LinesOptions(
        lines=request.lines,
        cache=request.cache or user_cache(),
        real=request.real,
        trueocr=request.trueocr,
        model=request.model,
    )
    report = run_lines(options, lambda reader: voice.inform("lines.reading", reader=reader))
    sys.stdout.write(render_lines_json(report) if as_json else render_lines(report))
    if request.pictures is not None:
        draw_worst(report, _WORST, request.pictures)
