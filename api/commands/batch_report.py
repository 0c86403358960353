"""What a batch says about each file, and the report at its end."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from api.service.batch import Ending, Fate, Tally
from models.domain.errors import ExitStatus
from models.domain.service_errors import BusyError

if TYPE_CHECKING:
    from api.voice import Voice

# What is wrong is said file by file as it happens; what an earlier run said, at the end, in short.
_SHOWN_AT_END = 20


class BatchReport:
    """Hears of every file; keeps those that did not come out whole, and says so."""

    def __init__(self, voice: Voice) -> None:
        """Keep the voice."""
        self._voice = voice
        self._troubles: list[Ending] = []
        self._trouble: str | None = None

    def hear(self, ending: Ending) -> None:
        """Say what is wrong with a file that has just ended, if anything is."""
        if ending.fate is Fate.OK:
            return
        self._troubles.append(ending)
        if not ending.known:
            self._voice.line(self._line(ending))

    def say_trouble(self, trouble: BusyError | None) -> None:
        """Say why nothing can be taken in for now, once for as long as it lasts."""
        if trouble and trouble.kind != self._trouble:
            self._voice.line(self._voice.refusal(trouble))
        self._trouble = trouble.kind if trouble else None

    def finish(self, tally: Tally, interrupted: bool, target: Path | None) -> ExitStatus:
        """Say the totals and what failed in earlier runs, write the report; return the exit status.

        Raises CannotWriteError.
        """
        counts = {fate.value: count for fate, count in tally.counts.items()}
        self._voice.inform("batch.total", files=tally.done, known=tally.known, **counts)
        unsaid = [one for one in self._troubles if one.known]
        for ending in unsaid[:_SHOWN_AT_END]:
            self._voice.line(self._line(ending))
        if len(unsaid) > _SHOWN_AT_END:
            self._voice.warn("batch.more", more=len(unsaid) - _SHOWN_AT_END)
        status = ExitStatus.INTERRUPTED if interrupted else _status(tally)
        if target:
            self._write(tally, status, target)
        return status

    def _write(self, tally: Tally, status: ExitStatus, target: Path) -> None:
        from api.outputs import json_bytes, write_atomically

        content = {
            "exit_status": int(status),
            "files": tally.total,
            "done": tally.done,
            "known": tally.known,
            "pages": tally.pages,
            "counts": {fate.value: count for fate, count in tally.counts.items()},
            "troubles": [self._row(ending) for ending in self._troubles],
        }
        write_atomically(target, json_bytes(content))

    def _row(self, ending: Ending) -> dict[str, Any]:
        error = ending.error
        return {
            "file": ending.file,
            "fate": ending.fate.value,
            "known": ending.known,
            "document": ending.document,
            "error": {"kind": error.kind, "message": self._voice.refusal(error)} if error else None,
        }

    def _line(self, ending: Ending) -> str:
        error = ending.error
        reason = (
            self._voice.refusal(error) if error else self._voice.text(f"batch.{ending.fate.value}")
        )
        return f"{ending.file}: {reason}"


def _status(tally: Tally) -> ExitStatus:
    """Return what the batch ends in, by the rules of every command that reads files."""
    counts = tally.counts
    if tally.failed and tally.failed == tally.done:
        return ExitStatus.FAILED
    if tally.failed or counts[Fate.PARTIAL]:
        return ExitStatus.PARTIAL
    return ExitStatus.NOT_A_PLAN if counts[Fate.NOT_A_PLAN] else ExitStatus.OK
