"""Files that behave as they say, and what reads them in place of a real engine.

A file is ``%PDF-1.7`` and a line of JSON: ``pages``, ``seconds`` (a page takes), ``kills``,
``hangs``, ``eats`` (pages, counted from 0), ``log`` (where every reading is written down).
"""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.file_facts import FileFacts
from models.domain.geometry import BoundingBox
from models.domain.layout import Document, Line, Page, ReadMethod, Word
from models.domain.plan import Metadata, Plan
from models.settings import Settings

if TYPE_CHECKING:
    from nlp.pipeline import Analysis

_HEAD = b"%PDF-1.7\n"


def behaving(**behaviour: object) -> bytes:
    """Return the bytes of a file that behaves so."""
    return _HEAD + json.dumps(behaviour).encode()


def start(settings: Settings, niceness: int) -> None:
    """Set nothing up."""
    del settings, niceness


def inspect_file(path: Path) -> FileFacts:
    """Say how many pages there are, or die."""
    told = _told(path)
    if told.get("kills_on_opening"):
        os._exit(9)
    return FileFacts(int(told["pages"]), repaired=False)


def read_one_page(path: Path, index: int) -> Page:
    """Write down that the page is read, and do what the file says."""
    told = _told(path)
    _write(told, f"start {path.name} {index} {os.getpid()}")
    time.sleep(told.get("seconds", 0.0))
    if index in told.get("kills", ()):
        os._exit(9)
    if index in told.get("hangs", ()):
        time.sleep(600)
    if index in told.get("eats", ()):
        raise MemoryError
    box = BoundingBox(72, 72, 300, 84)
    line = Line((Word(f"p{index}", box),), box)
    return Page(index + 1, 595, 842, ReadMethod.TEXT_LAYER, "sound", 1.0, (line,))


def start_concluding(settings: Settings, niceness: int) -> None:
    """Set a process up that understands nothing, quickly."""
    from api.jobs import conclusion

    del niceness
    conclusion._Process.settings = settings
    conclusion._analyst = _Nobody


class _Nobody:
    def analyze(self, document: Document, slug: str) -> Analysis:
        """Return an empty plan."""
        from nlp.paragraphs import compose_text
        from nlp.pipeline import Analysis

        return Analysis(Plan(slug, Metadata()), (), compose_text(document))


def _told(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_bytes().removeprefix(_HEAD))
    return found


def _write(told: dict[str, Any], line: str) -> None:
    if "log" in told:
        with Path(told["log"]).open("ab", buffering=0) as log:
            log.write(f"{line}\n".encode())
