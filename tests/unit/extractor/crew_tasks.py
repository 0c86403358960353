"""Calls for worker processes, and a parent that can be killed under them."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import time
from pathlib import Path

from extractor.processes import Crew


def prepare() -> None:
    """Set nothing up."""


def pid() -> int:
    """Return the process that works."""
    return os.getpid()


def hang(report: Path) -> None:
    """Say which process works, and go on for a long time."""
    report.write_text(str(os.getpid()))
    time.sleep(600)


def hang_without_turns(report: Path) -> None:
    """Hang inside a library that keeps the interpreter's lock, beside a program of its own."""
    child = subprocess.Popen(["sleep", "600"])
    report.write_text(f"{os.getpid()} {child.pid}")
    ctypes.PyDLL(None).sleep(600)


def fail_strangely() -> None:
    """Raise what cannot be sent to another process."""

    class LocalError(Exception):
        pass

    raise LocalError


def main(folder: str) -> None:
    """Be a parent with two workers in the middle of long calls."""
    crew = Crew(2, prepare)
    crew.submit(hang_without_turns, Path(folder) / "deaf", seconds=600)
    crew.submit(hang, Path(folder) / "plain", seconds=600)
    time.sleep(600)


if __name__ == "__main__":
    main(sys.argv[1])
