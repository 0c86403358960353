"""``kehoach compare``: a plan held against the plan of the level above."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.usage import make_progress, read_settings, voice_of

if TYPE_CHECKING:
    from api.voice import Voice
    from models.domain.plan import Plan
    from models.settings import Settings


def compare(
    context: typer.Context,
    child: Annotated[Path, typer.Argument(metavar="CHILD", show_default=False)],
    parent: Annotated[Path, typer.Argument(metavar="PARENT", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json")] = False,
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE")] = None,
    jobs: Annotated[int | None, typer.Option("-j", "--jobs", min=1, metavar="N")] = None,
    engine: Annotated[str | None, typer.Option("--engine", metavar="NAME")] = None,
    timestamp: Annotated[
        bool | None, typer.Option("--timestamp/--no-timestamp", show_default=False)
    ] = None,
    quiet: Annotated[bool, typer.Option("-q", "--quiet")] = False,
) -> None:
    """Compare two plans, given as JSON results or as files to read."""
    from models.domain.errors import ExitStatus

    voice = voice_of(context, quiet)
    settings = read_settings(jobs, engine, timestamp)
    plans = _read_both(child, parent, settings, voice)
    if plans is None:
        raise typer.Exit(ExitStatus.FAILED)
    raise typer.Exit(_show(*plans, as_json, output, settings, voice))


def _read_both(
    child: Path, parent: Path, settings: Settings, voice: Voice
) -> tuple[Plan, Plan] | None:
    from api.plan_files import PlanFiles

    with PlanFiles(settings, make_progress(voice)) as plans:
        found = [plans.read(path) for path in (child, parent)]
    first, second = found
    return (first, second) if first and second else None


def _show(
    child: Plan,
    parent: Plan,
    as_json: bool,
    output: Path | None,
    settings: Settings,
    voice: Voice,
) -> int:
    from api.outputs import CannotWriteError, to_bytes, write_atomically
    from api.runs import publish_comparison
    from models.domain.errors import ExitStatus

    comparison = publish_comparison(child, parent, settings)
    if output:
        try:
            write_atomically(output, to_bytes(comparison))
        except CannotWriteError as error:
            voice.refuse(str(output), error)
            return ExitStatus.FAILED
    if as_json:
        sys.stdout.buffer.write(to_bytes(comparison))
        sys.stdout.buffer.flush()
        return ExitStatus.OK
    from api.terminal import Screen
    from api.wording import issuer_of

    Screen(voice).comparison(comparison, (issuer_of(child), issuer_of(parent)))
    return ExitStatus.OK
