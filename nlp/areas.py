"""Values split by area: "ở các xã vùng III xuống còn 9%, ở các xã còn lại xuống còn 4%"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from models.domain.provenance import Span
from nlp.language import Cue
from nlp.quantities import Quantity
from nlp.source import SourceText
from nlp.wording import Hit, find_wording

_MARKS = " ,;:.()-–+*\n"
_END = re.compile(r"[,;:()\n]")
_LONGEST = 14
"""Words of the name of a part."""
_NEAR = 2
"""Words that may stand between a value and the part behind it."""


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the area: ``name`` as printed, ``whole`` with the word that joins it.

    ``opens`` tells that nothing stands before it, or its value, in its piece.
    """

    name: str
    whole: Span
    opens: bool


def areas_of(
    source: SourceText,
    pieces: Sequence[Span],
    quantities: Sequence[Quantity],
    cues: Sequence[Cue],
    *,
    follows: bool = False,
) -> list[Area | None]:
    """Return the part that each piece of a clause is for, where the clause sets parts apart.

    Two pieces set parts apart, if all but the first say no more than part and value; a single one
    does where ``follows`` says that the clause before it named the indicator.
    """
    found = [_area_of(source, piece, quantities, cues) for piece in pieces]
    told = [area for area in found if area is not None]
    follows = follows and bool(told) and told[0].opens
    later = told if follows else told[1:]
    if len(told) + follows < 2 or not all(area.opens for area in later):
        return [None] * len(pieces)
    return found


def _area_of(
    source: SourceText, piece: Span, quantities: Sequence[Quantity], cues: Sequence[Cue]
) -> Area | None:
    values = [quantity for quantity in quantities if piece.contains(quantity.number)]
    if len(values) != 1:
        return None
    value, text = values[0], source.slice(piece)
    for hit in sorted(find_wording("areas", text), key=lambda hit: (hit.start, -hit.end)):
        start = piece.start + hit.start
        area = (
            _before(source, piece, hit, value, cues)
            if start < value.span.start
            else _behind(source, piece, hit, value, cues)
        )
        if area is not None:
            return area
    return None


def _before(
    source: SourceText, piece: Span, hit: Hit, value: Quantity, cues: Sequence[Cue]
) -> Area | None:
    """Return the part that stands right before its value."""
    begin = piece.start + hit.start
    opens = not source.slice(Span(piece.start, begin)).strip(_MARKS)
    if hit.rule.value == "named" and not opens:
        return None
    whole = source.trimmed(Span(begin, _level_start(source, value, cues)), _MARKS)
    name = _name(source, Span(_name_start(source, whole, hit), whole.end))
    return Area(name, whole, opens) if name and not _END.search(name) else None


def _level_start(source: SourceText, value: Quantity, cues: Sequence[Cue]) -> int:
    """Return where the words of level begin that lead to a value ("đạt tối thiểu 52%")."""
    start = value.span.start
    for cue in reversed(cues):
        level = cue.table == "comparators" and cue.span.end <= start
        if level and not source.text[cue.span.end : start].strip():
            start = cue.span.start
    return start


def _behind(
    source: SourceText, piece: Span, hit: Hit, value: Quantity, cues: Sequence[Cue]
) -> Area | None:
    """Return the part that stands right behind its value, up to a comma or a year."""
    begin = piece.start + hit.start
    between = source.slice(Span(value.span.end, max(begin, value.span.end)))
    if len(between.split()) > _NEAR or _END.search(between):
        return None
    stops = [cue.span.start for cue in cues if cue.table == "periods" and cue.span.start > begin]
    mark = _END.search(source.text, begin, piece.end)
    end = min([piece.end, *stops, *([mark.start()] if mark else [])])
    whole = source.trimmed(Span(begin, end), _MARKS)
    name = _name(source, Span(_name_start(source, whole, hit), whole.end))
    opens = not source.slice(Span(piece.start, value.span.start)).strip(_MARKS)
    return Area(name, whole, opens) if name else None


def _name_start(source: SourceText, whole: Span, hit: Hit) -> int:
    named = hit.groups["a"]
    return whole.start + max(source.slice(whole).lower().find(named), 0)


def _name(source: SourceText, span: Span) -> str | None:
    words = source.slice(source.trimmed(span, _MARKS)).split()
    return " ".join(words) if 0 < len(words) <= _LONGEST else None
