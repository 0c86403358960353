"""How far a run is: plain lines for logs and pipes (the moving bar is in ``api.terminal``)."""

from __future__ import annotations

from types import TracebackType
from typing import Protocol

from api.voice import Voice

_LINES_PER_FILE = 10


class Progress(Protocol):
    """What a run tells while it works; used as a context manager around the whole run."""

    @property
    def voice(self) -> Voice:
        """The voice that does not disturb what is shown."""

    def __enter__(self) -> Progress:
        """Begin to show."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop showing."""

    def start_file(self, label: str, number: int, count: int) -> None:
        """Begin with the ``number``-th of ``count`` files."""

    def page_read(self, done: int, pages: int) -> None:
        """Tell that ``done`` of the pages of the file are read."""


class PlainProgress:
    """One line per step, at most a dozen per file."""

    def __init__(self, voice: Voice) -> None:
        """Keep the voice."""
        self.voice = voice
        self._file: dict[str, str | int] = {}

    def __enter__(self) -> PlainProgress:
        """Begin; there is nothing to prepare."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End; there is nothing to clear away."""

    def start_file(self, label: str, number: int, count: int) -> None:
        """Say which file is being read."""
        self._file = {"file": label, "number": number, "count": count}
        self.voice.inform("run.reading", **self._file)

    def page_read(self, done: int, pages: int) -> None:
        """Say how many pages are read, now and then."""
        step = max(1, -(-pages // _LINES_PER_FILE))
        if done % step == 0 or done == pages:
            self.voice.inform("run.page", done=done, pages=pages, **self._file)
