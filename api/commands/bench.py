"""``kehoach bench``: what the program promises, measured on this machine."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from api.commands.usage import WrongUsageError, voice_of


def service(
    context: typer.Context,
    short: Annotated[bool, typer.Option("--short")] = False,
    parts: Annotated[list[str] | None, typer.Option("--part", metavar="NAME")] = None,
    seed: Annotated[int, typer.Option("--seed", min=0)] = 20,
    folder: Annotated[Path | None, typer.Option("--keep", metavar="DIR")] = None,
    cache: Annotated[Path | None, typer.Option("--cache", metavar="DIR")] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
    quiet: Annotated[bool, typer.Option("-q", "--quiet")] = False,
) -> None:
    """Kill, feed, press and time the service; end with status 5 where a goal is missed."""
    from api.bench.report import render_json, render_text
    from api.bench.service import FULL, PARTS, SHORT, BenchOptions, run_bench

    chosen = tuple(parts or PARTS)
    for part in chosen:
        if part not in PARTS:
            choices = ", ".join(PARTS)
            raise WrongUsageError("usage.choice", option="--part", value=part, choices=choices)
    options = BenchOptions(chosen, SHORT if short else FULL, seed, folder, cache)
    voice = voice_of(context, quiet)
    report = run_bench(options, lambda part: voice.inform("bench.part", part=part))
    sys.stdout.write(render_json(report) if as_json else render_text(report))
    raise typer.Exit(report.exit_status)


PARTS: dict[str, Callable[..., None]] = {"service": service}
