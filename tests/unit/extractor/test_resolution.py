from __future__ import annotations

import pytest

from extractor.observed import NativePage
from extractor.scan import resolution
from models.settings import OcrSettings

RESOLUTIONS = [
    (595, 842, 200.0, 200, "as fine as the scan"),
    (595, 842, 600.0, 300, "no finer than wanted"),
    (595, 842, 0.0, 300, "drawn letters know no resolution"),
    (842, 1191, 0.0, 300, "an A3 table"),
    (2480, 3508, 72.0, 72, "a scan that says one pixel is one point"),
    (11910, 8420, 0.0, 30, "a giant sheet is a print enlarged"),
    (11910, 8420, 14.0, 30, "also under an image stretched over it"),
    (2_000_000, 100, 0.0, 1, "never none at all"),
]


@pytest.mark.parametrize(("width", "height", "own", "expected", "why"), RESOLUTIONS)
def test_pages_are_rendered_as_fine_as_they_are(
    width: float, height: float, own: float, expected: int, why: str
) -> None:
    page = NativePage(width, height, image_dpi=own)
    assert resolution(page, OcrSettings(dpi=300)) == expected, why
