"""Which gold documents at which levels of wear a run takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from api.evaluation.expected import ExpectedComparison, load_comparison
from api.evaluation.options import (
    CI_SCANNED_DOCUMENTS,
    CI_SCANNED_LEVEL,
    EvaluationOptions,
    EvaluationUsageError,
)
from api.evaluation.runner import Case
from api.evaluation.truth import page_count
from corpus.gold import GoldDocument, GoldKind

ListGold = Callable[[GoldKind], Sequence[GoldDocument]]


def choose_cases(options: EvaluationOptions, list_gold: ListGold) -> tuple[Case, ...]:
    """Return the cases of a run, by document, then level.

    Raises EvaluationUsageError where a named document is in none of the sets.
    """
    documents = [gold for kind in options.sets for gold in list_gold(kind)]
    unknown = set(options.documents) - {gold.slug for gold in documents}
    if unknown:
        raise EvaluationUsageError(f"no such document: {', '.join(sorted(unknown))}")
    if options.documents:
        documents = [gold for gold in documents if gold.slug in options.documents]
    if options.ci:
        return _subset(documents)
    return tuple(Case(gold, level) for gold in documents for level in options.levels)


def find_comparisons(golds: Iterable[GoldDocument]) -> tuple[ExpectedComparison, ...]:
    """Return the expected comparisons that lie beside the folders of these documents."""
    folders = sorted({gold.expected.parent.parent for gold in golds})
    paths = [path for folder in folders for path in sorted(folder.glob("compare-*.json"))]
    return tuple(load_comparison(path) for path in paths)


def _subset(documents: Sequence[GoldDocument]) -> tuple[Case, ...]:
    """Everything born-digital, and scans of the shortest documents of the first kind."""
    born = [Case(gold, 0) for gold in documents]
    first = [gold for gold in documents if gold.kind is documents[0].kind]
    first.sort(key=lambda gold: (page_count(gold.source_pdf), gold.slug))
    return (*born, *(Case(gold, CI_SCANNED_LEVEL) for gold in first[:CI_SCANNED_DOCUMENTS]))
