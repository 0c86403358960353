"""The outcome of a run as text for a terminal of 100 columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap

from api.evaluation.baseline import Change
from api.evaluation.goals import Goals, Shortfall, is_reached
from api.evaluation.measures import ITEM_STAGES, READING_STAGES, SPEED_STAGES, Item, Score, Stage
from api.evaluation.real import RealResult
from api.evaluation.real_report import render_real
from api.evaluation.results import CaseResult, Results
from api.evaluation.texts import shortened
from corpus.gold import GoldKind
from models.domain.errors import ExitStatus

WIDTH = 100
REACHED, SHORT = "✓", "✗"
_NAME = 26
_FIGURE = 7
_TOTAL = 16


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that one run says; ``has_baseline`` is false where no baseline covers it."""

    results: Results
    goals: Goals
    changes: tuple[Change, ...]
    shortfalls: tuple[Shortfall, ...]
    real: tuple[RealResult, ...] = ()
    real_failures: tuple[str, ...] = ()
    configuration: str = ""
    has_baseline: bool = False
    exit_status: ExitStatus = ExitStatus.OK


def render_text(report: Report, *, verbose: bool = False) -> str:
    """Return the tables, the totals against the goals, gains and losses; misses where verbose."""
    lines: list[str] = []
    for chosen in report.results.kinds:
        lines += _set_tables(report.results, chosen)
        lines += _totals(report, chosen)
    lines += _failures(report.results)
    lines += _changes(report)
    if verbose:
        lines += _misses(report.results)
    if report.real:
        lines += render_real(report.real, report.real_failures)
    lines += _verdict(report)
    return "\n".join(lines).strip("\n") + "\n"


def figure_text(stage: Stage, value: float | None) -> str:
    """Return a figure as its heading announces it: percent, seconds or a share."""
    if value is None:
        return "-"
    if stage in READING_STAGES:
        return f"{value * 100:.2f}"
    if stage in SPEED_STAGES:
        return f"{value:.3f}"
    return f"{value:.3f}"


def stage_name(stage: Stage) -> str:
    """Return how a figure is headed: rates of reading are percent, speed is per page."""
    name = stage.value.replace("_seconds", " s/page")
    return f"{name} %" if stage in READING_STAGES else name


def level_name(level: int) -> str:
    """Return how a level of wear is headed."""
    return f"L{level}" if level else "born"


