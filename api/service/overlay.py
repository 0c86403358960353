"""Corrections laid over an extraction: the same plan and the same decisions give the same result.

A correction counts where its part is found again and its field reads what it read when the person
decided, or what the person decided already. Where it reads something else, the reading stands and
the conflict is told with all three values. Nothing here touches a database.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from api.schemas import PlanOut
from api.service.anchors import (
    Place,
    find_again,
    name_parts,
    overlapping,
    place_of,
    said,
    same_value,
    same_words,
)
from api.service.parts import (
    Written,
    fields_of,
    fits,
    parts_of,
    read_part,
    values_of,
    with_parts,
)
from api.service.reviewed import Conflict, ConflictReason, Mark, Reviewed
from models.domain.review import Correction, CorrectionState, ItemKind, Operation

BESIDE = "beside"
_SURE = 1
# What made the reader choose an indicator says nothing about the choice of a person.
_REASONS = {"indicator": "match_reason"}
# Two parts that say this much the same are one.
_ESSENCE = {
    ItemKind.REFERENCE: ("number", "symbol"),
    ItemKind.SECTION: ("path",),
    ItemKind.TARGET: (
        "indicator",
        "comparator",
        "value",
        "value_to",
        "total",
        "unit",
        "year",
        "scope",
    ),
    ItemKind.ASSIGNMENT: ("unit", "section"),
    ItemKind.DUTY: ("what", "due"),
}


def apply(plan: PlanOut, corrections: Iterable[Correction]) -> Reviewed:
    """Lay corrections over an extraction.

    ``corrections`` are all of the document in the order in which they were made: those taken back
    tell what people have seen.
    """
    desk = _Desk.of(plan)
    made = tuple(corrections)
    desk.add_parts([one for one in made if one.operation is Operation.ADD])
    rest = [one for one in made if one.operation is not Operation.ADD]
    desk.find_parts(rest)
    desk.set_fields([one for one in rest if one.operation is Operation.SET])
    desk.remove_parts([one for one in rest if one.operation is Operation.REMOVE])
    return desk.reviewed()


@dataclass(slots=True)
class _Desk:
    """The work on one plan: its parts by kind and name, and what became of each correction."""

    plan: PlanOut
    parts: dict[ItemKind, dict[str, Written]]
    readings: dict[str, Written]
    means: dict[str, str] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    touches: dict[str, int] = field(default_factory=dict)
    states: dict[str, CorrectionState] = field(default_factory=dict)
    seen: dict[tuple[str, str], list[Any]] = field(default_factory=dict)
    added: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, plan: PlanOut) -> _Desk:
        parts = {kind: name_parts(kind, parts_of(plan, kind)) for kind in ItemKind}
        readings = {name: dict(item) for named in parts.values() for name, item in named.items()}
        return cls(plan, parts, readings)

    def add_parts(self, additions: Sequence[Correction]) -> None:
        """Put added parts in their places, unless the extraction reads them now by itself."""
        taken: set[str] = set()
        self.added = {one.anchor.item for one in additions}
        for one in additions:
            if one.state is CorrectionState.REVERTED:
                continue
            kind, items = one.anchor.kind, self.parts[one.anchor.kind]
            twin = next((n for n in items if n not in taken and _is_one(one, items[n])), None)
            if twin:
                taken.add(twin)
                self.means[one.anchor.item] = twin
                self._count(one, twin, satisfied=True)
            elif _read_beside(one, [items[name] for name in items if name in self.readings]):
                self._clash(one, None, ConflictReason.READ_BESIDE, None)
            elif not isinstance(one.after, Mapping) or not fits(kind, one.after):
                self._clash(one, None, ConflictReason.DOES_NOT_FIT, None)
            else:
                self.means[one.anchor.item] = one.anchor.item
                self.parts[kind] = _inserted(items, kind, one.anchor.item, dict(one.after))
                self._count(one, one.anchor.item, satisfied=False)
            self._touch(one)

    def find_parts(self, corrections: Sequence[Correction]) -> None:
        """Find out which part each correction means; parts of one reading stay apart."""
        taken: dict[str, set[str]] = {}
        exact = [one for one in corrections if one.anchor.item in self.parts[one.anchor.kind]]
        for one in exact:
            taken.setdefault(one.run, set()).add(one.anchor.item)
        for one in (*exact, *corrections):
            if one.anchor.item in self.means or one.anchor.item in self.added:
                continue
            items = {n: i for n, i in self.parts[one.anchor.kind].items() if n in self.readings}
            found = find_again(one.anchor, items, taken.get(one.run, ()))
            if found:
                self.means[one.anchor.item] = found
                taken.setdefault(one.run, set()).add(found)

    def set_fields(self, corrections: Sequence[Correction]) -> None:
        """Set each field to the last decision about it, where the decision holds."""
        chains: dict[tuple[str, str], list[Correction]] = {}
        for one in corrections:
            item = self._meant(one)
            if item and one.field:
                chains.setdefault((item, one.field), []).append(one)
        for (item, name), chain in chains.items():
            self.seen[item, name] = [value for one in chain for value in (one.before, one.after)]
            self._set_field(item, name, chain)

    def remove_parts(self, corrections: Sequence[Correction]) -> None:
        """Take out removed parts that still read as they did when they were removed."""
        for one in corrections:
            item = self._meant(one)
            if item is None or one.state is CorrectionState.REVERTED:
                continue
            found = self.parts[one.anchor.kind].get(item)
            if found is None:
                self._count(one, item, satisfied=True)
            elif not self._reads_as(one, item, found):
                reading = values_of(one.anchor.kind, found)
                self._clash(one, item, ConflictReason.READS_OTHERWISE, reading)
            else:
                del self.parts[one.anchor.kind][item]
                self._count(one, item, satisfied=False)

    def reviewed(self) -> Reviewed:
        """Return the plan as it stands now."""
        shapes = {
            kind: [read_part(kind, item) for item in items.values()]
            for kind, items in self.parts.items()
        }
        items = {kind: tuple(named) for kind, named in self.parts.items()}
        return Reviewed(
            with_parts(self.plan, shapes),
            items,
            tuple(self.marks),
            tuple(self.conflicts),
            self.touches,
            self.states,
            self.readings,
        )

    def _set_field(self, item: str, name: str, chain: Sequence[Correction]) -> None:
        valid = [one for one in chain if one.state is not CorrectionState.REVERTED]
        if not valid:
            return
        last, kind = valid[-1], valid[-1].anchor.kind
        found = self.parts[kind][item]
        reading = found.get(name)
        if same_value(reading, last.after):
            self._count_all(valid, item, satisfied=True, reading=reading)
            return
        if not any(same_value(reading, value) for value in self.seen[item, name]):
            self._clash_all(valid, item, ConflictReason.READS_OTHERWISE, reading)
            return
        changed = _changed(found, name, last.after)
        if not fits(kind, changed):
            self._clash_all(valid, item, ConflictReason.DOES_NOT_FIT, reading)
            return
        self.parts[kind][item] = changed
        self._count_all(valid, item, satisfied=False, reading=reading)

    def _meant(self, one: Correction) -> str | None:
        """Return the part that a correction means; a lost part is a conflict, or nothing to do.

        What was decided about an added part that does not stand here sleeps until it does.
        """
        item = self._touch(one)
        if item or one.state is CorrectionState.REVERTED or one.anchor.item in self.added:
            return item
        if one.operation is Operation.REMOVE:
            self._count(one, one.anchor.item, satisfied=True)
        else:
            self._clash(one, None, ConflictReason.PART_LOST, None)
        return None

    def _reads_as(self, one: Correction, item: str, found: Written) -> bool:
        before = one.before if isinstance(one.before, Mapping) else {}
        return all(
            same_value(found.get(name), before.get(name))
            or any(same_value(found.get(name), value) for value in self.seen.get((item, name), ()))
            for name in fields_of(one.anchor.kind)
        )

    def _touch(self, one: Correction) -> str | None:
        item = self.means.get(one.anchor.item)
        if item:
            again = 2 if one.state is CorrectionState.REVERTED else 1
            self.touches[item] = self.touches.get(item, 0) + again
        return item

    def _count_all(
        self,
        chain: Sequence[Correction],
        item: str,
        *,
        satisfied: bool,
        reading: Any,  # noqa: ANN401
    ) -> None:
        for one in chain:
            self.states[one.id] = CorrectionState.ACTIVE
        self._count(chain[-1], item, satisfied=satisfied, reading=reading)

    def _clash_all(
        self,
        chain: Sequence[Correction],
        item: str,
        reason: ConflictReason,
        reading: Any,  # noqa: ANN401
    ) -> None:
        for one in chain:
            self.states[one.id] = CorrectionState.CONFLICT
        self._clash(chain[-1], item, reason, reading)

    def _count(
        self,
        one: Correction,
        item: str,
        *,
        satisfied: bool,
        reading: Any = None,  # noqa: ANN401
    ) -> None:
        self.states[one.id] = CorrectionState.ACTIVE
        self.marks.append(
            Mark(
                one.anchor.kind, item, one.field, one.operation,
                one.id, one.author, one.at, satisfied, reading,
            )
        )  # fmt: skip

    def _clash(
        self,
        one: Correction,
        item: str | None,
        reason: ConflictReason,
        reading: Any,  # noqa: ANN401
    ) -> None:
        self.states[one.id] = CorrectionState.CONFLICT
        self.conflicts.append(
            Conflict(
                one.anchor.kind, item, one.field, one.operation,
                one.id, one.author, one.at, reason, one.before, one.after, reading,
            )
        )  # fmt: skip


def _changed(item: Written, name: str, value: Any) -> Written:  # noqa: ANN401 - any JSON value
    """Return the part with a field as a person wants it: sure, and without the reader's reasons."""
    changed = {**item, name: value, "confidence": {**item.get("confidence", {}), name: _SURE}}
    if name in _REASONS:
        changed[_REASONS[name]] = None
    return changed


