"""Reads, understands and scores gold documents, one case (document and level of wear) at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from api.evaluation.expected import ExpectedComparison, load_expected
from api.evaluation.measures import Score, Stage
from api.evaluation.reading_scores import document_text, score_reading
from api.evaluation.results import CaseResult
from api.evaluation.scoring import score_comparison, score_plan
from api.evaluation.truth import page_count, read_truth
from corpus.gold import GoldDocument, GoldKind
from models.domain.alignment import Alignment
from models.domain.errors import KehoachError
from models.domain.layout import Document
from models.domain.plan import Metadata, Plan

Progress = Callable[[int, int, str], None]  # done, all, what comes next


@dataclass(frozen=True, slots=True)
class Case:
    """One gold document at one level of wear (0: born-digital)."""

    gold: GoldDocument
    level: int


@dataclass(frozen=True, slots=True)
class Tools:
    """What a run works with: where the file of a case lies, the reader, the understanding."""

    locate: Callable[[Case], Path]
    read: Callable[[Path], Document]
    understand: Callable[[Document, str], Plan]
    align: Callable[[Plan, Plan], Alignment]


PlanKey = tuple[str, int]


def run_cases(
    cases: Sequence[Case],
    comparisons: Sequence[ExpectedComparison],
    tools: Tools,
    report_progress: Progress,
) -> tuple[CaseResult, ...]:
    """Score every case, then every expected comparison whose two plans were read at one level."""
    warm_up(cases, tools)
    results: list[CaseResult] = []
    plans: dict[PlanKey, Plan] = {}
    for done, case in enumerate(cases):
        report_progress(done, len(cases), f"{case.gold.slug} level {case.level}")
        result, plan = run_case(case, tools)
        results.append(result)
        plans[case.gold.slug, case.level] = plan
    report_progress(len(cases), len(cases), "")
    sets = {case.gold.slug: case.gold.kind for case in cases}
    levels = sorted({case.level for case in cases})
    results += compare_plans(comparisons, plans, sets, levels, tools.align)
    return tuple(results)


def warm_up(cases: Sequence[Case], tools: Tools) -> None:
    """Read and understand one born-digital document: start-up is no speed per page."""
    for case in cases[:1]:
        with suppress(KehoachError):
            tools.understand(tools.read(case.gold.source_pdf), case.gold.slug)


def run_case(case: Case, tools: Tools) -> tuple[CaseResult, Plan]:
    """Read, understand and score one case; times cover exactly what is scored.

    A file that is refused scores as an empty plan, with the reason kept.
    """
    path = tools.locate(case)
    truth = read_truth(case.gold.source_pdf)
    expected = load_expected(case.gold.expected)
    started = perf_counter()
    try:
        document = tools.read(path)
    except KehoachError as error:
        return _failed(case, expected, truth, error)
    read_at = perf_counter()
    plan = tools.understand(document, case.gold.slug)
    understood_at = perf_counter()
    pages = len(document.pages)
    scores = (
        *score_reading(truth, document_text(document)),
        *score_plan(expected, plan),
        Score(Stage.READ_SECONDS, read_at - started, float(pages)),
        Score(Stage.UNDERSTAND_SECONDS, understood_at - read_at, float(pages)),
    )
    return CaseResult(case.gold.slug, case.gold.kind, case.level, pages, scores), plan


def compare_plans(
    comparisons: Iterable[ExpectedComparison],
    plans: Mapping[PlanKey, Plan],
    sets: Mapping[str, GoldKind],
    levels: Iterable[int],
    align: Callable[[Plan, Plan], Alignment],
) -> list[CaseResult]:
    """Score each comparison at each level at which both of its plans were read."""
    results: list[CaseResult] = []
    for level in levels:
        for expected in comparisons:
            child = plans.get((expected.child, level))
            parent = plans.get((expected.parent, level))
            if child is None or parent is None:
                continue
            score = score_comparison(expected, align(child, parent))
            slug = f"{expected.child} ~ {expected.parent}"
            results.append(CaseResult(slug, sets[expected.child], level, 0, (score,)))
    return results


def _failed(case: Case, expected: Plan, truth: str, error: KehoachError) -> tuple[CaseResult, Plan]:
    empty = Plan(case.gold.slug, Metadata())
    scores = (*score_reading(truth, ""), *score_plan(expected, empty))
    pages = page_count(case.gold.source_pdf)
    result = CaseResult(
        case.gold.slug, case.gold.kind, case.level, pages, scores, failure=str(error)
    )
    return result, empty
