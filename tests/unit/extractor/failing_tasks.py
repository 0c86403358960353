"""Tasks of a worker that fail as hostile pages make them fail; each page number fails its way."""

from __future__ import annotations

import os
import time
from pathlib import Path

from extractor.source import PageError
from models.domain.errors import EngineMissingError
from models.domain.layout import Page, ReadMethod

SOUND, DIES, HANGS, DIES_ONCE, EATS, BREAKS, DAMAGED, NO_ENGINE = range(8)


def read_one_page(path: Path, index: int) -> Page:
    """Fail or return an empty page."""
    tried = path.with_suffix(f".{index}")
    if index == DIES or (index == DIES_ONCE and not tried.exists()):
        tried.touch()
        os._exit(9)
    if index == HANGS:
        time.sleep(60)
    if index == EATS:
        raise MemoryError
    if index == BREAKS:
        raise ValueError(index)
    if index == DAMAGED:
        raise PageError("page_damaged")
    if index == NO_ENGINE:
        raise EngineMissingError(detail="vie")
    return Page(index + 1, 595, 842, ReadMethod.BLANK, "no_content", 1.0)


def inspect_file(path: Path) -> None:
    """Die on opening."""
    os._exit(9)