def _is_one(one: Correction, item: Written) -> bool:
    """Tell whether a read part is the one that a person added."""
    if not isinstance(one.after, Mapping):
        return False
    names = _ESSENCE.get(one.anchor.kind, ())
    if not all(same_value(one.after.get(name), item.get(name)) for name in names):
        return False
    page, box = one.anchor.page, one.anchor.box
    if page is None or box is None:
        return same_words(one.anchor.text, said(one.anchor.kind, item))
    return bool(overlapping(one.anchor.kind, page, box, [item]))


def _read_beside(one: Correction, items: Sequence[Written]) -> bool:
    """Tell whether more is read now at the place of an addition than when it was made."""
    if one.anchor.box is None or one.anchor.page is None:
        return False
    before = int(one.anchor.marks.get(BESIDE, "0"))
    return overlapping(one.anchor.kind, one.anchor.page, one.anchor.box, items) > before


def _inserted(
    items: Mapping[str, Written], kind: ItemKind, name: str, item: Written
) -> dict[str, Written]:
    """Return the parts with one more, after the last one that begins above it."""
    own = place_of(kind, item)
    above = [n for n in items if own and _begins_above(place_of(kind, items[n]), own)]
    if not own or (items and not above):
        return {**items, name: item} if not own else {name: item, **items}
    placed: dict[str, Written] = {} if items else {name: item}
    for other, part in items.items():
        placed[other] = part
        if other == above[-1]:
            placed[name] = item
    return placed


def _begins_above(place: Place | None, own: Place) -> bool:
    return bool(place and (place.page, place.box.top) <= (own.page, own.box.top))
