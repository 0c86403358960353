"""Page images as files of other kinds than the JPEG of a scan."""

from __future__ import annotations

import io

from PIL import Image as PillowImage

from corpus.rendering.pages import Image


def picture(image: Image, form: str, dpi: int) -> bytes:
    """Return an image as a file of Pillow's name for its form: PNG, TIFF (fax, black and white)."""
    drawn = PillowImage.fromarray(image)
    buffer = io.BytesIO()
    if form == "TIFF":
        drawn.convert("1").save(buffer, form, compression="group4", dpi=(dpi, dpi))
    else:
        drawn.save(buffer, form, dpi=(dpi, dpi))
    return buffer.getvalue()
