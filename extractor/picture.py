"""Image files (JPEG, PNG, TIFF) as pages; the only importer of Pillow."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import cast

import numpy as np
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from extractor.observed import ColorImage, NativePage, PageImage
from extractor.source import PageError
from models.domain.errors import (
    DamagedFileError,
    ImageTooLargeError,
    KehoachError,
    TooManyPagesError,
)
from models.settings import Limits

_POINTS_PER_INCH = 72.0
_A4_WIDTH_INCHES = 8.27
_A4_HEIGHT_INCHES = 11.69
# A file that claims less or more than a scanner or fax gives does not know its resolution.
_PLAUSIBLE_DPI = (96.0, 1300.0)
_EXIF_ORIENTATION = 0x0112
_SIDEWAYS = (5, 6, 7, 8)
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, IndexError, UnidentifiedImageError)


class PictureSource:
    """An image file as a sequence of pages."""

    repaired = False
    encrypted = False

    def __init__(self, path: Path, limits: Limits) -> None:
        """Open the file and check sizes from its headers; raises a KehoachError."""
        self._limit = limits.max_page_pixels
        # Pillow's own bomb guard guesses a limit; ours is checked before any pixel is decoded.
        Image.MAX_IMAGE_PIXELS = None
        try:
            self._image = Image.open(path, formats=("JPEG", "PNG", "TIFF"))
        except _BROKEN as error:
            raise DamagedFileError() from error
        try:
            self._count = self._checked_count(limits.max_pages)
        except KehoachError:
            self.close()
            raise

    @property
    def page_count(self) -> int:
        """Number of frames."""
        return self._count

    def objects(self) -> Iterable[str]:
        """Yield nothing: an image holds no objects."""
        return ()

    def native(self, index: int) -> NativePage:
        """Return the size of the page; an image file has no words. Raises PageError."""
        self._seek(index)
        dpi = self._resolution()
        width, height = self._displayed_size()
        return NativePage(
            width=width / dpi * _POINTS_PER_INCH,
            height=height / dpi * _POINTS_PER_INCH,
            image_share=1.0,
            image_dpi=dpi,
        )

    def image(self, index: int, dpi: int) -> PageImage:
        """Decode a frame, shrunk to at most ``dpi``; raises PageError."""
        self._seek(index)
        own = self._resolution()
        partial = not self._load(index)
        pixels = _upright_pixels(self._image)
        if own > dpi * 1.1:
            pixels = _shrink(pixels, dpi / own)
            own = float(dpi)
        return PageImage(pixels, own, partial)

    def close(self) -> None:
        """Let go of the file."""
        self._image.close()

    def _checked_count(self, limit: int) -> int:
        try:
            count = self._count_frames(limit)
        except _BROKEN as error:
            raise DamagedFileError() from error
        if count == 1 and self._pixels() > self._limit:
            raise ImageTooLargeError(pixels=self._pixels(), limit=self._limit)
        return count

    def _count_frames(self, limit: int) -> int:
        count = 0
        while count <= limit:
            try:
                self._image.seek(count)
            except EOFError:
                break
            count += 1
        if count > limit:
            raise TooManyPagesError(pages=count, limit=limit)
        self._image.seek(0)
        return count

    def _seek(self, index: int) -> None:
        try:
            self._image.seek(index)
        except _BROKEN as error:
            raise PageError("page_damaged") from error
        if self._pixels() > self._limit:
            raise PageError("page_too_large")

    def _load(self, index: int) -> bool:
        """Decode the frame; False where only its first part could be decoded."""
        try:
            self._image.load()
        except _BROKEN:
            self._load_what_is_there(index)
            return False
        return True

    def _load_what_is_there(self, index: int) -> None:
        ImageFile.LOAD_TRUNCATED_IMAGES = True
        try:
            self._image.seek(index)
            self._image.load()
        except _BROKEN as error:
            raise PageError("page_damaged") from error
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = False

    def _pixels(self) -> int:
        return self._image.width * self._image.height

    def _displayed_size(self) -> tuple[int, int]:
        width, height = self._image.size
        sideways = self._image.getexif().get(_EXIF_ORIENTATION) in _SIDEWAYS
        return (height, width) if sideways else (width, height)

    def _resolution(self) -> float:
        """Dots per inch as the file says, or as if the image were one A4 page."""
        width, height = self._displayed_size()
        guess = max(min(width, height) / _A4_WIDTH_INCHES, max(width, height) / _A4_HEIGHT_INCHES)
        told = self._image.info.get("dpi", (0.0, 0.0))
        try:
            stated = float(told[0])
        except (TypeError, ValueError, IndexError, ZeroDivisionError):
            stated = 0.0
        low, high = _PLAUSIBLE_DPI
        # a photograph says 72 or 300 whatever it shows: trust only what gives a page-like size
        if low <= stated <= high and 0.5 <= stated / max(guess, 1.0) <= 2.0:
            return stated
        return max(guess, 1.0)


def _upright_pixels(image: Image.Image) -> ColorImage:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        upright = ImageOps.exif_transpose(image)
        if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
            layered = upright.convert("RGBA")
            paper = Image.new("RGBA", layered.size, (255, 255, 255, 255))
            upright = Image.alpha_composite(paper, layered)
        if upright.mode.startswith(("I", "F")):
            return _sixteen_bit(np.asarray(upright))
        plain = upright.convert("L" if upright.mode in ("1", "L") else "RGB")
    return cast(ColorImage, np.array(plain, dtype=np.uint8))


def _sixteen_bit(values: np.ndarray) -> ColorImage:
    top = float(values.max()) or 1.0
    scale = 255.0 / (65535.0 if top > 255.0 else 255.0)
    return cast(ColorImage, np.clip(values * scale, 0, 255).astype(np.uint8))


def _shrink(pixels: ColorImage, factor: float) -> ColorImage:
    size = (round(pixels.shape[1] * factor), round(pixels.shape[0] * factor))
    small = Image.fromarray(pixels).resize(size, Image.Resampling.BOX)
    return cast(ColorImage, np.array(small, dtype=np.uint8))
