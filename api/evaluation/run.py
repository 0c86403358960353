"""One evaluation run, from options to report: the door that the command line calls."""

from __future__ import annotations

import os
from importlib.resources import files
from pathlib import Path

from api.evaluation.baseline import find_changes, load_baseline, save_baseline, updated
from api.evaluation.goals import Goals, find_shortfalls, load_goals
from api.evaluation.options import BASELINE_NAME, EvaluationOptions
from api.evaluation.real import RealResult, find_failures, run_real
from api.evaluation.report import Report
from api.evaluation.results import Results
from api.evaluation.runner import Case, Progress, Tools, run_cases
from api.evaluation.selection import choose_cases, find_comparisons
from api.workflow import compare
from corpus.gold import list_gold, scan_path
from extractor.pipeline import read_file
from extractor.workers import ReadingPool
from models.domain.errors import ExitStatus
from models.settings import Settings, load_settings
from nlp.pipeline import Analyst


def evaluate(
    options: EvaluationOptions, report_progress: Progress, settings: Settings | None = None
) -> Report:
    """Read, understand and score what the options name, in one configuration, in one run.

    Raises EvaluationUsageError where the options name what does not exist.
    """
    settings = settings or load_settings()
    cases = choose_cases(options, list_gold)
    goals = load_goals()
    with ReadingPool(settings) as pool:
        tools = _tools(options, settings, pool)
        comparisons = find_comparisons(case.gold for case in cases)
        results = Results(run_cases(cases, comparisons, tools, report_progress))
        real = _real(options, tools, goals, report_progress)
    return _report(options, settings, goals, results, real)


def stored_baseline() -> Path:
    """Return where the project keeps its baseline."""
    return Path(str(files("corpus").joinpath(BASELINE_NAME)))


def user_cache() -> Path:
    """Return where scans are kept between runs (``XDG_CACHE_HOME``, else the usual folder)."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "kehoach" / "scans"


def _tools(options: EvaluationOptions, settings: Settings, pool: ReadingPool) -> Tools:
    """Wire the very reader and analyst that an extraction uses."""
    analyst = Analyst()
    cache = options.cache or user_cache()

    def locate(case: Case) -> Path:
        if case.level == 0:
            return case.gold.source_pdf
        return scan_path(case.gold, case.level, options.dpi, cache)

    return Tools(
        locate=locate,
        read=lambda path: read_file(path, settings, pool).document,
        understand=lambda document, slug: analyst.analyze(document, slug).plan,
        align=compare,
    )


def _real(
    options: EvaluationOptions, tools: Tools, goals: Goals, report_progress: Progress
) -> tuple[RealResult, ...]:
    if options.real is None:
        return ()
    return run_real(options.real, tools.read, tools.understand, goals.real, report_progress)


def _report(
    options: EvaluationOptions,
    settings: Settings,
    goals: Goals,
    results: Results,
    real: tuple[RealResult, ...],
) -> Report:
    """Hold the run against baseline and floors; the baseline is renewed after the comparison."""
    path = options.baseline or stored_baseline()
    baseline = load_baseline(path)
    if options.write_baseline:
        save_baseline(updated(baseline, results.cases), path)
    shortfalls = find_shortfalls(goals, results)
    failures = find_failures(real, goals.real)
    is_below = options.check and bool(shortfalls or failures)
    return Report(
        results=results,
        goals=goals,
        changes=find_changes(baseline, results.cases),
        shortfalls=shortfalls,
        real=real,
        real_failures=failures,
        configuration=_configuration(options, settings),
        has_baseline=any(case.slug in baseline.documents for case in results.cases),
        exit_status=ExitStatus.BELOW_BASELINE if is_below else ExitStatus.OK,
    )


def _configuration(options: EvaluationOptions, settings: Settings) -> str:
    ocr = settings.ocr
    jobs = settings.jobs or os.cpu_count()
    return (
        f"engine {ocr.engine}, language {ocr.language}, pages read at {ocr.dpi} dpi, "
        f"{jobs} workers, scans at {options.dpi} dpi, start-up not timed"
    )
