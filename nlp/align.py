"""Holds a plan against the plan that it carries out, indicator by indicator.

A target binds in the direction in which its indicator improves: "95 %" of something good means at
least, of something bad at most. Targets meet by indicator, year and scope. What meets nothing is
paired as far as that tells an officer something, and is then incomparable with the reason:

* a child's year that the parent does not have meets the parent's next milestone (else its last);
* a part of the area meets the targets of the same year for other parts or the whole.

A parent's target is missing in the child only if its year lies in the child's period, or, where the
child says nothing of the indicator, for the one milestone that the child works towards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.messages import load_messages
from models.domain.alignment import Alignment, AlignmentRow, Status
from models.domain.catalog import Better, Catalog
from models.domain.plan import Period, Plan, Target
from nlp.bounds import Verdict, compare_targets
from nlp.normalize import fold

_STANDING = {Status.STRICTER: "ahead", Status.EQUAL: "level", Status.LOOSER: "behind"}
_WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class _Placed:
    """A target with its place in its plan and the year and scope that it is compared by."""

    target: Target
    position: int

    @property
    def year(self) -> int | None:
        return self.target.year

    @property
    def scope(self) -> str:
        return " ".join(fold(self.target.scope or "").split())

    @property
    def key(self) -> tuple[int | None, str]:
        return self.year, self.scope


def align_plans(child: Plan, parent: Plan, catalog: Catalog) -> Alignment:
    """Compare all catalog targets of two plans: rows in the parent's order, then what is new."""
    ours, theirs = _by_indicator(child), _by_indicator(parent)
    period = _period(child)
    rows: list[tuple[int, int, AlignmentRow]] = []
    for indicator in (*theirs, *(code for code in ours if code not in theirs)):
        entry = catalog.find(indicator)
        judge = _Judge(indicator, entry.better if entry else None, child, parent)
        rows += judge.rows(ours.get(indicator, ()), theirs.get(indicator, ()), period)
    ordered = sorted(rows, key=lambda row: row[:2])
    return Alignment(child.document, parent.document, tuple(row for _, _, row in ordered))


def _by_indicator(plan: Plan) -> dict[str, tuple[_Placed, ...]]:
    """Return the targets of each indicator, one per year and scope: the first, a core one first."""
    chosen: dict[str, dict[tuple[int | None, str], _Placed]] = {}
    for position, target in enumerate(plan.targets):
        if target.indicator is None:
            continue
        placed = _Placed(target, position)
        targets = chosen.setdefault(target.indicator, {})
        before = targets.get(placed.key)
        if before is None or (target.core and not before.target.core):
            targets[placed.key] = placed
    return {code: tuple(targets.values()) for code, targets in chosen.items()}


def _period(plan: Plan) -> Period | None:
    """Return the years that a plan answers for, null where nothing tells them."""
    if plan.metadata.period:
        return plan.metadata.period
    years = [target.year for target in plan.targets if target.year is not None]
    return Period(min(years), max(years)) if years else None


@dataclass(frozen=True, slots=True)
class _Judge:
    """Compares the targets of one indicator; ``better`` is null where the catalog lacks it."""

    indicator: str
    better: Better | None
    child: Plan
    parent: Plan

    def rows(
        self, ours: Sequence[_Placed], theirs: Sequence[_Placed], period: Period | None
    ) -> Iterator[tuple[int, int, AlignmentRow]]:
        """Yield the rows of this indicator, each with its rank and its place in its plan."""
        met = {one.key for one in ours} & {one.key for one in theirs}
        lone_ours = [one for one in ours if one.key not in met]
        lone_theirs = [one for one in theirs if one.key not in met]
        by_key = {one.key: one for one in ours}
        for their in theirs:
            if their.key in met:
                our = by_key[their.key]
                yield 0, their.position, self._pair(our, their, self._verdict(our, their))
        used: set[int] = set()
        for our in lone_ours:
            partners = _partners(our, lone_theirs)
            used.update(their.position for their in partners)
            for their in partners:
                yield 0, their.position, self._pair(our, their, self._apart(our, their))
            if not partners:
                yield 1, our.position, self._lone(our.target, Status.ONLY_IN_CHILD)
        unused = [their for their in lone_theirs if their.position not in used]
        for their in _owed(unused, period, silent=not ours):
            yield 0, their.position, self._lone(their.target, Status.MISSING_IN_CHILD)

    def _verdict(self, our: _Placed, their: _Placed) -> Verdict:
        same_issuer = self.child.metadata.issuer == self.parent.metadata.issuer
        return compare_targets(our.target, their.target, self.better, same_area=same_issuer)

    def _apart(self, our: _Placed, their: _Placed) -> Verdict:
        """Say why two targets that meet only nearly are not compared."""
        say = load_messages().text
        if our.year == their.year:
            reason = say(
                "align_other_scope",
                child_scope=our.target.scope or _WHOLE,
                parent_scope=their.target.scope or _WHOLE,
            )
        else:
            reason = say(
                "align_other_year",
                child_year=our.year or "?",
                parent_year=their.year or "?",
                standing=_STANDING.get(self._verdict(our, their).status, "unclear"),
            )
        return Verdict(Status.INCOMPARABLE, reason)

    def _pair(self, our: _Placed, their: _Placed, verdict: Verdict) -> AlignmentRow:
        return AlignmentRow(
            indicator=self.indicator,
            status=verdict.status,
            child=our.target,
            parent=their.target,
            core=their.target.core,
            year=our.year,
            scope=their.target.scope or our.target.scope,
            reason=verdict.reason,
        )

    def _lone(self, target: Target, status: Status) -> AlignmentRow:
        missing = status is Status.MISSING_IN_CHILD
        return AlignmentRow(
            indicator=self.indicator,
            status=status,
            child=None if missing else target,
            parent=target if missing else None,
            core=target.core,
            year=target.year,
            scope=target.scope,
        )


def _partners(our: _Placed, theirs: Iterable[_Placed]) -> tuple[_Placed, ...]:
    """Return the parent's targets that a child's target without an equal stands against."""
    same_scope = [their for their in theirs if their.scope == our.scope]
    if same_scope:
        return (_milestone(our.year, same_scope),)
    return tuple(their for their in theirs if their.year == our.year)


def _milestone(year: int | None, theirs: Sequence[_Placed]) -> _Placed:
    """Return the target for the next year from this one on, or else the last."""
    ahead = [one for one in theirs if year is not None and (one.year or 0) >= year]
    if ahead:
        return min(ahead, key=lambda one: one.year or 0)
    return max(theirs, key=lambda one: one.year or 0)


def _owed(theirs: Sequence[_Placed], period: Period | None, *, silent: bool) -> tuple[_Placed, ...]:
    """Return the targets that the child had to take up and did not."""
    inside = tuple(one for one in theirs if _covers(period, one.year))
    if inside or not theirs or not silent or period is None:
        return inside
    milestone = _milestone(period.end, theirs).year
    return tuple(one for one in theirs if one.year == milestone)


def _covers(period: Period | None, year: int | None) -> bool:
    return period is None or year is None or period.start <= year <= period.end
