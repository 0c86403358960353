"""From a path to an opened source: judged by content first."""

from __future__ import annotations

from pathlib import Path

from extractor.picture import PictureSource
from extractor.probe import FileKind, probe
from extractor.reader import PdfSource
from extractor.source import PageSource
from models.settings import Limits


def open_source(path: Path, limits: Limits) -> PageSource:
    """Open a PDF or an image; raises a KehoachError."""
    kind = probe(path, limits)
    return PdfSource(path, limits) if kind is FileKind.PDF else PictureSource(path, limits)
