"""Where the trained data of Tesseract lies, and which version it is."""

from __future__ import annotations

import os
from functools import cache
from hashlib import sha256
from pathlib import Path

from models.domain.errors import EngineMissingError

_FOLDERS = (
    "/usr/share/tesseract-ocr",
    "/usr/share/tesseract",
    "/usr/share",
    "/usr/local/share",
    "/opt/homebrew/share",
)


def find_tessdata(language: str, configured: str | None) -> Path:
    """Return the folder that holds the language; raises EngineMissingError."""
    for folder in _candidates(configured):
        if (folder / f"{language}.traineddata").is_file():
            return folder
    raise EngineMissingError(detail=f"{language}.traineddata")


def _candidates(configured: str | None) -> list[Path]:
    found = [Path(configured)] if configured else []
    prefix = os.environ.get("TESSDATA_PREFIX")
    if prefix:
        found += [Path(prefix), Path(prefix) / "tessdata"]
    for folder in map(Path, _FOLDERS):
        found.append(folder / "tessdata")
        found += sorted(folder.glob("*/tessdata"), reverse=True)
    return found


@cache
def data_version(folder: Path, language: str) -> str:
    """Return a short hash of the trained data: it carries no version of its own."""
    content = (folder / f"{language}.traineddata").read_bytes()
    return f"{language}-{sha256(content).hexdigest()[:12]}"
