"""The text that a born-digital PDF carries, in the file's own order.

An independent witness: it must not come through the reader that is being measured, hence this
module imports the PDF library itself.
"""

from __future__ import annotations

import re
from pathlib import Path

import pymupdf

_PAGE_NUMBER = re.compile(r"\d{1,4}")
_MARGIN = 0.08  # share of the page height where a number alone is the page's own


def page_count(path: Path) -> int:
    """Return the number of pages of a PDF."""
    with pymupdf.open(path) as pdf:  # type: ignore[no-untyped-call]
        return int(pdf.page_count)


def read_truth(path: Path) -> str:
    """Return the text of all pages, lines apart, page numbers in the margins left out."""
    with pymupdf.open(path) as pdf:  # type: ignore[no-untyped-call]
        return "\n".join(_page_text(page) for page in pdf)


def _page_text(page: pymupdf.Page) -> str:
    lines: list[str] = []
    content = page.get_text("dict")  # type: ignore[no-untyped-call]
    for block in content["blocks"]:
        for line in block.get("lines", ()):
            text = "".join(span["text"] for span in line["spans"])
            if not _is_page_number(text, line["bbox"], page.rect.height):
                lines.append(text)
    return "\n".join(lines)


def _is_page_number(text: str, box: tuple[float, float, float, float], height: float) -> bool:
    in_margin = box[3] < height * _MARGIN or box[1] > height * (1 - _MARGIN)
    return in_margin and _PAGE_NUMBER.fullmatch(text.strip()) is not None
