"""``kehoach train``: makes what the program reads with."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.usage import voice_of
from models.domain.errors import ExitStatus

if TYPE_CHECKING:
    from api.voice import Voice
    from extractor.training.plan import Mark, TrainingPlan


def recogniser(
    context: typer.Context,
    lines: Annotated[int, typer.Option("--lines", min=1, metavar="N")] = 1_000_000,
    hours: Annotated[float, typer.Option("--hours", min=0.01, metavar="H")] = 3.0,
    folder: Annotated[Path, typer.Option("--folder", metavar="DIR")] = Path("training"),
    transcripts: Annotated[Path | None, typer.Option("--transcripts", metavar="DIR")] = None,
    earlier: Annotated[Path | None, typer.Option("--from", metavar="DIR")] = None,
    seed: Annotated[int, typer.Option("--seed", min=0)] = 4,
    threads: Annotated[int, typer.Option("--threads", min=0)] = 0,
    export: Annotated[Path | None, typer.Option("--export", metavar="DIR")] = None,
    version: Annotated[str, typer.Option("--version", metavar="NAME")] = "0",
    curve: Annotated[Path | None, typer.Option("--curve", metavar="FILE")] = None,
    quiet: Annotated[bool, typer.Option("-q", "--quiet")] = False,
) -> None:
    """Train the recogniser of lines, or go on with it; write it down at the end."""
    from corpus.lines.faces import missing_packages
    from extractor.training.plan import TrainingPlan, missing_libraries

    voice = voice_of(context, quiet)
    lacking = missing_libraries()
    if lacking:
        voice.warn("train.missing", libraries=", ".join(lacking))
        raise typer.Exit(ExitStatus.FAILED)
    if missing_packages():
        voice.warn("train.fonts_missing", packages=", ".join(missing_packages()))
    plan = TrainingPlan(
        folder, lines, hours, seed=seed, transcripts=transcripts, earlier=earlier, threads=threads
    )
    marks = _train(plan, export, version, voice)
    if curve is not None:
        _draw(marks, curve)


def _train(plan: TrainingPlan, export: Path | None, version: str, voice: Voice) -> tuple[Mark, ...]:
    from extractor.training.export import export as write_down
    from extractor.training.trainer import train

    state = train(plan, lambda mark: _say(mark, voice))
    if export is not None:
        write_down(state, export, version)
        voice.inform("train.written", folder=str(export))
    return tuple(state.curve)


def _say(mark: Mark, voice: Voice) -> None:
    voice.inform(
        "train.mark",
        lines=mark.lines,
        hours=f"{mark.hours:.2f}",
        worn=f"{100 * mark.worn:.2f}",
        capitals=f"{100 * mark.capitals:.2f}",
    )


def _draw(marks: tuple[Mark, ...], path: Path) -> None:
    from api.evaluation.lines_pictures import draw_curve

    points = [(mark.lines, (100 * mark.worn, 100 * mark.capitals)) for mark in marks]
    draw_curve(points, ("worn lines, CER", "capitals, CER"), path)


PARTS: dict[str, Callable[..., None]] = {"recogniser": recogniser}
