"""What worker processes are sent to do, named without loading what they do it with.

Whoever only sends must not load libraries that open hostile files; they load where the work is.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extractor.file_facts import FileFacts
    from extractor.viewing import Box
    from models.domain.layout import Page
    from models.settings import Settings

PRELOADED = ("extractor.tasks",)
"""What is loaded once, before the first worker process starts."""


def start(settings: Settings, niceness: int) -> None:
    """Set a fresh worker process up; see ``tasks.start``."""
    from extractor import tasks

    tasks.start(settings, niceness)


def be_there() -> None:
    """Do nothing: the process is there and has loaded what it needs."""


def inspect_file(path: Path) -> FileFacts:
    """Open a file and say what it is; see ``tasks.inspect_file``."""
    from extractor import tasks

    return tasks.inspect_file(path)


def read_one_page(path: Path, index: int) -> Page:
    """Read one page (counted from 0); see ``tasks.read_one_page``."""
    from extractor import tasks

    return tasks.read_one_page(path, index)


def draw_page(path: Path, number: int, dpi: int, box: Box | None) -> bytes:
    """Draw a page (1-based) or a box of it; see ``viewing.draw_page``."""
    from extractor import viewing

    return viewing.draw_page(path, number, dpi, box)
