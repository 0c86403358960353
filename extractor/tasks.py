"""What runs inside a worker process: one opened file and one engine, kept between pages."""

from __future__ import annotations

import os
from pathlib import Path

from extractor.engine import OcrEngine
from extractor.engines import make_engine
from extractor.file_facts import FileFacts, facts_of
from extractor.opening import open_source
from extractor.pages import read_page
from extractor.source import PageSource
from models.domain.layout import Page
from models.settings import Settings

try:
    import resource
except ImportError:  # no such limits outside Unix
    resource = None  # type: ignore[assignment]

_MEMORY_LIMIT = 4 * 1024**3  # bytes of address space


class _Worker:
    """The state of one worker process."""

    settings: Settings | None = None
    engine: OcrEngine | None = None
    path: Path | None = None
    source: PageSource | None = None


def start(settings: Settings, niceness: int = 0) -> None:
    """Set a fresh worker process up: its memory limit, and how much it gives way to others."""
    if niceness and hasattr(os, "nice"):
        os.nice(niceness)
    if resource is not None:
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        bounded = _MEMORY_LIMIT if hard == resource.RLIM_INFINITY else min(_MEMORY_LIMIT, hard)
        resource.setrlimit(resource.RLIMIT_AS, (bounded, hard))
    _Worker.settings = settings


def inspect_file(path: Path) -> FileFacts:
    """Open a file and say what it is; raises a KehoachError."""
    return facts_of(opened(path))


def read_one_page(path: Path, index: int) -> Page:
    """Read one page (counted from 0); raises KehoachError or PageError."""
    settings = _settings()
    if _Worker.engine is None:
        _Worker.engine = make_engine(settings.ocr)
    return read_page(opened(path), index, _Worker.engine, settings.ocr)


def opened(path: Path) -> PageSource:
    """Return the file, opened now or still open from the last task; raises a KehoachError."""
    if _Worker.source is None or _Worker.path != path:
        if _Worker.source is not None:
            _Worker.source.close()
        _Worker.source, _Worker.path = None, None
        _Worker.source = open_source(path, _settings().limits)
        _Worker.path = path
    return _Worker.source


def _settings() -> Settings:
    if _Worker.settings is None:
        raise RuntimeError("the worker was not started")
    return _Worker.settings
