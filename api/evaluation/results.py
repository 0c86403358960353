"""What an evaluation run found: one result per document and level of wear."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from api.evaluation.measures import Score, Stage, total
from corpus.gold import GoldKind


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One document at one level of wear (0: born-digital), or one comparison of two plans.

    ``failure`` says why a document could not be read at all; all that it says is then missed.
    """

    slug: str
    kind: GoldKind
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
    def kinds(self) -> tuple[GoldKind, ...]:
        """The kinds of documents that occur, in their fixed order."""
        present = {case.kind for case in self.cases}
        return tuple(chosen for chosen in GoldKind if chosen in present)

    @property
    def levels(self) -> tuple[int, ...]:
        """The levels that occur, ascending."""
        return tuple(sorted({case.level for case in self.cases}))

    def of_kind(self, chosen: GoldKind) -> tuple[CaseResult, ...]:
        """Return the cases of one kind."""
        return tuple(case for case in self.cases if case.kind is chosen)

    def total(self, stage: Stage, chosen: GoldKind, level: int) -> Score:
        """Return the micro average of one figure over one kind at one level."""
        cases = (case for case in self.of_kind(chosen) if case.level == level)
        return total(stage, _all_scores(cases))


def _all_scores(cases: Iterable[CaseResult]) -> Iterable[Score]:
    return (score for case in cases for score in case.scores)
