"""One way to look at every kind of file: a number of pages, each with native words and an image."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # what a page is made of needs numpy; who only speaks of sources does not
    from extractor.observed import NativePage, PageImage


class PageError(Exception):
    """One page cannot be read; ``kind`` is a key of the reading messages."""

    def __init__(self, kind: str) -> None:
        """Keep the kind."""
        super().__init__(kind)
        self.kind = kind

    def __reduce__(self) -> tuple[object, ...]:
        """Allow the error to cross a process border."""
        return (PageError, (self.kind,))


class PageSource(Protocol):
    """An opened file; pages are counted from 0 here."""

    @property
    def page_count(self) -> int:
        """Number of pages, at least one."""

    @property
    def repaired(self) -> bool:
        """Tell whether the file was damaged and pages may be missing."""

    @property
    def encrypted(self) -> bool:
        """Tell whether the file is encrypted and opened without a password."""

    def objects(self) -> Iterable[str]:
        """Yield the objects of a PDF as text, without their streams; nothing for an image."""

    def native(self, index: int) -> NativePage:
        """Return what the file itself says about a page; raises PageError."""

    def image(self, index: int, dpi: int) -> PageImage:
        """Render a page at most at ``dpi``; raises PageError."""

    def close(self) -> None:
        """Let go of the file."""
