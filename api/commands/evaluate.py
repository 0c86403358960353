"""``kehoach evaluate``: how exact and how fast, over plans whose content is known."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.evaluate_lines import LinesRequest, evaluate_lines
from api.commands.usage import WrongUsageError, read_settings, voice_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from api.evaluation.options import EvaluationOptions
    from api.evaluation.report import Report
    from api.voice import Voice
    from models.settings import Settings


def evaluate(
    context: typer.Context,
    sets: Annotated[str, typer.Option("--set", metavar="NAME")] = "gold",
    levels: Annotated[str, typer.Option("--levels", metavar="0,1,2")] = "0,1,2",
    documents: Annotated[list[str] | None, typer.Option("--document", metavar="SLUG")] = None,
    ci: Annotated[bool, typer.Option("--ci")] = False,
    real: Annotated[Path | None, typer.Option("--real", metavar="DIR")] = None,
    check: Annotated[bool, typer.Option("--check")] = False,
    baseline: Annotated[Path | None, typer.Option("--baseline", metavar="FILE")] = None,
    write_baseline: Annotated[bool, typer.Option("--write-baseline")] = False,
    dpi: Annotated[int, typer.Option("--dpi", min=72, max=600)] = 200,
    cache: Annotated[Path | None, typer.Option("--cache", metavar="DIR")] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,
    verbose: Annotated[bool, typer.Option("-v", "--verbose")] = False,
    jobs: Annotated[int | None, typer.Option("-j", "--jobs", min=1, metavar="N")] = None,
    engine: Annotated[str | None, typer.Option("--engine", metavar="NAME")] = None,
    lines: Annotated[int, typer.Option("--lines", min=0, metavar="N")] = 0,
    trueocr: Annotated[Path | None, typer.Option("--trueocr", metavar="DIR")] = None,
    model: Annotated[Path | None, typer.Option("--model", metavar="DIR")] = None,
    pictures: Annotated[Path | None, typer.Option("--pictures", metavar="FILE")] = None,
    quiet: Annotated[bool, typer.Option("-q", "--quiet")] = False,
) -> None:
    """Score the reader on documents whose content is known."""
    if lines:
        request = LinesRequest(lines, cache, real, trueocr, model, pictures)
        evaluate_lines(request, voice_of(context, quiet), as_json=as_json)
        return
    from api.evaluation.options import EvaluationOptions, parse_levels, parse_sets
    from api.evaluation.report import render_text
    from api.evaluation.report_json import render_json

    with _usage_errors():
        options = EvaluationOptions(
            sets=parse_sets(sets),
            levels=parse_levels(levels),
            documents=tuple(documents or ()),
            ci=ci,
            dpi=dpi,
            cache=cache,
            real=real,
            check=check,
            write_baseline=write_baseline,
            baseline=baseline,
        )
        report = _run(options, read_settings(jobs, engine), voice_of(context, quiet))
    sys.stdout.write(render_json(report) if as_json else render_text(report, verbose=verbose))
    raise typer.Exit(report.exit_status)


@contextmanager
def _usage_errors() -> Iterator[None]:
    """Say what the evaluation says about its options as every command says it."""
    from api.evaluation.options import EvaluationUsageError

    try:
        yield
    except EvaluationUsageError as error:
        facts = {"detail": str(error), "command": "kehoach evaluate"}
        raise WrongUsageError("usage.other", **facts) from error


def _run(options: EvaluationOptions, settings: Settings, voice: Voice) -> Report:
    from api.evaluation.run import evaluate as run_evaluation

    return run_evaluation(options, _progress(voice), settings)


def _progress(voice: Voice) -> Callable[[int, int, str], None]:
    def say(done: int, count: int, label: str) -> None:
        if label:
            voice.inform("run.evaluating", number=done + 1, count=count, label=label)

    return say
