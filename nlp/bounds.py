"""Compares two targets of one indicator, year and scope: which asks for more?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from corpus.messages import load_messages
from models.domain.alignment import Status
from models.domain.catalog import Better
from models.domain.plan import Comparator, Target, Unit
from nlp.phrase import read_phrase

_RATES = {
    Unit.PERCENT: Fraction(1, 100),
    Unit.PER_1000_LIVE_BIRTHS: Fraction(1, 1000),
    Unit.PER_100000_CHILDREN: Fraction(1, 100_000),
}
_AT_MOST = {Comparator.LT, Comparator.LE, Comparator.EQ, Comparator.NONE}
_AT_LEAST = {Comparator.GT, Comparator.GE, Comparator.EQ, Comparator.NONE}
_STRICT = {Comparator.LT, Comparator.GT}
_UNITS_OF_WORK = frozenset({"commune", "district", "hamlet", "school", "facility"})
"""Groups of which no one stands for another ("agency" may be any of them)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the child says next to the parent, with the reason where it is not plain."""

    status: Status
    reason: str | None = None


def compare_targets(
    child: Target, parent: Target, better: Better | None, *, same_area: bool
) -> Verdict:
    """Return what the child's target is next to the parent's, given which way is better.

    ``same_area`` tells that absolute numbers of both mean the same population.
    """
    groups = _other_units(child, parent)
    if groups:
        return _incomparable("align_other_subject", child_group=groups[0], parent_group=groups[1])
    if child.value is None or parent.value is None:
        if child.value is None and parent.value is None:
            return Verdict(Status.EQUAL, load_messages().text("align_qualitative"))
        return _incomparable("align_one_qualitative")
    if better is None:
        return _incomparable("align_unknown_indicator")
    if _same_demand(child, parent):
        return Verdict(Status.EQUAL)
    return _compare_values(child, parent, better, same_area=same_area)


def _incomparable(kind: str, **facts: str) -> Verdict:
    return Verdict(Status.INCOMPARABLE, load_messages().text(kind, **facts))


def _other_units(child: Target, parent: Target) -> tuple[str, str] | None:
    """Return the groups of two targets about different units of work (communes, schools)."""
    ours, theirs = read_phrase(child.text).subject, read_phrase(parent.text).subject
    if ours is None or theirs is None or ours == theirs:
        return None
    return (ours, theirs) if {ours, theirs} <= _UNITS_OF_WORK else None


def _same_demand(child: Target, parent: Target) -> bool:
    def demand(target: Target) -> tuple[object, ...]:
        return target.comparator, target.value, target.value_to, target.unit, target.total

    return demand(child) == demand(parent)


def _compare_values(child: Target, parent: Target, better: Better, *, same_area: bool) -> Verdict:
    ours, theirs = _bound(child, better), _bound(parent, better)
    if ours is None or theirs is None:
        return _incomparable("align_direction")
    share, their_share = _amount(child, ours), _amount(parent, theirs)
    if share is None or their_share is None or not _convertible(child, parent):
        return _incomparable("align_units")
    counts = child.unit is Unit.COUNT and parent.unit is Unit.COUNT
    if counts and not same_area and share and their_share and share != their_share:
        return _incomparable("align_counts")
    ahead = share - their_share if better is Better.HIGHER else their_share - share
    if not ahead:
        ahead = Fraction(
            (child.comparator in _STRICT) - (parent.comparator in _STRICT),
        )
    if not ahead:
        return Verdict(Status.EQUAL)
    return Verdict(Status.STRICTER if ahead > 0 else Status.LOOSER)


def _bound(target: Target, better: Better) -> float | None:
    """Return the figure that binds, null where the comparator points the other way."""
    assert target.value is not None
    if target.value_to is not None:
        ends = (target.value, target.value_to)
        return min(ends) if better is Better.HIGHER else max(ends)
    binding = _AT_LEAST if better is Better.HIGHER else _AT_MOST
    return target.value if target.comparator in binding else None


def _amount(target: Target, figure: float) -> Fraction | None:
    """Return the figure as a share of its whole (a count as it is), null where it has none."""
    if not math.isfinite(figure):
        return None
    exact = Fraction(str(figure))
    if target.unit is Unit.COUNT_OF_TOTAL:
        return exact / Fraction(str(target.total)) if target.total else None
    return exact * _RATES.get(target.unit, Fraction(1))


def _convertible(child: Target, parent: Target) -> bool:
    """Tell whether the units of two targets measure one thing; nothing is nothing in any unit."""
    kinds = {_kind(target.unit) for target in (child, parent)}
    if len(kinds) == 1:
        return True
    zero = any(target.unit is Unit.COUNT and target.value == 0 for target in (child, parent))
    return zero and kinds == {"count", "share"}


def _kind(unit: Unit) -> str:
    if unit in _RATES or unit is Unit.COUNT_OF_TOTAL:
        return "share"
    return "count" if unit is Unit.COUNT else "none"
