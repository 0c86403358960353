"""``kehoach extract``: plans on paper in, structured plans out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.usage import WrongUsageError, make_progress, read_settings, voice_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from api.inputs import Input
    from api.runs import Outcome
    from api.voice import Voice
    from models.settings import Settings


def extract(
    context: typer.Context,
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", show_default=False)],
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="DIR")] = None,
    jobs: Annotated[int | None, typer.Option("-j", "--jobs", min=1, metavar="N")] = None,
    engine: Annotated[str | None, typer.Option("--engine", metavar="NAME")] = None,
    summary: Annotated[bool, typer.Option("--json")] = False,
    timestamp: Annotated[
        bool | None, typer.Option("--timestamp/--no-timestamp", show_default=False)
    ] = None,
    quiet: Annotated[bool, typer.Option("-q", "--quiet")] = False,
) -> None:
    """Read plans and write one JSON file each."""
    from api.inputs import STDIN

    voice = voice_of(context, quiet)
    settings = read_settings(jobs, engine, timestamp)
    if STDIN in paths:
        outcomes = _extract_stdin(paths, output, summary, settings, voice)
    else:
        outcomes = _extract_paths(paths, output, summary, settings, voice)
    raise typer.Exit(_finish(outcomes, summary, voice))


def _extract_stdin(
    paths: list[str], output: Path | None, summary: bool, settings: Settings, voice: Voice
) -> Sequence[Outcome]:
    if len(paths) > 1:
        raise WrongUsageError("usage.stdin_alone")
    from api.inputs import STDIN, Input, stdin_as_file
    from api.runs import FileStatus, Outcome
    from models.domain.errors import KehoachError

    try:
        with stdin_as_file(settings.limits.max_file_bytes) as source:
            return _extract([source], output, summary, settings, voice)
    except KehoachError as error:
        source = Input(Path(STDIN), STDIN, "stdin", "stdin", error)
        voice.refuse(STDIN, error)
        return [Outcome(source, FileStatus.FAILED, error=error)]


def _extract_paths(
    paths: list[str], output: Path | None, summary: bool, settings: Settings, voice: Voice
) -> Sequence[Outcome]:
    from api.inputs import collect_inputs

    inputs = collect_inputs(Path(path) for path in paths)
    for source in inputs:
        if source.slug != source.stem:
            voice.warn("run.renamed", file=source.label, output=f"{source.slug}.json")
    return _extract(inputs, output, summary, settings, voice)


def _extract(
    inputs: Sequence[Input], output: Path | None, summary: bool, settings: Settings, voice: Voice
) -> Sequence[Outcome]:
    if output is None and len(inputs) > 1:
        raise WrongUsageError("usage.output_needed")
    if output is None and summary:
        raise WrongUsageError("usage.output_for_summary")
    from api.runs import Tools, extract_all, keep_in
    from api.workflow import LazyAnalyst
    from extractor.workers import ReadingPool

    keep = keep_in(output) if output else _to_stdout
    with ReadingPool(settings) as pool:
        tools = Tools(settings, pool, LazyAnalyst(), keep)
        return extract_all(inputs, tools, make_progress(voice))


def _to_stdout(slug: str, content: bytes) -> None:  # noqa: ARG001 - stdout has no names
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def _finish(outcomes: Sequence[Outcome], summary: bool, voice: Voice) -> int:
    from api.outputs import json_bytes
    from api.runs import FileStatus, overall_status, summarize

    statuses = [outcome.status for outcome in outcomes]
    if summary:
        sys.stdout.buffer.write(json_bytes(summarize(outcomes, voice)))
        sys.stdout.buffer.flush()
    if len(outcomes) > 1:
        counts: dict[str, int] = {status.value: statuses.count(status) for status in FileStatus}
        voice.inform("run.total", files=len(outcomes), **counts)
    return overall_status(statuses)
