"""Processes as Linux shows them in ``/proc``: which belong to a service, and how large they are.

A service is started with a mark in its environment, which whatever it starts inherits: so a process
is found also where it has left session and parent behind.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

MARK = "KEHOACH_BENCH_MARK"
_PROC = Path("/proc")
_GONE = (FileNotFoundError, ProcessLookupError, PermissionError)
_FORK_SERVER = b"forkserver"


_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


@dataclass(frozen=True, slots=True)
class Process:
    """One process; ``seconds`` of a core is its work so far."""

    pid: int
    parent: int
    seconds: float
    command: bytes


def processes_of(mark: str) -> tuple[Process, ...]:
    """Return the living processes that bear a mark."""
    return tuple(_marked(f"{MARK}={mark}".encode()))


def workers_of(mark: str) -> tuple[Process, ...]:
    """Return the processes that read: the children of the server that forks them."""
    found = processes_of(mark)
    commands = {process.pid: process.command for process in found}
    return tuple(p for p in found if _FORK_SERVER in commands.get(p.parent, b""))


def resident_bytes(pid: int) -> int:
    """Return the memory that a process holds, 0 where it is gone."""
    with suppress(*_GONE):
        for line in (_PROC / str(pid) / "status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
    return 0


def core_seconds(pid: int) -> float:
    """Return the seconds of a core that a process has worked, 0 where it is gone."""
    with suppress(*_GONE):
        return sum(found.seconds for found in _alive(_PROC / str(pid)))
    return 0.0


def _marked(mark: bytes) -> Iterator[Process]:
    for folder in _PROC.iterdir():
        if folder.name.isdigit():
            with suppress(*_GONE):
                if mark in (folder / "environ").read_bytes().split(b"\0"):
                    yield from _alive(folder)


def _alive(folder: Path) -> Iterator[Process]:
    # the name of the program stands in brackets and may hold anything
    fields = (folder / "stat").read_text(errors="replace").rpartition(")")[2].split()
    if fields[0] not in ("Z", "X"):
        seconds = (int(fields[11]) + int(fields[12])) / _TICKS
        yield Process(int(folder.name), int(fields[1]), seconds, (folder / "cmdline").read_bytes())
