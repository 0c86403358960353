"""A wish to stop, heard between two steps: the first signal asks, the second one insists."""

from __future__ import annotations

import signal
from types import FrameType, TracebackType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stopping:
    """While entered, Ctrl-C and SIGTERM set ``wanted`` and interrupt nothing; a second one does."""

    def __init__(self) -> None:
        """Nobody has asked yet."""
        self.wanted = False
        self._before: dict[signal.Signals, signal._HANDLER] = {}

    def __enter__(self) -> Stopping:
        """Listen to the signals."""
        self._before = {number: signal.signal(number, self._hear) for number in _SIGNALS}
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the signals to who had them before."""
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _hear(self, number: int, frame: FrameType | None) -> None:
        if self.wanted:
            signal.default_int_handler(number, frame)
        self.wanted = True
