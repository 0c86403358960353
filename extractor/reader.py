"""PDF files as pages: native words and rendered images; the only importer of PyMuPDF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import numpy as np
import pymupdf as _pymupdf

from extractor.observed import ColorImage, NativePage, PageImage, Segment
from extractor.source import PageError
from models.domain.errors import (
    DamagedFileError,
    NoPagesError,
    PasswordError,
    TooManyPagesError,
)
from models.domain.geometry import BoundingBox
from models.domain.layout import Word
from models.settings import Limits

# The library's own annotations are partial: it is used untyped, and typed values leave this module.
pymupdf: Any = _pymupdf
MuPage = Any
MuText = Any
MuMatrix = Any
MuRect = Any

_POINTS_PER_INCH = 72.0
_SMALLEST_VISIBLE_SIZE = 3.0  # points
_WHITE = 0xF5
_LARGE_IMAGE_SHARE = 0.3
_COVERING_IMAGE_SHARE = 0.6
_MOST_PATHS = 20_000
_MOST_OBJECTS = 300_000  # a scan of 2,000 pages has some ten thousand
_THIN = 3.5  # points: a filled rectangle no thicker than this is a rule
_SHORTEST_RULE = 6.0
_STRAIGHT = 0.7
_BROKEN = (RuntimeError, ValueError, TypeError, IndexError, pymupdf.mupdf.FzErrorBase)
_TEXT_FLAGS = pymupdf.TEXTFLAGS_WORDS

pymupdf.TOOLS.mupdf_display_errors(False)
pymupdf.TOOLS.mupdf_display_warnings(False)
pymupdf.TOOLS.set_small_glyph_heights(True)

Span = dict[str, Any]


class PdfSource:
    """A PDF as a sequence of pages."""

    def __init__(self, path: Path, limits: Limits) -> None:
        """Open the file; raises a KehoachError where no page can be had."""
        self._limit = limits.max_page_pixels
        try:
            self._document = pymupdf.open(path, filetype="pdf")
            locked = self._document.needs_pass and not self._document.authenticate("")
            self._count = 0 if locked else self._document.page_count
        except _BROKEN as error:
            raise DamagedFileError() from error
        if locked:
            raise PasswordError()
        if self._count == 0:
            raise DamagedFileError() if self.repaired else NoPagesError()
        if self._count > limits.max_pages:
            raise TooManyPagesError(pages=self._count, limit=limits.max_pages)

    @property
    def page_count(self) -> int:
        """Number of pages."""
        return self._count

    @property
    def repaired(self) -> bool:
        """Tell whether the cross-reference table had to be rebuilt."""
        return bool(self._document.is_repaired)

    @property
    def encrypted(self) -> bool:
        """Tell whether the file is encrypted and opened without a password."""
        return bool(self._document.xref_get_key(-1, "Encrypt")[0] != "null")

    def objects(self) -> Iterator[str]:
        """Yield the objects as text, without their streams; broken ones are left out."""
        for number in range(1, min(self._document.xref_length(), _MOST_OBJECTS)):
            with suppress(*_BROKEN):
                yield str(self._document.xref_object(number, compressed=True))

    def native(self, index: int) -> NativePage:
        """Return visible words, rules and images of a page; raises PageError."""
        try:
            return _look_at(self._page(index))
        except _BROKEN as error:
            raise PageError("page_damaged") from error

    def image(self, index: int, dpi: int) -> PageImage:
        """Render a page at most at ``dpi``, and no finer than the pixel limit allows."""
        try:
            page = self._page(index)
            self._refuse_huge_images(page)
            area = max(page.rect.width * page.rect.height, 1.0) / _POINTS_PER_INCH**2
            bounded = int(min(float(dpi), (self._limit / area) ** 0.5))
            pixmap = page.get_pixmap(dpi=max(bounded, 1), colorspace=pymupdf.csRGB, alpha=False)
        except _BROKEN as error:
            raise PageError("page_damaged") from error
        flat = np.frombuffer(pixmap.samples_mv, dtype=np.uint8)
        rows = flat.reshape(pixmap.height, pixmap.stride)[:, : pixmap.width * 3]
        pixels = rows.reshape(pixmap.height, pixmap.width, 3)
        return PageImage(cast(ColorImage, np.array(pixels)), float(max(bounded, 1)))

    def close(self) -> None:
        """Let go of the file."""
        self._document.close()

    def _page(self, index: int) -> MuPage:
        page = self._document.load_page(index)
        if page.rect.is_empty or page.rect.is_infinite:
            raise PageError("page_damaged")
        return page

    def _refuse_huge_images(self, page: MuPage) -> None:
        for info in page.get_images(full=False):
            if int(info[2]) * int(info[3]) > self._limit:
                raise PageError("page_too_large")


def _look_at(page: MuPage) -> NativePage:
    matrix = page.rotation_matrix
    text_page = page.get_textpage(flags=_TEXT_FLAGS)
    spans = list(_spans(page, text_page))
    infos = _images(page)
    images = [_displayed(info["bbox"], matrix) for info in infos]
    area = page.rect.width * page.rect.height
    unseen = [span for span in spans if _is_unseen(span)]
    unseen += _covered(page, spans, infos)
    unseen += _white_on_white(page, spans)
    words, fonts, dropped = _words(page, text_page, spans, unseen)
    segments, paths = _rules(page)
    return NativePage(
        width=page.rect.width,
        height=page.rect.height,
        words=words,
        word_fonts=fonts,
        hidden=dropped,
        turned=_turn_of(spans, page.rotation),
        fonts=frozenset(str(span["font"]) for span in spans),
        segments=segments,
        image_boxes=tuple(images),
        image_share=min(sum(box.width * box.height for box in images) / area, 1.0),
        image_dpi=_resolution(infos, area),
        paths=paths,
    )


def _spans(page: MuPage, text_page: MuText) -> Iterable[Span]:
    """All spans, each with the number of its block and line and its direction."""
    for block in page.get_text("dict", textpage=text_page)["blocks"]:
        for number, line in enumerate(block.get("lines", ())):
            for span in line["spans"]:
                yield {**span, "key": (block["number"], number), "dir": line["dir"]}


def _is_unseen(span: Span) -> bool:
    """Tell whether the span is drawn invisibly or too small to read."""
    return bool(span["alpha"] == 0) or abs(span["size"]) < _SMALLEST_VISIBLE_SIZE


def _white_on_white(page: MuPage, spans: list[Span]) -> list[Span]:
    """Return the white spans under which the rendered page shows no contrast."""
    found = []
    for span in spans:
        color = int(span["color"])
        if min(color >> 16 & 255, color >> 8 & 255, color & 255) < _WHITE:
            continue
        shown = page.get_pixmap(
            dpi=72,
            colorspace=pymupdf.csGRAY,
            clip=pymupdf.Rect(span["bbox"]) * page.rotation_matrix,
        )
        values = np.frombuffer(shown.samples_mv, dtype=np.uint8)
        if values.size == 0 or int(values.max()) - int(values.min()) < 40:
            found.append(span)
    return found


def _covered(page: MuPage, spans: list[Span], infos: list[dict[str, Any]]) -> list[Span]:
    """Return the spans that an image drawn after them hides."""
    area = abs(page.rect.width * page.rect.height)
    if not spans or not any(_area(info["bbox"]) > _COVERING_IMAGE_SHARE * area for info in infos):
        return []
    log = page.get_bboxlog()
    last = max(
        (
            number
            for number, (kind, box) in enumerate(log)
            if kind == "fill-image" and _area(box) > _COVERING_IMAGE_SHARE * area
        ),
        default=-1,
    )
    below = [pymupdf.Rect(box) for kind, box in log[: max(last, 0)] if kind.endswith("-text")]
    above = [pymupdf.Rect(box) for kind, box in log[last + 1 :] if kind.endswith("-text")]
    return [
        span
        for span in spans
        if _center_in(span["bbox"], below) and not _center_in(span["bbox"], above)
    ]


def _center_in(box: tuple[float, ...], rects: list[MuRect]) -> bool:
    center = pymupdf.Point((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    return any(center in rect for rect in rects)


def _area(box: tuple[float, ...]) -> float:
    return max(box[2] - box[0], 0.0) * max(box[3] - box[1], 0.0)


def _words(
    page: MuPage, text_page: MuText, spans: list[Span], unseen: list[Span]
) -> tuple[tuple[Word, ...], tuple[str, ...], int]:
    """Return the visible words in the order of the file, their fonts, and how many were dropped."""
    hidden: dict[tuple[int, int], list[MuRect]] = {}
    for span in unseen:
        hidden.setdefault(span["key"], []).append(pymupdf.Rect(span["bbox"]))
    of_line: dict[tuple[int, int], list[Span]] = {}
    for span in spans:
        of_line.setdefault(span["key"], []).append(span)
    words, fonts = [], []
    dropped = 0
    for left, top, right, bottom, text, block, line, _ in page.get_text(
        "words", textpage=text_page
    ):
        box = _displayed((left, top, right, bottom), page.rotation_matrix)
        outside = not page.rect.contains(pymupdf.Point(box.center_x, box.center_y))
        if outside or _center_in((left, top, right, bottom), hidden.get((block, line), [])):
            dropped += 1
            continue
        words.append(Word(text=str(text), box=box))
        center = pymupdf.Point((left + right) / 2, (top + bottom) / 2)
        fonts.append(_font_at(center, of_line.get((block, line), [])))
    return tuple(words), tuple(fonts), dropped


def _font_at(point: MuRect, spans: list[Span]) -> str:
    """Return the font of the span around a point, or of the first span of its line."""
    around = [span for span in spans if point in pymupdf.Rect(span["bbox"])]
    return str((around or spans)[0]["font"]) if spans else ""


def _displayed(box: Iterable[float], matrix: MuMatrix) -> BoundingBox:
    shown = (pymupdf.Rect(*box) * matrix).normalize()
    return BoundingBox(shown.x0, shown.y0, shown.x1, shown.y1)


def _turn_of(spans: list[Span], rotation: int) -> int:
    """Return the clockwise turn in degrees that makes most characters upright as displayed."""
    weights = {0: 0, 90: 0, 180: 0, 270: 0}
    for span in spans:
        across, down = span["dir"]
        drawn = 0 if across > _STRAIGHT else 180 if across < -_STRAIGHT else 90 if down > 0 else 270
        weights[(drawn + rotation) % 360] += len(span["text"])
    shown = max(weights, key=lambda turn: weights[turn])
    return (360 - shown) % 360


def _images(page: MuPage) -> list[dict[str, Any]]:
    return cast(list[dict[str, Any]], page.get_image_info())


def _resolution(infos: list[dict[str, Any]], area: float) -> float:
    """Dots per inch of the finest image that covers much of the page; 0 where there is none."""
    found = [
        (info["width"] * info["height"] / max(_area(info["bbox"]), 1.0)) ** 0.5 * _POINTS_PER_INCH
        for info in infos
        if _area(info["bbox"]) >= _LARGE_IMAGE_SHARE * area
    ]
    return max(found, default=0.0)


def _rules(page: MuPage) -> tuple[tuple[Segment, ...], int]:
    """Return straight rules of the page's drawings, and the number of drawings."""
    drawings = page.get_cdrawings()
    found: list[Segment] = []
    if len(drawings) <= _MOST_PATHS:
        for drawing in drawings:
            for item in drawing["items"]:
                found.extend(_segments_of(drawing, item, page.rotation_matrix))
    return tuple(found), len(drawings)


