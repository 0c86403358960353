"""What the use cases need from the outside: an engine that does jobs, and a drawer of pages."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from models.domain.archive import Job

Box = tuple[float, float, float, float]


class JobPort(Protocol):
    """Takes jobs over; what becomes of them stands in the tables."""

    def submit(self, job: Job) -> None:
        """Queue a job whose row is committed; a job that is known already stays as it is."""

    def cancel(self, job_id: str) -> None:
        """Stop a job wherever it stands; unknown and finished jobs are left alone."""


class PageViewer(Protocol):
    """Draws pages, in a process of its own: files are hostile."""

    async def render(self, path: Path, sha256: str, page: int, dpi: int, box: Box | None) -> bytes:
        """Return a PNG of a page (1-based) or of a box (left, top, right, bottom, points).

        Raises KehoachError: PageNotDrawableError, BadBoxError, ViewerUnavailableError.
        """


class Executor(Protocol):
    """What of the working half of the process the web needs to know."""

    def is_alive(self) -> bool:
        """Tell whether jobs are being taken up."""
