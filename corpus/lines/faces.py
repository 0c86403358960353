"""Fonts that lines are set in: those that are installed, with the letters that each can print."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

import pymupdf
import yaml
from PIL import ImageFont

_TABLE = files("corpus.lines") / "faces.yaml"
_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/share/texmf/fonts/opentype/public"))
_CUT_WEIGHTS = (5.0, 2.2, 1.6, 0.6)  # regular, bold, italic, bold italic
_TEXMF = "texmf:"
_KEPT = 160  # fonts in memory


@dataclass(frozen=True, slots=True)
class Face:
    """One cut of a family; ``weight`` 0 means that nothing is learned from it."""

    family: str
    path: Path
    weight: float
    letters: frozenset[str]

    def prints(self, text: str) -> bool:
        """Tell whether the font holds every character of a text."""
        return self.letters.issuperset(text)

    def at(self, size: int) -> ImageFont.FreeTypeFont:
        """Return the font at ``size`` pixels to the em."""
        return _font(self.path, size)


@cache
def installed_faces() -> tuple[Face, ...]:
    """Return every cut of the table that this machine has."""
    rows = yaml.safe_load(_TABLE.read_text(encoding="utf-8"))
    return tuple(
        Face(str(row["family"]), path, float(row["weight"]) * share, _letters(path))
        for row in rows
        for name, share in zip(row["cuts"], _CUT_WEIGHTS, strict=False)
        if (path := _path(str(row["folder"]), str(name))).is_file()
    )


def missing_packages() -> tuple[str, ...]:
    """Return the Debian packages of fonts of the table that this machine lacks."""
    rows = yaml.safe_load(_TABLE.read_text(encoding="utf-8"))
    lacking = {
        str(row["package"])
        for row in rows
        for name in row["cuts"]
        if not _path(str(row["folder"]), str(name)).is_file()
    }
    return tuple(sorted(lacking))


def choose_face(faces: Sequence[Face], rng: random.Random) -> Face:
    """Choose a cut by weight."""
    return rng.choices(faces, [face.weight for face in faces])[0]


def _path(folder: str, name: str) -> Path:
    fonts, texmf = _FOLDERS
    root = texmf / folder.removeprefix(_TEXMF) if folder.startswith(_TEXMF) else fonts / folder
    return root / name


def _letters(path: Path) -> frozenset[str]:
    font = pymupdf.Font(fontfile=str(path))  # type: ignore[no-untyped-call]
    return frozenset(map(chr, font.valid_codepoints()))  # type: ignore[no-untyped-call]


@lru_cache(maxsize=_KEPT)
def _font(path: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)
