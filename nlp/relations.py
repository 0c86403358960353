"""What a figure is held against: the baseline that a clause names, and a relative change."""

from __future__ import annotations

import re
from collections.abc import Sequence

from models.domain.plan import Baseline, ChangeUnit, Shift, Unit
from models.domain.provenance import Span
from nlp.language import Cue
from nlp.quantities import Quantity, find_years, parse_number
from nlp.source import SourceText
from nlp.wording import find_wording

_FIGURE = re.compile(r"(?<![\w.,/])\d+(?:[.,]\d+)*(?![\w/])")


def baseline_of(
    source: SourceText, clause: Span, quantities: Sequence[Quantity], cues: Sequence[Cue]
) -> tuple[Baseline, Span] | None:
    """Return what a clause says that the figure was, and where ("từ 8,7% năm 2020 xuống ...")."""
    for hit in find_wording("asides", source.slice(clause)):
        aside = Span(clause.start + hit.start, clause.start + hit.end)
        place = _figure(source, aside, quantities, cues) if hit.rule.value == "baseline" else None
        if place is not None:
            years = find_years([cue for cue in cues if aside.overlaps(cue.span)])
            value = parse_number(source.slice(place))
            return Baseline(value, years[0].year if years else None), place
    return None


def _figure(
    source: SourceText, aside: Span, quantities: Sequence[Quantity], cues: Sequence[Cue]
) -> Span | None:
    """Return the figure of an aside that is neither a year nor masked."""
    stated = [quantity.number for quantity in quantities if aside.contains(quantity.number)]
    hidden = [cue.span for cue in cues if cue.table in ("masks", "periods")]
    printed = [
        Span(found.start(), found.end())
        for found in _FIGURE.finditer(source.text, aside.start, aside.end)
    ]
    for place in (*stated, *printed):
        if _FIGURE.fullmatch(source.slice(place)) and not any(s.overlaps(place) for s in hidden):
            return place
    return None


def shift_of(quantity: Quantity, cues: Sequence[Cue]) -> Shift | None:
    """Return the change that a quantity is, against the base year that its clause names."""
    if quantity.change is None:
        return None
    unit = (quantity.unit or Unit.COUNT).value
    if unit not in {known.value for known in ChangeUnit}:
        return None
    named = ChangeUnit.PERCENTAGE_POINTS if quantity.points else ChangeUnit(unit)
    years = [year.year for year in find_years(cues) if year.role == "baseline"]
    return Shift(quantity.change, quantity.value, named, years[0] if years else None)
