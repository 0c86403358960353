"""Which lines belong to the sheet and not to the text: page numbers, digital-signature stamps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpus.rules import load_rules
from extractor.folding import matches_any
from extractor.lines import letter_height
from models.domain.layout import Line, LineRole

_MARGIN = 0.13  # of the page's height
_LEFTMOST = 0.35  # of the page's width: a number further left is a label
_SMALL = 0.85  # of the page's usual letter height
_NEAR = 1.6  # line heights between lines of one stamp


def mark_page_number(lines: Sequence[Line], width: float, height: float) -> list[Line]:
    """Give the role to a lone number at the very top or foot of the page."""
    marked = list(lines)
    for place in _outermost(marked):
        line = marked[place]
        alone = not any(
            other is not line and other.box.vertical_overlap(line.box) > 0.3 for other in marked
        )
        at_edge = not _MARGIN * height < line.box.center_y < (1 - _MARGIN) * height
        if alone and at_edge and line.box.center_x > _LEFTMOST * width and _is_page_number(line):
            marked[place] = replace(line, role=LineRole.PAGE_NUMBER)
    return marked


def _outermost(lines: Sequence[Line]) -> list[int]:
    flow = [place for place, line in enumerate(lines) if line.role is LineRole.BODY]
    if not flow:
        return []
    first = min(flow, key=lambda place: lines[place].box.top)
    last = max(flow, key=lambda place: lines[place].box.bottom)
    return [first] if first == last else [first, last]


def _is_page_number(line: Line) -> bool:
    patterns = _patterns("layout_furniture", "page_number")
    return matches_any(patterns, line.text)


def mark_stamps(lines: Sequence[Line]) -> list[Line]:
    """Give the role to the small lines around a line that only a digital signature has."""
    usual = letter_height([word for line in lines for word in line.words])
    certain = _patterns("layout_stamps", "certain")
    stamp = {place for place, line in enumerate(lines) if matches_any(certain, line.text)}
    growing = bool(stamp)
    while growing:
        reached = {
            place
            for place, line in enumerate(lines)
            if place not in stamp and any(_continues(lines[other], line, usual) for other in stamp)
        }
        stamp |= reached
        growing = bool(reached)
    return [
        replace(line, role=LineRole.STAMP) if place in stamp else line
        for place, line in enumerate(lines)
    ]


def _continues(stamp: Line, line: Line, usual: float) -> bool:
    """Tell whether a line stands right above or below a stamp's line and looks like it."""
    height = letter_height(line.words, line.box.height)
    own = letter_height(stamp.words, stamp.box.height)
    apart = max(line.box.top - stamp.box.bottom, stamp.box.top - line.box.bottom)
    shared = min(line.box.right, stamp.box.right) - max(line.box.left, stamp.box.left)
    alike = height < _SMALL * usual and 0.6 < height / max(own, 0.1) < 1.6
    known = matches_any(_patterns("layout_stamps", "possible"), line.text)
    return shared > 0 and apart < _NEAR * own and (alike or known)


def _patterns(table: str, value: str) -> tuple[str, ...]:
    rules = load_rules(table).rules
    return tuple(pattern for rule in rules if rule.value == value for pattern in rule.patterns)
