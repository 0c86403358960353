"""Which way up a page image lies; an upright page is never turned."""

from __future__ import annotations

from extractor.engine import OcrEngine
from extractor.imaging import PreparedImage, looks_sideways, prepare
from extractor.line_finder import find_lines
from extractor.line_reading import certainty, read_lines
from extractor.observed import PageImage

_SAMPLE_LINES = 6
_SURE = 0.6
_MARGIN = 0.12


def prepare_upright(image: PageImage, engine: OcrEngine) -> PreparedImage:
    """Prepare a page image, turned by 90 or 270 degrees where its text runs sideways."""
    prepared = prepare(image.pixels, image.dpi)
    if not looks_sideways(prepared.pixels, prepared.dpi):
        return prepared
    return _best(
        prepared, [prepare(image.pixels, image.dpi, turned) for turned in (90, 270)], engine
    )


def prepare_upside_down(
    image: PageImage, prepared: PreparedImage, engine: OcrEngine
) -> PreparedImage:
    """Turn a page that read badly upside down if it reads clearly better so."""
    turned = (prepared.turned + 180) % 360
    return _best(prepared, [prepare(image.pixels, image.dpi, turned)], engine)


def _best(upright: PreparedImage, others: list[PreparedImage], engine: OcrEngine) -> PreparedImage:
    """Return the turned image that reads best, or the upright one unless that is sure."""
    best, mark = upright, max(_sample(upright, engine) + _MARGIN, _SURE)
    for other in others:
        found = _sample(other, engine)
        if found >= mark:
            best, mark = other, found
    return best


def _sample(image: PreparedImage, engine: OcrEngine) -> float:
    """Read a few long lines; return the mean certainty by letter."""
    lines = find_lines(image.pixels, image.dpi)
    longest = sorted(range(len(lines.boxes)), key=lambda n: lines.boxes[n].width, reverse=True)
    return certainty(read_lines(lines, image.dpi, engine, longest[:_SAMPLE_LINES]))
