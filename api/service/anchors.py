"""Names for the parts of a plan, and how a part is found again in another reading of the document.

A part is named by a hash of its kind, its place and its marks: equal extractions give equal names.
In another extraction it is the part of that kind at the same place that bears most of its marks.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from api.service.parts import METADATA_ITEM, Part, Written, written
from models.domain.folding import fold
from models.domain.geometry import BoundingBox, union
from models.domain.review import Anchor, ItemKind

SPOT: Final = "spot"
_NAME_DIGITS = 16
_SPOT_TOLERANCE = 8.0  # points; a page that is straightened anew moves by less
_SPOT_WEIGHT = 2
_SHARED = 0.5  # of the smaller box

# The field whose place is that of the part, the one that tells neighbours in one sentence apart,
# and the fields that name it.
_PLACE: Final = {
    ItemKind.REFERENCE: "number",
    ItemKind.SECTION: "label",
    ItemKind.TARGET: "text",
    ItemKind.ASSIGNMENT: "unit",
    ItemKind.DUTY: "what",
}
_SPOTS: Final = {**_PLACE, ItemKind.TARGET: "value"}
_MARKS: Final = {
    ItemKind.REFERENCE: ("number", "symbol"),
    ItemKind.SECTION: ("path", "label"),
    ItemKind.TARGET: ("year", "value", "scope"),
    ItemKind.ASSIGNMENT: ("section", "unit"),
    ItemKind.DUTY: ("what", "due"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """The first place of a field: 1-based page and the box around all its boxes there."""

    page: int
    box: BoundingBox


def name_parts(kind: ItemKind, parts: Iterable[Part]) -> dict[str, Written]:
    """Return the written parts by their names, in order; twins are told apart by their order."""
    named: dict[str, Written] = {}
    for item in map(written, parts):
        twin = 0
        while (name := _name(kind, item, twin)) in named:
            twin += 1
        named[name] = item
    return named


def anchor_of(kind: ItemKind, name: str, item: Written) -> Anchor:
    """Return how a part is found again."""
    place = place_of(kind, item)
    return Anchor(
        kind=kind,
        item=name,
        page=place.page if place else None,
        box=place.box if place else None,
        text=said(kind, item),
        marks=marks_of(kind, item),
    )


def place_of(kind: ItemKind, item: Written) -> Place | None:
    """Return where a part stands: the place of its telling field, or of its first field."""
    return _place(item, _PLACE.get(kind))


def marks_of(kind: ItemKind, item: Written) -> dict[str, str]:
    """Return what tells a part from its neighbours; ``spot`` is a point on its page."""
    said = {name: item.get(name) for name in _MARKS.get(kind, ())}
    marks = {name: _plain(value) for name, value in said.items() if value is not None}
    spot = _place(item, _SPOTS.get(kind), strict=True)
    if spot:
        marks[SPOT] = f"{spot.page}:{spot.box.center_x:.1f}:{spot.box.center_y:.1f}"
    return marks


def find_again(anchor: Anchor, items: Mapping[str, Written], taken: Iterable[str]) -> str | None:
    """Return the name of the part that an anchor means, or None where none or two could be meant.

    ``taken`` names the parts that other anchors of the same reading mean.
    """
    if anchor.item in items or anchor.kind is ItemKind.METADATA:
        return anchor.item if anchor.item in items else None
    barred = frozenset(taken)
    rated = {name: _likeness(anchor, item) for name, item in items.items() if name not in barred}
    best = max(rated.values(), default=0.0)
    found = [name for name, rate in rated.items() if rate == best]
    return found[0] if best > 0 and len(found) == 1 else None


def overlapping(kind: ItemKind, page: int, box: BoundingBox, items: Iterable[Written]) -> int:
    """Return how many parts of a kind stand at a place."""
    places = (place_of(kind, item) for item in items)
    return sum(1 for place in places if place and place.page == page and _share(place.box, box))


def same_value(one: Any, other: Any) -> bool:  # noqa: ANN401 - any JSON value
    """Tell whether two JSON values are the same; a sequence is a sequence, 95 is 95.0."""
    return bool(_listed(one) == _listed(other))


def same_words(one: str | None, other: str | None) -> bool:
    """Tell whether two texts say the same, marks, case and white space aside; null says nothing."""
    return bool(one and other and fold(one).split() == fold(other).split())


def said(kind: ItemKind, item: Written) -> str | None:
    """Return the words of a part by which people know it."""
    text = item.get(_PLACE.get(kind, ""))
    return text if isinstance(text, str) else None


def _listed(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, list | tuple):
        return [_listed(entry) for entry in value]
    if isinstance(value, Mapping):
        return {key: _listed(entry) for key, entry in value.items()}
    return ("bool", value) if isinstance(value, bool) else value


def _name(kind: ItemKind, item: Written, twin: int) -> str:
    if kind is ItemKind.METADATA:
        return METADATA_ITEM
    place = place_of(kind, item)
    box = place and (place.box.left, place.box.top, place.box.right, place.box.bottom)
    text = said(kind, item)
    told: Sequence[Any] = (
        kind.value, place and place.page, box, text, sorted(marks_of(kind, item).items()), twin
    )  # fmt: skip
    return sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()[:_NAME_DIGITS]


def _place(item: Written, field: str | None, *, strict: bool = False) -> Place | None:
    provenance: Mapping[str, Any] = item.get("provenance") or {}
    names = [field] if field else []
    if not strict:
        names += [name for name in item if name in provenance]
    for name in names:
        for found in provenance.get(name) or ():
            if found["boxes"]:
                boxes = (BoundingBox(*map(float, box)) for box in found["boxes"])
                return Place(found["page"], union(boxes))
    return None


def _likeness(anchor: Anchor, item: Written) -> float:
    """Rate how far a part is the one meant: 0 is not at all."""
    place = place_of(anchor.kind, item)
    near = bool(
        place and anchor.box and place.page == anchor.page and _share(anchor.box, place.box)
    )
    if not near and not same_words(anchor.text, said(anchor.kind, item)):
        return 0.0
    marks = _agreement(anchor.marks, marks_of(anchor.kind, item))
    return marks + near if marks >= _SHARED else 0.0


def _agreement(ours: Mapping[str, str], theirs: Mapping[str, str]) -> float:
    """Return the share of the marks, by weight, that agree; one alone speaks against."""
    names = ours.keys() | theirs.keys()
    weights = {name: _SPOT_WEIGHT if name == SPOT else 1 for name in names}
    agreed = (weights[n] for n in names if _agree(n, ours.get(n), theirs.get(n)))
    return sum(agreed) / sum(weights.values()) if names else 1.0


def _agree(name: str, one: str | None, other: str | None) -> bool:
    if one is None or other is None:
        return False
    if name != SPOT:
        return fold(one) == fold(other)
    first, second = ([float(part) for part in spot.split(":")] for spot in (one, other))
    moved = max(abs(first[1] - second[1]), abs(first[2] - second[2]))
    return first[0] == second[0] and moved <= _SPOT_TOLERANCE


def _share(one: BoundingBox, other: BoundingBox) -> bool:
    smaller = min(one.width * one.height, other.width * other.height)
    return smaller > 0 and one.intersection_area(other) >= _SHARED * smaller


def _plain(value: Any) -> str:  # noqa: ANN401 - any JSON value
    return value if isinstance(value, str) else json.dumps(value)
