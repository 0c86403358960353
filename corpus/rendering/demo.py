"""The two scans of the demonstration: level 1, small enough to travel with the repository."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2

from corpus.rendering.pages import Image, Jpeg, RenderedFile, bind_scan, open_rendered
from corpus.rendering.wear import encode, wear_of, worn_pages

DEMO_DOCUMENTS = ("ngoc-hoi-2026", "ha-noi-2026")
_LEVEL = 1
_DPI = 200
_QUALITY = 17  # words are read as well as at the level's own quality, at a third of the size


def write_demo(gold: Path, folder: Path) -> tuple[Path, ...]:
    """Scan the demonstration's documents from ``gold`` into ``folder``; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for slug in DEMO_DOCUMENTS:
        with open_rendered(gold / slug / "source.pdf") as rendered:
            scan = bind_scan(_small_pages(rendered, slug))
        target = folder / f"{slug}.pdf"
        target.write_bytes(scan)
        written.append(target)
    return tuple(written)


def _small_pages(rendered: RenderedFile, slug: str) -> Iterator[Jpeg]:
    """Keep colour where the seal is; all other pages are grey, as an office scanner saves them."""
    signed = {place.page for place in rendered.signatures()}
    for number, page in enumerate(worn_pages(rendered, slug, wear_of(_LEVEL), _DPI)):
        kept: Image = page if number in signed else _grey(page)
        yield encode(kept, rendered.sheet(number), _QUALITY, _DPI, small=True)


def _grey(page: Image) -> Image:
    grey: Image = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY).astype(page.dtype)
    return grey
