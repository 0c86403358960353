"""Signs that no engine's alphabet holds (≤, ≥), told from < and > by the bar in the ink below."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from extractor.observed import GrayImage
from models.domain.geometry import BoundingBox

_WITH_BAR = {"<": "≤", ">": "≥"}
_BAR = 0.7  # of the sign's width: ink in a row that is a bar
_LOWER_PART = 0.55  # of the sign's height: where a bar may begin
_WIDEST = 1.1  # of the line's height: a sign is no wider
_SMALLEST = 5  # pixels each way

Mask = npt.NDArray[np.bool_]


def printed_sign(gray: GrayImage, word: BoundingBox, read: str) -> str:
    """Return the word with the sign that is printed; ``word`` is in pixels of the image.

    Only a word that was read with < or > at its start is looked at.
    """
    if read[:1] not in _WITH_BAR or read[1:2] == "=":
        return read
    sign = _first_glyph(gray, word)
    return _WITH_BAR[read[0]] + read[1:] if sign is not None and _has_bar(sign) else read


def _first_glyph(gray: GrayImage, word: BoundingBox) -> Mask | None:
    """Return the ink of the leftmost glyph of a word, without the white around it."""
    right = min(word.right, word.left + _WIDEST * word.height)
    cut = gray[int(word.top) : int(word.bottom) + 1, max(int(word.left) - 1, 0) : int(right) + 2]
    if cut.size == 0:
        return None
    ink: Mask = cut < (int(cut.min()) + int(np.percentile(cut, 95))) // 2
    columns = np.flatnonzero(ink.any(axis=0))
    if columns.size == 0:
        return None
    breaks = np.flatnonzero(np.diff(columns) > 2)
    last = columns[breaks[0]] if breaks.size else columns[-1]
    glyph = ink[:, columns[0] : last + 1]
    rows = np.flatnonzero(glyph.any(axis=1))
    glyph = glyph[rows[0] : rows[-1] + 1]
    return glyph if min(glyph.shape) >= _SMALLEST else None


def _has_bar(sign: Mask) -> bool:
    """Tell whether a row in the lower part is inked nearly from edge to edge."""
    lower = sign[int(_LOWER_PART * sign.shape[0]) :]
    return bool(lower.mean(axis=1).max() >= _BAR)
