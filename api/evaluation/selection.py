"""Which gold documents at which levels of wear a run takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from api.evaluation.expected import ExpectedComparison, load_comparison
from api.evaluation.options import (
    CI_SCANNED_DOCUMENTS,
    CI_SCANNED_LEVEL,
    EvaluationOptions,
    EvaluationUsageError,
)
from api.evaluation.results import DocumentSet
from api.evaluation.runner import Case, GoldFiles
from api.evaluation.truth import page_count

ListGold = Callable[[DocumentSet], Sequence[GoldFiles]]


def choose_cases(options: EvaluationOptions, list_gold: ListGold) -> tuple[Case, ...]:
    """Return the cases of a run, by document, then level.

    Raises EvaluationUsageError where a named document is in none of the sets.
    """
    documents = [(gold, chosen) for chosen in options.sets for gold in list_gold(chosen)]
    unknown = set(options.documents) - {gold.slug for gold, _ in documents}
    if unknown:
        raise EvaluationUsageError(f"no such document: {', '.join(sorted(unknown))}")
    if options.documents:
        documents = [(gold, chosen) for gold, chosen in documents if gold.slug in options.documents]
    if options.ci:
        return _subset(documents)
    return tuple(
        Case(gold, chosen, level) for gold, chosen in documents for level in options.levels
    )


def find_comparisons(golds: Iterable[GoldFiles]) -> tuple[ExpectedComparison, ...]:
    """Return the expected comparisons that lie beside the folders of these documents."""
    folders = sorted({gold.expected.parent.parent for gold in golds})
    paths: list[Path] = [
        path for folder in folders for path in sorted(folder.glob("compare-*.json"))
    ]
    return tuple(load_comparison(path) for path in paths)


def _subset(documents: Sequence[tuple[GoldFiles, DocumentSet]]) -> tuple[Case, ...]:
    """Everything born-digital, and scans of the shortest documents of the first set."""
    born = [Case(gold, chosen, 0) for gold, chosen in documents]
    first = [pair for pair in documents if pair[1] is documents[0][1]]
    first.sort(key=lambda pair: (page_count(pair[0].source_pdf), pair[0].slug))
    scanned = [
        Case(gold, chosen, CI_SCANNED_LEVEL) for gold, chosen in first[:CI_SCANNED_DOCUMENTS]
    ]
    return (*born, *scanned)
