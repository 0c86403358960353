"""A page, or a box of it, as a picture for people; runs inside a worker process."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image

from extractor import tasks
from extractor.observed import ColorImage
from extractor.source import PageError
from models.domain.service_errors import BadBoxError, PageNotDrawableError

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in points of the page as displayed."""

_POINTS_PER_INCH = 72.0
_QUICK = 3  # zlib level: half the time of the usual one, for a few percent of size


def draw_page(path: Path, number: int, dpi: int, box: Box | None) -> bytes:
    """Return a PNG of a page (1-based), or of a box of it, at most at ``dpi``.

    Raises PageNotDrawableError, BadBoxError, or the KehoachError of a file that does not open.
    """
    source = tasks.opened(path)
    if not 1 <= number <= source.page_count:
        raise PageNotDrawableError(page=number)
    try:
        image = source.image(number - 1, dpi)
    except PageError as error:
        raise PageNotDrawableError(page=number) from error
    pixels = image.pixels if box is None else _cut(image.pixels, image.dpi, box, number)
    encoded = BytesIO()
    Image.fromarray(pixels).save(encoded, "PNG", compress_level=_QUICK)
    return encoded.getvalue()


def _cut(pixels: ColorImage, dpi: float, box: Box, number: int) -> ColorImage:
    """Return the part of a picture; raises BadBoxError where nothing of it is in the box."""
    height, width = pixels.shape[:2]
    scale = dpi / _POINTS_PER_INCH
    left, top = max(round(box[0] * scale), 0), max(round(box[1] * scale), 0)
    right, bottom = min(round(box[2] * scale), width), min(round(box[3] * scale), height)
    if box[0] >= box[2] or box[1] >= box[3] or min(right, bottom) <= 0:
        raise BadBoxError(page=number)
    if left >= width or top >= height:
        raise BadBoxError(page=number)
    # a hair is still one dot wide
    return pixels[top : max(bottom, top + 1), left : max(right, left + 1)]