def _set_tables(results: Results, chosen: GoldKind) -> Iterator[str]:
    """One table per stage, documents down and levels across, as many side by side as fit."""
    cases = results.of_kind(chosen)
    levels = sorted({case.level for case in cases})
    stages = [stage for stage in Stage if any(case.score(stage) for case in cases)]
    width = max(_FIGURE * len(levels), *(len(stage_name(stage)) for stage in Stage)) + 2
    at_once = max((WIDTH - _NAME) // width, 1)
    yield _heading(f"{chosen}: documents by stage and level")
    for start in range(0, len(stages), at_once):
        yield from _stage_tables(cases, stages[start : start + at_once], levels, width)
        yield ""


def _stage_tables(
    cases: Sequence[CaseResult], stages: Sequence[Stage], levels: Sequence[int], width: int
) -> Iterator[str]:
    heads = "".join(f"{level_name(level):>{_FIGURE}}" for level in levels)
    yield " " * _NAME + "".join(f"{stage_name(stage):>{width}}" for stage in stages)
    yield " " * _NAME + f"{heads:>{width}}" * len(stages)
    for slug in dict.fromkeys(case.slug for case in cases):
        of_slug = {case.level: case for case in cases if case.slug == slug}
        if any(case.score(stage) for case in of_slug.values() for stage in stages):
            groups = [f"{_figures(of_slug, stage, levels):>{width}}" for stage in stages]
            yield f"{shortened(slug, _NAME):<{_NAME}}{''.join(groups)}".rstrip()


def _figures(of_slug: dict[int, CaseResult], stage: Stage, levels: Sequence[int]) -> str:
    texts = []
    for level in levels:
        score = of_slug[level].score(stage) if level in of_slug else None
        texts.append("" if score is None else figure_text(stage, score.value))
    return "".join(f"{text:>{_FIGURE}}" for text in texts)


def _totals(report: Report, chosen: GoldKind) -> Iterator[str]:
    """Micro averages of a set against the goals."""
    levels = sorted({case.level for case in report.results.of_kind(chosen)})
    yield _heading(f"{chosen}: totals / goals ({REACHED} reached, {SHORT} not reached)")
    yield " " * _NAME + "".join(f"{level_name(level):<{_TOTAL}}" for level in levels).rstrip()
    for stage in Stage:
        texts = [_total_text(report, stage, chosen, level) for level in levels]
        if any(texts):
            columns = "".join(f"{text:<{_TOTAL}}" for text in texts)
            yield f"{stage_name(stage):<{_NAME}}{columns}".rstrip()
    yield ""


def _total_text(report: Report, stage: Stage, chosen: GoldKind, level: int) -> str:
    value = report.results.total(stage, chosen, level).value
    if value is None:
        return ""
    goal = report.goals.goal(stage, chosen, level)
    if goal is None:
        return figure_text(stage, value)
    mark = REACHED if is_reached(stage, value, goal) else SHORT
    return f"{figure_text(stage, value)}/{figure_text(stage, goal)} {mark}"


def _failures(results: Results) -> Iterator[str]:
    failed = [case for case in results.cases if case.failure]
    if failed:
        yield _heading("Not read at all")
        for case in failed:
            yield f"{case.slug} {level_name(case.level)}: {case.failure}"
        yield ""


def _changes(report: Report) -> Iterator[str]:
    if not report.has_baseline:
        yield "No baseline covers this run: gains and losses are not known."
        return
    gains = sum(len(change.gains) for change in report.changes)
    losses = sum(len(change.losses) for change in report.changes)
    yield _heading(f"Against the baseline: {gains} gained, {losses} lost")
    for change in report.changes:
        where = f"{change.slug} {level_name(change.level)} {change.stage}"
        for sign, items in (("+", change.gains), ("-", change.losses)):
            for item in items:
                yield shortened(f"{sign} {where}: {_told(item)}", WIDTH)
    yield ""


def _misses(results: Results) -> Iterator[str]:
    """Every item that was missed or extra, by document, level and stage."""
    yield _heading("Missed (-) and extra (+)")
    for case in results.cases:
        for score in case.scores:
            if score.stage in ITEM_STAGES or score.stage is Stage.NUMBER_RECALL:
                yield from _score_misses(case, score)
    yield ""


def _score_misses(case: CaseResult, score: Score) -> Iterator[str]:
    if score.missed or score.extra:
        told = figure_text(score.stage, score.value)
        yield f"{case.slug} {level_name(case.level)} {score.stage.value} {told}"
        for sign, items in (("-", score.missed), ("+", score.extra)):
            for item in items:
                yield "  " + shortened(f"{sign} {_told(item)}", WIDTH - 2)


def _told(item: Item) -> str:
    return f"{item.key}: {item.detail}" if item.detail else item.key


def _verdict(report: Report) -> Iterator[str]:
    if report.configuration:
        yield from wrap(f"Configuration of all figures above: {report.configuration}", WIDTH)
    for shortfall in report.shortfalls:
        value = figure_text(shortfall.stage, shortfall.value)
        floor = figure_text(shortfall.stage, shortfall.floor)
        where = f"{shortfall.kind} {level_name(shortfall.level)}"
        yield f"{SHORT} {where} {shortfall.stage.value} {value} is under its floor {floor}"
    if not report.shortfalls:
        yield f"{REACHED} no measured figure is under its floor"


def _heading(text: str) -> str:
    return f"── {text} ".ljust(WIDTH, "─")
