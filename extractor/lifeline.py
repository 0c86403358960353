"""How a worker process ends with the process that it works for, whatever either is doing.

Three ways, since a library in the middle of a long call may hold the interpreter's lock: on Linux
the kernel kills the worker the moment its parent is gone, elsewhere a thread does so as soon as it
gets a turn; and a timer that needs no turn ends it soon after the time of its task is over.
"""

from __future__ import annotations

import faulthandler
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from multiprocessing.connection import wait
from threading import Thread
from typing import TextIO

if sys.platform == "linux":
    import fcntl

_GRACE_SECONDS = 10.0


def lead_group() -> None:
    """Make this process the leader of its own group: programs that it starts end with it.

    It stays in the session of its parent: Linux weighs niceness only within a session.
    """
    if hasattr(os, "setpgid"):
        os.setpgid(0, 0)


def end_group(leader: int) -> None:
    """Kill a process that leads its group, and whatever is left of the group."""
    if hasattr(os, "killpg"):
        try:
            os.killpg(leader, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            return


def end_with_parent() -> None:
    """See to it that this process and its group are killed when the parent is gone."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    if sys.platform == "linux":
        # The pipe from the parent closes with it: the kernel signals that to the whole group.
        fcntl.fcntl(parent.sentinel, fcntl.F_SETOWN, -os.getpgid(0))
        fcntl.fcntl(parent.sentinel, fcntl.F_SETSIG, signal.SIGKILL)
        flags = fcntl.fcntl(parent.sentinel, fcntl.F_GETFL)
        fcntl.fcntl(parent.sentinel, fcntl.F_SETFL, flags | os.O_ASYNC)
    Thread(target=_await_end, args=(parent.sentinel,), daemon=True).start()


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """End this process where the block takes much longer: nobody may be left to do so."""
    faulthandler.dump_traceback_later(seconds + _GRACE_SECONDS, exit=True, file=_nowhere())
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


def _await_end(sentinel: int) -> None:
    wait([sentinel])
    end_group(os.getpid())
    os._exit(1)


@cache
def _nowhere() -> TextIO:
    return open(os.devnull, "w")  # noqa: PTH123 - stays open as long as the process
