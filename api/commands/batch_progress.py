"""How far a batch is: a moving bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from types import TracebackType

    from api.service.batch import Tally
    from api.voice import Voice

_LINE_EVERY_SECONDS = 15.0
_MINUTE, _HOUR = 60, 3600


class Pace:
    """How fast files come out, and how long the rest will take at that pace."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin to measure now."""
        self._clock = clock
        self._begun = clock()

    def per_minute(self, tally: Tally) -> float:
        """Return the files that this run reads per minute, without those refused or known."""
        seconds = self._clock() - self._begun
        return tally.read * _MINUTE / seconds if seconds > 0 else 0.0

    def seconds_left(self, tally: Tally) -> float | None:
        """Return the seconds that the rest will take, None while no file has come out."""
        rate = self.per_minute(tally)
        return (tally.total - tally.done) * _MINUTE / rate if rate > 0 else None


def say_time_left(seconds: float | None, voice: Voice) -> str:
    """Put a time that is left into words, as exact as it can be known."""
    if seconds is None:
        return voice.text("batch.left_unknown")
    if seconds < _MINUTE:
        return voice.text("batch.left_seconds", seconds=max(1, round(seconds)))
    if seconds < _HOUR:
        return voice.text("batch.left_minutes", minutes=round(seconds / _MINUTE))
    hours, rest = divmod(round(seconds), _HOUR)
    return voice.text("batch.left_hours", hours=hours, minutes=rest // _MINUTE)


def say_pace(tally: Tally, pace: Pace, voice: Voice) -> str:
    """Put rate, open files, failures and time left into one line."""
    rate = pace.per_minute(tally)
    shown = f"{rate:.0f}" if rate >= 10 else f"{rate:.1f}"
    return voice.text(
        "batch.pace",
        per_minute=shown.replace(".", voice.word("decimal_mark", "mark")),
        pages=tally.pages + tally.open_pages,
        open=tally.open,
        failures=tally.failed,
        left=say_time_left(pace.seconds_left(tally), voice),
    )


class BatchProgress(Protocol):
    """What a batch shows while it works."""

    def __enter__(self) -> BatchProgress:
        """Begin to show."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop showing."""

    def show(self, tally: Tally) -> None:
        """Show how far the batch is."""


class LineProgress:
    """A line whenever something has changed, but not more than one in a while."""

    def __init__(self, voice: Voice, clock: Callable[[], float] = time.monotonic) -> None:
        """Keep the voice."""
        self._voice = voice
        self._clock = clock
        self._pace = Pace(clock)
        self._last: tuple[float, int] = (clock(), 0)

    def __enter__(self) -> LineProgress:
        """Begin; there is nothing to prepare."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End; there is nothing to clear away."""

    def show(self, tally: Tally) -> None:
        """Say how far the batch is, where the last time is long enough ago."""
        now, (then, done) = self._clock(), self._last
        if now - then < _LINE_EVERY_SECONDS or tally.done == done:
            return
        self._last = (now, tally.done)
        pace = say_pace(tally, self._pace, self._voice)
        self._voice.inform("batch.progress", done=tally.done, total=tally.total, pace=pace)


class BarProgress:
    """One bar for the whole batch."""

    def __init__(self, voice: Voice) -> None:
        """Prepare the bar; it is shown on entering."""
        from api.terminal import CountBar

        self._voice = voice
        self._pace = Pace()
        self._bar = CountBar()

    def __enter__(self) -> BarProgress:
        """Show the bar."""
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the bar away."""
        self._bar.stop()

    def show(self, tally: Tally) -> None:
        """Move the bar."""
        self._bar.move(tally.done, tally.total, say_pace(tally, self._pace, self._voice))


def make_batch_progress(voice: Voice) -> BatchProgress:
    """Return a bar where stderr is a terminal, lines elsewhere."""
    is_live = sys.stderr.isatty() and not voice.quiet
    return BarProgress(voice) if is_live else LineProgress(voice)
