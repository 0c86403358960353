"""Finds and registers the font: Liberation Serif, metrically Times, SIL Open Font License.

The first generation of that font lacks the Vietnamese letters, and some distributions still ship
it under the plain name; so a file counts only if it holds them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

_FOLDERS = (
    Path("/usr/share/fonts/truetype/liberation2"),
    Path("/usr/share/fonts/truetype/liberation"),
    Path("/usr/share/fonts/liberation-serif"),
    Path("/usr/share/fonts/liberation"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local/share/fonts",
)
_PROBE = 0x1EA5  # a letter that only fonts with the Vietnamese block hold
_CUTS = ("Regular", "Bold", "Italic", "BoldItalic")


class FontMissingError(Exception):
    """No Liberation Serif with Vietnamese letters is installed."""

    def __init__(self, folders: tuple[Path, ...]) -> None:
        """Say what to install, and where was searched."""
        searched = ", ".join(str(folder) for folder in folders)
        super().__init__(
            "Liberation Serif 2 (with Vietnamese letters) is missing: install the package "
            f"fonts-liberation2, or fonts-liberation on newer systems. Searched: {searched}"
        )


@dataclass(frozen=True, slots=True)
class FontFamily:
    """Names under which the four cuts are registered, and the file of the bold cut."""

    regular: str
    bold: str
    italic: str
    bold_italic: str
    bold_file: Path
    letters: frozenset[int]


@cache
def load_fonts(folders: tuple[Path, ...] = _FOLDERS) -> FontFamily:
    """Register the four cuts from the first folder that holds them; raises FontMissingError."""
    for folder in folders:
        cuts = _read_cuts(folder)
        if cuts is not None:
            return _register(folder, cuts)
    raise FontMissingError(folders)


def _file(folder: Path, cut: str) -> Path:
    return folder / f"LiberationSerif-{cut}.ttf"


def _read_cuts(folder: Path) -> list[TTFont] | None:
    if not all(_file(folder, cut).is_file() for cut in _CUTS):
        return None
    try:
        cuts = [TTFont(f"Serif-{cut}", str(_file(folder, cut))) for cut in _CUTS]
    except TTFError:
        return None
    return cuts if all(_PROBE in cut.face.charToGlyph for cut in cuts) else None


def _register(folder: Path, cuts: list[TTFont]) -> FontFamily:
    for cut in cuts:
        pdfmetrics.registerFont(cut)
    regular, bold, italic, bold_italic = (cut.fontName for cut in cuts)
    pdfmetrics.registerFontFamily(regular, regular, bold, italic, bold_italic)
    letters = frozenset.intersection(*(frozenset(cut.face.charToGlyph) for cut in cuts))
    return FontFamily(regular, bold, italic, bold_italic, _file(folder, "Bold"), letters)
