"""What an evaluation run found: one result per document and level of wear."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from api.evaluation.measures import Score, Stage, total


class DocumentSet(StrEnum):
    """Which gold documents: real samples, fictional plans, and fictional plans kept sealed."""

    GOLD = "gold"
    FICTION = "fiction"
    SEALED = "sealed"


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One document at one level of wear (0: born-digital), or one comparison of two plans.

    ``failure`` says why a document could not be read at all; all that it says is then missed.
    """

    slug: str
    document_set: DocumentSet
    level: int
    pages: int
    scores: tuple[Score, ...]
    failure: str | None = None

    def score(self, stage: Stage) -> Score | None:
        """Return the figure of that stage, or None where it was not measured."""
        return next((score for score in self.scores if score.stage is stage), None)


@dataclass(frozen=True, slots=True)
class Results:
    """All cases of one run."""

    cases: tuple[CaseResult, ...]

    @property
    def sets(self) -> tuple[DocumentSet, ...]:
        """The document sets that occur, in their fixed order."""
        present = {case.document_set for case in self.cases}
        return tuple(chosen for chosen in DocumentSet if chosen in present)

    @property
    def levels(self) -> tuple[int, ...]:
        """The levels that occur, ascending."""
        return tuple(sorted({case.level for case in self.cases}))

    def of_set(self, chosen: DocumentSet) -> tuple[CaseResult, ...]:
        """Return the cases of one document set."""
        return tuple(case for case in self.cases if case.document_set is chosen)

    def total(self, stage: Stage, chosen: DocumentSet, level: int) -> Score:
        """Return the micro average of one figure over one set at one level."""
        cases = (case for case in self.of_set(chosen) if case.level == level)
        return total(stage, _all_scores(cases))


def _all_scores(cases: Iterable[CaseResult]) -> Iterable[Score]:
    return (score for case in cases for score in case.scores)
