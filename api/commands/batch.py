"""``kehoach batch``: whole folders into the store, alone or beside a running service."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.usage import read_settings, voice_of

if TYPE_CHECKING:
    from api.commands.batch_report import BatchReport
    from api.service.batch import Tally
    from api.voice import Voice
    from models.settings import Settings

_STEP_SECONDS = 0.25


def batch(
    context: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", show_default=False)],
    report: Annotated[Path | None, typer.Option("--report", metavar="FILE")] = None,
    retry: Annotated[bool, typer.Option("--retry")] = False,
    jobs: Annotated[int | None, typer.Option("-j", "--jobs", min=1, metavar="N")] = None,
    engine: Annotated[str | None, typer.Option("--engine", metavar="NAME")] = None,
    quiet: Annotated[bool, typer.Option("-q", "--quiet")] = False,
) -> None:
    """Read every file into the store; a second run goes on where the first one stopped."""
    from api.commands.batch_report import BatchReport

    voice = voice_of(context, quiet)
    told = BatchReport(voice)
    tally, interrupted = _run(paths, retry, read_settings(jobs, engine), told, voice)
    status = told.finish(tally, interrupted, report)
    if interrupted and tally.open:
        voice.warn("batch.handed_back", open=tally.open)
    raise typer.Exit(status)


def _run(
    paths: list[Path], retry: bool, settings: Settings, told: BatchReport, voice: Voice
) -> tuple[Tally, bool]:
    """Do the batch; return how far it came, and whether it was told to stop before its end."""
    from api.commands.batch_progress import make_batch_progress
    from api.commands.batch_seat import open_seat
    from api.commands.stopping import Stopping
    from api.commands.storage import operator
    from api.inputs import walk_inputs
    from api.service.batch import Batch

    with Stopping() as stopping, open_seat(settings, voice) as seat:
        total = sum(1 for _ in walk_inputs(paths))
        work = Batch(seat.office, operator(), walk_inputs(paths), total, told.hear, retry)
        with make_batch_progress(voice) as progress:
            while not stopping.wanted and work.step():
                progress.show(work.tally)
                told.say_trouble(work.trouble)
                seat.keep()
                if work.has_to_wait:
                    time.sleep(_STEP_SECONDS)
        if stopping.wanted:
            voice.inform("batch.stopping")
    return work.tally, stopping.wanted