def _segments_of(drawing: Span, item: tuple[Any, ...], matrix: MuMatrix) -> list[Segment]:
    if item[0] == "l":
        box = _displayed((*item[1], *item[2]), matrix)
        return _as_rule(box)
    if item[0] not in ("re", "qu"):
        return []
    corners = item[1] if item[0] == "re" else pymupdf.Quad(item[1]).rect
    box = _displayed(tuple(corners), matrix)
    if min(box.width, box.height) <= _THIN:
        return _as_rule(box)
    # a filled area without an outline is shading or a highlighted line, no table
    return _outline(box) if _is_stroked(drawing) else []


def _is_stroked(drawing: Span) -> bool:
    return "s" in drawing["type"] and drawing.get("stroke_opacity", 1.0) > 0


def _as_rule(box: BoundingBox) -> list[Segment]:
    if max(box.width, box.height) < _SHORTEST_RULE or min(box.width, box.height) > _THIN:
        return []
    if box.width >= box.height:
        return [Segment(True, box.center_y, box.left, box.right)]
    return [Segment(False, box.center_x, box.top, box.bottom)]


def _outline(box: BoundingBox) -> list[Segment]:
    return [
        Segment(True, box.top, box.left, box.right),
        Segment(True, box.bottom, box.left, box.right),
        Segment(False, box.left, box.top, box.bottom),
        Segment(False, box.right, box.top, box.bottom),
    ]
