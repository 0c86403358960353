"""A page read from its image: prepared, parted into lines and cells, read line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.assemble import compose, displayed
from extractor.engine import OcrEngine
from extractor.grids import Grid, find_grids
from extractor.imaging import PreparedImage, ink_share, midtone_share
from extractor.line_finder import find_lines
from extractor.line_reading import certainty, read_lines
from extractor.lines import make_line
from extractor.observed import NativePage, PageImage, Segment
from extractor.orientation import prepare_upright, prepare_upside_down
from extractor.placement import Placement
from extractor.raster_rules import erase_rules, find_rules
from extractor.source import PageSource
from extractor.triage import Verdict
from models.domain.geometry import BoundingBox
from models.domain.layout import Line, Page, ReadMethod, Word
from models.settings import OcrSettings

_POINTS_PER_INCH = 72.0
_COARSEST_SCAN = 72.0  # dots per inch: less is a size that the file got wrong
_LONGEST_SHEET = 1191.0  # points: A3
_BLANK_INK = 0.00015
_PHOTO_MIDTONES = 0.35
_FEW_LINES = 3
_DOUBTFUL = 0.65
_UNDERLINE = 45.0  # points: a longer rule without a table is an underline, not a letter


@dataclass(frozen=True, slots=True)
class _Reading:
    prepared: PreparedImage
    lines: list[Line]
    grids: tuple[Grid, ...]

    @property
    def quality(self) -> float:
        return certainty(self.lines)


def read_scan(
    source: PageSource,
    index: int,
    native: NativePage,
    verdict: Verdict,
    engine: OcrEngine,
    settings: OcrSettings,
) -> Page:
    """Read the image of a page (counted from 0); raises PageError."""
    image = source.image(index, resolution(native, settings))
    reading = _read(prepare_upright(image, engine), engine)
    if len(reading.lines) >= _FEW_LINES and reading.quality < _DOUBTFUL:
        reading = _other_way_up(image, reading, engine)
    placement = Placement(
        native.width, native.height, reading.prepared.turned, reading.prepared.skew
    )
    lines = with_native(reading.lines, native.words, placement)
    blocks = compose(lines, reading.grids, placement.upright_width, placement.upright_height)
    verdict = _second_thought(verdict, reading, lines)
    return Page(
        number=index + 1,
        width=native.width,
        height=native.height,
        method=verdict.method,
        reason=verdict.reason,
        quality=1.0 if verdict.method is ReadMethod.BLANK else round(certainty(lines), 4),
        blocks=displayed(blocks, placement),
        engine=engine.name,
        dpi=round(image.dpi),
        turned=reading.prepared.turned,
        remarks=("partial_image",) if image.partial else (),
    )


def resolution(native: NativePage, settings: OcrSettings) -> int:
    """Return the dots per inch to render at: no finer than the scan itself is.

    A sheet that is larger than any print is a print enlarged: it gets as many pixels as an A3.
    """
    if native.image_dpi >= _COARSEST_SCAN:
        return min(round(native.image_dpi), settings.dpi)
    enlarged = max(native.width, native.height) / _LONGEST_SHEET
    return max(round(settings.dpi / max(enlarged, 1.0)), 1)


def _read(prepared: PreparedImage, engine: OcrEngine) -> _Reading:
    """Find tables and lines, and read the lines."""
    gray, dpi = prepared.pixels, prepared.dpi
    if ink_share(gray, dpi) < _BLANK_INK:
        return _Reading(prepared, [], ())
    rules = find_rules(prepared.grainy, dpi)
    grids = find_grids(rules)
    cleaned = erase_rules(gray, dpi, _rules_to_erase(rules, grids))
    cells = [cell.box.scaled(dpi / _POINTS_PER_INCH) for grid in grids for cell in grid.cells]
    lines = find_lines(cleaned, dpi, cells)
    return _Reading(prepared, read_lines(lines, dpi, engine), grids)


def _rules_to_erase(rules: Sequence[Segment], grids: Sequence[Grid]) -> list[Segment]:
    held = [rule for grid in grids for rule in grid.rules]
    return held + [rule for rule in rules if rule.horizontal and rule.length > _UNDERLINE]


def _other_way_up(image: PageImage, reading: _Reading, engine: OcrEngine) -> _Reading:
    prepared = prepare_upside_down(image, reading.prepared, engine)
    return reading if prepared is reading.prepared else _read(prepared, engine)


def with_native(lines: Sequence[Line], native: Sequence[Word], placement: Placement) -> list[Line]:
    """Put the visible words of the layer (a stamp, a typed number) in place of their image."""
    known = [Word(word.text, placement.to_upright(word.box)) for word in native]
    kept: list[Line] = []
    for line in lines:
        words = [w for w in line.words if not any(_covers(other.box, w.box) for other in known)]
        if words:
            kept.append(make_line(words))
    return [*kept, *(make_line([word]) for word in known)]


def _covers(known: BoundingBox, read: BoundingBox) -> bool:
    area = max(read.width * read.height, 1.0)
    return known.intersection_area(read) > 0.3 * area or known.contains_point(
        read.center_x, read.center_y
    )


def _second_thought(verdict: Verdict, reading: _Reading, lines: Sequence[Line]) -> Verdict:
    """Say what an image without words is."""
    if lines and (len(lines) >= _FEW_LINES or certainty(lines) >= _DOUBTFUL):
        return verdict
    if midtone_share(reading.prepared.pixels) > _PHOTO_MIDTONES:
        return Verdict(ReadMethod.PHOTO, "picture_without_text")
    return verdict if lines else Verdict(ReadMethod.BLANK, "no_ink")
