"""What can be seen on a page before anything is decided: native words, rules, images."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.domain.geometry import BoundingBox
from models.domain.layout import Word

GrayImage = npt.NDArray[np.uint8]
"""Rows x columns, 0 is black."""

ColorImage = npt.NDArray[np.uint8]
"""Rows x columns x 3, red first; also used for grey images (rows x columns)."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A horizontal or vertical rule in points; ``start <= end`` along it, ``at`` across it."""

    horizontal: bool
    at: float
    start: float
    end: float

    @property
    def length(self) -> float:
        """Length in points."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class NativePage:
    """What the file itself says about a page, in points of the page as displayed.

    ``words`` are visible words only, ``word_fonts`` the font of each; ``hidden`` counts the words
    that were dropped because no reader can see them; ``turned`` is the clockwise turn that makes
    most native words upright; ``image_share`` is the share of the page under images,
    ``image_dpi`` the resolution of the finest large one (0 where there is none); ``paths`` counts
    vector drawings.
    """

    width: float
    height: float
    words: tuple[Word, ...] = ()
    word_fonts: tuple[str, ...] = ()
    hidden: int = 0
    turned: int = 0
    fonts: frozenset[str] = frozenset()
    segments: tuple[Segment, ...] = ()
    image_boxes: tuple[BoundingBox, ...] = ()
    image_share: float = 0.0
    image_dpi: float = 0.0
    paths: int = 0


@dataclass(frozen=True, slots=True)
class PageImage:
    """A rendered page at ``dpi`` dots per inch; ``partial`` where only a part could be decoded."""

    pixels: ColorImage
    dpi: float
    partial: bool = False
