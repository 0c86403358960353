"""A measured figure: points out of possible points, with the items behind it.

Every figure adds up over documents (points and possible are summed, then divided), so totals are
micro averages without a second rule.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Generic, TypeVar

E = TypeVar("E")
F = TypeVar("F")


class Stage(StrEnum):
    """What is measured, in the order of the flow."""

    CER = "cer"
    WORD_RECALL = "word_recall"
    NUMBER_RECALL = "number_recall"
    METADATA = "metadata"
    SECTIONS = "sections"
    KINDS = "kinds"
    REFERENCES = "references"
    ROLES = "roles"
    PARENTS = "parents"
    TARGETS = "targets"
    CATALOG = "catalog"
    OUTSIDE_CATALOG = "outside_catalog"
    ASSIGNMENTS = "assignments"
    REPORTING = "reporting"
    COMPARISON = "comparison"
    READ_SECONDS = "read_seconds"
    UNDERSTAND_SECONDS = "understand_seconds"


READING_STAGES = (Stage.CER, Stage.WORD_RECALL, Stage.NUMBER_RECALL)
SPEED_STAGES = (Stage.READ_SECONDS, Stage.UNDERSTAND_SECONDS)
LOWER_IS_BETTER = frozenset({Stage.CER, *SPEED_STAGES})
ITEM_STAGES = tuple(stage for stage in Stage if stage not in READING_STAGES + SPEED_STAGES)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing right, missed or extra; ``key`` is stable over runs, ``detail`` tells more."""

    key: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """One figure of one document (or a sum of several, then without items)."""

    stage: Stage
    points: float
    possible: float
    right: tuple[Item, ...] = ()
    missed: tuple[Item, ...] = ()
    extra: tuple[Item, ...] = ()

    @property
    def value(self) -> float | None:
        """Points over possible points; null where nothing could be scored."""
        return self.points / self.possible if self.possible else None


@dataclass(frozen=True, slots=True)
class Pairing(Generic[E, F]):
    """Expected things with the found ones that answer them, and what is left on either side."""

    matched: tuple[tuple[E, F], ...]
    missed: tuple[E, ...]
    extra: tuple[F, ...]


def pair(
    expected: Iterable[E], found: Iterable[F], is_same: Callable[[E, F], bool]
) -> Pairing[E, F]:
    """Pair each expected thing with the first unused found thing that is the same."""
    left = list(found)
    matched: list[tuple[E, F]] = []
    missed: list[E] = []
    for wanted in expected:
        place = next((i for i, other in enumerate(left) if is_same(wanted, other)), None)
        if place is None:
            missed.append(wanted)
        else:
            matched.append((wanted, left.pop(place)))
    return Pairing(tuple(matched), tuple(missed), tuple(left))


def f1(stage: Stage, right: Sequence[Item], missed: Sequence[Item], extra: Sequence[Item]) -> Score:
    """Return F1 of a set or multiset: two points per hit, one possible per thing of each side."""
    possible = 2 * len(right) + len(missed) + len(extra)
    return Score(
        stage, 2.0 * len(right), float(possible), _told_apart(right), _told_apart(missed, right),
        _told_apart(extra),
    )  # fmt: skip


def share(stage: Stage, right: Sequence[Item], missed: Sequence[Item]) -> Score:
    """Return the share of questions that were answered right."""
    possible = float(len(right) + len(missed))
    return Score(stage, float(len(right)), possible, _told_apart(right), _told_apart(missed, right))


def total(stage: Stage, scores: Iterable[Score]) -> Score:
    """Add up one figure over documents."""
    chosen = [score for score in scores if score.stage is stage]
    return Score(stage, sum(s.points for s in chosen), sum(s.possible for s in chosen))


def _told_apart(items: Sequence[Item], before: Sequence[Item] = ()) -> tuple[Item, ...]:
    """Number items of the same key (a multiset), counting on after those of ``before``."""
    seen = Counter(item.key for item in before)
    numbered: list[Item] = []
    for item in items:
        seen[item.key] += 1
        count = seen[item.key]
        numbered.append(item if count == 1 else replace(item, key=f"{item.key} ({count})"))
    return tuple(numbered)
