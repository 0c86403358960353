"""What a file is besides its pages: signed, encrypted, carrying what acts or what is attached.

Nothing of it is ever run or unpacked; it is named, so that an officer and an archive know. The
judgement is by the objects as the PDF library spells them, so an obfuscated name is seen too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from extractor.source import PageSource

SIGNED = "signed"
ENCRYPTED = "encrypted"
JAVASCRIPT = "javascript"
ATTACHMENTS = "attachments"
LAUNCH_ACTION = "launch_action"
REPAIRED = "repaired"

# The library writes a dictionary as /Key/Name, /Key(text), /Key 12 0 R, without needless blanks.
_STRING = re.compile(r"\((?:[^()\\]|\\.)*\)|<[0-9A-Fa-f\s]+>", re.DOTALL)
_MARKS = {
    # a signature dictionary holds the signature and the bytes that it covers
    SIGNED: (r"/ByteRange\s*\[", r"/Contents\b"),
    JAVASCRIPT: (r"/(?:JS|JavaScript)(?![A-Za-z0-9])",),
    ATTACHMENTS: (r"/EF\s*(?:<<|\d)|/EmbeddedFile(?![A-Za-z0-9])",),
    LAUNCH_ACTION: (r"/S\s*/(?:Launch|ImportData|SubmitForm)(?![A-Za-z0-9])",),
}


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What is known of a file once it is open; ``remarks`` are the stable codes above."""

    page_count: int
    repaired: bool
    signed: bool = False
    remarks: tuple[str, ...] = ()


def facts_of(source: PageSource) -> FileFacts:
    """Say what an opened file is, without reading a page."""
    found = carried(source.objects())
    if source.encrypted:
        found.add(ENCRYPTED)
    if source.repaired:
        found.add(REPAIRED)
    return FileFacts(source.page_count, source.repaired, SIGNED in found, tuple(sorted(found)))


def carried(objects: Iterable[str]) -> set[str]:
    """Return the codes of what the objects carry."""
    found: set[str] = set()
    for text in objects:
        bare = _STRING.sub("()", text)
        found.update(code for code, marks in _MARKS.items() if _bears(bare, marks))
        if len(found) == len(_MARKS):
            break
    return found


def _bears(text: str, marks: tuple[str, ...]) -> bool:
    return all(re.search(mark, text) for mark in marks)
